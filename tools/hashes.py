"""Write the hash of each question into its profile, while a version is not published yet.

    python tools/hashes.py            update profiles that are not in gepubliceerd.sha256
    python tools/hashes.py --toets    exit 1 where a published profile or a question differs from its hash

Publishing a version is adding its line to uitwisselprofielen/gepubliceerd.sha256; after that this tool refuses to touch it.
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

WORTEL = Path(__file__).resolve().parent.parent
PROFIELEN = WORTEL / "uitwisselprofielen"
GEPUBLICEERD = PROFIELEN / "gepubliceerd.sha256"


def gepubliceerd() -> dict[str, str]:
    """Path of a published profile = its sha256."""
    if not GEPUBLICEERD.exists():
        return {}
    regels = [r.split() for r in GEPUBLICEERD.read_text().splitlines() if r and not r.startswith("#")]
    return {pad: som for som, pad in regels}


def sha256(pad: Path) -> str:
    return hashlib.sha256(pad.read_bytes()).hexdigest()


def met_hashes(tekst: str) -> str:
    """The profile text with the present hash behind each question path."""

    def vervang(treffer: re.Match[str]) -> str:
        return f'{treffer[1]}sha256 = "{sha256(WORTEL / treffer[2])}"'

    return re.sub(r'(pad = "([^"]+)"\n)sha256 = "[0-9a-f]{64}"', vervang, tekst)


def main(toets: bool) -> int:
    vast, fouten = gepubliceerd(), 0
    for pad in sorted(PROFIELEN.glob("*/*.toml")):
        naam, tekst = str(pad.relative_to(WORTEL)), pad.read_text(encoding="utf-8")
        nieuw = met_hashes(tekst)
        if naam in vast and (sha256(pad) != vast[naam] or nieuw != tekst):
            print(f"{naam}: published, and changed since: make a new version")
            fouten += 1
        elif nieuw != tekst:
            if toets:
                print(f"{naam}: a question changed; run python tools/hashes.py")
                fouten += 1
            else:
                pad.write_text(nieuw, encoding="utf-8")
                print(f"{naam}: hashes written")
    return 1 if fouten else 0


if __name__ == "__main__":
    sys.exit(main("--toets" in sys.argv[1:]))
