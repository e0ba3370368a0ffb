# SPDX-License-Identifier: LGPL-3.0-or-later
"""`/samples`: samples, crystals, proteins and diffraction plans."""

from __future__ import annotations

from flask_smorest import Blueprint

from backend.core import models, schemas
from backend.core.samples.rules import samples as rules
from backend.core.samples.rules.structures import CRYSTAL_RULES
from backend.extensions.api.resource import Resource, mount, mount_tables

samples = Blueprint("samples", __name__, description="Samples, and what they are made of.")

mount(samples, Resource("", models.BLSample, schemas.BLSampleSchema, rules.SAMPLE_RULES, bulk=True))
mount(samples, Resource("/crystals", models.Crystal, schemas.CrystalSchema, CRYSTAL_RULES, bulk=True))
mount(samples, Resource("/proteins", models.Protein, schemas.ProteinSchema, rules.PROTEIN_RULES, bulk=True))
mount(samples, Resource("/diffraction_plans", models.DiffractionPlan, schemas.DiffractionPlanSchema))

TABLES = {
    "/components": models.Component,
    "/components/types": models.ComponentType,
    "/components/concentration_types": models.ConcentrationType,
    "/compositions": models.SampleComposition,
    "/crystals/compositions": models.CrystalComposition,
}
mount_tables(samples, TABLES, schemas.of)
