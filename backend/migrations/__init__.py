# SPDX-License-Identifier: LGPL-3.0-or-later
"""The versions of what we own: SQLite files, a MariaDB that `init-db` filled, our tables beside an ISPyB."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from sqlalchemy import Engine, MetaData, column, inspect, select, table

from backend.errors import Conflict
from backend.store.base import Base
from backend.store.database import own_engine, own_schema

HEAD = "0001"
"""The version that this program needs: the newest file in `versions/` (a test compares)."""


def metadata() -> MetaData:
    """All tables of the program; importing the services is what makes them known."""
    for name in (
        "core.models",
        "em.models",
        "ssx.models",
        "extensions.auth.local",
        "extensions.auth.throttle",
        "extensions.api.idempotency",
        "audit",
        "transfers.models",
    ):
        import_module(f"backend.{name}")
    return Base.metadata


def version(engine: Engine) -> str | None:
    """The version of our tables, None where there are none; cheap, as Alembic itself is slow to import."""
    schema = own_schema(engine)
    versions = table("alembic_version", column("version_num"), schema=schema)
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version", schema):
            return None
        found = connection.scalar(select(versions.c.version_num))
    return str(found) if found else None


def is_known(found: str) -> bool:
    """Whether this program can bring a database of that version to its own."""
    return any(
        file.stem.partition("_")[0] == found for file in (Path(__file__).parent / "versions").glob("*.py")
    )


def is_current(engine: Engine) -> bool:
    """Whether our tables are those of this program."""
    return version(engine) == HEAD


def upgrade(engine: Engine) -> None:
    """Bring our tables to the newest version, and make them where there are none yet.

    ISPyB's tables are made and changed with them where the whole database is ours. Raises Conflict, and does
    nothing, where others' tables are in the way.
    """
    if version(engine) is None:
        _refuse_others(engine)
    own = own_engine(engine)
    try:
        _run(own, beside=own is not engine)
    finally:
        if own is not engine:
            own.dispose()


def _run(engine: Engine, *, beside: bool) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["beside"] = beside
    with engine.execution_options(ssx_write=True).connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def fill(engine: Engine) -> None:
    """Make our tables, and ISPyB's in an empty database; Conflict where ours are already, or others'."""
    if version(engine) is not None:
        raise Conflict("This database has our tables already; “upgrade-db” brings them to this version.")
    upgrade(engine)


def _refuse_others(engine: Engine) -> None:
    """Our tables are made in an empty place only, and never among a facility's."""
    schema = own_schema(engine)
    held = inspect(engine).get_table_names(schema)
    if held:
        others = f"{held[0]} and {len(held) - 1} more tables"
        raise Conflict(f"This database is not empty (it has {others}); {_advice(held)}.")
    if schema and "proposal" not in map(str.lower, inspect(engine).get_table_names()):
        raise Conflict(
            "SQLALCHEMY_DATABASE_URI names a database without ISPyB's tables; to fill it with all tables, "
            "leave SSX_DATABASE_URI out."
        )


def _advice(held: Sequence[str]) -> str:
    if "proposal" in map(str.lower, held):
        return "ISPyB's tables are left alone: name an empty database beside it as SSX_DATABASE_URI"
    return "name an empty one"
