"""What people do with an answer: open it, prepare it, correct it, release it. One answer at a time; there is no way to do several."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from datastation.staat import Staat, Transactie, dossier, uitgaand, zaken
from datastation.staat.rijen import Bericht, Correctie, Merk, Overgang, Zaak
from datastation.vrijgave.overgaan import ga_over, vergrendeld
from datastation.vrijgave.toestanden import Handeling, Rol, Toestand
from datastation.vrijgave.voorwaarden import Stap, onbekend
from datastation.vrijgave.weigering import Reden, Weigering
from datastation.vrijgave.wie import Wie, eis


@dataclass(frozen=True)
class Dossier:
    """All that is known of a case, at one moment."""

    zaak: Zaak
    overgangen: tuple[Overgang, ...]
    merken: tuple[Merk, ...]
    correcties: tuple[Correctie, ...]
    bericht: Bericht | None


def lijst(staat: Staat, *, wie: Wie, toestanden: tuple[Toestand, ...] = ()) -> tuple[Zaak, ...]:
    """Cases, oldest first: all of them for whoever may read them, their own for a requester. Raises Weigering."""
    with staat.lezen() as t:
        if wie.soort == "afnemer":
            return zaken.lijst(t, toestanden=toestanden, afnemer=wie.id)
        eis(t, wie, Handeling.LEZEN, lezend=True)
        return zaken.lijst(t, toestanden=toestanden)


def lees(staat: Staat, zaaknummer: str, *, wie: Wie) -> Dossier:
    """A case with its history, without leaving a mark. Raises Weigering."""
    with staat.lezen() as t:
        eis(t, wie, Handeling.LEZEN, lezend=True)
        return _dossier(t, zaaknummer)


def zie_in(staat: Staat, zaaknummer: str, *, wie: Wie, nu: datetime) -> Dossier:
    """Open an answer, and note who did: only who opened it as it is now may decide about it.

    Raises:
        Weigering: the role gives no right to it, or there is no answer to decide about.
    """
    _merk(staat, zaaknummer, "ingezien", Handeling.INZIEN, wie, nu)
    with staat.lezen() as t:
        return _dossier(t, zaaknummer)


def zet_klaar(staat: Staat, zaaknummer: str, *, wie: Wie, nu: datetime) -> None:
    """Note that somebody checked the answer as it is now: another person may release it. They must have opened it. Raises Weigering."""
    _merk(staat, zaaknummer, "klaargezet", Handeling.KLAARZETTEN, wie, nu)


def _merk(staat: Staat, zaaknummer: str, soort: str, handeling: Handeling, wie: Wie, nu: datetime) -> None:
    with staat.schrijven() as t:
        rol, zaak = _beantwoord(t, zaaknummer, handeling, wie)
        stap = Stap(t, zaak, wie, nu, "")
        if soort == "klaargezet" and not any(m.door_id == wie.id for m in stap.geldige_merken("ingezien")):
            raise Weigering(
                Reden.NIET_INGEZIEN,
                "U heeft dit antwoord nog niet geopend zoals het nu is.",
                waar=zaaknummer,
                herstel="Open het antwoord en bekijk het eerst.",
            )
        if any(m.door_id == wie.id for m in stap.geldige_merken(soort)):
            return
        aantal = len(dossier.correcties_van(t, zaaknummer))
        assert zaak.antwoord_sha256 is not None
        dossier.schrijf_merk(t, Merk(zaaknummer, soort, zaak.volg, aantal, zaak.antwoord_sha256, rol, wie.id, nu))


def corrigeer(
    staat: Staat,
    zaaknummer: str,
    *,
    cel: str,
    berekend: str,
    waarde: str,
    reden: str,
    wie: Wie,
    nu: datetime,
    onderteken: Callable[[bytes], bytes],
) -> Correctie:
    """Put a signed statement beside a computed value. What was prepared or opened before counts no longer.

    Args:
        cel: which value of the answer, in the words of its form. onderteken: gives the signature of `verklaring`.

    Raises:
        Weigering: no right, no reason, no answer to correct, or it was computed again while the statement was being signed.
    """
    if not reden.strip():
        raise Weigering(Reden.ZONDER_REDEN, "Bij een correctie hoort een reden.", waar=zaaknummer, herstel="Vul de reden in.")
    with staat.schrijven() as t:
        rol, zaak = _beantwoord(t, zaaknummer, Handeling.CORRIGEREN, wie)
    assert zaak.antwoord_sha256 is not None
    concept = Correctie(zaaknummer, zaak.volg, zaak.antwoord_sha256, cel, berekend, waarde, reden, rol, wie.id, nu, b"")
    getekend = replace(concept, handtekening=onderteken(verklaring(concept)))
    with staat.schrijven() as t:
        _, nog = _beantwoord(t, zaaknummer, Handeling.CORRIGEREN, wie)
        if nog.volg != zaak.volg:
            raise Weigering(
                Reden.TOESTAND,
                "Het antwoord is intussen opnieuw berekend.",
                waar=zaaknummer,
                herstel="Open het nieuwe antwoord en kijk of de correctie nog nodig is.",
            )
        dossier.schrijf_correctie(t, getekend)
    return getekend


def verklaring(correctie: Correctie) -> bytes:
    """The bytes that a correction signs: RFC 8785 JSON of all its fields but the signature; its moment in UTC, as it comes back from the database."""
    velden = {naam: waarde for naam, waarde in asdict(correctie).items() if naam != "handtekening"}
    inhoud = {**velden, "op": correctie.op.astimezone(UTC).isoformat(), "soort": "datastation-correctie-1"}
    return json.dumps(inhoud, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def herhaal(staat: Staat, zaaknummer: str, *, wie: Wie, nu: datetime, reden: str) -> Zaak:
    """Have the question answered again, after records were repaired. Raises Weigering."""
    leeg: dict[str, Any] = {"momentopname": None, "antwoord_sha256": None, "antwoord_pad": None}
    with staat.schrijven() as t:
        return ga_over(t, vergrendeld(t, zaaknummer), Toestand.TOEGELATEN, wie, nu, reden, **leeg)


def geef_vrij(staat: Staat, zaaknummer: str, *, wie: Wie, nu: datetime, vervangt: str | None = None, reden: str = "") -> Zaak:
    """Release the answer of one case: from here on it is sent, or may be fetched.

    Args:
        vervangt: number of the case whose released answer this one replaces. Needed where this requester got another answer to the same
            question and parameters before, and the submission did not name it. The station itself need not name it.

    Raises:
        Weigering: the reason says which rule: ``toestand`` (somebody else decided first), ``niet_ingezien``, ``vier_ogen``,
            ``niet_voorbereid``, ``beleid``, ``termijn``, ``rol``, ``vervangt``.
    """
    with staat.schrijven() as t:
        gevonden = zaken.zaak(t, zaaknummer)
        if gevonden is None:
            raise onbekend()
        # Two answers to one question, released at the same moment, must see each other: all cases of the delivery are locked.
        zaak = next(z for z in zaken.vergrendel_levering(t, gevonden.levering_sha256) if z.zaaknummer == zaaknummer)
        noemt = vervangt or zaak.vervangt
        eerder = zaken.laatst_vrijgegeven(t, zaak.levering_sha256, behalve=zaaknummer)
        anders = eerder is not None and _uitkomst(t, eerder) != _uitkomst(t, zaak)
        if anders and eerder is not None and noemt is None and wie.soort == "station":
            noemt = eerder.zaaknummer
        klopt = eerder is not None and noemt == eerder.zaaknummer
        nieuw = ga_over(t, zaak, Toestand.VRIJGEGEVEN, wie, nu, reden, vervangt=noemt if klopt else zaak.vervangt)
        _eis_vervanging(noemt, eerder, anders=anders)  # last: whoever may not release need not know what was released before
        return nieuw


def _eis_vervanging(noemt: str | None, eerder: Zaak | None, *, anders: bool) -> None:
    nummer = eerder.zaaknummer if eerder is not None else None
    if noemt is None and anders:
        raise Weigering(
            Reden.VERVANGT,
            "Deze afnemer kreeg eerder een ander antwoord op dezelfde vraag.",
            waar=f"zaak {nummer}",
            herstel="Noem dat zaaknummer als antwoord dat dit vervangt.",
        )
    if noemt is not None and noemt != nummer:
        raise Weigering(
            Reden.VERVANGT,
            "Het antwoord dat dit vervangt, is niet het laatste dat deze afnemer kreeg.",
            waar=f"zaak {noemt}",
            herstel=f"Het laatste is zaak {nummer}; noem dat nummer." if nummer else "Noem geen zaak: er is niets om te vervangen.",
        )


def _uitkomst(t: Transactie, zaak: Zaak) -> tuple[str | None, dict[str, str]]:
    """What the requester sees: the answer, and per cell the correction that holds."""
    geldig = [c for c in dossier.correcties_van(t, zaak.zaaknummer) if c.antwoord_sha256 == zaak.antwoord_sha256]
    return zaak.antwoord_sha256, {c.cel: c.waarde for c in geldig}


def _beantwoord(t: Transactie, zaaknummer: str, handeling: Handeling, wie: Wie) -> tuple[Rol, Zaak]:
    """The role in which somebody may do something with an answer about which nobody decided yet, and the case, locked."""
    zaak = zaken.vergrendel(t, zaaknummer)
    rol = eis(t, wie, handeling)
    if zaak is None:
        raise onbekend()
    if zaak.toestand != Toestand.BEANTWOORD:
        raise Weigering(
            Reden.TOESTAND,
            f"Deze zaak staat op '{zaak.toestand}'; dit kan alleen met een antwoord dat op een besluit wacht.",
            waar=zaaknummer,
        )
    return rol, zaak


def _dossier(t: Transactie, zaaknummer: str) -> Dossier:
    zaak = zaken.zaak(t, zaaknummer)
    if zaak is None:
        raise onbekend()
    return Dossier(
        zaak,
        zaken.overgangen_van(t, zaaknummer),
        dossier.merken_van(t, zaaknummer),
        dossier.correcties_van(t, zaaknummer),
        uitgaand.bericht_van(t, zaaknummer),
    )
