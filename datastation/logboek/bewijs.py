"""Proofs that somebody else can check without the log: one entry stands in it, all entries of a case stand in it, it only grew."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from datastation.logboek import boom
from datastation.logboek.hoofd import Boomhoofd, PubliekeSleutel, klopt_hoofd
from datastation.logboek.inhoud import ontleed
from datastation.logboek.regel import Aantal, Kort, Sha256


class _Bewijs(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Insluitbewijs(_Bewijs):
    """That the leaf `blad` stands at `volgnummer` in the tree of `grootte` entries."""

    volgnummer: Aantal
    grootte: Aantal
    blad: Sha256
    pad: tuple[Sha256, ...]

    def klopt(self, wortel: str) -> bool:
        """Whether the path leads from the leaf to this root (hexadecimal)."""
        return boom.klopt_insluiting(self.volgnummer, self.grootte, bytes.fromhex(self.blad), _bytes(self.pad), bytes.fromhex(wortel))


class Samenhangbewijs(_Bewijs):
    """That the tree of `oud` entries is the beginning of the tree of `nieuw` entries."""

    oud: Aantal
    nieuw: Aantal
    pad: tuple[Sha256, ...]

    def klopt(self, wortel_oud: str, wortel_nieuw: str) -> bool:
        """Whether the path leads to both roots (hexadecimal)."""
        return boom.klopt_samenhang(self.oud, self.nieuw, bytes.fromhex(wortel_oud), bytes.fromhex(wortel_nieuw), _bytes(self.pad))


class Zaakregel(_Bewijs):
    """An entry as its canonical text, with its proof."""

    inhoud: str
    bewijs: Insluitbewijs


class Zaakbewijs(_Bewijs):
    """All entries of one case that stand under a signed head.

    That none was left out follows from the replay by whoever has the log, not from this proof: a Merkle tree proves what is there.
    """

    zaaknummer: Kort
    hoofd: Boomhoofd
    regels: tuple[Zaakregel, ...]
    nog_zonder_hoofd: Aantal

    def gebreken(self, sleutel: PubliekeSleutel) -> tuple[str, ...]:
        """What does not fit, in Dutch; empty where all does."""
        uit = [] if klopt_hoofd(self.hoofd, sleutel) else ["De handtekening onder het hoofd klopt niet."]
        vorig = -1
        for r in self.regels:
            nummer = r.bewijs.volgnummer
            tekst = r.inhoud.encode("utf-8", "surrogatepass")
            if (
                boom.bladhash(tekst).hex() != r.bewijs.blad
                or r.bewijs.grootte != self.hoofd.grootte
                or not r.bewijs.klopt(self.hoofd.wortel)
            ):
                uit.append(f"Regel {nummer} staat niet zo in het logboek.")
                continue
            gelezen = ontleed(tekst)
            if gelezen.volgnummer != nummer or gelezen.regel.zaaknummer != self.zaaknummer or nummer <= vorig:
                uit.append(f"Regel {nummer} hoort hier niet: een andere zaak, een ander nummer of een andere volgorde.")
            vorig = nummer
        return tuple(uit)


def _bytes(pad: Sequence[str]) -> list[bytes]:
    return [bytes.fromhex(p) for p in pad]
