# SPDX-License-Identifier: LGPL-3.0-or-later
"""The delivery device of a loaded sample: its type, and the fields of that type."""

from __future__ import annotations

from collections.abc import Callable

from qtpy.QtWidgets import QVBoxLayout, QWidget

from backend.domain.fields.deliveries import CHIP_PRESETS, DEVICE_FIELDS
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Draft
from ssx_widget.forms.form import Form
from ssx_widget.look.theme import GRID
from ssx_widget.screens.samples.forms import own_fields, show_draft

_MODEL = "descriptionJson.model"
_SHEET = "Sheet-on-sheet"
_SHEETS = ("spacer", "area")
_WELLS = ("blocks", "wellsPerBlock", "pitch", "blockPitch", "aperture")
_PRESET_KEYS = sorted({key for preset in CHIP_PRESETS.values() for key in preset})


class DeviceForm(QWidget):
    """A choice, and below it the form of what was chosen."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edits = context.edits
        self._draft: Draft | None = None
        self.kind = Form(context, own_fields("delivery_devices"))
        self.by_type = {name: Form(context, fields) for name, fields in DEVICE_FIELDS.items()}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        for each in self.forms:
            column.addWidget(each)
        _redirect(self.kind, "type", self._choose_type)
        _redirect(self.by_type["photoChip"], _MODEL, self._choose_model)

    @property
    def forms(self) -> list[Form]:
        """The form of the type and those of all types."""
        return [self.kind, *self.by_type.values()]

    def show_draft(self, draft: Draft | None) -> None:
        """Show a device."""
        self._draft = draft
        chosen = draft.get("type") if draft else None
        show_draft(self.kind, draft)
        for name, each in self.by_type.items():
            show_draft(each, draft if name == chosen else None)
            each.setVisible(name == chosen)
        self.by_type["photoChip"].hide_fields(_beside_the_point(draft))

    def _choose_type(self, chosen: object) -> None:
        """Another type has other fields: what the former one held goes, in the same step of undo."""
        draft = self._draft
        if draft is None or draft.get("type") == chosen:
            return
        kept = {field.name for field in DEVICE_FIELDS.get(str(chosen), ())}
        held = [field.name for field in DEVICE_FIELDS.get(str(draft.get("type")), ())]

        def change() -> None:
            for name in held:
                if name not in kept:
                    self._edits.set(draft, name, None)
            self._edits.set(draft, "type", chosen)

        self._edits.in_one_step("choose the delivery device", change)

    def _choose_model(self, text: object) -> None:
        """A known model fills in what is known of it; any other text is only a name."""
        draft, name = self._draft, str(text)
        if draft is None:
            return
        if name not in CHIP_PRESETS:
            self._edits.set_text(draft, self.by_type["photoChip"].rows[_MODEL].field, name)
            return
        preset = CHIP_PRESETS[name]

        def fill() -> None:
            self._edits.set(draft, _MODEL, name)
            for key in _PRESET_KEYS if preset else ():
                self._edits.set(draft, f"descriptionJson.{key}", preset.get(key))

        self._edits.in_one_step("choose the chip model", fill)


def _beside_the_point(chip: Draft | None) -> set[str]:
    """The fields that this model of chip does not have: a sheet has no wells, a chip with wells no spacer."""
    model = chip.get(_MODEL) if chip else None
    names = _WELLS if model == _SHEET else _SHEETS
    return {
        f"descriptionJson.{key}"
        for key in names
        if chip is None or chip.get(f"descriptionJson.{key}") is None
    }


def _redirect(form: Form, name: str, take: Callable[[object], None]) -> None:
    """Let `take` do what the form would do with this field."""
    editor = form.rows[name].editor
    for signal in (editor.typed, editor.picked):
        signal.disconnect()
        signal.connect(take)
