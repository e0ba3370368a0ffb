# SPDX-License-Identifier: LGPL-3.0-or-later
"""`/autoproc`, `/phasing` and `/screenings`: what programs made of the data."""

from __future__ import annotations

from flask_smorest import Blueprint

from backend.core import models, schemas
from backend.extensions.api.resource import mount_tables

autoproc = Blueprint("autoproc", __name__, description="Integration, scaling and merging.")
phasing = Blueprint("phasing", __name__, description="The way from data to phases and models.")
screenings = Blueprint("screenings", __name__, description="Characterisation, and the strategy it proposes.")

AUTOPROC = {
    "": models.AutoProc,
    "/status": models.AutoProcStatus,
    "/jobs": models.ProcessingJob,
    "/programs": models.AutoProcProgram,
    "/attachments": models.AutoProcProgramAttachment,
    "/integrations": models.AutoProcIntegration,
    "/scalings": models.AutoProcScaling,
    "/scalings/integrations": models.AutoProcScalingHasInt,
    "/scalings/statistics": models.AutoProcScalingStatistics,
}
mount_tables(autoproc, AUTOPROC, schemas.of)

PHASING = {
    "": models.Phasing,
    "/analyses": models.PhasingAnalysis,
    "/analyses/scalings": models.PhasingHasScaling,
    "/programs": models.PhasingProgramRun,
    "/attachments": models.PhasingProgramAttachment,
    "/steps": models.PhasingStep,
    "/statistics": models.PhasingStatistics,
    "/preparations": models.PreparePhasingData,
    "/substructures": models.SubstructureDetermination,
    "/models": models.ModelBuilding,
}
mount_tables(phasing, PHASING, schemas.of)

SCREENING = {
    "": models.Screening,
    "/inputs": models.ScreeningInput,
    "/outputs": models.ScreeningOutput,
    "/lattices": models.ScreeningOutputLattice,
    "/rankings": models.ScreeningRankSet,
    "/ranks": models.ScreeningRank,
    "/strategies": models.ScreeningStrategy,
    "/wedges": models.ScreeningStrategyWedge,
    "/sub_wedges": models.ScreeningStrategySubWedge,
}
mount_tables(screenings, SCREENING, schemas.of)
