"""What is given how often: the mix of measures, their frequencies, durations, reasons and harms. Codes: zib 2020 (wzd.md 1.2)."""

from __future__ import annotations

MEDICATIE = "29211000146105"
# SNOMED code of the zib: letter of art. 2 lid 1, weight as structural, as 'zo nodig', as unforeseen, and whether it can be given at home.
INTERVENTIES: dict[str, tuple[str, int, int, int, bool]] = {
    "37041007": ("a", 2, 2, 1, True),
    MEDICATIE: ("a", 14, 14, 20, True),
    "123881000146109": ("a", 3, 6, 4, True),
    "225212001": ("b", 2, 20, 30, True),
    "68894007": ("b", 14, 4, 3, True),
    "225210009": ("b", 14, 1, 1, False),  # snomed
    "130201000146105": ("b", 12, 4, 8, True),
    "124061000146109": ("c", 1, 4, 8, False),
    "124071000146103": ("c", 2, 14, 15, False),
    "124051000146106": ("c", 8, 14, 6, True),
    "90278001": ("c", 1, 2, 5, False),
    "121411000146104": ("d", 4, 1, 1, True),
    "121451000146100": ("d", 9, 1, 1, True),
    "225309002": ("d", 8, 2, 1, True),  # snomed
    "121631000146108": ("e", 2, 6, 8, True),
    "62407006": ("f", 3, 7, 6, True),
    "121621000146106": ("g", 2, 5, 3, True),
    "121471000146108": ("h", 5, 4, 2, True),
    "121461000146102": ("h", 8, 2, 1, True),
    "121601000146103": ("i", 2, 2, 2, True),
}
WVGGZ_OPNAME = "121541000146104"
WVGGZ_INTERVENTIES = (WVGGZ_OPNAME, "121511000146100", "124041000146108", "23835007")
BUITEN_DE_LIJST = ("LOK-OUD", "OVERIG")  # a code that no list knows, and one that the list knows without a meaning

REDENEN = (("121491000146107", 20), ("121481000146105", 45), ("121651000146102", 10), ("385891009", 5), ("121581000146106", 20))
ERNSTIG_NADEEL = (
    ("bodily_harm", 30), ("mortal_danger_self_others", 8), ("damage_self_others", 10), ("severe_neglect", 14),
    ("disturbed_development", 6), ("safety_client", 14), ("aggression_others", 10), ("general_safety", 8),
)  # fmt: skip

DUREN = (5, 10, 15, 20, 30, 45, 60, 90, 120, 240, 480, 600, 720)
DUREN_MOMENT = (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 480)
MINUTEN_PER_EENHEID = {1: 1440, 2: 7 * 1440, 3: 30 * 1440, 4: 365 * 1440}
EENHEDEN = ((1, 60), (2, 30), (3, 8), (4, 2))
HOOGSTE_AANTAL = {1: 4, 2: 5, 3: 4, 4: 6}
TOELICHTINGEN = (
    "Onrust na het avondeten; afspraak uit het plan toegepast.",
    "Minder ingrijpend geprobeerd: afleiden en nabijheid. Niet genoeg.",
    "Cliënt liep de weg op; begeleid naar de kamer.",
    "Nabesproken met cliënt en team.",
    'Riep "nee"; na uitleg rustig; arts gebeld.',
    "Gegeven volgens afspraak",
)


def artikel_2_lid_2(interventie: str) -> bool:
    """Art. 2 lid 2 speaks of medication, restricted movement (b) and locking in (c)."""
    return interventie == MEDICATIE or INTERVENTIES[interventie][0] in "bc"


def vraagt_arts(interventie: str) -> bool:
    """Forms a, b and c need a doctor's agreement (art. 10 lid 3)."""
    return INTERVENTIES[interventie][0] in "abc"
