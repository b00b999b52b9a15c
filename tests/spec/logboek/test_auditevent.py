"""An entry as FHIR R4 AuditEvent, after the patterns of IHE BALP."""

import base64
import json

from hulp.logboek import BRON, IGJ, Klok, regel

from datastation.logboek import (
    Betrokken,
    Controle,
    Gebeurtenis,
    Gebruiker,
    Logboek,
    Parameter,
    Resultaat,
    Uitkomst,
    Verzoek,
    Vraagstuk,
    als_auditevent,
    als_bundel,
)

VRAAG = Vraagstuk(id="1.1", profiel="wzd", versie="1.0.0", sha256="ab" * 32, parameters={"periode": (Parameter(waarde="2026-H1"),)})


def event(tmp_path, **velden):
    with Logboek(tmp_path, BRON, klok=Klok()) as boek:
        vast = boek.schrijf(regel(**velden))
    return vast, als_auditevent(vast)


def test_een_beantwoorde_vraag_volgt_balp_query(tmp_path):
    """type rest, subtype search, action E, outcome 0; client 110153, server 110152 and user; the query in base64; no result and no patient."""
    vast, e = event(
        tmp_path,
        gebeurtenis=Gebeurtenis.BEANTWOORD,
        vraag=VRAAG,
        resultaat=Resultaat(rijen=7, sha256="cd" * 32),
        verzoek=Verzoek(bericht="urn:uuid:0b1c"),
        controles=(Controle(naam="audience", geslaagd=True), Controle(naam="status", geslaagd=False, reden="onbereikbaar")),
    )
    assert e["meta"] == {"profile": ["https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.Query"]}
    assert (e["type"]["code"], e["subtype"][0]["code"], e["action"], e["outcome"]) == ("rest", "search", "E", "0")
    assert (e["recorded"], e["id"]) == ("2020-01-01T00:00:00.000000000Z", vast.hash)
    client, server, gebruiker = e["agent"]
    assert [a["type"]["coding"][0]["code"] for a in e["agent"]] == ["110153", "110152", "IRCP"]
    assert client["network"] == {"address": "192.0.2.7", "type": "2"}
    assert server["network"] == {"address": "station.example", "type": "1"}
    assert gebruiker["requestor"] is True
    assert "network" not in gebruiker
    vraag, bericht, zaak = e["entity"]
    assert (vraag["type"]["code"], vraag["role"]["code"], vraag.keys() & {"what", "name", "detail", "lifecycle"}) == ("2", "24", set())
    assert json.loads(base64.b64decode(vraag["query"]))["sha256"] == "ab" * 32
    assert (bericht["type"]["code"], bericht["what"]["identifier"]["value"]) == ("XrequestId", "urn:uuid:0b1c")
    assert zaak["what"]["identifier"]["value"] == "Z-1"
    assert {"type": "controle status", "valueString": "niet geslaagd: onbereikbaar"} in zaak["detail"]
    assert "cdcd" not in json.dumps(e), "results are not recorded"
    assert not any(x["type"]["code"] == "1" for x in e["entity"])


def test_het_profiel_wordt_niet_te_vroeg_beweerd(tmp_path):
    """Without an address of the requester, without a query or without success the shape is given, the profile is not claimed."""
    zonder = Gebruiker(id="x", is_aanvrager=True)
    for nummer, velden in enumerate(
        ({"vraag": VRAAG, "gebruikers": (zonder,)}, {}, {"vraag": VRAAG, "uitkomst": Uitkomst.ERNSTIGE_FOUT, "reden": "R"})
    ):
        _, e = event(tmp_path / str(nummer), gebeurtenis=Gebeurtenis.BEANTWOORD, **velden)
        assert "meta" not in e
    assert (e["outcome"], e["outcomeDesc"]) == ("8", "R")


def test_elke_gebeurtenis_heeft_wat_fhir_eist(tmp_path):
    """type, recorded, an agent with requestor, and a source with an observer; no null and nothing empty."""
    with Logboek(tmp_path, BRON) as boek:
        regels = [
            boek.schrijf(
                regel(
                    gebeurtenis=g,
                    betrokken=(Betrokken(soort="2", id="x", details={"a": "b"}),),
                    gebruikers=(IGJ, Gebruiker(id="y", doel="d", rol="r")),
                )
            )
            for g in Gebeurtenis
        ]
    bundel = als_bundel(regels)
    assert (bundel["type"], len(bundel["entry"])) == ("collection", len(Gebeurtenis))
    for deel in bundel["entry"]:
        e = deel["resource"]
        assert e["type"]["system"]
        assert e["recorded"].endswith("Z")
        assert e["source"]["observer"]["identifier"]["value"] == "station-1"
        assert sum(a["requestor"] for a in e["agent"]) == 1
        assert zonder_leegte(e)


def zonder_leegte(waarde):
    if isinstance(waarde, dict):
        return bool(waarde) and all(zonder_leegte(v) for v in waarde.values())
    if isinstance(waarde, list):
        return bool(waarde) and all(zonder_leegte(v) for v in waarde)
    return waarde is not None


def test_wat_verzonden_is_gaat_van_station_naar_vrager(tmp_path):
    """A disclosure: Export, from the station (source) to the requester (destination)."""
    _, e = event(tmp_path, gebeurtenis=Gebeurtenis.VERZONDEN)
    assert (e["type"]["code"], e["subtype"][0]["code"], e["action"]) == ("110106", "disclose", "R")
    assert [(a["type"]["coding"][0]["code"], a["who"]["identifier"]["value"]) for a in e["agent"][:2]] == [
        ("110153", "station-1"),
        ("110152", IGJ.id),
    ]
