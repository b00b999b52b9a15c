"""Walking through expressions: which columns and functions a mapping uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from datastation.mapping.model import Aanroep, Drieluik, Samenvoeging, Sjabloon, Tabelregels, Termkaart, Uitdrukking, Verwijzing


def uitdrukkingen(luik: Drieluik) -> Iterator[Uitdrukking]:
    """Every expression of a triples map, outermost only."""
    yield luik.onderwerp.waarde
    yield from luik.voorwaarden
    for eigenschap in luik.eigenschappen:
        yield from eigenschap.voorwaarden
        if isinstance(eigenschap.object, Termkaart):
            yield eigenschap.object.waarde


def kolommen_van(uitdrukking: Uitdrukking) -> tuple[str, ...]:
    """Columns that an expression refers to, in order of appearance, each once."""
    if isinstance(uitdrukking, Verwijzing):
        return (uitdrukking.kolom,)
    delen: Iterable[object] = ()
    if isinstance(uitdrukking, Sjabloon):
        delen = uitdrukking.delen
    elif isinstance(uitdrukking, Aanroep):
        delen = (waarde for _, waarde in uitdrukking.argumenten)
    gevonden: list[str] = []
    for deel in delen:
        if isinstance(deel, Verwijzing | Sjabloon | Aanroep):
            gevonden.extend(kolommen_van(deel))
    return tuple(dict.fromkeys(gevonden))


def _binnen(uitdrukking: Uitdrukking) -> Iterator[Aanroep]:
    if isinstance(uitdrukking, Aanroep):
        yield uitdrukking
        for _, waarde in uitdrukking.argumenten:
            yield from _binnen(waarde)


def aanroepen(luiken: Iterable[Drieluik]) -> Iterator[Aanroep]:
    """Every function call, nested ones too."""
    for luik in luiken:
        for uitdrukking in uitdrukkingen(luik):
            yield from _binnen(uitdrukking)


def gevraagde_kolommen(luiken: tuple[Drieluik, ...], tabellen: dict[str, Tabelregels]) -> dict[str, frozenset[str]]:
    """Table → every column that anything refers to."""
    tabel_van = {luik.naam: luik.tabel for luik in luiken}
    uit: dict[str, set[str]] = {naam: set() for naam in tabellen}
    for luik in luiken:
        for uitdrukking in uitdrukkingen(luik):
            uit[luik.tabel].update(kolommen_van(uitdrukking))
        for eigenschap in luik.eigenschappen:
            if isinstance(eigenschap.object, Samenvoeging):
                uit[luik.tabel].update(hier for hier, _ in eigenschap.object.paren)
                uit[tabel_van[eigenschap.object.ouder]].update(daar for _, daar in eigenschap.object.paren)
    for naam, regels in tabellen.items():
        uit[naam].update(regels.verplicht, regels.uniek, (regel.kolom for regel in regels.buiten_bereik))
    return {naam: frozenset(kolommen) for naam, kolommen in uit.items()}
