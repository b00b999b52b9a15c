"""An organisation on which no rule has anything to say, and small changes to it."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox
from hulp.graaf import FIXATIE, KOP, bouw, dag, interventie, kort, moment, plaatsing

from datastation import kwaliteit
from datastation.model.bevinding import Bevinding
from datastation.sparql import wacht
from datastation.vocabulaire import GRAAF_IDENTIFICATIE

Wijziging = Mapping[str, str | None]


def vestiging(nummer: str, naam: str, accommodatie: str) -> str:
    return (
        f'v:{nummer} a onz-org:Vestiging ; wzd:vestigingsnummer "{nummer}" ; rdfs:label "{naam}" ; wzd:accommodatie {accommodatie} ; '
        f"onz-g:identifiedBy <https://w3id.org/datastation/id/12345678/vestigingsnummer/{nummer}> . "
        f'<https://w3id.org/datastation/id/12345678/vestigingsnummer/{nummer}> a onz-org:Vestigingsnummer ; onz-g:hasDataValue "{nummer}" .'
    )


def locatie(naam: str, rest: str, intramuraal: str = "true") -> str:
    return f'l:{naam} a wzd:Locatie , onz-g:StationaryArtifact ; rdfs:label "{naam}" ; wzd:intramuraal {intramuraal} ; {rest} .'


def client(naam: str, geboren: str = "1980-05-01", rest: str = "") -> str:
    return f"c:{naam} a onz-g:Human , zib:Patient ; onz-g:hasDateOfBirth {dag(geboren)} ; zib:geslacht cl:geslacht\\/M{rest} ."


def plan(
    naam: str, van: str = "2026-01-10", rest: str = "wzd:stap stap:2 ; wzd:oordeelFunctionaris oordeel:akkoord ; wzd:artsAkkoord true"
) -> str:
    return f"zp:{naam} a wzd:Zorgplan ; wzd:client c:c1 ; onz-g:startDatum {dag(van)}{' ; ' + rest if rest else ''} ."


def evaluatie(naam: str, op: str, van: str = "zp1") -> str:
    return f"ev:{naam} a wzd:Evaluatie ; wzd:vanPlan zp:{van} ; wzd:datum {dag(op)} ."


def titel(naam: str, status: str = "RM", van: str | None = "2025-01-01", tot: str | None = None, geldig: str | None = None) -> str:
    delen = [("onz-g:startDatum", van), ("onz-g:eindDatum", tot), ("wzd:geldigTot", geldig)]
    rest = "".join(f" ; {p} {dag(d)}" for p, d in delen if d)
    return f"t:{naam} a zib:JuridischeSituatie ; wzd:client c:c1 ; zib:juridischeStatus juridische-status:{status}{rest} ."


def tijd(tekst: str) -> str:
    return f'"{tekst}"^^xsd:dateTime'


FREQUENTIE = "wzd:frequentieAantal 1 ; wzd:frequentieEenheid frequentie-eenheid:1"
GEZEGD = "wzd:verzetClient true ; zib:wilsbekwaam false"
GEPLAND = f"wzd:plan zp:zp1 ; {FREQUENTIE} ; wzd:duurMinuten 60 ; {GEZEGD}"


def gepland(naam: str = "P1", van: str = "2026-01-15", tot: str | None = None, rest: str = GEPLAND) -> str:
    return interventie(naam, 1, van, tot, rest)


def onvoorzien(
    begin: str = "2026-03-01T10:00:00+01:00", besluit: str | None = "2026-03-02T09:00:00+01:00", tot: str | None = "2026-03-10"
) -> str:
    rest = f"zib:begin {tijd(begin)}{f' ; wzd:besluitOp {tijd(besluit)}' if besluit else ''} ; {GEZEGD}"
    return interventie("O1", 3, begin[:10], tot, rest)


GOED: dict[str, str] = {
    "vA": vestiging("000000000001", "A", "true"),
    "vB": vestiging("000000000002", "B", "false"),
    "lA": locatie("A", "wzd:geregistreerdAls v:000000000001 ; onz-g:partOf v:000000000001"),
    "lA1": locatie("A1", "onz-g:partOf l:A"),
    "lAE": locatie("AE", "onz-g:partOf l:A", "false"),
    "lB": locatie("B", "wzd:geregistreerdAls v:000000000002 ; onz-g:partOf v:000000000002"),
    "lX": locatie("X", f"onz-g:startDatum {dag('2020-01-01')}"),
    "c1": client("c1"),
    "pl1": plaatsing(1, "hoofd", "A1", "2025-01-01"),
    "zp1": plan("zp1"),
    "ev1": evaluatie("ev1", "2026-05-01"),
    "t1": titel("t1"),
    "P1": gepland(),
    "N1": interventie("N1", 2, "2026-01-15", None, f"wzd:plan zp:zp1 ; {GEZEGD}"),
    "O1": onvoorzien(),
    "R1": moment("R1", "N1", "2026-02-01", f"zib:begin {tijd('2026-02-01T10:00:00+01:00')} ; wzd:duurMinuten 30"),
    "R2": moment("R2", "O1", "2026-03-01"),
}
IDENTITEIT: dict[str, str] = {"c1": 'c:c1 zib:identificatienummer "999990019" .'}
NAAM = (
    'c:c1 zib:naamgegevens n:c1 ; zib:adresgegevens a:c1 ; wzd:geboorteland "NL" . n:c1 a zib:Naamgegevens ; zib:achternaam "Testpersoon" . '
    'a:c1 a zib:Adresgegevens ; zib:woonplaats "Testdorp" ; zib:straat "Proefweg" ; zib:huisnummer "1" ; zib:land "NL" .'
)
_CODE = FIXATIE


def _tekst(basis: Mapping[str, str], anders: Wijziging) -> str:
    return "\n".join(regel for regel in {**basis, **anders}.values() if regel)


def nquads(anders: Wijziging, identiteit: Wijziging) -> bytes:
    """The organisation as a mapping would write it."""
    feiten = ox.parse(f"{KOP}\n{_tekst(GOED, anders)}".encode(), format=ox.RdfFormat.TURTLE)
    wie = ox.parse(f"{KOP}\n{_tekst(IDENTITEIT, identiteit)}".encode(), format=ox.RdfFormat.TURTLE)
    graaf = ox.NamedNode(GRAAF_IDENTIFICATIE)
    alles = [*feiten, *(ox.Quad(q.subject, q.predicate, q.object, graaf) for q in wie)]
    return ox.serialize(alles, format=ox.RdfFormat.N_QUADS)


def snapshot(anders: Wijziging, identiteit: Wijziging, tot: str = "2026-06-30") -> ox.Store:
    return bouw(_tekst(GOED, anders), tot, _tekst(IDENTITEIT, identiteit))


def controleer(store: ox.Store, id: str | None = None) -> list[Bevinding]:
    """Run one control, or all of them, as the refresh does."""
    gevonden = []
    for controle in kwaliteit.controles():
        if id in (None, controle.regel.id):
            antwoord = store.query(
                wacht.keur(controle.sparql).tekst, default_graph=ox.DefaultGraph(), named_graphs=[ox.NamedNode(g) for g in controle.grafen]
            )
            gevonden += [
                Bevinding(controle.regel.id, rij["record"].value, rij["eigenschap"].value if rij["eigenschap"] else "") for rij in antwoord
            ]
    return gevonden


def records(bevindingen: list[Bevinding]) -> set[str]:
    return {kort(ox.NamedNode(b.record)) or "" for b in bevindingen}
