"""The core service's routes: one table of all blueprints and the paths at which they stand."""

from __future__ import annotations

from backend.core.routes.attachments import attachments
from backend.core.routes.beamline import beamline
from backend.core.routes.collection_files import collection_files
from backend.core.routes.collections import data_collections
from backend.core.routes.contacts import contacts
from backend.core.routes.dewars import dewar_desk
from backend.core.routes.facility import profile
from backend.core.routes.imports import imports
from backend.core.routes.labels import labels
from backend.core.routes.notices import notices
from backend.core.routes.processing import autoproc, phasing, screenings
from backend.core.routes.proposals import proposals, sessions
from backend.core.routes.references import references
from backend.core.routes.samples import samples
from backend.core.routes.shippings import shippings
from backend.core.routes.structures import structures
from backend.core.routes.user_office import user_office
from backend.extensions.api import Mounted

BLUEPRINTS: list[Mounted] = [
    (proposals, "/proposals"),
    (sessions, "/sessions"),
    (contacts, "/contacts"),
    (shippings, "/shippings"),
    (dewar_desk, "/shippings"),
    (imports, "/shippings"),
    (notices, "/shippings"),
    (labels, ""),
    (profile, ""),
    (samples, "/samples"),
    (structures, "/samples"),
    (beamline, "/beamline"),
    (data_collections, "/data_collections"),
    (collection_files, "/data_collections"),
    (attachments, ""),
    (autoproc, "/autoproc"),
    (phasing, "/phasing"),
    (screenings, "/screenings"),
    (user_office, "/user_office"),
    (references, ""),
]
