"""What the rules decided: an outcome per cell for the requester, and the reasons for the release screen only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from datastation.onthulling.regels import ZIN_VOOR_AFNEMER, Regel
from datastation.onthulling.tabel import Plek, Rij


class Code(StrEnum):
    """What a cell says. ``nul`` is a released true zero; ``onderdrukt`` may be anything, zero too."""

    WAARDE = "waarde"
    NUL = "nul"
    ONDERDRUKT = "onderdrukt"
    ONTBREEKT = "ontbreekt"
    NIET_GEVRAAGD = "niet gevraagd"


@dataclass(frozen=True)
class Uitkomst:
    """One cell as it may leave. Only ``waarde`` and ``nul`` carry a number."""

    code: Code
    waarde: int | Decimal | None = None

    def __post_init__(self) -> None:
        assert (self.waarde is not None) == (self.code in (Code.WAARDE, Code.NUL)), "a code and its number do not fit"


@dataclass(frozen=True)
class Reden:
    """Why one cell does not leave. For the release screen only: already the name of the rule tells how small a cell is.

    Attributes:
        zin: the rule in one sentence, Dutch B1.
        getallen: what a releaser may see beside it: number of contributors, the limit, a share, the difference and the release it is
            with. Never a pseudonym, and never the value of one contributor.
    """

    rij: Rij
    kolom: str
    regel: Regel
    zin: str
    getallen: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Beslissing:
    """The outcome of a whole table.

    Attributes:
        sleutels, kolommen: names of what is delivered, in order.
        uitkomsten: per delivered cell its outcome, row by row.
        redenen: one or more per suppressed cell, release screen only.
        al_bekend: small or suppressed cells that earlier releases give away already; nothing in this answer can undo that.
        niet_nagerekend: measures of which earlier releases were compared pair by pair and by adding and subtracting, but not by intervals,
            because there are too many (`samen.MEESTE_ATOMEN`). Not for automatic release.
    """

    sleutels: tuple[str, ...]
    kolommen: tuple[str, ...]
    uitkomsten: Mapping[Plek, Uitkomst]
    redenen: tuple[Reden, ...] = ()
    al_bekend: tuple[Plek, ...] = ()
    niet_nagerekend: tuple[str, ...] = ()

    def voor_afnemer(self) -> list[dict[str, object]]:
        """Rows that may leave: codes of the row, and per column code and number. A suppressed cell has one and the same sentence."""
        rijen: dict[Rij, dict[str, object]] = {}
        for (codes, kolom), uitkomst in self.uitkomsten.items():
            rij = rijen.setdefault(codes, dict(zip(self.sleutels, codes, strict=True)))
            cel: dict[str, object] = {"code": uitkomst.code.value}
            if uitkomst.waarde is not None:
                cel["waarde"] = uitkomst.waarde
            if uitkomst.code is Code.ONDERDRUKT:
                cel["uitleg"] = ZIN_VOOR_AFNEMER
            rij[kolom] = cel
        return list(rijen.values())

    def voor_vrijgavescherm(self) -> dict[str, object]:
        """The same rows with every reason. Marked ``alleen_vrijgavescherm``: this never goes to a requester, nor into a delivery."""
        return {
            "alleen_vrijgavescherm": True,
            "rijen": self.voor_afnemer(),
            "redenen": [
                {"rij": list(r.rij), "kolom": r.kolom, "regel": r.regel.value, "zin": r.zin, "getallen": dict(r.getallen)}
                for r in self.redenen
            ],
            "al_bekend": [{"rij": list(rij), "kolom": kolom} for rij, kolom in self.al_bekend],
            "niet_nagerekend": list(self.niet_nagerekend),
        }


def als_json(beslissing: Beslissing) -> str:
    """Text to store a decision as; `uit_json` reads it back as the same value."""
    return json.dumps(
        {
            "sleutels": beslissing.sleutels,
            "kolommen": beslissing.kolommen,
            "uitkomsten": [[*plek, u.code.value, _als_tekst(u.waarde)] for plek, u in beslissing.uitkomsten.items()],
            "redenen": [[r.rij, r.kolom, r.regel.value, r.zin, dict(r.getallen)] for r in beslissing.redenen],
            "al_bekend": beslissing.al_bekend,
            "niet_nagerekend": beslissing.niet_nagerekend,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def uit_json(tekst: str) -> Beslissing:
    """The decision that `als_json` wrote."""
    inhoud = json.loads(tekst)
    return Beslissing(
        tuple(inhoud["sleutels"]),
        tuple(inhoud["kolommen"]),
        {(tuple(rij), kolom): Uitkomst(Code(code), _uit_tekst(waarde)) for rij, kolom, code, waarde in inhoud["uitkomsten"]},
        tuple(Reden(tuple(rij), kolom, Regel(regel), zin, getallen) for rij, kolom, regel, zin, getallen in inhoud["redenen"]),
        tuple((tuple(rij), kolom) for rij, kolom in inhoud["al_bekend"]),
        tuple(inhoud["niet_nagerekend"]),
    )


def _als_tekst(waarde: int | Decimal | None) -> int | str | None:
    return str(waarde) if isinstance(waarde, Decimal) else waarde


def _uit_tekst(waarde: int | str | None) -> int | Decimal | None:
    return Decimal(waarde) if isinstance(waarde, str) else waarde
