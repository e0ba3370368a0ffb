# SPDX-License-Identifier: LGPL-3.0-or-later
"""The database file of a local process: checked when it is opened, backed up before it is changed."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, Engine, text
from sqlalchemy.exc import DatabaseError

from backend import migrations
from backend.errors import Unavailable
from backend.local.backups import MIGRATION, Backups
from backend.local.data_folder import DATABASE_FILE
from backend.store.database import make_engine


def open_database(engine: Engine, folder: Path) -> None:
    """Check the file and bring it to this version, with a backup before a change.

    Raises Unavailable for a file that is damaged, or that a newer program wrote: it is left as it is.
    """
    _check(engine, folder)
    version = migrations.version(engine)
    if version == migrations.HEAD:
        return
    if version is not None:
        if not migrations.is_known(version):
            raise Unavailable(
                f"The database {folder / DATABASE_FILE} was written by a newer SSX Desk (its tables have the "
                f"version {version}): update this program. The file was left as it is."
            )
        Backups(folder).make(MIGRATION)
    migrations.upgrade(engine)


def bring_up_to_date(file: Path) -> None:
    """Bring a copy of a database, with no process on it, to this version; raises Unavailable."""
    engine = make_engine(URL.create("sqlite", database=str(file)).render_as_string())
    try:
        version = migrations.version(engine)
        if version is None or not migrations.is_known(version):
            raise Unavailable(
                f"This program does not know the version of the backup's tables ({version or 'none'}); "
                "nothing was changed."
            )
        if version != migrations.HEAD:
            migrations.upgrade(engine)
    finally:
        engine.dispose()


def _check(engine: Engine, folder: Path) -> None:
    try:
        with engine.connect() as connection:
            found = connection.scalar(text("PRAGMA quick_check"))
    except DatabaseError as error:
        found = str(error.orig)
    if found != "ok":
        raise Unavailable(
            f"The database {folder / DATABASE_FILE} is damaged or not readable ({_first_line(found)}). "
            f"It was left as it is. {Backups(folder).advice()}"
        )


def _first_line(found: object) -> str:
    """SQLite tells each damaged page on a line of its own."""
    return next(iter(str(found).splitlines()), "")
