# SPDX-License-Identifier: LGPL-3.0-or-later
"""How a plan begins: empty, from a template or a file, or like another one; each one step of undo."""

from __future__ import annotations

from copy import deepcopy

from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import without_keys
from ssx_widget.editing.draft import Draft, Row


def fresh(context: AppContext, name: str) -> Draft:
    """A plan with nothing in it."""
    return context.new("plans", {"name": name, "numberOfRepetitions": 1})


def from_row(context: AppContext, row: Row, name: str, trigger: Row | None = None) -> Draft:
    """A plan as a template or a file gives it, with a trigger of its own."""
    made: list[Draft] = []

    def make() -> None:
        ref = context.new("master_triggers", trigger).ref if trigger else None
        made.append(context.new("plans", {**row, "name": name, **({"masterTriggerId": ref} if ref else {})}))

    context.edits.in_one_step(f"new plan {name}", make)
    return made[0]


def alike(context: AppContext, values: Row, name: str) -> Draft:
    """A plan that says what another one says, under another name; its trains are its own."""
    own = {key: deepcopy(value) for key, value in values.items() if key in _COPIED and value is not None}
    if own.get("repeatedSequence"):
        own["repeatedSequence"] = without_keys(own["repeatedSequence"])
    return context.new("plans", {**own, "name": name})


_COPIED = ("numberOfRepetitions", "period", "masterTriggerId", "descriptionJson", "repeatedSequence")
