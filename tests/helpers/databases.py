# SPDX-License-Identifier: LGPL-3.0-or-later
"""Databases and accounts as the commands make them, without starting a process for each."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, make_url
from sqlalchemy.orm import Session

from backend import audit, config, demo, migrations
from backend.core.people.rules import proposals
from backend.extensions.auth import local
from backend.local.data_folder import DATABASE_FILE
from backend.store.database import make_engine, new_session
from backend.store.ownership import EVERYONE

PASSWORD = "a password"
"""Of an account that is made here, unless it is given another."""

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""A hash says itself what checking it costs: with this one, next to nothing."""


def engine_of(configuration: Path) -> Engine:
    """An engine on the database of a configuration."""
    read = config.load(configuration)
    return make_engine(read.SQLALCHEMY_DATABASE_URI, read.SSX_DATABASE_URI, read.DATABASE_TIMEZONE)


@contextmanager
def session_of(configuration: Path) -> Iterator[Session]:
    """A session as the commands have it, committed when all went well."""
    engine = engine_of(configuration)
    with new_session(engine) as session:
        audit.sign(session, EVERYONE.name)
        yield session
        session.commit()
    engine.dispose()


def fill(configuration: Path) -> None:
    """`init-db`: make the tables, in a new SQLite file by copying one."""
    read = config.load(configuration)
    place = make_url(read.SQLALCHEMY_DATABASE_URI)
    if place.get_backend_name() == "sqlite":
        sqlite_file(Path(str(place.database)))
        return
    engine = engine_of(configuration)
    migrations.fill(engine)
    engine.dispose()


def data_folder(folder: Path, *, with_demo: bool = False) -> Path:
    """A data folder whose tables are made already, empty or with the demo proposal."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    sqlite_file(folder / DATABASE_FILE, with_demo=with_demo)
    return folder


def sqlite_file(file: Path, *, with_demo: bool = False) -> None:
    """Write a new database file with all tables, empty or with the demo proposal."""
    file.write_bytes(_filled(with_demo))


@cache
def _filled(with_demo: bool) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "filled.sqlite")
        engine = make_engine(f"sqlite:///{file}")
        migrations.fill(engine)
        if with_demo:
            with new_session(engine) as session:
                audit.sign(session, EVERYONE.name)
                demo.fill(session)
                session.commit()
        engine.dispose()
        return file.read_bytes()


def add_account(
    session: Session,
    name: str,
    permissions: Iterable[str] = (),
    taking_part: Iterable[str] = (),
    password: str = PASSWORD,
) -> None:
    """`user add`: an account, and the proposals that it takes part in."""
    given = list(permissions) or ["own_proposals", "write_proposals"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local, "_hasher", QUICK)
        local.add(session, name, password, given)
    for code in taking_part:
        proposals.take_part(session, name, code)
