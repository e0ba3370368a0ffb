# SPDX-License-Identifier: LGPL-3.0-or-later
"""The forms of the shipment page: which fields each asks for, and contacts made in place."""

from __future__ import annotations

from dataclasses import replace

from qtpy.QtCore import Signal

from backend.domain.fields.core_fields import FIELDS
from backend.domain.fields.field import Field
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import CONTACT_FIELDS, SHIPPING_SESSIONS
from ssx_widget.editing.draft import Draft
from ssx_widget.forms.editors import PickEditor, PickManyEditor
from ssx_widget.screens.shipments.row_form import RowForm

CONTACT_COLUMNS = ("sendingLabContactId", "returnLabContactId")
_NOT_ASKED = frozenset(("dateOfShippingToUser", "shippingType", "barCode", "FACILITYCODE", "storageLocation"))


def _asked(table: str) -> tuple[Field, ...]:
    return tuple(field for field in FIELDS[table] if field.name not in _NOT_ASKED)


def _details() -> tuple[Field, ...]:
    """The sessions stand with the dates, which have to fit them; what is not about transport comes last."""
    fields = _asked("Shipping")
    first = [field for field in fields if not field.section][:3]
    transport = [field for field in fields if field.section]
    rest = [
        replace(field, section="Contents") for field in fields if field not in first and not field.section
    ]
    return (*first, *transport, SHIPPING_SESSIONS, *rest)


class DetailsForm(RowForm):
    """The shipment's own fields. `contactWanted(column, contact or None)`: a contact to open, or a new one.
    `sessionWanted()`: a new session."""

    contactWanted = Signal(str, object)
    sessionWanted = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, _details())
        for column in CONTACT_COLUMNS:
            editor = self.form.rows[column].editor
            if isinstance(editor, PickEditor):
                editor.pick.newWanted.connect(
                    lambda _text, column=column: self.contactWanted.emit(column, None)
                )
        sessions = self.form.rows[SHIPPING_SESSIONS.name].editor
        if isinstance(sessions, PickManyEditor):
            sessions.pick.pick.newWanted.connect(lambda _text: self.sessionWanted.emit())


class DewarForm(RowForm):
    """A dewar's fields; its barcode is given by the backend and never typed."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, _asked("Dewar"))

    def show_dewar(self, draft: Draft) -> None:
        """Show a dewar under its code and barcode."""
        barcode = draft.get("barCode")
        remark = f"Barcode {barcode}" if barcode else "The barcode is given when it is saved."
        self.show_draft(draft, f"Dewar {draft.get('code') or ''}".strip(), remark)


class ContainerForm(RowForm):
    """A container's own fields."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, _asked("Container"), "Back to the samples")


class ContactForm(RowForm):
    """A contact with its person and laboratory, stored together."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, CONTACT_FIELDS, "Back to the shipment")


class SessionForm(RowForm):
    """A session that is not in the list yet."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, FIELDS["BLSession"], "Back to the shipment")


class ProteinForm(RowForm):
    """What a shipment has to know of a protein."""

    def __init__(self, context: AppContext) -> None:
        asked = ("acronym", "name", "safetyLevel")
        super().__init__(context, [f for f in FIELDS["Protein"] if f.name in asked], "Back to the shipment")
