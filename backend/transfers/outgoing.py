# SPDX-License-Identifier: LGPL-3.0-or-later
"""Gathering what goes into a bundle: all rows of a proposal, or a shipment with all that it is made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.models import Laboratory, Person, Proposal, Shipping
from backend.store.base import Base
from backend.store.ownership import Caller
from backend.store.rows import Row, columns, one, read
from backend.transfers.tables import PARTS, TransferTable

Document = dict[str, list[Row]]
"""Table → rows, each row's place in the list being its number, from 1."""

_AT_ONCE = 500
"""Keys in one statement: databases take a limited number of values."""

_Keys = dict[type[Base], set[int]]


def of_proposal(session: Session, caller: Caller, key: int) -> Document:
    """All that hangs on a proposal that the caller may see; people only as far as rows name them."""
    one(session, caller, Proposal, key)
    keys: _Keys = defaultdict(set)
    for part in PARTS:
        if part.model not in (Person, Laboratory):
            mine = select(part.model.key()).where(part.model.within([key]))
            keys[part.model] = set(session.scalars(mine))
    return _document(session, caller, key, keys)


def of_shipping(session: Session, caller: Caller, key: int) -> tuple[int, Document]:
    """The proposal of a shipment that the caller may see, and the shipment with all that it is made of."""
    proposal = one(session, caller, Shipping, key)["proposalId"]
    keys: _Keys = defaultdict(set, {Shipping: {key}})
    for part in PARTS:
        if part.within_shipment:
            column = getattr(part.model, part.within_shipment)
            for some in _chunks(keys[part.references[part.within_shipment]]):
                keys[part.model] |= set(session.scalars(select(part.model.key()).where(column.in_(some))))
    return proposal, _document(session, caller, proposal, keys)


def _document(session: Session, caller: Caller, proposal: int, keys: _Keys) -> Document:
    """The rows with these keys and those that they cannot be without, by their numbers."""
    found: dict[str, list[Row]] = {}
    for part in reversed(PARTS):
        found[part.name] = _read(session, caller, part, keys[part.model])
        for row in found[part.name]:
            for target, key in _needed(part, row):
                keys[target].add(key)
    numbers: dict[type[Base], dict[int, int]] = {Proposal: {proposal: 1}}
    for part in PARTS:
        numbers[part.model] = {row[part.key]: n for n, row in enumerate(found[part.name], start=1)}

    def number(target: type[Base], key: int) -> int | None:
        return numbers[target].get(key)

    return {part.name: [part.as_told(row, number) for row in found[part.name]] for part in PARTS}


def _read(session: Session, caller: Caller, part: TransferTable, keys: Set[int]) -> list[Row]:
    """The rows with these keys in their order, as far as the caller sees them."""
    model, rows = part.model, []
    for some in _chunks(sorted(keys)):
        statement = select(*columns(model)).where(model.key().in_(some), caller.sees(model))
        rows += read(session, statement.order_by(model.key()), part.rules)
    return rows


def _needed(part: TransferTable, row: Row) -> Iterator[tuple[type[Base], int]]:
    for name, target in part.references.items():
        own = target is part.model or target is Proposal
        if row[name] is not None and name not in part.loose and not own:
            yield target, row[name]
    for name, target in part.lists.items():
        for key in row[name]:
            yield target, key


def _chunks(keys: Iterable[Any]) -> Iterator[list[object]]:
    rest = iter(keys)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
