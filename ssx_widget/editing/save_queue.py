# SPDX-License-Identifier: LGPL-3.0-or-later
"""Brings drafts to the backend: checks them, sends them on a worker, and says what became of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from qtpy.QtCore import QObject, Signal

from backend.domain.fields.field import Field, errors_in
from hwobj.client.collections import Collection
from hwobj.errors import Conflict, Invalid, LimsError, NotFound, Stale
from ssx_widget.background.tasks import Tasks, sentence
from ssx_widget.editing.autosave import Autosave
from ssx_widget.editing.collections import fields_of, name_of
from ssx_widget.editing.draft import Draft, Row, in_order
from ssx_widget.editing.save_request import SaveOutcome, SaveStep, rows_to_check, save
from ssx_widget.look.messages import Messages

Then = Callable[[], object]


class SaveQueue(QObject):
    """One write at a time, in the order asked for.

    `saved(draft)`, `deleted(draft, key)`, `refused(draft)`: `draft.errors` or `draft.conflict` says why.
    `busyChanged(bool)`: whether something is being written.
    """

    saved = Signal(object)
    deleted = Signal(object, object)
    refused = Signal(object)
    busyChanged = Signal(bool)

    def __init__(
        self, collection: Callable[[str], Collection], tasks: Tasks, messages: Messages, autosave: Autosave
    ) -> None:
        super().__init__()
        self._collection, self._tasks, self._messages, self._autosave = collection, tasks, messages, autosave
        self._moved: dict[tuple[str, int], int] = {}
        self._waiting: list[Then] = []
        self.busy = False

    def save(self, drafts: Iterable[Draft], seen: Mapping[str, Draft], done: Then | None) -> None:
        """Store what is not stored of these drafts, and the new ones of `seen` that they point to."""
        if self.busy:
            again = list(drafts)
            self._waiting.append(lambda: self.save(again, seen, done))
            return
        wanted = in_order((draft for draft in drafts if _unstored(draft)), seen)
        if wanted and self._check(wanted, seen):
            self._send(wanted, seen, done)
        elif not wanted and done:
            done()

    def delete(self, draft: Draft, done: Then | None) -> None:
        """Delete a stored row; the draft then holds all of it, as one that is new."""
        if self.busy:
            self._waiting.append(lambda: self.delete(draft, done))
            return
        collection, etag, key = self._collection(draft.collection), draft.base.get("_etag"), draft.id
        if key is None:
            return

        def work() -> Row:
            row = collection.get(key)
            collection.delete(key, etag=etag)
            return row

        def gone(row: Row) -> None:
            draft.deleted(row, collection.key)
            self.deleted.emit(draft, key)
            self._set_busy(False)
            if done:
                done()

        def failed(error: Exception) -> None:
            if isinstance(error, NotFound):
                gone(dict(draft.base))
                return
            self._messages.error(f"{_name(draft)} is not deleted. {sentence(error)}")
            self._set_busy(False)

        self._set_busy(True)
        self._tasks.run(work, done=gone, failed=failed, busy="Deleting…", owner=self)

    def _set_busy(self, busy: bool) -> None:
        self.busy = busy
        self.busyChanged.emit(busy)
        while not self.busy and self._waiting:
            self._waiting.pop(0)()

    def _check(self, drafts: list[Draft], seen: Mapping[str, Draft]) -> bool:
        """Nothing is sent before all of it is right."""
        for draft in drafts:
            found = errors_in(fields_of(draft.collection, draft.values), rows_to_check(draft))
            draft.errors = found | _lost(draft, seen) | typed_errors(draft)
        wrong = [draft for draft in drafts if draft.errors]
        if wrong:
            self._messages.warning(f"{_name(wrong[0])} is not saved. {next(iter(wrong[0].errors.values()))}")
        for draft in wrong:
            self.refused.emit(draft)
        return not wrong

    def _send(self, drafts: list[Draft], seen: Mapping[str, Draft], done: Then | None) -> None:
        self._set_busy(True)
        self._autosave.keep_now()
        steps = [
            SaveStep.of(self._follow_moves(draft), self._collection(draft.collection)) for draft in drafts
        ]
        ids = {draft.key: draft.id for draft in seen.values() if draft.id is not None}
        self._tasks.run(
            lambda: save(steps, ids, self._autosave.files),
            done=lambda outcomes: self._end(outcomes, done),
            failed=self._fail,
            busy="Saving…",
            owner=self,
        )

    def _follow_moves(self, draft: Draft) -> Draft:
        """Point to the new keys of rows that were deleted and made again."""
        for name, value in draft.changes.items():
            if isinstance(value, int) and (name, value) in self._moved:
                draft.changes[name] = self._moved[name, value]
        return draft

    def _end(self, outcomes: list[SaveOutcome], done: Then | None) -> None:
        for outcome in outcomes:
            if outcome.error is None:
                self._take(outcome)
            else:
                self._refuse(outcome.step.draft, outcome.error)
        self._set_busy(False)
        if outcomes[-1].error is None and done:
            done()

    def _fail(self, error: Exception) -> None:
        self._messages.error(f"Not all is saved. {sentence(error)}")
        self._set_busy(False)

    def _take(self, outcome: SaveOutcome) -> None:
        draft, key_column = outcome.step.draft, outcome.step.store.key
        key = outcome.row[key_column]
        if draft.former_id is not None:
            self._moved[key_column, draft.former_id] = key
            draft.former_id = None
        draft.stored(outcome.row, key, outcome.step.changes)
        self._autosave.answered(draft)
        self.saved.emit(draft)

    def _refuse(self, draft: Draft, error: LimsError) -> None:
        if isinstance(error, Stale):
            draft.conflict = error.current
        elif isinstance(error, (Invalid, Conflict)):
            draft.errors.update({name: " ".join(texts) for name, texts in error.errors.items()})
        self._messages.error(f"{_name(draft)} is not saved. {error}")
        self.refused.emit(draft)


def typed_errors(draft: Draft) -> dict[str, str]:
    """Why each text that was typed is no value."""
    if not draft.typed:
        return {}
    fields = {field.name: field for field in fields_of(draft.collection, draft.values)}
    return {name: _problem(fields[name], text) for name, text in draft.typed.items() if name in fields}


def _problem(field: Field, text: str) -> str:
    try:
        field.parse_typed(text)
    except ValueError as error:
        return str(error)
    return f"{field.label} “{text}” is not taken over yet; type it again."


def _lost(draft: Draft, seen: Mapping[str, Draft]) -> dict[str, str]:
    """The fields that point to a draft which was given up."""
    gone = {key for key in draft.references() if key not in seen or seen[key].gone}
    return {
        name: "What stood here was discarded; pick another."
        for name, value in draft.changes.items()
        if gone & Draft(draft.collection, changes={name: value}).references()
    }


def _unstored(draft: Draft) -> bool:
    return not draft.gone and (draft.is_new or draft.is_dirty)


def _name(draft: Draft) -> str:
    return name_of(draft.collection, draft.values)
