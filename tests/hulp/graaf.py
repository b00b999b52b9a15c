"""A small organisation in Turtle, and what the derivations make of it. Shared by the spec and property tests of derivations and rules."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from datastation.instellingen import middelen
from datastation.sparql import wacht
from datastation.vocabulaire import GRAAF_IDENTIFICATIE, PREFIXEN

ID = "https://w3id.org/datastation/id/12345678/"
SOORTEN = {
    "c": "client", "v": "vestiging", "l": "locatie", "pl": "plaatsing", "i": "interventie", "m": "moment", "zp": "zorgplan", "ev": "evaluatie",
    "t": "titel", "vb": "verblijf", "zd": "zorgdeel", "n": "naam", "a": "adres", "vt": "vertegenwoordiging",
}  # fmt: skip
_LIJSTEN = (
    "soort-zorg", "soort-interventie", "plaatsing-soort", "instemming", "juridische-status", "frequentie-eenheid", "oordeel", "stap", "vertegenwoordiging",
)  # fmt: skip
KOP = "\n".join(
    [f"@prefix {p}: <{iri}> ." for p, iri in PREFIXEN.items()]
    + [f"@prefix {p}: <{ID}{soort}/> ." for p, soort in SOORTEN.items()]
    + [f"@prefix {lijst}: <{PREFIXEN['cl']}{lijst}/> ." for lijst in _LIJSTEN]
)
FIXATIE = "soort-interventie:225212001"  # snomed, category b
MEDICATIE = "soort-interventie:29211000146105"  # snomed
TOEZICHT = "soort-interventie:121411000146104"  # snomed, category d

# Two registered vestigingen with rooms, one extramural location of A, and one location that is registered nowhere.
PLAATSEN = """
v:000000000001 a onz-org:Vestiging ; wzd:vestigingsnummer "000000000001" ; rdfs:label "A" ; wzd:accommodatie true .
v:000000000002 a onz-org:Vestiging ; wzd:vestigingsnummer "000000000002" ; rdfs:label "B" ; wzd:accommodatie true .
l:A a wzd:Locatie ; wzd:intramuraal true ; wzd:geregistreerdAls v:000000000001 ; onz-g:partOf v:000000000001 .
l:A1 a wzd:Locatie ; wzd:intramuraal true ; onz-g:partOf l:A .
l:A2 a wzd:Locatie ; wzd:intramuraal true ; onz-g:partOf l:A .
l:AE a wzd:Locatie ; wzd:intramuraal false ; onz-g:partOf l:A .
l:B a wzd:Locatie ; wzd:intramuraal true ; wzd:geregistreerdAls v:000000000002 ; onz-g:partOf v:000000000002 .
l:B1 a wzd:Locatie ; wzd:intramuraal true ; onz-g:partOf l:B .
l:X a wzd:Locatie ; wzd:intramuraal true .
"""


def dag(tekst: str) -> str:
    return f'"{tekst}"^^xsd:date'


def plaatsing(nummer: int, soort: str, locatie: str, van: str, tot: str | None = None, client: str = "c1") -> str:
    einde = f" ; onz-g:eindDatum {dag(tot)}" if tot else ""
    return (
        f"pl:{nummer} a wzd:Plaatsing ; wzd:client c:{client} ; wzd:locatie l:{locatie} ; wzd:plaatsingSoort plaatsing-soort:{soort} ; "
        f"onz-g:startDatum {dag(van)}{einde} ."
    )


def interventie(naam: str, soort: int, van: str, tot: str | None = None, rest: str = "wzd:verzetClient true", client: str = "c1") -> str:
    einde = f" ; onz-g:eindDatum {dag(tot)}" if tot else ""
    vorm = "" if "zib:soortInterventie" in rest else f" ; zib:soortInterventie {FIXATIE}"
    return (
        f"i:{naam} a zib:VrijheidsbeperkendeInterventie ; wzd:client c:{client} ; wzd:soortZorg soort-zorg:{soort}{vorm} ; "
        f"onz-g:startDatum {dag(van)}{einde}{' ; ' + rest if rest else ''} ."
    )


def moment(naam: str, van_interventie: str, op: str, rest: str = "") -> str:
    halfjaar = f"{op[:4]}-H{1 if int(op[5:7]) <= 6 else 2}"
    return (
        f"m:{naam} a wzd:Moment ; wzd:vanInterventie i:{van_interventie} ; onz-g:startDatum {dag(op)} ; wzd:aantal 1 ; "
        f'wzd:halfjaar "{halfjaar}"{" ; " + rest if rest else ""} .'
    )


@lru_cache(maxsize=1)
def _ontologie() -> bytes:
    wortel = middelen("ontology")
    store = ox.Store()
    for pad in (*wortel.glob("*.ttl"), *(wortel / "codelijsten").glob("*.ttl")):
        store.bulk_load(path=str(pad), format=ox.RdfFormat.TURTLE)
    return store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())


@lru_cache(maxsize=1)
def afleidingen() -> tuple[tuple[str, str], ...]:
    return tuple((pad.name, wacht.keur(pad.read_text()).tekst) for pad in sorted((middelen("queries") / "afleidingen").glob("*.rq")))


def bouw(feiten: str, tot: str = "2026-06-30", identiteit: str = "", *, afleiden: bool = True) -> ox.Store:
    """A store with the ontology, the facts, and all that is derived from them."""
    store = ox.Store()
    store.bulk_load(_ontologie(), format=ox.RdfFormat.N_TRIPLES)
    vandaag = f"<urn:datastation:momentopname> wzd:gegevensTot {dag(tot)} .\n"
    store.load(f"{KOP}\n{vandaag}{feiten}".encode(), format=ox.RdfFormat.TURTLE)
    if identiteit:
        store.load(f"{KOP}\n{identiteit}".encode(), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(GRAAF_IDENTIFICATIE))
    if afleiden:
        leid_af(store)
    return store


def leid_af(store: ox.Store) -> None:
    for _, tekst in afleidingen():
        store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in list(store.query(tekst)))


def rijen(store: ox.Store, sparql: str) -> set[tuple[str | None, ...]]:
    """The solutions as text, instance IRIs and namespaces cut off."""
    kop = "\n".join(f"PREFIX {p}: <{iri}>" for p, iri in PREFIXEN.items())
    return {tuple(kort(term) for term in oplossing) for oplossing in store.query(f"{kop}\n{sparql}")}


def kort(term: ox.NamedNode | ox.Literal | None) -> str | None:
    if term is None:
        return None
    return term.value.rsplit("/", 1)[-1].rsplit("#", 1)[-1] if isinstance(term, ox.NamedNode) else term.value


def middel_pad(*delen: str) -> Path:
    return middelen(delen[0]).joinpath(*delen[1:])
