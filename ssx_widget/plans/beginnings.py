"""How a plan begins: empty, from a template or a file, or like another one; each one step of undo."""

from __future__ import annotations

from copy import deepcopy

from ssx_widget.desk import Desk
from ssx_widget.drafts import Draft, Row
from ssx_widget.tables import without_keys


def fresh(desk: Desk, name: str) -> Draft:
    """A plan with nothing in it."""
    return desk.new("plans", {"name": name, "numberOfRepetitions": 1})


def from_row(desk: Desk, row: Row, name: str, trigger: Row | None = None) -> Draft:
    """A plan as a template or a file gives it, with a trigger of its own."""
    made: list[Draft] = []

    def make() -> None:
        ref = desk.new("master_triggers", trigger).ref if trigger else None
        made.append(desk.new("plans", {**row, "name": name, **({"masterTriggerId": ref} if ref else {})}))

    desk.edits.in_one_step(f"new plan {name}", make)
    return made[0]


def alike(desk: Desk, values: Row, name: str) -> Draft:
    """A plan that says what another one says, under another name; its trains are its own."""
    own = {key: deepcopy(value) for key, value in values.items() if key in _COPIED and value is not None}
    if own.get("repeatedSequence"):
        own["repeatedSequence"] = without_keys(own["repeatedSequence"])
    return desk.new("plans", {**own, "name": name})


_COPIED = ("numberOfRepetitions", "period", "masterTriggerId", "descriptionJson", "repeatedSequence")
