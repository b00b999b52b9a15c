"""The counts of the Wzd questions in DuckDB, over the tables that the synthetic organisation was made of.

Written from docs/graafmodel.md and the law, not from the SPARQL: that both give the same figures is a check on both. Of the quality rules it
knows one (the same moment twice, which also happens by chance), so it holds for an organisation without planted errors only. What the snapshot derives once is derived here once, before the clock runs.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping
from datetime import date

import duckdb
import pyarrow as pa
import pyoxigraph as ox

from datastation.verversen import ontologie_bestanden
from datastation.voorbeeld import Organisatie

Rij = tuple[object, ...]

_CODES = """
PREFIX wzd: <https://w3id.org/datastation/def/wzd#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?vorm ?categorie { ?v skos:notation ?vorm ; wzd:categorie/skos:notation ?categorie }
"""

AFLEIDEN = """
CREATE TABLE plek AS
  WITH RECURSIVE boom(locatiecode, op, nummer) AS (
    SELECT locatiecode, bovenliggend, vestigingsnummer FROM locaties
    UNION ALL SELECT b.locatiecode, l.bovenliggend, l.vestigingsnummer FROM boom b JOIN locaties l ON l.locatiecode = b.op WHERE b.nummer IS NULL)
  SELECT b.locatiecode, b.nummer AS vestiging, l.intramuraal FROM boom b JOIN locaties l USING (locatiecode) WHERE b.nummer IS NOT NULL;
CREATE TABLE zorg AS
  SELECT *, maatregelnummer AS m FROM maatregelen
  WHERE wet = 'Wzd' AND status <> 'concept' AND CASE
    WHEN verzet_client IS NOT NULL OR verzet_vertegenwoordiger IS NOT NULL THEN coalesce(verzet_client, false) OR coalesce(verzet_vertegenwoordiger, false)
    WHEN instemming IS NOT NULL THEN instemming IN (1, 3) ELSE soort_zorg = 3 END;
CREATE TABLE verblijf AS
  WITH grens AS (SELECT clientnummer, begindatum AS dag FROM plaatsingen UNION SELECT clientnummer, einddatum + 1 FROM plaatsingen WHERE einddatum IS NOT NULL),
  stuk AS (SELECT clientnummer, dag AS van, lead(dag, 1, DATE '9999-12-31') OVER (PARTITION BY clientnummer ORDER BY dag) - 1 AS tot FROM grens),
  geldig AS (
    SELECT s.*, p.locatiecode, k.vestiging, k.intramuraal, rank() OVER (PARTITION BY s.clientnummer, s.van ORDER BY p.soort) AS rang
    FROM stuk s JOIN plaatsingen p ON p.clientnummer = s.clientnummer AND p.begindatum <= s.van AND coalesce(p.einddatum, DATE '9999-12-31') >= s.van
    JOIN plek k USING (locatiecode))
  SELECT clientnummer, van, tot, min(vestiging) AS vestiging, arg_min(intramuraal, locatiecode) AS intramuraal
  FROM geldig WHERE rang = 1 GROUP BY ALL HAVING min(vestiging) = max(vestiging);
CREATE TABLE deel AS
  WITH alle AS (
    SELECT z.m, k.vestiging, coalesce(z.ambulant, NOT k.intramuraal) AS ambulant, z.begindatum AS van, coalesce(z.einddatum, DATE '9999-12-31') AS tot
    FROM zorg z JOIN plek k USING (locatiecode) WHERE z.soort_zorg = 1
    UNION ALL
    SELECT z.m, v.vestiging, coalesce(z.ambulant, NOT v.intramuraal), greatest(z.begindatum, v.van), least(coalesce(z.einddatum, DATE '9999-12-31'), v.tot)
    FROM zorg z JOIN verblijf v ON v.clientnummer = z.clientnummer AND v.van <= coalesce(z.einddatum, DATE '9999-12-31') AND v.tot >= z.begindatum
    WHERE z.soort_zorg = 1 AND z.locatiecode IS NULL),
  los AS (SELECT *, coalesce(lag(tot) OVER (PARTITION BY m, vestiging, ambulant ORDER BY van) + 1 <> van, true) AS nieuw FROM alle),
  reeks AS (SELECT *, count(*) FILTER (nieuw) OVER (PARTITION BY m, vestiging, ambulant ORDER BY van) AS nr FROM los)
  SELECT m, vestiging, ambulant, min(van) AS van, max(tot) AS tot FROM reeks GROUP BY m, vestiging, ambulant, nr;
CREATE TABLE moment AS
  SELECT r.maatregelnummer AS m, coalesce(eigen.vestiging, vast.vestiging, v.vestiging) AS vestiging,
    coalesce(r.ambulant, z.ambulant, NOT v.intramuraal, true) AS ambulant, r.datum, r.duur_minuten, r.aantal,
    year(r.datum) || '-H' || CASE WHEN month(r.datum) < 7 THEN 1 ELSE 2 END AS halfjaar
  FROM registraties r JOIN zorg z ON z.m = r.maatregelnummer AND z.soort_zorg IN (2, 3)
  LEFT JOIN plek eigen ON eigen.locatiecode = r.locatiecode LEFT JOIN plek vast ON vast.locatiecode = z.locatiecode
  LEFT JOIN verblijf v ON v.clientnummer = z.clientnummer AND r.datum BETWEEN v.van AND v.tot
  WHERE r.wet = 'Wzd' AND coalesce(eigen.vestiging, vast.vestiging, v.vestiging) IS NOT NULL
  QUALIFY r.begintijd IS NULL OR row_number() OVER (PARTITION BY r.maatregelnummer, r.begintijd ORDER BY r.registratienummer) = 1;
"""

_FEITEN = """
WITH feit AS (
  SELECT d.vestiging, z.interventie, z.soort_zorg, d.ambulant, z.clientnummer, z.m AS gepland, 0 AS keer
  FROM deel d JOIN zorg z USING (m) WHERE d.van <= $einde AND d.tot >= $begin
  UNION ALL
  SELECT o.vestiging, z.interventie, z.soort_zorg, o.ambulant, z.clientnummer, NULL, o.aantal FROM moment o JOIN zorg z USING (m) WHERE o.halfjaar = $halfjaar)
"""
_TEL = "count(DISTINCT clientnummer), count(DISTINCT gepland), coalesce(sum(keer), 0)"
_JAAR = """
  SELECT categorie, clientnummer, {jaar} AS jaar FROM deel d JOIN zorg z USING (m) JOIN vorm v ON v.vorm = z.interventie
  WHERE d.van <= make_date({jaar}, 12, 31) AND d.tot >= make_date({jaar}, 1, 1)
  UNION ALL
  SELECT categorie, clientnummer, {jaar} FROM moment o JOIN zorg z USING (m) JOIN vorm v ON v.vorm = z.interventie
  WHERE o.halfjaar IN ({jaar} || '-H1', {jaar} || '-H2')
"""

# Question → SQL; each gives the columns that `benchmarks.vragen.VERGELIJK` takes from our answer.
VRAGEN: Mapping[tuple[str, str], str] = {
    ("igj-wzd-aantallen", "1"): f"""{_FEITEN}
  SELECT vestiging, categorie, soort_zorg, ambulant, {_TEL} FROM feit JOIN vorm ON vorm = interventie GROUP BY 1, 2, 3, 4""",
    ("igj-wzd-aantallen", "2"): f"{_FEITEN} SELECT vestiging, {_TEL} FROM feit GROUP BY 1",
    ("igj-wzd-aantallen", "3"): f"{_FEITEN} SELECT categorie, {_TEL} FROM feit JOIN vorm ON vorm = interventie GROUP BY 1",
    ("igj-wzd-aantallen", "4"): f"{_FEITEN} SELECT {_TEL} FROM feit",
    ("igj-wzd-registraties", "3"): """
  SELECT soort_zorg, count(*) FROM (
    SELECT z.soort_zorg, d.m, d.vestiging, d.ambulant, d.van FROM deel d JOIN zorg z USING (m) WHERE d.van <= $einde AND d.tot >= $begin
    UNION ALL
    SELECT DISTINCT z.soort_zorg, o.m, o.vestiging, o.ambulant, NULL FROM moment o JOIN zorg z USING (m) WHERE o.halfjaar = $halfjaar) GROUP BY 1""",
    ("igj-wzd-registraties", "4"): """
  SELECT vestiging, count(*), sum(stuks) FROM (
    SELECT m, vestiging, ambulant, datum, duur_minuten, sum(aantal) AS stuks FROM moment WHERE halfjaar = $halfjaar GROUP BY ALL) GROUP BY 1""",
    ("igj-wzd-analyse", "1"): f"""
  SELECT categorie, count(DISTINCT clientnummer) FILTER (jaar = $jaar), count(DISTINCT clientnummer) FILTER (jaar = $jaar - 1)
  FROM ({_JAAR.format(jaar="$jaar")} UNION ALL {_JAAR.format(jaar="($jaar - 1)")}) GROUP BY 1""",
}


def open_duckdb(organisatie: Organisatie) -> duckdb.DuckDBPyConnection:
    """The canonical tables and what follows from them, in memory."""
    con = duckdb.connect()
    for naam in ("locaties", "plaatsingen", "maatregelen"):
        con.register(f"_{naam}", getattr(organisatie, naam))
        con.execute(f"CREATE TABLE {naam} AS SELECT * FROM _{naam}")
    con.register("_registraties", pa.Table.from_batches(organisatie.registraties()))
    con.execute("CREATE TABLE registraties AS SELECT * FROM _registraties")
    codes = ox.Store()
    for pad in ontologie_bestanden():
        codes.bulk_load(path=str(pad))
    paren = [(rij["vorm"].value, rij["categorie"].value) for rij in codes.query(_CODES)]
    con.register("_vorm", pa.table({"vorm": [v for v, _ in paren], "categorie": [c for _, c in paren]}))
    con.execute("CREATE TABLE vorm AS SELECT DISTINCT * FROM _vorm")
    con.execute(AFLEIDEN)
    return con


def meet_duckdb(con: duckdb.DuckDBPyConnection, begin: date, einde: date, keren: int) -> dict[tuple[str, str], tuple[float, set[Rij]]]:
    """Median seconds and rows per question."""
    uit = {}
    halfjaar = f"{begin.year}-H{1 if begin.month < 7 else 2}"
    alle = {"begin": begin, "einde": einde, "halfjaar": halfjaar, "jaar": begin.year - 1}
    for vraag, sql in VRAGEN.items():
        waarden = {naam: waarde for naam, waarde in alle.items() if f"${naam}" in sql}
        tijden = []
        for _ in range(keren):
            klok = time.perf_counter()
            rijen = con.execute(sql, waarden).fetchall()
            tijden.append(time.perf_counter() - klok)
        uit[vraag] = (statistics.median(tijden), {tuple(rij) for rij in rijen})
    return uit
