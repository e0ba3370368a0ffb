# SPDX-License-Identifier: LGPL-3.0-or-later
"""The journey of a shipment: how far it is, where its parcels are, who did what, and what to tell of it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from qtpy.QtCore import Qt
from qtpy.QtGui import QStandardItem, QStandardItemModel
from qtpy.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from backend.domain.rows.answers import NoticeList, ShippingStep
from backend.domain.states import AT_FACILITY, advancement, shown
from hwobj.PyIspybClient import PyIspybClient
from ssx_widget.context.app_context import AppContext
from ssx_widget.context.facility import KnownFacility
from ssx_widget.look.texts import shown_time
from ssx_widget.look.theme import GRID, colours, label, mark
from ssx_widget.screens.shipments.notice_panel import NoticePanel
from ssx_widget.screens.shipments.shipment import Reading
from ssx_widget.screens.shipments.steps import ShipmentStage, stage_word, stages
from ssx_widget.widgets.cell_delegate import CellDelegate
from ssx_widget.widgets.scroll_area import scrolled
from ssx_widget.widgets.table import Table

_COLUMNS = ("When", "Dewar", "State", "Place", "Who", "Why")
_WIDEST = 230 * GRID
_MOST_ROWS = 10


@dataclass(frozen=True)
class Journey:
    """What the page asks the backend for."""

    history: list[ShippingStep]
    notices: NoticeList


def read(core: PyIspybClient, shipping: int) -> Journey:
    """Read it. On a worker."""
    return Journey(core.shipping_history(shipping), core.shipping_notices(shipping))


class JourneyPage(QFrame):
    """Reads what it shows anew whenever it is shown."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._reading = Reading()
        self._stages, self._tracking = QGridLayout(), QGridLayout()
        self._links = label("Tracking", "heading")
        self.history = ShipmentHistoryTable()
        self.notices = NoticePanel(context)
        self._arrange()
        context.facilityChanged.connect(self._show_tracking)

    def show_reading(self, reading: Reading) -> None:
        """Show the journey of the shipment of a reading."""
        self._reading = reading
        if reading.info is None:
            return
        key, core = reading.info["shippingId"], self._context.core
        self._show_tracking()
        self._context.tasks.run(
            lambda: read(core, key), done=lambda journey: self._take(key, journey), owner=self
        )

    def _take(self, key: int, journey: Journey) -> None:
        info = self._reading.info
        if info is None or info["shippingId"] != key:
            return
        self._show_stages(stages(self._reading.dewars, journey.history))
        self.history.show_history(journey.history)
        arrived = advancement(info["shippingStatus"]) >= advancement(AT_FACILITY)
        name = info["shippingName"] or ""
        self.notices.show_notices(key, name, journey.notices, "arrived" if arrived else "sent")

    def _arrange(self) -> None:
        mark(self, "page")
        inside = QWidget()
        mark(inside, "page")
        inside.setMaximumWidth(_WIDEST)
        column = QVBoxLayout(inside)
        column.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 4 * GRID)
        column.setSpacing(3 * GRID)
        for grid in (self._stages, self._tracking):
            grid.setHorizontalSpacing(4 * GRID)
            grid.setVerticalSpacing(GRID)
            grid.setColumnStretch(2, 1)
        column.addWidget(label("Journey", "heading"))
        column.addLayout(self._stages)
        column.addWidget(self._links)
        column.addLayout(self._tracking)
        column.addWidget(label("Steps of all dewars", "heading"))
        column.addWidget(self.history)
        column.addWidget(label("Tell others", "heading"))
        column.addWidget(self.notices)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inside))

    def _show_stages(self, found: list[ShipmentStage]) -> None:
        _empty(self._stages)
        for row, stage in enumerate(found):
            whole = 0 < stage.dewars == stage.reached
            sign = QLabel("✓" if whole else "…" if stage.reached else "○")
            mark(sign, "verdict", tone="ok" if whole else "")
            sign.setAccessibleName("done" if whole else "partly" if stage.reached else "not yet")
            words = label(stage.words, "plain" if stage.reached else "label")
            for place, widget in enumerate((sign, label(stage_word(stage.state), "plain"), words)):
                self._stages.addWidget(widget, row, place)

    def _show_tracking(self) -> None:
        _empty(self._tracking)
        lines = tracking(self._reading, self._context.facility)
        self._links.setVisible(bool(lines))
        for row, (dewar, way, number, url) in enumerate(lines):
            for place, words in enumerate((dewar, way)):
                self._tracking.addWidget(label(words, "plain" if not place else "label"), row, place)
            self._tracking.addWidget(_link(number, url), row, 2)


class ShipmentHistoryTable(Table):
    """Every step of every dewar, the newest on top."""

    def __init__(self) -> None:
        super().__init__("Steps of all dewars")
        self._model = QStandardItemModel(0, len(_COLUMNS), self)
        self._model.setHorizontalHeaderLabels(_COLUMNS)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignLeft | Qt.AlignVCenter)
        self.setModel(self._model)
        self.setItemDelegate(CellDelegate(self))

    def show_history(self, history: list[ShippingStep]) -> None:
        """Show these steps."""
        self._model.setRowCount(0)
        for step in history:
            self._model.appendRow([_cell(words) for words in history_words(step)])
        self.resizeColumnsToContents()
        rows = min(max(len(history), 1), _MOST_ROWS)
        height = (
            self.horizontalHeader().sizeHint().height() + rows * self.verticalHeader().defaultSectionSize()
        )
        self.setFixedHeight(height + 2 * self.frameWidth() + GRID)


def history_words(step: ShippingStep) -> tuple[str, ...]:
    """The cells of a step, in the order of the columns."""
    word = "LN₂ topped up" if step["kind"] == "refill" else shown(step["dewarStatus"])
    return (
        shown_time(step["time"]),
        step["code"] or "",
        word,
        step["storageLocation"] or "",
        step["person"] or "",
        step["reason"] or "",
    )


def tracking(reading: Reading, facility: KnownFacility) -> list[tuple[str, str, str, str]]:
    """Dewar, way, number and address for each tracking number that is stated; no address is empty."""
    info = reading.info
    there = info["deliveryAgent_agentName"] if info else None
    back = (info["returnCourier"] if info else None) or there
    return [
        (dewar["code"] or dewar["barCode"] or "", way, number, facility.tracking_url(courier, number))
        for dewar in reading.dewars
        for number, way, courier in (
            (dewar["trackingNumberToSynchrotron"], "to the facility", there),
            (dewar["trackingNumberFromSynchrotron"], "back", back),
        )
        if number
    ]


def _link(number: str, url: str) -> QLabel:
    """The number as a link to the courier; without an address as text that can be copied."""
    made = label(number, "plain")
    made.setTextInteractionFlags(Qt.TextBrowserInteraction)
    made.setAccessibleName(f"Tracking number {number}")
    if url:
        made.setTextFormat(Qt.RichText)
        colour = colours().accent
        made.setText(f'<a style="color:{colour}" href="{escape(url, quote=True)}">{escape(number)}</a>')
        made.setOpenExternalLinks(True)
        made.setToolTip(url)
    else:
        made.setToolTip("The facility's profile has no tracking address for this courier.")
    return made


def _cell(words: str) -> QStandardItem:
    cell = QStandardItem(words)
    cell.setEditable(False)
    cell.setToolTip(words)
    return cell


def _empty(grid: QGridLayout) -> None:
    while item := grid.takeAt(0):
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
