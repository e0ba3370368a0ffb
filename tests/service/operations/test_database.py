# SPDX-License-Identifier: LGPL-3.0-or-later
"""The schema: migrations against models, damaged and foreign databases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.dialects import mysql

from backend import migrations
from backend.errors import Conflict, Unavailable
from backend.local.data_folder import DATABASE_FILE, local_settings
from backend.local.database import open_database
from backend.store.column_types import JsonText
from backend.store.database import make_engine


@pytest.fixture(params=["sqlite", "mariadb"])
def uri(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite'}"
    made: str = request.getfixturevalue("mariadb").new_database("ssx_migrations")
    return made


def test_migrations_make_the_tables_of_the_models(uri: str) -> None:
    engine = make_engine(uri)
    migrations.fill(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": _same_type})
        assert compare_metadata(context, migrations.metadata()) == []
    assert migrations.is_current(engine)
    engine.dispose()


def _same_type(_context: Any, _inspected: Any, _metadata: Any, inspected: Any, wanted: Any) -> bool | None:
    """JSON is LONGTEXT in MariaDB, which Alembic sees as another type than TEXT."""
    return False if isinstance(wanted, JsonText) or isinstance(inspected, mysql.LONGTEXT) else None


def test_the_version_that_the_program_names_is_the_newest_migration() -> None:
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert scripts.get_current_head() == migrations.HEAD


def test_a_database_with_other_tables_is_left_alone(uri: str) -> None:
    engine = make_engine(uri)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE Somebody (id INTEGER)"))
    with pytest.raises(Conflict, match="not empty"):
        migrations.fill(engine)
    assert inspect(engine).get_table_names() == ["Somebody"]
    engine.dispose()


def test_a_damaged_file_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / DATABASE_FILE
    file.write_bytes(b"SQLite format 3\0" + b"nonsense" * 1000)
    before = file.read_bytes()
    engine = make_engine(local_settings(tmp_path)["SQLALCHEMY_DATABASE_URI"])
    with pytest.raises(Unavailable, match="damaged"):
        open_database(engine, tmp_path)
    engine.dispose()
    assert file.read_bytes() == before
