"""The database: one engine for an app, one session for a request."""

from __future__ import annotations

from sqlite3 import Connection as SqliteConnection
from typing import Any

from flask import Flask, current_app, g
from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from backend.config import ConfigError

_SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000")

WAIT = 5
"""Seconds for a connection to MariaDB, new or from the pool, before the caller is told to come back."""


def make_engine(uri: str) -> Engine:
    """An engine for SQLite or MariaDB, set as this program needs it; ConfigError for any other address."""
    url = _address(uri)
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if url.drivername == "mysql":
        url = url.set(drivername="mysql+pymysql")
    engine = create_engine(
        url,
        pool_pre_ping=True,  # a restarted server is noticed when a connection is taken, not in mid-request
        pool_recycle=1800,
        pool_timeout=WAIT,
        connect_args={"connect_timeout": WAIT},
        isolation_level="READ COMMITTED",
    )
    event.listen(engine, "connect", _prepare_mariadb)
    return engine


def _address(uri: str) -> URL:
    try:
        url = make_url(uri)
    except ArgumentError:
        url = None
    if url is None or url.get_backend_name() not in ("sqlite", "mysql", "mariadb"):
        raise ConfigError(
            "SQLALCHEMY_DATABASE_URI is an address such as mysql://user:password@host/ispyb or sqlite:///file."
        )
    return url


def _prepare_sqlite(connection: SqliteConnection, _record: object) -> None:
    connection.isolation_level = None  # BEGIN is ours: see _begin_sqlite
    for pragma in _SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    """A writer takes the lock at once: a reader that turns writer later fails without waiting."""
    write = connection.get_execution_options().get("ssx_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _prepare_mariadb(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00'"
        )


def init_app(app: Flask, uri: str) -> None:
    """Give the app its engine."""
    app.extensions["ssx_engine"] = make_engine(uri)


def engine() -> Engine:
    """The engine of the current app."""
    return current_app.extensions["ssx_engine"]  # type: ignore[no-any-return]


def open_session(*, write: bool = True) -> Session:
    """A session of the current app, which takes the settings along that rules over rows ask for."""
    opened = new_session(engine(), write=write)
    opened.info["barcode_pattern"] = current_app.config["SSX"].BARCODE_PATTERN
    opened.info["container_types"] = current_app.extensions["ssx_facility"].container_types
    opened.info["files"] = current_app.extensions["ssx_files"]
    return opened


def new_session(bind: Engine, *, write: bool = True) -> Session:
    """A session; one that is to write says so, and then waits for its turn at the start."""
    return Session(bind.execution_options(ssx_write=write), expire_on_commit=False)


def session() -> Session:
    """The session of the current request; `extensions.api.transaction` opens, commits and closes it."""
    return g.session  # type: ignore[no-any-return]
