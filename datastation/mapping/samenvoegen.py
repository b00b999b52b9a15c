"""Joins: the subjects of another table by key, built once as columns and looked up by column."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datastation.mapping.kolom import Masker, Vector, aanwezig


@dataclass(frozen=True)
class Ouders:
    """Distinct keys of a parent table and, behind each other, the subjects of each key.

    Attributes:
        sleutels: distinct.
        begin: n + 1 positions in ``onderwerpen``.
        onderwerpen: IRIs, in the order of the source within one key.
    """

    sleutels: pa.StringArray
    begin: Vector
    onderwerpen: pa.StringArray

    @classmethod
    def maak(cls, sleutels: list[pa.StringArray], onderwerpen: list[pa.StringArray]) -> Ouders:
        """From the blocks of the parent table; rows without a key or a subject are no parent."""
        sleutel = pa.concat_arrays([pa.array([], pa.string()), *sleutels])
        onderwerp = pa.concat_arrays([pa.array([], pa.string()), *onderwerpen])
        heel = pa.array(aanwezig(sleutel) & aanwezig(onderwerp))
        woorden = sleutel.filter(heel).dictionary_encode()
        nummers = woorden.indices.to_numpy().astype(np.int64)
        orde = np.argsort(nummers, kind="stable")
        begin = np.concatenate([[0], np.cumsum(np.bincount(nummers, minlength=len(woorden.dictionary)))])
        return cls(woorden.dictionary, begin.astype(np.int64), onderwerp.filter(heel).take(pa.array(orde)))

    @property
    def enkelvoudig(self) -> bool:
        """No key has two parents, so that a join is a plain look-up."""
        return len(self.onderwerpen) == len(self.sleutels)

    def zoek(self, sleutel: pa.StringArray) -> tuple[pa.StringArray | None, Vector, Vector]:
        """Parents of each row.

        Returns:
            the one subject a row, null where there is none (None where a key has several), and per row the first position
            and the number of its subjects in ``onderwerpen``.
        """
        if not len(self.sleutels):
            nul = np.zeros(len(sleutel), np.int64)
            return pa.nulls(len(sleutel), pa.string()), nul, nul
        plek = pc.index_in(sleutel, value_set=self.sleutels)
        # A null key never matches: the key set holds none, so index_in gives null.
        gevonden = pc.fill_null(plek, -1).to_numpy().astype(np.int64)
        raak = gevonden >= 0
        nummer = np.where(raak, gevonden, 0)
        aantal = np.where(raak, self.begin[nummer + 1] - self.begin[nummer], 0)
        enkel = self.onderwerpen.take(plek) if self.enkelvoudig else None
        return enkel, self.begin[nummer], aantal


def uitvouwen(begin: Vector, aantal: Vector) -> tuple[Vector, Vector, Vector]:
    """Row of the child, position of the parent, and list offsets (n + 1), for every pair."""
    grens = np.concatenate([[0], np.cumsum(aantal)]).astype(np.int64)
    kind = np.repeat(np.arange(len(aantal), dtype=np.int64), aantal)
    binnen = np.arange(grens[-1], dtype=np.int64) - grens[kind] if len(kind) else np.zeros(0, np.int64)
    return kind, begin[kind] + binnen, grens


def zonder_ouder(sleutel: pa.StringArray, aantal: Vector) -> Masker:
    """Rows that name a parent which is not there."""
    uit: Masker = aanwezig(sleutel) & (aantal == 0)
    return uit
