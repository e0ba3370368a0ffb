# SPDX-License-Identifier: LGPL-3.0-or-later
"""Taking a bundle in: every row checked as a body would be, found again or stored anew, all or nothing.

The caller names the proposal that it goes to, whatever the file says. References are numbers of the bundle's
own rows, so they lead to rows that were stored just now or that this proposal has already.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import null, select
from sqlalchemy.orm import Session

from backend.core.models import Proposal
from backend.errors import Conflict, Invalid
from backend.store import rows
from backend.store.base import Base
from backend.store.column_types import now
from backend.store.ownership import Caller
from backend.store.rows import Row, columns, dumps, read
from backend.transfers.bundle import Bundle
from backend.transfers.models import TransferReceived
from backend.transfers.tables import OWNER, PARTS, TransferTable

_MOST_TOLD = 1000
"""Problems that one answer tells."""


@dataclass(frozen=True)
class IntakeOptions:
    """Where a bundle goes and how: `keep` takes the proposal's own rows where the bundle has others."""

    proposal: int
    keep: bool = False
    again: bool = False
    """Also when the same bundle was taken in before, and what it brought is gone."""


def take_in(session: Session, caller: Caller, bundle: Bundle, options: IntakeOptions) -> Row:
    """Store a bundle in a proposal that the caller may see; gives what was stored, found, and put aside.

    The same bundle a second time stores nothing and gives the first report, `repeated`. Raises Invalid for
    rows that need mending, and Conflict with `conflicts`, by table and row, where the proposal has others.
    """
    rows.one(session, caller, Proposal, options.proposal)
    earlier = _earlier(session, bundle, options)
    if earlier is not None and not options.again:
        return {**(earlier.report or {}), "transferReceivedId": earlier.transferReceivedId, "repeated": True}
    received = earlier or TransferReceived(proposalId=options.proposal, contentHash=bundle.content_hash)
    received.time, received.person, received.origin = now(), caller.name, bundle.origin
    session.add(received)
    rows.flush(session, TransferReceived, {})
    report = _Intake(session, options).run(bundle)
    received.report = report
    session.flush()
    return {**report, "transferReceivedId": received.transferReceivedId, "repeated": False}


def _earlier(session: Session, bundle: Bundle, options: IntakeOptions) -> TransferReceived | None:
    known = select(TransferReceived).where(
        TransferReceived.proposalId == options.proposal, TransferReceived.contentHash == bundle.content_hash
    )
    return session.scalar(known)


@dataclass
class _Intake:
    """One bundle on its way into one proposal."""

    session: Session
    options: IntakeOptions
    keys: dict[type[Base], dict[int, int]] = field(default_factory=dict)
    """Table → number in the bundle → key here."""
    wrong: dict[str, list[str]] = field(default_factory=dict)
    conflicts: list[Row] = field(default_factory=list)
    stored: dict[str, int] = field(default_factory=dict)
    found: dict[str, int] = field(default_factory=dict)

    def run(self, bundle: Bundle) -> Row:
        """Take in all rows; raises Invalid or Conflict, and then nothing may be committed."""
        unknown = bundle.rows.keys() - {part.name for part in PARTS}
        if unknown:
            names = ", ".join(sorted(name[:45] for name in unknown))
            raise Invalid.field(
                "file", f"This server knows no table {names}; it may be too old for the file."
            )
        self.keys[Proposal] = {1: self.options.proposal}
        for part in PARTS:
            self._take_part(part, bundle.rows.get(part.name, []))
        self._refuse_conflicts()
        if self.wrong:
            raise Invalid(_some(self.wrong), errors=dict(list(self.wrong.items())[:_MOST_TOLD]))
        return {
            "proposalId": self.options.proposal,
            "stored": self.stored,
            "found": self.found,
            "kept": self.conflicts,
            "keys": {
                part.name: {str(number): key for number, key in self.keys[part.model].items()}
                for part in PARTS
                if self.keys[part.model]
            },
        }

    def _refuse_conflicts(self) -> None:
        """Before what is wrong: rows that lack one that is in conflict are not wrong themselves."""
        refusing = [told for told in self.conflicts if told["key"] is None or not self.options.keep]
        if refusing:
            text = f"{len(refusing)} rows meet others that are there already; nothing was stored."
            raise Conflict(f"{text} {refusing[0]['message']}", conflicts=refusing[:_MOST_TOLD])

    def _take_part(self, part: TransferTable, told: list[Row]) -> None:
        keys = self.keys[part.model] = {}
        bodies = [(number, self._body(part, number, row)) for number, row in enumerate(told, start=1)]
        here = _HeldRows(self.session, part, self.options.proposal) if told else None
        later: dict[int, Row] = {}
        for number, body in bodies:
            if here is None or body is None:
                continue
            key = here.take_same(body)
            other = here.meets(body) if key is None else None
            if other is not None:
                self._note_conflict(part, number, body, *other)
                key = other[0]
            elif key is not None:
                self.found[part.name] = self.found.get(part.name, 0) + 1
            else:
                key = self._store(part, number, body, later)
            if key is not None:
                keys[number] = key
        self._refer_back(part, later)

    def _body(self, part: TransferTable, number: int, told: Row) -> Row | None:
        """A row as it is to be stored; None, and noted, where it needs mending."""
        told = dict(told)
        named = {name: told.pop(name, None) for name in (*part.references, *part.lists)}
        unknown = [name for name in told if name not in part.told]
        try:
            if unknown:
                raise ValidationError({name: ["This is no member of such a row."] for name in unknown})
            body: Row = part.schema(partial=(*named, OWNER)).load(told)
            body |= {name: self._key(part, name, value) for name, value in named.items()}
            if part.model.policy.owner == OWNER:
                body[OWNER] = self.options.proposal
        except ValidationError as error:
            self._note_wrong(part, number, _messages(error))
            return None
        return body

    def _key(self, part: TransferTable, name: str, value: object) -> object:
        """The key here for a number of the bundle; one of the same table waits until all are stored."""
        if name in part.lists:
            wanted = value if isinstance(value, list) else [value]
            return [self._key_of(part.lists[name], name, number) for number in wanted]
        if value is None:
            if not part.model.__mapper__.columns[name].nullable:
                raise ValidationError({name: ["This row cannot be without it."]})
            return None
        if part.references[name] is part.model:
            return value
        return self._key_of(part.references[name], name, value)

    def _key_of(self, target: type[Base], name: str, number: object) -> int:
        key = self.keys[target].get(number) if isinstance(number, int) else None
        if key is None:
            text = f"The file has no {target.__name__} of this number, or that one could not be taken."
            raise ValidationError({name: [text]})
        return key

    def _store(self, part: TransferTable, number: int, body: Row, later: dict[int, Row]) -> int | None:
        own = {name: body.pop(name) for name, target in part.references.items() if target is part.model}
        try:
            key = rows.store(self.session, part.model, _with_nulls(part, body), part.rules)
        except (Invalid, Conflict) as error:
            self._note_wrong(part, number, error.errors or {"row": [error.detail]})
            return None
        later[key] = own
        self.stored[part.name] = self.stored.get(part.name, 0) + 1
        return key

    def _refer_back(self, part: TransferTable, later: Mapping[int, Row]) -> None:
        """References between rows of one table, once all of them are there."""
        for key, own in later.items():
            for name, number in own.items():
                if number is not None:
                    row = self.session.get_one(part.model, key)
                    setattr(row, name, self.keys[part.model].get(number))
        self.session.flush()

    def _note_wrong(self, part: TransferTable, number: int, messages: Mapping[str, object]) -> None:
        for name, texts in messages.items():
            shown = [str(text) for text in (texts if isinstance(texts, list) else [texts])]
            self.wrong[f"{part.name}.{number}.{name}"] = shown

    def _note_conflict(
        self, part: TransferTable, number: int, body: Row, key: int | None, names: list[str]
    ) -> None:
        called = ", ".join(f"{name} “{body[name]}”" for name in names if not name.endswith("Id"))
        self.conflicts.append(
            {
                "table": part.name,
                "row": number,
                "key": key,
                "columns": names,
                "message": f"{part.name} with {called or ' and '.join(names)} is here already, and differs."
                if key is not None
                else f"{part.name} with {called} is another proposal's, or another shipment's.",
            }
        )


class _HeldRows:
    """The rows of one table that the proposal had before; each is found again at most once."""

    def __init__(self, session: Session, part: TransferTable, proposal: int) -> None:
        self._session, self._part = session, part
        mine = select(*columns(part.model)).where(part.model.within([proposal]))
        self._rows = {
            row[part.key]: row for row in read(session, mine.order_by(part.model.key()), part.rules)
        }
        self._same: dict[str, list[int]] = defaultdict(list)
        self._natural: dict[tuple[tuple[str, ...], str], int] = {}
        for key, row in self._rows.items():
            self._same[_sign(row, self._members())].append(key)
            for names in part.natural:
                self._natural.setdefault((names, _sign(row, names)), key)

    def take_same(self, body: Row) -> int | None:
        """The key of a row that says the same, which is then taken."""
        alike = self._same.get(_sign(body, self._members()))
        return alike.pop(0) if alike else None

    def meets(self, body: Row) -> tuple[int | None, list[str]] | None:
        """Another row with the same natural key (None if it is not this proposal's), and its columns."""
        for names in self._part.natural:
            if all(body.get(name) is not None for name in names):
                key = self._natural.get((names, _sign(body, names)))
                if key is not None:
                    return key, list(names)
        unique = self._part.unique
        if unique and body.get(unique) is not None and self._is_taken(unique, body[unique]):
            return None, [unique]
        return None

    def _is_taken(self, unique: str, value: object) -> bool:
        column = getattr(self._part.model, unique)
        found = self._session.scalar(select(self._part.model.key()).where(column == value))
        return found is not None

    def _members(self) -> Iterable[str]:
        own = (name for name, target in self._part.references.items() if target is not self._part.model)
        return (*self._part.told, *own, *self._part.lists)


def _sign(row: Row, names: Iterable[str]) -> str:
    """What a row says in these members, the same for a row of the database and of a bundle."""
    return dumps([_comparable(row.get(name)) for name in names])


def _comparable(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc)
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, (dict, list)):
        return json.dumps(value, sort_keys=True, default=rows.as_json)
    return value


def _with_nulls(part: TransferTable, body: Row) -> Row:
    """The row with an explicit NULL where a default would say what the sender did not."""
    mapped = part.model.__mapper__.columns
    silent = (
        name
        for name in part.model.attributes()
        if mapped[name].nullable
        and mapped[name].default is not None
        and body.get(rows.wire_name(name)) is None
    )
    return {**body, **{rows.wire_name(name): null() for name in silent}}


def _messages(error: ValidationError) -> Mapping[str, object]:
    """What is wrong, by member."""
    found: Any = error.messages
    return found if isinstance(found, dict) else {"row": found}


def _some(wrong: Mapping[str, list[str]]) -> str:
    """The first problems in words."""
    told = "; ".join(f"{place}: {' '.join(texts)}" for place, texts in list(wrong.items())[:3])
    return f"{len(wrong)} values need mending; nothing was stored. {told}"
