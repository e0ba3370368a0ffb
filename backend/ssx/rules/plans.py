# SPDX-License-Identifier: LGPL-3.0-or-later
"""Experimental plans: taken and given with their sequence nested; what cannot be measured is refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.domain.plans.timing import LISTS, timing_of, timing_problems
from backend.errors import Invalid
from backend.ssx.models import EventTrain, ExperimentalPlan, RepeatedSequence
from backend.ssx.rules import sequence_rows, sequences
from backend.store.rows import Row, RowRules, columns, read


def _prepare_plan(session: Session, values: Row, before: Row | None) -> None:
    """A body may carry `repeatedSequence`: it is written for this plan; null leaves the plan without one."""
    is_given = "repeatedSequence" in values
    given = values.pop("repeatedSequence", None)
    row = {**(before or {}), **values}
    if given is not None:
        named = {key for key in (values.get("repeatedSequenceId"), given.get("repeatedSequenceId")) if key}
        if len(named) > 1:
            text = "This names another sequence than repeatedSequence does."
            raise Invalid.field("repeatedSequenceId", text)
        wanted = {**given, **({"repeatedSequenceId": named.pop()} if named else {})}
        current = (before or {}).get("repeatedSequenceId")
        key = sequence_rows.store(session, row["proposalId"], wanted, current, row["name"])
        values["repeatedSequenceId"] = key
    elif is_given:
        values.setdefault("repeatedSequenceId", None)
    _refuse_impossible(_with_sequences(session, [{**row, **values}]))


def _with_sequences(session: Session, plans: list[Row]) -> list[Row]:
    keys = {plan["repeatedSequenceId"] for plan in plans if plan.get("repeatedSequenceId") is not None}
    found = sequences.nested(session, keys) if keys else {}
    for plan in plans:
        plan["repeatedSequence"] = found.get(plan.get("repeatedSequenceId") or 0)
    return plans


def _extend_plans(session: Session, rows: list[Row]) -> None:
    """Add each plan's sequence, in four statements."""
    _with_sequences(session, rows)


def _refuse_impossible(plans: Iterable[Row]) -> None:
    """Refuse a plan that cannot be measured; the fields are the plan's."""
    for plan in plans:
        wrong = timing_problems(timing_of(plan))
        if wrong:
            raise Invalid(" ".join(wrong.values()), errors={name: [text] for name, text in wrong.items()})


def _refuse_spoilt(session: Session, keys: Iterable[int]) -> None:
    """Refuse a change of a sequence or train by which it, or a plan that has it, cannot be measured."""
    found = sequences.nested(session, keys)
    wanted = select(*columns(ExperimentalPlan)).where(ExperimentalPlan.repeatedSequenceId.in_(list(found)))
    plans = _with_sequences(session, read(session, wanted)) if found else []
    for plan in (*({"repeatedSequence": sequence} for sequence in found.values()), *plans):
        wrong = timing_problems(timing_of(plan))
        if wrong:
            whose = f"In the plan “{plan['name']}”: " if "name" in plan else ""
            errors = {name.rpartition(".")[2]: [whose + text] for name, text in wrong.items()}
            raise Invalid(whose + " ".join(wrong.values()), errors=errors)


def _prepare_train(_session: Session, values: Row, before: Row | None) -> None:
    """A train has to be possible by itself, also while no event uses it."""
    row = {**(before or {}), **values}
    alone = {"repeatedSequence": {LISTS[-1]: [{"name": row["name"], "eventTrain": row}]}}
    wrong = timing_problems(timing_of(alone))
    if wrong:
        errors = {name.rpartition(".")[2]: [text] for name, text in wrong.items()}
        raise Invalid(" ".join(wrong.values()), errors=errors)


def _check_train(session: Session, train: EventTrain, _values: Row) -> None:
    _refuse_spoilt(session, sequences.sequences_with(session, train.eventTrainId))


def _check_event(session: Session, event: Any, _values: Row) -> None:
    _refuse_spoilt(session, [event.repeatedSequenceId])


def _write_sequence(session: Session, sequence: RepeatedSequence, values: Row) -> None:
    sequence_rows.write(session, sequence, values)
    _refuse_spoilt(session, [sequence.repeatedSequenceId])


def _extend_sequences(session: Session, rows: list[Row]) -> None:
    """Add each sequence's lists of events, in three statements."""
    lists = sequences.events_of(session, [row["repeatedSequenceId"] for row in rows])
    for row in rows:
        row.update(lists[row["repeatedSequenceId"]])


def _remove_events(session: Session, sequence: RepeatedSequence) -> None:
    sequence_rows.write(session, sequence, {name: [] for name in LISTS})


PLAN_RULES = RowRules(prepare=_prepare_plan, extend=_extend_plans, makes=("repeatedSequenceId",))
SEQUENCE_RULES = RowRules(stored=_write_sequence, extend=_extend_sequences, remove=_remove_events)
TRAIN_RULES = RowRules(prepare=_prepare_train, stored=_check_train)
EVENT_RULES = RowRules(stored=_check_event)
