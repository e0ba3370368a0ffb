# SPDX-License-Identifier: LGPL-3.0-or-later
"""Somebody at the keyboard of the shipments screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pytestqt.qtbot import QtBot
from qtpy.QtCore import Qt
from qtpy.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QWidget,
)

from ssx_widget.context.app_context import AppContext
from ssx_widget.forms.form import Form
from ssx_widget.screens.shipments.containers.sample_model import COLUMNS
from ssx_widget.screens.shipments.contents.tree import TreePlace
from ssx_widget.screens.shipments.view import ShipmentsView

Row = dict[str, Any]
WAIT_MS = 15_000
PROTEIN, NAME, GROUP = (list(COLUMNS).index(key) for key in ("protein", "name", "spaceGroup"))


class Shipper:
    """Works the screen with mouse and keys."""

    def __init__(self, context: AppContext, view: ShipmentsView, qtbot: QtBot) -> None:
        self.context, self.view, self.qtbot = context, view, qtbot
        self.page, self.tree, self.centre = view.page, view.page.tree, view.page.centre

    def click(self, button: QAbstractButton) -> None:
        """Press a button that can be pressed."""
        self.wait(button.isVisible)
        assert button.isEnabled(), button.toolTip()
        self.qtbot.mouseClick(button, Qt.LeftButton)

    def wait(self, until: Callable[[], object]) -> None:
        """Wait for what is to come."""
        self.qtbot.waitUntil(lambda: bool(until()), timeout=WAIT_MS)

    def wait_saved(self) -> None:
        """Wait until all is stored and read again."""
        self.wait(lambda: not self.context.edits.unsaved and not self.context.tasks.count)

    def type_into(self, form: Form, **texts: str) -> None:
        """Type into fields; the name of a nested field has a dot, written `__`."""
        for name, text in texts.items():
            widget = form.rows[name.replace("__", ".")].editor.widget
            assert isinstance(widget, (QLineEdit, QComboBox, QPlainTextEdit))
            widget.setFocus()
            if isinstance(widget, QLineEdit):
                widget.selectAll()
            self.qtbot.keyClicks(widget, text)
            if proposals := QApplication.activePopupWidget():
                self.qtbot.keyClick(proposals, Qt.Key_Escape)
                # The platform gives the focus back in an event of its own.
                QApplication.processEvents()

    def take_from(self, pick: QWidget, words: str) -> None:
        """Open the list of a pick and take the line that begins with these words."""
        self.view.window().activateWindow()
        self.wait(self.view.isActiveWindow)
        pick.setFocus()
        self.qtbot.keyClick(pick, Qt.Key_Down)
        self.wait(QApplication.activePopupWidget)
        popup = QApplication.activePopupWidget()
        assert isinstance(popup, QListView)
        model = popup.model()
        lines = [str(model.index(row, 0).data()) for row in range(model.rowCount())]
        place = next(row for row, line in enumerate(lines) if line.startswith(words))
        popup.setCurrentIndex(model.index(place, 0))
        self.qtbot.keyClick(popup, Qt.Key_Return)

    def open(self, shipping: Row) -> None:
        """Go to a shipment."""
        self.view.open_row(shipping["shippingId"])
        self.wait(
            lambda: self.page.shipment.key == shipping["shippingId"] and self.page.shipment.reading.info
        )
        self.wait_saved()

    def go_to(self, kind: Any, code: str) -> TreePlace:
        """Click a dewar or container in the tree."""
        rows = self.page.shipment.reading
        found = rows.dewars if kind == "dewar" else rows.containers
        row = next(row for row in found if row["code"] == code)
        place = TreePlace(kind, row[f"{kind}Id"])
        view = self.tree.view
        index = self.tree._index_of(place)
        self.qtbot.mouseClick(view.viewport(), Qt.LeftButton, pos=view.visualRect(index).center())
        assert self.tree.place == place
        return place

    def type_cell(self, row: int, column: int, text: str) -> None:
        """Type into a cell of the sample table: F2, the text, Enter."""
        table, model = self.centre.container.table, self.centre.container.model
        table.setFocus()
        table.setCurrentIndex(model.index(row, column))
        self.qtbot.keyClick(table, Qt.Key_F2)
        editor = table.findChildren(QLineEdit)[-1]
        editor.selectAll()
        self.qtbot.keyClicks(editor, text)
        self.qtbot.keyClick(editor, Qt.Key_Return)

    def cell(self, row: int, column: int) -> str:
        """What a cell says."""
        model = self.centre.container.model
        return str(model.index(row, column).data())
