# SPDX-License-Identifier: LGPL-3.0-or-later
"""The database: one engine for an app, one session for a request.

Flask is imported where there is an app: commands that work on rows alone do not wait for it.
"""

from __future__ import annotations

from collections.abc import Callable
from sqlite3 import Connection as SqliteConnection
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from backend.app_keys import AppKey
from backend.config import Config, ConfigError
from backend.store.ispyb import cascades as cascades  # it listens, and so does missing_columns
from backend.store.ispyb import missing_columns as missing_columns
from backend.store.ispyb.dialect import DRIVER, IspybDialect

if TYPE_CHECKING:
    from flask import Flask

_SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000")

WAIT = 5
"""Seconds for a connection to MariaDB, new or from the pool, before the caller is told to come back."""


ENGINE = AppKey[Engine]("engine")

SESSION_INFO = AppKey[Callable[[], dict[str, object]]]("session_info")
"""Settings that rules over rows ask a session for: the facility's container types, where files are …"""


def make_engine(uri: str, own_uri: str = "", zone: str = "") -> Engine:
    """An engine for SQLite or MariaDB, set as this program needs it; ConfigError for any other address.

    own_uri: the database with our tables, where ISPyB's are a facility's (see `ispyb.dialect`); it
    may be left out or the same. zone: IANA name of the facility's time zone.
    """
    url = _address("SQLALCHEMY_DATABASE_URI", uri)
    own = _address("SSX_DATABASE_URI", own_uri) if own_uri else url
    if _place(own) != _place(url):
        return _mariadb_engine(url, own=_beside(url, own), zone=_zone(zone))
    if zone:
        raise ConfigError(
            "DATABASE_TIMEZONE is for a facility's ISPyB, which needs an SSX_DATABASE_URI too; "
            "in a database of ours times are UTC."
        )
    if url.get_backend_name() != "sqlite":
        return _mariadb_engine(url)
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def own_engine(engine: Engine) -> Engine:
    """The engine for the database that our tables are in: the same one where all of them are ours."""
    dialect = engine.dialect
    return _mariadb_engine(dialect.own) if isinstance(dialect, IspybDialect) else engine


def own_schema(engine: Engine) -> str | None:
    """The schema of our tables beside a facility's ISPyB; None where all tables are ours."""
    return engine.dialect.own.database if isinstance(engine.dialect, IspybDialect) else None


def passwords(engine: Engine) -> list[str]:
    """What no log may show."""
    urls = [engine.url, *([engine.dialect.own] if isinstance(engine.dialect, IspybDialect) else [])]
    return [url.password for url in urls if url.password]


def _mariadb_engine(url: URL, **beside: object) -> Engine:
    # Whatever a database keeps its text in: Python speaks UTF-8, and the server says what it cannot keep.
    url = url.update_query_dict({"charset": "utf8mb4"})
    if beside:
        url = url.set(drivername=DRIVER)
    elif url.drivername == "mysql":
        url = url.set(drivername="mysql+pymysql")
    engine = create_engine(
        url,
        pool_pre_ping=True,  # a restarted server is noticed when a connection is taken, not in mid-request
        pool_recycle=1800,
        pool_timeout=WAIT,
        connect_args={"connect_timeout": WAIT},
        isolation_level="READ COMMITTED",
        **beside,
    )
    event.listen(engine, "connect", _prepare_mariadb)
    return engine


def _address(key: str, uri: str) -> URL:
    try:
        url = make_url(uri)
    except ArgumentError:
        url = None
    if url is None or url.get_backend_name() not in ("sqlite", "mysql", "mariadb"):
        raise ConfigError(f"{key} is an address such as mysql://user:password@host/ispyb or sqlite:///file.")
    return url


def _server(url: URL) -> str:
    """How a server is told apart from others; empty for a file."""
    if url.get_backend_name() == "sqlite":
        return ""
    host = url.query.get("unix_socket") or url.host or "localhost"
    return f"{'localhost' if host == '127.0.0.1' else host}:{url.port or 3306}"


def _place(url: URL) -> tuple[str, str | None]:
    return _server(url), url.database


def _beside(url: URL, own: URL) -> URL:
    if not _server(url) or _server(own) != _server(url) or not own.database:
        raise ConfigError(
            "SSX_DATABASE_URI names another server than SQLALCHEMY_DATABASE_URI "
            f"({_server(own) or 'a file'}, not {_server(url) or 'a file'}): both are databases of one "
            "MariaDB server, so that one transaction covers both."
        )
    return own


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ConfigError(f"DATABASE_TIMEZONE is a name such as Europe/Paris, not {name}.") from error


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


def engine_of(config: Config) -> Engine:
    """The engine that the configuration names; ConfigError for one that names none."""
    require_address(config)
    return make_engine(config.SQLALCHEMY_DATABASE_URI, config.SSX_DATABASE_URI, config.DATABASE_TIMEZONE)


def require_address(config: Config) -> None:
    """Raise ConfigError where no database is named."""
    if not config.SQLALCHEMY_DATABASE_URI:
        raise ConfigError(
            "The configuration needs SQLALCHEMY_DATABASE_URI, such as mysql://user:password@host/ispyb."
        )


def init_app(app: Flask, config: Config) -> None:
    """Give the app its engine."""
    ENGINE.put(app, engine_of(config))


def engine() -> Engine:
    """The engine of the current app."""
    return ENGINE.here()


def open_session(*, write: bool = True) -> Session:
    """A session of the current app, which takes the settings along that rules over rows ask for."""
    opened = new_session(engine(), write=write)
    opened.info.update(SESSION_INFO.here()())
    return opened


def new_session(bind: Engine, *, write: bool = True) -> Session:
    """A session; one that is to write says so, and then waits for its turn at the start."""
    return Session(bind.execution_options(ssx_write=write), expire_on_commit=False)


def session() -> Session:
    """The session of the current request; `extensions.api.transaction` opens, commits and closes it."""
    from flask import g

    return g.session  # type: ignore[no-any-return]
