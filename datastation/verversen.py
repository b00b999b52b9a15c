"""The story *in*: from the sources to a new snapshot. Reads from top to bottom like a contents page."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pyoxigraph

from datastation import __version__, kwaliteit, mapping, sleutel
from datastation.bronnen import Bronbestand, bestanden_van, open_bron, rdf_bestanden, vingerafdrukken
from datastation.fouten import BronFout, Geweigerd, MotorFout
from datastation.instellingen import Bron, Station, middelen
from datastation.model.bevinding import Bevinding, Ernst
from datastation.model.tabel import Tabel
from datastation.model.verlies import Balans, Verliesboek
from datastation.store import momentopname, werkplan, zelftest
from datastation.store.bouwen import Bouwplaats, achtergrond, geef_geheugen_terug
from datastation.store.manifest import Bronstaat, Manifest, inhoudshash
from datastation.store.schijf import schijf_in_woorden
from datastation.store.volgorde import afleidingen_voor, loopt_momenten_af, wacht_op
from datastation.vocabulaire import MOMENTOPNAME, WZD, XSD

Voortgang = Callable[[str], None]


@dataclass
class _Tijden:
    """Seconds per phase, and a word to whoever watches."""

    meld: Voortgang
    seconden: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def fase(self, naam: str) -> Iterator[None]:
        self.meld(naam)
        begin = time.perf_counter()
        yield
        geef_geheugen_terug()
        self.seconden[naam] = round(self.seconden.get(naam, 0.0) + time.perf_counter() - begin, 3)


def ververs(station: Station, *, vandaag: date, meld: Voortgang = lambda _: None) -> momentopname.Momentopname:
    """Build a new snapshot from all sources and let it serve.

    Args:
        station: the settings.
        vandaag: the last day that the sources cover where `station.toml` does not say.
        meld: called with the name of each phase.

    Raises:
        BronFout: a source is unreadable or empty, changes while it is read, a mapping does not fit, or more rows are refused than
            `verlies_max`.
        Geweigerd: the pseudonym key is not the one of the newest snapshot.
        GebruiksFout: another process is refreshing this station.
        GrensBereikt: the disk is full.
        InstellingenFout: no key, or a folder that may not be written to.
        MotorFout: the engine fails its self-test.

    Whatever goes wrong, the snapshot that served goes on serving.
    """
    if not station.bronnen:
        raise BronFout("Dit station heeft geen bronnen.", waar=str(station.map / "station.toml"), herstel="Voeg een [[bronnen]] toe.")
    zelftest.eis_gezonde_motor(station.momentopnamen / ".zelftest")
    geheim = sleutel.lees_sleutel(station.sleutel)
    _eis_zelfde_sleutel(station, geheim)
    gegevens_tot = station.verversen.gegevens_tot or vandaag
    tijden = _Tijden(meld)
    schijf = schijf_in_woorden(station.momentopnamen, "De vorige momentopname blijft antwoorden.")
    with schijf, Bouwplaats(station.momentopnamen) as plaats:
        boek, staten = _lees_en_map(station, geheim, plaats, tijden)
        _eis_verlies_binnen_grens(station, boek)
        with _toets_naast(plaats, tijden) as vormen:
            _laad(plaats, gegevens_tot, station, tijden)
            gevonden = _leid_af_en_controleer(plaats, tijden)
            bevindingen = [*vormen(), *gevonden]
        geblokkeerd = _blokkeer(plaats, bevindingen, tijden)
        with tijden.fase("bevindingen opschrijven"):
            _schrijf_bevindingen(plaats.map, bevindingen, plaats.vraag)
        basis = _manifest(station, geheim, gegevens_tot, boek, staten)
        with tijden.fase("publiceren"):
            nieuw = plaats.publiceer(
                lambda delen, triples: _voltooi(station, replace(basis, delen=delen, triples=triples), bevindingen, geblokkeerd, tijden)
            )
        # Inside the lock: what another refresh would take for leavings is being removed here.
        momentopname.ruim_op(station.momentopnamen, station.verversen.bewaar, vandaag)
    return nieuw


def _manifest(station: Station, geheim: bytes, gegevens_tot: date, boek: Verliesboek, staten: tuple[Bronstaat, ...]) -> Manifest:
    """What is known of a snapshot before its parts are: where it comes from, and with what it is made."""
    return Manifest(
        id="",
        inhoud="",
        gemaakt_op=datetime.now(UTC).isoformat(timespec="seconds"),
        gegevens_tot=gegevens_tot,
        kvk=station.kvk,
        software=__version__,
        motor=f"pyoxigraph {pyoxigraph.__version__}",
        sleutel=sleutel.vingerafdruk(geheim),
        ontologie=ontologie_hash(),
        bronnen=staten,
        delen=(),
        balansen=tuple(boek.balansen),
        verlies=tuple(boek.regels),
        triples=0,
    )


def _voltooi(station: Station, basis: Manifest, bevindingen: list[Bevinding], geblokkeerd: Counter[str], tijden: _Tijden) -> Manifest:
    """The manifest with its name, which follows from the time and the parts, and with what was found."""
    inhoud = inhoudshash(basis.delen, basis.gegevens_tot)
    return replace(
        basis,
        id=momentopname.nieuwe_naam(station.momentopnamen, datetime.fromisoformat(basis.gemaakt_op), inhoud),
        inhoud=inhoud,
        bevindingen=dict(sorted(Counter(b.regel for b in bevindingen).items())),
        geblokkeerd=dict(sorted(geblokkeerd.items())),
        tijden=tijden.seconden,
    )


def _eis_zelfde_sleutel(station: Station, geheim: bytes) -> None:
    if _vorige_sleutel(station) not in (None, sleutel.vingerafdruk(geheim)):
        raise Geweigerd(
            "De sleutel voor pseudoniemen is een andere dan die van de vorige momentopname.",
            waar=str(station.sleutel),
            herstel="Zet de oude sleutel terug. Moet de sleutel echt anders, haal dan eerst de momentopnamen weg.",
        )


def _vorige_sleutel(station: Station) -> str | None:
    """Fingerprint in the newest snapshot that can be read: a damaged one may not stand in the way of the refresh that replaces it."""
    for opname in reversed(momentopname.lijst(station.momentopnamen)):
        with suppress(MotorFout):
            return opname.manifest.sleutel
    return None


def _lees_en_map(station: Station, geheim: bytes, plaats: Bouwplaats, tijden: _Tijden) -> tuple[Verliesboek, tuple[Bronstaat, ...]]:
    """Every source becomes parts of N-Quads; the loss ledger holds what could not be used."""
    boek, staten = Verliesboek(), []
    for bron in station.bronnen:
        with tijden.fase("bestanden herkennen"):
            stand = _stand(bron, station.map)
            bestanden = vingerafdrukken(bron, station.map)
        with tijden.fase("lezen en mappen"):
            if bron.soort == "rdf":
                for nummer, (pad, formaat) in enumerate(rdf_bestanden(bron, station.map)):
                    plaats.laad_rdf(pad, formaat, naam=f"{bron.naam}-{nummer}", soort="feiten")
                mapping_naam, mapping_hash = "", ""
            else:
                mapping_naam, mapping_hash = _map_bron(station, bron, geheim, plaats, boek)
        _eis_onveranderd(bron, station.map, stand, bestanden)
        vingers = tuple((b.pad, b.sha256, b.bytes) for b in bestanden)
        staten.append(Bronstaat(bron.naam, bron.soort, mapping_naam, mapping_hash, vingers))
    if not boek.klopt:
        scheef = [f"{b.bron}/{b.tabel}" for b in boek.balansen if not b.klopt]
        raise MotorFout("De telling van rijen klopt niet.", waar=", ".join(scheef), herstel="Meld dit: er zou een rij verdwenen zijn.")
    return boek, tuple(staten)


def _stand(bron: Bron, map: Path) -> dict[Path, tuple[int, int]]:
    """Size and time of change per file of a source: tells for next to nothing whether somebody wrote to it."""
    paden = [b.pad for b in bestanden_van(bron, map)]
    paden += [wal for pad in paden if (wal := pad.with_name(f"{pad.name}-wal")).is_file()]  # where SQLite writes first
    return {pad: (staat.st_size, staat.st_mtime_ns) for pad in paden if (staat := pad.stat())}


def _eis_onveranderd(bron: Bron, map: Path, stand: dict[Path, tuple[int, int]], bestanden: tuple[Bronbestand, ...]) -> None:
    """A snapshot may not mix two states of a source. Only where size or time differ the files are hashed again."""
    with suppress(FileNotFoundError):
        if _stand(bron, map) == stand or vingerafdrukken(bron, map) == bestanden:
            return
    raise BronFout(
        f"Bron {bron.naam} veranderde tijdens het lezen.",
        waar=str(map / bron.pad),
        herstel="Ververs opnieuw als de export klaar is; schrijf een export eerst elders en verplaats hem dan in een keer.",
    )


def _map_bron(station: Station, bron: Bron, geheim: bytes, plaats: Bouwplaats, boek: Verliesboek) -> tuple[str, str]:
    assert bron.mapping is not None, "checked by the settings"
    kaart = mapping.lees_mapping(bron.mapping, station.map)
    context = mapping.Context(kvk=station.kvk, ruimte=bron.ruimte, bron=bron.naam, sleutel=geheim, tijdzone=bron.tijdzone)
    tabellen = open_tabellen(bron, station.map, kaart)
    uitslag = mapping.voer_uit(kaart, tabellen, context, plaats.map / "delen")
    boek.balansen += uitslag.balansen
    boek.regels += uitslag.regels
    for pad in (plaats.map / "delen").glob("*-herkomst.parquet"):
        pad.rename(plaats.map / "herkomst" / pad.name)
    if not any(b.gelezen for b in uitslag.balansen):
        raise BronFout("De bron is leeg: er is geen enkele rij.", waar=bron.naam, herstel="Controleer de export uit het bronsysteem.")
    return kaart.naam, _hash_van(kaart.map)


def open_tabellen(bron: Bron, map: Path, kaart: mapping.Mapping) -> dict[str, Tabel]:
    """The tables that a mapping reads; what it may do without is asked for as optional."""
    verplicht, optioneel = {}, {}
    for tabel, kolommen in kaart.gevraagd.items():
        regels = kaart.tabellen.get(tabel)
        mag_weg = regels is not None and regels.afwezig_mag
        los = kolommen if mag_weg else kolommen & (regels.optioneel if regels else frozenset())
        if not mag_weg:
            verplicht[tabel] = kolommen - los
        if los:
            optioneel[tabel] = los
    return open_bron(bron, map, verplicht, optioneel)


def _hash_van(map: Path) -> str:
    """sha256 over what a mapping says: its rules and its code lists."""
    hash = hashlib.sha256()
    for bestand in (map / "mapping.yml", *sorted((map / "codelijsten").glob("*.csv"))):
        hash.update(bestand.name.encode() + b"\0" + bestand.read_bytes())
    return hash.hexdigest()


def _eis_verlies_binnen_grens(station: Station, boek: Verliesboek) -> None:
    grens = station.verversen.verlies_max
    te_veel = [b for b in boek.balansen if _aandeel(b) > grens]
    if not te_veel:
        return
    redenen = Counter[str]()
    for regel in boek.regels:
        if regel.soort == "rij":
            redenen[f"{regel.tabel}, kolom {regel.kolom}: {regel.reden} ({regel.herstel})"] += regel.aantal
    vaakst = "\n".join(f"  {aantal} × {reden}" for reden, aantal in redenen.most_common(5))
    raise BronFout(
        f"Er zijn te veel rijen geweigerd: {', '.join(f'{b.tabel} {_aandeel(b):.0%}' for b in te_veel)}; de grens is {grens:.0%}.",
        waar=f"bron {', '.join(sorted({b.bron for b in te_veel}))}\n{vaakst}",
        herstel="Herstel de bron of de mapping. De vorige momentopname blijft antwoorden. De grens staat in station.toml (verlies_max).",
    )


def _aandeel(balans: Balans) -> float:
    binnen = balans.gelezen - balans.buiten_bereik
    return balans.geweigerd / binnen if binnen else 0.0


@contextmanager
def _toets_naast(plaats: Bouwplaats, tijden: _Tijden) -> Iterator[Callable[[], list[Bevinding]]]:
    """Check the shapes on the facts beside whatever else goes on: both read the files and neither changes them. Gives what waits for the outcome."""
    feiten = sorted((plaats.map / "delen").glob("*.nq"))
    with achtergrond() as naast:
        vormen = naast.submit(lambda: list(kwaliteit.toets_vormen(feiten)))

        def wacht() -> list[Bevinding]:
            with tijden.fase("vormen toetsen"):
                return vormen.result()

        yield wacht


def _laad(plaats: Bouwplaats, gegevens_tot: date, station: Station, tijden: _Tijden) -> None:
    with tijden.fase("laden"):
        for pad in sorted((plaats.map / "delen").glob("*.nq")):
            if pad.stem not in plaats.namen:
                plaats.laad(pad, naam=pad.stem, soort="feiten")
        for bestand in ontologie_bestanden():
            plaats.laad_rdf(bestand, "ttl", naam=f"ontologie-{bestand.stem}", soort="ontologie")
        tot = f'<{MOMENTOPNAME}> <{WZD}gegevensTot> "{gegevens_tot.isoformat()}"^^<{XSD}date> .\n'
        kvk = f'<{MOMENTOPNAME}> <{WZD}kvkNummer> "{station.kvk}" .\n'
        plaats.laad_regels("momentopname", "feiten", iter([tot, kvk]))
    with tijden.fase("optimaliseren"):
        plaats.optimaliseer()


def _leid_af_en_controleer(plaats: Bouwplaats, tijden: _Tijden) -> list[Bevinding]:
    """One plan: a control may start while derivations that it does not read still run."""
    with tijden.fase("afleiden en controleren"):
        teksten = {pad.stem: pad.read_text(encoding="utf-8") for pad in (middelen("queries") / "afleidingen").glob("*.rq")}
        alle = kwaliteit.controles()
        gevonden: dict[str, list[Bevinding]] = {}

        def doe(controle: kwaliteit.Controle) -> None:
            gevonden[controle.regel.id] = _bevindingen(plaats, controle)

        def beurt(tekst: str) -> str:
            # What walks the moments holds a row of each in memory: one after the other.
            return "momenten" if loopt_momenten_af(tekst) else ""

        def leid_af(naam: str, na: frozenset[str]) -> list[werkplan.Taak]:
            # The load needs no turn: the next one that walks the moments goes on beside it. So it stands first where both may start.
            deel, berekend = f"afleiding-{naam}", f"{naam} (berekend)"
            return [
                werkplan.Taak(naam, partial(plaats.laad_afleiding, deel), frozenset({berekend})),
                werkplan.Taak(berekend, partial(plaats.bereken, deel, teksten[naam]), na, beurt(teksten[naam])),
            ]

        taken = [taak for naam, na in wacht_op(teksten).items() for taak in leid_af(naam, na)]
        # The heavy ones first: they take longest.
        taken += [
            werkplan.Taak(c.regel.id, partial(doe, c), afleidingen_voor(c.sparql, teksten), beurt(c.sparql))
            for c in sorted(alle, key=lambda c: not beurt(c.sparql))
        ]
        werkplan.voer_uit(taken)
        return [bevinding for controle in alle for bevinding in gevonden[controle.regel.id]]


def _bevindingen(plaats: Bouwplaats, controle: kwaliteit.Controle) -> list[Bevinding]:
    rijen = plaats.vraag(controle.sparql, controle.grafen)
    gevonden = [Bevinding(controle.regel.id, rij["record"], rij.get("eigenschap", "")) for rij in rijen]
    geef_geheugen_terug()
    return gevonden


def _blokkeer(plaats: Bouwplaats, bevindingen: list[Bevinding], tijden: _Tijden) -> Counter[str]:
    """Mark what deliveries leave out; the facts themselves stay (decision 2)."""
    with tijden.fase("blokkeren"):
        blokkerend = {r.id for r in kwaliteit.regels() if r.ernst is Ernst.BLOKKEERT}
        regels = list(kwaliteit.blokkades([b for b in bevindingen if b.regel in blokkerend], plaats.vraag))
        plaats.laad_regels("blokkades", "blokkade", iter(regels))
        return Counter(
            {r: len({b.record for b in bevindingen if b.regel == r}) for r in blokkerend if any(b.regel == r for b in bevindingen)}
        )


def _schrijf_bevindingen(map: Path, bevindingen: list[Bevinding], vraag: kwaliteit.Vraag) -> None:
    met_rij = kwaliteit.bevindingen_met_herkomst(bevindingen, sorted((map / "herkomst").glob("*.parquet")), vraag)
    velden = ("regel", "record", "eigenschap", "bron", "bestand", "rij")
    tabel = pa.table({veld: [getattr(b, veld) for b in met_rij] for veld in velden}, schema=_BEVINDINGEN)
    pq.write_table(tabel, map / "bevindingen.parquet", compression="zstd")


_BEVINDINGEN = pa.schema([(veld, pa.string()) for veld in ("regel", "record", "eigenschap", "bron", "bestand")] + [("rij", pa.int64())])


def lees_bevindingen(opname: momentopname.Momentopname) -> tuple[Bevinding, ...]:
    """The findings of a snapshot, with the source row to repair.

    Raises:
        MotorFout: their file is missing or damaged.
    """
    try:
        return tuple(Bevinding(**rij) for rij in pq.read_table(opname.bevindingen).to_pylist())
    except (OSError, pa.ArrowInvalid, TypeError):
        raise MotorFout(
            "De bevindingen van de momentopname zijn onleesbaar.", waar=str(opname.bevindingen), herstel="Ververs opnieuw."
        ) from None


def ontologie_bestanden() -> tuple[Path, ...]:
    """What every snapshot's default graph holds of the ontology: terms and code lists; shapes and version maps stay out."""
    wortel = middelen("ontology")
    return (*sorted(wortel.glob("*.ttl")), *sorted((wortel / "codelijsten").glob("*.ttl")))


def ontologie_hash() -> str:
    """sha256 over the ontology files that a snapshot loads."""
    hash = hashlib.sha256()
    for bestand in ontologie_bestanden():
        hash.update(bestand.name.encode() + b"\0" + bestand.read_bytes())
    return hash.hexdigest()
