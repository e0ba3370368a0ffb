# SPDX-License-Identifier: LGPL-3.0-or-later
"""Backups of a local backend while it runs: made, checked, kept, and gone back to."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hwobj.errors import NotFound, Unavailable
from hwobj.PyIspybClient import PyIspybClient

pytestmark = pytest.mark.slow

Open = Callable[[Path], Any]


def _names(core: PyIspybClient) -> list[str]:
    return [row["name"] for row in core.backups()["rows"]]


def _laboratories(core: PyIspybClient) -> list[str]:
    return [row["name"] for row in core.laboratories.all()]


def test_one_call_goes_back_and_another_undoes_that(window: Open, tmp_path: Path) -> None:
    opened = window(tmp_path / "data")
    core = opened.core
    core.laboratories.create({"name": "kept"})
    backup = core.make_backup()
    assert (backup["reason"], backup["check"]) == ("asked", "ok")
    core.laboratories.create({"name": "later"})
    done = core.restore_backup(backup["name"])
    assert done["restored"] == backup["name"]
    assert _laboratories(core) == ["kept"]
    core.laboratories.create({"name": "after"})
    assert _laboratories(core) == ["kept", "after"]
    core.restore_backup(done["before"]["name"])
    assert _laboratories(core) == ["kept", "later"]


def test_every_window_hears_that_all_rows_may_be_others(window: Open, tmp_path: Path) -> None:
    first, second = window(tmp_path / "data"), window(tmp_path / "data")
    first.core.restore_backup(first.core.make_backup()["name"])
    expected = {"Dewar", "Shipping", "Proposal", "BLSample", "LoadedSample"}
    while expected:
        expected.discard(second.changes.get(timeout=10).table)


def test_a_restore_that_is_sent_twice_happens_once(window: Open, tmp_path: Path) -> None:
    core = window(tmp_path / "data").core
    backup = core.make_backup()
    path = f"/backups/{backup['name']}/restore"
    first = core.rest.json("POST", path, key="one and the same")
    core.laboratories.create({"name": "since then"})
    assert core.rest.json("POST", path, key="one and the same") == first
    assert _laboratories(core) == ["since then"]


def test_the_last_seven_are_kept_for_their_owner_only(window: Open, tmp_path: Path) -> None:
    core = window(tmp_path / "data").core
    made = [core.make_backup()["name"] for _ in range(9)]
    assert _names(core)[:6] == made[:2:-1]
    assert len(_names(core)) == 7
    for file in (tmp_path / "data" / "backups").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_backup_of_the_day_is_made_by_itself(window: Open, tmp_path: Path) -> None:
    core = window(tmp_path / "data").core
    pause = threading.Event()
    for _ in range(100):
        if core.backups()["rows"]:
            break
        pause.wait(0.2)
    (row,) = core.backups()["rows"]
    assert (row["reason"], row["check"]) == ("daily", "ok")


def test_a_backup_that_rotted_is_said_and_not_restored(window: Open, tmp_path: Path) -> None:
    core = window(tmp_path / "data").core
    core.laboratories.create({"name": "here"})
    good, bad = core.make_backup()["name"], core.make_backup()["name"]
    with (tmp_path / "data" / "backups" / bad).open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(40960))
    assert {row["name"]: row["check"] == "ok" for row in core.backups()["rows"]} == {bad: False, good: True}
    with pytest.raises(Unavailable, match=f"{bad} cannot be used .* newest good backup is {good}"):
        core.restore_backup(bad)
    for name in ("nothing.sqlite", "../ssx-desk.sqlite", "..", "ssx-desk.sqlite"):
        with pytest.raises(NotFound):
            core.restore_backup(name)
    assert _laboratories(core) == ["here"]


def test_a_backup_that_cannot_be_made_is_said_and_costs_no_other(window: Open, tmp_path: Path) -> None:
    core = window(tmp_path / "data").core
    made = core.make_backup()["name"]
    # A folder where the database is expected: nothing can be read from it.
    database = tmp_path / "data" / "ssx-desk.sqlite"
    database.rename(database.with_name("elsewhere"))
    database.mkdir()
    with pytest.raises(Unavailable, match="No backup could be made"):
        core.make_backup()
    database.rmdir()
    database.with_name("elsewhere").rename(database)
    told = core.backups()
    assert "No backup could be made" in told["message"]
    assert [row["name"] for row in told["rows"]] == [made]
    core.make_backup()
    assert core.backups()["message"] is None
