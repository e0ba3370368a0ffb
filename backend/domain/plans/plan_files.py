# SPDX-License-Identifier: LGPL-3.0-or-later
"""A timing plan as a JSON file: written without keys, so that it can be read into any proposal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from backend.domain.fields.field import Field
from backend.domain.fields.plan_fields import EVENT_TABLES, FIELDS
from backend.domain.rows import AnyRow, Row

FORMAT = "ssx-desk timing plan"
VERSION = 1
MOST_BYTES = 1_000_000
"""Larger than any plan: what is longer is another file."""
MOST_EVENTS = 20
"""Rows that one list of a sequence holds at most."""


def written(plan: AnyRow, trigger: Mapping[str, object] | None = None) -> bytes:
    """The file of a plan as it stands on the wire, with its master trigger."""
    own: Row = _told(FIELDS["ExperimentalPlan"], plan)
    if trigger:
        own["masterTrigger"] = _told(FIELDS["MasterTrigger"], trigger)
    sequence = plan.get("repeatedSequence") or {}
    own["repeatedSequence"] = {
        "name": sequence.get("name") or plan.get("name"),
        **{
            kind: [
                {
                    **_told(FIELDS[table], row),
                    "eventTrain": _told(FIELDS["EventTrain"], row["eventTrain"]),
                }
                for row in sequence.get(kind) or ()
            ]
            for kind, table in EVENT_TABLES.items()
        },
    }
    whole = {"format": FORMAT, "version": VERSION, "plan": own}
    return json.dumps(whole, indent=2, ensure_ascii=False).encode()


def read(data: bytes) -> tuple[Row, Row | None]:
    """The plan of a file and its master trigger; raises ValueError with a sentence for what is none."""
    if len(data) > MOST_BYTES:
        raise ValueError(f"A timing plan has at most {MOST_BYTES // 1000} kB; this file is larger.")
    try:
        whole = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise ValueError("This file is no JSON; take one that Export has written.") from None
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise ValueError("This file holds no timing plan; take one that Export has written.")
    if whole.get("version") != VERSION:
        raise ValueError(f"This program reads plans of version {VERSION}; this file is of another one.")
    given = _object(whole.get("plan"), "The plan")
    plan = _read_row(FIELDS["ExperimentalPlan"], given, "The plan")
    sequence = _object(given.get("repeatedSequence") or {}, "The sequence")
    plan["repeatedSequence"] = {
        "name": _name(sequence, plan),
        **{kind: _read_events(kind, sequence.get(kind) or []) for kind in EVENT_TABLES},
    }
    trigger = given.get("masterTrigger")
    named = _object(trigger, "The trigger") if trigger else None
    return plan, _read_row(FIELDS["MasterTrigger"], named, "The trigger") if named else None


def _name(sequence: Row, plan: Row) -> str:
    name = sequence.get("name")
    return name if isinstance(name, str) and 0 < len(name) <= 45 else str(plan["name"])


def _read_events(kind: str, rows: object) -> list[Row]:
    if not isinstance(rows, list) or len(rows) > MOST_EVENTS:
        raise ValueError(f"“{kind}” is a list of at most {MOST_EVENTS} trains; this file has another thing.")
    return [_read_event(kind, row, f"Train {number} of {kind}") for number, row in enumerate(rows, 1)]


def _read_event(kind: str, given: object, where: str) -> Row:
    row = _object(given, where)
    train = _read_row(FIELDS["EventTrain"], _object(row.get("eventTrain"), where), where)
    return {**_read_row(FIELDS[EVENT_TABLES[kind]], row, where), "eventTrain": train}


def _object(given: object, where: str) -> Row:
    if not isinstance(given, dict):
        raise ValueError(f"{where} is damaged in this file; export it again.")
    return given


def _own(fields: Iterable[Field]) -> Iterable[Field]:
    """The fields that mean the same in every proposal."""
    return (field for field in fields if not field.refers_to)


def _told(fields: Iterable[Field], row: Mapping[str, object]) -> Row:
    told: Row = {}
    for field in _own(fields):
        value = field.get(row)
        if value is not None:
            told = field.put(told, value)
    return told


def _read_row(fields: Iterable[Field], given: Row, where: str) -> Row:
    if not isinstance(given.get("descriptionJson") or {}, dict):
        raise ValueError(f"{where} is damaged in this file; export it again.")
    for field in _own(fields):
        problem = field.check(field.get(given))
        if problem:
            raise ValueError(f"{where}: {problem}")
    return _told(fields, given)
