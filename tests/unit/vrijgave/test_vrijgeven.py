"""Release: open first, four eyes, one at a time, automatic only where the policy says so, corrections beside the answer."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hulp.zaakwerk import BAS, BEA, BO, IGJ, KAS, KIM, NU, POORT, VERVALT, beantwoord, bereid_voor, breng, eis_heel, sha

from datastation import vrijgave
from datastation.staat import Staat


def corrigeer(staat: Staat, nummer: str, wie: vrijgave.Wie = KIM, onderteken: Callable[[bytes], bytes] = lambda b: b"getekend") -> None:
    vrijgave.corrigeer(
        staat, nummer, cel="rij 3, aantal", berekend="12", waarde="11", reden="dubbel", wie=wie, nu=NU, onderteken=onderteken
    )


def geweigerd(staat: Staat, nummer: str, reden: str, wie: vrijgave.Wie = BO, **anders: object) -> vrijgave.Weigering:
    with pytest.raises(vrijgave.Weigering) as fout:
        vrijgave.geef_vrij(staat, nummer, wie=wie, **{"nu": NU, **anders})
    assert fout.value.reden == reden
    assert fout.value.code == 4
    return fout.value


def test_het_hele_verloop(staat: Staat) -> None:
    """From submission to arrival: every step is written down with who did it, in which role."""
    nummer = breng(staat, "vrijgegeven")
    bericht = vrijgave.neem_bericht(staat, nu=NU, tot=VERVALT)
    assert bericht is not None
    assert (bericht.zaaknummer, bericht.soort, bericht.adres) == (nummer, "antwoord", "https://igj.example/antwoorden")
    vrijgave.bezorgd(staat, bericht.bericht, nu=NU)
    d = vrijgave.lees(staat, nummer, wie=BO)
    assert [(o.naar, o.door_rol, o.door_id) for o in d.overgangen] == [
        ("ontvangen", "station", "poort"),
        ("geverifieerd", "station", "poort"),
        ("toegelaten", "station", "poort"),
        ("beantwoord", "station", "werker"),
        ("vrijgegeven", "bestuurder", "bo"),
        ("verzonden", "station", "bezorgen"),
    ]
    assert d.zaak.uitslag == "vrijgegeven"


def test_wie_niet_opende_geeft_niet_vrij(staat: Staat) -> None:
    """Somebody else having opened it is not enough."""
    nummer = breng(staat, "beantwoord", vier_ogen=False)
    vrijgave.zie_in(staat, nummer, wie=BAS, nu=NU)
    geweigerd(staat, nummer, "niet_ingezien")
    vrijgave.zie_in(staat, nummer, wie=BO, nu=NU)
    assert vrijgave.geef_vrij(staat, nummer, wie=BO, nu=NU).toestand == "vrijgegeven"


def test_openen_geldt_voor_een_zaak(staat: Staat) -> None:
    """Release is per question: having opened one answer says nothing about another."""
    een, twee = breng(staat, "beantwoord", vier_ogen=False), breng(staat, "beantwoord", sleutel="s2", vraag_nr="1.2", vier_ogen=False)
    vrijgave.zie_in(staat, een, wie=BO, nu=NU)
    vrijgave.geef_vrij(staat, een, wie=BO, nu=NU)
    geweigerd(staat, twee, "niet_ingezien")


def test_vier_ogen(staat: Staat) -> None:
    """Where the policy asks for two persons, an answer that nobody prepared is not released, nor one by who prepared it."""
    vrijgave.geef_rol(staat, "kas", vrijgave.Rol.BESTUURDER, wie=BEA, nu=NU)
    nummer = breng(staat, "beantwoord")
    vrijgave.zie_in(staat, nummer, wie=BO, nu=NU)
    vrijgave.zie_in(staat, nummer, wie=KAS, nu=NU)
    geweigerd(staat, nummer, "niet_voorbereid")
    vrijgave.zet_klaar(staat, nummer, wie=KAS, nu=NU)
    geweigerd(staat, nummer, "vier_ogen", KAS)
    vrijgave.geef_vrij(staat, nummer, wie=BO, nu=NU)


def test_wie_corrigeert_bereidt_voor(staat: Staat) -> None:
    """A correction makes somebody one of the preparers, also when another one prepares it afterwards."""
    vrijgave.geef_rol(staat, "kas", vrijgave.Rol.BESTUURDER, wie=BEA, nu=NU)
    nummer = breng(staat, "beantwoord")
    corrigeer(staat, nummer, KAS)
    bereid_voor(staat, nummer, klaar=KIM, vrij=KAS)
    geweigerd(staat, nummer, "vier_ogen", KAS)


def test_zonder_vier_ogen_mag_een_mens_beide(staat: Staat) -> None:
    """Where the policy does not ask for two persons, one with both roles may do both."""
    vrijgave.geef_rol(staat, "kas", vrijgave.Rol.BESTUURDER, wie=BEA, nu=NU)
    nummer = breng(staat, "beantwoord", vier_ogen=False)
    vrijgave.zie_in(staat, nummer, wie=KAS, nu=NU)
    vrijgave.zet_klaar(staat, nummer, wie=KAS, nu=NU)
    assert vrijgave.geef_vrij(staat, nummer, wie=KAS, nu=NU).uitslag == "vrijgegeven"


def test_klaarzetten_na_openen(staat: Staat) -> None:
    """Nobody prepares what they did not open."""
    nummer = breng(staat, "beantwoord")
    with pytest.raises(vrijgave.Weigering) as fout:
        vrijgave.zet_klaar(staat, nummer, wie=KIM, nu=NU)
    assert fout.value.reden == "niet_ingezien"


def test_een_correctie_maakt_openen_en_klaarzetten_ongedaan(staat: Staat) -> None:
    """Who opened or prepared the answer before a correction did not see what would leave."""
    nummer = breng(staat, "beantwoord")
    bereid_voor(staat, nummer)
    corrigeer(staat, nummer)
    geweigerd(staat, nummer, "niet_ingezien")
    vrijgave.zie_in(staat, nummer, wie=BO, nu=NU)
    geweigerd(staat, nummer, "niet_voorbereid")
    bereid_voor(staat, nummer)
    vrijgave.geef_vrij(staat, nummer, wie=BO, nu=NU)
    assert eis_heel(staat) == 1


def test_opnieuw_beantwoorden_maakt_alles_ongedaan(staat: Staat) -> None:
    """An answer that was computed again is opened and prepared again, even where it came out the same."""
    nummer = breng(staat, "beantwoord")
    bereid_voor(staat, nummer)
    vrijgave.herhaal(staat, nummer, wie=KIM, nu=NU, reden="hersteld in het ECD")
    assert vrijgave.lees(staat, nummer, wie=KIM).zaak.antwoord_sha256 is None
    beantwoord(staat, nummer)
    geweigerd(staat, nummer, "niet_ingezien")


def test_een_correctie_staat_ernaast(staat: Staat) -> None:
    """A correction keeps the computed value, says why, and its signature covers all of it."""
    nummer, getekend = breng(staat, "beantwoord"), []

    def onderteken(b: bytes) -> bytes:
        getekend.append(b)
        return b"\x00handtekening"

    corrigeer(staat, nummer, onderteken=onderteken)
    (correctie,) = vrijgave.lees(staat, nummer, wie=BO).correcties
    assert (correctie.berekend, correctie.waarde, correctie.reden, correctie.door_id) == ("12", "11", "dubbel", "kim")
    assert correctie.handtekening == b"\x00handtekening"
    assert getekend == [vrijgave.verklaring(correctie)]
    velden = json.loads(getekend[0])
    assert velden["antwoord_sha256"] == sha("antwoord") == vrijgave.lees(staat, nummer, wie=BO).zaak.antwoord_sha256
    assert velden.keys() >= {"zaaknummer", "cel", "berekend", "waarde", "reden", "door_id", "op"}


def test_een_correctie_op_een_oud_antwoord(staat: Staat) -> None:
    """Where the answer is computed again while somebody signs, the correction is not stored."""
    nummer = breng(staat, "beantwoord")

    def onderteken(_: bytes) -> bytes:
        vrijgave.herhaal(staat, nummer, wie=KAS, nu=NU, reden="hersteld")
        beantwoord(staat, nummer, "ander")
        return b"x"

    with pytest.raises(vrijgave.Weigering, match="opnieuw berekend"):
        corrigeer(staat, nummer, onderteken=onderteken)
    assert vrijgave.lees(staat, nummer, wie=BO).correcties == ()


@pytest.mark.parametrize("reden", ["", "  "])
def test_zonder_reden_geen_correctie_en_geen_afwijzing(staat: Staat, reden: str) -> None:
    """A correction, a refusal and a repetition each need a reason."""
    nummer = breng(staat, "beantwoord")
    vrijgave.zie_in(staat, nummer, wie=BO, nu=NU)
    for doe in (
        lambda: vrijgave.wijs_af(staat, nummer, wie=BO, nu=NU, reden=reden),
        lambda: vrijgave.herhaal(staat, nummer, wie=KIM, nu=NU, reden=reden),
        lambda: vrijgave.corrigeer(staat, nummer, cel="c", berekend="1", waarde="2", reden=reden, wie=KIM, nu=NU, onderteken=lambda b: b),
    ):
        with pytest.raises(vrijgave.Weigering) as fout:
            doe()
        assert fout.value.reden == "zonder_reden"


def test_automatisch_alleen_waar_het_beleid_het_zegt(staat: Staat) -> None:
    """The station itself releases where the policy lets it, and not where a person is to decide or somebody corrected the answer."""
    assert vrijgave.lees(staat, breng(staat, "vrijgegeven", beleid="automatisch", vier_ogen=False), wie=BO).zaak.uitslag == "vrijgegeven"
    geweigerd(staat, breng(staat, "beantwoord", sleutel="s2", vier_ogen=False), "beleid", POORT)
    gecorrigeerd = breng(staat, "beantwoord", sleutel="s3", beleid="automatisch", vier_ogen=False)
    corrigeer(staat, gecorrigeerd)
    geweigerd(staat, gecorrigeerd, "beleid", POORT)
    with pytest.raises(vrijgave.Weigering, match="gaan niet samen"):
        breng(staat, "toegelaten", sleutel="s4", beleid="automatisch", vier_ogen=True)


def test_na_de_termijn_gaat_niets_meer_naar_buiten(staat: Staat) -> None:
    """Also where the clock has not let the case lapse yet."""
    nummer = breng(staat, "beantwoord")
    bereid_voor(staat, nummer)
    geweigerd(staat, nummer, "termijn", nu=VERVALT)


def test_wie_geen_toegang_heeft(staat: Staat) -> None:
    """Unknown persons, those who were let out, and those who lost their role are refused from that moment on."""
    nummer = breng(staat, "beantwoord")
    bereid_voor(staat, nummer)
    geweigerd(staat, nummer, "onbekende_gebruiker", vrijgave.persoon("niemand"))
    vrijgave.zet_gebruiker_actief(staat, "bo", actief=False, wie=BEA)
    geweigerd(staat, nummer, "onbekende_gebruiker")
    vrijgave.zet_gebruiker_actief(staat, "bo", actief=True, wie=BEA)
    vrijgave.neem_rol_af(staat, "bo", vrijgave.Rol.BESTUURDER, wie=BEA, nu=NU)
    geweigerd(staat, nummer, "rol")


def test_de_laatste_beheerder_blijft(staat: Staat) -> None:
    """Nobody gives themselves a role, no person becomes the station, and one active beheerder remains."""
    for doe in (
        lambda: vrijgave.geef_rol(staat, "bea", vrijgave.Rol.BESTUURDER, wie=BEA, nu=NU),
        lambda: vrijgave.geef_rol(staat, "kim", vrijgave.Rol.STATION, wie=BEA, nu=NU),
        lambda: vrijgave.geef_rol(staat, "wie", vrijgave.Rol.ANALIST, wie=BEA, nu=NU),
        lambda: vrijgave.voeg_gebruiker_toe(staat, "kim", "Kim", wie=BEA, nu=NU),
        lambda: vrijgave.neem_rol_af(staat, "bea", vrijgave.Rol.BEHEERDER, wie=BEA, nu=NU),
        lambda: vrijgave.zet_gebruiker_actief(staat, "bea", actief=False, wie=BEA),
    ):
        with pytest.raises(vrijgave.Weigering) as fout:
            doe()
        assert fout.value.reden == "gebruikersbeheer"
    vrijgave.geef_rol(staat, "kim", vrijgave.Rol.BEHEERDER, wie=BEA, nu=NU)
    vrijgave.neem_rol_af(staat, "bea", vrijgave.Rol.BEHEERDER, wie=BEA, nu=NU)
    assert [g.id for g in vrijgave.lijst_gebruikers(staat, wie=KIM) if "beheerder" in g.rollen] == ["kim"]


def test_een_andere_afnemer_ziet_geen_verschil(staat: Staat) -> None:
    """A case of somebody else and one that does not exist are refused in the same words."""
    nummer = breng(staat, "beantwoord")
    with pytest.raises(vrijgave.Weigering) as van_ander:
        vrijgave.trek_in(staat, nummer, wie=vrijgave.afnemer("did:web:ander.example"), nu=NU)
    with pytest.raises(vrijgave.Weigering) as onbestaand:
        vrijgave.trek_in(staat, "20260705-xxxxxxxxxx", wie=vrijgave.afnemer("did:web:ander.example"), nu=NU)
    assert str(van_ander.value) == str(onbestaand.value)
    assert van_ander.value.reden == onbestaand.value.reden == "onbekend"


class TestVervangen:
    """A corrected re-delivery names what it replaces."""

    def test_een_ander_antwoord_noemt_wat_het_vervangt(self, staat: Staat) -> None:
        """A different answer to the same question and parameters is released only with the number of the earlier one."""
        eerste = breng(staat, "verzonden")
        tweede = breng(staat, "beantwoord", sleutel="s2", antwoord="verbeterd")
        bereid_voor(staat, tweede)
        assert eerste in geweigerd(staat, tweede, "vervangt").waar
        geweigerd(staat, tweede, "vervangt", vervangt="20260705-xxxxxxxxxx")
        assert vrijgave.geef_vrij(staat, tweede, wie=BO, nu=NU, vervangt=eerste).vervangt == eerste

    def test_al_genoemd_bij_het_indienen(self, staat: Staat) -> None:
        """Where the submission named it, the release need not."""
        eerste = breng(staat, "verzonden")
        tweede = breng(staat, "beantwoord", sleutel="s2", antwoord="verbeterd", vervangt=eerste)
        bereid_voor(staat, tweede)
        assert vrijgave.geef_vrij(staat, tweede, wie=BO, nu=NU).vervangt == eerste

    def test_hetzelfde_antwoord_vervangt_niets(self, staat: Staat) -> None:
        """The same answer twice needs no number, nor does one to other parameters."""
        breng(staat, "verzonden")
        assert vrijgave.lees(staat, breng(staat, "vrijgegeven", sleutel="s2"), wie=BO).zaak.vervangt is None
        ander = breng(staat, "vrijgegeven", sleutel="s3", antwoord="ander", parameters={"halfjaar": "2025-H2"})
        assert vrijgave.lees(staat, ander, wie=BO).zaak.vervangt is None

    def test_een_correctie_is_een_ander_antwoord(self, staat: Staat) -> None:
        """The same computed answer with a correction beside it is not what the requester got before."""
        eerste = breng(staat, "verzonden")
        tweede = breng(staat, "beantwoord", sleutel="s2")
        corrigeer(staat, tweede)
        bereid_voor(staat, tweede)
        geweigerd(staat, tweede, "vervangt")
        vrijgave.geef_vrij(staat, tweede, wie=BO, nu=NU, vervangt=eerste)

    def test_alleen_het_laatste_wordt_vervangen(self, staat: Staat) -> None:
        """One who names an answer that has been replaced itself hears which one is the last."""
        eerste = breng(staat, "verzonden")
        derde = breng(staat, "beantwoord", sleutel="s3", antwoord="derde", vervangt=eerste)
        tweede = breng(staat, "beantwoord", sleutel="s2", antwoord="tweede")
        bereid_voor(staat, tweede)
        vrijgave.geef_vrij(staat, tweede, wie=BO, nu=NU, vervangt=eerste)
        bereid_voor(staat, derde)
        assert tweede in geweigerd(staat, derde, "vervangt").herstel
        vrijgave.geef_vrij(staat, derde, wie=BO, nu=NU, vervangt=tweede)

    def test_het_station_noemt_het_zelf(self, staat: Staat) -> None:
        """An automatic release fills in what it replaces."""
        eerste = breng(staat, "verzonden", beleid="automatisch", vier_ogen=False)
        tweede = breng(staat, "vrijgegeven", sleutel="s2", antwoord="nieuw", beleid="automatisch", vier_ogen=False)
        assert vrijgave.lees(staat, tweede, wie=BO).zaak.vervangt == eerste

    @pytest.mark.parametrize(
        ("toestand", "anders"),
        [
            ("beantwoord", {}),
            ("vrijgegeven", {}),
            ("afgewezen", {}),
            ("ingetrokken", {}),
            ("verzonden", {"parameters": {"halfjaar": "2025-H2"}}),
            ("verzonden", {"vraag_nr": "1.2"}),
            ("verzonden", {"afnemer": "did:web:ander.example"}),
        ],
    )
    def test_alleen_een_verzonden_antwoord_op_dezelfde_vraag(self, staat: Staat, toestand: str, anders: dict[str, object]) -> None:
        """A submission can only name an answer that this requester really got, to the same question and parameters."""
        eerste = breng(staat, toestand)
        with pytest.raises(vrijgave.Weigering) as fout:
            breng(staat, "ontvangen", sleutel="s2", vervangt=eerste, **anders)
        assert fout.value.reden == "vervangt"
        assert len(vrijgave.lijst(staat, wie=vrijgave.afnemer(IGJ))) == 1
