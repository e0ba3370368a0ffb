# SPDX-License-Identifier: LGPL-3.0-or-later
"""The core service's routes: one table of all blueprints and the paths at which they stand."""

from __future__ import annotations

from backend.core.data.routes.attachments import attachments
from backend.core.data.routes.beamline import beamline
from backend.core.data.routes.collection_files import collection_files
from backend.core.data.routes.collections import data_collections
from backend.core.data.routes.processing import autoproc, phasing, screenings
from backend.core.data.routes.references import references
from backend.core.people.routes.contacts import contacts
from backend.core.people.routes.proposals import proposals, sessions
from backend.core.people.routes.user_office import user_office
from backend.core.samples.routes.samples import samples
from backend.core.samples.routes.structures import structures
from backend.core.shipping.routes.dewars import dewar_desk
from backend.core.shipping.routes.facility import profile
from backend.core.shipping.routes.labels import labels
from backend.core.shipping.routes.notices import notices
from backend.core.shipping.routes.sample_lists import imports
from backend.core.shipping.routes.shippings import shippings
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
