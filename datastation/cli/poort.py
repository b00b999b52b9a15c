"""Commands about the gate: poort keur, register, beleid, toets."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, get_args

import typer
from rich.text import Text

from datastation import invullen, keuren, toetsen
from datastation.beantwoorden import grenzen_van
from datastation.cli.hulp import Groep, Opdracht
from datastation.cli.opties import HIER, Json, StationMap, paren
from datastation.cli.uitvoer import UIT, alinea, json_uit, kort, meld, tabel, vandaag, voortgang
from datastation.fouten import BEVINDINGEN, GebruiksFout
from datastation.instellingen import BESTANDSNAAM, lees_station
from datastation.keuren import Concept, Vraagkeuring
from datastation.model.antwoord import Kolom, Kolomklasse, Kolomsoort
from datastation.poort import Besluit, Profielversie, Registratie, Uitkomst, lees_beleid, leg_uit
from datastation.register import kas_van, registreer_profielen
from datastation.uitwisselprofiel import Parameter, Profiel, alle_profielen, zoek

_CONCEPT = Profielversie("concept", "0.0.0", date(2020, 1, 1))
_STANDEN = {"geslaagd": "ja", "gezakt": "nee", "niet-beoordeeld": "-"}


def voeg_toe(app: typer.Typer) -> None:
    """Hang the commands of this file on the command line."""
    groep = typer.Typer(
        cls=Groep,
        help="Wat komt erin: keur een vraag, bekijk de geregistreerde vragen en het beleid, of toets een aanvraag.",
        no_args_is_help=True,
        rich_markup_mode="rich",
    )
    for opdracht in (keur, register, beleid, toets):
        groep.command(opdracht.__name__, cls=Opdracht)(opdracht)
    app.add_typer(groep, name="poort", rich_help_panel="Vragen")


def keur(
    bestand: Annotated[Path, typer.Argument(metavar="BESTAND", help="Het bestand met de vraag (.rq).")],
    profiel: Annotated[
        str | None,
        typer.Option("--profiel", metavar="ID[@VERSIE]", help="Het profiel waar de vraag bij hoort: neemt zijn parameters over."),
    ] = None,
    vraag: Annotated[
        str | None, typer.Option("--vraag", metavar="NR", help="De vraag van dat profiel waarvan de kolommen gelden; anders --kolommen.")
    ] = None,
    parameters: Annotated[
        str | None,
        typer.Option("--parameters", metavar="LIJST", help="Zonder profiel: halfjaar, jaar of vestigingsnummer, met een komma ertussen."),
    ] = None,
    kolommen: Annotated[
        str | None,
        typer.Option("--kolommen", metavar="LIJST", help="De kolommen van het antwoord: NAAM=KLASSE[:SOORT], met een komma ertussen."),
    ] = None,
    station: StationMap = HIER,
    als_json: Json = False,
) -> None:
    """Keur een vraag: mag zij door de poort, en wat doet zij op verzonnen gegevens? Uitgang 1 als zij geweigerd wordt."""
    instellingen = lees_station(station) if (station / BESTANDSNAAM).exists() else None
    erbij = None if instellingen is None else instellingen.eigen_profielen
    concept, gekozen = _concept(bestand, profiel, vraag, parameters, kolommen, erbij)
    grenzen = keuren.PROEFGRENZEN if instellingen is None else grenzen_van(instellingen, gekozen)
    with voortgang(not als_json) as zeg:
        zeg("vraag keuren en proberen")
        keuring = keuren.keur(concept, kas=None if instellingen is None else kas_van(instellingen), grenzen=grenzen)
    if als_json:
        json_uit(_als_json(keuring))
    else:
        for regel in keuring.tekst().rstrip("\n").split("\n"):
            alinea(regel) if regel else UIT.print()
    if not keuring.aangenomen:
        raise typer.Exit(BEVINDINGEN)


def register(station: StationMap = HIER, als_json: Json = False) -> None:
    """Toon welke vragen geregistreerd zijn: profiel, vraag, controlegetal en of de versie nu geldt."""
    instellingen, dag = lees_station(station), vandaag().date()
    profielen = alle_profielen(erbij=instellingen.eigen_profielen)
    titels = {(p.naam, v.nr): v.titel for p in profielen for v in p.vragen}
    registraties = registreer_profielen(profielen, kas=kas_van(instellingen)).registraties
    if als_json:
        json_uit(
            [
                {
                    "profiel": r.profiel.naam,
                    "vraag": r.nr,
                    "titel": titels[r.profiel.naam, r.nr],
                    "sha256": r.sha256,
                    "parameters_sha256": r.parameters_sha256,
                    "parameters": [p.naam for p in r.parameters],
                    "kolommen": dict(r.kolommen),
                    "status": _status(r, dag),
                    "bevindingen": list(r.bevindingen),
                }
                for r in registraties
            ]
        )
        return
    vorige = ""
    for r in registraties:
        if r.profiel.naam != vorige:
            vorige = r.profiel.naam
            alinea(_status(r, dag), kop=f"{vorige}:")
        alinea(titels[vorige, r.nr], kop=f"vraag {r.nr}:", inspring=2, stijl="cyan")
        alinea(r.sha256, inspring=4)
        for regel in r.bevindingen:
            alinea(regel, kop="let op:", inspring=4, stijl="yellow")


def beleid(
    bestand: Annotated[Path | None, typer.Option("--bestand", metavar="PAD", help="Een ander bestand dan dat van het station.")] = None,
    station: StationMap = HIER,
    als_json: Json = False,
) -> None:
    """Lees het beleid voor: wie mag wat vragen, wie geeft vrij, wat wordt geweigerd. Uitgang 1 als er iets in staat dat niet kan werken."""
    instellingen = lees_station(station)
    pad = bestand or toetsen.beleidsbestand(instellingen)
    versies = map(invullen.profielversie, alle_profielen(erbij=instellingen.eigen_profielen))
    uitleg = leg_uit(lees_beleid(pad), versies, vandaag().date())
    if als_json:
        json_uit(
            {
                "versie": uitleg.versie,
                "sha256": uitleg.sha256,
                "afnemers": [{"afnemer": naam, "zinnen": list(zinnen)} for naam, zinnen in uitleg.afnemers],
                "aandacht": list(uitleg.aandacht),
            }
        )
    else:
        meld(f"Gelezen: {kort(pad)}")
        for regel in uitleg.tekst().rstrip("\n").split("\n"):
            alinea(regel) if regel else UIT.print()
    if uitleg.aandacht:
        raise typer.Exit(BEVINDINGEN)


def toets(
    afnemer: Annotated[str, typer.Option("--afnemer", metavar="DID", help="De DID van wie de vraag zou stellen.")],
    profiel: Annotated[str, typer.Option("--profiel", metavar="ID", help="Het uitwisselprofiel.")],
    versie: Annotated[str, typer.Option("--versie", metavar="VERSIE", help="De versie van het profiel.")],
    vraag: Annotated[str, typer.Option("--vraag", metavar="NR", help="De vraag van het profiel.")],
    param: Annotated[list[str] | None, typer.Option("--param", metavar="NAAM=WAARDE", help="Parameter; mag vaker.")] = None,
    zonder_credential: Annotated[
        bool, typer.Option("--zonder-credential", help="Alsof de vraag komt zonder ondertekend credential.")
    ] = False,
    eerder: Annotated[
        int, typer.Option("--eerder", metavar="N", min=0, max=1_000_000, help="Zoveel andere vragen stelde deze afnemer al.")
    ] = 0,
    op: Annotated[str | None, typer.Option("--op", metavar="DATUM", show_default="nu", help="Alsof het die dag is (jjjj-mm-dd).")] = None,
    bestand: Annotated[Path | None, typer.Option("--bestand", metavar="PAD", help="Een ander beleid dan dat van het station.")] = None,
    station: StationMap = HIER,
    als_json: Json = False,
) -> None:
    """Toets wat de poort over een aanvraag zou beslissen, en waarom. Er gebeurt niets mee. Uitgang 1 als zij geweigerd zou worden."""
    instellingen = lees_station(station)
    gekozen = toetsen.kies_profiel(alle_profielen(erbij=instellingen.eigen_profielen), profiel, versie)
    besluit = toetsen.toets(
        instellingen,
        lees_beleid(bestand or toetsen.beleidsbestand(instellingen)),
        gekozen,
        did=afnemer,
        nr=vraag,
        teksten=paren(param or []),
        nu=_moment(op),
        met_credential=not zonder_credential,
        eerder=eerder,
    )
    if als_json:
        json_uit(_besluit_als_json(besluit))
    else:
        _toon_besluit(besluit)
    if besluit.uitkomst is Uitkomst.WEIGEREN:
        raise typer.Exit(BEVINDINGEN)


def _concept(
    bestand: Path, profiel: str | None, nr: str | None, parameters: str | None, kolommen: str | None, erbij: Path | None
) -> tuple[Concept, Profiel | None]:
    try:
        ruw = bestand.read_bytes()
    except OSError:
        raise GebruiksFout(
            "Het bestand met de vraag is niet te lezen.", waar=str(bestand), herstel="Geef het pad van een bestand."
        ) from None
    if profiel is None and kolommen is None:
        raise GebruiksFout(
            "Zeg bij welk profiel de vraag hoort, of welke kolommen zij geeft.",
            herstel="Geef --profiel ID --vraag NR, of --kolommen met zo nodig --parameters.",
        )
    if profiel is not None:
        if parameters is not None:
            raise GebruiksFout(
                "Een profiel heeft zijn eigen parameters.", waar="--parameters", herstel="Laat --parameters of --profiel weg."
            )
        gekozen = zoek(profiel, vandaag().date(), erbij=erbij)
        if (nr is None) == (kolommen is None):
            raise GebruiksFout("Zeg welke kolommen de vraag geeft.", herstel="Geef --vraag NR of --kolommen, een van beide.")
        als = gekozen.vraag(nr).kolommen if nr is not None else ()
        delen = tuple(k.als_kolom() for k in als) if nr is not None else _kolommen(kolommen or "")
        concept = Concept(
            ruw, nr or bestand.stem, invullen.profielversie(gekozen), gekozen.parameters, delen, invullen.parametervorm(gekozen)
        )
        return concept, gekozen
    if nr is not None:
        raise GebruiksFout("Een vraagnummer hoort bij een profiel.", waar="--vraag", herstel="Geef ook --profiel.")
    return Concept(ruw, bestand.stem, _CONCEPT, _parameters(parameters or ""), _kolommen(kolommen or "")), None


def _parameters(tekst: str) -> dict[str, Parameter]:
    uit = {}
    for soort in filter(None, (deel.strip() for deel in tekst.split(","))):
        if soort not in invullen.VOORBEELD:
            raise GebruiksFout(
                "Die soort parameter is er niet.", waar=f"--parameters {soort}", herstel="Kies uit: " + ", ".join(invullen.VOORBEELD) + "."
            )
        uit[soort] = Parameter.model_validate({"soort": soort, "titel": soort, "verplicht": soort != "vestigingsnummer"})
    return uit


def _kolommen(tekst: str) -> tuple[Kolom, ...]:
    uit = []
    for deel in filter(None, (d.strip() for d in tekst.split(","))):
        naam, _, rest = deel.partition("=")
        klasse, _, soort = rest.partition(":")
        klassen = {k: k for k in get_args(Kolomklasse)}
        soorten = {s: s for s in get_args(Kolomsoort)}
        if not naam or klasse not in klassen or (soort or "tekst") not in soorten:
            raise GebruiksFout(
                "Een kolom schrijft u als NAAM=KLASSE of NAAM=KLASSE:SOORT.",
                waar=f"--kolommen {deel}",
                herstel=f"Klassen: {', '.join(klassen)}. Soorten: {', '.join(soorten)} (zonder keuze: tekst).",
            )
        uit.append(Kolom(naam, klassen[klasse], soorten[soort or "tekst"], naam))
    return tuple(uit)


def _status(registratie: Registratie, dag: date) -> str:
    profiel = registratie.profiel
    if registratie.ingetrokken_op is not None:
        return "ingetrokken"
    if dag < profiel.geldig_van:
        return f"geldt vanaf {profiel.geldig_van:%d-%m-%Y}"
    if profiel.geldig_tot is None:
        return "geldt"
    return (
        f"geldt tot en met {profiel.geldig_tot:%d-%m-%Y}" if dag <= profiel.geldig_tot else f"gold tot en met {profiel.geldig_tot:%d-%m-%Y}"
    )


def _moment(dag: str | None) -> datetime:
    nu = vandaag()
    if dag is None:
        return nu
    try:
        return datetime.combine(date.fromisoformat(dag), time(12), nu.tzinfo)
    except ValueError:
        raise GebruiksFout("Die datum is niet te lezen.", waar="--op", herstel="Schrijf jaar, maand en dag: 2026-06-30.") from None


def _toon_besluit(besluit: Besluit) -> None:
    tabel(
        "",
        ("controle", "goed", "waarom niet"),
        [(s.naam, _STANDEN[s.stand], f"{s.reden.zin} ({s.reden})" if s.reden else "") for s in besluit.stappen],
    )
    UIT.print()
    if besluit.uitkomst is Uitkomst.WEIGEREN:
        alinea(f"geweigerd. {besluit.reden.zin}", kop="Besluit:", stijl="bold red")
        return
    if besluit.uitkomst is Uitkomst.MENS:
        ogen = "; wie het antwoord voorbereidt, geeft het niet zelf vrij" if besluit.vier_ogen else ""
        alinea(f"toegelaten; een mens geeft het antwoord vrij, want {' en '.join(besluit.mens_omdat)}{ogen}.", kop="Besluit:")
    else:
        alinea("toegelaten; het antwoord gaat automatisch weg, als de regels voor onthulling het doorlaten.", kop="Besluit:")
    alinea("Dit wordt dan ingevuld:")
    for naam, termen in besluit.waarden.items():
        UIT.print(Text(f"  ?{naam} = {', '.join(str(t.python) for t in termen[:3])}{' …' if len(termen) > 3 else ''}"), soft_wrap=True)
    alinea("Token, credential, uitgever en status zijn hier als goed aangenomen; die staan pas bij een echte aanvraag vast.")


def _besluit_als_json(besluit: Besluit) -> dict[str, object]:
    return {
        "uitkomst": besluit.uitkomst,
        "reden": besluit.reden,
        "zin": besluit.reden.zin,
        "mens_omdat": list(besluit.mens_omdat),
        "vier_ogen": besluit.vier_ogen,
        "waarden": {naam: [str(t.python) for t in termen] for naam, termen in besluit.waarden.items()},
        "stappen": [{"controle": s.naam, "stand": s.stand, "reden": s.reden} for s in besluit.stappen],
        "beleid": besluit.beleid,
        "nu": besluit.nu.isoformat(),
    }


def _als_json(keuring: Vraagkeuring) -> dict[str, object]:
    verslag, proef = keuring.verslag, keuring.proef
    return {
        "aangenomen": keuring.aangenomen,
        "sha256": verslag.sha256,
        "bezwaren": [{"reden": b.reden, "wat": b.wat, "waar": b.waar, "herstel": b.herstel} for b in verslag.bezwaren],
        "aandacht": [*verslag.aandacht, *(proef.aandacht if proef else ())],
        "herschrijvingen": list(verslag.herschrijvingen),
        "proef": None
        if proef is None
        else {
            "geslaagd": proef.geslaagd,
            "bezwaren": list(proef.bezwaren),
            "grens": proef.grens,
            "rijen": proef.rijen,
            "seconden": round(proef.seconden, 3),
            "parameters": {naam: list(waarden) for naam, waarden in proef.parameters.items()},
            "klassen": list(proef.klassen),
            "eigenschappen": list(proef.eigenschappen),
            "grafen": list(proef.grafen),
            "kolommen": [vars(k) for k in proef.kolommen],
        },
    }
