"""Functions of a printed mapping for morph-kgc, which runs this file (in its own environment) and offers ``udf`` in it.

An absent value is empty text, coming in and going out.
"""

import json
import os
import re
import sys
from urllib.parse import quote

_OPDRACHT = json.loads(os.environ["DATASTATION_MORPH"])
sys.path.insert(0, _OPDRACHT["functies"])
from mapping_functies_naief import Functies, Mislukt  # noqa: E402

_DS = "https://w3id.org/datastation/def/functie#"


def _functies(tijdzone="Europe/Amsterdam", kvk="", ruimte=""):
    return Functies(kvk, ruimte, bytes.fromhex(_OPDRACHT["sleutel"]), tijdzone, _OPDRACHT["doelen"])


def _roep(naam, gegeven):
    omgeving = {k: gegeven.pop(k) for k in ("tijdzone", "kvk", "ruimte") if k in gegeven and not (k == "kvk" and naam == "kvk")}
    return getattr(_functies(**omgeving), f"f_{naam}")(**{k: v if v.strip() else None for k, v in gegeven.items()})


def _gewoon(naam):
    def functie(**gegeven):
        try:
            return _roep(naam, gegeven) or ""
        except Mislukt:
            return ""

    return functie


def _lukt(naam):
    def functie(**gegeven):
        try:
            _roep(naam, gegeven)
        except Mislukt:
            return "false"
        return "true"

    return functie


def _vul(codeer):
    def functie(sjabloon, **waarden):
        if not all(w.strip() for w in waarden.values()):
            return ""
        return re.sub(r"\\([\\{}])|\{(v[0-9]+)\}", lambda t: t[1] or codeer(waarden[t[2]]), sjabloon)

    return functie


_HULP = {
    "mits": (lambda waarde, voorwaarde: waarde if voorwaarde == "true" else "", ("waarde", "voorwaarde")),
    "en": (lambda a, b: "true" if a == b == "true" else "false", ("a", "b")),
    "niet": (lambda waarde: "false" if waarde == "true" else "true", ("waarde",)),
    "als_dan": (lambda als, dan: "true" if als != "true" or dan == "true" else "false", ("als", "dan")),
    "vul_iri": (_vul(lambda w: quote(w, safe="")), ("sjabloon", *(f"v{i}" for i in range(1, 9)))),
    "vul_tekst": (_vul(str), ("sjabloon", *(f"v{i}" for i in range(1, 9)))),
}
for _naam, (_functie, _parameters) in _HULP.items():
    udf(fun_id=_DS + _naam, **{p: _DS + p for p in _parameters})(_functie)  # noqa: F821 (morph-kgc defines it)
for _naam, _parameters in _OPDRACHT["parameters"].items():
    _alle = [*_parameters, "tijdzone", "kvk", "ruimte"] if _naam != "kvk" else _parameters
    udf(fun_id=_DS + _naam, **{p: _DS + p for p in _alle})(_gewoon(_naam))  # noqa: F821
    udf(fun_id=_DS + _naam + "_lukt", **{p: _DS + p for p in _alle})(_lukt(_naam))  # noqa: F821
