"""A request that passes every check and is released automatically, and changes that each make one check fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from datastation.model.term import Iri, Literaal, Term
from datastation.poort import (
    Aanvraag,
    Beleid,
    Besluit,
    Credentialfeit,
    Parameter,
    Profielversie,
    Reden,
    Register,
    Registratie,
    Tokenfeit,
    Verbruik,
    Vraagverwijzing,
    beslis,
)
from datastation.poort.register import sha256_van

NU = datetime(2026, 7, 15, 10, 0, tzinfo=UTC)
IGJ, BEHEER = "did:web:igj.example", "did:web:beheer.example"
TEKST = "SELECT (COUNT(*) AS ?n) WHERE { ?a <urn:halfjaar> ?halfjaar ; <urn:vestiging> ?vestiging }"
HALFJAREN = (Literaal("2026-H1"), Literaal("2025-H2"))
VESTIGINGEN = (Literaal("000011112222"), Literaal("000033334444"))
PROFIEL = Profielversie("aantallen", "1.0.0", date(2026, 1, 1), date(2026, 12, 31), "k10", "automatisch")
REGISTRATIE = Registratie(
    PROFIEL,
    "1",
    TEKST,
    sha256_van(TEKST),
    (
        Parameter("halfjaar", HALFJAREN[0], HALFJAREN),
        Parameter("vestiging", VESTIGINGEN[0], lijst="vestigingen", verplicht=False, meervoud=True),
    ),
    sha256_van(b"shacl"),
    {"n": "telling"},
)
BELEID: dict[str, Any] = {
    "versie": "2026-1",
    "afnemers": [
        {
            "did": IGJ,
            "naam": "IGJ",
            "profielen": [
                {
                    "profiel": "aantallen",
                    "versies": ["1.0.0"],
                    "besluit": "automatisch",
                    "onthulling": ["k10"],
                    "vanaf": date(2026, 7, 1),
                    "tot": date(2026, 7, 31),
                    "periode_vanaf": date(2025, 1, 1),
                    "periode_tot": date(2026, 6, 30),
                    "quotum": {"dagen": 30, "vragen": 5, "stellingen": 2},
                }
            ],
        }
    ],
}


@dataclass(frozen=True)
class Zaak:
    """Everything that a decision is made of."""

    aanvraag: Aanvraag
    beleid: dict[str, Any]
    register: Register
    nu: datetime
    verbruik: Verbruik | None
    lijsten: dict[str, tuple[Term, ...]]

    def beslis(self) -> Besluit:
        """The decision."""
        beleid = Beleid.model_validate(self.beleid)
        return beslis(self.aanvraag, self.register, beleid, nu=self.nu, verbruik=self.verbruik, lijsten=self.lijsten)

    def met(self, **velden: Any) -> Zaak:
        """With other fields of the request."""
        return replace(self, aanvraag=replace(self.aanvraag, **velden))

    def credential(self, **velden: Any) -> Zaak:
        """With other facts of the credential, if there still is one."""
        oud = self.aanvraag.credential
        return self if oud is None else self.met(credential=replace(oud, **velden))

    def token(self, **velden: Any) -> Zaak:
        """With other facts of the token."""
        return self.met(token=replace(self.aanvraag.token, **velden))

    def vraag(self, **velden: Any) -> Zaak:
        """With another reference to the question."""
        return self.met(vraag=replace(self.aanvraag.vraag, **velden))

    def parameter(self, naam: str, *termen: Term) -> Zaak:
        """With other values of one parameter."""
        return self.met(parameters={**self.aanvraag.parameters, naam: termen})

    def afnemer(self, **velden: Any) -> Zaak:
        """With another rule for the requester, if the policy has one."""
        if not self.beleid.get("afnemers"):
            return self
        return replace(self, beleid={**self.beleid, "afnemers": [{**self.beleid["afnemers"][0], **velden}]})

    def regel(self, **velden: Any) -> Zaak:
        """With another rule for the profile, if the requester has one."""
        if not self.beleid.get("afnemers") or not self.beleid["afnemers"][0]["profielen"]:
            return self
        return self.afnemer(profielen=[{**self.beleid["afnemers"][0]["profielen"][0], **velden}])

    def registratie(self, **velden: Any) -> Zaak:
        """With another registration, if there is one."""
        if not self.register.registraties:
            return self
        return replace(self, register=Register((replace(self.register.registraties[0], **velden),)))

    def profiel(self, **velden: Any) -> Zaak:
        """With other facts of the profile version, if there is one."""
        if not self.register.registraties:
            return self
        return self.registratie(profiel=replace(self.register.registraties[0].profiel, **velden))


GOED = Zaak(
    Aanvraag(
        IGJ,
        Tokenfeit(actief=True, voor_ons=True, houder=IGJ),
        Credentialfeit(
            presentatie_goed=True,
            houder=IGJ,
            onderwerpen=frozenset({IGJ}),
            soorten=frozenset({"VerifiableCredential", "ValidatedQueryCredential"}),
            uitgever=BEHEER,
            vertrouwd_voor=frozenset({"ValidatedQueryCredential"}),
            geldig_van=NU - timedelta(days=1),
            geldig_tot=NU + timedelta(days=1),
            status="goed",
            status_op=NU - timedelta(hours=1),
        ),
        Vraagverwijzing("aantallen", "1.0.0", sha256_van(TEKST), sha256_van(b"shacl")),
        {"halfjaar": (HALFJAREN[0],)},
        (date(2026, 1, 1), date(2026, 6, 30)),
    ),
    BELEID,
    Register((REGISTRATIE,)),
    NU,
    Verbruik(NU - timedelta(days=30), 4, frozenset({"een"})),
    {"vestigingen": VESTIGINGEN},
)
ANDER = "did:web:ander.example"
BREUKEN: dict[str, tuple[Reden, Callable[[Zaak], Zaak]]] = {
    "token verlopen": (Reden.TOKEN_NIET_ACTIEF, lambda z: z.token(actief=False)),
    "token voor een ander": (Reden.TOKEN_ANDERE_ONTVANGER, lambda z: z.token(voor_ons=False)),
    "token van een ander": (Reden.AFZENDER_ONGELIJK, lambda z: z.token(houder=ANDER)),
    "houder is een ander": (Reden.AFZENDER_ONGELIJK, lambda z: z.credential(houder=ANDER)),
    "onderwerp is een ander": (Reden.AFZENDER_ONGELIJK, lambda z: z.credential(onderwerpen=frozenset({IGJ, ANDER}))),
    "geen onderwerp": (Reden.AFZENDER_ONGELIJK, lambda z: z.credential(onderwerpen=frozenset())),
    "niet in beleid": (Reden.AANVRAGER_ONBEKEND, lambda z: replace(z, beleid={"versie": "1"})),
    "ander in beleid": (Reden.AANVRAGER_ONBEKEND, lambda z: z.afnemer(did=ANDER)),
    "zonder credential": (Reden.ALLEEN_CREDENTIALSUBJECT, lambda z: z.met(credential=None)),
    "presentatie fout": (Reden.PRESENTATIE_ONGELDIG, lambda z: z.credential(presentatie_goed=False)),
    "ander soort": (Reden.CREDENTIAL_TYPE, lambda z: z.credential(soorten=frozenset({"VerifiableCredential"}))),
    "uitgever onvertrouwd": (Reden.UITGEVER_ONVERTROUWD, lambda z: z.credential(vertrouwd_voor=frozenset())),
    "uitgever voor iets anders": (Reden.UITGEVER_ONVERTROUWD, lambda z: z.credential(vertrouwd_voor=frozenset({"NutsUraCredential"}))),
    "zelf gemaakt": (Reden.ZELF_UITGEGEVEN, lambda z: z.credential(uitgever=IGJ)),
    "nog niet geldig": (Reden.CREDENTIAL_NOG_NIET_GELDIG, lambda z: z.credential(geldig_van=NU + timedelta(seconds=1))),
    "net verlopen": (Reden.CREDENTIAL_VERLOPEN, lambda z: z.credential(geldig_tot=NU)),
    "ingetrokken": (Reden.CREDENTIAL_INGETROKKEN, lambda z: z.credential(status="ingetrokken")),
    "status onbekend": (Reden.STATUS_ONBEKEND, lambda z: z.credential(status="onbekend")),
    "status zonder tijd": (Reden.STATUS_ONBEKEND, lambda z: z.credential(status_op=None)),
    "status te oud": (Reden.STATUS_ONBEKEND, lambda z: z.credential(status_op=NU - timedelta(hours=24, seconds=1))),
    "status uit de toekomst": (Reden.STATUS_ONBEKEND, lambda z: z.credential(status_op=NU + timedelta(minutes=1))),
    "ander profiel": (Reden.PROFIEL_NIET_AANVAARD, lambda z: z.vraag(profiel="registraties")),
    "andere versie": (Reden.PROFIEL_NIET_AANVAARD, lambda z: z.vraag(versie="1.0.1")),
    "geen regels": (Reden.PROFIEL_NIET_AANVAARD, lambda z: z.afnemer(profielen=[])),
    "beleid weigert": (Reden.BELEID_WEIGERT, lambda z: z.regel(besluit="weigeren")),
    "leeg register": (Reden.VERSIE_ONBEKEND, lambda z: replace(z, register=Register())),
    "geldt nog niet": (Reden.VERSIE_NOG_NIET_GELDIG, lambda z: z.profiel(geldig_van=date(2026, 7, 16))),
    "geldt niet meer": (Reden.VERSIE_NIET_MEER_GELDIG, lambda z: z.profiel(geldig_tot=date(2026, 7, 14))),
    "andere tekst": (Reden.VRAAG_ONBEKEND, lambda z: z.vraag(sha256=sha256_van(TEKST + " "))),
    "hash in hoofdletters": (Reden.VRAAG_ONBEKEND, lambda z: z.vraag(sha256=sha256_van(TEKST).upper())),
    "vraag ingetrokken": (Reden.VRAAG_INGETROKKEN, lambda z: z.registratie(ingetrokken_op=NU)),
    "andere vorm": (Reden.PARAMETERVORM_ONGELIJK, lambda z: z.vraag(parameters_sha256=sha256_van(b""))),
    "vreemde parameter": (Reden.PARAMETER_ONBEKEND, lambda z: z.parameter("sleutel", Literaal("x"))),
    "parameter weg": (Reden.PARAMETER_ONTBREEKT, lambda z: z.met(parameters={})),
    "parameter leeg": (Reden.PARAMETER_ONTBREEKT, lambda z: z.parameter("halfjaar")),
    "keuze leeg": (Reden.PARAMETER_ONTBREEKT, lambda z: z.parameter("vestiging")),
    "lijst onbekend": (Reden.PARAMETER_ONTBREEKT, lambda z: replace(z, lijsten={})),
    "twee waarden": (Reden.PARAMETER_ONGELDIG, lambda z: z.parameter("halfjaar", *HALFJAREN)),
    "twee keer dezelfde": (Reden.PARAMETER_ONGELDIG, lambda z: z.parameter("vestiging", VESTIGINGEN[0], VESTIGINGEN[0])),
    "ander datatype": (Reden.PARAMETER_ONGELDIG, lambda z: z.parameter("halfjaar", Literaal("2026-H1", "urn:type"))),
    "een IRI": (Reden.PARAMETER_ONGELDIG, lambda z: z.parameter("halfjaar", Iri("urn:2026-H1"))),
    "buiten domein": (Reden.PARAMETER_BUITEN_DOMEIN, lambda z: z.parameter("halfjaar", Literaal("2024-H1"))),
    "vestiging onbekend": (Reden.PARAMETER_BUITEN_DOMEIN, lambda z: z.parameter("vestiging", VESTIGINGEN[0], Literaal("000099998888"))),
    "voor het venster": (Reden.BUITEN_VENSTER, lambda z: z.regel(vanaf=date(2026, 7, 16), tot=None)),
    "na het venster": (Reden.BUITEN_VENSTER, lambda z: z.regel(vanaf=None, tot=date(2026, 7, 14))),
    "geen periode": (Reden.PERIODE_BUITEN_VENSTER, lambda z: z.met(periode=None)),
    "periode te vroeg": (Reden.PERIODE_BUITEN_VENSTER, lambda z: z.met(periode=(date(2024, 7, 1), date(2025, 6, 30)))),
    "periode te laat": (Reden.PERIODE_BUITEN_VENSTER, lambda z: z.met(periode=(date(2026, 1, 1), date(2026, 7, 1)))),
    "periode achterstevoren": (Reden.PERIODE_BUITEN_VENSTER, lambda z: z.met(periode=(date(2026, 2, 1), date(2026, 1, 1)))),
    "verbruik onbekend": (Reden.QUOTUM_ONBEKEND, lambda z: replace(z, verbruik=None)),
    "verbruik te kort geteld": (Reden.QUOTUM_ONBEKEND, lambda z: replace(z, verbruik=Verbruik(NU - timedelta(days=29), 0))),
    "vragen op": (Reden.QUOTUM_VRAGEN, lambda z: replace(z, verbruik=Verbruik(NU - timedelta(days=30), 5))),
    "stellingen op": (
        Reden.QUOTUM_STELLINGEN,
        lambda z: replace(z, verbruik=Verbruik(NU - timedelta(days=30), 2, frozenset({"een", "twee"}))),
    ),
    "onthulling anders": (Reden.ONTHULLING, lambda z: z.regel(onthulling=["k5"])),
    "onthulling niet genoemd": (Reden.ONTHULLING, lambda z: z.regel(onthulling=[])),
    "profiel zonder onderdrukking": (Reden.ONTHULLING, lambda z: z.profiel(onthulling="geen")),
    "kolommen zonder klasse": (Reden.ONTHULLING, lambda z: z.registratie(kolommen={})),
}
