"""The schema: migrations against models, models against ISPyB, damaged and foreign databases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.dialects import mysql

import backend.core.models as core
import backend.em.models as em
from backend import migrations
from backend.data_folder import DATABASE_FILE, local_settings
from backend.errors import Conflict, Unavailable
from backend.extensions.db import make_engine
from backend.local_database import open_database
from backend.tables import JsonText

OLDER = {"Workflow"}
"""Tables of older ISPyB databases that version 12 does not have."""
OURS = {"DewarDetails", "DewarEvent", "LabelPrint"}
"""Tables of the core service that ISPyB does not have."""


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


def _ispybs() -> list[Any]:
    """Our classes of ISPyB's tables."""
    mapped = [getattr(module, name) for module in (core, em) for name in module.__all__]
    return [model for model in mapped if model.__tablename__ not in OURS]


def test_core_and_em_tables_are_ispybs_column_by_column() -> None:
    from ispyb import sqlalchemy as ispyb

    differences = []
    for model in _ispybs():
        name = model.__tablename__
        if name in OLDER:
            assert name not in ispyb.Base.metadata.tables
            continue
        ours, theirs = model.__table__, ispyb.Base.metadata.tables[name]
        known = {column.name.lower(): column for column in theirs.columns}
        differences += [
            f"{name}.{c} is missing" for c in known if c not in {x.name.lower() for x in ours.columns}
        ]
        for column in ours.columns:
            if column.name in model.__older__:
                assert column.name.lower() not in known
            else:
                differences += _differences(name, column, known.get(column.name.lower()))
    assert differences == []


def _differences(table: str, ours: Any, theirs: Any) -> list[str]:
    if theirs is None:
        return [f"{table}.{ours.name} is not ISPyB's"]
    found = []
    if ours.nullable != theirs.nullable:
        found.append(f"{table}.{ours.name} differs in NULL")
    ours_length, length = getattr(ours.type, "length", None), getattr(theirs.type, "length", None)
    if ours_length != length and not hasattr(theirs.type, "enums"):
        found.append(f"{table}.{ours.name} has length {ours_length}, not {length}")
    if getattr(ours.type, "enums", None) != getattr(theirs.type, "enums", None):
        found.append(f"{table}.{ours.name} has other choices")
    return found
