# SPDX-License-Identifier: LGPL-3.0-or-later
"""The preview of an import: every row and what is wrong in it, mended here, stored when all is right."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from qtpy.QtCore import QEvent, QModelIndex, Qt, Signal
from qtpy.QtGui import QKeyEvent, QKeySequence
from qtpy.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QShortcut,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from backend.domain.sample_list import COLUMN, FORMAT_TITLES, FORMATS
from ssx_widget.background.tasks import sentence
from ssx_widget.context.app_context import AppContext
from ssx_widget.look.texts import counted
from ssx_widget.look.theme import mark
from ssx_widget.screens.shipments.importing.finding_panel import FindingPanel
from ssx_widget.screens.shipments.importing.import_model import ImportModel
from ssx_widget.screens.shipments.importing.import_requests import ImportOptions, read_context
from ssx_widget.screens.shipments.importing.import_session import Cell, Checked, ImportSession, checked
from ssx_widget.screens.shipments.importing.list_files import ListFile, names_of
from ssx_widget.screens.shipments.importing.mapping_panel import MappingPanel
from ssx_widget.screens.shipments.importing.undo_commands import ImportOrder, ImportStorage
from ssx_widget.widgets.cell_delegate import apply_style
from ssx_widget.widgets.chip import Chip
from ssx_widget.widgets.grid_keys import GridKeys
from ssx_widget.widgets.ui_file import load_ui

_AT_ONCE_MS = 20
"""A check that took less is made right away; a longer one on a worker."""
_WIDEST = 260


class ImportPage(QWidget):
    """`cancelled()`: nothing was stored. `checkedAnew()`: the marks fit the rows again."""

    title: QLabel
    readAs: QLabel
    format: QComboBox
    sureBox: QHBoxLayout
    spelling: QLabel
    columnsButton: QPushButton
    mappingBox: QVBoxLayout
    chipBox: QHBoxLayout
    createProteins: QPushButton
    countUp: QPushButton
    putBack: QPushButton
    onlyWrong: QCheckBox
    table: QTableView
    remark: QLabel
    cancel: QPushButton
    leaveOut: QPushButton
    storeAndPrint: QPushButton
    store: QPushButton

    cancelled = Signal()
    checkedAnew = Signal()

    def __init__(self, context: AppContext, importing: ImportStorage) -> None:
        super().__init__()
        self._context, self._importing = context, importing
        self.session: ImportSession | None = None
        self._options = ImportOptions(0, None)
        self._check_ms = float("inf")
        self._storing = False
        load_ui("import.ui", self)
        mark(self, "page")
        self.remark.setWordWrap(True)
        self.model = ImportModel(self)
        self.table.setModel(self.model)
        apply_style(self.table, "Rows of the list")
        self.mapping = MappingPanel()
        self.mappingBox.addWidget(self.mapping)
        self._keys = GridKeys(self.table, self._put_cells, lambda places, text: [text] * len(places))
        self.panel = FindingPanel(self.table.viewport())
        self.sure, self.errors, self.warnings, self.counts = (Chip(parent=self) for _ in range(4))
        self.sureBox.addWidget(self.sure)
        for chip in (self.errors, self.warnings, self.counts):
            self.chipBox.addWidget(chip)
        for name in FORMATS:
            self.format.addItem(FORMAT_TITLES[name], name)
        self._connect()

    def begin(self, files: Sequence[ListFile], options: ImportOptions, into: str) -> None:
        """Show what an import of these files would bring into the shipment that is called `into`."""
        proposal, core = self._context.proposal, self._context.core
        types = self._context.facility.container_types
        if proposal is None:
            return
        self.session, self._options, self._storing = None, options, False
        self._check_ms = float("inf")
        self.title.setText(f"Import {names_of(files)} into {into}")
        acronyms = {row["protein"] for file in files for row in file.sample_list.rows}
        self._context.tasks.run(
            lambda: read_context(core, proposal, options.shipping, acronyms, types),
            done=lambda context: self._start(ImportSession(files, context)),
            failed=self._give_up,
            busy="Looking at what the proposal has…",
            owner=self,
        )

    def event(self, event: QEvent) -> bool:
        """Undo and redo are those of this list while it is shown."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.ShortcutOverride and _step_of(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take changes back and do them again; Esc leaves, unless it closes an open choice."""
        step = _step_of(event)
        if step and self.session and not self._storing:
            self._change(step)
        elif event.key() == Qt.Key_Escape:
            self._escape()
        else:
            super().keyPressEvent(event)

    def walk(self, backwards: bool = False) -> None:
        """Go to the next cell that is to be mended."""
        here = self.model.cell(self.table.currentIndex())
        cell = self.session.next_wrong(here, backwards) if self.session else None
        if cell:
            self._go_to(cell)

    def _connect(self) -> None:
        self.model.edited.connect(lambda line, column, text: self._mend({(line, column): text}))
        self.table.selectionModel().currentChanged.connect(self._show_findings)
        self.table.verticalScrollBar().valueChanged.connect(lambda _value: self._show_findings())
        self.table.horizontalScrollBar().valueChanged.connect(lambda _value: self._show_findings())
        self.panel.repairWanted.connect(self._mend)
        self.panel.leaveOutWanted.connect(lambda line: self._change(lambda s: s.leave_out({line})))
        self.panel.acceptWanted.connect(lambda line: self._change(lambda s: s.accept(line)))
        self.panel.createWanted.connect(lambda: self._change(lambda s: s.create_proteins(True)))
        self.createProteins.clicked.connect(
            lambda: self._change(lambda s: s.create_proteins(not s.state.create_proteins))
        )
        self.countUp.clicked.connect(lambda: self._change(lambda s: s.mend(s.checked.renames)))
        self.putBack.clicked.connect(lambda: self._change(ImportSession.put_back))
        self.leaveOut.clicked.connect(lambda: self._change(lambda s: s.leave_out(s.checked.wrong_lines)))
        self.onlyWrong.toggled.connect(lambda _on: self._show())
        self.format.activated.connect(self._read_as)
        self.columnsButton.toggled.connect(self.mapping.setVisible)
        self.mapping.chosen.connect(self._map)
        self.mapping.titlesWanted.connect(self._take_titles)
        self.store.clicked.connect(lambda: self._store("shipments"))
        self.storeAndPrint.clicked.connect(lambda: self._store("labels"))
        self.cancel.clicked.connect(self.cancelled)
        self._importing.failed.connect(self._refuse)
        keys: dict[str, Callable[[], object]] = {
            "F8": self.walk,
            "Shift+F8": lambda: self.walk(backwards=True),
            "Ctrl+E": self.onlyWrong.toggle,
            "Ctrl+.": self._press_first,
        }
        for sequence, do in keys.items():
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.setContext(Qt.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda do=do: do())

    def _start(self, session: ImportSession) -> None:
        self.session = session
        self.onlyWrong.setChecked(False)
        self.columnsButton.setChecked(any(not file.sample_list.sure for file in session.files))
        self._show()
        self.table.resizeColumnsToContents()
        for column in range(self.model.columnCount()):
            self.table.setColumnWidth(column, min(self.table.columnWidth(column), _WIDEST))
        self.table.setFocus()
        self._recheck()

    def _give_up(self, error: Exception) -> None:
        self._context.messages.error(sentence(error))
        self.cancelled.emit()

    def _mend(self, changes: dict[Cell, str]) -> None:
        self._change(lambda session: session.mend(changes))

    def _change(self, change: Callable[[ImportSession], object]) -> None:
        if self.session and not self._storing:
            change(self.session)
            self._show()
            self._recheck()

    def _read_as(self, index: int) -> None:
        name = self.format.itemData(index)
        self._change(lambda session: session.read_as(self._file(session), name))

    def _file(self, session: ImportSession) -> ListFile:
        """The file of the picked row."""
        cell = self.model.cell(self.table.currentIndex())
        return session.file_of(cell[0] if cell else 0)

    def _take_titles(self, first_line: bool) -> None:
        self._change(lambda session: session.take_titles(self._file(session), first_line))

    def _map(self, columns: tuple[str, ...]) -> None:
        """Take the columns as they were chosen, also of the next list with this header."""
        if self.session is None:
            return
        file = self._file(self.session)
        self._change(lambda session: session.map_columns(file, columns))
        if file.header:
            self._context.preferences.columns[file.header] = list(columns)
            self._context.tasks.run(self._context.preferences.save)

    def _put_cells(self, texts: Mapping[tuple[int, int], str], _words: str) -> None:
        """Take what was pasted or filled down, as one change."""
        changes: dict[Cell, str] = {}
        for (row, column), text in texts.items():
            cell = self.model.cell(self.model.index(row, column))
            if cell and cell[1] in COLUMN:
                changes[cell] = text.strip()
        if changes:
            self._mend(changes)

    def _recheck(self) -> None:
        session = self.session
        if session is None or session.is_checked:
            return
        state, context = session.state, session.context

        def check() -> tuple[Checked, float]:
            begun = time.perf_counter()
            return checked(state, context), (time.perf_counter() - begun) * 1000

        if self._check_ms < _AT_ONCE_MS:
            self._take(session, *check())
        else:
            self._context.tasks.run(
                check, done=lambda made: self._take(session, *made), busy="Checking…", owner=self
            )

    def _take(self, session: ImportSession, made: Checked, milliseconds: float) -> None:
        """A check of rows that have changed since is of no use: another one is on its way."""
        self._check_ms = milliseconds
        if session is self.session and made.state is session.state:
            session.checked = made
            self._context.messages.info(f"Checked in {milliseconds:.0f} ms.")
            self._show()
            self.checkedAnew.emit()

    def _show(self) -> None:
        session = self.session
        if session is None:
            return
        self.model.show_session(session, self.onlyWrong.isChecked())
        self._show_format(session)
        self._show_chips(session)
        self._show_buttons(session)
        self._show_findings()

    def _show_format(self, session: ImportSession) -> None:
        file = self._file(session)
        found = file.sample_list
        self.readAs.setText(f"{file.name} read as" if len(session.files) > 1 else "read as")
        place = self.format.findData(found.format)
        if place < 0:
            self.format.addItem(FORMAT_TITLES[found.format], found.format)
            place = self.format.count() - 1
        self.format.setCurrentIndex(place)
        self.sure.show_state("sure" if found.sure else "not sure", "ok" if found.sure else "warn")
        self.sure.setToolTip(found.reason)
        self.spelling.setText(file.spelling)
        self.mapping.show_columns(file.name, found.guesses, file.skip > 0)

    def _show_chips(self, session: ImportSession) -> None:
        made, state = session.checked, session.state
        rows, containers, dewars = session.counts
        self.errors.show_state(counted(made.errors, "error") if made.errors else "", "bad")
        self.errors.setToolTip("F8 goes from one to the next")
        self.warnings.show_state(
            f"{counted(made.warnings, 'cell')} to look at" if made.warnings else "", "warn"
        )
        self.counts.show_state(
            f"{counted(rows, 'row')} · {counted(containers, 'container')} · {counted(dewars, 'dewar')}"
        )
        new = made.new_proteins
        named = ", ".join(new[:3]) + (f" and {len(new) - 3} more" if len(new) > 3 else "")
        verb = "will be created" if state.create_proteins else f"create {'it' if len(new) == 1 else 'them'}"
        self._show_chip(
            self.createProteins, f"{counted(len(new), 'new protein')}: {named} · {verb}" if new else ""
        )
        mark(self.createProteins, "chip", tone="ok" if state.create_proteins else "warn")
        renamed = counted(len(made.renames), "name")
        self._show_chip(self.countUp, f"Count {renamed} up" if made.renames else "")
        left = len(state.left_out)
        self._show_chip(self.putBack, f"{counted(left, 'row')} left out · put back" if left else "")

    def _show_chip(self, button: QPushButton, words: str) -> None:
        button.setText(words)
        button.setVisible(bool(words))

    def _show_buttons(self, session: ImportSession) -> None:
        wrong, rows = len(session.checked.wrong_lines), session.counts[0]
        self.leaveOut.setVisible(bool(wrong))
        self.leaveOut.setText(f"&Leave {counted(wrong, 'row')} out")
        self.onlyWrong.setEnabled(bool(wrong) or self.onlyWrong.isChecked())
        self.store.setText(f"&Import {counted(rows, 'row')}")
        self.store.setEnabled(session.may_import and not self._storing)
        self.store.setToolTip(self._why_not(session))
        self.storeAndPrint.setEnabled(self.store.isEnabled())
        self.storeAndPrint.setToolTip(self.store.toolTip() or "Import the rows, then show the dewars' labels")

    def _why_not(self, session: ImportSession) -> str:
        if not session.is_checked:
            return "The rows are being checked."
        if session.checked.wrong_lines:
            return (
                f"{counted(len(session.checked.wrong_lines), 'row')} to mend or leave out first (F8 walks)."
            )
        return "" if session.state.kept.rows else "No row is left to import."

    def _show_findings(self, _current: QModelIndex | None = None, _before: QModelIndex | None = None) -> None:
        index = self.table.currentIndex()
        cell = self.model.cell(index)
        found = self.session.checked.at.get(cell, ()) if self.session and cell else ()
        box = self.table.visualRect(index)
        self.panel.tell(found if self.table.viewport().rect().intersects(box) else (), box)
        if self.session and len(self.session.files) > 1:
            self._show_format(self.session)

    def _go_to(self, cell: Cell) -> None:
        index = self.model.place(cell)
        if index.isValid():
            self.table.setCurrentIndex(index)
            self.table.scrollTo(index)
            self._show_findings()

    def _press_first(self) -> None:
        if self.panel.isVisible() and self.panel.buttons:
            self.panel.buttons[0].click()

    def _escape(self) -> None:
        if self.panel.isVisible():
            self.panel.hide()
        else:
            self.cancelled.emit()

    def _store(self, then: str) -> None:
        """Import the rows, and go to a screen."""
        session = self.session
        if session and session.may_import:
            self._storing = True
            self._show_buttons(session)
            order = ImportOrder(
                session.state.kept, self._options, session.state.create_proteins, session.key, then
            )
            self._importing.begin(order)

    def _refuse(self, error: Exception) -> None:
        self._storing = False
        self._context.messages.error(f"Nothing was imported. {sentence(error)}")
        if self.session:
            self._show_buttons(self.session)


def _step_of(event: QKeyEvent) -> Callable[[ImportSession], object] | None:
    if event.matches(QKeySequence.Undo):
        return ImportSession.undo
    return ImportSession.redo if event.matches(QKeySequence.Redo) else None
