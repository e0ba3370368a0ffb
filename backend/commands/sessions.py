# SPDX-License-Identifier: LGPL-3.0-or-later
"""The database that a command works on, with no more around it than the command needs."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from backend import audit, migrations
from backend.commands.options import configured, folder
from backend.config import load
from backend.errors import Unavailable
from backend.local import data_folder
from backend.local.database import open_database
from backend.store import database
from backend.store.ownership import EVERYONE

if TYPE_CHECKING:
    from flask import Flask


def open_engine(arguments: argparse.Namespace) -> Engine:
    """The configured database, or that of a data folder, which is made and brought to this version."""
    if configured(arguments):
        return database.engine_of(load(arguments.config))
    place = folder(arguments)
    data_folder.prepare(place)
    engine = database.engine_of(load(overrides=data_folder.local_settings(place)))
    open_database(engine, place)
    return engine


def open_app(arguments: argparse.Namespace) -> Flask:
    """The whole application on that database, for commands that need its settings and services."""
    from backend.app import create_app

    if configured(arguments):
        return create_app(arguments.config)
    place = folder(arguments)
    data_folder.prepare(place)
    app = create_app(mode="local", overrides=data_folder.local_settings(place))
    open_database(database.ENGINE.of(app), place)
    return app


@contextmanager
def plain_session(arguments: argparse.Namespace) -> Iterator[Session]:
    """A session for rows that need none of the application's settings, committed when all went well."""
    engine = open_engine(arguments)
    _require_tables(engine)
    with database.new_session(engine) as session:
        yield from _signed(session)


@contextmanager
def app_session(arguments: argparse.Namespace) -> Iterator[Session]:
    """A session inside the application, committed when all went well."""
    app = open_app(arguments)
    _require_tables(database.ENGINE.of(app))
    with app.app_context(), database.open_session() as session:
        yield from _signed(session)


def _signed(session: Session) -> Iterator[Session]:
    audit.sign(session, EVERYONE.name)
    yield session
    session.commit()


def _require_tables(engine: Engine) -> None:
    if not migrations.is_current(engine):
        raise Unavailable(
            "The database lacks the tables of this version; “init-db” fills an empty one, "
            "“upgrade-db” brings an older one to this version."
        )
