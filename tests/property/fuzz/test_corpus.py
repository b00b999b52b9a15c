"""What fuzzing found stays found: every kept input runs again, without atheris (fuzz/README.md)."""

from __future__ import annotations

import base64
import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hulp.certificaten import Keten
from hulp.logboek import herstel, inbreker, vul
from hulp.partijen import BEHEER, vc_ld

from datastation.berichten import BerichtFout, lees_vraag
from datastation.fouten import Geweigerd, InstellingenFout
from datastation.logboek import speel_na
from datastation.poort import Keurreden, Profielversie, lees_beleid, registreer
from datastation.sparql import wacht
from datastation.vertrouwen import Afgewezen, Reden
from datastation.vertrouwen.did_x509 import lees_keten, los_op_keten
from datastation.vertrouwen.sleutels import keur_jwk
from datastation.vertrouwen.verklaring import lees_verklaring
from fuzz import doel_logboek
from fuzz.gemeen import CORPUS, NAMEN, doel, lijkt_op_bsn

GROOTST = 2 * 1024 * 1024


@pytest.mark.parametrize("naam", NAMEN)
def test_corpus(naam: str) -> None:
    """Every input that a run kept is accepted or refused as documented, and none takes a second."""
    gekozen, inputs = doel(naam), sorted((CORPUS / naam).iterdir())
    assert inputs, "een doel zonder corpus"
    for pad in inputs:
        begin = time.process_time()
        gekozen.proef(pad.read_bytes())
        assert time.process_time() - begin < 1, pad.name


@pytest.mark.parametrize("naam", NAMEN)
def test_zaden(naam: str) -> None:
    """So is every input that a run begins with."""
    gekozen = doel(naam)
    for zaad in gekozen.zaden():
        gekozen.proef(zaad)


def test_corpus_is_klein_en_zonder_bsn() -> None:
    """The corpora are small, and hold nothing that could be the number of a person."""
    inhoud = [p.read_bytes() for p in CORPUS.rglob("*") if p.is_file()]
    assert sum(map(len, inhoud)) < GROOTST
    assert not any(lijkt_op_bsn(i) for i in inhoud)
    assert lijkt_op_bsn(b"x" + b"99999" + b"0019y"), "the scan can fail"


@pytest.mark.parametrize("kromme", [ec.SECP224R1, ec.BrainpoolP256R1])
def test_certificaat_op_een_vreemde_kromme(kromme: Any) -> None:
    """A did:x509 on a curve that the verifier does not know is refused; it was an error of ours (KeyError)."""
    assert x509_reden(ec.generate_private_key(kromme())) is Reden.KETEN


def test_certificaat_met_een_korte_sleutel() -> None:
    """So is one with a short RSA key; it was taken with a warning."""
    assert x509_reden(rsa.generate_private_key(65537, 1024)) is Reden.KETEN


def x509_reden(sleutel: Any) -> Reden:
    keten = Keten(x509.SubjectAlternativeName([x509.DNSName("a.example")]), blad=sleutel)
    with pytest.raises(Afgewezen) as fout:
        los_op_keten(keten.did("san:dns:a.example"), lees_keten(keten.x5c))
    return fout.value.reden


@pytest.mark.parametrize("ruw", [bytes(200) + b"\xff" * 64, b"\x00" + b"\xff" * 256, b"\xff" * 255, b"\xff" * 1025, b""])
def test_nullen_voor_een_modulus(ruw: bytes) -> None:
    """The size of an RSA key is that of its number, in its one spelling; zeros before it made a short one look long."""
    with pytest.raises(Afgewezen) as fout:
        keur_jwk({"kty": "RSA", "n": base64.urlsafe_b64encode(ruw).rstrip(b"=").decode(), "e": "AQAB"})
    assert fout.value.reden is Reden.SLEUTEL


@pytest.mark.parametrize("n", [None, 5, ["x"], "A" * 5000, "é"])
def test_modulus_die_er_geen_is(n: Any) -> None:
    """A modulus that is no text, or far too long a one, is refused before it is read."""
    with pytest.raises(Afgewezen) as fout:
        keur_jwk({"kty": "RSA", "n": n, "e": "AQAB"})
    assert fout.value.reden is Reden.SLEUTEL


@pytest.mark.parametrize("inhoud", ["a = " + "[" * 3000, "a = " + "{a=" * 3000, "a = " + "1" * 10_000, 'versie = "\x00"'])
def test_beleid_dat_de_lezer_te_veel_is(tmp_path: Path, inhoud: str) -> None:
    """A policy that is too deep or holds too long a number is refused with its name; it was an error of ours."""
    pad = tmp_path / "beleid.toml"
    pad.write_text(inhoud, encoding="utf-8")
    with pytest.raises(InstellingenFout, match="geen geldige TOML"):
        lees_beleid(pad)


def test_quotum_over_te_veel_dagen(tmp_path: Path) -> None:
    """A quota counts over ten years at most: further back there is no date, and the decision would have failed on it."""
    regel = 'profiel = "a", versies = ["1"], besluit = "automatisch", quotum = { dagen = 99999999999, vragen = 1 }'
    pad = tmp_path / "beleid.toml"
    pad.write_text(f'versie = "1"\nafnemers = [{{ did = "did:a:b", naam = "x", profielen = [{{ {regel} }}] }}]\n', encoding="utf-8")
    with pytest.raises(InstellingenFout, match="klopt niet"):
        lees_beleid(pad)


def test_base_die_geen_adres_is() -> None:
    """A relative IRI behind a broken BASE is refused with its place, by the guard and by the gate; it was an error of ours (ValueError)."""
    tekst = "BASE <http://[x/> SELECT ?a WHERE { ?a <p> ?b }"
    with pytest.raises(Geweigerd, match="BASE"):
        wacht.keur(tekst)
    verslag = registreer(
        tekst, profiel=Profielversie("p", "1", date(2026, 1, 1)), nr="1", parameters=[], kolommen={"a": "telling"}, parametervorm=b""
    )
    assert verslag.redenen == (Keurreden.ONLEESBAAR,)


def test_verklaring_zonder_naam_voor_haar_soort() -> None:
    """A credential of which the second type is empty is of no type."""
    with pytest.raises(Afgewezen) as fout:
        lees_verklaring(BEHEER.jws2020(vc_ld()) | {"type": ["VerifiableCredential", ""]})
    assert fout.value.reden is Reden.VORM


def test_half_teken_in_een_vraag() -> None:
    """Half a character in a packed question is refused as one; it was an error of ours (UnicodeEncodeError)."""
    with pytest.raises(BerichtFout):
        lees_vraag({"profile": "p", "ontology": "o", "query": "SE\ud83dLECT%20*"}, id="1")


@pytest.mark.parametrize("grens", [5, None, ["2021"]])
def test_snoei_met_een_vreemde_grens(grens: Any) -> None:
    """An entry about pruning whose limit is no text is named by the replay; it was an error of ours (TypeError)."""
    plek, oud = next((n, json.loads(w[2:])) for n, w in enumerate(doel_logboek._Z["waarden"]) if "logboek_gesnoeid" in w)
    oud["regel"]["betrokken"][0]["details"]["grens"] = grens
    inhoud = json.dumps(oud, sort_keys=True, separators=(",", ":"))
    doel_logboek.proef(b"s" + json.dumps([["regel", "inhoud", plek, f"x'{inhoud}"]]).encode())


@pytest.mark.timeout(30)
@pytest.mark.parametrize("plaats", [20_000, 2**62])
def test_blad_ver_weg(tmp_path: Path, plaats: int) -> None:
    """A leaf that was put far away is found, and does not keep the replay busy for ever."""
    vul(tmp_path, 12)
    db = inbreker(tmp_path)
    db.execute("UPDATE knoop SET positie = ? WHERE niveau = 0 AND positie = 11", (plaats,))
    herstel(db)
    verslag = speel_na(tmp_path)
    assert not verslag.goed
    assert "niet verder gekeken" in " ".join(g.wat for g in verslag.gebreken)
