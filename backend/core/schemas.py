# SPDX-License-Identifier: LGPL-3.0-or-later
"""The core service's schemas, each derived from its model and the domain's fields."""

from __future__ import annotations

from functools import cache
from typing import Any

from marshmallow import fields

from backend.core import models
from backend.domain.fields.core_fields import FIELDS
from backend.domain.packing import DETAILS
from backend.extensions.api.schemas import RowSchema, SafeDateTime, schema_for
from backend.store.base import Base


@cache
def of(model: type[Base]) -> type[RowSchema]:
    """The schema of a table that needs nothing beyond its columns."""
    return _schema(model)


def _schema(model: type[Base], **options: Any) -> type[RowSchema]:
    return schema_for(model, FIELDS.get(model.__tablename__, ()), **options)


LaboratorySchema = _schema(models.Laboratory)
PersonSchema = _schema(models.Person)
ProposalSchema = _schema(models.Proposal)
BLSessionSchema = _schema(models.BLSession)
LabContactSchema = _schema(
    models.LabContact,
    optional=("personId",),
    extra={
        "person": fields.Nested(lambda: PersonSchema(partial=True)),
        "laboratory": fields.Nested(lambda: LaboratorySchema(partial=True), allow_none=True),
    },
)
ShippingSchema = _schema(models.Shipping, extra={"sessionIds": fields.List(fields.Integer())})
_DETAILS = schema_for(models.DewarDetails, DETAILS)().fields
DewarSchema = _schema(
    models.Dewar,
    extra={
        **{field.name: _DETAILS[field.name] for field in DETAILS},
        "coldUntil": SafeDateTime(
            allow_none=True,
            metadata={"description": "Computed from filledAt and holdTime; passed over in a body."},
        ),
    },
)
ContainerSchema = _schema(models.Container)
ProteinSchema = _schema(models.Protein)
CrystalSchema = _schema(models.Crystal)
DiffractionPlanSchema = _schema(models.DiffractionPlan)
BLSampleSchema = _schema(models.BLSample)
