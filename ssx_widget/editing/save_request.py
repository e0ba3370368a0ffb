# SPDX-License-Identifier: LGPL-3.0-or-later
"""Sends drafts to the backend one after the other; an unanswered request is repeated first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hwobj.client.collections import Collection, new_key
from hwobj.errors import LimsError, ServerFault, Unavailable, Unreachable
from ssx_widget.editing.collections import sent
from ssx_widget.editing.draft import Draft, Row, resolve
from ssx_widget.editing.draft_files import DraftFiles, SentRequest


@dataclass(frozen=True)
class SaveStep:
    """One draft as it was when saving was asked for."""

    draft: Draft
    store: Collection
    id: int | None
    base: Row
    changes: Row
    body: Row

    @classmethod
    def of(cls, draft: Draft, store: Collection) -> SaveStep:
        """Take what the draft holds now; what is typed later is not part of this save."""
        return cls(draft, store, draft.id, draft.base, dict(draft.changes), _body(draft))


@dataclass(frozen=True)
class SaveOutcome:
    """What became of a step: the stored row, or the error."""

    step: SaveStep
    row: Row
    error: LimsError | None = None


def save(steps: Iterable[SaveStep], ids: Mapping[str, int], files: DraftFiles) -> list[SaveOutcome]:
    """Send the steps in their order up to the first that fails; `ids` are the keys of stored drafts."""
    known = dict(ids)
    outcomes: list[SaveOutcome] = []
    for step in steps:
        try:
            row = _send(step, resolve(step.body, known), files)
        except LimsError as error:
            return [*outcomes, SaveOutcome(step, {}, error)]
        known[step.draft.key] = row[step.store.key]
        outcomes.append(SaveOutcome(step, row))
    return outcomes


def _body(draft: Draft) -> Row:
    columns = {name.partition(".")[0] for name in draft.changes}
    return {
        column: sent(draft.collection, column, value)
        for column, value in draft.values.items()
        if column in columns
    }


def _send(step: SaveStep, body: Row, files: DraftFiles) -> Row:
    earlier = files.sending(step.draft.key)
    if earlier is None:
        return _ask(step, SentRequest(new_key(), step.id, step.base.get("_etag"), body), files)
    row = _ask(step, earlier, files)
    rest = _rest(step, earlier.body, body)
    return _ask(step, SentRequest(new_key(), row[step.store.key], row["_etag"], rest), files) if rest else row


def _rest(step: SaveStep, sent: Mapping[str, object], body: Row) -> Row:
    """What the earlier request did not say, or said otherwise."""
    columns = [*body, *(column for column in sent if column not in body)]
    wanted = {column: body[column] if column in body else step.base.get(column) for column in columns}
    return {column: value for column, value in wanted.items() if column not in sent or sent[column] != value}


def _ask(step: SaveStep, request: SentRequest, files: DraftFiles) -> Row:
    files.send(step.draft.key, request)
    try:
        if request.id is None:
            return step.store.create(request.body, key=request.idempotency_key)
        return step.store.update(request.id, request.body, etag=request.etag, key=request.idempotency_key)
    except (Unreachable, Unavailable, ServerFault):
        raise
    except LimsError:
        files.answered(step.draft.key)
        raise


def rows_to_check(draft: Draft) -> Row:
    """The draft's row with every reference standing for some key, so that its fields can be checked."""
    return {name: resolve(value, _AnyKey()) for name, value in draft.values.items()}


class _AnyKey(dict[str, int]):
    def __missing__(self, _key: str) -> int:
        return 1
