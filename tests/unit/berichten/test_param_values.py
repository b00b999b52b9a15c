"""``param_values``: what is read as JSON and as Turtle, and what is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hulp import berichten as v

from datastation.berichten import (
    BerichtFout,
    Generatie,
    Reden,
    koppen_van,
    lees_parameters,
    lees_verzoek,
    schrijf_parameters,
    schrijf_verzoek,
)

EX = "@prefix ex: <http://example.com/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . "
# The published shapes of one question have two target classes: a payload has a node for each.
TWEE_VORMEN = (
    EX + '[] a ex:QuarterValuePickListWithYear ; ex:kwartaal "Q3" ; ex:jaar "2026"^^xsd:gYear . '
    "[] a ex:Zorgkantoor ; ex:zorgkantoor <http://purl.org/ozo/onz-org#ZorgkantoorMenzis> ."
)

GELEZEN = [
    ("", {}),
    (" \n", {}),
    ("{}", {}),
    ('{"jaar":"2026","kwartaal":"Q3"}', {"jaar": "2026", "kwartaal": "Q3"}),
    (' {"jaar":2026,"af":true,"an":false} ', {"jaar": "2026", "af": "true", "an": "false"}),
    (v.b64('{"jaar":"2026"}'), {"jaar": "2026"}),
    (v.b64url('{"jaar":"2026"}'), {"jaar": "2026"}),
    (v.b64(TWEE_VORMEN), {"kwartaal": "Q3", "jaar": "2026", "zorgkantoor": "http://purl.org/ozo/onz-org#ZorgkantoorMenzis"}),
    (v.b64(EX + '<urn:x> ex:peildatum "2026-01-01"^^xsd:date .'), {"peildatum": "2026-01-01"}),
    (v.b64('<urn:x> <http://a.example/b#jaar> "2026"@nl .'), {"jaar": "2026"}),
    (v.b64('<urn:x> <urn:p:jaar> "2026" .'), {"jaar": "2026"}),
    (v.b64("# niets\n"), {}),
]


@pytest.mark.parametrize(("tekst", "parameters"), GELEZEN, ids=range(len(GELEZEN)))
def test_parameters_lezen(tekst: str, parameters: Mapping[str, str]) -> None:
    """JSON plain or in Base64, and Turtle in Base64, give a text per name; types and classes are for the profile."""
    assert lees_parameters(tekst) == parameters


GEWEIGERD = [
    ("jaar=2026", Reden.CODERING),
    ("[1]", Reden.CODERING),
    (v.b64(b"\xff"), Reden.CODERING),
    ('{"jaar":', Reden.GEEN_JSON),
    ('{"jaar":1,"jaar":2}', Reden.DUBBELE_SLEUTEL),
    ('{"jaar":1.5}', Reden.PARAMETERS),
    ('{"jaar":null}', Reden.PARAMETERS),
    ('{"jaar":["2026"]}', Reden.PARAMETERS),
    ('{"jaar":{"value":"2026"}}', Reden.PARAMETERS),
    ('{"ja ar":"2026"}', Reden.PARAMETERS),
    ('{"?jaar":"2026"}', Reden.PARAMETERS),
    ('{"":"2026"}', Reden.PARAMETERS),
    ('{"jaar":"20\\n26"}', Reden.PARAMETERS),
    ('{"' + "a" * 65 + '":"2026"}', Reden.PARAMETERS),
    ('{"jaar":"' + "a" * 1025 + '"}', Reden.VELD_TE_LANG),
    ("{" + ",".join(f'"a{i}":"1"' for i in range(33)) + "}", Reden.VELD_TE_LANG),
    ("a" * (16 * 1024 + 1), Reden.VELD_TE_LANG),
    (v.b64("geen turtle"), Reden.PARAMETERS),
    (v.b64(EX + '[] ex:jaar "2026" ; ex:jaar "2025" .'), Reden.PARAMETERS),
    (v.b64(EX + '[] ex:jaar "2026" . [] <http://ander.example/jaar> "2025" .'), Reden.PARAMETERS),
    (v.b64(EX + '[] ex:jaar [ ex:waarde "2026" ] .'), Reden.PARAMETERS),
    (v.b64(EX + "[] ex:jaar ( 1 2 ) ."), Reden.PARAMETERS),
    (v.b64(EX + "<relatief> ex:jaar 2026 ."), Reden.PARAMETERS),
    (v.b64(EX + '[] ex:jaar "20\\u000026" .'), Reden.PARAMETERS),
    (v.b64(EX + '[] <http://example.com/> "2026" .'), Reden.PARAMETERS),
    (v.b64("[" * 5000), Reden.PARAMETERS),
    (v.b64(EX + "[] ex:a " + "[ ex:a " * 600 + "1" + " ]" * 600 + " ."), Reden.PARAMETERS),
]


@pytest.mark.parametrize(("tekst", "reden"), GEWEIGERD, ids=range(len(GEWEIGERD)))
def test_parameters_geweigerd(tekst: str, reden: Reden, capfd: pytest.CaptureFixture[str]) -> None:
    """What has two values, no value, a structure, or another form is refused, and nothing of it is shown anywhere."""
    with pytest.raises(BerichtFout) as fout:
        lees_parameters(tekst)
    assert (fout.value.reden, fout.value.waar) == (reden, "param_values")
    assert "2026" not in str(fout.value)
    assert capfd.readouterr() == ("", "")


LASTIG = {"a": 'aanhaling " en \\ en {', "b": "http://a.example/met spatie", "c": "http://a.example/<", "d": "urn:x:1", "e": "é𝔊", "f": ""}


@pytest.mark.parametrize("vorm", ["json", "turtle"])
@pytest.mark.parametrize("parameters", [{}, v.PARAMETERS, LASTIG])
def test_parameters_schrijven(vorm: str, parameters: Mapping[str, str]) -> None:
    """What is written reads back the same, in both forms; an IRI is written as one."""
    tekst = schrijf_parameters(parameters, vorm)  # type: ignore[arg-type]  # the parameter of this test
    assert lees_parameters(tekst) == parameters


@pytest.mark.parametrize("parameters", [{"a b": "1"}, {"a": "1\n"}, {"a": "1" * 1025}])
def test_onleesbare_parameters_worden_niet_geschreven(parameters: Mapping[str, str]) -> None:
    """What no station would read is not sent."""
    with pytest.raises(BerichtFout):
        schrijf_parameters(parameters)


class Omgekeerd:
    """Another codec: pairs of name and value, turned round."""

    def lees(self, tekst: str) -> Mapping[str, str]:
        """``waarde=naam``"""
        return dict(reversed(paar.split("=")) for paar in tekst.split("&")) if tekst else {}

    def schrijf(self, parameters: Mapping[str, str], vorm: str = "json") -> str:
        """As `lees` reads it."""
        return "&".join(f"{waarde}={naam}" for naam, waarde in parameters.items())


@pytest.mark.parametrize("generatie", Generatie)
def test_de_codec_is_te_vervangen(generatie: Generatie) -> None:
    """Another way of writing parameters takes one class, in every generation."""
    verzoek = replace(v.verzoek(generatie), parameters={"jaar": "2026", "kwartaal": "Q3"})
    koppen = koppen_van(verzoek, codec=Omgekeerd())
    assert lees_verzoek(schrijf_verzoek(verzoek, codec=Omgekeerd()), koppen=koppen, codec=Omgekeerd()) == verzoek
