"""A question is taken in once, a reply leaves at least once, and what the log misses is handed to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hulp.zaakwerk import BO, IGJ, KIM, NU, POORT, VERVALT, breng, eis_heel, inzending, toestand

from datastation import vrijgave
from datastation.fouten import GebruiksFout
from datastation.staat import Staat
from datastation.staat.rijen import Overgang

UUR = timedelta(hours=1)


def test_twee_keer_hetzelfde_is_een_zaak(staat: Staat) -> None:
    """The same submission again gives the same case, also after its term or in a later state; parameters in any order."""
    een = vrijgave.dien_in(staat, inzending(parameters={"a": 1, "b": 2}), door=POORT, nu=NU)
    vrijgave.verifieer(staat, een.zaak.zaaknummer, wie=POORT, nu=NU)
    twee = vrijgave.dien_in(staat, inzending(parameters={"b": 2, "a": 1}, vervalt=VERVALT + UUR), door=POORT, nu=VERVALT)
    assert (een.nieuw, twee.nieuw) == (True, False)
    assert twee.zaak.zaaknummer == een.zaak.zaaknummer
    assert twee.zaak.toestand == "geverifieerd"
    assert eis_heel(staat) == 1


@pytest.mark.parametrize(
    "anders",
    [
        {"parameters": {"halfjaar": "2025-H2"}},
        {"vraag_nr": "1.2"},
        {"vraag_sha256": "b" * 64},
        {"profiel": "igj-wzd-analyse"},
        {"profielversie": "1.0.1"},
        {"antwoordadres": "https://elders.example"},
        {"gesprek": "gesprek-2"},
    ],
)
def test_andere_inhoud_onder_hetzelfde_kenmerk(staat: Staat, anders: dict[str, object]) -> None:
    """Another submission under the same key of the same requester is refused, whatever differs."""
    vrijgave.dien_in(staat, inzending(), door=POORT, nu=NU)
    with pytest.raises(vrijgave.Weigering) as fout:
        vrijgave.dien_in(staat, inzending(**anders), door=POORT, nu=NU)
    assert fout.value.reden == "andere_inhoud"
    assert eis_heel(staat) == 1


def test_een_kenmerk_hoort_bij_een_afnemer(staat: Staat) -> None:
    """Two requesters who choose the same key have two cases."""
    vrijgave.dien_in(staat, inzending(), door=POORT, nu=NU)
    assert vrijgave.dien_in(staat, inzending(afnemer="did:web:ander.example", parameters={}), door=POORT, nu=NU).nieuw


def test_wat_niet_aangenomen_wordt(staat: Staat) -> None:
    """No key, a term that has passed, or somebody who is not the station: nothing is stored."""
    with pytest.raises(GebruiksFout):
        vrijgave.dien_in(staat, inzending(""), door=POORT, nu=NU)
    for door, nu, reden in ((POORT, VERVALT, "termijn"), (BO, NU, "rol"), (vrijgave.afnemer(IGJ), NU, "rol")):
        with pytest.raises(vrijgave.Weigering) as fout:
            vrijgave.dien_in(staat, inzending(), door=door, nu=nu)
        assert fout.value.reden == reden
    assert vrijgave.lijst(staat, wie=POORT) == ()


def test_oppakken_na_een_val(staat: Staat) -> None:
    """A case that was taken up is left alone until its time, then taken up again and counted; the oldest goes first."""
    een = vrijgave.dien_in(staat, inzending("s1"), door=POORT, nu=NU).zaak.zaaknummer
    twee = vrijgave.dien_in(staat, inzending("s2"), door=POORT, nu=NU + UUR).zaak.zaaknummer

    def pak(nu: timedelta) -> tuple[str, int] | None:
        zaak = vrijgave.neem_op(staat, vrijgave.Toestand.ONTVANGEN, nu=NU + nu, tot=NU + nu + 2 * UUR)
        return None if zaak is None else (zaak.zaaknummer, zaak.pogingen)

    assert [pak(UUR), pak(UUR), pak(UUR)] == [(een, 1), (twee, 1), None]
    assert pak(3 * UUR) == (een, 2)
    vrijgave.verifieer(staat, een, wie=POORT, nu=NU + 4 * UUR)
    assert vrijgave.lees(staat, een, wie=POORT).zaak.bezet_tot is None


def test_een_bericht_houdt_zijn_kenmerk(staat: Staat) -> None:
    """Every attempt sends the message of the first one; it waits where an attempt runs, and goes when somebody says it arrived."""
    nummer = breng(staat, "vrijgegeven")
    eerste = vrijgave.neem_bericht(staat, nu=NU, tot=NU + UUR)
    assert eerste is not None
    assert vrijgave.neem_bericht(staat, nu=NU, tot=NU + UUR) is None
    vrijgave.mislukt(staat, eerste.bericht, fout="http_503", opnieuw=NU + UUR)
    assert vrijgave.neem_bericht(staat, nu=NU, tot=NU + UUR) is None
    tweede = vrijgave.neem_bericht(staat, nu=NU + UUR, tot=NU + 2 * UUR)
    derde = vrijgave.neem_bericht(staat, nu=NU + 2 * UUR, tot=NU + 3 * UUR)  # the second attempt died
    assert tweede is not None
    assert derde is not None
    assert (eerste.bericht, eerste.antwoord_sha256) == (tweede.bericht, tweede.antwoord_sha256) == (derde.bericht, derde.antwoord_sha256)
    assert (derde.pogingen, derde.fout) == (3, "http_503")
    assert vrijgave.bezorgd(staat, eerste.bericht, nu=NU).toestand == "verzonden"
    assert vrijgave.bezorgd(staat, eerste.bericht, nu=NU).toestand == "verzonden"
    vrijgave.mislukt(staat, eerste.bericht, fout="te_laat", opnieuw=NU)
    assert vrijgave.neem_bericht(staat, nu=VERVALT, tot=VERVALT + UUR) is None
    assert len(vrijgave.lees(staat, nummer, wie=BO).overgangen) == 6


def test_opgeven_laat_de_uitslag_staan(staat: Staat) -> None:
    """A reply that cannot arrive is given up; the answer can still be fetched, and a late receipt still counts."""
    nummer = breng(staat, "vrijgegeven")
    bericht = vrijgave.neem_bericht(staat, nu=NU, tot=NU + UUR)
    assert bericht is not None
    vrijgave.mislukt(staat, bericht.bericht, fout="onbereikbaar", opnieuw=None)
    assert vrijgave.neem_bericht(staat, nu=VERVALT, tot=VERVALT + UUR) is None
    assert toestand(staat, nummer) == "vrijgegeven"
    assert vrijgave.haal_op(staat, nummer, wie=vrijgave.afnemer(IGJ), nu=NU).toestand == "verzonden"
    assert vrijgave.haal_op(staat, nummer, wie=vrijgave.afnemer(IGJ), nu=NU).toestand == "verzonden"
    assert vrijgave.bezorgd(staat, bericht.bericht, nu=NU).toestand == "verzonden"
    eis_heel(staat)


def test_een_afwijzing_wordt_ook_bezorgd(staat: Staat) -> None:
    """A refusal goes out as a message without an answer."""
    nummer = breng(staat, "afgewezen")
    bericht = vrijgave.neem_bericht(staat, nu=NU, tot=NU + UUR)
    assert bericht is not None
    assert (bericht.soort, bericht.antwoord_sha256) == ("afwijzing", None)
    vrijgave.bezorgd(staat, bericht.bericht, nu=NU)
    zaak = vrijgave.lees(staat, nummer, wie=BO).zaak
    assert (zaak.toestand, zaak.uitslag) == ("verzonden", "afgewezen")


def test_zonder_adres_wordt_er_opgehaald(staat: Staat) -> None:
    """Where no reply address is known nothing is put in the outbox; only the requester fetches, and not before there is an outcome."""
    nummer = breng(staat, "beantwoord", antwoordadres="", vier_ogen=False)
    with pytest.raises(vrijgave.Weigering) as fout:
        vrijgave.haal_op(staat, nummer, wie=vrijgave.afnemer(IGJ), nu=NU)
    assert fout.value.reden == "toestand"
    vrijgave.zie_in(staat, nummer, wie=BO, nu=NU)
    vrijgave.geef_vrij(staat, nummer, wie=BO, nu=NU)
    assert vrijgave.neem_bericht(staat, nu=NU, tot=NU + UUR) is None
    for ander in (vrijgave.afnemer("did:web:ander.example"), KIM, POORT):
        with pytest.raises(vrijgave.Weigering) as fout:
            vrijgave.haal_op(staat, nummer, wie=ander, nu=NU)
        assert fout.value.reden == "onbekend"
    vrijgave.haal_op(staat, nummer, wie=vrijgave.afnemer(IGJ), nu=NU)
    eis_heel(staat)


@pytest.mark.parametrize("wie", [vrijgave.afnemer(IGJ), BO])
def test_intrekken_tot_de_eerste_verzending(staat: Staat, wie: vrijgave.Wie) -> None:
    """A released answer can be withdrawn and then never leaves; once an attempt was made, it may have arrived and cannot."""
    nummer = breng(staat, "vrijgegeven")
    vrijgave.trek_in(staat, nummer, wie=wie, nu=NU, reden="vergissing")
    assert vrijgave.neem_bericht(staat, nu=NU, tot=NU + UUR) is None
    ander = breng(staat, "vrijgegeven", sleutel="s2", antwoord="anders")
    assert vrijgave.neem_bericht(staat, nu=NU, tot=NU + UUR) is not None
    with pytest.raises(vrijgave.Weigering) as fout:
        vrijgave.trek_in(staat, ander, wie=wie, nu=NU, reden="vergissing")
    assert fout.value.reden == "onderweg"
    eis_heel(staat)


def test_onbekend_bericht(staat: Staat) -> None:
    """A receipt for a message that was never sent is an error."""
    with pytest.raises(GebruiksFout):
        vrijgave.bezorgd(staat, "nooit-verstuurd", nu=NU)


def test_het_logboek_krijgt_elke_overgang(staat: Staat) -> None:
    """Each transition is handed to the log in order; one that failed to be written is handed over again, the others are not."""
    nummer = breng(staat, "vrijgegeven")
    gezien: list[tuple[str, int]] = []

    def schrijf(overgang: Overgang) -> None:
        if len(gezien) == 3:
            raise OSError("disk")
        gezien.append((overgang.zaaknummer, overgang.volg))

    with pytest.raises(OSError, match="disk"):
        vrijgave.werk_logboek_bij(staat, schrijf)
    gezien.append(("val", 0))
    assert vrijgave.werk_logboek_bij(staat, schrijf) == 2
    assert vrijgave.werk_logboek_bij(staat, schrijf) == 0
    assert gezien == [(nummer, 1), (nummer, 2), (nummer, 3), ("val", 0), (nummer, 4), (nummer, 5)]
