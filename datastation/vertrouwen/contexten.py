"""Frozen JSON-LD contexts: an allow-list of URLs, each with a file on disk; nothing is ever fetched.

A context decides what a signed text means. Contexts that we wrote ourselves stand in ``contexten/``: the same terms and IRIs as the published
ones, as far as credentials here use them, proven equal on real signatures (tests/spec/vertrouwen). Those of W3C come with pyld; their hashes are
pinned, so that a newer pyld cannot change what a signature covers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from pyld.documentloader.frozen import BUNDLED_CONTEXTS

from datastation.fouten import MotorFout

MAP = Path(str(resources.files("datastation.vertrouwen"))) / "contexten"

CREDENTIALS_V1 = "https://www.w3.org/2018/credentials/v1"
CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
JWS2020 = "https://w3c-ccg.github.io/lds-jws2020/contexts/lds-jws2020-v1.json"
KIKV = "https://kik-v.nl/context/v1.json"
NUTS_V1 = "https://nuts.nl/credentials/v1"
STATUSLIJST_2021 = "https://w3id.org/vc/status-list/2021/v1"
BITSTRING = "https://www.w3.org/ns/credentials/status/v1"
DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v2"

EIGEN: dict[str, str] = {
    JWS2020: "jws2020.jsonld",
    NUTS_V1: "nuts-v1.jsonld",
    "https://nuts.nl/credentials/2024": "nuts-2024.jsonld",
    STATUSLIJST_2021: "statuslist2021.jsonld",
    BITSTRING: "bitstring-v1.jsonld",
    DATA_INTEGRITY: "data-integrity-v2.jsonld",
    KIKV: "kikv-v1.jsonld",
}
MEEGELEVERD: dict[str, str] = {
    CREDENTIALS_V1: "00d7dd6d3ad8b920e3e550dd3a3d9090bffcac84cdbf943da6924b3e0a5c8bb8",
    CREDENTIALS_V2: "8a9f494a89ecc51db093e90e84713e07e84d6d9204364a9b3c7868b21751236f",
    "https://w3id.org/security/suites/jws-2020/v1": "00ee65bb7307f9a01c3170b823083b0d4de68223520834b2c5eb7a09bae5dea6",
}


def vastgelegd() -> dict[str, dict[str, Any]]:
    """URL → context document, of every context that a station accepts.

    Raises:
        MotorFout: a context that pyld carries is another one than we tested with.
    """
    uit = {url: json.loads((MAP / naam).read_text(encoding="utf-8")) for url, naam in EIGEN.items()}
    return uit | meegeleverd(BUNDLED_CONTEXTS, MEEGELEVERD)


def meegeleverd(bestanden: Mapping[str, Path], hashes: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Read contexts of another's package. Args: URL → file, and URL → SHA-256 of the file that we tested with."""
    uit = {}
    for url, verwacht in hashes.items():
        inhoud = bestanden[url].read_bytes()
        if hashlib.sha256(inhoud).hexdigest() != verwacht:
            raise MotorFout(
                "Een meegeleverde JSON-LD-context is een andere dan waarmee is getoetst.",
                waar=url,
                herstel="Installeer de versies uit lock/draaien.txt.",
            )
        uit[url] = json.loads(inhoud)
    return uit
