"""The station itself fails: no policy, no disk, a file gone, a snapshot removed under its hands. No case is lost by it, none is answered wrongly."""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from threading import Barrier, Thread
from typing import Any

import pytest
from hulp.netwerk import PERIODE, Netwerk

from datastation import opruimen, uitwisselen, vrijgave
from datastation.beantwoorden import beantwoord as beantwoord_
from datastation.fouten import DatastationFout, GebruiksFout, GrensBereikt, InstellingenFout, MotorFout
from datastation.logboek import Gebruiker
from datastation.poort import Register
from datastation.staat import uitgaand
from datastation.store import momentopname
from datastation.uitwisselen import Dienst, Indiening, behandelen, dien_in, dienst, verzenden, werk_af
from datastation.uitwisselen.kluis import Kluis
from datastation.uitwisselen.verzenden import verzend_een
from datastation.vrijgave import Rol, Toestand

BAAS, DIRECTEUR, KWALITEIT = vrijgave.station("opdrachtregel:test"), vrijgave.persoon("dir"), vrijgave.persoon("kim")


def vanzelf(maak: Callable[..., Netwerk]) -> Netwerk:
    """A network in which nobody has to look at an answer: neither policy nor profile asks for it."""
    net = maak(besluit="automatisch", quotum="quotum = { dagen = 1, vragen = 20 }\n")
    inr = net.inr
    inr.register = Register(tuple(replace(r, profiel=replace(r.profiel, vrijgave="automatisch")) for r in inr.register.registraties))
    return net


def probeer_lang(net: Netwerk, keren: int = 12) -> int:
    """Let the station try, with an hour between; gives how often it failed."""
    fouten = 0
    for _ in range(keren):
        net.klok.verder(hours=1)
        try:
            werk_af(net.inr)
        except (DatastationFout, OSError):
            fouten += 1
    return fouten


def mensen(net: Netwerk) -> None:
    """A bestuurder and a kwaliteitsfunctionaris."""
    for id, rol in (("dir", Rol.BESTUURDER), ("kim", Rol.KWALITEITSFUNCTIONARIS)):
        vrijgave.voeg_gebruiker_toe(net.inr.staat, id, id, wie=BAAS, nu=net.klok.nu)
        vrijgave.geef_rol(net.inr.staat, id, rol, wie=BAAS, nu=net.klok.nu)


def test_beleid_onleesbaar(net: Netwerk) -> None:
    """A typing error in the policy that stands for half a day costs nobody its question: what waits is treated once it is mended."""
    net.stuur(net.verzoek())
    pad = net.map / "beleid.toml"
    goed = pad.read_bytes()
    pad.write_text("versie = ")
    assert probeer_lang(net) == 12
    assert list(net.zaken().values()) == ["geverifieerd"]
    pad.write_bytes(goed)
    net.klok.verder(hours=1)
    werk_af(net.inr)
    assert list(net.zaken().values()) == ["beantwoord"]


def test_geen_momentopname(net: Netwerk) -> None:
    """A station whose snapshot does not serve lets questions wait."""
    net.stuur(net.verzoek())
    wijzer = net.map / "momentopnamen" / momentopname.WIJZER
    naar = wijzer.readlink()
    wijzer.unlink()
    assert probeer_lang(net) == 12
    wijzer.symlink_to(naar)
    net.klok.verder(hours=1)
    werk_af(net.inr)
    assert list(net.zaken().values()) == ["beantwoord"]


def test_schijf_vol(net: Netwerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk under the vault leaves nothing half, and the question waits; the words are about the disk."""
    net.stuur(net.verzoek())

    def vol(_: int) -> None:
        raise OSError(errno.ENOSPC, "vol")

    with monkeypatch.context() as m:
        m.setattr("datastation.uitwisselen.kluis.os.fsync", vol)
        with pytest.raises(GrensBereikt) as fout:
            net.inr.kluis.bewaar("naam", b"x")
        assert fout.value.grens == "schijf"
    assert list((net.map / "kluis").iterdir()) == []
    echt = net.inr.kluis.bewaar
    net.inr.kluis.bewaar = lambda *_: vol(0)  # type: ignore[method-assign]
    assert probeer_lang(net) >= 10
    net.inr.kluis.bewaar = echt  # type: ignore[method-assign]
    net.klok.verder(hours=1)
    werk_af(net.inr)
    assert list(net.zaken().values()) == ["beantwoord"]


def test_rest_van_een_moord(net: Netwerk) -> None:
    """What a killed process was writing in the vault is removed when it is opened, not what another is writing now."""
    oud, nieuw = net.map / "kluis" / ".a.1", net.map / "kluis" / ".a.2"
    for pad in (oud, nieuw):
        pad.write_bytes(b"x")
    os.utime(oud, (0, 0))
    Kluis(net.map / "kluis", net.map / "sleutels" / "antwoorden")
    assert (oud.exists(), nieuw.exists()) == (False, True)


def test_fout_van_het_station_is_geen_fout_van_de_vraag(net: Netwerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong in the settings of the station is not told to the requester as a wrong parameter."""
    net.stuur(net.verzoek())

    def kapot(*_: Any, **__: Any) -> Any:
        raise InstellingenFout("De sleutel /etc/geheim ontbreekt.")

    with monkeypatch.context() as m:
        m.setattr(behandelen, "beantwoord", kapot)
        with pytest.raises(InstellingenFout):
            werk_af(net.inr)
    assert list(net.zaken().values()) == ["toegelaten"]
    net.klok.verder(hours=1)
    werk_af(net.inr)
    assert list(net.zaken().values()) == ["beantwoord"]


def test_vraag_waarop_het_station_blijft_vallen(net: Netwerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question on which the station fails every time is refused in the end, and the requester hears no more than that."""
    net.stuur(net.verzoek())

    def kapot(*_: Any, **__: Any) -> Any:
        raise MotorFout("intern")

    monkeypatch.setattr(behandelen, "beantwoord", kapot)
    assert probeer_lang(net) == behandelen.HOOGSTENS
    (rapport,) = net.post()
    assert "intern" not in rapport.tekst


def test_profiel_dat_verdwijnt(net: Netwerk) -> None:
    """A profile version that is no longer there when its question is answered: refused, not tried for ever."""
    net.stuur(net.verzoek())
    while list(net.zaken().values()) != ["toegelaten"]:
        assert behandelen.behandel_een(net.inr)
    net.inr.profielen = {}
    werk_af(net.inr)
    assert list(net.zaken().values()) == ["verzonden"]
    assert net.post()[0].tekst.startswith("Deze versie")


def test_een_kapot_antwoord_houdt_de_rest_niet_op(server_net: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two answers that the policy releases were left by a crash, and the file of the first is gone: the second leaves all the same."""
    net = vanzelf(server_net)
    with monkeypatch.context() as m:
        m.setattr(behandelen, "geef_zelf_vrij", lambda *_: False)
        een, twee = net.stuur(net.verzoek(nrs=("1", "4")))
        werk_af(net.inr)
    assert set(net.zaken().values()) == {"beantwoord"}
    pad = net.map / "kluis" / str(uitwisselen.stand(net.inr, een.zaak.zaaknummer, toegang=net.toegang).antwoord_pad)
    bewaard = pad.read_bytes()
    pad.unlink()
    with pytest.raises(MotorFout):
        werk_af(net.inr)
    monkeypatch.setattr(dienst, "INHALEN", 0.0)
    werk = Dienst(net.inr)
    werk.start()
    try:
        wacht_op(lambda: net.zaken()[twee.zaak.zaaknummer] == "verzonden")
        assert net.zaken()[een.zaak.zaaknummer] == "beantwoord"
        pad.write_bytes(bewaard)  # mended while the station works: it is released without a restart
        wacht_op(lambda: net.zaken()[een.zaak.zaaknummer] == "verzonden")
    finally:
        assert werk.stop()


def wacht_op(voorwaarde: Callable[[], bool]) -> None:
    einde = time.monotonic() + 20
    while not voorwaarde():
        assert time.monotonic() < einde
        time.sleep(0.05)


def test_herberekend_na_een_correctie(server_net: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A corrected answer is not released by itself, not after it was computed again either; that is no error of the station."""
    net = vanzelf(server_net)
    mensen(net)
    with monkeypatch.context() as m:
        m.setattr(behandelen, "geef_zelf_vrij", lambda *_: False)
        (een,) = net.stuur(net.verzoek())
        werk_af(net.inr)
    nummer, nu = een.zaak.zaaknummer, net.klok.nu
    kim: dict[str, Any] = {"wie": KWALITEIT, "nu": nu, "reden": "r"}
    vrijgave.corrigeer(net.inr.staat, nummer, cel="1/clienten", berekend="1", waarde="2", onderteken=lambda b: b, **kim)
    assert werk_af(net.inr) == 0
    vrijgave.herhaal(net.inr.staat, nummer, **kim)
    werk_af(net.inr)
    assert net.zaken() == {nummer: "beantwoord"}


def test_momentopname_weg_tijdens_het_antwoorden(net: Netwerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A snapshot that is removed while a question runs on it (retention, or an erasure): the question is answered from the one that came after."""
    net.stuur(net.verzoek())
    oud = momentopname.huidige(net.inr.station.momentopnamen)
    echt: Callable[..., Any] = beantwoord_
    keren: list[str] = []

    def beantwoord(*wat: Any, **rest: Any) -> Any:
        keren.append(rest["opname"].id)
        if len(keren) > 1:
            return echt(*wat, **rest)
        uit = echt(*wat, **rest)
        nieuw = oud.map.with_name("20991231T235959Z-0a1b2c3d")
        shutil.copytree(oud.map, nieuw)
        momentopname.zet_wijzer(oud.map.parent, nieuw.name)
        momentopname.verwijder(oud.map)
        return uit

    monkeypatch.setattr(behandelen, "beantwoord", beantwoord)
    werk_af(net.inr)
    (zaak,) = uitwisselen.lijst(net.inr, toegang=net.toegang)
    assert len(keren) == 2
    assert zaak.toestand == "beantwoord"
    assert zaak.momentopname != oud.id
    assert net.inr.kluis.namen() == (zaak.antwoord_pad,)


def test_quotum_en_alle_vragen_tegelijk(server_net: Any) -> None:
    """All questions of a profile at once count as each of them by itself: a quota is not passed by asking everything in one case."""
    net = server_net(kaal=True, quotum="quotum = { dagen = 1, vragen = 2 }\n")
    pad = net.map / "beleid.toml"
    for nr, quotum in enumerate(("vragen = 2", "vragen = 100, stellingen = 1")):
        pad.write_text(pad.read_text().replace("vragen = 2", quotum))
        vraag = Indiening("igj-wzd-aantallen", "1.0.0", "*", PERIODE, f"s{nr}")
        nummer = dien_in(net.inr, vraag, toegang=net.toegang).zaak.zaaknummer
        werk_af(net.inr)
        assert net.zaken()[nummer] == "afgewezen"
        assert uitwisselen.reden_van_afwijzing(net.inr, nummer, toegang=net.toegang)[0] == ("quotum-stellingen" if nr else "quotum-vragen")


def test_twee_verzenders_een_bericht(server_net: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two senders that make the reply to one case at once (the first was slow) send the same bytes under the same number."""
    net = vanzelf(server_net)
    net.stuur(net.verzoek())
    while behandelen.behandel_een(net.inr):
        pass
    hek, echt, uit = Barrier(2), verzenden.maak_reactie, []

    def maak(*wat: Any) -> Any:
        gemaakt = echt(*wat)
        net.klok.verder(seconds=1)
        hek.wait()
        return gemaakt

    monkeypatch.setattr(verzenden, "maak_reactie", maak)
    with net.inr.staat.lezen() as t:
        (bericht,) = uitgaand.lijst(t, "wacht")
    draden = [Thread(target=lambda: uit.append(verzenden._inhoud(net.inr, bericht))) for _ in range(2)]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join()
    assert uit[0] == uit[1]


def test_opruimen_terwijl_een_antwoord_wacht(server_net: Any) -> None:
    """Retention leaves the bytes of a reply that still waits for its receiver: the next attempt sends the same ones."""
    net = vanzelf(server_net)
    net.server.antwoorden["/postbus"] = (503, b"", {})
    net.stuur(net.verzoek())
    werk_af(net.inr)
    net.klok.verder(days=2)
    for pad in (net.map / "kluis").iterdir():
        os.utime(pad, (0, 0))
    wie = vrijgave.station("opdrachtregel:test")
    opruimen.ruim_op(net.inr.station, net.inr.staat, wie=wie, door=Gebruiker(id="a", rol="beheerder"), nu=net.klok.nu)
    net.server.antwoorden["/postbus"] = (202, b"", {})
    assert verzend_een(net.inr)
    eerste, laatste = (inhoud for pad, _, inhoud in net.server.ontvangen if pad == "/postbus")
    assert eerste == laatste


def test_start_die_mislukt_laat_het_slot_los(net: Netwerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A start that fails leaves the station free for the next one; a second one beside the first is refused."""

    def kapot(_: Any) -> int:
        raise MotorFout("stuk")

    with monkeypatch.context() as m:
        m.setattr(vrijgave, "hervat", kapot)
        with pytest.raises(MotorFout):
            Dienst(net.inr).start()
    werk = Dienst(net.inr)
    werk.start()
    with pytest.raises(GebruiksFout):
        Dienst(net.inr).start()
    assert werk.stop()


def test_klok_die_springt(net: Netwerk) -> None:
    """A clock that is set back, or far ahead, while a question is treated: no case is stuck, and the log takes the step."""
    net.stuur(net.verzoek())
    assert vrijgave.neem_op(net.inr.staat, Toestand.ONTVANGEN, nu=net.klok.nu, tot=net.klok.nu + behandelen.BEZET) is not None
    net.klok.verder(days=-2)
    vrijgave.hervat(net.inr.staat)
    werk_af(net.inr)
    assert list(net.zaken().values()) == ["verzonden"]  # refused: the status of its credential would have been read tomorrow
