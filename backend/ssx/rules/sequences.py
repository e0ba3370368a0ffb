# SPDX-License-Identifier: LGPL-3.0-or-later
"""Sequences with their trains nested in them, read in a constant number of statements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from backend.domain.plans.timing import LISTS
from backend.ssx.models import (
    EventTrain,
    RepeatedSequence,
    TimedExcitation,
    TimedXrayDetection,
    TimedXrayExposure,
)
from backend.store.rows import Row, columns

TimedEvent: TypeAlias = TimedXrayDetection | TimedXrayExposure | TimedExcitation
EventModel: TypeAlias = type[TimedXrayDetection] | type[TimedXrayExposure] | type[TimedExcitation]

EVENTS: dict[str, EventModel] = dict(
    zip(LISTS, (TimedXrayDetection, TimedXrayExposure, TimedExcitation), strict=True)
)
"""The table behind each list of a sequence."""

ABOVE = ("proposalId", "repeatedSequenceId")
"""What a nested row does not repeat: whose it is."""

_TRAIN = "eventTrain."


def nested(session: Session, keys: Iterable[int]) -> dict[int, Row]:
    """The sequences with these keys, each with its lists of events and their trains; four statements."""
    statement = select(RepeatedSequence.repeatedSequenceId, RepeatedSequence.name)
    found = session.execute(statement.where(RepeatedSequence.repeatedSequenceId.in_(set(keys)))).mappings()
    rows = {row["repeatedSequenceId"]: dict(row) for row in found}
    for key, lists in events_of(session, rows).items():
        rows[key] |= lists
    return rows


def events_of(session: Session, keys: Iterable[int]) -> dict[int, dict[str, list[Row]]]:
    """The lists of events of these sequences; three statements."""
    wanted = list(keys)
    lists: dict[int, dict[str, list[Row]]] = {key: {name: [] for name in LISTS} for key in wanted}
    for name, model in EVENTS.items() if wanted else ():
        for row in _events(session, model, wanted):
            lists[row["repeatedSequenceId"]][name].append(_unfolded(row))
    return lists


def _events(session: Session, model: EventModel, keys: list[int]) -> Iterable[RowMapping]:
    train = [column.label(f"{_TRAIN}{column.key}") for column in columns(EventTrain)]
    statement = select(*columns(model), *train).join(
        EventTrain, EventTrain.eventTrainId == model.eventTrainId
    )
    wanted = statement.where(model.repeatedSequenceId.in_(keys)).order_by(model.key())
    return session.execute(wanted).mappings()


def _unfolded(row: RowMapping) -> Row:
    """An event with its train as an object of its own."""
    own = {name: value for name, value in row.items() if not name.startswith(_TRAIN) and name not in ABOVE}
    train = {name.removeprefix(_TRAIN): value for name, value in row.items() if name.startswith(_TRAIN)}
    return {**own, "eventTrain": {name: value for name, value in train.items() if name not in ABOVE}}


def sequences_with(session: Session, train: int) -> set[int]:
    """The keys of the sequences in which a train stands."""
    found: set[int] = set()
    for model in EVENTS.values():
        found |= set(session.scalars(select(model.repeatedSequenceId).where(model.eventTrainId == train)))
    return found
