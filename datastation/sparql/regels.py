"""The rules of the guard as data: what each one does and why, in Dutch. docs/wacht.md shows this table; spec cases carry these ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Gevolg = Literal["herschreven", "geweigerd", "gewaarschuwd"]


@dataclass(frozen=True)
class Wachtregel:
    """A rule.

    Attributes:
        id: fixed name. gevolg: what the guard does. wat: what it looks for. waarom: what would go wrong without it.
    """

    id: str
    gevolg: Gevolg
    wat: str
    waarom: str


def _r(id: str, gevolg: Gevolg, wat: str, waarom: str) -> Wachtregel:
    return Wachtregel(id, gevolg, wat, waarom)


_ALLE = (
    _r("datum-plus-duur", "herschreven", "datum + duur, duur + datum, ook in een keten",
       "De motor verwisselt de twee kanten van een plus; de uitkomst is dan leeg en de telling stil te hoog of te laag."),
    _r("alias-in-aggregaat", "herschreven", "een uitkomst (… AS ?t) die in dezelfde SELECT met GROUP BY of een telling weer gebruikt wordt",
       "De motor weigert dit in SELECT, en geeft in HAVING stil nul rijen."),
    _r("voorloopnul", "herschreven", "getallen met een voorloopnul in VALUES, alleen met STR() gebruikt",
       "De motor bewaart 01 als 1; een datum die met STR(?maand) gemaakt wordt bestaat dan niet. Anders gebruikt: geweigerd."),
    _r("unicode-teken", "herschreven", "een teken geschreven als \\u met vier cijfers of \\U met acht",
       "Motoren lezen dit op verschillende momenten; het teken zelf laat geen verschil over. Verbergt het een leesteken: geweigerd."),
    _r("te-groot", "geweigerd", "een vraag van meer dan 256 KiB, 60.000 woorden en tekens, of 2000 onderdelen",
       "Zo'n tekst kan de lezer van de motor laten omvallen."),
    _r("te-diep", "geweigerd", "meer dan 64 haakjes of blokken in elkaar", "De motor valt om bij diepe nesten."),
    _r("onleesbaar", "geweigerd", "tekst die geen SPARQL 1.1 is, onbekende prefixen, stuurtekens, RDF-star",
       "Wat twee lezers niet gelijk lezen, wordt niet uitgevoerd."),
    _r("wijziging", "geweigerd", "INSERT, DELETE, LOAD, CLEAR, DROP en andere wijzigingen", "Een momentopname verandert nooit."),
    _r("service", "geweigerd", "SERVICE", "Een deel van de vraag, met gegevens, zou naar een andere computer gaan."),
    _r("from", "geweigerd", "FROM en FROM NAMED", "Welke grafen een vraag ziet, bepaalt het station."),
    _r("describe", "geweigerd", "DESCRIBE", "De motor kiest zelf wat hij toont."),
    _r("niet-herhaalbaar", "geweigerd", "NOW(), RAND(), UUID(), STRUUID()",
       "Dezelfde vraag moet morgen hetzelfde antwoord geven; 'vandaag' is wzd:gegevensTot."),
    _r("bnode", "geweigerd", "BNODE()", "De motor geeft in elke rij dezelfde knoop, waar de standaard een nieuwe vraagt."),
    _r("onbekende-functie", "geweigerd", "functies buiten SPARQL 1.1 en de xsd-omzettingen",
       "De motor kent ze niet en stopt er halverwege op."),
    _r("graaf-verloren", "geweigerd", "een deelvraag, VALUES of MINUS binnen GRAPH ?g",
       "De motor vergeet dan welke graaf het was en rekent over alle grafen samen."),
    _r("nul-pad", "geweigerd", "een pad met * of ? vanaf een vaste waarde, als niets anders de andere kant vastlegt",
       "Staat de waarde niet in de gegevens, dan ontbreekt de rij die er hoort te zijn. Bij rdfs:subClassOf: een waarschuwing."),
    _r("rekenen-met-datum", "geweigerd", "datum plus iets wat geen geschreven duur is",
       "Alleen een geschreven duur kan veilig herschreven worden; al het andere wordt leeg."),
    _r("bind-te-vroeg", "geweigerd", "BIND met een variabele die pas verderop in hetzelfde blok een waarde krijgt",
       "De uitkomst is leeg, in elke rij. Zet de BIND onder het patroon. (Niet streng: gewaarschuwd.)"),
    _r("buiten-bereik", "geweigerd", "een variabele in FILTER, BIND of SELECT die alleen buiten dit blok een waarde heeft",
       "SPARQL rekent van binnen naar buiten: het blok kent de waarde niet en verliest stil rijen. (Niet streng: gewaarschuwd.)"),
    _r("exists-los", "geweigerd", "EXISTS of NOT EXISTS dat geen enkele variabele deelt met de rijen die het beoordeelt",
       "Het blok zegt dan voor alle rijen hetzelfde. (Niet streng: gewaarschuwd.)"),
    _r("minus-los", "geweigerd", "MINUS dat geen enkele variabele deelt met wat ervoor staat",
       "Volgens de standaard haalt het dan niets weg; binnen EXISTS doet de motor het anders. (Niet streng: gewaarschuwd.)"),
    _r("nooit-gebonden", "gewaarschuwd", "een variabele die nergens een waarde krijgt", "Vaak een schrijffout, of een parameter die niet geplaatst is."),
    _r("ongelijke-soorten", "gewaarschuwd", "een vergelijking van datum met tijdstip, getal met tekst en dergelijke",
       "Die vergelijking lukt nooit; FILTER laat de rij dan weg."),
    _r("schrijfwijze", "gewaarschuwd", 'waarden die anders geschreven zijn dan de motor ze bewaart: 1.50, 007, "1"^^xsd:boolean',
       "STR() en sameTerm() zien de schrijfwijze van de motor: 1.5, 7, true."),
    _r("volgorde", "gewaarschuwd", "LIMIT of OFFSET zonder ORDER BY; SAMPLE; GROUP_CONCAT", "Welke rijen of welke volgorde: dat kan per momentopname verschillen."),
)  # fmt: skip

REGELS: dict[str, Wachtregel] = {regel.id: regel for regel in _ALLE}
