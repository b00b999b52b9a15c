"""date + duration after the guard, against the calendar of Python: any date, any durations, any spelling of the sum."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st

from datastation.sparql.wacht import keur

X = "http://www.w3.org/2001/XMLSchema#"
STORE = ox.Store()
_DUUR = st.tuples(st.sampled_from(["M", "D", "Y"]), st.integers(-40, 40), st.sampled_from(["duration", "eigen"]))


def erbij(dag: date, soort: str, aantal: int) -> date:
    """XSD addition: months first, the day held within the month; then days."""
    if soort == "D":
        return dag + timedelta(aantal)
    maand = dag.year * 12 + dag.month - 1 + aantal * (12 if soort == "Y" else 1)
    jaar, nummer = divmod(maand, 12)
    return date(jaar, nummer + 1, min(dag.day, monthrange(jaar, nummer + 1)[1]))


def geschreven(soort: str, aantal: int, naam: str, vorm: str) -> str:
    """A duration as literal or as cast."""
    datatype = naam if naam == "duration" else "dayTimeDuration" if soort == "D" else "yearMonthDuration"
    lexicaal = f"{'-' if aantal < 0 else ''}P{abs(aantal)}{soort}"
    return f'"{lexicaal}"^^<{X}{datatype}>' if vorm == "literaal" else f'<{X}{datatype}>("{lexicaal}")'


@settings(max_examples=300, deadline=None)
@given(
    dag=st.dates(date(1930, 1, 1), date(2090, 12, 31)),
    duren=st.lists(_DUUR, min_size=1, max_size=4),
    vorm=st.sampled_from(["literaal", "omzetting"]),
    vooraan=st.booleans(),
    haakjes=st.booleans(),
)
def test_som_klopt_met_de_kalender(dag, duren, vorm, vooraan, haakjes):
    """Every chain of additions gives the day that the calendar gives, whatever order the engine's optimiser likes."""
    verwacht = dag
    for soort, aantal, _ in duren:
        verwacht = erbij(verwacht, soort, aantal)
    delen = [geschreven(*duur, vorm) for duur in duren]
    eerste = f"{delen[0]} + ?s" if vooraan else f"?s + {delen[0]}"
    som = " + ".join([f"({eerste})" if haakjes else eerste, *delen[1:]])
    keuring = keur(f'SELECT ?e {{ VALUES ?s {{ "{dag}"^^<{X}date> }} BIND({som} AS ?e) }}')
    assert [rij["e"].value for rij in STORE.query(keuring.tekst)] == [verwacht.isoformat()]
    assert keuring.regels[0] == "datum-plus-duur"
