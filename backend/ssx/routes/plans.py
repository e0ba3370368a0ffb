# SPDX-License-Identifier: LGPL-3.0-or-later
"""`/ssx/plans` and `/ssx/data_sets`: timing plans, and acquisitions that are merged."""

from __future__ import annotations

from flask_smorest import Blueprint

from backend.extensions.api.resource import (
    Resource,
    mount,
)
from backend.ssx import models, schemas
from backend.ssx.rules import plans as plan_rules

plans = Blueprint("ssx_plans", __name__, description="Timing: plans, sequences, trains and triggers.")
data_sets = Blueprint("ssx_data_sets", __name__, description="Acquisitions that are merged.")

mount(plans, Resource("", models.ExperimentalPlan, schemas.ExperimentalPlanSchema, plan_rules.PLAN_RULES))
mount(
    plans,
    Resource(
        "/sequences", models.RepeatedSequence, schemas.RepeatedSequenceSchema, plan_rules.SEQUENCE_RULES
    ),
)
mount(plans, Resource("/event_trains", models.EventTrain, schemas.EventTrainSchema, plan_rules.TRAIN_RULES))
mount(plans, Resource("/master_triggers", models.MasterTrigger, schemas.MasterTriggerSchema))
for path, model, schema in (
    ("/timed_xray_detections", models.TimedXrayDetection, schemas.TimedXrayDetectionSchema),
    ("/timed_xray_exposures", models.TimedXrayExposure, schemas.TimedXrayExposureSchema),
    ("/timed_excitations", models.TimedExcitation, schemas.TimedExcitationSchema),
):
    mount(plans, Resource(path, model, schema, plan_rules.EVENT_RULES))
mount(data_sets, Resource("", models.DataSet, schemas.DataSetSchema))
