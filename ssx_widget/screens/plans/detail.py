# SPDX-License-Identifier: LGPL-3.0-or-later
"""One plan: what it is, its timeline, its trains in a table, what fails, and what it comes to."""

from __future__ import annotations

from qtpy.QtCore import QRectF, QTimer
from qtpy.QtGui import QResizeEvent
from qtpy.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from backend.domain.plans.plan_checks import Check, checks
from backend.domain.plans.timing import Timing
from backend.domain.quantities.durations import attoseconds, in_words
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Draft
from ssx_widget.look.messages import Action
from ssx_widget.look.theme import GRID, mark
from ssx_widget.screens.plans import texts
from ssx_widget.screens.plans.edited_plan import EditedPlan
from ssx_widget.screens.plans.panels import ChecksPanel, TotalsPanel
from ssx_widget.screens.plans.plan_export import PlanExportOptions
from ssx_widget.screens.plans.plan_forms import PlanForms
from ssx_widget.screens.plans.train_table import TrainTable
from ssx_widget.timeline.painting import chart_width
from ssx_widget.timeline.pictures import for_picture
from ssx_widget.timeline.timeline import Timeline
from ssx_widget.widgets.banner import Banner
from ssx_widget.widgets.chip import Chip
from ssx_widget.widgets.elided import Elided
from ssx_widget.widgets.headline import Headline
from ssx_widget.widgets.ui_file import load_ui

_NARROW = 170 * GRID
_NARROW_FORMS = 180 * GRID


class PlanDetail(QWidget):
    """Shows a plan and changes it; the buttons of its head are for the screen to connect."""

    detailColumn: QVBoxLayout
    head: QHBoxLayout
    templateButton: QPushButton
    exportButton: QPushButton
    deleteButton: QPushButton
    likeButton: QPushButton
    saveButton: QPushButton
    scrollArea: QScrollArea
    planRow: QHBoxLayout
    timeColumn: QVBoxLayout
    timeHead: QHBoxLayout
    trainHead: QHBoxLayout
    sequenceLabel: QLabel
    linearButton: QPushButton
    logButton: QPushButton
    fitButton: QPushButton
    addButton: QPushButton
    removeButton: QPushButton
    upButton: QToolButton
    downButton: QToolButton
    table: QTableView
    cellError: QLabel
    followsRow: QGridLayout

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        load_ui("plans.ui", self)
        self._context = context
        self.plan: EditedPlan | None = None
        self._checks: list[Check] = []
        self._walked = -1
        self._tells_conflict = False
        self.title, self._state, self.used = Elided(), Chip(parent=self), Chip(parent=self)
        self.banner = Banner(self)
        self.forms = PlanForms(context, self.planRow)
        self.timeline, self.checks, self.totals = Timeline(), ChecksPanel(), TotalsPanel()
        self.trains = TrainTable(
            self.table, self.cellError, self.addButton, self.removeButton, self.upButton, self.downButton
        )
        self._refresh = QTimer(self)
        self._refresh.setSingleShot(True)
        self._refresh.setInterval(0)
        self._refresh.timeout.connect(self.refresh)
        self._arrange()
        self._connect()

    def show_draft(self, draft: Draft | None) -> None:
        """Show another plan, or the same one as it is now."""
        is_other = draft is not (self.plan.draft if self.plan else None)
        self.plan = EditedPlan(self._context, draft) if draft else None
        self.forms.show_draft(draft)
        if is_other:
            self._walked, self._tells_conflict = -1, False
            self.timeline.choose("")
            self.trains.choose("")
            self.scrollArea.verticalScrollBar().setValue(0)
        self.refresh()
        if is_other:
            self.timeline.fit()

    def refresh(self) -> None:
        """Show what the plan is now, at once in the table, the timeline and the figures."""
        self._refresh.stop()
        if self.plan is None:
            return
        timing = self.plan.timing
        self._checks = checks(timing)
        wrong = [check for check in self._checks if check.state != "ok"]
        self.trains.show_plan(self.plan, wrong)
        self.timeline.show_timing(timing, _by_event(self.plan, wrong))
        self.timeline.choose(self.trains.place)
        self.checks.show_checks(self._checks)
        self.totals.show_figures(texts.figures(timing))
        self.sequenceLabel.setText(_sequence_words(timing))
        self._show_head()

    @property
    def impossible(self) -> Check | None:
        """The first thing that cannot be; such a plan is not stored."""
        return next((check for check in self._checks if check.state == "impossible"), None)

    def show_place(self, place: str) -> None:
        """Go to a field of the plan or of one of its events, and bring the event into sight."""
        if self.trains.show_field(place):
            self.timeline.choose(self.trains.place)
            self.timeline.show_event(self.trains.place)
            self.scrollArea.ensureWidgetVisible(self.table)
        else:
            self.forms.focus_field(place)

    def show_next_wrong(self) -> None:
        """Go to the next place where something fails, round again."""
        faulty = self.trains.model.faulty()
        if faulty.isValid() and faulty != self.table.currentIndex():
            self.show_faulty()
            return
        places = [check.place for check in self._checks if check.state != "ok" and check.place]
        if places:
            self._walked = (self._walked + 1) % len(places)
            self.show_place(places[self._walked])

    def show_faulty(self) -> bool:
        """Go to the first cell whose text is no value; False when there is none."""
        index = self.trains.model.faulty()
        if index.isValid():
            self.table.setCurrentIndex(index)
            self.table.setFocus()
        return index.isValid()

    def options(self) -> PlanExportOptions | None:
        """What an export takes: the plan as it is now, and the stretch of time that is shown."""
        if self.plan is None:
            return None
        trigger = self.forms.trigger.values if self.forms.trigger else None
        scene = for_picture(self.timeline.scene, chart_width(QRectF(self.timeline.rect())))
        return PlanExportOptions(self.plan.draft.values, trigger, scene)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put below each other what has no room beside each other."""
        super().resizeEvent(event)
        self._headline.fit()
        self.forms.fold(self.width() < _NARROW_FORMS)
        narrow = self.width() < _NARROW
        self.followsRow.addWidget(self.checks, 0, 0)
        self.followsRow.addWidget(self.totals, *((1, 0) if narrow else (0, 1)))
        self.followsRow.setColumnStretch(1, 0 if narrow else 1)

    def _arrange(self) -> None:
        mark(self.title, "title")
        self._headline = Headline(self.detailColumn, self.head, self.title, (self._state, self.used))
        self.detailColumn.insertWidget(1, self.banner)
        self.timeColumn.addWidget(self.timeline)
        for row in (self.timeHead, self.trainHead):
            row.setStretch(1, 1)
        self.followsRow.setColumnStretch(0, 1)
        self._scales = QButtonGroup(self)
        for button in (self.linearButton, self.logButton):
            self._scales.addButton(button)
        self.fitButton.setToolTip("Show one whole sequence (F). Wheel zooms, dragging the ground pans.")
        self.logButton.setToolTip("Decades: femtoseconds beside minutes")
        # Buttons that nobody needs to pass by with Tab twice; the chosen one takes it.
        QWidget.setTabOrder(self.timeline, self.addButton)

    def _connect(self) -> None:
        self._context.edits.changed.connect(self._follow)
        self.logButton.toggled.connect(self.timeline.show_logarithmic)
        self.fitButton.clicked.connect(self.timeline.fit)
        self.timeline.moved.connect(self._move)
        self.timeline.settled.connect(self._settle)
        self.timeline.chosen.connect(self.trains.choose)
        self.trains.chosen.connect(self.timeline.choose)
        self.checks.showWanted.connect(self.show_place)

    def _follow(self, draft: Draft, _name: str) -> None:
        if self.plan and draft is self.plan.draft:
            self._refresh.start()

    def _move(self, place: str, time_on: float, duration: float) -> None:
        if self.plan:
            self.plan.move(place, time_on, duration)
            self.refresh()

    def _settle(self) -> None:
        if self.plan:
            self.plan.settle()

    def _show_head(self) -> None:
        draft = self.plan.draft if self.plan else None
        if draft is None:
            return
        trigger = self.forms.trigger
        unsaved = draft.is_dirty or bool(trigger and trigger.is_dirty)
        self.title.tell(draft.get("name") or "New timing plan")
        self._state.show_state("not saved" if unsaved else "", "warn")
        self.deleteButton.setText("&Discard" if draft.is_new else "&Delete")
        self.saveButton.setEnabled(unsaved)
        self.saveButton.setToolTip("Save (Ctrl+S)" if unsaved else "Everything is saved.")
        self._show_conflict(draft)

    def _show_conflict(self, draft: Draft) -> None:
        """Somebody else stored another version: either stands, nothing is overwritten unasked."""
        edits, told = self._context.edits, self._tells_conflict
        self._tells_conflict = draft.conflict is not None
        if told and not self._tells_conflict:
            self.banner.hide()
        if self._tells_conflict and not told:
            self.banner.tell(
                "Somebody changed this plan meanwhile.",
                "warn",
                Action("Keep mine", lambda: edits.keep_mine(draft)),
                Action("Take theirs", lambda: edits.take_theirs(draft)),
                closable=False,
            )


def _by_event(plan: EditedPlan, wrong: list[Check]) -> dict[str, bool]:
    """The events that fail a check, and whether they cannot be."""
    found: dict[str, bool] = {}
    for check in wrong:
        for place in plan.places():
            if f"{check.place}.".startswith(f"{place}."):
                found[place] = found.get(place, False) or check.state == "impossible"
    return found


def _sequence_words(timing: Timing) -> str:
    if not timing.events:
        return "Nothing happens yet"
    if not timing.period or timing.period <= 0:
        return "One sequence, its period unknown"
    inter = ", interleaved" if timing.interleaves else ""
    return f"One sequence of {in_words(attoseconds(timing.period))}{inter}"
