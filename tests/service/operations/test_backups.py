# SPDX-License-Identifier: LGPL-3.0-or-later
"""Backups of a data folder that no process uses: damage, commands, the copy before a migration."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from backend import migrations
from backend.errors import Unavailable
from backend.local.backups import Backups
from backend.local.database import open_database
from backend.store.database import make_engine
from tests.helpers import commands, databases
from tests.service.conftest import Service

pytestmark = pytest.mark.slow


def command(*arguments: object, status: int = 0) -> str:
    """What a command prints; on standard error when it is to fail."""
    done = commands.command(*arguments)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr if status else done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with an empty database."""
    return databases.data_folder(tmp_path / "data")


def _name(folder: Path, code: str) -> None:
    with sqlite3.connect(folder / "ssx-desk.sqlite") as connection:
        connection.execute("INSERT INTO Laboratory (name, recordTimeStamp) VALUES (?, '2026-01-01')", [code])
    connection.close()


def _named(file: Path) -> list[str]:
    connection = sqlite3.connect(file)
    found = [name for (name,) in connection.execute("SELECT name FROM Laboratory")]
    connection.close()
    return found


def _damage(folder: Path) -> bytes:
    file = folder / "ssx-desk.sqlite"
    with file.open("r+b") as database:
        database.write(os.urandom(4096))
    return file.read_bytes()


def test_a_damaged_database_names_the_newest_good_backup_which_one_command_puts_in_place(
    folder: Path,
) -> None:
    backups = Backups(folder)
    _name(folder, "kept")
    good = backups.make().name
    rotten = backups.make().name
    (folder / "backups" / rotten).write_bytes(b"no database")
    damaged = _damage(folder)
    told = command("serve", "--data-dir", folder, status=1)
    assert "is damaged" in told
    assert f"ssx-backend backup restore {good} --data-dir {folder}" in told
    assert (folder / "ssx-desk.sqlite").read_bytes() == damaged
    said = command("backup", "restore", good, "--data-dir", folder).splitlines()
    assert said[0] == f"{good} is in place."
    assert Path(said[1].rpartition(" ")[2].rstrip(".")).read_bytes() == damaged
    assert _named(folder / "ssx-desk.sqlite") == ["kept"]


def test_without_a_good_backup_that_is_said(folder: Path) -> None:
    _damage(folder)
    assert "There is no good backup" in command("user", "list", "--data-dir", folder, status=1)


def test_backups_are_made_and_listed_by_command(folder: Path) -> None:
    made = command("backup", "make", "--data-dir", folder).split()[1]
    name, size, check = command("backup", "list", "--data-dir", folder).rstrip("\n").split("\t")
    assert (name, check) == (made, "ok")
    assert int(size.split()[0]) == (folder / "backups" / made).stat().st_size
    assert "There is no backup x" in command("backup", "restore", "x", "--data-dir", folder, status=1)


def test_a_backup_is_not_put_in_place_under_a_running_process(folder: Path) -> None:
    name = Backups(folder).make().name
    serve = [sys.executable, "-m", "backend", "serve", "--data-dir", str(folder)]
    with subprocess.Popen(serve, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        told = command("backup", "restore", name, "--data-dir", folder, status=1)
        process.terminate()
    assert "in use by process" in told


def test_a_damaged_database_costs_no_good_backup(folder: Path) -> None:
    backups = Backups(folder)
    made = [backups.make().name for _ in range(7)]
    _damage(folder)
    with pytest.raises(Unavailable, match="No backup could be made"):
        backups.make()
    assert [found.name for found in backups.all()] == made[::-1]


def test_a_backup_of_the_day_is_made_once_and_after_a_clock_that_was_wrong(folder: Path) -> None:
    backups = Backups(folder)
    made = backups.make_if_due()
    assert made is not None
    assert backups.make_if_due() is None
    file = folder / "backups" / made.name
    for days in (2, -400):
        stamp = (datetime.now(timezone.utc) - timedelta(days=days)).strftime("%Y%m%dT%H%M%S%f")
        file = file.rename(file.with_name(f"{stamp}Z-daily.sqlite"))
        newer = backups.make_if_due()
        assert newer is not None
        (folder / "backups" / newer.name).unlink()


def test_a_backup_is_made_before_a_migration(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _name(folder, "before")
    migrated = []
    monkeypatch.setattr(migrations, "HEAD", "0002")
    monkeypatch.setattr(migrations, "upgrade", lambda engine: migrated.append(engine.url.database))
    engine = make_engine(f"sqlite:///{folder / 'ssx-desk.sqlite'}")
    open_database(engine, folder)
    engine.dispose()
    (backup,) = Backups(folder).all()
    assert (backup.reason, backup.check) == ("migration", "ok")
    assert _named(folder / "backups" / backup.name) == ["before"]
    assert migrated == [str(folder / "ssx-desk.sqlite")]


def test_a_backup_is_brought_to_this_version_beside_and_stays_as_it_was(folder: Path) -> None:
    backups = Backups(folder)
    name = backups.make().name
    migrated = []

    def prepare(file: Path) -> None:
        connection = sqlite3.connect(file)
        connection.execute("INSERT INTO Laboratory (name, recordTimeStamp) VALUES ('new', '2026-01-01')")
        connection.commit()
        connection.close()
        migrated.append(file)

    backups.put_in_place(name, prepare)
    assert migrated
    assert _named(folder / "ssx-desk.sqlite") == ["new"]
    assert _named(folder / "backups" / name) == []


def test_a_database_of_a_newer_program_is_left_as_it_is(folder: Path) -> None:
    connection = sqlite3.connect(folder / "ssx-desk.sqlite")
    connection.execute("UPDATE alembic_version SET version_num = '0099'")
    connection.commit()
    name = Backups(folder).make().name
    connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.commit()
    connection.close()
    told = command("backup", "restore", name, "--data-dir", folder, status=1)
    assert "(0099)" in told
    command("user", "list", "--data-dir", folder)
    (folder / "ssx-desk.sqlite").write_bytes((folder / "backups" / name).read_bytes())
    assert "newer SSX Desk" in command("user", "list", "--data-dir", folder, status=1)


def test_what_another_program_is_writing_is_not_part_of_a_backup(folder: Path) -> None:
    other = sqlite3.connect(folder / "ssx-desk.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO Laboratory (name, recordTimeStamp) VALUES ('half', '2026-01-01')")
    name = Backups(folder).make().name
    other.execute("COMMIT")
    other.close()
    assert _named(folder / "backups" / name) == []
    assert _named(folder / "ssx-desk.sqlite") == ["half"]


def test_a_restore_waits_only_so_long_for_another_writer(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.local.backups.WAIT", 0.2)
    backups = Backups(folder)
    name = backups.make().name
    other = sqlite3.connect(folder / "ssx-desk.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="another program writes"):
        backups.restore(name, lambda _file: None)
    other.close()
    assert backups.restore(name, lambda _file: None) is not None


def test_a_service_has_no_backups(service: Service) -> None:
    assert service.admin.refused("GET", "/backups")["status"] == 404
