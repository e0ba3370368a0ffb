# SPDX-License-Identifier: LGPL-3.0-or-later
"""The line at the top of the panel: its parts, the proposal, how the connection stands, and what else."""

from __future__ import annotations

from collections.abc import Sequence

from qtpy.QtCore import Signal
from qtpy.QtGui import QIcon
from qtpy.QtWidgets import QFrame, QHBoxLayout, QTabBar, QWidget

from backend.domain.rows.people import ProposalRow
from ssx_widget.context.app_context import AppContext
from ssx_widget.forms.row_picker import RowPicker
from ssx_widget.look.texts import shown_time
from ssx_widget.look.theme import GRID, colours, mark, picture
from ssx_widget.widgets.elided import Elided
from ssx_widget.widgets.menu_button import menu_button
from ssx_widget.window.connection_chip import ConnectionChip
from ssx_widget.window.screens import Screen


class PanelHeader(QFrame):
    """`wanted(name)`: the person asks for a part."""

    wanted = Signal(str)

    def __init__(
        self,
        context: AppContext,
        where: str,
        parts: Sequence[Screen],
        icons: Sequence[QIcon] = (),
        parent: QWidget | None = None,
    ) -> None:
        """`icons` are those of the host for the parts, in their order; ours stand where there are none."""
        super().__init__(parent)
        mark(self, "top")
        self._context, self._parts, self._icons = context, parts, icons
        self._group = ""
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("Parts")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.proposal = RowPicker(context, "proposals", can_make=False)
        self.proposal.setAccessibleName("Proposal")
        self.proposal.setMaximumWidth(44 * GRID)
        self.proposal.hide()
        self._words = Elided()
        self.chip = ConnectionChip(context, where, self)
        self.more = menu_button("mdi6.dots-vertical", "More")
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        row.setSpacing(2 * GRID)
        row.addWidget(self.tabs)
        row.addWidget(self.proposal)
        row.addWidget(self._words, 1)
        row.addWidget(self.chip)
        row.addWidget(self.more)
        self._add_tabs()
        self.tabs.tabBarClicked.connect(self._ask)
        self.tabs.currentChanged.connect(self._ask)
        self.proposal.picked.connect(lambda _key, row: context.pick_proposal(row))
        context.proposalChanged.connect(self._show_proposal)
        context.sessionChanged.connect(lambda _row: self._tell())

    def show_part(self, shown: Screen) -> None:
        """Mark the tab of a part."""
        blocked = self.tabs.blockSignals(True)
        self.tabs.setCurrentIndex(self._parts.index(shown))
        self.tabs.blockSignals(blocked)

    def show_group(self, group: str) -> None:
        """Name the user group that the host works for."""
        self._group = group
        self._tell()

    def set_expert(self, expert: bool) -> None:
        """Let another proposal be picked, or show the host's."""
        self.proposal.setVisible(expert)
        self._tell()

    def fold(self, narrow: bool) -> None:
        """Show signs alone, or signs with words."""
        for number, part in enumerate(self._parts):
            self.tabs.setTabText(number, "" if narrow else part.words)

    def _add_tabs(self) -> None:
        """A single part needs no tab."""
        for number, part in enumerate(self._parts):
            sign = self._icons[number] if number < len(self._icons) else picture(part.sign, colours().muted)
            self.tabs.addTab(sign, part.words)
            self.tabs.setTabToolTip(number, part.words)
        self.tabs.setVisible(len(self._parts) > 1)

    def _ask(self, number: int) -> None:
        if 0 <= number < len(self._parts):
            self.wanted.emit(self._parts[number].name)

    def _show_proposal(self, row: ProposalRow | None) -> None:
        self.proposal.show_value(row["proposalId"] if row else None, row)
        self._tell()

    def _tell(self) -> None:
        """As in: mx2415 · from 30 Nov 2026 · group A."""
        proposal, session = self._context.proposal, self._context.session
        name = f"{proposal['proposalCode']}{proposal['proposalNumber']}" if proposal else ""
        begins = session.get("startDate") if session else None
        start = f"session from {shown_time(str(begins))}" if begins else ""
        group = f"group {self._group}" if self._group else ""
        shown = ("" if not self.proposal.isHidden() else name, start, group)
        self._words.tell(" · ".join(each for each in shown if each))
