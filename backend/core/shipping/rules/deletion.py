# SPDX-License-Identifier: LGPL-3.0-or-later
"""What goes with containers when they are deleted, and what stays because something else needs it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, func, select, update
from sqlalchemy.orm import Session

from backend.core.models import BLSample, Container, Crystal, DiffractionPlan
from backend.errors import Conflict
from backend.store.base import Base
from backend.store.rows import pointing_at

_PDB = ("pdbFileName", "pdbFilePath")
_ENTERED = ("name", "comments", "morphology", "color", "size_X", *_PDB, "diffractionPlanId")
"""What no sample list says of a crystal: one that has any of it was entered by a person, and stays."""

_AT_ONCE = 1000
"""Keys in one statement: databases take a limited number of values."""


def clear_samples(session: Session, containers: Select[object]) -> None:
    """Delete the samples in containers, with the crystals and plans that were only theirs.

    A slurry, stock or loaded sample that lay there stays; it only lies in no container any more. Raises
    Conflict where something was collected from one of them.
    """
    held = BLSample.containerId.in_(containers)
    _refuse_if_collected(session, select(BLSample.blSampleId).where(held))
    crystals = set(session.scalars(select(BLSample.crystalId).where(held)))
    plans = set(session.scalars(select(BLSample.diffractionPlanId).where(held)))
    leave_no_place(session, select(BLSample.blSampleId).where(held))
    session.execute(delete(BLSample).where(held))
    _delete_unused(session, Crystal, crystals, *(getattr(Crystal, name).is_(None) for name in _ENTERED))
    _delete_unused(session, DiffractionPlan, plans, DiffractionPlan.presetForProposalId.is_(None))


def leave_no_place(session: Session, samples: Select[object]) -> None:
    """Let the slurries, stocks and loaded samples that lie as these samples lie in no container any more."""
    for mapper in _mappers():
        name = mapper.class_.policy.lies_as
        if name:
            lying = getattr(mapper.class_, name).in_(samples)
            session.execute(update(mapper.class_).where(lying).values({name: None}))


def _refuse_if_collected(session: Session, samples: Select[object]) -> None:
    for name, column in pointing_at(BLSample):
        lies = any(column.table is each.local_table and each.class_.policy.lies_as for each in _mappers())
        count = 0 if lies else session.scalar(select(func.count()).where(column.in_(samples)))
        if count:
            raise Conflict(f"{count} {name} belong to samples in there: what was collected stays on record.")


def _mappers() -> Iterable[Any]:
    return BLSample.registry.mappers


def clear_containers(session: Session, dewars: Iterable[int]) -> None:
    """Delete the containers of dewars with all that is in them."""
    held = Container.dewarId.in_(list(dewars))
    clear_samples(session, select(Container.containerId).where(held))
    session.execute(delete(Container).where(held))


def _delete_unused(
    session: Session, model: type[Base], keys: Iterable[int | None], *conditions: ColumnElement[bool]
) -> None:
    """Delete those of the rows that fulfil the conditions and that no other row points at."""
    free = [~exists().where(column == model.key()) for _, column in pointing_at(model)]
    rest = iter(sorted(filter(None, keys)))
    while some := list(islice(rest, _AT_ONCE)):
        gone: Any = delete(model).where(model.key().in_(some), *free, *conditions)
        session.execute(gone, execution_options={"synchronize_session": False})
