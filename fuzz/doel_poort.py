"""The gate: a text that wants to be registered, and the guard before the engine.

Input: one digit (which profile), then the text. Every input goes through the whole of `poort.registreer` in this process, but for the readers
of others: the engine's parser reads everything that gets that far, rdflib (slow) one in `STEEKPROEF`.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from datastation.fouten import Geweigerd
from datastation.model.term import Iri, Literaal
from datastation.poort import Bezwaar, Parameter, Profielversie, nalopen, registreer, registreren
from datastation.poort import lezers as andere_lezers
from datastation.poort.lezersproces import Lezersproces
from datastation.poort.nalopen import PADEN, loop_na, woorden
from datastation.poort.registreren import _geprojecteerd
from datastation.sparql import lees as _lees
from datastation.sparql import wacht
from datastation.sparql.bind import plaats
from datastation.sparql.lees import lees
from datastation.sparql.lexer import lex, ontvlucht_unicode
from fuzz.gemeen import MAP, Doel, eis
from fuzz.muteren import bytes_erin, woorden_anders

STEEKPROEF = 300
# One input is cut into tokens by four readers one after another, the same each time: once is enough here.
for _module in (_lees, nalopen, registreren):
    _module.lex = lru_cache(maxsize=64)(lex)  # type: ignore[attr-defined]
_GRAAF = "urn:datastation:graaf:identificatie"
_JAAR = (Literaal("2024"), Literaal("2025"))
_KANTOOR = (Iri("http://purl.org/ozo/onz-org#ZorgkantoorMenzis"), Iri("http://purl.org/ozo/onz-org#ZorgkantoorVGZ"))
_PARAMETERS: tuple[tuple[Parameter, ...], ...] = (
    (),
    (Parameter("jaar", _JAAR[0], _JAAR),),
    (Parameter("jaar", _JAAR[0], _JAAR, meervoud=True),),
    (Parameter("jaar", _JAAR[0], _JAAR), Parameter("zorgkantoor", _KANTOOR[0], _KANTOOR, meervoud=True)),
)
_WIT = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*)*")


class Oordeel(Lezersproces):
    """The readers of others without their process: the engine's own always, rdflib for a sample."""

    def lees(self, tekst: str, gevuld: Sequence[str]) -> dict[str, Any]:
        vraag = lees(tekst)
        eigen = {t.tekst[1:] for t in lex(ontvlucht_unicode(tekst)) if t.soort == "var"}
        if zlib.crc32(tekst.encode("utf-8", "surrogatepass")) % STEEKPROEF == 0:
            uit = andere_lezers.beoordeel(tekst, gevuld)
            if "fout" not in uit:
                eis(uit["vorm"] == vraag.vorm, "rdflib leest een andere vorm")
                eis(not uit["verboden"], "rdflib ziet iets verbodens in een vraag die de poort doorlaat")
                eis(set(uit["variabelen"]) == eigen, "rdflib ziet andere variabelen")
            return uit
        try:
            herschrijvingen = [h for vorm in gevuld for h in wacht.keur(vorm, parameters=frozenset()).herschrijvingen]
        except Geweigerd as fout:
            return {"fout": fout.wat}
        return {"vorm": vraag.vorm, "verboden": [], "variabelen": sorted(eigen), "herschrijvingen": herschrijvingen}


def proef(data: bytes) -> None:
    """A report comes out, whatever goes in; what the guard lets through stays the same when it is read again."""
    if not data:
        return
    keuze, ruw = data[0] & 15, data[1:]
    parameters, ruim = _PARAMETERS[keuze & 3], bool(keuze & 4)
    profiel = Profielversie("proef", "1.0.0", date(2026, 1, 1), construct_mag=ruim, grafen=frozenset({_GRAAF}) if ruim else frozenset())
    tekst = ruw.decode("utf-8", "replace" if keuze & 8 else "surrogateescape")
    kolommen = _wacht(tekst, frozenset(p.naam for p in parameters))
    verslag = registreer(
        ruw,
        profiel=profiel,
        nr="1",
        parameters=parameters,
        kolommen=dict.fromkeys(kolommen, "telling"),
        parametervorm=b"",
        lezers=Oordeel(),
    )
    eis(verslag.aangenomen != bool(verslag.bezwaren), "aangenomen en bezwaren tegelijk")
    eis(verslag.tekst(), "een leeg verslag")
    eis(all(isinstance(b, Bezwaar) and b.reden and b.wat for b in verslag.bezwaren), "een bezwaar zonder reden")
    if verslag.registratie is not None:
        eis(verslag.registratie.tekst.encode() == ruw, "een andere tekst geregistreerd dan er kwam")
        eis(not woorden(verslag.registratie.tekst), "een verboden woord is doorgelaten")
        _na_plaatsen(verslag.registratie.tekst, parameters, ruim)


def _wacht(tekst: str, namen: frozenset[str]) -> tuple[str, ...]:
    """The guard: only its refusal comes out; its text is its own fixed point; tokens leave out white space and comments alone."""
    try:
        keuring = wacht.keur(tekst, parameters=namen)
    except Geweigerd as fout:
        eis(fout.wat and fout.waar, "een weigering zonder plaats")
        return ()
    vraag = lees(keuring.tekst)
    vorige = 0
    for token in lex(keuring.tekst):
        eis(_WIT.fullmatch(keuring.tekst[vorige : token.begin]) is not None, "tussen tokens staat meer dan wit en commentaar")
        eis(keuring.tekst[token.begin : token.einde] == token.tekst, "een token dat er zo niet staat")
        vorige = token.einde
    eis(vraag.vorm == keuring.soort, "de vorm verandert door het herschrijven")
    nog_eens = wacht.keur(keuring.tekst, parameters=namen)
    eis(nog_eens.tekst == keuring.tekst, "herschrijven is niet klaar na een keer")
    eis(nog_eens.variabelen == keuring.variabelen, "de kolommen veranderen door nog eens te lezen")
    return _geprojecteerd(vraag)


def _na_plaatsen(tekst: str, parameters: Sequence[Parameter], ruim: bool) -> None:
    """What runs later is this text with values in it: no parameter is left, and the walk finds no more than before."""
    gevuld = plaats(tekst, {p.naam: p.proef for p in parameters})
    vormen = frozenset(("SELECT", "ASK", *(("CONSTRUCT",) if ruim else ())))
    grafen = frozenset({_GRAAF}) if ruim else frozenset()
    eis(not loop_na(gevuld, namen=frozenset(), vormen=vormen, grafen=grafen, paden=PADEN).bezwaren, "bezwaren na het plaatsen")


_WOORDEN = (
    *tuple(
        w.encode()
        for w in [
            "SELECT",
            "ASK",
            "CONSTRUCT",
            "DESCRIBE",
            "WHERE",
            "FROM",
            "NAMED",
            "FILTER",
            "OPTIONAL",
            "UNION",
            "MINUS",
            "GRAPH",
            "SERVICE",
            "SILENT",
            "BIND",
            "AS",
            "VALUES",
            "UNDEF",
            "DISTINCT",
            "REDUCED",
            "GROUP",
            "BY",
            "HAVING",
            "ORDER",
            "ASC",
            "DESC",
            "LIMIT",
            "OFFSET",
            "EXISTS",
            "NOT",
            "IN",
            "IF",
            "COALESCE",
            "BOUND",
            "STR",
            "LANG",
            "DATATYPE",
            "IRI",
            "URI",
            "BNODE",
            "NOW",
            "RAND",
            "UUID",
            "STRUUID",
            "CONCAT",
            "SUBSTR",
            "REPLACE",
            "REGEX",
            "STRLEN",
            "COUNT(*)",
            "COUNT",
            "SUM",
            "MIN",
            "MAX",
            "AVG",
            "SAMPLE",
            "GROUP_CONCAT",
            "SEPARATOR",
            "PREFIX",
            "BASE",
            "INSERT",
            "DELETE",
            "LOAD",
            "CLEAR",
            "DROP",
            "LATERAL",
            "true",
            "false",
            "a",
            "?jaar",
            "?zorgkantoor",
            "?x",
            "?y",
            "$x",
            "_:b",
            "[]",
            "()",
            "<urn:p>",
            "<>",
            ":a",
            "rdf:type",
            "rdfs:subClassOf*",
            "xsd:date",
            '"t"',
            "'t'",
            '"""t"""',
            '"t"@nl',
            '"1"^^xsd:integer',
            "1",
            "1.0",
            "1e0",
            "-1",
            "+",
            "*",
            "?",
            "^",
            "!",
            "|",
            "/",
            "&&",
            "||",
            "!=",
            "<=",
            ">=",
            "=",
            "{",
            "}",
            "(",
            ")",
            "[",
            "]",
            ".",
            ";",
            ",",
            "#",
            "\\u0041",
            "\\U00000041",
            "@",
            "^^",
            "<<",
            ">>",
            "{|",
            "|}",
            "YEAR",
            "MONTH",
            "xsd:duration",
            "http://www.w3.org/2000/01/rdf-schema#subClassOf",
            "<http://www.w3.org/2000/01/rdf-schema#subClassOf>",
        ]
    ),
    b"SELECT * { ?s ?p ?o }",
    b"{ SELECT (COUNT(?x) AS ?n) { ?x a ?c } }",
    b"FILTER NOT EXISTS { ?x ?p ?jaar }",
    b"VALUES ?x { 1 2 }",
    b"\n",
    b"\xc2\xa0",
    b"\xe2\x80\xae",
)


def muteer(data: bytes, rng: random.Random) -> bytes:
    """Words mostly, bytes sometimes, another profile now and then."""
    kop, tekst = data[:1] or b"0", data[1:]
    if rng.random() < 0.08:
        kop = b"%d" % rng.randrange(8)
    if rng.random() < 0.15:
        return kop + bytes_erin(tekst, rng, _WOORDEN)
    return kop + woorden_anders(tekst, rng, _WOORDEN, _ANDEREN)


_KOP = re.compile(rb"^#.*\n", re.MULTILINE)


def zaden() -> list[bytes]:
    """The questions of the hostile corpus and of the good one, and small questions of every construct."""
    uit = []
    for pad in sorted([*(MAP.parent / "tests/golden/poort").rglob("*.rq"), *(MAP.parent / "queries").rglob("*.rq")]):
        ruw = pad.read_bytes()
        kaal = _KOP.sub(b"", ruw)
        if len(kaal) <= 640:
            uit += [b"%d%s" % (keuze, kaal) for keuze in ((1, 6) if b"?jaar" in kaal else (0, 4))]
    regels = (MAP / "zaden/poort.txt").read_bytes().splitlines()
    return uit + [b"%d%s" % (i % 8, regel) for i, regel in enumerate(regels) if regel]


_ANDEREN = [z[1:] for z in zaden()]
DOEL = Doel("poort", proef, muteer, zaden, ("datastation.poort", "datastation.sparql", "datastation.model"), 768)
