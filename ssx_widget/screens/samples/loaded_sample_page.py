# SPDX-License-Identifier: LGPL-3.0-or-later
"""The form of the last card: the loaded sample, its device, and what is wished for the measurement."""

from __future__ import annotations

from qtpy.QtCore import Qt
from qtpy.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from backend.domain.fields.ssx_fields import without_trigger
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Draft
from ssx_widget.forms.form import Form, align_labels
from ssx_widget.look.theme import GRID, label, mark
from ssx_widget.screens.samples.chain import STAGES, ChainDrafts
from ssx_widget.screens.samples.collapsible_section import CollapsibleSection
from ssx_widget.screens.samples.derived import file_names
from ssx_widget.screens.samples.device_form import DeviceForm
from ssx_widget.screens.samples.forms import focus_wrong, own_fields, section, show_draft

_IN = "descriptionJson."
_TRIGGER = f"{_IN}trigger"


class LoadedSamplePage(QFrame):
    """Name, path, device, loading, description; time-resolved and wish are folded."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, "card")
        self._context = context
        fields = own_fields("loaded_samples")
        plain = section(fields, "")
        self.name_form = Form(context, plain[:1])
        self.device = DeviceForm(context)
        self.rest = Form(context, plain[1:])
        sections = dict.fromkeys(field.section for field in fields if field.section)
        self.folds = [CollapsibleSection(name, Form(context, section(fields, name))) for name in sections]
        self._path_label, self.path = label("File names begin with", "label"), label("", "path")
        self._arrange()

    @property
    def forms(self) -> list[Form]:
        """All forms of the card, from top to bottom."""
        return [self.name_form, *self.device.forms, self.rest, *(fold.form for fold in self.folds)]

    def show_chain(self, chain: ChainDrafts) -> None:
        """Show the loaded sample of a chain."""
        for each in (self.name_form, self.rest, *(fold.form for fold in self.folds)):
            show_draft(each, chain.sample)
        self.device.show_draft(chain.part("delivery_devices"))
        for fold in self.folds:
            fold.count_filled(chain.sample)
            fold.form.hide_fields(_idle_fields(fold.form, chain.sample))
        self.path.setText(file_names(self._context, chain))
        self.path.setAccessibleName(f"File names begin with {self.path.text()}")

    def focus_first(self) -> None:
        """Put the cursor into the name."""
        self.name_form.focus_field("name")

    def focus_wrong(self) -> bool:
        """Put the cursor into the first field with an error, unfolded if need be."""
        return focus_wrong(self.forms, self._reveal)

    def _reveal(self, wrong: Form) -> None:
        for fold in self.folds:
            if fold.form is wrong:
                fold.open()

    def _arrange(self) -> None:
        path = QHBoxLayout()
        path.setSpacing(3 * GRID)
        path.addWidget(self._path_label)
        path.addWidget(self.path, 1)
        self.path.setTextInteractionFlags(Qt.TextSelectableByMouse)
        self.path.setMinimumHeight(6 * GRID)
        self.path.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID, 4 * GRID, 4 * GRID, 4 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(label(STAGES["loaded_samples"], "heading"))
        column.addWidget(self.name_form)
        column.addLayout(path)
        for widget in (self.device, self.rest, *self.folds):
            column.addWidget(widget)
        column.addStretch(1)
        width = max(align_labels(self.forms), self._path_label.sizeHint().width())
        for each in (self._path_label, *(row.label for form in self.forms for row in form.rows.values())):
            each.setMinimumWidth(width)
        self._path_label.setAlignment(Qt.AlignRight | Qt.AlignVCenter)


def _idle_fields(form: Form, sample: Draft | None) -> list[str]:
    """The fields that do not go with the sample's trigger; what is filled in or wrong stays in sight."""
    if sample is None or _TRIGGER not in form.rows:
        return []
    idle = {f"{_IN}{name}" for name in without_trigger(sample.get(_TRIGGER))}
    held = {name for name in idle if sample.get(name) is not None or name in sample.typed}
    return sorted(idle - held)
