# SPDX-License-Identifier: LGPL-3.0-or-later
"""Files of an acquisition on the disk: whole or not there, with figures, cancelled, with the backend gone."""

from __future__ import annotations

import json
import os
import signal
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import Qt

from hwobj.client.local_process import LocalBackend
from hwobj.client.session import Progress
from ssx_widget.context.app_context import AppContext
from ssx_widget.context.connection import Connection
from ssx_widget.editing.draft import Row
from ssx_widget.look.messages import Message
from ssx_widget.screens.acquisitions.downloads import Save
from ssx_widget.screens.acquisitions.files_card import FilesCard
from tests.gui.conftest import WAIT_MS
from tests.gui.screens.acquisitions.test_acquisitions import Show, demo_of, settle

LARGE = 48 * 1024 * 1024


@pytest.fixture(scope="module")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder of these tests' own: files in it are spoilt, and the last test kills its backend."""
    folder = tmp_path_factory.mktemp("data")
    keeper = Connection()
    keeper.use_backend(LocalBackend(folder))
    yield folder
    keeper.close(wait=5)


@pytest.fixture
def context(make_context: Callable[[], AppContext]) -> AppContext:
    """A context on the demo."""
    made = make_context()
    made.pick_proposal(demo_of(made))
    return made


@pytest.fixture
def details(context: AppContext) -> Row:
    """The first acquisition of the demo, with all of its files."""
    first = context.ssx.data_acquisitions.list(sort="ssxDataAcquisitionId", limit=1).rows[0]
    return context.ssx.acquisition_details(first["ssxDataAcquisitionId"])


@pytest.fixture
def card(context: AppContext, details: Row, show: Show, qtbot: QtBot) -> FilesCard:
    """The files of that acquisition."""
    made = FilesCard(context)
    show(made)
    made.show_details(details)
    settle(context, qtbot)
    return made


@pytest.fixture
def large(data_folder: Path, details: Row) -> Row:
    """The log of the acquisition, which became as long as no socket holds at once."""
    log = next(each for each in details["attachments"] if each["name"].endswith(".log"))
    with (data_folder / "files" / log["path"]).open("wb") as file:
        file.truncate(LARGE)
    return details


def after_the_first_part(save: Save, then: Callable[[], object]) -> Save:
    """The same, but once the first part is there something else happens before the next."""

    def saving(file: Path, progress: Progress) -> None:
        happened = threading.Event()

        def report(done: int, whole: int) -> None:
            if not happened.is_set():
                happened.set()
                assert 0 < done < whole
                assert list(file.parent.glob(f".{file.name}.*.part"))
                then()
            progress(done, whole)

        save(file, report)

    return saving


def left(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where the archive is to go; the folder holds nothing else."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder / "all.zip"


def test_all_files_come_as_one_archive(
    card: FilesCard, context: AppContext, details: Row, target: Path, told: list[Message], qtbot: QtBot
) -> None:
    card.downloads.save_as(target, card.zip_of(details["ssxDataAcquisitionId"]))
    settle(context, qtbot)
    assert left(target.parent) == ["all.zip"]
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        document = json.loads(archive.read("ssx-acquisition.json"))
        names = set(archive.namelist())
    assert {"snapshot_1.jpg", "wilson.png", "ssx-results.json"} <= names
    assert document["sample"]["name"] == "Lys_chip_01"
    assert told[-1].text == f"{target} is saved."


def test_one_file_comes_as_it_is(
    card: FilesCard, context: AppContext, details: Row, target: Path, qtbot: QtBot
) -> None:
    assert not card.one.isEnabled()
    assert card.one.toolTip() == "Pick a file first."
    place = next(n for n, each in enumerate(details["attachments"]) if each["name"] == "ssx-results.json")
    card.table.selectRow(place)
    assert card.one.isEnabled()
    each = details["attachments"][place]
    core = context.core
    card.downloads.save_as(
        target, lambda file, progress: core.save_attachment(each["id"], file, each["of"], progress)
    )
    settle(context, qtbot)
    assert json.loads(target.read_text(encoding="utf-8"))["hits"] == 8704


def test_the_progress_says_how_much_is_there(
    card: FilesCard, context: AppContext, large: Row, target: Path, qtbot: QtBot
) -> None:
    shown: list[str] = []
    go_on = threading.Event()
    save = after_the_first_part(card.zip_of(large["ssxDataAcquisitionId"]), lambda: go_on.wait(20))
    task = card.downloads.save_as(target, save)
    task.progress.connect(lambda *_: shown.append(card.progress.words.text()))
    go_on.set()
    settle(context, qtbot)
    assert shown[-1].startswith("Downloading: ")
    assert shown[-1].endswith(" of 50.5 MB") or shown[-1].endswith(" of 50.6 MB")
    qtbot.waitUntil(lambda: not card.progress.isVisible(), timeout=WAIT_MS)


@pytest.mark.parametrize("older", [None, b"the older one"])
def test_a_download_that_is_cancelled_half_way_leaves_what_was_there(
    card: FilesCard,
    context: AppContext,
    large: Row,
    target: Path,
    told: list[Message],
    qtbot: QtBot,
    older: bytes | None,
) -> None:
    if older is not None:
        target.write_bytes(older)
    begun, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        begun.set()
        go_on.wait(20)

    save = after_the_first_part(card.zip_of(large["ssxDataAcquisitionId"]), hold)
    card.downloads.save_as(target, save)
    qtbot.waitUntil(begun.is_set, timeout=WAIT_MS)
    card.progress.stop.click()
    go_on.set()
    settle(context, qtbot)
    assert left(target.parent) == ([] if older is None else ["all.zip"])
    assert older is None or target.read_bytes() == older
    assert told == []


def test_a_file_that_shrinks_while_it_is_sent_leaves_nothing_and_a_sentence(
    card: FilesCard,
    context: AppContext,
    large: Row,
    target: Path,
    told: list[Message],
    data_folder: Path,
    qtbot: QtBot,
) -> None:
    log = next(each for each in large["attachments"] if each["name"].endswith(".log"))
    path = data_folder / "files" / log["path"]
    save = after_the_first_part(card.zip_of(large["ssxDataAcquisitionId"]), lambda: os.truncate(path, 10))
    card.downloads.save_as(target, save)
    settle(context, qtbot)
    assert left(target.parent) == []
    [message] = [each for each in told if each.level == "error"]
    assert message.text.startswith("all.zip is not saved. ")


def test_a_folder_that_is_not_there_is_told(
    card: FilesCard, context: AppContext, details: Row, tmp_path: Path, told: list[Message], qtbot: QtBot
) -> None:
    card.downloads.save_as(tmp_path / "nowhere" / "all.zip", card.zip_of(details["ssxDataAcquisitionId"]))
    settle(context, qtbot)
    [message] = [each for each in told if each.level == "error"]
    assert message.text.startswith("all.zip is not saved. ")
    assert "nowhere" in message.text


def test_a_file_that_is_gone_cannot_be_picked_to_download(
    card: FilesCard, context: AppContext, details: Row, data_folder: Path, qtbot: QtBot
) -> None:
    [gone, *_rest] = details["attachments"]
    (data_folder / "files" / gone["path"]).unlink()
    fresh = context.ssx.acquisition_details(details["ssxDataAcquisitionId"])
    card.show_details(fresh)
    cell = card.table.visualRect(card.table.model().index(0, 0))
    qtbot.mouseClick(card.table.viewport(), Qt.LeftButton, pos=cell.center())
    assert card.table.model().index(0, 2).data() == "not there"
    assert not card.one.isEnabled()
    assert card.one.toolTip() == "This file is not there any more."


def test_a_backend_that_dies_half_way_leaves_nothing_and_a_sentence(
    card: FilesCard,
    context: AppContext,
    large: Row,
    target: Path,
    told: list[Message],
    data_folder: Path,
    qtbot: QtBot,
) -> None:
    pid = json.loads((data_folder / "backend.json").read_text(encoding="utf-8"))["pid"]
    save = after_the_first_part(
        card.zip_of(large["ssxDataAcquisitionId"]), lambda: os.kill(pid, signal.SIGKILL)
    )
    card.downloads.save_as(target, save)
    settle(context, qtbot)
    assert left(target.parent) == []
    [message] = [each for each in told if each.level == "error"]
    assert message.text.startswith("all.zip is not saved. ")
    assert message.text.endswith("try again.")
