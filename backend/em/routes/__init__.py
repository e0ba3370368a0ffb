# SPDX-License-Identifier: LGPL-3.0-or-later
"""The em service's routes: one table of all paths."""

from __future__ import annotations

from flask_smorest import Blueprint

from backend.core import schemas
from backend.em import models
from backend.extensions.api import Mounted
from backend.extensions.api.resource import mount_tables

em = Blueprint("em", __name__, description="Electron microscopy: movies and what corrects them.")

TABLES = {
    "/movies": models.Movie,
    "/motion_correction": models.MotionCorrection,
    "/ctf": models.CTF,
}
mount_tables(em, TABLES, schemas.of)

BLUEPRINTS: list[Mounted] = [(em, "/em")]
