# SPDX-License-Identifier: LGPL-3.0-or-later
"""`/beamline`: the facility's own things, and what a beamline does beside collecting."""

from __future__ import annotations

from flask_smorest import Blueprint

from backend.core import models, schemas
from backend.extensions.api.resource import mount_tables

beamline = Blueprint("beamline", __name__, description="Set-ups, detectors, robots, scans and workflows.")

TABLES = {
    "/setups": models.BeamLineSetup,
    "/detectors": models.Detector,
    "/robot_actions": models.RobotAction,
    "/energy_scans": models.EnergyScan,
    "/xfe_spectra": models.XFEFluorescenceSpectrum,
    "/workflows": models.Workflow,
}
mount_tables(beamline, TABLES, schemas.of)
