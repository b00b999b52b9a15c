"""The story *ask others*: a network actor asks many stations one validated question each, and makes one table of what they answer."""

from datastation.uitvragen.bode import Bezwaar, Bode, Netwerk
from datastation.uitvragen.lijst import Lijst, lees_lijst
from datastation.uitvragen.nazien import publiek
from datastation.uitvragen.samenvoegen import VORMEN, Stationregel
from datastation.uitvragen.stand import Status
from datastation.uitvragen.verhaal import TERMIJN, WACHT, Uitslag, begin, hoofden, voer_uit

__all__ = [
    "TERMIJN",
    "VORMEN",
    "WACHT",
    "Bezwaar",
    "Bode",
    "Lijst",
    "Netwerk",
    "Stationregel",
    "Status",
    "Uitslag",
    "begin",
    "hoofden",
    "lees_lijst",
    "publiek",
    "voer_uit",
]
