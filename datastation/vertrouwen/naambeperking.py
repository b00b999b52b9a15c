"""Name constraints of a certificate chain (RFC 5280 §4.2.1.10): an authority that may only speak for some names speaks for those only.

Judged for DNS names, mail addresses and URIs in the alternative names of everything below the authority. A constraint of a kind that is not
judged here (IP addresses, directory names and the rest) fails the chain where a name of that kind stands below it: better too strict than blind.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from cryptography import x509


def binnen_beperkingen(keten: Sequence[x509.Certificate]) -> bool:
    """Whether every certificate of a chain, leaf first, keeps to the name constraints of those above it."""
    return all(_past(keten[onder], keten[boven]) for boven in range(1, len(keten)) for onder in range(boven))


def _past(onder: x509.Certificate, boven: x509.Certificate) -> bool:
    try:
        beperking = boven.extensions.get_extension_for_class(x509.NameConstraints).value
    except x509.ExtensionNotFound:
        return True
    namen = _namen(onder)
    return all(_naam_past(naam, beperking) for naam in namen)


def _namen(certificaat: x509.Certificate) -> list[x509.GeneralName]:
    subject: list[x509.GeneralName] = [x509.DirectoryName(certificaat.subject)] if list(certificaat.subject) else []
    try:
        return [*subject, *certificaat.extensions.get_extension_for_class(x509.SubjectAlternativeName).value]
    except x509.ExtensionNotFound:
        return subject


def _naam_past(naam: x509.GeneralName, beperking: x509.NameConstraints) -> bool:
    verboden = [b for b in beperking.excluded_subtrees or () if type(b) is type(naam)]
    toegestaan = [b for b in beperking.permitted_subtrees or () if type(b) is type(naam)]
    if not verboden and not toegestaan:
        return True
    if not isinstance(naam, x509.DNSName | x509.RFC822Name | x509.UniformResourceIdentifier):
        return False
    return not any(_valt_onder(naam, b) for b in verboden) and (not toegestaan or any(_valt_onder(naam, b) for b in toegestaan))


def _valt_onder(naam: x509.GeneralName, boom: x509.GeneralName) -> bool:
    waarde, grens = str(naam.value).lower(), str(boom.value).lower()
    if isinstance(naam, x509.DNSName):
        return grens in ("", waarde) or waarde.endswith("." + grens.lstrip("."))
    if isinstance(naam, x509.RFC822Name):
        if "@" in grens:
            return waarde == grens
        host = waarde.rpartition("@")[2]
    else:
        host = urlsplit(waarde).hostname or ""
    return host.endswith(grens) if grens.startswith(".") else host == grens
