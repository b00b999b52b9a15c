"""``docs/kwaliteitsregels.md``: one row per rule, made from the rules themselves; a test keeps the file equal to this."""

from __future__ import annotations

from datastation.kwaliteit.regels import Toets, plaats_van_toets, regels
from datastation.model.bevinding import Ernst, Regel

_KOP = """# Kwaliteitsregels

Deze bladzijde is gemaakt uit de regels zelf (`datastation.kwaliteit.pagina`). De nummers 1 tot en met 17 zijn die van de lijst met bekende
problemen in Wzd-leveringen; de overige regels zijn van onszelf.

- **blokkeert**: het gegeven blijft in de momentopname, maar gaat niet mee in een levering. Per regel staat geteld hoeveel dat er zijn, en het
  antwoord blijft een concept tot iemand dat heeft gezien.
- **waarschuwt**: het gegeven gaat mee; er is waarschijnlijk iets te herstellen.
- **informeert**: er hoeft niets te gebeuren; het verklaart een getal.

'Vandaag' is voor elke regel de laatste dag van de gegevens (`gegevens_tot`), nooit de klok.

| waar getoetst | wanneer |
|---|---|
| vorm | op de regels die een mapping schrijft, vóór het laden (`ontology/shapes/`) |
| controle | in de momentopname, na het afleiden (`queries/controles/<regel>.rq`) |
| levering | bij het maken van een levering |

## Hoever een blokkade reikt

Een geblokkeerde **maatregel** gaat niet mee, met al zijn zorgdelen en momenten. Een geblokkeerd **moment** gaat zelf niet mee. Een geblokkeerde
**cliënt** blokkeert al zijn maatregelen, onder dezelfde regel. Een **vestiging** zonder nummer, naam of kenmerk accommodatie telt niet als
vestiging; wat eronder hangt wordt geblokkeerd door `vestiging-onbepaald`. Andere gegevens (naam, adres, locatie, plaatsing, zorgplan,
evaluatie, titel) worden zelf niet geleverd: een blokkade daarop houdt niets anders tegen.

## Keuzes

- **Regel 6**: een ongeldig bsn waarschuwt, want dan gaan naam, adres en geboorteland mee. Ontbreekt daarvan ook iets, dan blokkeert
  `bsn-of-persoonsgegevens` de cliënt.
- **Regel 7**: van dubbele gegevens gaat er één mee, altijd dezelfde; de andere blokkeren.
- **Regel 9**: zorg volgens art. 2 lid 2 Wzd wordt gewoon niet geleverd. Er is niets fout, dus de regel informeert alleen.
- **Regel 13**: of de zorgverantwoordelijke zelf arts is, staat in geen enkele bron. De regel waarschuwt daarom ook dan.
- **Regel 17** gaat over een levering als geheel: het profiel vraagt één halfjaar en één wet, en het XML-bestand wordt getoetst aan zijn schema.
- Controles over maatregelen kijken alleen naar onvrijwillige zorg, behalve waar de fout het oordeel daarover zelf raakt.

## De regels

"""


def als_pagina() -> str:
    """The whole page, Markdown."""
    rijen = [_rij(r, plaats_van_toets(r.id)) for r in regels()]
    tellingen = ", ".join(f"{sum(r.ernst is ernst for r in regels())} {ernst.value}" for ernst in Ernst)
    tabel = ["| nr | regel | ernst | getoetst | wat | grond | herstel |", "|---|---|---|---|---|---|---|", *rijen]
    return f"{_KOP}{len(rijen)} regels: {tellingen}.\n\n" + "\n".join(tabel) + "\n"


def _rij(r: Regel, toets: Toets) -> str:
    cellen = (str(r.nummer or "–"), f"`{r.id}`", r.ernst.value, toets, r.titel, r.grond, r.herstel)
    return "| " + " | ".join(cel.replace("|", "\\|") for cel in cellen) + " |"
