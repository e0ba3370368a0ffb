# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the columns of a list are: shown, chosen by a person, kept for the next list with that header."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import QItemSelectionModel, QPoint, Qt
from qtpy.QtWidgets import QApplication, QComboBox, QWidget

from ssx_widget.context.app_context import AppContext
from ssx_widget.context.preferences import Preferences
from ssx_widget.screens.shipments.importing.import_page import ImportPage
from ssx_widget.screens.shipments.view import ShipmentsView

WAIT_MS = 20_000
HEADER = "Parcel,Box,Make,Slot,Stuff,Label,Who\n"
COLUMNS = ("dewar", "container", "container_type", "position", "protein", "sample", "")
ROWS = "D1,UP-7,Unipuck,1,HEWL,lys_01,ada\nD1,UP-7,Unipuck,2,HEWL,lys_02,ada\n"


@pytest.fixture
def preview(context: AppContext, show: Callable[[QWidget], QWidget]) -> ImportPage:
    """The preview of a proposal that has HEWL."""
    context.core.proteins.create({"proposalId": context.proposal_id, "acronym": "HEWL", "name": "Lysozyme"})
    view = show(ShipmentsView(context))
    assert isinstance(view, ShipmentsView)
    view.resize(1300, 800)
    return view.preview


def opens(preview: ImportPage, qtbot: QtBot, *files: Path) -> None:
    """Preview files."""
    view = preview.window()
    assert isinstance(view, ShipmentsView)
    preview.session = None
    view.import_files(list(files))
    qtbot.waitUntil(lambda: bool(preview.session and preview.session.is_checked), timeout=WAIT_MS)


def write(folder: Path, name: str, text: str) -> Path:
    """A list of this name."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def choose(qtbot: QtBot, combo: QComboBox, key: str) -> None:
    """Choose by the keyboard, as a person goes down the list."""
    combo.setFocus()
    wanted = combo.findData(key)
    while combo.currentIndex() != wanted:
        qtbot.keyClick(combo, Qt.Key_Down if combo.currentIndex() < wanted else Qt.Key_Up)


def names(preview: ImportPage) -> list[str]:
    """What the rows are called."""
    assert preview.session is not None
    return [row["sample"] for row in preview.session.state.sample_list.rows]


def test_columns_that_are_not_sure_are_chosen_and_kept_for_the_next_list(
    preview: ImportPage, context: AppContext, qtbot: QtBot, tmp_path: Path
) -> None:
    opens(preview, qtbot, write(tmp_path, "first.csv", HEADER + ROWS))
    assert preview.mapping.isVisible()
    qtbot.mouseClick(
        preview.mapping.titles, Qt.LeftButton, pos=QPoint(8, preview.mapping.titles.height() // 2)
    )
    titles = [combo.accessibleName() for combo in preview.mapping.combos]
    assert titles == [f"{title} is" for title in HEADER.strip().split(",")]
    for place, key in enumerate(COLUMNS):
        choose(qtbot, preview.mapping.combos[place], key)
    qtbot.waitUntil(lambda: bool(preview.session and preview.session.is_checked), timeout=WAIT_MS)
    assert names(preview) == ["lys_01", "lys_02"]
    assert [finding.message for finding in preview.session.checked.findings] == []
    assert preview.store.isEnabled(), preview.store.toolTip()
    qtbot.waitUntil(lambda: not context.tasks.count, timeout=WAIT_MS)
    kept = Preferences.load(context.preferences.folder).columns
    assert list(kept.values()) == [list(COLUMNS)]
    opens(
        preview, qtbot, write(tmp_path, "second.csv", HEADER.upper() + "D1,UP-8,Unipuck,1,HEWL,lys_09,bo\n")
    )
    assert names(preview) == ["lys_09"]
    assert "before" in preview.sure.toolTip()


def test_a_meaning_that_two_columns_have_is_told_and_taken_once_one_gives_it_up(
    preview: ImportPage, qtbot: QtBot, tmp_path: Path
) -> None:
    text = "container,type,position,protein,sample,comments\nUP-7,Unipuck,1,HEWL,lys_01,lys_77\n"
    opens(preview, qtbot, write(tmp_path, "named.csv", text))
    assert not preview.mapping.isVisible()
    qtbot.mouseClick(preview.columnsButton, Qt.LeftButton)
    assert preview.mapping.isVisible()
    choose(qtbot, preview.mapping.combos[5], "sample")
    assert "chosen twice" in preview.mapping._problem.text()
    assert names(preview) == ["lys_01"]
    choose(qtbot, preview.mapping.combos[4], "")
    assert not preview.mapping._problem.isVisible()
    assert names(preview) == ["lys_77"]
    preview.setFocus()
    qtbot.keyClick(preview, Qt.Key_Z, Qt.ControlModifier)
    while names(preview) != ["lys_01"]:
        qtbot.keyClick(preview, Qt.Key_Z, Qt.ControlModifier)


def test_cells_of_the_preview_are_pasted_and_filled_down(
    preview: ImportPage, qtbot: QtBot, tmp_path: Path
) -> None:
    opens(
        preview,
        qtbot,
        write(tmp_path, "named.csv", "container,position,protein,sample\n" + "A,1,HEWL,s\n" * 3),
    )
    model, table = preview.model, preview.table
    sample = next(c for c in range(model.columnCount()) if model.headerData(c, Qt.Horizontal) == "Sample")
    table.setFocus()
    table.selectionModel().setCurrentIndex(model.index(0, sample), QItemSelectionModel.ClearAndSelect)
    QApplication.clipboard().setText("a_1\na_2\na_3")
    qtbot.keyClick(table, "v", Qt.ControlModifier)
    assert names(preview) == ["a_1", "a_2", "a_3"]
    for row in range(3):
        table.selectionModel().select(model.index(row, sample), QItemSelectionModel.Select)
    qtbot.keyClick(table, "d", Qt.ControlModifier)
    assert names(preview) == ["a_1", "a_1", "a_1"]
    qtbot.keyClick(preview, Qt.Key_Z, Qt.ControlModifier)
    assert names(preview) == ["a_1", "a_2", "a_3"]


def test_f8_walks_the_errors(preview: ImportPage, qtbot: QtBot, tmp_path: Path) -> None:
    head = "dewar,container,type,position,protein,sample\n"
    text = head + "D,A,Unipuck,1,HEWL,a/1\nD,A,Unipuck,99,HEWL,a_2\n"
    opens(preview, qtbot, write(tmp_path, "named.csv", text))
    found = []
    for _ in range(3):
        qtbot.keyClick(preview.table, Qt.Key_F8)
        found.append(preview.model.cell(preview.table.currentIndex()))
    assert found == [(2, "sample"), (3, "position"), (2, "sample")]
