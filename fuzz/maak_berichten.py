"""Makes ``zaden/berichten.json`` anew out of the messages of the tests: ``PYTHONPATH=tests:. python -m fuzz.maak_berichten``."""

from __future__ import annotations

import json

from hulp import berichten as v

from datastation.berichten import Generatie, koppen_van, schrijf_parameters, schrijf_verzoek, sparql_json
from fuzz.gemeen import ZADEN, lijkt_op_bsn


def _als_zaad(soort: str, koppen: dict[str, str], ruw: bytes) -> str:
    return soort + "\n".join(f"{n}: {w}" for n, w in koppen.items()) + "\n\n" + ruw.decode("latin-1")


def zaden() -> list[str]:
    """One text per seed; bytes as latin-1."""
    uit = []
    for generatie in Generatie:
        for naam, (koppen, ruw) in v.berichten(generatie).items():
            uit.append(_als_zaad("v" if naam.startswith("verzoek") else "r", koppen if generatie is Generatie.NUTS_2022 else {}, ruw))
    for anders in (
        {"presentatie": v.JWT},
        {"presentatie": v.ZONDER_BEWIJS, "kale_vragen": (v.KAAL,)},
        {"bovenliggend": "p", "dataset": "urn:d", "record": "urn:r"},
    ):
        verzoek = v.verzoek(Generatie.KIKV_1, **anders)
        uit.append(_als_zaad("v", {}, schrijf_verzoek(verzoek)))
    payload = v.als_object(v.berichten(Generatie.KIKV_2021)["verzoek"][1])
    uit.append(_als_zaad("v", {}, v.ruw(payload)))
    uit.append(_als_zaad("v", {}, f"{v.b64url(json.dumps({'alg': 'none', 'typ': 'JWM'}))}.{v.b64url(json.dumps(payload))}.".encode()))
    uit.append(_als_zaad("v", koppen_van(v.verzoek(Generatie.NUTS_2022)), v.JSONLD.encode()))
    uit += ["p" + schrijf_parameters(v.PARAMETERS), "p" + schrijf_parameters(v.PARAMETERS, "turtle"), 'p{"a":true,"b":7}']
    uit += [
        't@prefix ex: <http://example.com/> .\n[] ex:jaar "2026"; ex:kantoor <http://purl.org/ozo/onz-org#A>; a ex:S .\n<urn:b> ex:peildatum "2026-01-01"^^<http://www.w3.org/2001/XMLSchema#date> .'
    ]
    oud = {"profile": "p", "ontology": "o", "query": v.SPARQL}
    uit += ["q" + json.dumps(c) for c in (v.KAAL, oud, {**v.KAAL["validatedQuery"], "sparql": "SELECT%20%2A%20%7B%7D"})]
    uit += ["s" + json.dumps(sparql_json(v.RESULTAAT))]
    cellen = {
        "a": {"type": "uri", "value": "urn:x"},
        "b": {"type": "bnode", "value": "b0"},
        "c": {"type": "literal", "value": "x", "xml:lang": "nl"},
    }
    xsd = "http://www.w3.org/2001/XMLSchema#"
    soorten = {
        "integer": "1",
        "decimal": "1.5",
        "double": "1e5",
        "boolean": "true",
        "date": "2026-01-01",
        "dateTime": "2026-01-01T00:00:00Z",
        "time": "12:00:00",
        "gYear": "2026",
        "duration": "P1D",
    }
    cellen |= {n: {"type": "typed-literal", "value": w, "datatype": xsd + n} for n, w in soorten.items()}
    uit += ["s" + json.dumps({"head": {"vars": list(cellen)}, "results": {"bindings": [cellen, {}]}})]
    return [*uit, "g" + v.JWT, "g" + v.b64(v.JSONLD), "gSELECT%20*%20%7B%7D", "gSELECT+*+%7B%7D", "g" + v.SPARQL]


if __name__ == "__main__":
    inhoud = json.dumps({"vraag_ids": [v.VRAAG_ID], "zaden": zaden()}, indent=1).encode()
    assert not lijkt_op_bsn(inhoud)
    (ZADEN / "berichten.json").write_bytes(inhoud + b"\n")
