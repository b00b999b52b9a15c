"""The bytes of a text file on their way to a parser: unpacked, in UTF-8, without BOM, and checked for what parsers pass in silence."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable
from typing import IO, TYPE_CHECKING

import numpy as np

from datastation.bronnen.bestanden import Bestand, leesbaar, open_bytes
from datastation.fouten import BronFout

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

STUK = 4 * 1024**2
_BOMS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_AANHAAL, _LF = 34, 10
_MINSTENS = 65_536  # bytes: a BOM is never cut in two


def eis_codering(codering: str | None, waar: str) -> str:
    """The Python name of a character encoding; ``utf-8`` where none is set.

    Raises:
        BronFout: no such encoding.
    """
    try:
        return codecs.lookup(codering or "utf-8").name
    except LookupError:
        raise BronFout(
            f"De codering {codering} bestaat niet.", waar=waar, herstel="Gebruik in station.toml utf-8, cp1252, latin-1 of utf-16."
        ) from None


class Tekststroom(io.RawIOBase):
    """A readable stream of UTF-8 bytes of one source file.

    Args:
        bestand: the file.
        codering: Python name of its encoding.
        overslaan: bytes at the beginning (counted in UTF-8, without BOM) that were read before: the header.
        fouten: ``surrogateescape`` lets bytes through that are not of this encoding, for whoever looks for them.
        bij_twijfel: called once, at the first bytes that are suspect (a NUL, or quotes that do not pair up as RFC 4180 asks);
            it raises the right BronFout, or returns where the file turns out to be well-formed after all.
        scheiding: field separator; only with it quotes are checked.
    """

    def __init__(
        self,
        bestand: Bestand,
        codering: str,
        *,
        overslaan: int = 0,
        fouten: str = "strict",
        bij_twijfel: Callable[[], None] | None = None,
        scheiding: str = "",
    ) -> None:
        self._bestand, self._codering, self._fouten, self._overslaan = bestand, codering, fouten, overslaan
        with leesbaar(bestand.naam):
            self._ruw: IO[bytes] = open_bytes(bestand)
        self._omzetter = None if codering == "utf-8" else codecs.getincrementaldecoder(codering)(fouten)
        self._bij_twijfel = bij_twijfel
        self._naast_aanhaal = np.frombuffer(b'"\r\n' + scheiding.encode(), dtype=np.uint8) if scheiding else None
        self._binnen = False  # inside a quoted cell
        self._vorige = _LF  # last byte that was checked
        self._eerste, self._klaar = True, False
        self._rest = b""

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        if not self.closed:
            self._ruw.close()
        super().close()

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes, ``b""`` at the end; -1 reads everything."""
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(STUK), b""))
        while not self._rest and not self._klaar:
            self._rest = self._volgend_stuk(max(size, _MINSTENS))
        uit, self._rest = self._rest[:size], self._rest[size:]
        return uit

    def readinto(self, doel: WriteableBuffer) -> int:
        """The same, into a buffer."""
        beeld = memoryview(doel).cast("B")
        stuk = self.read(len(beeld))
        beeld[: len(stuk)] = stuk
        return len(stuk)

    def zet_terug(self, bytes_: bytes) -> None:
        """Put bytes back in front."""
        self._rest = bytes_ + self._rest

    def _volgend_stuk(self, omvang: int) -> bytes:
        with leesbaar(self._bestand.naam):
            ruw = self._ruw.read(omvang)
        self._klaar = not ruw
        if self._eerste:
            ruw = self._zonder_bom(ruw)
        uit = ruw if self._omzetter is None else self._zet_om(ruw)
        over = min(self._overslaan, len(uit))
        self._overslaan -= over
        uit = uit[over:]
        if not uit and not self._klaar:
            return b""
        if self._bij_twijfel is not None and self._verdacht(uit):
            twijfel, self._bij_twijfel = self._bij_twijfel, None
            twijfel()
        return uit

    def _zonder_bom(self, ruw: bytes) -> bytes:
        self._eerste = False
        for bom, naam in _BOMS.items():
            if ruw.startswith(bom) and not self._codering.startswith("utf-16"):
                raise BronFout(
                    f"Dit bestand is {naam}, geen {self._codering}.",
                    waar=self._bestand.naam,
                    herstel=f'Zet codering = "{naam}" bij deze bron.',
                )
        if ruw.startswith(codecs.BOM_UTF8) and self._codering not in {"utf-8", "utf-8-sig"}:
            raise BronFout(
                f"Dit bestand is utf-8, geen {self._codering}.", waar=self._bestand.naam, herstel="Haal `codering` bij deze bron weg."
            )
        return ruw.removeprefix(codecs.BOM_UTF8)

    def _zet_om(self, ruw: bytes) -> bytes:
        assert self._omzetter is not None
        try:
            return self._omzetter.decode(ruw, final=not ruw).encode("utf-8", self._fouten)
        except UnicodeError:
            twijfel, self._bij_twijfel = self._bij_twijfel, None
            if twijfel is not None:
                twijfel()
            raise BronFout(
                f"Het bestand is geen {self._codering}.",
                waar=self._bestand.naam,
                herstel="Verander `codering` bij deze bron in station.toml.",
            ) from None

    def _verdacht(self, stuk: bytes) -> bool:
        if not stuk:
            return self._binnen
        if b"\0" in stuk:
            return True
        if self._naast_aanhaal is None:
            return False
        if b'"' not in stuk and self._vorige != _AANHAAL:
            self._vorige = stuk[-1]
            return False
        return self._aanhalingstekens_verdacht(stuk)

    def _aanhalingstekens_verdacht(self, stuk: bytes) -> bool:
        """Whether some quote does not open after, or close before, a separator, a line end or another quote.

        In a well-formed file every quote toggles between inside and outside (a doubled one twice), so the parity of its
        position tells which it is; no state machine over all bytes is needed.
        """
        assert self._naast_aanhaal is not None
        bytes_ = np.frombuffer(stuk, dtype=np.uint8)
        plekken = np.flatnonzero(bytes_ == _AANHAAL)
        ervoor = np.concatenate((np.array([self._vorige], np.uint8), bytes_[:-1]))[plekken]
        eerste_opent = 1 if self._binnen else 0
        opent = ervoor[eerste_opent::2]
        sluit = plekken[1 - eerste_opent :: 2]
        erna = bytes_[sluit[sluit + 1 < len(bytes_)] + 1]
        # A closing quote that was the last byte of the previous piece is judged by the first byte of this one.
        grens = np.array([bytes_[0]], np.uint8) if self._vorige == _AANHAAL and not self._binnen else np.array([], np.uint8)
        self._vorige = stuk[-1]
        self._binnen ^= bool(len(plekken) % 2)
        return not all(np.isin(deel, self._naast_aanhaal).all() for deel in (opent, erna, grens))
