# SPDX-License-Identifier: LGPL-3.0-or-later
"""Uploaded files stay with the transaction that names them, and go with the one that does not."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from backend.errors import Unavailable
from backend.files import uploads
from backend.files.store import Store


@pytest.fixture(params=["folder", "memory"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A folder, and a place in an object store."""
    if request.param == "folder":
        yield str(tmp_path)
    else:
        yield "memory://uploads"
        fsspec.filesystem("memory").rm("/", recursive=True)


@pytest.fixture
def session(home: str) -> Iterator[Session]:
    """A session that works on a database and knows the home of uploads."""
    engine = create_engine("sqlite://")
    with Session(engine) as opened:
        opened.info["files"] = Store(uploads=home)
        opened.execute(text("SELECT 1"))
        yield opened
    engine.dispose()


def content(home: str, name: str) -> bytes:
    with Store(uploads=home).open(name) as file:
        return b"".join(file.parts())


def kept(home: str) -> int:
    system = fsspec.filesystem("memory" if "://" in home else "file")
    return len(system.find(home.removeprefix("memory:/")))


def test_a_committed_file_stays(session: Session, home: str) -> None:
    name = uploads.put(session, "pdb/1", io.BytesIO(b"one"))
    session.commit()
    session.close()
    assert content(home, name) == b"one"


def test_a_file_of_a_transaction_that_came_to_nothing_goes(session: Session, home: str) -> None:
    uploads.put(session, "pdb/1", io.BytesIO(b"one"))
    assert kept(home) == 1
    session.close()
    assert kept(home) == 0


def test_the_old_file_stays_until_the_new_one_is_committed(session: Session, home: str) -> None:
    old = uploads.put(session, "pdb/1", io.BytesIO(b"old"))
    session.commit()
    session.execute(text("SELECT 1"))
    uploads.put(session, "pdb/1", io.BytesIO(b"new"), replaces=old)
    session.rollback()
    assert (content(home, old), kept(home)) == (b"old", 1)
    session.execute(text("SELECT 1"))
    new = uploads.put(session, "pdb/1", io.BytesIO(b"new"), replaces=old)
    session.commit()
    assert (content(home, new), kept(home)) == (b"new", 1)


def test_a_savepoint_that_is_released_is_no_commit(session: Session, home: str) -> None:
    with session.begin_nested():
        uploads.put(session, "pdb/1", io.BytesIO(b"one"))
    session.rollback()
    assert kept(home) == 0


def test_a_file_that_is_gone_already_disturbs_nobody(session: Session, home: str) -> None:
    uploads.drop(session, "pdb/1/none")
    session.commit()
    assert kept(home) == 0


def test_a_place_that_cannot_be_written_is_said(session: Session, tmp_path: Path) -> None:
    (tmp_path / "full").write_text("a file where the folder should be")
    session.info["files"] = Store(uploads=str(tmp_path / "full"))
    with pytest.raises(Unavailable, match="cannot be stored"):
        uploads.put(session, "pdb/1", io.BytesIO(b"one"))
    session.rollback()
