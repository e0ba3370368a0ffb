# SPDX-License-Identifier: LGPL-3.0-or-later
"""A collection of rows behind one path of the API: shipments, dewars, slurries and all the others alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from hwobj.client.session import RestSession, Row

MOST_ROWS = 1000
"""Rows that one answer holds at most."""


@dataclass(frozen=True)
class Page:
    """Some rows, how many there are in all, and the cursor of the next page (None at the end)."""

    rows: list[Row]
    total: int
    next: str | None


class Collection:
    """Reads and writes the rows below one path."""

    def __init__(self, rest: RestSession, path: str, key: str) -> None:
        """`path` is below the API's root, as `/shippings`; `key` names the primary key, as `shippingId`."""
        self.rest = rest
        self.path = path
        self.key = key

    def list(self, **filters: Any) -> Page:
        """One page; filters are columns (a list means any of), `offset`, `limit`, `after`, `sort` and `q`."""
        data = self.rest.json("GET", self.path, params=_query(filters))["data"]
        return Page(data["rows"], data["total"], data.get("next"))

    def all(self, **filters: Any) -> Iterator[Row]:
        """Every row, fetched page by page while they are taken."""
        page = self.list(**{"limit": MOST_ROWS, **filters})
        yield from page.rows
        while page.next:
            page = self.list(**{"limit": MOST_ROWS, **filters, "after": page.next})
            yield from page.rows

    def get(self, row_id: int) -> Row:
        """One row; raises NotFound."""
        return self.rest.json("GET", self._item(row_id))

    def create(self, row: Mapping[str, Any], key: str | None = None) -> Row:
        """Store a new row and give it as stored; the same idempotency key again stores nothing new."""
        return self.rest.json("POST", self.path, json=dict(row), key=key or new_key())

    def create_all(self, rows: Sequence[Mapping[str, Any]], key: str | None = None) -> Sequence[Row]:
        """Store up to 5,000 rows, all or none, where the path takes many; Invalid names `row.field`."""
        body = [dict(row) for row in rows]
        answer = self.rest.json("POST", f"{self.path}/bulk", json=body, key=key or new_key())
        stored: Sequence[Row] = answer["data"]["rows"]
        return stored

    def update(
        self, row_id: int, changes: Mapping[str, Any], etag: str | None = None, key: str | None = None
    ) -> Row:
        """Change some columns and give the whole row; raises Stale if `etag` is no longer the row's."""
        return self.rest.json(
            "PATCH", self._item(row_id), json=dict(changes), etag=etag, key=key or new_key()
        )

    def delete(self, row_id: int, etag: str | None = None, key: str | None = None) -> None:
        """Delete a row; raises Conflict when others hang on it."""
        self.rest.send("DELETE", self._item(row_id), etag=etag, key=key or new_key())

    def _item(self, row_id: int) -> str:
        return f"{self.path}/{int(row_id)}"


def new_key() -> str:
    """An idempotency key that nobody used before."""
    return uuid4().hex


def _query(filters: Mapping[str, Any]) -> dict[str, Any]:
    """Filters as query parameters: None is left out, a truth value is written as in JSON."""
    return {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in filters.items()
        if value is not None
    }
