"""The semantics of docs/mapping.md in plain Python, one row at a time. Slow and simple on purpose: a referee, not an engine."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pyoxigraph as ox

from datastation.mapping.model import Aanroep, Constante, Extern, Sjabloon, Verwijzing


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


class Naief:
    def __init__(self, mapping, context):
        self.mapping, self.context = mapping, context

    def cel(self, rij, kolom):
        waarde = rij.get(kolom)
        return None if waarde is None or not waarde.strip() else waarde

    def waarde(self, u, rij, fouten):
        """The value of an expression or None; reasons are added to ``fouten``."""
        if isinstance(u, Constante):
            return u.waarde
        if isinstance(u, Extern):
            return {"kvk": self.context.kvk, "ruimte": self.context.ruimte, "bron": self.context.bron}[u.naam]
        if isinstance(u, Verwijzing):
            return self.cel(rij, u.kolom)
        if isinstance(u, Sjabloon):
            delen = [d if isinstance(d, str) else self.waarde(d, rij, fouten) for d in u.delen]
            if None in delen:
                return None
            return "".join(d if isinstance(v, str) else quote(d, safe="") if u.iri else d for d, v in zip(delen, u.delen, strict=True))
        argumenten = {naam: self.waarde(arg, rij, fouten) for naam, arg in u.argumenten}
        kolommen = ", ".join(dict.fromkeys(_kolommen(u)))
        try:
            return getattr(self, f"f_{u.functie}")(**argumenten)
        except Mislukt as fout:
            fouten.append((fout.reden, kolommen))
            return None

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
        moment = lokaal(waarde, formaat, self.context.tijdzone)
        return moment.isoformat() if isinstance(moment, datetime) else None

    def f_tijdstip_van(self, datum, tijd, formaat):
        if datum is None or tijd is None:
            return None
        return self.f_tijdstip(f"{datum.strip()} {tijd.strip()}", formaat)

    def _dag(self, waarde, formaat):
        moment = lokaal(waarde, formaat, self.context.tijdzone)
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
        van, tot = lokaal(begin, formaat, self.context.tijdzone), lokaal(einde, formaat, self.context.tijdzone)
        if not isinstance(van, datetime) or not isinstance(tot, datetime) or tot.astimezone(UTC) < van.astimezone(UTC):
            raise Mislukt("ongeldig_tijdstip")
        return str((tot.astimezone(UTC) - van.astimezone(UTC)) // timedelta(minutes=1))

    def f_code(self, waarde, lijst):
        if waarde is None:
            return None
        doelen = self.mapping.codelijsten[lijst].doelen
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
        hak = hmac.new(self.context.sleutel, f"{soort}|{self.context.ruimte}|{sleutel.strip()}".encode(), hashlib.sha256).hexdigest()[:32]
        return f"https://w3id.org/datastation/id/{self.context.kvk}/{soort}/{hak}"

    def f_gelijk(self, waarde, een_van):
        return None if waarde is None else str(waarde.strip() in [w.strip() for w in een_van.split("|")]).lower()

    def f_ongelijk(self, waarde, een_van):
        return None if waarde is None else str(waarde.strip() not in [w.strip() for w in een_van.split("|")]).lower()

    def f_aanwezig(self, waarde):
        return str(waarde is not None).lower()

    def f_afwezig(self, waarde):
        return str(waarde is None).lower()

    # -- rows ------------------------------------------------------------------------------------------------------

    def iri(self, kaart, rij, fouten):
        waarde = self.waarde(kaart.waarde, rij, fouten)
        vrij = isinstance(kaart.waarde, Verwijzing) or (isinstance(kaart.waarde, Aanroep) and kaart.waarde.functie in ("eerste", "tekst"))
        if waarde is not None and vrij:
            try:
                # A bracket is only right in an IPv6 host, which no record has.
                ox.NamedNode(waarde if "[" not in waarde and "]" not in waarde else "")
            except ValueError:
                fouten.append(("ongeldige_iri", ", ".join(dict.fromkeys(_kolommen(kaart.waarde)))))
                return None
        return waarde

    def term(self, kaart, rij, fouten):
        if kaart.soort == "iri":
            waarde = self.iri(kaart, rij, fouten)
            return None if waarde is None else ox.NamedNode(waarde)
        waarde = self.waarde(kaart.waarde, rij, fouten)
        if waarde is None:
            return None
        if kaart.taal:
            return ox.Literal(waarde, language=kaart.taal)
        return ox.Literal(waarde, datatype=ox.NamedNode(kaart.datatype)) if kaart.datatype else ox.Literal(waarde)

    def lot(self, regels, rij, gezien):
        for regel in regels.buiten_bereik:
            cel = self.cel(rij, regel.kolom)
            if regel.afwezig:
                raak = cel is None
            elif regel.een_van is not None:
                raak = cel is not None and cel.strip() in regel.een_van
            else:
                raak = cel is not None and cel.strip() not in regel.niet_een_van
            if raak:
                return "buiten_bereik", regel.reden, regel.kolom
        for kolom in regels.verplicht:
            if self.cel(rij, kolom) is None:
                return "rij", "ontbreekt", kolom
        if regels.uniek:
            sleutel = tuple(self.cel(rij, k) for k in regels.uniek)
            if None not in sleutel:
                if sleutel in gezien:
                    return "rij", "dubbele_sleutel", ", ".join(regels.uniek)
                gezien.add(sleutel)
        return None

    def rij(self, tabel, rij, ouders):
        """(quads, refused (reason, column) or None, property losses) of a row that got past its fate."""
        uit, eigen, geweigerd, onderwerpen = Counter(), set(), None, 0
        for luik in self.mapping.luiken_van(tabel):

            def noteer(fouten, bij_fout):
                nonlocal geweigerd
                for fout in fouten:
                    if bij_fout == "rij":
                        geweigerd = geweigerd or fout
                    else:
                        eigen.add(fout)

            if not self._waar(luik, rij, noteer, luik.bij_fout):
                continue
            fouten = []
            onderwerp = self.iri(luik.onderwerp, rij, fouten)
            noteer(fouten, luik.bij_fout)
            if onderwerp is None:
                continue
            onderwerpen += 1
            for eigenschap in luik.eigenschappen:
                if not self._waar(eigenschap, rij, noteer, eigenschap.bij_fout):
                    continue
                fouten = []
                objecten = self.objecten(eigenschap.object, rij, ouders, fouten)
                noteer(fouten, eigenschap.bij_fout)
                grafen = dict.fromkeys((*luik.grafen, *eigenschap.grafen)) or [None]
                for object_ in objecten:
                    for p in eigenschap.predicaten:
                        for g in grafen:
                            quad = ox.Quad(ox.NamedNode(onderwerp), ox.NamedNode(p), object_, ox.NamedNode(g) if g else ox.DefaultGraph())
                            uit[str(quad)] += 1
        if geweigerd is None and not onderwerpen:
            eerste = next(luik for luik in self.mapping.luiken if luik.tabel == tabel)
            geweigerd = ("geen_onderwerp", ", ".join(dict.fromkeys(_kolommen(eerste.onderwerp.waarde))))
        return uit, geweigerd, eigen

    def objecten(self, doel, rij, ouders, fouten):
        if hasattr(doel, "waarde"):
            term = self.term(doel, rij, fouten)
            return [] if term is None else [term]
        if not doel.paren:
            ander = self.mapping.luik(doel.ouder)
            onderwerp = self.iri(ander.onderwerp, rij, []) if self._waar(ander, rij, lambda *_: None, "") else None
            return [] if onderwerp is None else [ox.NamedNode(onderwerp)]
        sleutel = tuple(self.cel(rij, hier) for hier, _ in doel.paren)
        if ouders is None or None in sleutel:
            return []
        gevonden = ouders[doel].get(sleutel, [])
        if not gevonden:
            fouten.append(("geen_ouder", ", ".join(hier for hier, _ in doel.paren)))
        return [ox.NamedNode(iri) for iri in gevonden]

    def _waar(self, deel, rij, noteer, bij_fout):
        for voorwaarde in deel.voorwaarden:
            fouten = []
            waarde = self.waarde(voorwaarde, rij, fouten)
            noteer(fouten, bij_fout)
            if waarde != "true":
                return False
        return True

    def ouders(self, doel, rijen):
        """Key → subjects of the rows of the parent table that are not refused."""
        luik = self.mapping.luik(doel.ouder)
        gezien, uit = set(), {}
        for rij in rijen:
            if self.lot(self.mapping.tabellen[luik.tabel], rij, gezien) or self.rij(luik.tabel, rij, None)[1]:
                continue
            onderwerp = self.iri(luik.onderwerp, rij, [])
            sleutel = tuple(self.cel(rij, daar) for _, daar in doel.paren)
            if onderwerp is not None and None not in sleutel and self._waar(luik, rij, lambda *_: None, ""):
                uit.setdefault(sleutel, []).append(onderwerp)
        return uit

    def alles(self, tabellen):
        """Quads, ledger {(tabel, kolom, soort, reden): rows} and balances {tabel: (read, mapped, refused, out of scope)}."""
        doelen = {e.object for luik in self.mapping.luiken for e in luik.eigenschappen if getattr(e.object, "paren", ())}
        ouders = {doel: self.ouders(doel, tabellen[self.mapping.luik(doel.ouder).tabel]) for doel in doelen}
        uit, boek, balans = Counter(), {}, {}
        for tabel in dict.fromkeys(luik.tabel for luik in self.mapping.luiken):
            gezien, stand = set(), [0, 0, 0, 0]
            for nummer, rij in enumerate(tabellen[tabel]):
                stand[0] += 1
                lot = self.lot(self.mapping.tabellen[tabel], rij, gezien)
                if lot:
                    stand[3 if lot[0] == "buiten_bereik" else 2] += 1
                    boek.setdefault((tabel, lot[2], lot[0], lot[1]), []).append(nummer)
                    continue
                quads, geweigerd, eigen = self.rij(tabel, rij, ouders)
                if geweigerd:
                    stand[2] += 1
                    boek.setdefault((tabel, geweigerd[1], "rij", geweigerd[0]), []).append(nummer)
                    continue
                stand[1] += 1
                uit.update(quads)
                for reden, kolom in eigen:
                    boek.setdefault((tabel, kolom, "eigenschap", reden), []).append(nummer)
            balans[tabel] = tuple(stand)
        return uit, boek, balans


def _kolommen(u):
    if isinstance(u, Verwijzing):
        return [u.kolom]
    if isinstance(u, Sjabloon):
        return [d.kolom for d in u.delen if isinstance(d, Verwijzing)]
    if isinstance(u, Aanroep):
        return [k for _, arg in u.argumenten for k in _kolommen(arg)]
    return []
