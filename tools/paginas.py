"""Pages of docs/ that are made from code, so that they cannot lie.

python tools/paginas.py           write them
python tools/paginas.py --toets   exit 1 where a page is not what the code says
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from rdflib import RDF, RDFS, SKOS, Graph
from rdflib.term import Node
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from datastation import fouten
from datastation.cli import app
from datastation.instellingen import Bron, Organisatie, Tls, Uitwisseling, Vertrouwen, Verversen, Werker
from datastation.invullen import profielversie
from datastation.kwaliteit.pagina import als_pagina
from datastation.poort import Beleid, Profielversie, Reden, leg_uit
from datastation.poort.beleid import Afnemerregel, Profielregel, Quotum
from datastation.poort.controles import CONTROLES
from datastation.uitwisselprofiel import alle_profielen
from datastation.uitwisselprofiel.profiel import Profiel
from datastation.vocabulaire import PREFIXEN

WORTEL = Path(__file__).resolve().parent.parent
DOCS = WORTEL / "docs"
UITGANGEN = {
    2: "de opdracht of een instelling klopt niet",
    3: "een bron is niet te lezen, leeg, of past niet bij de mapping; of er zijn te veel rijen geweigerd",
    4: "geweigerd: de vraag of de handeling mag niet",
    5: "een grens is bereikt (tijd, geheugen, rijen, omvang) of de schijf is vol",
    6: "de motor geeft verkeerde antwoorden, of een momentopname is beschadigd",
    70: "onze fout: het datastation zelf gaat stuk; meld het",
    130: "afgebroken met Ctrl-C",
}
KOP = "<!-- Gemaakt door tools/paginas.py; wijzig de code, niet deze pagina. -->\n\n"


def opdrachten() -> str:
    """Every command with its options, and the table of exit codes (decision 15)."""
    regels = [
        "# Opdrachten\n",
        "Elke opdracht heeft `--help`. Een station is een map: `--station MAP`, anders `DATASTATION_STATION`, anders de huidige map.\n",
    ]
    hoofd = typer.main.get_command(app)
    assert isinstance(hoofd, TyperGroup)
    for naam, opdracht in _alle(hoofd, "datastation"):
        regels += _opdracht(naam, opdracht)
    regels += [
        "## Uitgangscodes\n",
        "| code | betekenis |",
        "|---|---|",
        "| 0 | gedaan |",
        "| 1 | bevindingen: er is iets te herstellen, of iets klopt niet |",
    ]
    # A class without words here stops the page: a new exit code needs a meaning for people.
    codes = {k.code for k in _klassen(fouten.DatastationFout)} | {fouten.ONDERBROKEN}
    regels += [*(f"| {code} | {UITGANGEN[code]} |" for code in sorted(codes)), ""]
    return KOP + "\n".join(regels)


def _alle(groep: TyperGroup, pad: str) -> Iterator[tuple[str, TyperCommand | TyperGroup]]:
    for naam in groep.commands:
        opdracht = groep.commands[naam]
        if isinstance(opdracht, TyperGroup):
            if opdracht.invoke_without_command:
                yield f"{pad} {naam}", opdracht
            yield from _alle(opdracht, f"{pad} {naam}")
        else:
            yield f"{pad} {naam}", opdracht


def _opdracht(naam: str, opdracht: TyperCommand | TyperGroup) -> list[str]:
    velden = [p for p in opdracht.params if p.name != "help"]
    argumenten = " ".join(str(p.metavar or p.name) for p in velden if not isinstance(p, TyperOption))
    aanroep = " ".join(deel for deel in (naam, argumenten, "[opties]") if deel)
    regels = [f"## {naam}\n", (opdracht.help or "").strip() + "\n", f"    {aanroep}\n"]
    if velden:
        regels += ["| optie | betekenis | zonder keuze |", "|---|---|---|"]
        regels += [f"| `{_spelling(p).replace('|', chr(92) + '|')}` | {getattr(p, 'help', '') or ''} | {_standaard(p)} |" for p in velden]
        regels.append("")
    return regels


def _spelling(veld: TyperOption | TyperArgument) -> str:
    if not isinstance(veld, TyperOption):
        return str(veld.metavar or veld.name)
    return ", ".join(veld.opts) + ("" if veld.is_flag else f" {veld.metavar or 'WAARDE'}")


def _standaard(veld: TyperOption | TyperArgument) -> str:
    if isinstance(veld, TyperOption) and veld.is_flag:
        return "uit"
    tonen = getattr(veld, "show_default", None)
    if isinstance(tonen, str):
        return tonen
    return "" if veld.default is None or callable(veld.default) else f"`{veld.default}`"


def _klassen(klasse: type[fouten.DatastationFout]) -> Iterator[type[fouten.DatastationFout]]:
    for onder in klasse.__subclasses__():
        yield onder
        yield from _klassen(onder)


def instellingen() -> str:
    """Every setting of station.toml: name, type, default, meaning."""
    regels = ["# Instellingen: station.toml\n", "Een instelling die hier niet staat, bestaat niet: het station zegt dat en stopt.\n"]
    for kop, uitleg, model in (
        ("[organisatie]", "Wie antwoordt.", Organisatie),
        ("[[bronnen]]", "Eén per bronsysteem.", Bron),
        ("[verversen]", "Hoe een momentopname gemaakt wordt.", Verversen),
        ("[werker]", "Grenzen van één vraag. Een profiel mag minder vragen, niet meer.", Werker),
        ("[uitwisseling]", "Vragen via het netwerk. Zonder deze tabel neemt het station er geen aan.", Uitwisseling),
        ("[uitwisseling.vertrouwen]", "Wie het station gelooft, en waarover.", Vertrouwen),
        ("[uitwisseling.tls]", "Het certificaat van het station, en die van wie verbinding mag maken.", Tls),
    ):
        regels += [f"## `{kop}`\n", uitleg + "\n", "| instelling | soort | zonder keuze | betekenis |", "|---|---|---|---|"]
        regels += [
            f"| `{naam}` | {_type(veld.annotation)} | {_waarde(veld.default)} | {veld.description} |"
            for naam, veld in model.model_fields.items()
            if veld.description  # a table of its own follows
        ]
        regels.append("")
    regels.append(
        "De omgeving kent één vaste instelling: `DATASTATION_STATION`, de map van het station. Welke variabele de URL van PostgreSQL heeft, zegt `staat`.\n"
    )
    return KOP + "\n".join(regels)


def moet() -> str:
    """The duties of KIK-V's specification of 2021, each with the tests that name it."""
    proeven = dict(_proeven())
    regels = [
        "# KIK-V's specification of 2021, duty by duty\n",
        "Each duty in our own words, and the tests that show it (`pytest tests -k NAME`). Where a newer text of KIK-V or another rule took its place, or where",
        "the station cannot see to it by itself, that stands beside it. M = must, S = guideline.\n",
    ]
    for hoofdstuk, rijen in tomllib.loads((WORTEL / "tools" / "moet.toml").read_text(encoding="utf-8")).items():
        regels += [f"## {hoofdstuk}\n", "| nr | duty | | proof | remark |", "|---|---|---|---|---|"]
        for nr, rij in rijen.items():
            tests = "<br>".join(f"`{naam}`" for naam in proeven.pop(nr, []))
            los = " ".join(filter(None, (f"Newer: {rij['nieuwer']}" if "nieuwer" in rij else "", rij.get("voorbehoud", ""))))
            if not tests and not los:
                raise SystemExit(f"tools/moet.toml: no test names {nr}, and it gives no reason")
            regels.append(f"| {nr} | {rij['wat']} | {rij['soort']} | {tests} | {los} |")
        regels.append("")
    if proeven:
        raise SystemExit(f"tests name duties that tools/moet.toml does not have: {sorted(proeven)}")
    return KOP + "\n".join(regels)


def _proeven() -> Iterator[tuple[str, list[str]]]:
    """Number of a duty → the tests that are marked with it."""
    gevonden: dict[str, list[str]] = {}
    for pad in sorted((WORTEL / "tests").rglob("test_*.py")):
        for functie in ast.walk(ast.parse(pad.read_text(encoding="utf-8"))):
            if not isinstance(functie, ast.FunctionDef):
                continue
            for merk in functie.decorator_list:
                if isinstance(merk, ast.Call) and ast.unparse(merk.func) == "pytest.mark.moet":
                    for nr in merk.args:
                        naam = f"{pad.relative_to(WORTEL / 'tests').as_posix()}::{functie.name}"
                        gevonden.setdefault(str(ast.literal_eval(nr)), []).append(naam)
    yield from sorted(gevonden.items())


def _type(soort: object) -> str:
    tekst = str(soort).replace("typing.", "").replace("datetime.date", "datum")
    if "Literal" in tekst:
        return "een van: " + ", ".join(f"`{w}`" for w in soort.__args__)  # type: ignore[attr-defined]
    for zoek, woord in (
        ("dict", "tabel"),
        ("bool", "ja/nee"),
        ("tuple", "tekst of lijst"),
        ("float", "getal"),
        ("int", "geheel getal"),
        ("datum", "datum"),
        ("str", "tekst"),
    ):
        if zoek in tekst:
            return woord
    return tekst


def _waarde(waarde: object) -> str:
    if waarde is PydanticUndefined:
        return "verplicht" if waarde is PydanticUndefined else ""
    if waarde is None:
        return ""
    return f"`{str(waarde).lower() if isinstance(waarde, bool) else waarde}`"


def profielen() -> str:
    """The exchange profiles: who asks, on which ground, what and in which forms."""
    regels = [
        "# Uitwisselprofielen\n",
        "Een profiel is één TOML-bestand per versie onder `uitwisselprofielen/`. Een gepubliceerde versie wijzigt nooit meer.\n",
    ]
    for profiel in alle_profielen():
        regels += _profiel(profiel)
    regels += ["## De velden van een profielbestand\n", "| veld | verplicht |", "|---|---|", *_velden(Profiel), ""]
    return KOP + "\n".join(regels)


def _profiel(profiel: Profiel) -> list[str]:
    regels = [
        f"## {profiel.naam}\n",
        f"**{profiel.titel}**\n",
        f"- Vraagt: {profiel.afnemer}",
        f"- Grond: {profiel.grondslag}",
        f"- Doel: {profiel.doel}",
        f"- Geldig vanaf {profiel.geldig_van:%d-%m-%Y}; een verzonden antwoord blijft {profiel.termijn} na te rekenen",
        f"- Onthulling: {profiel.onthulling} (er wordt niets afgerond of onderdrukt); vrijgave: {profiel.vrijgave}",
        f"- Persoonsgegevens: {'ja, de graaf identificatie' if profiel.grafen else 'nee'}",
        f"- `--formaat`: {', '.join(profiel.aflevering.formaten)}; zonder keuze {profiel.aflevering.standaard}\n",
        profiel.toelichting + "\n",
        "| parameter | soort | verplicht | betekenis |",
        "|---|---|---|---|",
        *(f"| `{naam}` | {p.soort} | {'ja' if p.verplicht else 'nee'} | {p.titel} |" for naam, p in profiel.parameters.items()),
        "",
    ]
    for vraag in profiel.vragen:
        regels += [
            f"### Vraag {vraag.nr}: {vraag.titel}\n",
            f"[{Path(vraag.pad).name}](../{vraag.pad})\n",
            "| kolom | klasse | soort | titel |",
            "|---|---|---|---|",
        ]
        regels += [f"| `{k.naam}` | {k.klasse} | {k.soort} | {k.titel} |" for k in vraag.kolommen]
        regels.append("")
    return regels


def _velden(model: type[BaseModel]) -> Iterator[str]:
    for naam, veld in model.model_fields.items():
        if not veld.exclude:
            yield f"| `{naam}` | {'ja' if veld.is_required() else 'nee'} |"


def beleid() -> str:
    """The policy file: our own words around its fields, its reasons, and what the station itself reads in each example."""
    tekst = (WORTEL / "tools" / "beleid.md").read_text(encoding="utf-8")
    bekend = [
        *map(profielversie, alle_profielen()),
        Profielversie("zorgkantoor-personeel", "1.0.0", date(2026, 1, 1), None, "k10", "automatisch"),
    ]

    def voorgelezen(blok: re.Match[str]) -> str:
        uitleg = leg_uit(Beleid.model_validate(tomllib.loads(blok[1])), bekend, date(2026, 7, 15))
        assert not uitleg.aandacht, uitleg.aandacht
        zinnen = [f"- {afnemer}: {zin}" for afnemer, regels in uitleg.afnemers for zin in regels]
        return "\n".join([blok[0], "", "Op 15 juli 2026 leest het station dit zo voor:", "", *zinnen])

    velden = ""
    for kop, model in (
        ("Bovenaan", Beleid),
        ("`[[afnemers]]`", Afnemerregel),
        ("`[[afnemers.profielen]]`", Profielregel),
        ("`quotum`", Quotum),
    ):
        velden += f"### {kop}\n\n| veld | soort | zonder keuze | betekenis |\n|---|---|---|---|\n"
        velden += "".join(
            f"| `{naam}` | {_beleidstype(veld.annotation)} | {_beleidswaarde(veld)} | {veld.description} |\n"
            for naam, veld in model.model_fields.items()
            if not veld.exclude
        )
        velden += "\n"
    redenen = "| reden | betekenis |\n|---|---|\n" + "".join(f"| `{r}` | {r.zin} |\n" for r in Reden)
    pagina = re.sub(r"```toml\n(.*?)```", voorgelezen, tekst, flags=re.DOTALL)
    for naam, inhoud in (
        ("velden", velden),
        ("redenen", redenen.rstrip("\n")),
        ("aantal", str(len(CONTROLES))),
        ("controles", ", ".join(CONTROLES)),
    ):
        pagina = pagina.replace(f"{{{naam}}}", inhoud)
    return KOP + pagina


def _beleidstype(soort: object) -> str:
    tekst = str(soort)
    if "poort.beleid" in tekst:
        return "tabel" if "Quotum" in tekst else "lijst van tabellen"
    if "tuple[str" in tekst:
        return "lijst van teksten"
    keuzes = re.findall(r"'(\w+)'", tekst) if "Literal" in tekst else []
    return "een van: " + ", ".join(f"`{k}`" for k in keuzes) if keuzes else _type(soort)


def _beleidswaarde(veld: FieldInfo) -> str:
    if veld.is_required():
        return "verplicht"
    if isinstance(veld.default, tuple):
        return ", ".join(f"`{w}`" for w in veld.default)
    return _waarde(veld.default)


def begrippen() -> str:
    """The glossary: words of the station from tools/begrippen.toml, words of care from the ontology."""
    eigen = tomllib.loads((WORTEL / "tools" / "begrippen.toml").read_text(encoding="utf-8"))["begrip"]
    regels = ["# Begrippen\n", "Eén naam per ding. Woorden van het station:\n", "| begrip | in de code | uitleg |", "|---|---|---|"]
    regels += [f"| {b['term']} | `{b['python']}` | {b['uitleg']} |" for b in sorted(eigen, key=lambda b: b["term"])]
    for kop, naam in (("Wzd: eigen termen", "wzd"), ("Zib 2020", "zib"), ("KIK-V: overgenomen termen", "kikv")):
        graaf = Graph().parse(WORTEL / "ontology" / f"{naam}.ttl")
        regels += [f"\n## {kop}\n", "| begrip | term | uitleg |", "|---|---|---|", *sorted(_termen(graaf))]
    regels += ["\n## Codelijsten\n", "| lijst | IRI |", "|---|---|"]
    for pad in sorted((WORTEL / "ontology" / "codelijsten").glob("*.ttl")):
        graaf = Graph().parse(pad)
        regels += [f"| {_nl(graaf, lijst)} | `{lijst}` |" for lijst in sorted(graaf.subjects(RDF.type, SKOS.ConceptScheme))]
    return KOP + "\n".join(regels) + "\n"


def _termen(graaf: Graph) -> Iterator[str]:
    for term in set(graaf.subjects(RDFS.label, None)):
        uitleg = next((o for o in graaf.objects(term, SKOS.definition) if getattr(o, "language", "") == "nl"), None)
        if uitleg is not None:
            kort = next((f"{n}:{str(term).removeprefix(iri)}" for n, iri in PREFIXEN.items() if str(term).startswith(iri)), str(term))
            yield f"| {_nl(graaf, term)} | `{kort}` | {uitleg} |"


def _nl(graaf: Graph, term: Node) -> str:
    namen = [*graaf.objects(term, RDFS.label), *graaf.objects(term, SKOS.prefLabel)]
    return str(next((o for o in namen if getattr(o, "language", "") == "nl"), term))


PAGINAS: dict[str, Callable[[], str]] = {
    "opdrachten.md": opdrachten,
    "instellingen.md": instellingen,
    "moet-2021.md": moet,
    "uitwisselprofielen.md": profielen,
    "beleid.md": beleid,
    "../BEGRIPPEN.md": begrippen,
    "kwaliteitsregels.md": als_pagina,
}


def main(toets: bool) -> int:
    scheef = 0
    for naam, maak in PAGINAS.items():
        pad, tekst = DOCS / naam, maak()
        if pad.exists() and pad.read_text(encoding="utf-8") == tekst:
            continue
        scheef += 1
        if toets:
            print(f"docs/{naam} is not what the code says; run `make docs`")
        else:
            pad.write_text(tekst, encoding="utf-8")
            print(f"docs/{naam} written")
    return scheef if toets else 0


if __name__ == "__main__":
    sys.exit(1 if main("--toets" in sys.argv[1:]) else 0)
