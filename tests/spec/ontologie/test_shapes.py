"""Every shape lets a good record through and stops a bad one, and two engines agree on it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyshacl
import pytest
import shacl
from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import SH, SKOS

from datastation.vocabulaire import CL, PREFIXEN, REGEL, WZD

VORM = "https://w3id.org/datastation/def/vormen#"
wzd = Namespace(WZD)
PREFIX = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in PREFIXEN.items())

# One good record of each kind: property → its objects, in Turtle. <l/c> is the concept c of code list l, <#x> another record.
GOED: dict[str, dict[str, list[str]]] = {
    "client": {
        "a": ["onz-g:Human", "zib:Patient"],
        "onz-g:hasDateOfBirth": ['"1938-02-01"^^xsd:date'],
        "onz-g:hasDateOfDeath": ['"2026-05-01"^^xsd:date'],
        "zib:geslacht": ["<geslacht/F>"],
        "wzd:inZorgVan": ['"2019-01-01"^^xsd:date'],
        "wzd:inZorgTot": ['"2026-05-01"^^xsd:date'],
        "zib:identificatienummer": ['"999990019"'],
        "zib:naamgegevens": ["<#naam>"],
        "zib:adresgegevens": ["<#adres>"],
        "wzd:geboorteland": ['"NL"'],
    },
    "zonder-bsn": {
        "a": ["onz-g:Human", "zib:Patient"],
        "onz-g:hasDateOfBirth": ['"1938-02-01"^^xsd:date'],
        "zib:naamgegevens": ["<#naam>"],
        "zib:adresgegevens": ["<#adres>"],
        "wzd:geboorteland": ['"NL"'],
    },
    "naam": {
        "a": ["zib:Naamgegevens"],
        "zib:achternaam": ['"Voorbeeld"'],
        "zib:voornamen": ['"Anna"'],
        "zib:initialen": ['"A."'],
        "zib:voorvoegsels": ['"van"'],
    },
    "adres": {
        "a": ["zib:Adresgegevens"],
        "zib:straat": ['"Dorpsstraat"'],
        "zib:huisnummer": ['"1"'],
        "zib:huisnummerletter": ['"a"'],
        "zib:huisnummertoevoeging": ['"bis"'],
        "zib:postcode": ['"1234 AB"'],
        "zib:woonplaats": ['"Ons Dorp"'],
        "zib:land": ['"NL"'],
    },
    "vestiging": {
        "a": ["onz-org:Vestiging"],
        "wzd:vestigingsnummer": ['"000012345678"'],
        "onz-g:identifiedBy": ["<#nummer>"],
        "rdfs:label": ['"De Linde"'],
        "wzd:accommodatie": ["true"],
    },
    "nummer": {"a": ["onz-org:Vestigingsnummer"], "onz-g:hasDataValue": ['"000012345678"']},
    "locatie": {
        "a": ["wzd:Locatie", "onz-g:StationaryArtifact"],
        "rdfs:label": ['"Afdeling 1"'],
        "onz-g:partOf": ["<#locatie2>", "<#vestiging>"],
        "wzd:geregistreerdAls": ["<#vestiging>"],
        "wzd:intramuraal": ["true"],
        "onz-g:startDatum": ['"2010-01-01"^^xsd:date'],
        "onz-g:eindDatum": ['"2030-01-01"^^xsd:date'],
    },
    "plaatsing": {
        "a": ["wzd:Plaatsing"],
        "wzd:client": ["<#client>"],
        "wzd:locatie": ["<#locatie>"],
        "wzd:plaatsingSoort": ["<plaatsing-soort/hoofd>"],
        "onz-g:startDatum": ['"2026-01-01"^^xsd:date'],
        "onz-g:eindDatum": ['"2026-01-01"^^xsd:date'],
    },
    "zorgplan": {
        "a": ["wzd:Zorgplan"],
        "wzd:client": ["<#client>"],
        "onz-g:startDatum": ['"2026-01-01"^^xsd:date'],
        "onz-g:eindDatum": ['"2026-03-31"^^xsd:date'],
        "wzd:stap": ["<stap/2>"],
        "wzd:oordeelFunctionaris": ["<oordeel/akkoord>"],
        "wzd:artsAkkoord": ["true"],
    },
    "evaluatie": {"a": ["wzd:Evaluatie"], "wzd:vanPlan": ["<#zorgplan>"], "wzd:datum": ['"2026-01-28"^^xsd:date']},
    "interventie": {
        "a": ["zib:VrijheidsbeperkendeInterventie"],
        "wzd:client": ["<#client>"],
        "zib:soortInterventie": ["<soort-interventie/29211000146105>"],  # snomed
        "wzd:soortZorg": ["<soort-zorg/1>"],
        "onz-g:startDatum": ['"2026-01-01"^^xsd:date'],
        "onz-g:eindDatum": ['"2026-02-01"^^xsd:date'],
        "zib:begin": ['"2026-01-01T09:00:00+01:00"^^xsd:dateTime'],
        "zib:einde": ['"2026-02-01T08:00:00Z"^^xsd:dateTime'],
        "wzd:frequentieAantal": ["2"],
        "wzd:frequentieEenheid": ["<frequentie-eenheid/1>"],
        "wzd:duurMinuten": ["1440"],
        "wzd:ambulant": ["false"],
        "wzd:locatie": ["<#locatie>"],
        "wzd:plan": ["<#zorgplan>"],
        "zib:wilsbekwaam": ["false"],
        "zib:instemming": ["<instemming/1>", "<instemming/4>"],
        "wzd:verzetClient": ["true"],
        "wzd:verzetVertegenwoordiger": ["false"],
        "zib:redenVanToepassen": ["<reden/121481000146105>"],  # snomed
        "wzd:ernstigNadeel": ["<ernstig-nadeel/levensgevaar>", "<ernstig-nadeel/schade>"],
        "wzd:besluitOp": ['"2026-01-01T10:00:00+01:00"^^xsd:dateTime'],
        "wzd:vervolgOp": ["<#interventie0>"],
        "wzd:redenEinde": ["<reden-einde/afgebouwd>"],
    },
    "kleinste-interventie": {
        "a": ["zib:VrijheidsbeperkendeInterventie"],
        "wzd:client": ["<#client>"],
        "zib:soortInterventie": ["<soort-interventie/225212001>"],  # snomed
        "wzd:soortZorg": ["<soort-zorg/3>"],
        "zib:wilsbekwaam": ["true"],
        "onz-g:startDatum": ['"2026-01-01"^^xsd:date'],
    },
    "moment": {
        "a": ["wzd:Moment"],
        "wzd:vanInterventie": ["<#interventie>"],
        "onz-g:startDatum": ['"2026-06-30"^^xsd:date'],
        "zib:begin": ['"2026-06-30T23:59:00+02:00"^^xsd:dateTime'],
        "zib:einde": ['"2026-07-01T00:30:00+02:00"^^xsd:dateTime'],
        "wzd:halfjaar": ['"2026-H1"'],
        "wzd:duurMinuten": ["31"],
        "wzd:aantal": ["1"],
        "wzd:locatie": ["<#locatie>"],
        "wzd:ambulant": ["false"],
    },
    "titel": {
        "a": ["zib:JuridischeSituatie"],
        "wzd:client": ["<#client>"],
        "zib:juridischeStatus": ["<juridische-status/IBS-V>"],
        "onz-g:startDatum": ['"2026-01-01"^^xsd:date'],
        "onz-g:eindDatum": ['"2026-01-10"^^xsd:date'],
        "wzd:geldigTot": ['"2026-02-11"^^xsd:date'],
    },
    "vertegenwoordiging": {
        "a": ["zib:JuridischeSituatie"],
        "wzd:client": ["<#client>"],
        "zib:vertegenwoordiging": ["<vertegenwoordiging/8>"],
    },
}


@dataclass(frozen=True)
class Geval:
    """A good record of a kind with some properties replaced, and the shapes that must stop it."""

    vormen: str
    soort: str
    anders: tuple[tuple[str, str], ...]

    @property
    def naam(self) -> str:
        return f"{self.vormen.replace(' ', '+')}: " + ", ".join(f"{p} = {w or 'weg'}" for p, w in self.anders)


def geval(vormen: str, soort: str, *anders: tuple[str, str]) -> Geval:
    """``anders`` holds (property, new objects separated by ' , ', or "" to leave the property out)."""
    return Geval(vormen, soort, anders)


LAAT = '"2040-01-01"^^xsd:date'
GEEN_DATUM = '"31-02-2026"^^xsd:date'
FOUT = [
    # shapes (all that must fire)         record         what is different
    geval("Client-mens", "client", ("a", "zib:Patient")),
    geval("Client-geboortedatum", "client", ("onz-g:hasDateOfBirth", "")),
    geval("Client-geboortedatum", "client", ("onz-g:hasDateOfBirth", '"1938-02-01"^^xsd:date , "1939-02-01"^^xsd:date')),
    geval("Client-geboortedatum Client-geborenVoorOverleden", "client", ("onz-g:hasDateOfBirth", '"1938"')),
    geval("Client-overleden", "client", ("onz-g:hasDateOfDeath", '"2026-05-01"^^xsd:date , "2026-05-02"^^xsd:date')),
    geval("Client-geborenVoorOverleden", "client", ("onz-g:hasDateOfDeath", '"1900-01-01"^^xsd:date')),
    geval("Client-geslacht", "client", ("zib:geslacht", "<geslacht/V>")),
    geval("Client-inZorgVan", "client", ("wzd:inZorgVan", '"2019-01-01"^^xsd:date , "2019-01-02"^^xsd:date')),
    geval("Client-inZorgTot", "client", ("wzd:inZorgTot", '"2026-05-01"^^xsd:date , "2026-05-02"^^xsd:date')),
    geval("Client-zorgVanVoorTot", "client", ("wzd:inZorgVan", LAAT)),
    geval("Client-bsn", "client", ("zib:identificatienummer", '"99999001"')),
    geval("Client-bsn", "client", ("zib:identificatienummer", "999990019")),
    geval("Client-bsnOngeldig", "zonder-bsn", ("wzd:bsnOngeldig", "true")),
    geval("Client-naam", "client", ("zib:naamgegevens", "<#naam> , <#naam2>")),
    geval("Client-adres", "client", ("zib:adresgegevens", "<#adres> , <#adres2>")),
    geval("Client-geboorteland", "client", ("wzd:geboorteland", '"Nederland"')),
    geval("Naam-achternaam", "naam", ("zib:achternaam", "")),
    geval("Naam-achternaam", "naam", ("zib:achternaam", '""')),
    geval("Naam-voornamen", "naam", ("zib:voornamen", '"Anna" , "Bep"')),
    geval("Naam-initialen", "naam", ("zib:initialen", '"A." , "B."')),
    geval("Naam-voorvoegsels", "naam", ("zib:voorvoegsels", '"van" , "de"')),
    *(
        geval(f"Adres-{p}", "adres", (f"zib:{p}", '"x" , "y"'))
        for p in ("straat", "huisnummer", "huisnummerletter", "huisnummertoevoeging", "postcode", "woonplaats", "land")
    ),
    geval("Vestiging-nummer", "vestiging", ("wzd:vestigingsnummer", "")),
    geval("Vestiging-nummerVorm", "vestiging", ("wzd:vestigingsnummer", '"12345678"')),  # a KvK number: eight digits
    geval("Vestiging-nummer", "vestiging", ("wzd:vestigingsnummer", "100012345678")),  # a number, not text
    geval("Vestiging-gegeven", "vestiging", ("onz-g:identifiedBy", "")),
    geval("Vestiging-naam", "vestiging", ("rdfs:label", '"De Linde" , "De Eik"')),
    geval("Vestiging-accommodatie", "vestiging", ("wzd:accommodatie", '"ja"')),
    geval("Vestigingsnummer-waarde", "nummer", ("onz-g:hasDataValue", "")),
    geval("Vestigingsnummer-waardeVorm", "nummer", ("onz-g:hasDataValue", '"0000 1234 5678"')),
    geval("Locatie-plaats", "locatie", ("a", "wzd:Locatie")),
    geval("Locatie-naam", "locatie", ("rdfs:label", "")),
    geval("Locatie-deelVan", "locatie", ("onz-g:partOf", "<#a> , <#b> , <#c>")),
    geval("Locatie-geregistreerd", "locatie", ("wzd:geregistreerdAls", "<#a> , <#b>")),
    geval("Locatie-intramuraal", "locatie", ("wzd:intramuraal", "")),
    geval("Locatie-begin", "locatie", ("onz-g:startDatum", '"2010-01-01"^^xsd:date , "2011-01-01"^^xsd:date')),
    geval("Locatie-einde", "locatie", ("onz-g:eindDatum", '"2030-01-01"^^xsd:date , "2031-01-01"^^xsd:date')),
    geval("Locatie-beginVoorEinde", "locatie", ("onz-g:startDatum", LAAT)),
    geval("Plaatsing-client", "plaatsing", ("wzd:client", "")),
    geval("Plaatsing-locatie", "plaatsing", ("wzd:locatie", "<#a> , <#b>")),
    geval("Plaatsing-soort", "plaatsing", ("wzd:plaatsingSoort", "<plaatsing-soort/wachtlijst>")),
    geval("Plaatsing-begin", "plaatsing", ("onz-g:startDatum", "")),
    geval("Plaatsing-einde", "plaatsing", ("onz-g:eindDatum", f'"2026-01-01"^^xsd:date , {LAAT}')),
    geval("Plaatsing-beginVoorEinde", "plaatsing", ("onz-g:startDatum", '"2026-01-02"^^xsd:date')),
    geval("Zorgplan-client", "zorgplan", ("wzd:client", "")),
    geval("Zorgplan-begin", "zorgplan", ("onz-g:startDatum", "")),
    geval("Zorgplan-einde", "zorgplan", ("onz-g:eindDatum", f'"2026-03-31"^^xsd:date , {LAAT}')),
    geval("Zorgplan-beginVoorEinde", "zorgplan", ("onz-g:startDatum", LAAT)),
    geval("Zorgplan-stap", "zorgplan", ("wzd:stap", "<stap/6>")),
    geval("Zorgplan-oordeel", "zorgplan", ("wzd:oordeelFunctionaris", "<oordeel/misschien>")),
    geval("Zorgplan-arts", "zorgplan", ("wzd:artsAkkoord", '"ja"')),
    geval("Evaluatie-plan", "evaluatie", ("wzd:vanPlan", "")),
    geval("Evaluatie-datum", "evaluatie", ("wzd:datum", GEEN_DATUM)),
    geval("Interventie-client", "interventie", ("wzd:client", "")),
    geval("Interventie-soort", "interventie", ("zib:soortInterventie", "")),
    geval("Interventie-soortWzd", "interventie", ("zib:soortInterventie", "<soort-interventie/121541000146104>")),  # snomed: Wvggz only
    geval("Interventie-soortWzd", "interventie", ("zib:soortInterventie", "<soort-interventie/OTH>")),
    geval("Interventie-soortZorg", "interventie", ("wzd:soortZorg", "<soort-zorg/4>")),
    geval("Interventie-soortZorg", "interventie", ("wzd:soortZorg", "")),
    geval("Interventie-beginDatum", "interventie", ("onz-g:startDatum", "")),
    geval("Interventie-eindDatum", "interventie", ("onz-g:eindDatum", f'"2026-02-01"^^xsd:date , {LAAT}')),
    geval("Interventie-beginVoorEinde", "interventie", ("onz-g:startDatum", LAAT)),
    geval("Interventie-begin", "interventie", ("zib:begin", '"2026-01-01T09:00:00"^^xsd:dateTime'), ("zib:einde", "")),  # no offset
    geval("Interventie-einde", "interventie", ("zib:einde", '"2026-02-01"^^xsd:date'), ("zib:begin", "")),
    geval("Interventie-tijdVoorEinde", "interventie", ("zib:begin", '"2026-02-01T09:30:00+01:00"^^xsd:dateTime')),  # 08:30 in UTC
    geval("Interventie-frequentieAantal", "interventie", ("wzd:frequentieAantal", "0")),
    geval("Interventie-frequentieAantal", "interventie", ("wzd:frequentieAantal", '"2"')),
    geval("Interventie-frequentieEenheid", "interventie", ("wzd:frequentieEenheid", "<frequentie-eenheid/0>")),
    geval("InterventieFrequentie", "interventie", ("wzd:frequentieAantal", "")),
    geval("InterventieFrequentie", "interventie", ("wzd:frequentieEenheid", "")),
    geval("Interventie-duur", "interventie", ("wzd:duurMinuten", "10 , 20")),
    geval("Interventie-duurPositief", "interventie", ("wzd:duurMinuten", "0")),
    geval("InterventieDuur", "interventie", ("wzd:duurMinuten", "1441")),
    geval("InterventieDuur", "interventie", ("wzd:frequentieEenheid", "<frequentie-eenheid/2>"), ("wzd:duurMinuten", "10081")),
    geval("InterventieDuur", "interventie", ("wzd:frequentieEenheid", "<frequentie-eenheid/3>"), ("wzd:duurMinuten", "44641")),
    geval("InterventieDuur", "interventie", ("wzd:frequentieEenheid", "<frequentie-eenheid/4>"), ("wzd:duurMinuten", "527041")),
    geval("Interventie-ambulant", "interventie", ("wzd:ambulant", "true , false")),
    geval("Interventie-locatie", "interventie", ("wzd:locatie", "<#a> , <#b>")),
    geval("Interventie-plan", "interventie", ("wzd:plan", "<#a> , <#b>")),
    geval("Interventie-wilsbekwaam", "interventie", ("zib:wilsbekwaam", '"nee"')),
    geval("Interventie-wilsbekwaamBekend", "interventie", ("zib:wilsbekwaam", "")),
    geval("Interventie-instemming", "interventie", ("zib:instemming", "<instemming/5>")),
    geval("Interventie-verzetClient", "interventie", ("wzd:verzetClient", "true , false")),
    geval("Interventie-verzetVertegenwoordiger", "interventie", ("wzd:verzetVertegenwoordiger", "1")),
    geval("Interventie-reden", "interventie", ("zib:redenVanToepassen", "<reden/gevaar>")),
    geval("Interventie-nadeel", "interventie", ("wzd:ernstigNadeel", "<ernstig-nadeel/bodily_harm>")),
    geval("Interventie-besluit", "interventie", ("wzd:besluitOp", '"2026-01-01"^^xsd:date')),
    geval("Interventie-vervolg", "interventie", ("wzd:vervolgOp", "<#a> , <#b>")),
    geval("Interventie-redenEinde", "interventie", ("wzd:redenEinde", "<reden-einde/onbekend>")),
    geval("Moment-interventie", "moment", ("wzd:vanInterventie", "")),
    geval("Moment-dag", "moment", ("onz-g:startDatum", "")),
    geval("Moment-begin", "moment", ("zib:begin", '"2026-06-30"^^xsd:date'), ("zib:einde", "")),
    geval("Moment-einde", "moment", ("zib:einde", '"2026-07-01T00:30:00"^^xsd:dateTime'), ("zib:begin", "")),
    geval("Moment-tijdVoorEinde", "moment", ("zib:einde", '"2026-06-30T23:58:00+02:00"^^xsd:dateTime')),
    geval("Moment-halfjaar", "moment", ("wzd:halfjaar", '"2026-H3"')),
    geval("Moment-duur", "moment", ("wzd:duurMinuten", "1.5")),
    geval("Moment-duurPositief", "moment", ("wzd:duurMinuten", "-5")),
    geval("Moment-aantal", "moment", ("wzd:aantal", "0")),
    geval("Moment-aantal", "moment", ("wzd:aantal", "")),
    geval("Moment-locatie", "moment", ("wzd:locatie", "<#a> , <#b>")),
    geval("Moment-ambulant", "moment", ("wzd:ambulant", '"nee"')),
    geval("JuridischeSituatie", "titel", ("zib:juridischeStatus", "")),
    geval("JuridischeSituatie", "titel", ("zib:vertegenwoordiging", "<vertegenwoordiging/8>")),
    geval("JuridischeSituatie-client", "titel", ("wzd:client", "")),
    geval("JuridischeSituatie-status", "titel", ("zib:juridischeStatus", "<juridische-status/BOPZ>")),
    geval("JuridischeSituatie-vertegenwoordiging", "vertegenwoordiging", ("zib:vertegenwoordiging", "<vertegenwoordiging/11>")),
    geval("JuridischeSituatie-begin", "titel", ("onz-g:startDatum", '"2026-01-01"^^xsd:date , "2026-01-02"^^xsd:date')),
    geval("JuridischeSituatie-einde", "titel", ("onz-g:eindDatum", '"2026-01-10"^^xsd:date , "2026-01-11"^^xsd:date')),
    geval("JuridischeSituatie-beginVoorEinde", "titel", ("onz-g:startDatum", '"2026-01-11"^^xsd:date')),
    geval("JuridischeSituatie-geldigTot", "titel", ("wzd:geldigTot", '"2026-02-11"^^xsd:date , "2026-02-12"^^xsd:date')),
    geval("JuridischeSituatie-beginVoorGeldigTot", "titel", ("wzd:geldigTot", '"2025-12-31"^^xsd:date')),
]

Uitkomst = dict[str, set[tuple[str, str, str]]]  # focus node → (shape, constraint component, severity)


def turtle(iri: str, eigenschappen: dict[str, list[str]]) -> str:
    """One record in Turtle; code lists resolve against the code list base, records against the data base."""
    regels = "".join(f"    {p} {' , '.join(w)} ;\n" for p, w in eigenschappen.items())
    tekst = re.sub(r"<(?!#)([a-z-]+/)", rf"<{CL}\1", regels).replace("<#", "<urn:test:")
    return f"<{iri}>\n{tekst} .\n"


def record(geval_: Geval) -> dict[str, list[str]]:
    """The properties of a case: its good record with the replacements applied."""
    samen = {**GOED[geval_.soort], **{p: [w] for p, w in geval_.anders}}
    return {p: w for p, w in samen.items() if w != [""]}


@pytest.fixture(scope="module")
def gegevens() -> str:
    """All good records and all bad ones, each under an IRI of its own."""
    goed = [turtle(f"urn:test:goed:{soort}", eigenschappen) for soort, eigenschappen in GOED.items()]
    fout = [turtle(f"urn:test:fout:{i}", record(g)) for i, g in enumerate(FOUT)]
    return PREFIX + "".join(goed + fout)


@pytest.fixture(scope="module")
def volgens_shacl(vormen: Graph, gegevens: str) -> Uitkomst:
    """What the Rust engine finds."""
    verslag = shacl.Shapes.from_text(vormen.serialize(format="nt"), format="ntriples").validate_turtle(gegevens)
    uit: Uitkomst = {}
    for r in verslag.results:
        uit.setdefault(r.focus_node.strip("<>"), set()).add((r.source_shape.strip("<>"), r.component_iri, r.severity_iri))
    return uit


@pytest.fixture(scope="module")
def volgens_pyshacl(vormen: Graph, gegevens: str) -> Uitkomst:
    """What the referee finds."""
    _, verslag, _ = pyshacl.validate(Graph().parse(data=gegevens, format="turtle"), shacl_graph=vormen, inference="none")
    uit: Uitkomst = {}
    for r in verslag.subjects(RDF.type, SH.ValidationResult):
        gevonden = (verslag.value(r, SH.sourceShape), verslag.value(r, SH.sourceConstraintComponent), verslag.value(r, SH.resultSeverity))
        uit.setdefault(str(verslag.value(r, SH.focusNode)), set()).add(tuple(map(str, gevonden)))  # type: ignore[arg-type]
    return uit


@pytest.mark.parametrize("soort", GOED)
def test_een_goed_gegeven_gaat_door(volgens_shacl: Uitkomst, volgens_pyshacl: Uitkomst, soort: str) -> None:
    """A good record of each kind has no findings in either engine."""
    assert volgens_shacl.get(f"urn:test:goed:{soort}") is None
    assert volgens_pyshacl.get(f"urn:test:goed:{soort}") is None


@pytest.mark.parametrize(("nummer", "fout"), list(enumerate(FOUT)), ids=[g.naam for g in FOUT])
def test_een_fout_gegeven_wordt_gevonden(volgens_shacl: Uitkomst, volgens_pyshacl: Uitkomst, nummer: int, fout: Geval) -> None:
    """A bad record is stopped by exactly the shape meant for it, and both engines say the same."""
    focus = f"urn:test:fout:{nummer}"
    assert {s for s, _, _ in volgens_shacl.get(focus, set())} == {VORM + v for v in fout.vormen.split()}
    assert volgens_shacl[focus] == volgens_pyshacl[focus]


def genoemde_vormen(vormen: Graph) -> set[URIRef]:
    """Node and property shapes with an IRI."""
    return {s for soort in (SH.NodeShape, SH.PropertyShape) for s in vormen.subjects(RDF.type, soort)}  # type: ignore[misc]


def test_elke_vorm_die_iets_eist_heeft_een_fout_voorbeeld(vormen: Graph) -> None:
    """Each shape with a constraint of its own is triggered by a row of the table above."""
    eist = {
        str(s).removeprefix(VORM)
        for s in genoemde_vormen(vormen)
        if (s, RDF.type, SH.PropertyShape) in vormen or vormen.value(s, SH["or"]) or vormen.value(s, SH.xone)
    }
    assert eist == {v for g in FOUT for v in g.vormen.split()}


def test_elke_vorm_noemt_regel_ernst_en_herstel(vormen: Graph) -> None:
    """Each shape has an IRI of ours, one rule, the severity of that rule and one plain Dutch message."""
    for vorm in genoemde_vormen(vormen):
        assert str(vorm).startswith(VORM)
        (regel,) = vormen.objects(vorm, wzd.regel)
        (ernst,) = vormen.objects(vorm, SH.severity)
        (bericht,) = vormen.objects(vorm, SH.message)
        assert isinstance(bericht, Literal)
        assert bericht.language == "nl"
        assert str(bericht).endswith(".")
        assert vormen.value(URIRef(REGEL + str(regel)), SH.severity) == ernst, vorm


def test_elke_regel_is_volledig_en_wordt_getoetst(vormen: Graph) -> None:
    """Each rule has a number, title, ground and repair text, and at least one shape; README lists each."""
    regels = {str(r).removeprefix(REGEL): r for r in vormen.subjects(RDF.type, wzd.Regel)}
    assert set(regels) == {str(r) for r in vormen.objects(None, wzd.regel)}
    for regel in regels.values():
        assert 0 <= int(str(vormen.value(regel, wzd.nummer))) <= 17
        assert all(vormen.value(regel, p) for p in (RDFS.label, wzd.grondslag, wzd.herstel))


def test_readme_noemt_elke_regel(vormen: Graph, request: pytest.FixtureRequest) -> None:
    """ontology/shapes/README.md lists each rule with its number and severity."""
    tekst = (request.config.rootpath / "ontology" / "shapes" / "README.md").read_text(encoding="utf-8")
    in_tekst = set(re.findall(r"^\| (\d+) \| `([a-z0-9-]+)` \| (blokkeert|waarschuwt) \|", tekst, re.MULTILINE))
    ernst = {SH.Violation: "blokkeert", SH.Warning: "waarschuwt"}
    in_graaf = {
        (str(vormen.value(r, wzd.nummer)), str(r).removeprefix(REGEL), ernst[vormen.value(r, SH.severity)])  # type: ignore[index]
        for r in vormen.subjects(RDF.type, wzd.Regel)
    }
    assert in_tekst == in_graaf


def test_vormen_kijken_alleen_naar_het_gegeven_zelf(vormen: Graph) -> None:
    """Paths are one property, targets are classes, and nothing asks for another record or for SPARQL."""
    assert all(isinstance(pad, URIRef) for pad in vormen.objects(None, SH.path))
    for verboden in (SH["class"], SH.node, SH.sparql, SH.select, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.closed):
        assert not list(vormen.subject_objects(verboden)), verboden


@pytest.mark.parametrize(
    ("vorm", "lijst", "zonder"),
    [
        ("Client-geslacht", "geslacht", ""),
        ("Plaatsing-soort", "plaatsing-soort", ""),
        ("Zorgplan-stap", "stap", ""),
        ("Zorgplan-oordeel", "oordeel", ""),
        ("Interventie-soortZorg", "soort-zorg", ""),
        ("Interventie-frequentieEenheid", "frequentie-eenheid", ""),
        ("Interventie-instemming", "instemming", ""),
        ("Interventie-reden", "reden", ""),
        ("Interventie-nadeel", "ernstig-nadeel", ""),
        ("Interventie-redenEinde", "reden-einde", ""),
        ("JuridischeSituatie-status", "juridische-status", ""),
        ("JuridischeSituatie-vertegenwoordiging", "vertegenwoordiging", ""),
        ("Interventie-soortWzd", "soort-interventie", "zonder categorie"),
    ],
)
def test_codes_van_een_vorm_zijn_die_van_de_lijst(geladen: Graph, vormen: Graph, vorm: str, lijst: str, zonder: str) -> None:
    """The codes that a shape lets through are those of the code list (for the kind: those with a category)."""
    codes = {c for c in geladen.subjects(SKOS.inScheme, URIRef(CL + lijst)) if not zonder or geladen.value(c, wzd.categorie)}
    assert set(vormen.items(vormen.value(URIRef(VORM + vorm), SH["in"]))) == codes  # type: ignore[arg-type]
