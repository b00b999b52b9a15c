"""Runs morph-kgc 2.10 in its own environment: ``python morph_rijden.py CONFIG UIT``.

Three things that RML asks and this version does not do are added here:
- ``rml:null ""``: an empty cell in a plain reference or template gives no triple (it would give an empty literal);
- the result of a function is escaped in literals (it escapes a column of another term map, which may not even be there);
- an empty result of a function gives no triple.
"""

import sys
from pathlib import Path

import morph_kgc
from morph_kgc import materializer
from morph_kgc.constants import RML_LITERAL, RML_PARENT_TRIPLES_MAP, RML_REFERENCE, RML_TEMPLATE
from morph_kgc.utils import get_references_in_template

_voorbewerk = materializer._preprocess_data


def voorbewerk(data, regel, referenties, config):
    direct = set()
    for plek in ("subject", "object"):
        if regel[f"{plek}_map_type"] == RML_TEMPLATE:
            direct.update(get_references_in_template(regel[f"{plek}_map_value"]))
        if regel[f"{plek}_map_type"] == RML_REFERENCE:
            direct.add(regel[f"{plek}_map_value"])
    if regel["object_map_type"] == RML_PARENT_TRIPLES_MAP:
        direct.update(kolom for kolom in data.columns if kolom in str(regel["object_join_conditions"]))
    for kolom in direct & set(data.columns):
        data = data[data[kolom].str.strip() != ""]
    return _voorbewerk(data, regel, referenties, config)


def voer_functie_uit(data, uitvoering, fnml, config, plek, termtype=RML_LITERAL, datatype=""):
    data = materializer.execute_fnml(data, fnml, uitvoering, config)
    data = data[data[uitvoering] != ""].copy()
    tekst = data[uitvoering].astype(str)
    if termtype.strip() == RML_LITERAL:
        for van, naar in (("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), ('"', '\\"')):
            tekst = tekst.str.replace(van, naar, regex=False)
        data[plek] = '"' + tekst + '"'
    else:
        data[plek] = "<" + tekst + ">"
    return data


materializer._preprocess_data = voorbewerk
materializer._materialize_fnml_execution = voer_functie_uit

if __name__ == "__main__":
    regels = morph_kgc.materialize_set(sys.argv[1])
    Path(sys.argv[2]).write_text("".join(f"{regel} .\n" for regel in sorted(regels)), encoding="utf-8")
