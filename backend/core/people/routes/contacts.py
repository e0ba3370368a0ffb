# SPDX-License-Identifier: LGPL-3.0-or-later
"""`/contacts`: people, laboratories, and the cards by which a proposal ships."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint

from backend.core import models, schemas
from backend.core.data.rules import overviews
from backend.core.people.rules import lab_contacts
from backend.extensions.api.resource import READ, Resource, answer, mount
from backend.extensions.auth.access import caller, needs
from backend.store import database

contacts = Blueprint(
    "contacts", __name__, description="People, laboratories, and the cards by which a proposal ships."
)

mount(contacts, Resource("/persons", models.Person, schemas.PersonSchema))
mount(contacts, Resource("/labs", models.Laboratory, schemas.LaboratorySchema))
mount(contacts, Resource("/lab_contacts", models.LabContact, schemas.LabContactSchema, lab_contacts.RULES))


@contacts.route("/persons/<string:login>/info")
@needs(*READ)
@contacts.response(200, schemas.PersonSchema(unknown="include"))
def person_info(login: str) -> Response:
    """A person by login, with laboratory and proposals."""
    return answer(overviews.person_info(database.session(), caller(), login))
