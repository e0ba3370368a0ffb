# SPDX-License-Identifier: LGPL-3.0-or-later
"""A MariaDB that dies under load, rows that others hold, transactions that give way: waited for, or told."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pymysql
import pytest
import requests

from tests.service.conftest import Api, Service

WRITERS = 4
AT_LEAST = 40
"""Writes acknowledged before the server is killed, and again after it is back."""


@pytest.mark.slow
def test_a_server_killed_under_load_loses_nothing_that_was_acknowledged(
    fallible_mariadb: Any, backend: Callable[..., Any]
) -> None:
    server = fallible_mariadb.start()
    running = backend(server.new_database("ssx_killed"))
    running.add_account("root", "administrate")
    api = Api(running.url).login("root", "a password")
    writers = _Writers(api)
    with ThreadPoolExecutor(WRITERS) as pool:
        done = [pool.submit(writers.write) for _ in range(WRITERS)]
        writers.until(AT_LEAST)
        fallible_mariadb.kill(server)
        writers.until_refused()
        assert requests.get(f"{running.url}/healthz", timeout=30).status_code == 200
        away = requests.get(f"{running.url}/readyz", timeout=30)
        assert (away.status_code, away.headers["Retry-After"]) == (503, "3")
        fallible_mariadb.start()
        writers.until(len(writers.acknowledged) + AT_LEAST)
        writers.enough.set()
        for one in done:
            one.result()
    assert set(writers.statuses) == {201, 503}
    names = [row["familyName"] for row in _all(api)]
    assert len(names) == len(set(names)), "a repeat with its key wrote nothing twice"
    assert set(names) == set(writers.acknowledged)
    assert requests.get(f"{running.url}/readyz", timeout=30).status_code == 200


def _all(api: Api) -> Iterator[dict[str, Any]]:
    after = ""
    while True:
        data = api.get(f"/contacts/persons?limit=1000{after}").json()["data"]
        yield from data["rows"]
        if data["next"] is None:
            return
        after = f"&after={data['next']}"


class _Writers:
    """Writes one row after the other; what is not acknowledged is sent again with its key."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self.acknowledged: list[str] = []
        self.statuses: list[int] = []
        self.enough = threading.Event()

    def write(self) -> None:
        """Until it is enough."""
        mine = Api(self._api.url, self._api.token)
        while not self.enough.is_set():
            name = f"person {next(self._numbers)}"
            while not self._acknowledged(mine, name):
                pass

    def _acknowledged(self, api: Api, name: str) -> bool:
        key = f"the key of {name}"
        answer = api.call("POST", "/contacts/persons", {"familyName": name}, Idempotency_Key=key)
        if answer.status_code == 503:
            assert answer.headers["Retry-After"] == "3"
        with self._changed:
            self.statuses.append(answer.status_code)
            self.acknowledged += [name] if answer.status_code == 201 else []
            self._changed.notify_all()
        return answer.status_code == 201

    def until(self, count: int) -> None:
        """Return when so many are acknowledged."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.acknowledged) >= count, 60), self.statuses[-10:]

    def until_refused(self) -> None:
        """Return when somebody was told to come back."""
        with self._changed:
            assert self._changed.wait_for(lambda: 503 in self.statuses, 60), self.statuses[-10:]


@pytest.fixture
def other(mariadb: Any, running: tuple[Any, Any]) -> Iterator[Any]:
    """Another client of the same database, with a transaction of its own; only where that is MariaDB."""
    name = running[1].url.database if running[1].dialect.name != "sqlite" else "mysql"
    connection = pymysql.connect(host="127.0.0.1", port=mariadb.port, user="root", database=name)
    with connection:
        yield connection


@pytest.mark.parametrize("running", ["mariadb"], indirect=True)
def test_a_deadlock_is_tried_again(service: Service, chain: dict[str, dict[str, Any]], other: Any) -> None:
    """Each holds the row that the other wants; the database undoes the smaller transaction: the request."""
    before = _repeats(service)
    shipping, dewar = chain["shipping"]["shippingId"], chain["dewar"]["dewarId"]
    with other.cursor() as cursor, ThreadPoolExecutor(1) as pool:
        cursor.execute("BEGIN")
        cursor.executemany(
            "INSERT INTO Person (familyName, recordTimeStamp) VALUES (%s, NOW())", [("x",)] * 200
        )
        cursor.execute("UPDATE Dewar SET comments = 'held' WHERE dewarId = %s", (dewar,))
        deleting = pool.submit(service.admin.call, "DELETE", f"/shippings/{shipping}")
        _until_waiting(other)
        cursor.execute("UPDATE Shipping SET comments = 'mine' WHERE shippingId = %s", (shipping,))
        other.commit()
        assert deleting.result().status_code == 204
    assert _repeats(service) == before + 1
    assert service.admin.rows("/shippings") == []


def _repeats(service: Service) -> float:
    text = requests.get(f"{service.admin.url}/metrics", timeout=10).text
    line = 'ssx_transactions_repeated_total{reason="deadlock"} '
    return sum(float(found.removeprefix(line)) for found in text.splitlines() if found.startswith(line))


@pytest.mark.parametrize("running", ["mariadb"], indirect=True)
@pytest.mark.parametrize(
    ("path", "column"), [("/shippings/dewars", "shippingId"), ("/shippings/containers", "dewarId")]
)
def test_two_writers_at_once_cannot_give_one_code_twice(
    service: Service, chain: dict[str, dict[str, Any]], other: Any, path: str, column: str
) -> None:
    """Both have asked before either is done: the second looks for codes when the first is stored."""
    body = {"code": "TWICE", column: chain["dewar"][column]}
    with other.cursor() as cursor, ThreadPoolExecutor(2) as pool:
        cursor.execute("BEGIN")
        cursor.execute("SELECT 1 FROM Dewar WHERE dewarId = %(dewarId)s FOR UPDATE", chain["dewar"])
        cursor.execute("SELECT 1 FROM Shipping WHERE shippingId = %(shippingId)s FOR UPDATE", chain["dewar"])
        answers = [pool.submit(service.admin.call, "POST", path, body) for _ in range(2)]
        _until_waiting(other, 2)
        other.commit()
        assert sorted(answer.result().status_code for answer in answers) == [201, 409]
    assert [row["code"] for row in service.admin.rows(path)].count("TWICE") == 1


def _until_waiting(connection: Any, count: int = 1) -> None:
    """Ask the server until so many transactions wait for a row; `innodb_trx` would answer from its cache."""
    with connection.cursor() as cursor:
        told = ""
        while told.count("LOCK WAIT") < count:
            cursor.execute("SHOW ENGINE INNODB STATUS")
            told = cursor.fetchone()[2]


@contextmanager
def _short_waits(connection: Any) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SET GLOBAL innodb_lock_wait_timeout = 1")
        try:
            yield
        finally:
            cursor.execute("SET GLOBAL innodb_lock_wait_timeout = DEFAULT")


@pytest.mark.slow
def test_a_row_that_stays_locked_is_a_503(fallible_mariadb: Any, backend: Callable[..., Any]) -> None:
    server = fallible_mariadb.start()
    uri = server.new_database("ssx_locked")
    holder = pymysql.connect(host="127.0.0.1", port=server.port, user="root", database="ssx_locked")
    with holder, _short_waits(holder), holder.cursor() as cursor:
        running = backend(uri)
        running.add_account("root", "administrate")
        api = Api(running.url).login("root", "a password")
        person = api.new("/contacts/persons", familyName="Held")
        path = f"/contacts/persons/{person['personId']}"
        cursor.execute("UPDATE Person SET givenName = 'x' WHERE personId = %s", (person["personId"],))
        answer = api.call("PATCH", path, {"givenName": "y"})
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
        assert "SQL" not in answer.text
        assert "UPDATE" not in answer.text
        holder.rollback()
        assert api.call("PATCH", path, {"givenName": "y"}).json()["givenName"] == "y"
