# SPDX-License-Identifier: LGPL-3.0-or-later
"""Sequences written as a whole, with their trains nested in them.

An event given without its key takes the place of the one that stands there, so that keys stay while a plan
is worked on. What several use is never changed for the others: they keep theirs, and the changed one is a
copy. A train that no event uses any more goes with its last one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.domain.plans.timing import LISTS
from backend.errors import Invalid
from backend.ssx.models import EventTrain, ExperimentalPlan, RepeatedSequence
from backend.ssx.rules.sequences import ABOVE, EVENTS, EventModel, TimedEvent, nested
from backend.store.base import Base
from backend.store.rows import Row

NESTED = "repeatedSequence."
"""Where a sequence stands in the body of a plan."""


def store(session: Session, proposal: int, given: Row, current: int | None, default_name: str) -> int:
    """Write a sequence nested in a plan whose sequence is *current*; gives the key that the plan takes.

    Lists that are left out stay as they are. Invalid names what does not exist in this proposal.
    """
    key = given.get("repeatedSequenceId") or current
    if key is None:
        made = _new(session, proposal, given.get("name") or default_name)
        write(session, made, given, NESTED)
        return made.repeatedSequenceId
    _check(session, RepeatedSequence, proposal, key, f"{NESTED}repeatedSequenceId")
    before = nested(session, [key])[key]
    wanted = {**before, **given}
    if _says(wanted, before):
        return key
    known = session.get_one(RepeatedSequence, key)
    if _plans_with(session, key) > (1 if key == current else 0):
        known = _new(session, proposal, wanted["name"])
        wanted = _without_keys(wanted, before)
    known.name = wanted["name"]
    write(session, known, wanted, NESTED)
    return known.repeatedSequenceId


def write(session: Session, sequence: RepeatedSequence, given: Row, place: str = "") -> None:
    """Make the given lists of events those of a sequence; lists that are left out stay.

    *place* stands in front of the fields that an Invalid names.
    """
    freed: set[int] = set()
    for name in LISTS:
        if name in given:
            freed |= _List(session, sequence, name, place + name).write(given[name])
    session.flush()
    _clear_trains(session, freed)


def _new(session: Session, proposal: int, name: str) -> RepeatedSequence:
    made = RepeatedSequence(proposalId=proposal, name=name)
    session.add(made)
    session.flush()
    return made


def _check(session: Session, model: type[Base], proposal: int, key: int, field: str) -> None:
    """Refuse the key of a row that is not of this proposal."""
    if session.scalar(select(model.key()).where(model.key() == key, model.within([proposal]))) is None:
        raise Invalid.field(field, f"There is no {model.__name__} {key} in this proposal.")


def _plans_with(session: Session, key: int) -> int:
    return session.scalar(select(func.count()).where(ExperimentalPlan.repeatedSequenceId == key)) or 0


def _says(given: Any, stored: object) -> bool:
    """Whether what is given says what is stored: keys may be left out, all else that is left out is empty."""
    if isinstance(stored, list):
        return len(given) == len(stored) and all(map(_says, given, stored))
    if not isinstance(stored, Mapping):
        return bool(given == stored)
    left_out = {name: value for name, value in stored.items() if name.endswith("Id") or name == "eventTrain"}
    return all(_says(given.get(name, left_out.get(name)), value) for name, value in stored.items())


def _without_keys(wanted: Row, before: Row) -> Row:
    """For a copy: the events get keys of their own, once it is sure that those given are the sequence's."""
    bare = dict(wanted)
    for name, model in EVENTS.items():
        key = model.key_name()
        _refuse_strange(model, NESTED + name, wanted[name], {row[key] for row in before[name]})
        bare[name] = [{n: value for n, value in row.items() if n != key} for row in wanted[name]]
    return bare


def _refuse_strange(model: EventModel, place: str, given: list[Row], known: Container[int]) -> None:
    for number, row in enumerate(given):
        key = row.get(model.key_name())
        if key is not None and key not in known:
            text = f"There is no {model.__name__} {key} in this sequence."
            raise Invalid.field(f"{place}.{number}.{model.key_name()}", text)


@dataclass(frozen=True)
class _List:
    """One list of events of a sequence while it is written."""

    session: Session
    sequence: RepeatedSequence
    name: str
    place: str

    @property
    def model(self) -> EventModel:
        """The table of these events."""
        return EVENTS[self.name]

    def write(self, given: list[Row]) -> set[int]:
        """Make these the events; gives the keys of the trains that were let go."""
        model, key = self.model, self.sequence.repeatedSequenceId
        held: list[TimedEvent] = list(
            self.session.scalars(select(model).where(model.repeatedSequenceId == key).order_by(model.key()))
        )
        before = {row.eventTrainId for row in held}
        known = {getattr(row, model.key_name()): row for row in held}
        _refuse_strange(model, self.place, given, known)
        kept = [self._event(number, row, known, held, given) for number, row in enumerate(given)]
        for row in held:
            if row not in kept:
                self.session.delete(row)
        return before - {row.eventTrainId for row in kept}

    def _event(
        self,
        number: int,
        row: Row,
        known: Mapping[int, TimedEvent],
        held: list[TimedEvent],
        given: list[Row],
    ) -> TimedEvent:
        """One event: the row with its key, or the one that stands in its place and that no other names."""
        name = self.model.key_name()
        there = held[number] if number < len(held) else None
        if there is not None and getattr(there, name) in {other.get(name) for other in given}:
            there = None
        event = known.get(row.get(name) or 0, there) or self.model()
        for column in self.model.attributes():
            if column not in (name, "eventTrainId", *ABOVE):
                setattr(event, column, row.get(column))
        event.repeatedSequenceId = self.sequence.repeatedSequenceId
        event.eventTrainId = self._train(event, row, f"{self.place}.{number}")
        self.session.add(event)
        self.session.flush()
        return event

    def _train(self, event: TimedEvent, row: Row, place: str) -> int:
        """The key of an event's train: one by its key, changed, copied, or new."""
        given = row.get("eventTrain")
        key = self._train_key(event, row, place)
        if given is None and key is not None:
            return key
        values = {
            n: (given or {}).get(n) for n in EventTrain.attributes() if n not in ("eventTrainId", *ABOVE)
        }
        train = self.session.get(EventTrain, key) if key is not None else None
        if train is None or (_differs(train, values) and _is_shared(self.session, train, event)):
            train = EventTrain(proposalId=self.sequence.proposalId)
        for column, value in values.items():
            setattr(train, column, value)
        self.session.add(train)
        self.session.flush()
        return train.eventTrainId

    def _train_key(self, event: TimedEvent, row: Row, place: str) -> int | None:
        """The key that is given, checked; else that of the event's train; None for a new one."""
        given = row.get("eventTrain")
        named = {key for key in (row.get("eventTrainId"), (given or {}).get("eventTrainId")) if key}
        if len(named) > 1:
            raise Invalid.field(f"{place}.eventTrainId", "This names another train than eventTrain does.")
        if given is None and not named:
            raise Invalid.field(f"{place}.eventTrain", "An event needs its train: give it, or eventTrainId.")
        key: int | None = next(iter(named), event.eventTrainId)
        if named and key is not None:
            _check(self.session, EventTrain, self.sequence.proposalId, key, f"{place}.eventTrainId")
        return key


def _differs(train: EventTrain, values: Row) -> bool:
    return any(getattr(train, column) != value for column, value in values.items())


def _is_shared(session: Session, train: EventTrain, event: TimedEvent) -> bool:
    """Whether another event uses the train too."""
    mine = (type(event), getattr(event, event.key_name()))
    return bool(_users(session, {train.eventTrainId})[train.eventTrainId] - {mine})


def _users(session: Session, trains: set[int]) -> dict[int, set[tuple[object, int]]]:
    """The events that use each of these trains."""
    users: dict[int, set[tuple[object, int]]] = defaultdict(set)
    for model in EVENTS.values():
        found = select(model.eventTrainId, model.key()).where(model.eventTrainId.in_(trains))
        for train, key in session.execute(found):
            users[train].add((model, key))
    return users


def _clear_trains(session: Session, freed: set[int]) -> None:
    used = _users(session, freed) if freed else {}
    for key in freed - used.keys():
        session.delete(session.get_one(EventTrain, key))
    session.flush()
