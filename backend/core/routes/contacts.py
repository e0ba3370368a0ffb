"""`/proposals`, `/sessions` and `/contacts`."""

from __future__ import annotations

from flask_smorest import Blueprint

from backend.core import models, schemas
from backend.core.modules import lab_contacts
from backend.extensions.api.resource import Resource, mount

proposals = Blueprint("proposals", __name__, description="Proposals, on which all else hangs.")
sessions = Blueprint("sessions", __name__, description="Visits at a beamline.")
contacts = Blueprint(
    "contacts", __name__, description="People, laboratories, and the cards by which a proposal ships."
)

mount(proposals, Resource("", models.Proposal, schemas.ProposalSchema))
mount(sessions, Resource("", models.BLSession, schemas.BLSessionSchema))
mount(contacts, Resource("/persons", models.Person, schemas.PersonSchema))
mount(contacts, Resource("/labs", models.Laboratory, schemas.LaboratorySchema))
mount(contacts, Resource("/lab_contacts", models.LabContact, schemas.LabContactSchema, lab_contacts.RULES))
