# SPDX-License-Identifier: LGPL-3.0-or-later
"""The middle of a shipment's page: the form or the container that is picked."""

from __future__ import annotations

from collections.abc import Callable

from qtpy.QtWidgets import QPushButton, QStackedWidget

from backend.domain.rows.people import LabContactRow
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import SHIPPING_SESSIONS, name_of
from ssx_widget.editing.draft import Draft
from ssx_widget.screens.shipments.containers.container_view import ContainerView
from ssx_widget.screens.shipments.contents.tree import TreePlace
from ssx_widget.screens.shipments.forms import (
    CONTACT_COLUMNS,
    ContactForm,
    ContainerForm,
    DetailsForm,
    DewarForm,
    ProteinForm,
    SessionForm,
)
from ssx_widget.screens.shipments.journey_page import JourneyPage
from ssx_widget.screens.shipments.row_form import RowForm
from ssx_widget.screens.shipments.shipment import OpenShipment, own_row

_CONTACT_WORDS = {"sendingLabContactId": "sending contact", "returnLabContactId": "return contact"}
_CONTACTS = {"sendingLabContactId": "sendingLabContact", "returnLabContactId": "returnLabContact"}


class Centre(QStackedWidget):
    """Shows what is picked in the tree, and on top of it a contact, a session or a protein."""

    def __init__(self, context: AppContext, shipment: OpenShipment) -> None:
        super().__init__()
        self._context, self._shipment = context, shipment
        self._place = TreePlace("details")
        self.details, self.dewar = DetailsForm(context), DewarForm(context)
        self.container, self.container_form = ContainerView(context), ContainerForm(context)
        self.journey = JourneyPage(context)
        self.contact, self.session, self.protein = (
            ContactForm(context),
            SessionForm(context),
            ProteinForm(context),
        )
        self._aside: RowForm | None = None
        self._forms = (self.container_form, self.contact, self.session, self.protein)
        for page in (self.details, self.journey, self.dewar, self.container, *self._forms):
            self.addWidget(page)
        self._add_buttons()
        self.details.contactWanted.connect(self._new_contact)
        self.details.sessionWanted.connect(self._new_session)
        self.container.detailsWanted.connect(self._show_container_form)
        for form in self._forms:
            form.left.connect(self._close_aside)
        context.edits.saved.connect(self._after_save)

    def show_place(self, place: TreePlace) -> None:
        """Show what is picked; a form that was opened on top of the same place stays."""
        if place != self._place:
            self._aside = None
        self._place = place
        if self._aside is None:
            self._show_picked()

    def show_row(self, table: str, key: int, column: str) -> None:
        """Show the form of a contact or a protein, with the cursor in a column."""
        if table == "LabContact":
            self._show_contact(key, column)
        elif table == "Protein":
            self._show_protein(key, column)

    def _add_buttons(self) -> None:
        for column in CONTACT_COLUMNS:
            button = QPushButton(f"{_CONTACT_WORDS[column].capitalize()}…")
            button.setToolTip("Its person, laboratory, address and courier account")
            button.clicked.connect(lambda _checked, column=column: self._open_contact(column))
            self.details.add_button(button)
        self._delete = QPushButton("Delete shipment")
        self._delete.clicked.connect(self._delete_shipment)
        self.details.add_button(self._delete)

    def _show_picked(self) -> None:
        show: dict[str, Callable[[TreePlace], bool]] = {
            "journey": self._show_journey,
            "dewar": self._show_dewar,
            "container": self._show_container,
        }
        if self._place.kind == "details" or not show[self._place.kind](self._place):
            self._show_details()

    def _show_details(self) -> None:
        draft = self._shipment.draft
        if draft:
            self.details.show_draft(draft, "Details")
            holds = bool(self._shipment.reading.dewars)
            self._delete.setEnabled(not holds)
            self._delete.setToolTip("Delete its dewars first." if holds else "Undo brings it back.")
            self.setCurrentWidget(self.details)

    def _show_journey(self, _place: TreePlace) -> bool:
        self.journey.show_reading(self._shipment.reading)
        self.setCurrentWidget(self.journey)
        return True

    def _show_dewar(self, place: TreePlace) -> bool:
        row = self._shipment.reading.dewar(place.key) if isinstance(place.key, int) else None
        draft = self._context.edits.open("dewars", own_row(row)) if row else self._unsaved(place)
        if draft:
            self.dewar.show_dewar(draft)
            self.setCurrentWidget(self.dewar)
        return draft is not None

    def _show_container(self, place: TreePlace) -> bool:
        row = self._shipment.reading.container(place.key) if isinstance(place.key, int) else None
        draft = self._unsaved(place)
        if row:
            self.container.show_container(row, self._shipment.reading)
            self.setCurrentWidget(self.container)
        elif draft:
            self.container_form.show_draft(draft, "New container")
            self.setCurrentWidget(self.container_form)
        return bool(row or draft)

    def _unsaved(self, place: TreePlace) -> Draft | None:
        return self._context.edits.find(place.key) if isinstance(place.key, str) else None

    def _show_container_form(self) -> None:
        row = self._shipment.reading.container(int(self._place.key))
        if row:
            draft = self._context.edits.open("containers", own_row(row))
            self._open_aside(self.container_form, draft, f"Container {row['code']}", "code")

    def _open_aside(self, form: RowForm, draft: Draft, title: str, column: str) -> None:
        self._aside = form
        form.show_draft(draft, title)
        self.setCurrentWidget(form)
        form.form.focus_field(column)

    def _close_aside(self) -> None:
        self._aside = None
        self.details.refresh()
        self._show_picked()

    def _after_save(self, draft: Draft) -> None:
        """What was opened to be put right is stored: back to where one came from."""
        if self._aside is not None and self._aside.form.draft is draft:
            self._close_aside()

    def _new_contact(self, column: str, _contact: object) -> None:
        def make() -> None:
            contact = self._context.new("lab_contacts")
            if self._shipment.draft:
                self._context.edits.set(self._shipment.draft, column, contact.ref)
            self._open_aside(self.contact, contact, f"New {_CONTACT_WORDS[column]}", "cardName")

        self._context.edits.in_one_step("new contact", make)

    def _open_contact(self, column: str) -> None:
        shipment = self._shipment.draft
        ref = shipment.get(column) if shipment else None
        if ref is None:
            self.details.form.focus_field(column)
        elif isinstance(ref, int):
            self._show_contact(ref, "cardName")
        elif draft := self._context.edits.find(ref.key):
            self._open_aside(self.contact, draft, _titled(draft), "cardName")

    def _show_contact(self, key: int, column: str) -> None:
        core = self._context.core
        name = {"laboratory": "laboratory.address"}.get(column, column)

        def show(row: LabContactRow) -> None:
            draft = self._context.edits.open("lab_contacts", row)
            self._open_aside(self.contact, draft, _titled(draft), name)

        self._context.tasks.run(lambda: core.lab_contacts.get(key), done=show, owner=self)

    def _show_protein(self, key: int, column: str) -> None:
        rows = self._shipment.reading.crystals.proteins.values()
        row = next((row for row in rows if row["proteinId"] == key), None)
        if row:
            draft = self._context.edits.open("proteins", row)
            self._open_aside(self.protein, draft, f"Protein {row['acronym']}", column)

    def _new_session(self) -> None:
        def make() -> None:
            session = self._context.new("sessions")
            draft = self._shipment.draft
            if draft:
                visited = [*(draft.get(SHIPPING_SESSIONS.name) or ()), session.ref]
                self._context.edits.set(draft, SHIPPING_SESSIONS.name, visited)
            self._open_aside(self.session, session, "New session", "beamLineName")

        self._context.edits.in_one_step("new session", make)

    def _delete_shipment(self) -> None:
        if self._shipment.draft:
            self._context.edits.delete(self._shipment.draft)


def _titled(contact: Draft) -> str:
    return f"Contact {name_of('lab_contacts', contact.values)}"
