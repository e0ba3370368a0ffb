"""The schema's versions, for databases that we own: SQLite files and a MariaDB that `init-db` filled."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from sqlalchemy import Engine, MetaData, inspect, text

from backend.errors import Conflict
from backend.tables import Base

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
    """The version of a database, None for an empty one; cheap, as Alembic itself is slow to import."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return str(found) if found else None


def is_known(found: str) -> bool:
    """Whether this program can bring a database of that version to its own."""
    return any(
        file.stem.partition("_")[0] == found for file in (Path(__file__).parent / "versions").glob("*.py")
    )


def is_current(engine: Engine) -> bool:
    """Whether the database has the schema of this program."""
    return version(engine) == HEAD


def upgrade(engine: Engine) -> None:
    """Bring a database that we own to the newest version."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    with engine.execution_options(ssx_write=True).connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def fill(engine: Engine) -> None:
    """Make all tables in an empty database; Conflict where tables are already."""
    if version(engine) is not None:
        raise Conflict("This database has our tables already; “upgrade-db” brings them to this version.")
    held = inspect(engine).get_table_names()
    if held:
        others = f"{held[0]} and {len(held) - 1} more tables"
        raise Conflict(f"This database is not empty (it has {others}); name an empty one.")
    upgrade(engine)
