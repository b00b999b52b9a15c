"""The functions of docs/mapping.md in plain Python, on one value at a time. Imports nothing of the datastation."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo


class Mislukt(Exception):
    def __init__(self, reden, kolom=""):
        self.reden, self.kolom = reden, kolom


def _vul_aan(tekst):
    return re.sub(r"(?<![0-9])([0-9])(?![0-9])", r"0\1", tekst)


def lees_moment(tekst, formaten):
    """(local naive datetime, zone or None, only a date), or None."""
    tekst = tekst.strip()
    for streng in (True, False):
        for formaat in formaten.split("|"):
            if formaat == "iso":
                goed = re.fullmatch(
                    r"[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?([Zz]|[+-][0-9]{2}:?[0-9]{2})?)?", tekst
                )
                if not goed:
                    continue
                zonder_breuk = re.sub(r"[.,][0-9]+", "", tekst).upper()
                try:
                    moment = datetime.fromisoformat(zonder_breuk)
                except ValueError:
                    continue
                if moment.utcoffset() is not None and abs(moment.utcoffset()) >= timedelta(hours=15):
                    continue
                return moment.replace(tzinfo=None), moment.utcoffset(), len(tekst) == 10
            if not tekst.isascii() or (not streng and re.search(r":[0-9](?![0-9])", tekst)):
                continue
            vol = tekst if streng else _vul_aan(tekst)
            try:
                moment = datetime.strptime(vol, formaat)  # noqa: DTZ007
            except ValueError:
                continue
            terug = (
                formaat.replace("%d", f"{moment.day:02}")
                .replace("%m", f"{moment.month:02}")
                .replace("%Y", f"{moment.year:04}")
                .replace("%H", f"{moment.hour:02}")
                .replace("%M", f"{moment.minute:02}")
                .replace("%S", f"{moment.second:02}")
            )
            if terug == vol:
                return moment, None, "%H" not in formaat
    return None


def lokaal(tekst, formaten, zone):
    """An aware local datetime with an offset in whole minutes, or a date."""
    moment = _lokaal(tekst, formaten, zone)
    if isinstance(moment, datetime) and moment.utcoffset() % timedelta(minutes=1):
        raise Mislukt("ongeldig_tijdstip")
    return moment


def _lokaal(tekst, formaten, zone):
    gelezen = lees_moment(tekst, formaten)
    if gelezen is None:
        raise Mislukt("ongeldig_tijdstip")
    moment, afstand, alleen = gelezen
    if alleen:
        return moment.date()
    if afstand is not None:
        try:
            return moment.replace(tzinfo=timezone(afstand)).astimezone(ZoneInfo(zone))
        except OverflowError:
            raise Mislukt("ongeldig_tijdstip") from None
    eerder = moment.replace(tzinfo=ZoneInfo(zone), fold=0)
    if eerder.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != moment:
        raise Mislukt("tijd_bestaat_niet")
    return eerder


def _getal(tekst):
    goed = re.fullmatch(r"([+-]?[0-9]{1,18})([.,]([0-9]{1,18}))?", tekst)
    return Decimal(tekst.replace(",", ".")) if goed else None


class Functies:
    """Every function as ``f_<name>``; a value that cannot be used raises Mislukt.

    Args:
        doelen: code list → code → IRI.
    """

    def __init__(self, kvk, ruimte, sleutel, tijdzone, doelen):
        self.kvk, self.ruimte, self.sleutel, self.tijdzone, self.doelen = kvk, ruimte, sleutel, tijdzone, doelen

    def f_datum(self, waarde, formaat):
        if waarde is None:
            return None
        gelezen = lees_moment(waarde, formaat)
        if gelezen is None or (formaat == "iso" and not gelezen[2]):
            raise Mislukt("ongeldige_datum")
        return gelezen[0].date().isoformat()

    def f_tijdstip(self, waarde, formaat):
        if waarde is None:
            return None
        moment = lokaal(waarde, formaat, self.tijdzone)
        return moment.isoformat() if isinstance(moment, datetime) else None

    def f_tijdstip_van(self, datum, tijd, formaat):
        if datum is None or tijd is None:
            return None
        return self.f_tijdstip(f"{datum.strip()} {tijd.strip()}", formaat)

    def _dag(self, waarde, formaat):
        moment = lokaal(waarde, formaat, self.tijdzone)
        return moment.date() if isinstance(moment, datetime) else moment

    def f_lokale_datum(self, waarde, formaat):
        return None if waarde is None else self._dag(waarde, formaat).isoformat()

    def f_halfjaar(self, waarde, formaat):
        if waarde is None:
            return None
        dag: date = self._dag(waarde, formaat)
        return f"{dag.year:04}-H{1 if dag.month < 7 else 2}"

    def f_minuten_tussen(self, begin, einde, formaat):
        if begin is None or einde is None:
            return None
        van, tot = lokaal(begin, formaat, self.tijdzone), lokaal(einde, formaat, self.tijdzone)
        if not isinstance(van, datetime) or not isinstance(tot, datetime) or tot.astimezone(UTC) < van.astimezone(UTC):
            raise Mislukt("ongeldig_tijdstip")
        return str((tot.astimezone(UTC) - van.astimezone(UTC)) // timedelta(minutes=1))

    def f_code(self, waarde, lijst):
        if waarde is None:
            return None
        doelen = self.doelen[lijst]
        if waarde.strip() not in doelen:
            raise Mislukt("onbekende_code")
        if not doelen[waarde.strip()]:
            raise Mislukt("code_zonder_doel")
        return doelen[waarde.strip()]

    def f_waarheid(self, waarde, ja, nee):
        if waarde is None:
            return None
        for uitkomst, woorden in (("true", ja), ("false", nee)):
            if waarde.strip().casefold() in [w.strip().casefold() for w in woorden.split("|")]:
                return uitkomst
        raise Mislukt("geen_ja_of_nee")

    def f_geheel(self, waarde, maal):
        if waarde is None:
            return None
        getal = _getal(waarde.strip())
        if getal is None or re.fullmatch(r"[+-]?[0-9]{1,3}[.,][0-9]{3}", waarde.strip()) or getal * int(maal) % 1:
            raise Mislukt("geen_geheel_getal")
        if abs(getal * int(maal)) >= 10**7:
            raise Mislukt("getal_te_groot")
        return str(int(getal * int(maal)))

    def f_decimaal(self, waarde):
        if waarde is None:
            return None
        getal = _getal(waarde.strip())
        if getal is None:
            raise Mislukt("geen_getal")
        heel, _, breuk = f"{abs(getal):f}".partition(".")
        return f"{'-' if getal < 0 else ''}{int(heel)}.{breuk.rstrip('0') or '0'}"

    def _bsn(self, waarde):
        c = waarde.strip()
        return (
            bool(re.fullmatch("[0-9]{9}", c)) and int(c) > 0 and (sum(int(x) * (9 - i) for i, x in enumerate(c[:8])) - int(c[8])) % 11 == 0
        )

    def f_bsn(self, waarde):
        if waarde is not None and not self._bsn(waarde):
            raise Mislukt("bsn_ongeldig")
        return None if waarde is None else waarde.strip()

    def f_bsn_ongeldig(self, waarde):
        return "true" if waarde is not None and not self._bsn(waarde) else None

    def _cijfers(self, waarde, aantal, reden):
        if waarde is not None and not re.fullmatch(f"[0-9]{{{aantal}}}", waarde.strip()):
            raise Mislukt(reden)
        return None if waarde is None else waarde.strip()

    def f_vestigingsnummer(self, waarde):
        return self._cijfers(waarde, 12, "vestigingsnummer_ongeldig")

    def f_kvk(self, waarde):
        return self._cijfers(waarde, 8, "kvk_ongeldig")

    def f_tekst(self, waarde):
        return None if waarde is None else " ".join(waarde.split())

    def f_eerste(self, **argumenten):
        return next((w for w in argumenten.values() if w is not None), None)

    def f_pseudoniem(self, soort, sleutel):
        if sleutel is None:
            return None
        hak = hmac.new(self.sleutel, f"{soort}|{self.ruimte}|{sleutel.strip()}".encode(), hashlib.sha256).hexdigest()[:32]
        return f"https://w3id.org/datastation/id/{self.kvk}/{soort}/{hak}"

    def f_gelijk(self, waarde, een_van):
        return None if waarde is None else str(waarde.strip() in [w.strip() for w in een_van.split("|")]).lower()

    def f_ongelijk(self, waarde, een_van):
        return None if waarde is None else str(waarde.strip() not in [w.strip() for w in een_van.split("|")]).lower()

    def f_aanwezig(self, waarde):
        return str(waarde is not None).lower()

    def f_afwezig(self, waarde):
        return str(waarde is None).lower()
