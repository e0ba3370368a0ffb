# SPDX-License-Identifier: LGPL-3.0-or-later
"""How many SQL statements a request takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event

from backend import create_app
from backend.store.database import ENGINE
from tests.service.conftest import ROOT, Api


class Counting:
    """Counts the statements that a request takes."""

    def __init__(self, app: Flask, token: str) -> None:
        self._engine: Engine = ENGINE.of(app)
        self._client = app.test_client()
        self._headers = {"Authorization": f"Bearer {token}"}

    def of(self, path: str) -> int:
        """How many statements reading a path takes."""
        seen: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            seen.append(statement)

        event.listen(self._engine, "before_cursor_execute", note)
        answer = self._client.get(ROOT + path, headers=self._headers)
        event.remove(self._engine, "before_cursor_execute", note)
        assert answer.status_code == 200, answer.text
        return len(seen)


@contextmanager
def counting(running: tuple[Any, Engine], caller: Api) -> Iterator[Counting]:
    """The running service once more in this process, on the same database, called by the same account."""
    app = create_app(running[0].config)
    yield Counting(app, caller.token)
    ENGINE.of(app).dispose()
