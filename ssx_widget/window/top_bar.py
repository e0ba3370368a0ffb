# SPDX-License-Identifier: LGPL-3.0-or-later
"""The bar at the top: proposal, session, search, and how the connection stands."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from qtpy.QtWidgets import QFrame, QHBoxLayout, QWidget

from backend.domain.rows.people import BLSessionRow, ProposalRow
from ssx_widget.context.app_context import AppContext
from ssx_widget.forms.row_picker import RowPicker
from ssx_widget.look.texts import shown_time
from ssx_widget.look.theme import GRID, label, mark
from ssx_widget.widgets.menu_button import menu_button
from ssx_widget.window.connection_chip import ConnectionChip
from ssx_widget.window.navigation import brand
from ssx_widget.window.search import Search

_PLACES = "Go to another backend, drafts stay with this one; save a report"


class TopBar(QFrame):
    """Shows and changes what the context works on."""

    def __init__(self, context: AppContext, where: str, parent: QWidget | None = None) -> None:
        """`where` names the backend: Local, or the host of its address."""
        super().__init__(parent)
        mark(self, "top")
        self._context = context
        self.proposal = RowPicker(context, "proposals", can_make=False)
        self.session = RowPicker(context, "sessions", narrow=self._of_proposal, can_make=False)
        self.search = Search(context)
        self.chip = ConnectionChip(context, where, self)
        self.places = menu_button("mdi6.swap-horizontal", "Go to another backend", _PLACES)
        row = QHBoxLayout(self)
        row.setContentsMargins(4 * GRID, 2 * GRID, 4 * GRID, 2 * GRID)
        row.setSpacing(3 * GRID)
        self._brand = brand()
        self._brand.setFixedWidth(37 * GRID)
        row.addWidget(self._brand)
        row.addWidget(_framed("Proposal", self.proposal, 44 * GRID))
        row.addWidget(_framed("Session", self.session, 56 * GRID))
        row.addStretch(1)
        row.addWidget(self.search)
        row.addWidget(self.chip)
        row.addWidget(self.places)
        self._connect()

    def fold(self, narrow: bool) -> None:
        """Take less room."""
        self._brand.setVisible(not narrow)
        self.search.setMinimumWidth((40 if narrow else 70) * GRID)

    def _connect(self) -> None:
        self.places.menu().aboutToShow.connect(self._offer_places)
        self.proposal.picked.connect(lambda _key, row: self._context.pick_proposal(row))
        self.session.picked.connect(lambda _key, row: self._context.pick_session(row))
        self._context.proposalChanged.connect(self._show_proposal)
        self._context.sessionChanged.connect(self._show_session)
        self._show_session(self._context.session)

    def _offer_places(self) -> None:
        """The backends that were used before, and the way to another one."""
        menu, preferences = self.places.menu(), self._context.preferences
        menu.clear()
        for place in dict.fromkeys([preferences.place, *preferences.places]):
            action = menu.addAction(_place_words(place))
            action.setCheckable(True)
            action.setChecked(place == preferences.place)
            if place != preferences.place:
                action.triggered.connect(partial(self._go_to, place))
        menu.addSeparator()
        menu.addAction("Another one…").triggered.connect(lambda _checked: self._context.show("settings"))
        menu.addSeparator()
        # Here also where nothing is connected and no screen can be shown.
        menu.addAction("Save a report…").triggered.connect(lambda _checked: self._save_report())

    def _save_report(self) -> None:
        from ssx_widget.support.report import ask_where_to_save  # seldom needed

        ask_where_to_save(self._context, self)

    def _go_to(self, place: str, _checked: bool) -> None:
        is_url = "://" in place
        folder = self._context.preferences.folder if is_url else Path(place)
        self._context.moveWanted.emit(place if is_url else "", folder)

    def _show_proposal(self, row: ProposalRow | None) -> None:
        self.proposal.show_value(row["proposalId"] if row else None, row)

    def _show_session(self, row: BLSessionRow | None) -> None:
        self.session.show_value(row["sessionId"] if row else None, row)
        tip = f"Session from {shown_time(str(row['startDate']))}" if row and row.get("startDate") else ""
        self.session.setToolTip(tip)

    def _of_proposal(self) -> dict[str, object]:
        return {"proposalId": self._context.proposal_id}


def _place_words(place: str) -> str:
    """Its host, or the folder on this computer."""
    return urlsplit(place).netloc if "://" in place else f"Local · {place}"


def _framed(caption: str, pick: RowPicker, width: int) -> QFrame:
    """A picker with its caption inside the frame."""
    frame = QFrame()
    mark(frame, "picker")
    frame.setFixedWidth(width)
    pick.setAccessibleName(caption)
    pick.setPlaceholderText("none")
    row = QHBoxLayout(frame)
    row.setContentsMargins(2 * GRID, 0, 0, 0)
    row.setSpacing(GRID)
    words = label(caption, "caption")
    words.setBuddy(pick)
    row.addWidget(words)
    row.addWidget(pick, 1)
    return frame
