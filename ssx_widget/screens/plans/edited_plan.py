# SPDX-License-Identifier: LGPL-3.0-or-later
"""A plan while it is edited: its events as rows, each change one step of undo. Knows no widget.

What was typed and is no value stays with its cell, by the field's place in the plan, until it is put right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import partial

from backend.domain.fields.plan_fields import event_field, event_problem
from backend.domain.plans.timing import LISTS, Timing, timing_of
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Draft, Row

_DETECTIONS, _EXPOSURES, _EXCITATIONS = LISTS
ORDER = (_EXCITATIONS, _EXPOSURES, _DETECTIONS)
"""The kinds of events in the order of the table and of the lanes."""

WHAT: dict[str, str] = {
    _DETECTIONS: "X-ray detection",
    _EXPOSURES: "X-ray exposure",
    _EXCITATIONS: "Excitation",
}
EXCITATIONS = ("laser", "droplet", "mixing", "temperature jump", "gas", "electric field")
WHATS = (
    *(f"{WHAT[_EXCITATIONS]}, {each}" for each in EXCITATIONS),
    WHAT[_EXPOSURES],
    WHAT[_DETECTIONS],
)
"""What an event may be, as a person picks it."""
_LIST = "repeatedSequence."


@dataclass
class PlanEvent:
    """One row: the list that it is in, what it holds as on the wire, and texts that are no values yet."""

    kind: str
    row: Row
    typed: dict[str, str] = field(default_factory=dict)

    @property
    def what(self) -> str:
        """The words for what happens."""
        excitation = self.row.get("ssxExcitation")
        return f"{WHAT[self.kind]}, {excitation}" if excitation else WHAT[self.kind]

    def get(self, name: str) -> object:
        """A value, also `eventTrain.duration`."""
        first, _, inner = name.partition(".")
        return (self.row.get(first) or {}).get(inner) if inner else self.row.get(first)

    def put(self, name: str, value: object) -> None:
        """Hold another value; a train is called as its event is."""
        first, _, inner = name.partition(".")
        if inner:
            self.row[first] = {**self.row[first], inner: value}
        else:
            self.row[first] = value
        if name == "name":
            self.row["eventTrain"] = {**self.row["eventTrain"], "name": value}

    def put_text(self, name: str, text: str) -> None:
        """Take what was typed; a text that is no value is kept beside the value that stood there."""
        self.typed.pop(name, None)
        asked = event_field(self.kind, 0, name)
        if asked is None:
            return
        try:
            value = asked.parse(text)
            if value is None and name in ("name", "eventTrain.timeOn", "eventTrain.duration"):
                raise ValueError
            self.put(name, value)
        except ValueError:
            self.typed[name] = text

    def become(self, what: str) -> bool:
        """Be another kind of event; False when the words name none."""
        wanted = what.strip().casefold()
        found = next((each for each in WHATS if wanted and wanted in each.casefold()), None)
        if found is None:
            return False
        words, _, excitation = found.partition(", ")
        kind = next(kind for kind, each in WHAT.items() if each == words)
        if kind != self.kind:
            self.row = {name: self.row[name] for name in ("name", "eventTrain")}
        self.kind = kind
        if excitation:
            self.row["ssxExcitation"] = excitation
        return True


def new_event(what: str, name: str, time_on: float = 0.0, duration: float = 0.001) -> PlanEvent:
    """An event that happens once."""
    train = {"name": name, "timeOn": time_on, "duration": duration, "numberOfRepetitions": 1}
    event = PlanEvent(_EXPOSURES, {"name": name, "eventTrain": train})
    event.become(what)
    return event


class EditedPlan:
    """A draft of a plan, and its events."""

    def __init__(self, context: AppContext, draft: Draft) -> None:
        self._edits, self.draft = context.edits, draft

    @property
    def timing(self) -> Timing:
        """Its times as they are now."""
        return timing_of(self.draft.values)

    @property
    def events(self) -> list[PlanEvent]:
        """Its events in the order of the table; what is done to these copies changes nothing."""
        sequence = self.draft.values.get("repeatedSequence") or {}
        return [
            PlanEvent(kind, deepcopy(row), self._typed(kind, number))
            for kind in ORDER
            for number, row in enumerate(sequence.get(kind) or ())
        ]

    def places(self) -> list[str]:
        """Where each event of the table stands in the plan."""
        sequence = self.draft.values.get("repeatedSequence") or {}
        return [
            f"{_LIST}{kind}.{number}" for kind in ORDER for number in range(len(sequence.get(kind) or ()))
        ]

    def change(self, words: str, change: Callable[[list[PlanEvent]], object]) -> None:
        """Let `change` do what it wants to the events, as one step of undo that is called by the words."""
        events = self.events
        change(events)
        steps = list(self._steps(events))
        if steps:
            self._edits.in_one_step(words, lambda: [step() for step in steps])
            self._edits.end_typing()

    def move(self, place: str, time_on: float, duration: float) -> None:
        """Take an event elsewhere; until `settle`, all of it is one step of undo."""
        kind, number = place.removeprefix(_LIST).split(".")
        rows = deepcopy(self.draft.get(_LIST + kind))
        rows[int(number)]["eventTrain"] |= {"timeOn": time_on, "duration": duration}
        self._edits.set(self.draft, _LIST + kind, rows)

    def settle(self) -> None:
        """The next move is a step of its own."""
        self._edits.end_typing()

    def _typed(self, kind: str, number: int) -> dict[str, str]:
        start = f"{_LIST}{kind}.{number}."
        typed = self.draft.typed.items()
        return {name.removeprefix(start): text for name, text in typed if name.startswith(start)}

    def _steps(self, events: list[PlanEvent]) -> Iterator[Callable[[], None]]:
        """What has to be done so that the plan holds these events, and texts of theirs that are no values."""
        typed: dict[str, str] = {}
        for kind in ORDER:
            held = [event for event in events if event.kind == kind]
            rows = [event.row for event in held]
            if rows != (self.draft.get(_LIST + kind) or []):
                yield partial(self._edits.set, self.draft, _LIST + kind, rows)
            for number, event in enumerate(held):
                fields = (event_field(kind, number, name) for name in event.typed)
                for asked, text in zip(fields, event.typed.values(), strict=True):
                    if asked and self.draft.typed.get(asked.name) != text:
                        # An empty text is none either where a value is needed.
                        needed = replace(asked, required=True)
                        yield partial(self._edits.set_text, self.draft, needed, text)
                    typed[asked.name if asked else ""] = text
        for name in list(self.draft.typed):
            if name.startswith(_LIST) and name not in typed:
                yield partial(self._edits.set, self.draft, name, None)


def problem_of(event: PlanEvent, name: str) -> str:
    """What is wrong with one value by itself: a text that is none, or a value out of range."""
    if name not in event.typed:
        return event_problem(event.kind, name, event.get(name)) or ""
    text = event.typed[name]
    asked = event_field(event.kind, 0, name)
    if asked is None:
        return ""
    if not text.strip():
        return f"{asked.label} is empty, but is needed."
    try:
        asked.parse(text)
    except ValueError as error:
        return str(error)
    return ""
