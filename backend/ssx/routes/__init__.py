# SPDX-License-Identifier: LGPL-3.0-or-later
"""The ssx service's routes: one table of all blueprints and the paths at which they stand."""

from __future__ import annotations

from backend.extensions.api import Mounted
from backend.ssx.routes.acquisitions import acquisitions
from backend.ssx.routes.micrographs import micrographs
from backend.ssx.routes.plans import data_sets, plans
from backend.ssx.routes.sample_files import samples

BLUEPRINTS: list[Mounted] = [
    (samples, "/ssx/samples"),
    (micrographs, "/ssx/samples/micrographs"),
    (plans, "/ssx/plans"),
    (acquisitions, "/ssx/data_acquisitions"),
    (data_sets, "/ssx/data_sets"),
]
