# SPDX-License-Identifier: LGPL-3.0-or-later
"""The screen of timing plans: those of the proposal at the left, one with its timeline at the right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from qtpy.QtGui import QDragEnterEvent, QDropEvent, QFocusEvent, QKeySequence
from qtpy.QtWidgets import QMenu, QPushButton, QShortcut, QStackedWidget, QWidget

from backend.domain.names import count_up, stem
from backend.domain.plans.plan_templates import TEMPLATES
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Draft, Row
from ssx_widget.files.dropped_files import files_of
from ssx_widget.lists.list_and_detail import ListAndDetail
from ssx_widget.lists.list_panel import ListPanel
from ssx_widget.look.messages import Action
from ssx_widget.look.theme import GRID, mark
from ssx_widget.screens.plans import presets, texts
from ssx_widget.screens.plans.detail import PlanDetail
from ssx_widget.screens.plans.plan_export import PlanExport
from ssx_widget.screens.plans.references import PlanReferences
from ssx_widget.screens.plans.template_page import TemplatePage
from ssx_widget.widgets.enabled_state import allow
from ssx_widget.widgets.placeholders import ContentArea

_LIST = 64 * GRID
_NARROW_LIST = 50 * GRID
_SIGN = "mdi6.timeline-clock-outline"
_EMPTY = (_SIGN, "No timing plan yet", "New makes an empty one, a template one that only needs its times.")


class PlansView(QWidget):
    """What is typed goes through the edits; the list, the detail and the template each show their part."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._warned: Draft | None = None
        self.panel = ListPanel(context, "plans", texts.line, empty=_EMPTY)
        self.detail, self.template = PlanDetail(context), TemplatePage()
        self._uses = PlanReferences(context, self)
        self.exporting = PlanExport(context, self, self.detail.options)
        self._content = ContentArea(self.detail)
        self._pages = QStackedWidget()
        self._arrange()
        self._connect()
        self._show_nothing()
        self.panel.reload()

    @property
    def draft(self) -> Draft | None:
        """The plan that is shown."""
        return self.detail.plan.draft if self.detail.plan else None

    def open_row(self, key: object) -> None:
        """Go to a stored plan."""
        if isinstance(key, int):
            self.panel.pick_key(key)

    def save(self) -> None:
        """Store the plan with its trigger; one that cannot be measured is shown where it fails."""
        draft, wrong = self.draft, self.detail.impossible
        if draft is None:
            return
        if wrong:
            self._context.messages.warning(f"The plan is not saved. {wrong.sentence}")
            self.detail.show_place(wrong.place)
            return
        trigger = self.detail.forms.trigger
        self._context.edits.save([draft, *([trigger] if trigger and trigger.is_dirty else [])])

    def start_new(self) -> None:
        """Begin a plan with nothing in it."""
        self._name_and("plan_1", lambda name: self._go_to(presets.fresh(self._context, name)))

    def start_template(self, place: int = 0) -> None:
        """Ask for the times of a template."""
        self._pages.setCurrentWidget(self.template)
        self.template.begin(place)

    def new_like(self) -> None:
        """A second plan like this one, the name counted up."""
        draft = self.draft
        if draft:
            values = draft.values
            name = str(values.get("name") or "plan_1")
            self._name_and(
                name, lambda free: self._go_to(presets.alike(self._context, values, free)), is_taken=True
            )

    def delete(self) -> None:
        """Delete the plan, or give up the new one. Undo brings either back."""
        if self.draft:
            self._context.edits.delete(self.draft)

    def edit_a_copy(self) -> None:
        """Leave a plan by which was measured as it is stored, and go on with what was changed in a copy."""
        draft = self.draft
        if draft is None:
            return
        values = draft.values

        def copy(name: str) -> None:
            made: list[Draft] = []

            def make() -> None:
                made.append(presets.alike(self._context, values, name))
                self._context.edits.discard(draft)

            self._context.edits.in_one_step(f"edit a copy of {values.get('name')}", make)
            self._go_to(made[0])

        self._name_and(str(draft.base.get("name") or "plan"), copy, is_taken=True)

    def import_files(self, files: list[Path]) -> None:
        """Read plans from files, each into a plan of its own."""
        for file in files:
            self.exporting.import_file(file)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take JSON files; other files are for other screens."""
        files = files_of(event.mimeData())
        if files and all(file.suffix.lower() == ".json" for file in files):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read them."""
        event.acceptProposedAction()
        self.import_files(files_of(event.mimeData()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The arrow keys go through the plans at once."""
        super().focusInEvent(event)
        self.panel.view.setFocus()

    def _arrange(self) -> None:
        self.setAcceptDrops(True)
        for page in (self._content, self.template):
            self._pages.addWidget(page)
        ListAndDetail(self, self.panel, self._pages, _LIST, _NARROW_LIST)
        _offer_templates(self.detail.templateButton, self.start_template)
        self.exporting.fill_menu(self.detail.exportButton)

    def _connect(self) -> None:
        self.panel.picked.connect(self._open)
        self.panel.newWanted.connect(self.start_new)
        self.panel.view.model().modelReset.connect(self._pick_first)
        self.template.planMade.connect(self._take_made)
        self.template.cancelled.connect(lambda: self._pages.setCurrentWidget(self._content))
        self.exporting.read.connect(self._take_made)
        self.detail.saveButton.clicked.connect(self.save)
        self.detail.likeButton.clicked.connect(self.new_like)
        self.detail.deleteButton.clicked.connect(self.delete)
        QShortcut(QKeySequence("F8"), self).activated.connect(self.detail.show_next_wrong)
        self._uses.changed.connect(self._show_uses)
        edits = self._context.edits
        edits.changed.connect(self._follow)
        edits.refused.connect(self._show_refusal)
        self._context.proposalChanged.connect(lambda _row: self._show_nothing())

    def _open(self, draft: Draft) -> None:
        self._pages.setCurrentWidget(self._content)
        if draft is not self.draft:
            self.detail.banner.hide()
            self._warned = None
            self._uses.ask(draft)
        self._content.show_content()
        self.detail.show_draft(draft)

    def _go_to(self, draft: Draft) -> None:
        self.panel.pick_draft(draft)
        self._open(draft)
        self.detail.forms.focus_field("name")

    def _take_made(self, row: Row, trigger: Row | None = None) -> None:
        name = str(row.get("name") or "plan_1")
        self._name_and(name, lambda free: self._go_to(presets.from_row(self._context, row, free, trigger)))

    def _name_and(self, name: str, do: Callable[[str], object], is_taken: bool = False) -> None:
        """Find a name that no plan of the proposal has, the given one if it is free, and go on with it."""
        query = {"proposalId": self._context.proposal_id, "q": stem(name) or None}

        def go_on(stored: set[str]) -> None:
            drafts = {str(draft.get("name")) for draft in self._context.edits.new_drafts("plans")}
            taken = stored | drafts | ({name} if is_taken else set())
            do(count_up(name, taken) if name in taken else name)

        self._context.tasks.run(
            lambda: {row["name"] for row in self._context.ssx.plans.all(**query)}, done=go_on, owner=self
        )

    def _follow(self, draft: Draft, _name: str) -> None:
        if draft is not self.draft:
            return
        if draft.gone:
            self._show_nothing()
        elif draft.is_dirty:
            self._warn_of_use(draft)
        elif draft.conflict is None:
            self.detail.banner.hide()

    def _warn_of_use(self, draft: Draft) -> None:
        """Changing a plan changes what its acquisitions say; once for each plan."""
        if self._uses.count and self._warned is not draft and not draft.is_new:
            self._warned = draft
            which = "1 acquisition was" if self._uses.count == 1 else f"{self._uses.count} acquisitions were"
            self.detail.banner.tell(
                f"{which} measured by this plan; a change here changes what is told of them.",
                "warn",
                Action("Edit a copy instead", self.edit_a_copy),
            )

    def _show_uses(self, count: int) -> None:
        used = "used by 1 acquisition" if count == 1 else f"used by {count} acquisitions"
        self.detail.used.show_state(used if count else "", "accent")
        why_not = f"It is {used}, so it stays." if count else ""
        allow(self.detail.deleteButton, why_not, "Undo brings it back.")
        if self.draft and self.draft.is_dirty:
            self._warn_of_use(self.draft)

    def _show_nothing(self) -> None:
        self.detail.show_draft(None)
        self._pages.setCurrentWidget(self._content)
        self._content.notice.tell(
            _SIGN,
            "Pick a timing plan, or begin one",
            "A template only needs its times: delays, exposure, from image to image.",
            Action("From a template", self.start_template),
            "primary",
            Action("Empty plan", self.start_new),
        )
        self._content.show_notice()

    def _show_refusal(self, draft: Draft) -> None:
        if draft is not self.draft:
            return
        place = next(iter(draft.errors), "")
        if not self.detail.show_faulty() and place:
            self.detail.show_place(place)

    def _pick_first(self) -> None:
        """A screen with plans shows one of them: that which is marked, else the first."""
        marked = self.panel.chosen
        if self.draft is not None:
            return
        if marked is not None and not marked.gone:
            self._open(marked)
        elif self._pages.currentWidget() is self._content:
            self.panel.view.setCurrentIndex(self.panel.view.model().index(0, 0))


def _offer_templates(button: QPushButton, start: Callable[[int], object]) -> None:
    menu = QMenu(button)
    for place, template in enumerate(TEMPLATES):
        menu.addAction(template.words).triggered.connect(lambda _checked, place=place: start(place))
    button.setMenu(menu)
    mark(button, "menu")
