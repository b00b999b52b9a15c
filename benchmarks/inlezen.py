"""Parts a, b and d: from source files to a snapshot, beside Oxigraph's own load, a script that goes row by row, and morph-kgc."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from benchmarks.meten import Meting, in_proces
from benchmarks.tabellen import Tabel, getal

# Names of the phases in the order of the work; what a refresh measures beyond these comes behind.
FASEN = (
    "bestanden herkennen",
    "lezen en mappen",
    "laden",
    "optimaliseren",
    "afleiden en controleren",
    "vormen toetsen",
    "blokkeren",
    "bevindingen opschrijven",
)


# Registrations for morph-kgc: it takes milliseconds per triple, nearly all of it in our functions, which it calls per row.
MORPH = 5_000


@dataclass(frozen=True)
class Inlezing:
    """What one size took, each step alone in its process."""

    registraties: int
    mappen: Meting
    voor: Meting
    na: Meting
    ververst: Meting

    @property
    def motor(self) -> float:
        """Seconds of the engine's own load and optimize: the mean of once before the refresh and once after it, since a machine is not equally fast all day."""
        return (self.voor.wand + self.na.wand) / 2

    @property
    def ratio_mappen(self) -> float:
        """Rows to text, as a share of the engine's own load of that text."""
        return self.mappen.wand / self.motor

    @property
    def ratio_geheel(self) -> float:
        """Rows to a snapshot that serves, likewise."""
        return self.ververst.wand / self.motor

    @property
    def ratio_geheugen(self) -> float:
        """Peak memory of the refresh beside that of the engine's load."""
        return self.ververst.piek / self.voor.piek

    @property
    def per_rij(self) -> float:
        """Microseconds per registration, the whole way."""
        return self.ververst.wand / self.registraties * 1e6


def clienten_bij(registraties: int) -> int:
    """Fifty registrations per client, as in the largest synthetic organisation."""
    return max(30, registraties // 50)


def meet(map: Path, registraties: int) -> Inlezing:
    """Measure one size in ``map``, which is empty again afterwards."""
    station, delen = map / "station", map / "delen"
    in_proces("maak", map=str(station), clienten=clienten_bij(registraties), registraties=registraties, fouten=0.02)
    mappen = in_proces("map_bron", map=str(station), uit=str(delen))
    voor = in_proces("motor_laadt", delen=str(delen), store=str(map / "voor"))
    ververst = in_proces("ververs_station", map=str(station))
    na = in_proces("motor_laadt", delen=str(delen), store=str(map / "na"))
    for weg in (station, delen, map / "voor", map / "na"):
        shutil.rmtree(weg)
    return Inlezing(registraties, mappen, voor, na, ververst)


def _twee(i: Inlezing, wat: str) -> str:
    return f"{getal(i.voor.uit[wat])}; {getal(i.na.uit[wat])}"


def tabel_inlezen(groot: Inlezing, klein: Inlezing) -> list[Tabel]:
    """Parts a and b as tables."""
    hoofd = Tabel(
        "a and b: from source files to a snapshot",
        ("what", *(f"{i.registraties:,} registrations" for i in (klein, groot)), "asked"),
    )
    for wat, kolom, eis in (
        ("triples of the mapping", lambda i: f"{i.mappen.uit['triples']:,}", ""),
        ("rows to N-Quads, s", lambda i: getal(i.mappen.wand), ""),
        ("peak of it, MiB", lambda i: getal(i.mappen.piek, 0), ""),
        ("Oxigraph bulk_load of these lines, s (before; after)", lambda i: _twee(i, "laden"), ""),
        ("Oxigraph optimize, s (before; after)", lambda i: _twee(i, "optimaliseren"), ""),
        ("peak of it, MiB", lambda i: getal(i.voor.piek, 0), ""),
        ("**(a) rows to N-Quads ÷ load + optimize**", lambda i: f"**{getal(i.ratio_mappen)}**", "≤ 0.3"),
        ("the whole way to a snapshot, s", lambda i: getal(i.ververst.wand), ""),
        ("processor time of it, s", lambda i: getal(i.ververst.cpu), ""),
        ("peak of it, MiB", lambda i: getal(i.ververst.piek, 0), ""),
        ("**(b) whole way ÷ load + optimize**", lambda i: f"**{getal(i.ratio_geheel)}**", "≤ 3"),
        ("(b) the same in processor time", lambda i: getal(2 * i.ververst.cpu / (i.voor.cpu + i.na.cpu)), ""),
        ("**(b) peak ÷ its peak**", lambda i: f"**{getal(i.ratio_geheugen)}**", "≤ 1.3"),
        ("(b) µs per registration", lambda i: getal(i.per_rij, 0), ""),
    ):
        hoofd.rij(wat, kolom(klein), kolom(groot), eis)
    hoofd.rij("**(b) growth: time per registration, large ÷ small**", "", f"**{getal(groot.per_rij / klein.per_rij)}**", "about 1")
    fasen = Tabel("b: seconds per phase", ("phase", *(f"{i.registraties:,} registrations" for i in (klein, groot))))
    for naam in [*FASEN, *(n for n in groot.ververst.uit["fasen"] if n not in FASEN)]:
        fasen.rij(naam, *(getal(i.ververst.uit["fasen"].get(naam, 0.0)) for i in (klein, groot)))
    # The manifest is written before the last phase ends, so that phase is what is left.
    fasen.rij(
        "publiceren (compress, fsync, rename)", *(getal(i.ververst.wand - sum(i.ververst.uit["fasen"].values())) for i in (klein, groot))
    )
    fasen.voet.append("The shapes are checked beside the load: what stands there is the time that the refresh still had to wait for them.")
    return [hoofd, fasen]


def tabel_anderen(map: Path, registraties: int, *, morph: bool) -> Tabel:
    """Part d: the same rows by other means."""
    station, delen = map / "station", map / "delen"
    in_proces("maak", map=str(station), clienten=clienten_bij(registraties), registraties=registraties, fouten=0.0)
    eigen = in_proces("map_bron", map=str(station), uit=str(delen))
    script = in_proces("rij_voor_rij", map=str(station), uit=str(map / "script.nq"))
    tabel = Tabel(
        f"d: {registraties:,} registrations to N-Quads by other means",
        ("what", "rows", "triples", "s", "µs per triple", "÷ ours", "peak, MiB"),
    )
    rijen = [
        ("our mapping (all tables, checks, ledger, provenance)", eigen),
        ("a script, row by row (registrations alone, no checks)", script),
    ]
    if morph:
        from benchmarks.morph import meet_morph  # noqa: PLC0415 - makes an environment

        klein = map / "klein"
        in_proces("maak", map=str(klein), clienten=clienten_bij(MORPH), registraties=MORPH, fouten=0.0)
        rijen.append((f"morph-kgc 2.10 on the RML that we print (all tables; {MORPH:,} registrations)", meet_morph(klein, map)))
    per = eigen.wand / eigen.uit["triples"]
    for wat, m in rijen:
        eigen_per = m.wand / m.uit["triples"]
        tabel.rij(
            wat,
            f"{m.uit['rijen']:,}",
            f"{m.uit['triples']:,}",
            getal(m.wand),
            getal(eigen_per * 1e6),
            getal(eigen_per / per),
            getal(m.piek, 0),
        )
    shutil.rmtree(map, ignore_errors=True)
    return tabel
