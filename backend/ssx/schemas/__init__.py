# SPDX-License-Identifier: LGPL-3.0-or-later
"""The ssx service's schemas, each derived from its model and the domain's fields."""

from __future__ import annotations

from functools import cache
from typing import Any

from marshmallow import fields, validate

from backend.domain.fields.deliveries import DEVICE_FIELDS
from backend.domain.fields.field import object_schema
from backend.domain.fields.ssx_fields import FIELDS
from backend.extensions.api.schemas import LARGEST_KEY, RowSchema, WholeNumber, schema_for
from backend.ssx import models
from backend.ssx.schemas import plan
from backend.store.base import Base


@cache
def of(model: type[Base]) -> type[RowSchema]:
    """The schema of a table that needs nothing beyond its columns."""
    return _schema(model)


def _schema(model: type[Base], **options: Any) -> type[RowSchema]:
    return schema_for(model, FIELDS.get(model.__tablename__, ()), **options)


_NO_CRYSTAL = "A slurry holds at least one crystal form: say which."
_CRYSTAL_IDS = fields.List(
    WholeNumber(validate=validate.Range(1, LARGEST_KEY)),
    required=True,
    validate=validate.Length(min=1, error=_NO_CRYSTAL),
    error_messages={"required": _NO_CRYSTAL},
    metadata={"description": "The crystal forms that the slurry mixes, the main one first."},
)

_DEVICE_PARAMETERS = {
    "allOf": [
        {
            "if": {"properties": {"type": {"const": kind}}, "required": ["type"]},
            "then": {"properties": {"descriptionJson": object_schema(described)}},
        }
        for kind, described in DEVICE_FIELDS.items()
    ]
}
"""The parameters of a device are those of its type."""

_WARNINGS = fields.List(
    fields.String(),
    dump_only=True,
    metadata={"description": "After a write: what ISPyB's own tables could not take."},
)

CrystalSizeDistributionSchema = _schema(models.CrystalSizeDistribution)
BufferSchema = _schema(models.Buffer)
AdditiveSchema = _schema(models.Additive)
CrystalSlurrySchema = _schema(models.CrystalSlurry, extra={"crystalIds": _CRYSTAL_IDS})
MicrographSchema = _schema(models.Micrograph)
SampleStockSchema = _schema(models.SampleStock)
SampleDeliveryDeviceSchema = _schema(models.SampleDeliveryDevice, more=_DEVICE_PARAMETERS)
LoadedSampleSchema = _schema(models.LoadedSample)
ExperimentalPlanSchema = _schema(models.ExperimentalPlan, extra={"repeatedSequence": plan.SEQUENCE})
RepeatedSequenceSchema = _schema(models.RepeatedSequence, extra=plan.LISTS_OF_EVENTS)
EventTrainSchema = _schema(models.EventTrain)
MasterTriggerSchema = _schema(models.MasterTrigger)
TimedXrayDetectionSchema = _schema(models.TimedXrayDetection)
TimedXrayExposureSchema = _schema(models.TimedXrayExposure)
TimedExcitationSchema = _schema(models.TimedExcitation)
SsxDataAcquisitionSchema = _schema(models.SsxDataAcquisition, extra={"warnings": _WARNINGS})
DataSetSchema = _schema(models.DataSet)
