"""What can go wrong, in Dutch and in English, with the status that says so: data for `problemen`.

Dutch of the gate, the verifier and the messages stands beside their reasons (``.zin``); here stands the English, and both languages of what is ours.
"""

from __future__ import annotations

from datastation.berichten import Reden as Berichtreden
from datastation.model.strikt import Leesfout
from datastation.poort import Reden as Poortreden
from datastation.vertrouwen import Reden as Bewijsreden
from datastation.vrijgave import Reden as Vrijgavereden

# code: (status, Dutch, English)
EIGEN: dict[str, tuple[int, str, str]] = {
    "verzoek": (400, "De aanvraag klopt niet.", "The request is not right."),
    "geen-http": (400, "Dit is geen geldig HTTP-verzoek.", "This is not a valid HTTP request."),
    "kop-dubbel": (400, "Een kop die één keer mag voorkomen, staat er vaker.", "A header that may occur once occurs more often."),
    "geen-json": (400, "De inhoud is geen JSON zoals dit station het leest.", "The content is not JSON as this station reads it."),
    "inhoud-verwacht-niet": (400, "Bij deze methode hoort geen inhoud.", "This method takes no content."),
    "kenmerk-ontbreekt": (400, "De kop Idempotency-Key ontbreekt.", "The header Idempotency-Key is missing."),
    "token-ontbreekt": (401, "Er is geen toegangstoken meegestuurd.", "No access token was sent."),
    "token-ongeldig": (401, "Het toegangstoken is niet geldig.", "The access token is not valid."),
    "toegang-geweigerd": (403, "De afzender heeft hier geen toegang.", "The sender has no access here."),
    "certificaat-ontbreekt": (403, "Hier hoort een certificaat van de afnemer bij.", "A client certificate is needed here."),
    "certificaat-ongeldig": (403, "Het certificaat van de afnemer is niet geldig.", "The client certificate is not valid."),
    "geweigerd": (403, "Het station weigert dit.", "The station refuses this."),
    "niet-gevonden": (404, "Dit bestaat hier niet.", "There is nothing here by that name."),
    "profiel-onbekend": (
        404,
        "Dit uitwisselprofiel is er niet, of niet in deze versie.",
        "There is no such exchange profile, or not in this version.",
    ),
    "vraag-onbekend": (404, "Dit profiel heeft geen vraag met dit nummer.", "This profile has no question with this number."),
    "methode": (405, "Deze methode kan hier niet.", "This method is not possible here."),
    "niet-aanvaardbaar": (406, "In deze vorm is het er niet.", "It is not available in this form."),
    "te-traag": (408, "De aanvraag kwam te langzaam binnen.", "The request came in too slowly."),
    "nog-geen-antwoord": (409, "Er is nog geen antwoord om op te halen.", "There is no answer to fetch yet."),
    "te-groot": (413, "De inhoud is groter dan 1 MiB.", "The content is larger than 1 MiB."),
    "adres-te-lang": (414, "Het adres van de aanvraag is te lang.", "The address of the request is too long."),
    "mediatype": (415, "De inhoud heeft niet de vorm die hier verwacht wordt.", "The content is not of the media type expected here."),
    "gecomprimeerd": (415, "Gecomprimeerde inhoud neemt dit station niet aan.", "This station takes no compressed content."),
    "invoer": (422, "Een veld van de aanvraag ontbreekt of klopt niet.", "A field of the request is missing or wrong."),
    "te-druk": (429, "Er zijn te veel aanvragen tegelijk.", "There are too many requests at once."),
    "wachtrij-vol": (429, "Er wachten al te veel vragen op een antwoord.", "Too many questions wait for an answer already."),
    "te-vaak": (429, "Deze afnemer vraagt te vaak in korte tijd.", "This requester asks too often in a short time."),
    "koppen": (431, "De aanvraag heeft te veel of te lange koppen.", "The request has too many or too long headers."),
    "fout": (500, "Dit is een fout van het datastation zelf.", "This is a fault of the station itself."),
    "station": (503, "Het station kan nu niet antwoorden.", "The station cannot answer now."),
    "grens": (503, "Een grens van het station is bereikt.", "A limit of the station was reached."),
    "niet-klaar": (503, "Het station is nog niet klaar om te antwoorden.", "The station is not ready to answer yet."),
}

_P = Poortreden
POORT: dict[Poortreden, str] = {
    _P.TOEGELATEN: "All checks passed.",
    _P.TOKEN_NIET_ACTIEF: "The access token of the sender is not valid, or no longer.",
    _P.TOKEN_ANDERE_ONTVANGER: "The access token is not meant for this station.",
    _P.AFZENDER_ONGELIJK: "Sender, holder of the token and subject of the credential are not the same.",
    _P.AANVRAGER_ONBEKEND: "This requester does not stand in the policy of the station.",
    _P.ALLEEN_CREDENTIALSUBJECT: "This requester may not ask without a signed credential.",
    _P.PRESENTATIE_ONGELDIG: "The presentation of the credential was not found in order.",
    _P.CREDENTIAL_TYPE: "The station does not accept this type of credential.",
    _P.UITGEVER_ONVERTROUWD: "The issuer of the credential is not trusted for this type of credential.",
    _P.ZELF_UITGEGEVEN: "The requester issued the credential to itself.",
    _P.CREDENTIAL_NOG_NIET_GELDIG: "The credential is not valid yet.",
    _P.CREDENTIAL_VERLOPEN: "The credential has expired.",
    _P.CREDENTIAL_INGETROKKEN: "The credential was revoked.",
    _P.STATUS_ONBEKEND: "Whether the credential was revoked was not looked up, or too long ago.",
    _P.PROFIEL_NIET_AANVAARD: "The station has not accepted this exchange profile, in this version, for this requester.",
    _P.BELEID_WEIGERT: "The policy of the station refuses this profile to this requester.",
    _P.VERSIE_ONBEKEND: "This version of the profile is not registered here.",
    _P.VERSIE_NOG_NIET_GELDIG: "This version of the profile is not in force yet.",
    _P.VERSIE_NIET_MEER_GELDIG: "This version of the profile is no longer in force.",
    _P.VRAAG_ONBEKEND: "The question is none of the registered questions of this version: its hash differs.",
    _P.VRAAG_INGETROKKEN: "The registration of this question was withdrawn.",
    _P.PARAMETERVORM_ONGELIJK: "The description of the parameters is not the registered one: its hash differs.",
    _P.PARAMETER_ONBEKEND: "The request names a parameter that the question does not have.",
    _P.PARAMETER_ONTBREEKT: "A required parameter has no value.",
    _P.PARAMETER_ONGELDIG: "A parameter has a value of the wrong kind, or too many values.",
    _P.PARAMETER_BUITEN_DOMEIN: "A parameter has a value that is not on the list.",
    _P.BUITEN_VENSTER: "The policy does not allow this question today.",
    _P.PERIODE_BUITEN_VENSTER: "The period asked for is outside what the policy allows.",
    _P.QUOTUM_ONBEKEND: "How much was asked already is not known.",
    _P.QUOTUM_VRAGEN: "This requester has used up its number of questions.",
    _P.QUOTUM_STELLINGEN: "This requester has asked this question with the largest number of different parameters already.",
    _P.ONTHULLING: "The policy allows this requester no answer under this disclosure rule.",
}
POORTSTATUS: dict[Poortreden, int] = {
    _P.TOEGELATEN: 200,
    _P.VERSIE_ONBEKEND: 404,
    _P.VRAAG_ONBEKEND: 404,
    _P.PARAMETERVORM_ONGELIJK: 422,
    _P.PARAMETER_ONBEKEND: 422,
    _P.PARAMETER_ONTBREEKT: 422,
    _P.PARAMETER_ONGELDIG: 422,
    _P.PARAMETER_BUITEN_DOMEIN: 422,
    _P.QUOTUM_VRAGEN: 429,
    _P.QUOTUM_STELLINGEN: 429,
    _P.STATUS_ONBEKEND: 503,
    _P.QUOTUM_ONBEKEND: 503,
}

# What the strict reader refuses, whoever reads.
LEZEN: dict[Leesfout, str] = {
    Leesfout.TE_GROOT: "The message is too large.",
    Leesfout.TE_DIEP: "The message is nested too deeply.",
    Leesfout.GEEN_JSON: "The message is not valid JSON in UTF-8.",
    Leesfout.DUBBELE_SLEUTEL: "A name occurs twice in the same JSON object.",
    Leesfout.GETAL: "A number in the message is too large, or no number.",
    Leesfout.TEKEN: "A text in the message holds a control character or half a character.",
}

_B = Bewijsreden
BEWIJS: dict[Bewijsreden, str] = {
    **{_B(fout.value): zin for fout, zin in LEZEN.items()},
    _B.CONTEXT: "The message uses a JSON-LD context that is not pinned here.",
    _B.TERM: "The message uses a term that the context does not know; such a term is outside the signature.",
    _B.RELATIEVE_IRI: "The message holds a reference that is not a whole IRI.",
    _B.GRAAF_TE_GROOT: "The content of the message has too many triples or blank nodes.",
    _B.GRAAF_TE_ZWAAR: "Ordering the content of the message takes too long.",
    _B.VORM: "A required field is missing or is not as the specification says.",
    _B.ALGORITME: "The message is signed with an algorithm that is not allowed.",
    _B.KOP: "The header of the signature holds a field or value that is not allowed.",
    _B.DOEL: "The key or the proof is not meant for this purpose.",
    _B.NOG_NIET_GELDIG: "The message or a credential in it is not valid yet.",
    _B.VERLOPEN: "The message or a credential in it has expired.",
    _B.TE_LANG_GELDIG: "The presentation is valid for longer than allowed.",
    _B.PUBLIEK: "The presentation is meant for somebody else.",
    _B.HERHALING: "This presentation was received before.",
    _B.HERHALING_VOL: "Too many presentations were received in a short time.",
    _B.TYPE: "This type of credential is not trusted here.",
    _B.UITGEVER: "The issuer is not trusted for this type of credential.",
    _B.ONDERTEKENAAR: "The signer of a credential is not its issuer.",
    _B.HOUDER: "Holder, signer and subject are not the same.",
    _B.TEGENSTRIJDIG: "Two fields that say the same contradict each other.",
    _B.DID_METHODE: "This DID method is not supported here.",
    _B.DID_ONGELDIG: "A DID or DID document is not valid.",
    _B.DID_ONBEREIKBAAR: "A DID document cannot be fetched.",
    _B.ADRES: "An address in the message may not be asked for.",
    _B.KETEN: "The certificate chain is not valid, or does not go with the DID.",
    _B.SLEUTEL: "The key does not exist, or does not go with the algorithm.",
    _B.HANDTEKENING: "The signature is wrong.",
    _B.INGETROKKEN: "A credential was revoked.",
    _B.STATUS_ONBEREIKBAAR: "The status list of a credential cannot be fetched.",
    _B.STATUS_ONGELDIG: "The status list of a credential is not valid.",
    _B.STATUS_VEROUDERD: "The status list of a credential is too old.",
    _B.DIENST: "The token or the request is for a service that this station does not offer.",
    _B.CERTIFICAAT: "The client certificate is missing, is not valid, or is not the one that belongs here.",
    _B.KNOOP_ONBEREIKBAAR: "The Nuts node of the station cannot be reached.",
    _B.KNOOP_ANTWOORD: "The Nuts node of the station gave an answer that is not to be relied upon.",
    _B.KNOOP_WEIGERT: "The Nuts node of the station finds this not valid.",
}
_LEZEN = {fout.value for fout in Leesfout if fout is not Leesfout.TE_GROOT}
BEWIJSSTATUS: dict[Bewijsreden, int] = {
    _B.TE_GROOT: 413,
    **{r: 400 for r in _B if r.value in _LEZEN},
    _B.HERHALING_VOL: 429,
    _B.DID_ONBEREIKBAAR: 503,
    _B.STATUS_ONBEREIKBAAR: 503,
    _B.KNOOP_ONBEREIKBAAR: 503,
    _B.KNOOP_ANTWOORD: 503,
}

_M = Berichtreden
BERICHT: dict[Berichtreden, str] = {
    **{_M(fout.value): zin for fout, zin in LEZEN.items()},
    _M.BERICHT_ONBEKEND: "This is no message of KIK-V: this type of message is not known here.",
    _M.GEEN_VERZOEK: "A request is expected here; this is a response or an error that was not asked for.",
    _M.GEEN_REACTIE: "A response or an error is expected here; this is itself a request.",
    _M.ANDERE_GENERATIE: "The response follows another version of the specification than the request.",
    _M.VELD_ONTBREEKT: "A required field of the message is missing or empty.",
    _M.VELD_ONGELDIG: "A field of the message is not of the form that the specification gives.",
    _M.VELD_TE_LANG: "A field of the message is too long.",
    _M.CODERING: "A field of the message is not encoded as the specification says.",
    _M.TEGENSTRIJDIG: "Two fields that say the same contradict each other.",
    _M.PARAMETERS: "The values of the parameters cannot be read.",
    _M.RESULTAAT: "The result of a question cannot be read.",
    _M.BERICHT_VERLOPEN: "The message has expired.",
    _M.BERICHT_TE_VROEG: "By its own time the message was not made yet.",
    _M.ANDERE_AFZENDER: "The sender of the message is another one than expected.",
    _M.ANDERE_GEADRESSEERDE: "The message is meant for somebody else.",
    _M.ANDER_VERZOEK: "The response belongs to another request.",
    _M.ANDERE_VRAAG: "The response is about a question that was not asked.",
    _M.PROBLEEMCODE: "The code of the problem report is not e.p. with a description.",
}
BERICHTSTATUS: dict[Berichtreden, int] = {
    _M.TE_GROOT: 413,
    _M.ANDERE_AFZENDER: 403,
    _M.ANDERE_GEADRESSEERDE: 403,
}

_V = Vrijgavereden
# reason: (status, Dutch, English)
VRIJGAVE: dict[Vrijgavereden, tuple[int, str, str]] = {
    _V.ONBEKEND: (404, "Er is geen zaak van deze afnemer onder dit nummer.", "There is no case of this requester under this number."),
    _V.ONBEKENDE_GEBRUIKER: (403, "Deze gebruiker is hier niet bekend.", "This user is not known here."),
    _V.ROL: (403, "Wie dit vraagt, mag dit niet.", "Whoever asks this may not do so."),
    _V.TOESTAND: (409, "In deze toestand van de zaak kan dit niet.", "This is not possible in this state of the case."),
    _V.TERMIJN: (409, "De termijn van de zaak is voorbij.", "The term of the case has passed."),
    _V.ZONDER_REDEN: (422, "Hier hoort een reden bij.", "A reason is needed here."),
    _V.NIET_INGEZIEN: (409, "Het antwoord is nog niet ingezien.", "The answer has not been opened yet."),
    _V.NIET_VOORBEREID: (409, "Het antwoord is nog niet klaargezet.", "The answer has not been prepared yet."),
    _V.VIER_OGEN: (
        403,
        "Een ander moet dit doen: het beleid vraagt vier ogen.",
        "Somebody else must do this: the policy asks for four eyes.",
    ),
    _V.BELEID: (403, "Het beleid laat dit niet toe.", "The policy does not allow this."),
    _V.ONDERWEG: (409, "Het antwoord is al onderweg.", "The answer is on its way already."),
    _V.ANDERE_INHOUD: (422, "Onder dit kenmerk is eerder een andere vraag gesteld.", "Another question was asked under this key before."),
    _V.VERVANGT: (422, "Er is geen verzonden antwoord om te vervangen.", "There is no sent answer to replace."),
    _V.GEBRUIKERSBEHEER: (403, "Gebruikers beheren kan hier niet.", "Users cannot be managed here."),
}
