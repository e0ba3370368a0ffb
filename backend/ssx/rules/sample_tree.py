# SPDX-License-Identifier: LGPL-3.0-or-later
"""What hangs on what: proteins, crystals, slurries and stocks, each with its loaded samples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from backend.core.models import Crystal, Protein
from backend.ssx.models import CrystalSlurry, CrystalSlurryHasCrystal, LoadedSample, SampleStock
from backend.store.base import AnyColumn, Base
from backend.store.ownership import Caller
from backend.store.queries import PageOfRows
from backend.store.rows import Row

_MIXED = CrystalSlurryHasCrystal


@dataclass(frozen=True)
class TreeLevel:
    """A level of the tree: its table, the column that names a row, a remark, and the rows below a parent."""

    model: type[Base]
    name: AnyColumn
    remark: AnyColumn
    below: Callable[[int], ColumnElement[bool]]


LEVELS: dict[str, TreeLevel] = {
    "Proposal": TreeLevel(Protein, Protein.acronym, Protein.name, lambda key: Protein.proposalId == key),
    "Protein": TreeLevel(Crystal, Crystal.spaceGroup, Crystal.name, lambda key: Crystal.proteinId == key),
    "Crystal": TreeLevel(
        CrystalSlurry,
        CrystalSlurry.name,
        CrystalSlurry.crystalDensity,
        lambda key: CrystalSlurry.crystalSlurryId.in_(
            select(_MIXED.crystalSlurryId).where(_MIXED.crystalId == key)
        ),
    ),
    "CrystalSlurry": TreeLevel(
        SampleStock,
        SampleStock.name,
        SampleStock.concentrationFactor,
        lambda key: SampleStock.crystalSlurryId == key,
    ),
}
"""What lies below a row of each table."""


def below(session: Session, caller: Caller, table: str, key: int, offset: int, limit: int) -> PageOfRows:
    """A page of the rows below the row `key` of `table`, by name, each with its number of loaded samples."""
    level = LEVELS[table]
    seen = and_(level.below(key), caller.sees(level.model))
    statement = select(
        level.model.key().label("id"), level.name.label("name"), level.remark.label("remark")
    ).where(seen)
    ordered = statement.order_by(level.name, level.model.key()).offset(offset).limit(limit)
    rows: list[Row] = [dict(found) for found in session.execute(ordered).mappings()]
    counted = _counts(session, level.model, [row["id"] for row in rows])
    for row in rows:
        row |= {"table": level.model.__name__, "loadedSamples": counted.get(row["id"], 0)}
    total = session.scalar(select(func.count()).select_from(level.model).where(seen))
    return PageOfRows(rows, total, None)


def _counts(session: Session, model: type[Base], keys: Sequence[int]) -> dict[int, int]:
    """How many loaded samples hang on each of these rows."""
    samples = func.count(LoadedSample.loadedSampleId.distinct())
    statement = select(model.key(), samples).select_from(LoadedSample)
    for joined, condition in _UP:
        statement = statement.join(joined, condition)
        if joined is model:
            break
    grouped = statement.where(model.key().in_(keys)).group_by(model.key())
    return dict(session.execute(grouped).tuples().all())


_UP: tuple[tuple[type[Base], ColumnElement[bool]], ...] = (
    (SampleStock, SampleStock.sampleStockId == LoadedSample.sampleStockId),
    (CrystalSlurry, CrystalSlurry.crystalSlurryId == SampleStock.crystalSlurryId),
    (_MIXED, _MIXED.crystalSlurryId == CrystalSlurry.crystalSlurryId),
    (Crystal, Crystal.crystalId == _MIXED.crystalId),
    (Protein, Protein.proteinId == Crystal.proteinId),
)
"""The way from a loaded sample up to its protein."""
