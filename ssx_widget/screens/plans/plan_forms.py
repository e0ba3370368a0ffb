# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a plan says beside its trains: name and repetitions, the master trigger, the detector."""

from __future__ import annotations

from qtpy.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from backend.domain.fields.field import Field
from backend.domain.fields.plan_fields import FIELDS
from backend.domain.rows.ssx_plan import MasterTriggerRow
from backend.domain.science.detectors import DETECTORS
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Draft, DraftRef
from ssx_widget.forms.editors import PickEditor
from ssx_widget.forms.form import Form, align_labels
from ssx_widget.look.theme import GRID

_PLAN = {field.name: field for field in FIELDS["ExperimentalPlan"]}
_TRIGGER = {field.name: field for field in FIELDS["MasterTrigger"]}
_IN = "descriptionJson."
_SIZES = tuple(f"{_IN}{key}" for key in ("detectorWidth", "detectorHeight", "bytesPerPixel", "detectorRate"))


def _named(fields: dict[str, Field], *names: str) -> list[Field]:
    return [fields[name] for name in names]


class PlanForms:
    """Three short forms laid into a row; `trigger` is the draft of the trigger, if any."""

    def __init__(self, context: AppContext, row: QHBoxLayout) -> None:
        self._context = context
        self._draft: Draft | None = None
        self.trigger: Draft | None = None
        self.main = Form(context, _named(_PLAN, "name", "numberOfRepetitions", "period"))
        self.pick = Form(context, _named(_PLAN, "masterTriggerId"))
        self.trigger_form = Form(context, _named(_TRIGGER, "nameInEventLog", "triggerDevice"))
        self.detector = Form(context, _named(_PLAN, f"{_IN}detector", *_SIZES, f"{_IN}interleaves"))
        self._row = row
        self._label_width = align_labels((self.pick, self.trigger_form))
        # The trigger's labels are the longest: a larger share makes the editors alike.
        for share, forms in ((5, (self.main,)), (6, (self.pick, self.trigger_form)), (5, (self.detector,))):
            row.addWidget(_column(*forms), share)
        editor = self.pick.rows["masterTriggerId"].editor
        if isinstance(editor, PickEditor):
            editor.pick.newWanted.connect(self._make_trigger)
        context.edits.changed.connect(self._follow)

    @property
    def forms(self) -> tuple[Form, ...]:
        """All of them."""
        return self.main, self.pick, self.trigger_form, self.detector

    def show_draft(self, draft: Draft | None) -> None:
        """Show another plan."""
        self._draft = draft
        for form in (self.main, self.pick, self.detector):
            if form.draft is not draft:
                form.set_draft(draft)
        self._fold_detector()
        self._find_trigger()

    def fold(self, narrow: bool) -> None:
        """Stand below each other with the labels in one line, or beside each other."""
        self._row.setDirection(QBoxLayout.TopToBottom if narrow else QBoxLayout.LeftToRight)
        self._row.setSpacing(2 * GRID if narrow else 6 * GRID)
        for form in self.forms:
            form.align_labels(self._label_width if narrow else 0)

    def focus_field(self, name: str) -> bool:
        """Put the cursor into a field; False when it is in none of these forms."""
        return any(form.focus_field(name) for form in self.forms)

    def _follow(self, draft: Draft, name: str) -> None:
        if draft is self._draft and name in ("", "masterTriggerId"):
            self._find_trigger()
        if draft is self._draft and name in ("", f"{_IN}detector"):
            self._fold_detector()

    def _fold_detector(self) -> None:
        """A known detector brings its figures; of another one they are asked."""
        named = self._draft.get(f"{_IN}detector") if self._draft else None
        given = self._draft and any(self._draft.get(name) is not None for name in _SIZES)
        self.detector.hide_fields(_SIZES if (named in DETECTORS or not named) and not given else ())

    def _find_trigger(self) -> None:
        ref = self._draft.get("masterTriggerId") if self._draft else None
        if isinstance(ref, DraftRef):
            self._show_trigger(self._context.edits.find(ref.key))
        elif isinstance(ref, int):
            self._read_trigger(ref)
        else:
            self._show_trigger(None)

    def _read_trigger(self, key: int) -> None:
        if self.trigger and self.trigger.id == key:
            return
        held = self._context.edits.opened("master_triggers", key)
        if held:
            self._show_trigger(held)
            return
        self._context.tasks.run(
            lambda: self._context.ssx.master_triggers.get(key), done=self._take_trigger, owner=self.main
        )

    def _take_trigger(self, row: MasterTriggerRow) -> None:
        if self._draft and self._draft.get("masterTriggerId") == row["masterTriggerId"]:
            self._show_trigger(self._context.edits.open("master_triggers", row))

    def _show_trigger(self, trigger: Draft | None) -> None:
        self.trigger = trigger
        if self.trigger_form.draft is not trigger:
            self.trigger_form.set_draft(trigger)
        self.trigger_form.setVisible(trigger is not None)

    def _make_trigger(self, typed: str) -> None:
        draft = self._draft
        if draft is None:
            return

        def make() -> None:
            made = self._context.new("master_triggers", {"nameInEventLog": typed.strip() or "master"})
            self._context.edits.set(draft, "masterTriggerId", made.ref)

        self._context.edits.in_one_step("new trigger", make)
        self.trigger_form.focus_field("triggerDevice")


def _column(*forms: Form) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    for form in forms:
        column.addWidget(form)
    column.addStretch(1)
    return holder
