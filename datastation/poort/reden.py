"""Every reason of the gate, as codes that never change and sentences for people: why a request is refused, why a question is not registered."""

from __future__ import annotations

from enum import StrEnum


class Reden(StrEnum):
    """Why a request may not pass (`beslissen.beslis`). The value is stable: it stands in the log and in error reports."""

    TOEGELATEN = "toegelaten"
    TOKEN_NIET_ACTIEF = "token-niet-actief"  # noqa: S105 - a code, no secret
    TOKEN_ANDERE_ONTVANGER = "token-andere-ontvanger"  # noqa: S105
    AFZENDER_ONGELIJK = "afzender-ongelijk"
    AANVRAGER_ONBEKEND = "aanvrager-onbekend"
    ALLEEN_CREDENTIALSUBJECT = "alleen-credentialsubject"
    PRESENTATIE_ONGELDIG = "presentatie-ongeldig"
    CREDENTIAL_TYPE = "credential-type"
    UITGEVER_ONVERTROUWD = "uitgever-onvertrouwd"
    ZELF_UITGEGEVEN = "zelf-uitgegeven"
    CREDENTIAL_NOG_NIET_GELDIG = "credential-nog-niet-geldig"
    CREDENTIAL_VERLOPEN = "credential-verlopen"
    CREDENTIAL_INGETROKKEN = "credential-ingetrokken"
    STATUS_ONBEKEND = "status-onbekend"
    PROFIEL_NIET_AANVAARD = "profiel-niet-aanvaard"
    BELEID_WEIGERT = "beleid-weigert"
    VERSIE_ONBEKEND = "versie-onbekend"
    VERSIE_NOG_NIET_GELDIG = "versie-nog-niet-geldig"
    VERSIE_NIET_MEER_GELDIG = "versie-niet-meer-geldig"
    VRAAG_ONBEKEND = "vraag-onbekend"
    VRAAG_INGETROKKEN = "vraag-ingetrokken"
    PARAMETERVORM_ONGELIJK = "parametervorm-ongelijk"
    PARAMETER_ONBEKEND = "parameter-onbekend"
    PARAMETER_ONTBREEKT = "parameter-ontbreekt"
    PARAMETER_ONGELDIG = "parameter-ongeldig"
    PARAMETER_BUITEN_DOMEIN = "parameter-buiten-domein"
    BUITEN_VENSTER = "buiten-venster"
    PERIODE_BUITEN_VENSTER = "periode-buiten-venster"
    QUOTUM_ONBEKEND = "quotum-onbekend"
    QUOTUM_VRAGEN = "quotum-vragen"
    QUOTUM_STELLINGEN = "quotum-stellingen"
    ONTHULLING = "onthulling"

    @property
    def zin(self) -> str:
        """The same in one Dutch sentence, without any value of the request."""
        return _ZINNEN[self]


_ZINNEN = {
    Reden.TOEGELATEN: "Alle controles zijn geslaagd.",
    Reden.TOKEN_NIET_ACTIEF: "Het toegangsbewijs van de afzender is niet (meer) geldig.",
    Reden.TOKEN_ANDERE_ONTVANGER: "Het toegangsbewijs is niet voor dit datastation bedoeld.",
    Reden.AFZENDER_ONGELIJK: "De afzender, de houder van het token en het onderwerp van het credential zijn niet dezelfde.",
    Reden.AANVRAGER_ONBEKEND: "Deze aanvrager staat niet in het beleid van het station.",
    Reden.ALLEEN_CREDENTIALSUBJECT: "Deze aanvrager mag geen vraag stellen zonder ondertekend credential.",
    Reden.PRESENTATIE_ONGELDIG: "De presentatie van het credential is niet in orde bevonden.",
    Reden.CREDENTIAL_TYPE: "Dit soort credential aanvaardt het station niet.",
    Reden.UITGEVER_ONVERTROUWD: "De uitgever van het credential is voor dit soort credential niet vertrouwd.",
    Reden.ZELF_UITGEGEVEN: "De aanvrager heeft het credential aan zichzelf gegeven.",
    Reden.CREDENTIAL_NOG_NIET_GELDIG: "Het credential is nog niet geldig.",
    Reden.CREDENTIAL_VERLOPEN: "Het credential is verlopen.",
    Reden.CREDENTIAL_INGETROKKEN: "Het credential is ingetrokken.",
    Reden.STATUS_ONBEKEND: "Of het credential is ingetrokken, is niet of te lang geleden nagegaan.",
    Reden.PROFIEL_NIET_AANVAARD: "Het station heeft dit uitwisselprofiel, in deze versie, niet aanvaard voor deze aanvrager.",
    Reden.BELEID_WEIGERT: "Het beleid van het station weigert dit profiel voor deze aanvrager.",
    Reden.VERSIE_ONBEKEND: "Deze versie van het profiel is hier niet geregistreerd.",
    Reden.VERSIE_NOG_NIET_GELDIG: "Deze versie van het profiel geldt nog niet.",
    Reden.VERSIE_NIET_MEER_GELDIG: "Deze versie van het profiel geldt niet meer.",
    Reden.VRAAG_ONBEKEND: "De vraag is niet een van de geregistreerde vragen van deze versie: het controlegetal is anders.",
    Reden.VRAAG_INGETROKKEN: "De registratie van deze vraag is ingetrokken.",
    Reden.PARAMETERVORM_ONGELIJK: "De beschrijving van de parameters is niet de geregistreerde: het controlegetal is anders.",
    Reden.PARAMETER_ONBEKEND: "De aanvraag noemt een parameter die de vraag niet heeft.",
    Reden.PARAMETER_ONTBREEKT: "Een verplichte parameter heeft geen waarde.",
    Reden.PARAMETER_ONGELDIG: "Een parameter heeft een waarde van de verkeerde soort, of te veel waarden.",
    Reden.PARAMETER_BUITEN_DOMEIN: "Een parameter heeft een waarde die niet op de lijst staat.",
    Reden.BUITEN_VENSTER: "Het beleid laat deze vraag vandaag niet toe.",
    Reden.PERIODE_BUITEN_VENSTER: "De gevraagde periode valt buiten wat het beleid toelaat.",
    Reden.QUOTUM_ONBEKEND: "Hoeveel er al gevraagd is, is niet bekend.",
    Reden.QUOTUM_VRAGEN: "Deze aanvrager heeft zijn aantal vragen verbruikt.",
    Reden.QUOTUM_STELLINGEN: "Deze aanvrager heeft deze vraag al met het grootste aantal verschillende parameters gesteld.",
    Reden.ONTHULLING: "Het beleid laat voor deze aanvrager geen antwoord toe met deze regel voor onthulling.",
}


class Keurreden(StrEnum):
    """Why a question may not be registered (`registreren.registreer`)."""

    TE_GROOT = "te-groot"
    GEEN_UTF8 = "geen-utf8"
    STUURTEKEN = "stuurteken"
    VERBORGEN_TEKEN = "verborgen-teken"
    UNICODE_ONTSNAPPING = "unicode-ontsnapping"
    VREEMDE_LETTER = "vreemde-letter"
    TE_DIEP = "te-diep"
    ONLEESBAAR = "onleesbaar"
    WIJZIGING = "wijziging"
    SERVICE = "service"
    FROM = "from"
    DESCRIBE = "describe"
    CONSTRUCT = "construct"
    NIET_HERHAALBAAR = "niet-herhaalbaar"
    BNODE = "bnode"
    FUNCTIE = "onbekende-functie"
    GRAAF = "graaf"
    PAD = "pad"
    VALUES = "values"
    PATROON = "patroon"
    STER = "ster"
    KOLOMMEN = "kolommen"
    PARAMETER = "parameter"
    KOP = "kop"
    ONGEBONDEN = "ongebonden"
    BETEKENIS = "betekenis"
    LEZERS_ONEENS = "lezers-oneens"
    LEZER_GEVALLEN = "lezer-gevallen"
    LEZER_TE_TRAAG = "lezer-te-traag"
