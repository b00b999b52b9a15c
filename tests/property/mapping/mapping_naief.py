"""The semantics of docs/mapping.md in plain Python, one row at a time. Slow and simple on purpose: a referee, not an engine."""

from __future__ import annotations

from collections import Counter
from urllib.parse import quote

import pyoxigraph as ox
from mapping_functies_naief import Functies, Mislukt

from datastation.mapping.model import Aanroep, Constante, Extern, Sjabloon, Verwijzing


class Naief(Functies):
    def __init__(self, mapping, context):
        doelen = {naam: lijst.doelen for naam, lijst in mapping.codelijsten.items()}
        super().__init__(context.kvk, context.ruimte, context.sleutel, context.tijdzone, doelen)
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
