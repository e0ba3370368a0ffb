# SPDX-License-Identifier: LGPL-3.0-or-later
"""A collection of rows behind one path of the API: shipments, dewars, slurries and all the others alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, cast
from uuid import uuid4

from hwobj.client.session import ListData, RestSession

RowT = TypeVar("RowT", bound=Mapping[str, object])
"""The class of a collection's rows; see `backend.domain.rows`."""

MOST_ROWS = 1000
"""Rows that one answer holds at most."""


@dataclass(frozen=True)
class Page(Generic[RowT]):
    """Some rows, how many there are in all, and the cursor of the next page (None at the end)."""

    rows: Sequence[RowT]
    total: int
    next: str | None


class Collection(Generic[RowT]):
    """Reads and writes the rows below one path."""

    def __init__(self, rest: RestSession, shape: type[RowT], path: str, key: str) -> None:
        """`path` is below the API's root, as `/shippings`; `key` names the primary key, as `shippingId`.

        `shape` is the class of its rows, as `ShippingRow`.
        """
        self.rest = rest
        self.shape = shape
        self.path = path
        self.key = key

    def list(self, **filters: object) -> Page[RowT]:
        """One page; filters are columns (a list means any of), `offset`, `limit`, `after`, `sort` and `q`."""
        data = self.rest.ask_data(ListData, self.path, params=_query(filters))
        return Page(cast("Sequence[RowT]", data["rows"]), data["total"], data.get("next"))

    def all(self, **filters: object) -> Iterator[RowT]:
        """Every row, fetched page by page while they are taken."""
        page = self.list(**{"limit": MOST_ROWS, **filters})
        yield from page.rows
        while page.next:
            page = self.list(**{"limit": MOST_ROWS, **filters, "after": page.next})
            yield from page.rows

    def get(self, row_id: int) -> RowT:
        """One row; raises NotFound."""
        return self.rest.ask(self.shape, "GET", self._item(row_id))

    def create(self, row: Mapping[str, object], key: str | None = None) -> RowT:
        """Store a new row and give it as stored; the same idempotency key again stores nothing new."""
        return self.rest.ask(self.shape, "POST", self.path, json=dict(row), key=key or new_key())

    def create_all(self, rows: Sequence[Mapping[str, object]], key: str | None = None) -> Sequence[RowT]:
        """Store up to 5,000 rows, all or none, where the path takes many; Invalid names `row.field`."""
        body = [dict(row) for row in rows]
        path = f"{self.path}/bulk"
        return self.rest.ask_rows(self.shape, path, "POST", json=body, key=key or new_key())

    def update(
        self, row_id: int, changes: Mapping[str, object], etag: str | None = None, key: str | None = None
    ) -> RowT:
        """Change some columns and give the whole row; raises Stale if `etag` is no longer the row's."""
        path, body = self._item(row_id), dict(changes)
        return self.rest.ask(self.shape, "PATCH", path, json=body, etag=etag, key=key or new_key())

    def delete(self, row_id: int, etag: str | None = None, key: str | None = None) -> None:
        """Delete a row; raises Conflict when others hang on it."""
        self.rest.send("DELETE", self._item(row_id), etag=etag, key=key or new_key())

    def _item(self, row_id: int) -> str:
        return f"{self.path}/{int(row_id)}"


def new_key() -> str:
    """An idempotency key that nobody used before."""
    return uuid4().hex


def _query(filters: Mapping[str, object]) -> dict[str, object]:
    """Filters as query parameters: None is left out, a truth value is written as in JSON."""
    return {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in filters.items()
        if value is not None
    }
