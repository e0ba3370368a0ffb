"""The ssx service's routes: samples with their chain, and timing plans."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint

from backend.extensions import db
from backend.extensions.api import Mounted
from backend.extensions.api.resource import READ, Resource, answer, mount
from backend.extensions.auth.access import caller, needs
from backend.ssx import models, schemas
from backend.ssx.modules import samples as modules

samples = Blueprint("ssx_samples", __name__, description="Loaded samples, and the chain down to the crystal.")
plans = Blueprint("ssx_plans", __name__, description="Timing: plans, sequences, trains and triggers.")

mount(samples, Resource("", models.LoadedSample, schemas.LoadedSampleSchema, bulk=True))
mount(
    samples,
    Resource("/crystal_slurry", models.CrystalSlurry, schemas.CrystalSlurrySchema, modules.SLURRY_RULES),
)
mount(
    samples,
    Resource(
        "/crystal_size_distribution", models.CrystalSizeDistribution, schemas.CrystalSizeDistributionSchema
    ),
)
mount(samples, Resource("/sample_stocks", models.SampleStock, schemas.SampleStockSchema))
mount(
    samples,
    Resource(
        "/delivery_devices",
        models.SampleDeliveryDevice,
        schemas.SampleDeliveryDeviceSchema,
        modules.DEVICE_RULES,
    ),
)
mount(samples, Resource("/buffers", models.Buffer, schemas.BufferSchema))
mount(samples, Resource("/additives", models.Additive, schemas.AdditiveSchema))
mount(plans, Resource("", models.ExperimentalPlan, schemas.ExperimentalPlanSchema))
mount(plans, Resource("/sequences", models.RepeatedSequence, schemas.RepeatedSequenceSchema))
mount(plans, Resource("/event_trains", models.EventTrain, schemas.EventTrainSchema))
mount(plans, Resource("/master_triggers", models.MasterTrigger, schemas.MasterTriggerSchema))


@samples.route("/<key:key>/info")
@needs(*READ)
@samples.response(200, schemas.LoadedSampleSchema(unknown="include"))
def info(key: int) -> Response:
    """A loaded sample with its stock, slurry, buffer, crystals, proteins and device in one answer."""
    return answer(modules.info(db.session(), caller(), key))


BLUEPRINTS: list[Mounted] = [(samples, "/ssx/samples"), (plans, "/ssx/plans")]
