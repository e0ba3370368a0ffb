# SPDX-License-Identifier: LGPL-3.0-or-later
"""Fields edited, undone, redone and given up in any order: the draft holds what somebody would expect."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from qtpy.QtWidgets import QApplication

from ssx_widget.background.tasks import Tasks
from ssx_widget.context.connection import Connection
from ssx_widget.editing.autosave import Autosave
from ssx_widget.editing.draft_files import claim_folder
from ssx_widget.editing.edits import Edits
from ssx_widget.look.messages import Messages

FIELDS = st.sampled_from(["acronym", "name", "comments"])
VALUES = st.none() | st.sampled_from(["HEWL", "CDK2", "测试"])
ACTS = st.one_of(
    st.tuples(st.just("set"), FIELDS, VALUES),
    st.sampled_from([("undo",), ("redo",), ("leave",), ("discard",)]),
)
STORED = {"proteinId": 7, "acronym": "HEWL", "name": "Lysozyme", "comments": None, "_etag": "1"}

Values = dict[str, Any]


class Expected:
    """All states that the draft has gone through, and where among them undo and redo stand."""

    def __init__(self) -> None:
        self.states: list[Values] = [{}]
        self.place = 0
        self.run: str | None = None

    @property
    def changes(self) -> Values:
        return self.states[self.place]

    def set(self, name: str, value: object) -> None:
        if value == (self.changes[name] if name in self.changes else STORED[name]):
            return
        now = {key: held for key, held in {**self.changes, name: value}.items() if held != STORED[key]}
        if self.run == name and self.place == len(self.states) - 1:
            self._type_on(now)
            return
        self._push(now)
        self.run = name

    def discard(self) -> None:
        if self.changes:
            self._push({})
            self.run = None

    def undo(self) -> None:
        self.place, self.run = max(self.place - 1, 0), None

    def redo(self) -> None:
        self.place = min(self.place + 1, len(self.states) - 1)

    def _push(self, now: Values) -> None:
        self.states = [*self.states[: self.place + 1], now]
        self.place += 1

    def _type_on(self, now: Values) -> None:
        """The same step goes on; one that ends where it began is none."""
        self.states[self.place] = now
        if now == self.states[self.place - 1]:
            self.states.pop()
            self.place -= 1
            self.run = None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=st.lists(ACTS, max_size=25))
def test_edits_in_any_order(acts: list[tuple[Any, ...]], qapp: QApplication, tmp_path: Path) -> None:
    assert qapp
    messages = Messages()
    tasks, autosave = Tasks(messages), Autosave(claim_folder(tmp_path / "drafts"), messages)
    core = Connection().core  # connected to nothing: nothing is sent here
    edits = Edits(lambda name: getattr(core, name), tasks, messages, autosave)
    try:
        draft, expected = edits.open("proteins", dict(STORED)), Expected()
        for act, *words in acts:
            if act == "leave":
                edits.end_typing()
                expected.run = None
            elif act == "discard":
                edits.discard(draft)
                expected.discard()
            else:
                getattr(edits, act)(*([draft] if act == "set" else []), *words)
                getattr(expected, act)(*words)
            assert draft.changes == expected.changes
            assert draft.is_dirty == bool(expected.changes)
            assert edits.undo_stack.canUndo() == (expected.place > 0)
    finally:
        autosave.close()
        tasks.close()
