"""The questions of the Wzd profiles in plain Python: rows of csv-nl in, tables out, one record at a time.

Written from the rules (docs/graafmodel.md, the decisions of the design, the notes of the profiles), not from the queries, and with nothing
of `datastation`: a second opinion. Which care counts where stands in `naief_zorg`, what a row says in `naief_rijen`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

from hulp.naief_rijen import CATEGORIEEN, Maatregel
from hulp.naief_zorg import Deel, Keer, Periode, Zorg, onvrijwillig
from hulp.tabellen import doorstaat_elfproef

Rijen = list[dict[str, Any]]


class Naief(Zorg):
    """An organisation that answers."""

    # Profile igj-wzd-aantallen

    def aantallen(self, p: Periode, vestigingen: Sequence[str]) -> dict[str, Rijen]:
        zorg = [(d, d.maatregel, 0) for d in self.lopend(p, vestigingen)]
        zorg += [(k, k.maatregel, k.moment.aantal) for k in self.gegeven(p, vestigingen)]
        namen = {nr: self.org.vestigingen[nr].naam for nr in vestigingen if self.org.vestigingen[nr].naam}

        def tel(kies: Any) -> dict[str, int]:
            stukken = [(m, keer) for waar, m, keer in zorg if kies(waar, m)]
            return {
                "clienten": len({m.client for m, _ in stukken}),
                "maatregelen": len({m.nummer for m, _ in stukken if m.soort == 1}),
                "momenten": sum(keer for _, keer in stukken),
            }

        een = []
        for nr, naam in namen.items():
            for categorie in CATEGORIEEN:
                for soort in (1, 2, 3):
                    for ambulant in (False, True):
                        sleutel = {
                            "vestigingsnummer": nr,
                            "vestiging": naam,
                            "categorie": categorie,
                            "soort_zorg": soort,
                            "ambulant": ambulant,
                        }
                        een.append(
                            sleutel
                            | tel(
                                lambda w, m, nr=nr, c=categorie, s=soort, a=ambulant: (
                                    w.vestiging == nr and c in m.categorieen and m.soort == s and w.ambulant == a
                                )
                            )
                        )
        return {
            "1": een,
            "2": [{"vestigingsnummer": nr, "vestiging": naam} | tel(lambda w, _, nr=nr: w.vestiging == nr) for nr, naam in namen.items()],
            "3": [{"categorie": c} | tel(lambda _, m, c=c: c in m.categorieen) for c in CATEGORIEEN],
            "4": [tel(lambda *_: True)],
        }

    # Profile igj-wzd-registraties

    def registraties(self, p: Periode, vestigingen: Sequence[str]) -> dict[str, Rijen]:
        delen, keren = self.lopend(p, vestigingen), self.gegeven(p, vestigingen)
        clienten = {stuk.maatregel.client for stuk in (*delen, *keren)}
        alle = [self.org.vestigingen[nr] for nr in vestigingen]
        return {
            "1": [
                {"vestigingsnummer": v.nummer, "vestiging": v.naam, "accommodatie": v.accommodatie}
                for v in alle
                if v.naam and v.accommodatie is not None
            ],
            "2": [rij for c in sorted(clienten) if (rij := self._client(c))],
            "3": [self._planbaar(d, p) for d in delen] + self._per_keer(keren, p),
            "4": momenten_per_dag(keren),
        }

    def _client(self, nummer: str) -> dict[str, Any] | None:
        """BSN, or else all of name, address and country of birth."""
        c = self.org.clienten[nummer]
        geboren = self.org.dag(c["geboortedatum"])
        if geboren is None:
            return None
        rij: dict[str, Any] = {"client": nummer, "bsn": c["bsn"] if doorstaat_elfproef(c["bsn"]) else None, "geboortedatum": geboren}
        namen = ("achternaam", "voorvoegsels", "voornamen", "straat", "huisnummer", "postcode", "woonplaats", "land", "geboorteland")
        nodig = ("achternaam", "straat", "huisnummer", "woonplaats", "land", "geboorteland")
        mee = rij["bsn"] is None and all(c[naam] for naam in nodig)
        for naam in namen:
            rij[naam] = (c["voorvoegsel" if naam == "voorvoegsels" else naam] or None) if mee else None
        return rij

    def _planbaar(self, d: Deel, p: Periode) -> dict[str, Any]:
        m, tot = d.maatregel, d.tot if d.tot is not None and d.tot <= p.einde else None
        return self._vorm(m, tot or p.einde) | {
            "zorg": m.nummer, "vestigingsnummer": d.vestiging, "ambulant": d.ambulant, "begindatum": d.van, "einddatum": tot,
            "frequentie_aantal": m.keer, "frequentie_eenheid": m.eenheid, "duur_minuten": m.duur,
        }  # fmt: skip

    def _per_keer(self, keren: Iterable[Keer], p: Periode) -> Rijen:
        groepen: dict[tuple[str, str, bool], list[Keer]] = {}
        for k in keren:
            groepen.setdefault((k.maatregel.nummer, k.vestiging, k.ambulant), []).append(k)
        rijen = []
        for (nummer, vestiging, ambulant), stuk in groepen.items():
            m = stuk[0].maatregel
            rijen.append(
                self._vorm(m, max(k.moment.dag for k in stuk))
                | {
                    "zorg": nummer, "vestigingsnummer": vestiging, "ambulant": ambulant, "begindatum": m.begin,
                    "einddatum": m.eind if m.eind is not None and m.eind <= p.einde else None,
                    "frequentie_aantal": None, "frequentie_eenheid": None, "duur_minuten": None,
                }
            )  # fmt: skip
        return rijen

    def _vorm(self, m: Maatregel, peil: date) -> dict[str, Any]:
        return {
            "client": m.client, "soort_interventie": m.vorm, "categorie": m.categorieen[0], "soort_zorg": m.soort,
            "medicatie_onder_dwang": "a-medicatie" in m.categorieen, "juridische_status": self._titel(m.client, peil),
        }  # fmt: skip

    def _titel(self, client: str, dag: date) -> str | None:
        geldig = [
            (t.van or date.min, t.code)
            for t in self.org.titels
            if t.client == client
            and t.code not in ("", "VRIJWILLIG")
            and (t.van is None or t.van <= dag)
            and (t.tot is None or t.tot >= dag)
        ]
        return max(geldig)[1] if geldig else None

    # Profile igj-wzd-analyse

    def analyse(self, p: Periode, vestigingen: Sequence[str]) -> dict[str, Rijen]:
        vorig = Periode(p.begin.replace(year=p.begin.year - 1), p.einde.replace(year=p.einde.year - 1))
        return {
            "1": [self._verschil(c, p, vorig, vestigingen) for c in CATEGORIEEN],
            "2": [self._mediaan(c, p, vestigingen) for c in CATEGORIEEN],
            "3": [self._afbouw(c, p, vestigingen) for c in CATEGORIEEN],
            "4": [self._evaluaties(nr, min(p.einde, self.gegevens_tot)) for nr in vestigingen if self.org.vestigingen[nr].naam],
        }

    def _verschil(self, categorie: str, nu: Periode, toen: Periode, vestigingen: Sequence[str]) -> dict[str, Any]:
        def clienten(p: Periode) -> int:
            stukken = (*self.lopend(p, vestigingen), *self.gegeven(p, vestigingen))
            return len({s.maatregel.client for s in stukken if categorie in s.maatregel.categorieen})

        return {
            "categorie": categorie,
            "clienten": clienten(nu),
            "clienten_vorig_jaar": clienten(toen),
            "verschil": clienten(nu) - clienten(toen),
        }

    def _lopende(self, categorie: str, p: Periode, vestigingen: Sequence[str]) -> list[Maatregel]:
        gevonden = {d.maatregel.nummer: d.maatregel for d in self.lopend(p, vestigingen)}
        return [m for m in gevonden.values() if categorie in m.categorieen]

    def _mediaan(self, categorie: str, p: Periode, vestigingen: Sequence[str]) -> dict[str, Any]:
        vervangen = {m.vervangt for m in self.org.maatregelen.values()}
        duren = []
        for m in self._lopende(categorie, p, vestigingen):
            if m.eind is None or not p.heeft(m.eind) or m.nummer in vervangen:
                continue
            eerste, keten, vorige = m.begin, {m.nummer}, self.org.maatregelen.get(m.vervangt)
            while vorige is not None and vorige.nummer not in keten:
                keten.add(vorige.nummer)
                if eerste is not None and vorige.begin is not None:
                    eerste = min(eerste, vorige.begin)
                vorige = self.org.maatregelen.get(vorige.vervangt)
            assert eerste is not None
            duren.append((m.eind - eerste).days + 1)
        duren.sort()
        midden = duren[(len(duren) - 1) // 2 : len(duren) // 2 + 1]
        return {"categorie": categorie, "beeindigd": len(duren), "mediaan_dagen": Decimal(sum(midden)) / len(midden) if midden else None}

    def _afbouw(self, categorie: str, p: Periode, vestigingen: Sequence[str]) -> dict[str, Any]:
        alle = self._lopende(categorie, p, vestigingen)
        minder = [m for m in alle if self._afgebouwd(m, p)]
        aandeel = Decimal(floor(Fraction(1000 * len(minder), len(alle)) + Fraction(1, 2))) / 10 if alle else None
        return {"categorie": categorie, "maatregelen": len(alle), "afgebouwd": len(minder), "aandeel_procent": aandeel}

    def _afgebouwd(self, m: Maatregel, p: Periode) -> bool:
        if m.reden_einde == "afgebouwd" and m.eind is not None and p.heeft(m.eind):
            return True
        opvolgers = [o for o in self.org.maatregelen.values() if o.vervangt == m.nummer and o.begin is not None and p.heeft(o.begin)]
        return any(lichter(o, m) for o in opvolgers)

    def _evaluaties(self, vestiging: str, peil: date) -> dict[str, Any]:
        lopend = {d.maatregel.plan for d in self.delen if d.vestiging == vestiging and d.van <= peil and (d.tot is None or d.tot >= peil)}
        plannen = {nr: van for nr in lopend if (van := self.org.plannen.get(nr)) is not None and van <= peil}
        laat = 0
        for nr, van in plannen.items():
            dagen = [dag for plan, dag in self.org.evaluaties if plan == nr and dag <= peil]
            uiterlijk = zes_maanden_na(max(dagen)) if dagen else van + timedelta(days=28)
            laat += uiterlijk < peil
        return {"vestigingsnummer": vestiging, "vestiging": self.org.vestigingen[vestiging].naam, "plannen": len(plannen), "te_laat": laat}

    # Beside every answer

    def uitgesloten(self, p: Periode) -> dict[str, int]:
        """Per rule the records that an answer over the period would hold, were they not kept out."""
        per_regel: dict[str, set[str]] = {}
        for nummer, regels in self.dicht["interventie"].items():
            m = self.org.maatregelen[nummer]
            stil = m.verzet_client is None and m.verzet_vertegenwoordiger is None and m.instemming is None
            op_datum = m.soort not in (2, 3) and (m.begin is None or m.begin <= p.einde) and (m.eind is None or m.eind >= p.begin)
            met_moment = m.soort != 1 and any(k.maatregel == nummer and p.heeft(k.dag) for k in self.org.momenten)
            if (onvrijwillig(m) or stil) and (op_datum or met_moment):
                for regel in regels:
                    per_regel.setdefault(regel, set()).add(f"interventie {nummer}")
        momenten = {k.nummer: k for k in self.org.momenten}
        for nummer, regels in self.dicht["moment"].items():
            moment, m_ = momenten[nummer], self.org.maatregelen.get(momenten[nummer].maatregel)
            if p.heeft(moment.dag) and (m_ is None or (m_.soort != 1 and onvrijwillig(m_))):
                for regel in regels:
                    per_regel.setdefault(regel, set()).add(f"moment {nummer}")
        return {regel: len(records) for regel, records in sorted(per_regel.items())}


def momenten_per_dag(keren: Iterable[Keer]) -> Rijen:
    per_dag: dict[tuple[Any, ...], int] = {}
    for k in keren:
        sleutel = (k.maatregel.nummer, k.vestiging, k.ambulant, k.moment.dag, k.moment.duur)
        per_dag[sleutel] = per_dag.get(sleutel, 0) + k.moment.aantal
    koppen = ("zorg", "vestigingsnummer", "ambulant", "datum", "duur_minuten")
    return [dict(zip(koppen, sleutel, strict=True)) | {"aantal": aantal} for sleutel, aantal in per_dag.items()]


def lichter(na: Maatregel, voor: Maatregel) -> bool:
    """Fewer minutes a year, or fewer times where a length is missing; between two units two per cent is no difference."""
    if na.keer is None or na.eenheid is None or voor.keer is None or voor.eenheid is None:
        return False
    per_jaar = {1: 365, 2: 52, 3: 12, 4: 1}
    met_duur = na.duur is not None and voor.duur is not None
    nieuw = na.keer * per_jaar[na.eenheid] * (na.duur if met_duur and na.duur is not None else 1)
    oud = voor.keer * per_jaar[voor.eenheid] * (voor.duur if met_duur and voor.duur is not None else 1)
    return nieuw < oud if na.eenheid == voor.eenheid else nieuw * Fraction(102, 100) < oud


def zes_maanden_na(dag: date) -> date:
    """The same day six months on, or the last day of that month."""
    maand = dag.month + 6
    jaar, maand = (dag.year + 1, maand - 12) if maand > 12 else (dag.year, maand)
    for nummer in range(dag.day, 27, -1):
        try:
            return date(jaar, maand, nummer)
        except ValueError:
            continue
    return date(jaar, maand, dag.day)
