"""The database file of a local process: checked when it is opened, copied before it is changed."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from backend import migrations
from backend.data_folder import DATABASE_FILE
from backend.errors import Unavailable
from backend.tables import now


def open_database(engine: Engine, folder: Path) -> None:
    """Check the file and bring it to this version, with a copy kept beside it before a change.

    Raises Unavailable for a file that is damaged: it is left as it is.
    """
    _check(engine, folder)
    version = migrations.version(engine)
    if version == migrations.HEAD:
        return
    if version is not None:
        kept = folder / "backups" / f"{DATABASE_FILE}-{version}-{now():%Y%m%dT%H%M%S}"
        kept.parent.mkdir(mode=0o700, exist_ok=True)
        shutil.copy2(folder / DATABASE_FILE, kept)
    migrations.upgrade(engine)


def _check(engine: Engine, folder: Path) -> None:
    try:
        with engine.connect() as connection:
            found = connection.scalar(text("PRAGMA quick_check"))
    except DatabaseError as error:
        found = str(error.orig)
    if found != "ok":
        raise Unavailable(
            f"The database {folder / DATABASE_FILE} is damaged or not readable ({found}). "
            "It was left as it is; start with another --data-dir, or put a backup in its place."
        )
