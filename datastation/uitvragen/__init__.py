"""The story *ask others*: a network actor asks many stations one validated question each, and makes one table of what they answer."""

from datastation.uitvragen.lijst import Lijst, lees_lijst
from datastation.uitvragen.samenvoegen import VORMEN, Stationregel
from datastation.uitvragen.stand import Status
from datastation.uitvragen.verhaal import TERMIJN, WACHT, Uitslag, begin, voer_uit

__all__ = ["TERMIJN", "VORMEN", "WACHT", "Lijst", "Stationregel", "Status", "Uitslag", "begin", "lees_lijst", "voer_uit"]
