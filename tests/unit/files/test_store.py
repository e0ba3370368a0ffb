# SPDX-License-Identifier: LGPL-3.0-or-later
"""Files are opened in and below the configured roots, and never beside them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest

from backend.config import Config, ConfigError
from backend.errors import NotFound, Unavailable
from backend.files import roots
from backend.files.store import FileVisit, Store

MINE = FileVisit("MX2415", "ID29", "3", "2026")


def text_of(store: Store, path: str | Path, *visits: FileVisit) -> bytes:
    with store.open(str(path), visits) as file:
        return b"".join(file.parts())


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Folders of two proposals, and a secret beside them."""
    for name in ("visitor/mx2415/run1/a.log", "visitor/mx666/run1/b.log", "visitor-secret/key"):
        file = tmp_path / name
        file.parent.mkdir(parents=True)
        file.write_text(name)
    return tmp_path


def test_a_file_below_a_root_is_given_with_its_name_and_size(data: Path) -> None:
    with Store((f"{data}/visitor",)).open(f"{data}/visitor/mx2415/run1/a.log") as file:
        assert (file.name, file.size) == ("a.log", len("visitor/mx2415/run1/a.log"))


def test_without_roots_nothing_is_given(data: Path) -> None:
    with pytest.raises(NotFound, match="FILE_ROOTS"):
        Store().open(f"{data}/visitor/mx2415/run1/a.log")


def test_a_root_with_a_place_for_the_proposal_gives_its_own_files_only(data: Path) -> None:
    store = Store((f"{data}/visitor/{{proposal}}",))
    assert text_of(store, data / "visitor/mx2415/run1/a.log", MINE)
    assert text_of(store, data / "visitor/mx666/run1/b.log", MINE, FileVisit("mx666"))
    for path, visits in (
        ("visitor/mx666/run1/b.log", [MINE]),
        ("visitor/mx2415/../mx666/run1/b.log", [MINE]),
        ("visitor/mx2415/run1/a.log", []),
        ("visitor/mx2415/run1/a.log", [FileVisit("")]),
        ("visitor/mx2415/run1/a.log", [FileVisit("..")]),
        ("visitor/mx2415/run1/a.log", [FileVisit("x/../mx2415")]),
    ):
        with pytest.raises(NotFound):
            store.open(f"{data}/{path}", visits)


@pytest.mark.parametrize(
    "path",
    [
        "visitor/../visitor-secret/key",
        "visitor-secret/key",
        "visitor/mx2415/run1/../../../visitor-secret/key",
        "visitor",
        "visitor/",
        "visitor/mx2415/run1",
        "visitor/mx2415/run1/a.log/x",
        "visitor/none.log",
        "visitor/mx2415/run1/a.log\0.png",
        "visitor/" + "x" * 300,
    ],
    ids=range(10),
)
def test_ways_out_of_a_root_folders_and_what_is_not_there_are_not_found(data: Path, path: str) -> None:
    with pytest.raises(NotFound):
        Store((f"{data}/visitor",)).open(f"{data}/{path}")


def test_a_link_may_lead_anywhere_inside_the_root_but_not_out(data: Path) -> None:
    store, folder = Store((f"{data}/visitor",)), data / "visitor/mx2415"
    (folder / "latest").symlink_to("run1")
    (folder / "out").symlink_to(data / "visitor-secret")
    (folder / "round").symlink_to("round")
    assert text_of(store, folder / "latest/a.log") == b"visitor/mx2415/run1/a.log"
    for name in ("out/key", "round"):
        with pytest.raises(NotFound):
            store.open(f"{folder}/{name}")


def test_a_folder_that_becomes_a_link_after_the_check_leads_nowhere(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = data / "visitor/mx2415/run1"
    (data / "visitor-secret/a.log").write_text("secret")
    really = os.path.realpath

    def swapped(path: Any) -> str:
        """The answer of before; the owner of the folder is quicker than we are."""
        found = really(path)
        if found.endswith("a.log"):
            folder.rename(folder.with_name("moved"))
            folder.symlink_to(data / "visitor-secret")
        return found

    monkeypatch.setattr(roots.os.path, "realpath", swapped)
    with pytest.raises(NotFound):
        Store((f"{data}/visitor",)).open(f"{folder}/a.log")


def test_a_pipe_is_no_file_and_keeps_nobody_waiting(data: Path) -> None:
    os.mkfifo(data / "visitor/pipe")
    with pytest.raises(NotFound):
        Store((f"{data}/visitor",)).open(f"{data}/visitor/pipe")


def test_the_revision_changes_with_the_content(data: Path) -> None:
    store, path = Store((f"{data}/visitor",)), data / "visitor/mx2415/run1/a.log"
    with store.open(str(path)) as before:
        pass
    path.write_text("longer than it was before")
    with store.open(str(path)) as after:
        assert after.revision != before.revision


def test_a_file_that_becomes_shorter_while_it_is_read_is_not_taken_for_whole(data: Path) -> None:
    path = data / "visitor/mx2415/run1/a.log"
    with Store((f"{data}/visitor",)).open(str(path)) as file:
        path.write_text("short")
        with pytest.raises(OSError, match="shorter"):
            list(file.parts())


@pytest.fixture
def memory() -> Iterator[Any]:
    """An object store that lives in this process."""
    system = fsspec.filesystem("memory")
    for name in ("/bucket/mx2415/a.log", "/bucket/mx666/b.log", "/other/key"):
        system.pipe(name, name.encode())
    yield system
    system.rm("/", recursive=True)


def test_an_object_store_is_a_root_like_a_folder(memory: Any) -> None:
    store = Store(("memory://bucket/{proposal}",))
    assert text_of(store, "memory://bucket/mx2415/a.log", MINE) == b"/bucket/mx2415/a.log"
    with store.open("memory://bucket/mx2415/a.log", [MINE]) as before:
        pass
    memory.pipe("/bucket/mx2415/a.log", b"another")
    with store.open("memory://bucket/mx2415/a.log", [MINE]) as after:
        assert (after.size, after.revision != before.revision) == (7, True)


@pytest.mark.parametrize(
    "path",
    [
        "memory://bucket/mx666/b.log",
        "memory://bucket/mx2415/../mx666/b.log",
        "memory://bucket/mx2415/%2e%2e/mx666/b.log",
        "memory://bucket/mx2415//a.log",
        "memory://bucket/mx2415",
        "memory://bucket/mx2415/none",
        "memory://other/key",
        "/bucket/mx2415/a.log",
        "file:///etc/passwd",
        "memory://bucket/mx2415/x::file:///etc/passwd",
    ],
)
def test_no_other_object_is_given(memory: Any, path: str) -> None:
    assert memory.exists("/bucket/mx666/b.log")
    with pytest.raises(NotFound):
        Store(("memory://bucket/{proposal}",)).open(path, [MINE])


def test_without_a_folder_for_uploads_a_sentence_says_so() -> None:
    with pytest.raises(Unavailable, match="UPLOAD_FOLDER"):
        Store().home()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"FILE_ROOTS": ["data"]}, "absolute paths"),
        ({"FILE_ROOTS": ["/data/../etc"]}, "absolute paths"),
        ({"FILE_ROOTS": [7]}, "absolute paths"),
        ({"FILE_ROOTS": ["/data/{login}"]}, "not login"),
        ({"FILE_ROOTS": ["/data/{proposal"]}, "brace"),
        ({"UPLOAD_FOLDER": "/data/{proposal}"}, "one folder for all"),
    ],
)
def test_a_root_that_cannot_be_one_is_refused_at_the_start(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        Store.of(Config(**settings))


def test_file_addresses_are_folders(data: Path) -> None:
    store = Store.of(Config(FILE_ROOTS=[f"file://{data}/visitor"]))
    assert text_of(store, data / "visitor/mx2415/run1/a.log")
