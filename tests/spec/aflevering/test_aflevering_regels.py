"""The rules of the delivery, one case each: what goes in, what stands in the XML, and where the rule comes from.

Each case: the rows of questions 3 and 4 (or what differs), an XPath, the values that it must give.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pytest
from hulp import levering as v
from lxml import etree

from datastation.aflevering import maak

NS = {"w": "https://w3id.org/datastation/def/aflevering/wzd/1.0#"}
JAN, MEI, JUN = date(2026, 1, 5), date(2026, 5, 1), date(2026, 6, 30)
BSN = [("c", "999990019", date(2010, 5, 5), *(None,) * 9)]
ZONDER_BSN = [("c", None, date(2010, 5, 5), "Bakker", None, "Noor", "Hof", "1", "1234 AB", "Ede", "NL", "BE")]


def zorg(soort, begin=JAN, einde=None, *, vestiging=v.NOORD, frequentie=None, duur=None, titel=None, ambulant=False, sleutel="z"):
    """A row of question 3, room seclusion."""
    return ("c", sleutel, vestiging, v.KAMER, "c", False, soort, begin, einde, *(frequentie or (None, None)), duur, titel, ambulant)


def moment(datum, aantal=1, duur=None, *, vestiging=v.NOORD, ambulant=False):
    """A row of question 4."""
    return ("z", vestiging, ambulant, datum, duur, aantal)


@dataclass(frozen=True)
class Geval:
    """One case."""

    titel: str
    bron: str
    pad: str
    verwacht: list[str]
    zorg: list = field(default_factory=list)
    momenten: list = field(default_factory=list)
    clienten: list = field(default_factory=lambda: BSN)


GEVALLEN = [
    Geval("niets te melden is een geldig overzicht", "besluit pilot; IGJ", "count(//w:Client)", ["0"], clienten=[]),
    Geval("een vestiging zonder zorg staat er met niets eronder", "pilot 1.3", "//w:Vestiging[not(*)]/@vestigingsnummer", [v.NOORD, v.ZUID], clienten=[]),
    Geval("vestigingen staan op nummer, voorloopnullen blijven", "art. 20 Wzd", "//w:Vestiging/@vestigingsnummer", [v.NOORD, v.ZUID], clienten=[]),
    Geval("planbaar: de frequentie", "pilot 1.3, soort 1", "//w:Frequentie/*/text()", ["3", "2"], [zorg(1, frequentie=(3, 2))]),
    Geval("planbaar: geen momenten", "pilot 1.3, soort 1", "count(//w:Moment)", ["0"], [zorg(1, frequentie=(3, 2))]),
    Geval("zo nodig: momenten met dag en aantal", "pilot 1.3, soort 2", "//w:StructureelNietPlanbaar/w:Moment/*/text()", ["2026-01-05", "2"], [zorg(2)], [moment(JAN, 2)]),
    Geval("onvoorzien: eigen element, artikel 15", "pilot 1.3, soort 3", "//w:Onvoorzien/w:SoortZorg/text()", ["3"], [zorg(3)], [moment(JAN)]),
    Geval("zo nodig: geen frequentie, ook niet als de bron die kent", "wzd.md 1.8", "count(//w:Frequentie)", ["0"], [zorg(2, frequentie=(1, 1))], [moment(JAN)]),
    Geval("het moment op de laatste dag telt mee", "besluit 5", "//w:Datum/text()", ["2026-06-30"], [zorg(3)], [moment(JUN)]),
    Geval("momenten staan op dag", "besluit 1", "//w:Datum/text()", ["2026-01-05", "2026-05-01", "2026-06-30"], [zorg(2)], [moment(JUN), moment(JAN), moment(MEI)]),
    Geval("jaren geleden begonnen: het echte begin", "besluit 5", "//w:Begindatum/text()", ["2017-02-03"], [zorg(1, date(2017, 2, 3), frequentie=(1, 1))]),
    Geval("loopt door: geen einde", "besluit 5", "count(//w:Einddatum)", ["0"], [zorg(1, frequentie=(1, 1))]),
    Geval("kortere duur is een nieuwe vermelding", "pilot 1.3", "//w:DuurMinuten/text()", ["60", "20"],
          [zorg(1, JAN, date(2026, 4, 30), frequentie=(1, 1), duur=60), zorg(1, MEI, frequentie=(1, 1), duur=20, sleutel="z2")]),
    Geval("verhuisd: bij beide vestigingen", "besluit 5", "//w:Vestiging[w:Client]/@vestigingsnummer", [v.NOORD, v.ZUID],
          [zorg(1, JAN, date(2026, 3, 1), frequentie=(1, 1)), zorg(1, JAN, vestiging=v.ZUID, frequentie=(1, 1))]),
    Geval("verhuisd: elk moment bij zijn eigen vestiging", "graafmodel", "//w:Vestiging[@vestigingsnummer='000087654321']//w:Datum/text()", ["2026-05-01"],
          [zorg(2), zorg(2, vestiging=v.ZUID)], [moment(JAN), moment(MEI, vestiging=v.ZUID)]),
    Geval("ambulant en niet ambulant apart", "art. 2a Wzd", "//w:Ambulant[.='true']/..//w:Datum/text()", ["2026-05-01"],
          [zorg(2), zorg(2, ambulant=True)], [moment(JAN), moment(MEI, ambulant=True)]),
    Geval("met BSN: geen naam, adres of geboorteland", "pilot 1.3", "//w:Client/*[not(self::w:OnvrijwilligeZorg)]/text()", ["999990019", "2010-05-05"], [zorg(3)], [moment(JAN)]),
    Geval("zonder BSN: naam", "pilot 1.3", "//w:Naamgegevens/*/text()", ["Bakker", "Noor"], [zorg(3)], [moment(JAN)], ZONDER_BSN),
    Geval("zonder BSN: geboorteland", "pilot 1.3", "//w:Geboorteland/text()", ["BE"], [zorg(3)], [moment(JAN)], ZONDER_BSN),
    Geval("geboortedatum altijd", "pilot 1.3", "//w:Geboortedatum/text()", ["2010-05-05"], [zorg(3)], [moment(JAN)], ZONDER_BSN),
    Geval("geen titel: het element ontbreekt", "wzd.md 1.8", "count(//w:JuridischeStatus)", ["0"], [zorg(3)], [moment(JAN)]),
    Geval("titel als code van de zib", "NL-CM:7.17.2", "//w:JuridischeStatus/text()", ["RM"], [zorg(3, titel="RM")], [moment(JAN)]),
    Geval("duur nul is geen duur", "regel 16", "count(//w:DuurMinuten)", ["0"], [zorg(2, duur=0)], [moment(JAN, duur=0)]),
    Geval("geen kloktijden", "pilot 1.3", "count(//text()[contains(., ':')])", ["0"], [zorg(2)], [moment(JAN)]),
    Geval("geen datum van maken in de gegevens", "besluit 1", "//w:Aanlevering/@*[contains(name(), 'maak')]", [], [zorg(2)], [moment(JAN)]),
]  # fmt: skip


@pytest.mark.parametrize("geval", GEVALLEN, ids=lambda g: f"{g.titel} ({g.bron})")
def test_regel(geval):
    """A rule of the pilot, the law or our decisions, as it shows in the delivered XML."""
    antwoord = v.registraties(v2=geval.clienten, v3=geval.zorg, v4=geval.momenten)
    gevonden = etree.fromstring(maak(antwoord, v.HERKOMST, "xml")[0].inhoud).xpath(geval.pad, namespaces=NS)
    if isinstance(gevonden, float):
        gevonden = [str(int(gevonden))]
    assert [str(waarde).strip() for waarde in gevonden] == geval.verwacht
