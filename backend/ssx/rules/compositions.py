# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a loaded sample holds besides its protein, in ISPyB's tables of components and compositions.

A crystal holds the buffer in which it swims; the sample what the stock was mixed with, and the ligand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.models import (
    Component,
    ComponentType,
    ConcentrationType,
    CrystalComposition,
    SampleComposition,
)
from backend.store.base import Base
from backend.store.rows import Row, description_of

TYPES = {
    "buffer": "Buffer",
    "ligand": "Ligand",
    "jet medium": "JetMaterial",
    "cryoprotectant": "Cryoprotectant",
    "additive": "Additive",
    "seed": "Seed",
}
"""ISPyB's ComponentType for each of ours; a component without a type is an additive."""

CONCENTRATIONS = {"M": ("M", 1.0), "mM": ("M", 0.001), "%w/v": ("%w/v", 1.0), "%v/v": ("%v/v", 1.0),
                  "mg/ml": ("mg/ml", 1.0)}  # fmt: skip
"""For each of our units the symbol of ISPyB's ConcentrationType, and the factor to it."""


@dataclass(frozen=True)
class _Part:
    """A component, how much of it, in what ratio it was mixed in, and at which pH."""

    name: str
    type: str
    amount: float | None = None
    unit: str | None = None
    ratio: float | None = None
    acidity: float | None = None


class _LookUps:
    """ISPyB's look-up tables, and what is missing in them."""

    def __init__(self, session: Session) -> None:
        types = session.execute(select(ComponentType.name, ComponentType.componentTypeId))
        units = session.execute(
            select(ConcentrationType.symbol, ConcentrationType.name, ConcentrationType.concentrationTypeId)
        )
        self._types = {_plain(name): key for name, key in types}
        self._units = {_plain(word): key for symbol, name, key in units for word in (name, symbol)}
        self.missing: dict[str, None] = {}

    def type(self, name: str) -> int | None:
        """The key of a ComponentType."""
        return self._found(self._types, "ComponentType", name)

    def unit(self, symbol: str) -> int | None:
        """The key of a ConcentrationType, by its symbol or name."""
        return self._found(self._units, "ConcentrationType", symbol)

    def _found(self, known: dict[str, int], table: str, name: str) -> int | None:
        if _plain(name) not in known:
            self.missing[f"{table} {name} is missing, so what needs it is not in ISPyB."] = None
        return known.get(_plain(name))


def _plain(name: str) -> str:
    """`%(w/v)` and `% w/v` are one unit; a capital M is not a small one."""
    return "".join(char for char in name if char not in "() ")


def store(session: Session, sample: Row) -> list[str]:
    """Write what a sample's chain says; gives a sentence for each thing that could not be written."""
    stock, slurry = sample["sampleStock"], sample["sampleStock"]["crystalSlurry"]
    writing = _Writing(session, _LookUps(session), sample["proposalId"])
    for crystal in slurry["crystalIds"]:
        writing.write(CrystalComposition, {"crystalId": crystal}, _solution(slurry["buffer"]))
    mixed = list(_mixed_in(sample))
    place = sample["blSampleId"] or stock["blSampleId"] or slurry["blSampleId"]
    if mixed and place is None:
        text = "Neither the loaded sample nor its stock or slurry is in a container, so what was mixed in"
        return [*writing.known.missing, f"{text} is not in ISPyB."]
    writing.write(SampleComposition, {"blSampleId": place}, mixed)
    return list(writing.known.missing)


def _solution(row: Row | None, ratio: float | None = None) -> Iterator[_Part]:
    """The components of a buffer or additive."""
    for part in (row or {}).get("composition") or ():
        kind = TYPES[part.get("type") or "additive"]
        acidity = row["pH"] if row else None
        yield _Part(part["component"], kind, part.get("concentration"), part.get("unit"), ratio, acidity)


def _mixed_in(sample: Row) -> Iterator[_Part]:
    stock, about = sample["sampleStock"], description_of(sample)
    share = description_of(stock).get("slurryShare")
    yield from _solution(stock["additive"], None if share is None else round(1 - share, 12))
    if about.get("ligand"):
        yield _Part(about["ligand"], TYPES["ligand"], ratio=about.get("mixingRatio"))


Known = TypeVar("Known", bound=Base)


@dataclass(frozen=True)
class _Writing:
    """Writes compositions of a proposal's crystals and samples."""

    session: Session
    known: _LookUps
    proposal: int

    def write(
        self,
        model: type[CrystalComposition] | type[SampleComposition],
        owner: dict[str, object],
        parts: Iterable[_Part],
    ) -> None:
        """Store what *owner*, a crystal or a sample, holds; what is there already is brought up to date."""
        for part in parts:
            kind = self.known.type(part.type)
            if kind is None:
                continue
            row = self._found(model, **owner, componentId=self._component(part.name, kind))
            row.concentrationTypeId, row.abundance = self._amount(part)
            row.ratio, row.pH = part.ratio, part.acidity
            self.session.flush()

    def _component(self, name: str, kind: int) -> int:
        found = self._found(Component, proposalId=self.proposal, name=name, componentTypeId=kind)
        return found.componentId

    def _found(self, model: type[Known], **wanted: object) -> Known:
        """The row that says this, a new one if there is none."""
        row = self.session.scalars(select(model).filter_by(**wanted)).first()
        if row is None:
            row = model(**wanted)
            self.session.add(row)
            self.session.flush()
        return row

    def _amount(self, part: _Part) -> tuple[int | None, float | None]:
        """A ConcentrationType with the amount in it; neither where the unit is not known."""
        if part.amount is None or part.unit is None:
            return None, None
        symbol, factor = CONCENTRATIONS[part.unit]
        key = self.known.unit(symbol)
        # Twelve digits hide the last bit that a factor like 0.001 leaves.
        return (key, float(f"{part.amount * factor:.12g}")) if key is not None else (None, None)
