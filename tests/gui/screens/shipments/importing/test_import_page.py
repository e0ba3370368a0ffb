# SPDX-License-Identifier: LGPL-3.0-or-later
"""Importing lists in the window: previewed, mended in their cells, stored, taken back."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import QMimeData, QPoint, Qt, QTimer, QUrl
from qtpy.QtGui import QDragEnterEvent, QDropEvent
from qtpy.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from ssx_widget.context.app_context import AppContext
from ssx_widget.look.messages import Message
from ssx_widget.screens.shipments.importing.import_session import ImportSession
from ssx_widget.screens.shipments.view import ShipmentsView
from ssx_widget.widgets.cell_delegate import MARK_ROLE

Row = dict[str, Any]
WAIT_MS = 20_000
LISTS = Path(__file__).parents[4] / "data" / "shipments"


class Person:
    """Somebody who imports lists."""

    def __init__(self, context: AppContext, view: ShipmentsView, qtbot: QtBot) -> None:
        self.context, self.view, self.qtbot, self.preview = context, view, qtbot, view.preview

    def click(self, button: QAbstractButton) -> None:
        """Press a button that can be pressed."""
        self.wait(button.isVisible)
        assert button.isEnabled(), button.toolTip()
        self.qtbot.mouseClick(button, Qt.LeftButton)

    def wait(self, until: Callable[[], object]) -> None:
        """Wait for what is to come."""
        self.qtbot.waitUntil(lambda: bool(until()), timeout=WAIT_MS)

    def drop(self, *names: str | Path) -> None:
        """Drop files on the screen and wait for their preview."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(LISTS / name)) for name in names])
        for kind in (QDragEnterEvent, QDropEvent):
            event = kind(QPoint(50, 50), Qt.CopyAction, data, Qt.LeftButton, Qt.NoModifier)
            QApplication.sendEvent(self.view, event)
        self.wait_checked()

    def wait_checked(self) -> None:
        """Wait until the marks fit the rows."""
        self.wait(lambda: self.preview.isVisible() and self.preview.session and self.session.is_checked)

    @property
    def session(self) -> ImportSession:
        """What is being imported."""
        assert self.preview.session is not None
        return self.preview.session

    def import_all(self) -> None:
        """Press Import, and wait for the shipment's page with its contents."""
        self.click(self.preview.store)
        self.wait(lambda: self.view.page.isVisible() and self.view.page.shipment.reading.containers)

    def marked(self, tone: str) -> list[tuple[int, str]]:
        """The cells of the table that are marked so."""
        model = self.preview.model
        indexes = (
            model.index(row, column)
            for row in range(model.rowCount())
            for column in range(model.columnCount())
        )
        return [
            cell for index in indexes if index.data(MARK_ROLE).tone == tone and (cell := model.cell(index))
        ]

    def type_cell(self, line: int, column: str, text: str) -> None:
        """Type into a cell: F2, the text, Enter."""
        table = self.preview.table
        table.setFocus()
        table.setCurrentIndex(self.preview.model.place((line, column)))
        self.qtbot.keyClick(table, Qt.Key_F2)
        editor = table.findChildren(QLineEdit)[-1]
        editor.selectAll()
        self.qtbot.keyClicks(editor, text)
        self.qtbot.keyClick(editor, Qt.Key_Return)
        self.wait_checked()


@pytest.fixture
def person(context: AppContext, show: Callable[[QWidget], QWidget], qtbot: QtBot) -> Person:
    """Somebody before the screen of an empty proposal."""
    view = ShipmentsView(context)
    context.connection.changed.connect(context.rowChanged)
    show(view)
    view.resize(1300, 800)
    return Person(context, view, qtbot)


def shipments(context: AppContext) -> list[Row]:
    """What the proposal has."""
    return context.core.shippings.list(proposalId=context.proposal_id).rows


def test_two_good_files_at_once_become_dewars_containers_and_samples(
    person: Person, context: AppContext
) -> None:
    person.drop("exi-unipuck.csv", "maxiv-unipucks.csv")
    assert person.preview.counts.text() == "128 rows · 8 containers · 2 dewars"
    assert person.marked("bad") == []
    assert shipments(context) == []
    person.click(person.preview.createProteins)
    person.wait_checked()
    person.import_all()
    (shipping,) = shipments(context)
    info = context.core.shipping_info(shipping["shippingId"])
    assert info["counts"] == {"dewars": 2, "containers": 8, "samples": 128}
    assert all(dewar["barCode"] for dewar in info["dewars"])
    assert {row["acronym"] for row in context.core.proteins.list(proposalId=context.proposal_id).rows} == {
        "5HT3",
        "HEWL",
    }


def test_the_faulty_file_is_marked_mended_and_imported(person: Person, context: AppContext) -> None:
    person.drop("exi-full-columns.csv")
    preview = person.preview
    bad = person.marked("bad")
    assert sum(column == "position" for _, column in bad) == 14
    assert sum(column == "sample" for _, column in bad) == 28
    assert preview.errors.text() == "42 errors"
    assert not preview.store.isEnabled()
    assert "28 rows" in preview.store.toolTip()
    person.click(preview.createProteins)
    person.wait_checked()
    person.click(preview.countUp)
    person.wait_checked()
    assert preview.errors.text() == "14 errors"
    preview.table.setCurrentIndex(preview.model.index(0, 0))
    person.qtbot.keyClick(preview.table, Qt.Key_F8)
    assert preview.model.cell(preview.table.currentIndex()) == (5, "position")
    use, leave = preview.panel.buttons
    assert (use.text(), leave.text()) == ("Use 8", "Leave the row out")
    person.click(use)
    person.wait_checked()
    assert preview.errors.text() == "12 errors"
    person.qtbot.keyClick(preview.table, Qt.Key_F8)
    person.click(preview.panel.buttons[-1])
    person.wait_checked()
    assert preview.errors.text() == "10 errors"
    assert preview.putBack.text() == "1 row left out · put back"
    person.click(preview.leaveOut)
    person.wait_checked()
    assert preview.store.text() == "&Import 17 rows"
    person.import_all()
    (shipping,) = shipments(context)
    assert context.core.shipping_info(shipping["shippingId"])["counts"]["samples"] == 17


def test_an_import_is_undone_and_nothing_of_it_is_left(
    person: Person, context: AppContext, told: list[Message]
) -> None:
    shipping = context.core.shippings.create({"proposalId": context.proposal_id, "shippingName": "December"})
    context.core.dewars.create({"shippingId": shipping["shippingId"], "code": "OWN"})
    person.view.open_row(shipping["shippingId"])
    person.wait(lambda: person.view.page.shipment.reading.dewars)
    person.drop("exi-unipuck.csv")
    assert "into “December”" in person.preview.title.text()
    person.click(person.preview.createProteins)
    person.wait_checked()
    person.import_all()
    action = told[-1].action
    assert told[-1].text == "16 samples in 1 container imported, 1 new dewar."
    assert action is not None
    action.do()
    person.wait(lambda: told[-1].text == "The import is undone.")
    info = context.core.shipping_info(shipping["shippingId"])
    assert [dewar["code"] for dewar in info["dewars"]] == ["OWN"]
    assert context.core.proteins.list(proposalId=context.proposal_id).total == 0
    context.edits.redo()
    person.wait(lambda: person.view.page.shipment.reading.info["counts"]["samples"] == 16)
    person.wait(lambda: not context.tasks.count)
    context.edits.undo()
    person.wait(lambda: person.view.page.shipment.reading.info["counts"]["samples"] == 0)


def test_a_new_shipment_goes_with_its_undone_import(person: Person, context: AppContext) -> None:
    person.drop("exi-unipuck.csv")
    person.click(person.preview.createProteins)
    person.wait_checked()
    person.import_all()
    assert [row["shippingName"] for row in shipments(context)] == ["exi-unipuck"]
    context.edits.undo()
    person.wait(person.view.list.isVisible)
    assert shipments(context) == []


def test_a_broken_line_is_shown_with_line_column_and_reason(person: Person, tmp_path: Path) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_text('D1,C1,Unipuck,1,HEWL,a1\nD1,C1,Unipuck,2,HEWL,"a2\nD1,C1,Unipuck,3,HEWL,a3\n')
    person.drop(broken)
    person.qtbot.keyClick(person.preview.table, Qt.Key_F8)
    assert person.preview.model.cell(person.preview.table.currentIndex()) == (2, "sample")
    assert "quotation mark in this line is not closed" in person.preview.panel.accessibleName()
    person.type_cell(2, "sample", "a2")
    person.preview.table.setCurrentIndex(person.preview.model.place((2, "dewar")))
    take = next(button for button in person.preview.panel.buttons if button.text() == "Take it as shown")
    person.click(take)
    person.wait_checked()
    person.click(person.preview.createProteins)
    person.wait_checked()
    assert person.preview.store.isEnabled()


def test_a_cell_is_mended_by_typing_and_the_mend_is_undone(person: Person) -> None:
    person.view.import_text("D1,C1,Unipuck,17,HEWL,a/1\nD1,C1,Unipuck,2,HEWL,a2\n")
    person.wait_checked()
    assert set(person.marked("bad")) == {(1, "position"), (1, "sample")}
    person.type_cell(1, "position", "16")
    assert person.marked("bad") == [(1, "sample")]
    person.preview.table.setFocus()
    person.qtbot.keyClick(person.preview.table, Qt.Key_Z, Qt.ControlModifier)
    person.wait_checked()
    assert set(person.marked("bad")) == {(1, "position"), (1, "sample")}
    person.qtbot.keyClick(person.preview.table, Qt.Key_Z, Qt.ControlModifier | Qt.ShiftModifier)
    person.wait_checked()
    assert person.marked("bad") == [(1, "sample")]


def test_only_rows_with_errors_are_shown_on_demand(person: Person) -> None:
    person.view.import_text("D1,C1,Unipuck,17,HEWL,a1\nD1,C1,Unipuck,2,HEWL,a2\n")
    person.wait_checked()
    person.click(person.preview.createProteins)
    person.wait_checked()
    person.preview.table.setFocus()
    person.qtbot.keyClick(person.preview.table, Qt.Key_E, Qt.ControlModifier)
    assert person.preview.model.rowCount() == 1
    person.qtbot.keyClick(person.preview.table, Qt.Key_E, Qt.ControlModifier)
    assert person.preview.model.rowCount() == 2


def test_a_list_is_read_in_another_format_on_demand(person: Person) -> None:
    person.view.import_text("D1,C1,Unipuck,1,HEWL,a1\n")
    person.wait_checked()
    chooser = person.preview.format
    assert (chooser.currentText(), person.preview.sure.text()) == ("EXI, 6 columns", "sure")
    chooser.setFocus()
    person.qtbot.keyClick(chooser, Qt.Key_Down)
    person.wait_checked()
    assert person.session.files[0].sample_list.format == "exi-14"


def test_names_that_the_proposal_has_already_are_found_and_counted_up(
    person: Person, context: AppContext
) -> None:
    person.drop("exi-unipuck.csv")
    person.click(person.preview.createProteins)
    person.wait_checked()
    person.import_all()
    person.view.page.listButton.click()
    person.view.import_text("D1,C9,Unipuck,1,5HT3,abc1\n")
    person.wait(lambda: person.preview.isVisible() and person.session.counts[0] == 1)
    person.wait_checked()
    assert person.marked("bad") == [(1, "sample")]
    person.click(person.preview.countUp)
    person.wait_checked()
    person.click(person.preview.store)
    person.wait(lambda: len(shipments(context)) == 2)
    person.wait(lambda: context.tasks.count == 0)


def test_words_without_columns_are_not_taken_for_a_list(person: Person, told: list[Message]) -> None:
    QApplication.clipboard().setText("lys_a1")
    person.view.list.panel.view.setFocus()
    person.qtbot.keyClick(person.view.list.panel.view, Qt.Key_V, Qt.ControlModifier)
    assert "no rows" in told[-1].text
    assert person.view.list.isVisible()


def test_rows_are_pasted(person: Person) -> None:
    QApplication.clipboard().setText("D1\tC1\tUnipuck\t1\tHEWL\ta1\n")
    person.view.list.panel.view.setFocus()
    person.qtbot.keyClick(person.view.list.panel.view, Qt.Key_V, Qt.ControlModifier)
    person.wait_checked()
    assert person.session.counts == (1, 1, 1)
    assert person.preview.spelling.text() == "UTF-8, tab"


def test_what_is_no_list_is_told_in_a_sentence(person: Person, tmp_path: Path, told: list[Message]) -> None:
    sheet = tmp_path / "list.xlsx"
    sheet.write_bytes(b"PK\x03\x04")
    person.view.import_files([sheet])
    person.wait(lambda: told)
    assert "save the sheet as CSV" in told[-1].text
    assert person.view.list.isVisible()


def test_cancel_stores_nothing_and_goes_back(person: Person, context: AppContext) -> None:
    person.drop("exi-unipuck.csv")
    person.preview.table.setFocus()
    person.qtbot.keyClick(person.preview.table, Qt.Key_Escape)
    person.wait(person.view.list.isVisible)
    assert shipments(context) == []


def test_the_window_lives_while_5000_rows_are_checked(person: Person) -> None:
    rows = (f"D1,C{n // 16},Unipuck,{n % 16 + 1},HEWL,s{n // 2}" for n in range(5000))
    stalls: list[float] = []
    # In the processor's time, not the clock's: another program that runs meanwhile is no stall of the window.
    last, begun = [time.thread_time()], time.process_time()

    def beat() -> None:
        now = time.thread_time()
        stalls.append(now - last[0])
        last[0] = now

    timer = QTimer()
    timer.timeout.connect(beat)
    timer.start(5)
    person.view.import_text("\n".join(rows))
    person.wait_checked()
    assert person.session.checked.errors == 5000
    person.qtbot.keyClick(person.preview.table, Qt.Key_F8)
    timer.stop()
    # Had the window itself checked the rows, nearly all of that time would be one stall.
    assert max(stalls) < (time.process_time() - begun) / 2
    assert person.preview.model.rowCount() == 5000
