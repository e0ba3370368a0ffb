# SPDX-License-Identifier: LGPL-3.0-or-later
"""The schemas of plans, whose sequence is nested in them or named by its key."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from backend.domain.fields.ssx_fields import FIELDS
from backend.domain.plans.timing import LISTS
from backend.extensions.api.schemas import LARGEST_KEY, RowSchema, schema_for
from backend.ssx import models
from backend.store.base import Base

MOST_EVENTS = 20
"""Rows that one list of a sequence holds at most."""

EVENTS: dict[str, Any] = dict(
    zip(LISTS, (models.TimedXrayDetection, models.TimedXrayExposure, models.TimedExcitation), strict=True)
)


class _Whole(fields.Nested):
    """A nested row is given whole, also in a body that changes only some columns."""

    def _deserialize(
        self,
        value: object,
        attr: str | None,
        data: Any,
        partial: object = None,  # noqa: ARG002 - marshmallow would hand it down
        **kwargs: Any,
    ) -> object:
        return super()._deserialize(value, attr, data, partial=False, **kwargs)


def _key(what: str) -> fields.Integer:
    return fields.Integer(
        validate=validate.Range(1, LARGEST_KEY), metadata={"description": f"Of {what} that is there already."}
    )


def _nested(model: type[Base], without: tuple[str, ...], extra: dict[str, Any]) -> type[RowSchema]:
    """The schema of a row inside another: it may name its key, and does not repeat whose it is."""
    plain = schema_for(model, FIELDS.get(model.__tablename__, ()), extra=extra)
    meta = type("Meta", (RowSchema.Meta,), {"exclude": ("_etag", *without)})
    return type(f"Nested{plain.__name__}", (plain,), {"Meta": meta, "key_name": "", "__doc__": model.__doc__})


_TrainSchema = _nested(models.EventTrain, ("proposalId",), {"eventTrainId": _key("a train")})


def _event_schema(model: type[Base]) -> type[RowSchema]:
    inner = {
        model.key_name(): _key("an event of this sequence"),
        "eventTrainId": _key("a train"),
        "eventTrain": _Whole(_TrainSchema, metadata={"description": "The train, or eventTrainId."}),
    }
    return _nested(model, ("repeatedSequenceId",), inner)


def _lists() -> dict[str, object]:
    return {
        name: fields.List(
            _Whole(_event_schema(model)),
            validate=validate.Length(max=MOST_EVENTS),
            metadata={"description": "With their trains; a list that is left out stays as it is."},
        )
        for name, model in EVENTS.items()
    }


_LISTS = _lists()

_SequenceSchema = _nested(
    models.RepeatedSequence,
    ("proposalId",),
    {
        "repeatedSequenceId": _key("a sequence"),
        "name": fields.String(
            validate=validate.Length(1, 45), metadata={"description": "The plan's when left out."}
        ),
        **_LISTS,
    },
)

SEQUENCE = _Whole(
    _SequenceSchema,
    allow_none=True,
    metadata={"description": "The sequence with its trains; or repeatedSequenceId for one that is stored."},
)
"""The member `repeatedSequence` of a plan."""

LISTS_OF_EVENTS = _LISTS
"""The members of a sequence beyond its columns."""
