"""The few pages that people read here (a problem, the catalogue): one small template, its style inside, nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from starlette.responses import Response

from datastation.aflevering import Html, el

_STIJL = (Path(__file__).parent / "web.css").read_text(encoding="utf-8")
_SOM = base64.b64encode(hashlib.sha256(_STIJL.encode()).digest()).decode()
# Only the style of these very pages; no script, no picture, no form, no frame.
BELEID = f"default-src 'none'; style-src 'sha256-{_SOM}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def bladzijde(titel: str, *secties: Html, boven: str, onder: str = "", status: int = 200, taal: str = "nl") -> Response:
    """A page.

    Args:
        titel: heading, and title of the window. secties: built by `el`, so that no value can become markup.
        boven, onder: the lines above and below the heading.
    """
    hoofd = [
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("title", f"{titel} – {boven}"),
        Html(f"<style>{_STIJL}</style>"),
    ]
    lijf = [
        el("a", "Naar de inhoud", href="#inhoud", klasse="overslaan"),
        el("header", el("p", boven, klasse="boven"), el("h1", titel), el("p", onder, klasse="onder") if onder else None),
        el("main", secties, id="inhoud"),
        el("footer", el("p", "Datastation. Op deze pagina staan geen gegevens van cliënten.")),
    ]
    document = el("html", "\n", el("head", hoofd), "\n", el("body", lijf), "\n", lang=taal)
    return Response(
        f"<!DOCTYPE html>\n{document}\n",
        status_code=status,
        media_type="text/html",
        headers={"Content-Security-Policy": BELEID, "Content-Language": taal},
    )
