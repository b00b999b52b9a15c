"""What messages must say of each other and of their bearer: the rules of kik-commons' ValidationService (kikv.md 3.4) that are about messages.

Where a rule names a field that an older generation does not have, the field that does its work there is taken: the conversation for ``thid`` and
``pthid``. Rules 1-3 (token), 11-14 (proof of the presentation) are for whoever verifies those.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from datastation.berichten.probleemcodes import PROBLEEM
from datastation.berichten.reden import BerichtFout, Reden
from datastation.berichten.resultaat import delen
from datastation.berichten.soorten import Antwoordbericht, Foutbericht, Generatie, Verzoek

SPELING = timedelta(minutes=5)


def keur_verzoek(verzoek: Verzoek, *, houder: str, ons: str, nu: datetime, speling: timedelta = SPELING) -> None:
    """Whether a request comes from whoever has the token, is for us, and is neither too old nor of tomorrow.

    Args:
        houder: DID of the subject of the access token. ons: DID of its issuer, this station.
        speling: how far the clock of the requester may be off.

    Raises:
        BerichtFout: ``ANDERE_AFZENDER`` (rule 7), ``ANDERE_GEADRESSEERDE`` (rule 8), ``BERICHT_TE_VROEG``, ``BERICHT_VERLOPEN``.
    """
    if verzoek.van != houder:
        raise BerichtFout(Reden.ANDERE_AFZENDER, waar="from", regel=7)
    if ons not in verzoek.aan:
        raise BerichtFout(Reden.ANDERE_GEADRESSEERDE, waar="to", regel=8)
    if verzoek.gemaakt is not None and verzoek.gemaakt > nu + speling:
        raise BerichtFout(Reden.BERICHT_TE_VROEG, waar="created_time")
    if verzoek.vervalt is not None and verzoek.vervalt <= nu - speling:
        raise BerichtFout(Reden.BERICHT_VERLOPEN, waar="expires_time")


def keur_reactie(reactie: Antwoordbericht | Foutbericht, verzoek: Verzoek, vraag_ids: Collection[str]) -> None:
    """Whether an answer or an error report belongs to a request (rules 16-23, 25-30).

    Args:
        reactie: an answer with its resultset: of 1.x as `open_antwoord` gives it. vraag_ids: of the questions that were asked.

    Raises:
        BerichtFout: with the number of the rule.
    """
    fout = isinstance(reactie, Foutbericht)
    if reactie.generatie is not verzoek.generatie:
        raise BerichtFout(Reden.ANDERE_GENERATIE)
    if not _hoort_bij(reactie, verzoek):
        raise BerichtFout(Reden.ANDER_VERZOEK, waar="pthid" if fout else "thid", regel=28 if fout else 20)
    if reactie.van not in verzoek.aan:
        raise BerichtFout(Reden.ANDERE_AFZENDER, waar="from", regel=29 if fout else 21)
    if verzoek.van not in reactie.aan:
        raise BerichtFout(Reden.ANDERE_GEADRESSEERDE, waar="to", regel=30 if fout else 22)
    if isinstance(reactie, Foutbericht):
        _keur_code(reactie)
    else:
        _keur_resultaten(reactie, verzoek, vraag_ids)


def _hoort_bij(reactie: Antwoordbericht | Foutbericht, verzoek: Verzoek) -> bool:
    if reactie.generatie is Generatie.KIKV_1:
        return reactie.verzoek_id == verzoek.id
    return reactie.gesprek == verzoek.gesprek and reactie.verzoek_id in ("", verzoek.id)


def _keur_code(fout: Foutbericht) -> None:
    if not fout.code and fout.generatie is not Generatie.KIKV_1:
        return  # the error report of 2021 is text only
    delen = fout.code.split(".")
    if delen[0] != "e":
        raise BerichtFout(Reden.PROBLEEMCODE, waar="code", regel=26)
    if delen[1:2] != ["p"]:
        raise BerichtFout(Reden.PROBLEEMCODE, waar="code", regel=27)
    if not PROBLEEM.fullmatch(fout.code):
        raise BerichtFout(Reden.PROBLEEMCODE, waar="code")


def _keur_resultaten(antwoord: Antwoordbericht, verzoek: Verzoek, vraag_ids: Collection[str]) -> None:
    gezien = set()
    for id, _ in delen(antwoord.resultset):
        bericht, vraag = id.partition("#")[::2] if antwoord.generatie is Generatie.KIKV_1 else (verzoek.id, id)
        if bericht != verzoek.id:
            raise BerichtFout(Reden.ANDER_VERZOEK, waar="resultset.id", regel=17)
        if not vraag.strip():
            raise BerichtFout(Reden.VELD_ONTBREEKT, waar="resultset.id", regel=18)
        if vraag not in vraag_ids:
            raise BerichtFout(Reden.ANDERE_VRAAG, waar="resultset.id", regel=23)
        if vraag in gezien:
            raise BerichtFout(Reden.TEGENSTRIJDIG, waar="resultset.id")
        gezien.add(vraag)
