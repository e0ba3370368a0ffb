# SPDX-License-Identifier: LGPL-3.0-or-later
"""`/ssx/samples`: loaded samples, and the chain down to the crystal."""

from __future__ import annotations

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate
from webargs.fields import DelimitedList

from backend.core.schemas import BLSampleSchema
from backend.domain.fields.deliveries import DEVICE_LABELS
from backend.extensions.api.resource import (
    MOST_ROWS,
    READ,
    READ_DATA,
    WRITE,
    Resource,
    RowFinder,
    answer,
    envelope,
    json_answer,
    mount,
)
from backend.extensions.api.schemas import LARGEST_KEY, Loaded, page_of
from backend.extensions.auth.access import caller, needs
from backend.ssx import models, schemas
from backend.ssx.rules import acquisition_infos, labels, sample_places, sample_search, sample_tree
from backend.ssx.rules import samples as modules
from backend.store import database

samples = Blueprint("ssx_samples", __name__, description="Loaded samples, and the chain down to the crystal.")

_KEYS = fields.List(fields.Integer(validate=validate.Range(1, LARGEST_KEY)))
_FINDERS = {
    "proteinId": RowFinder(_KEYS, sample_search.of_proteins),
    "crystalId": RowFinder(_KEYS, sample_search.of_crystals),
    "crystalSlurryId": RowFinder(_KEYS, sample_search.of_slurries),
    "deviceType": RowFinder(
        fields.List(fields.String(validate=validate.OneOf(sorted(DEVICE_LABELS)))), sample_search.on_devices
    ),
    "acquired": RowFinder(fields.Boolean(), sample_search.acquired),
    "sessionId": RowFinder(_KEYS, sample_search.in_sessions),
}
"""What loaded samples can be found by beside their own columns."""

mount(
    samples,
    Resource("", models.LoadedSample, schemas.LoadedSampleSchema, bulk=True, finders=_FINDERS),
)
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


@samples.route("/<key:key>/info")
@needs(*READ)
@samples.response(200, schemas.LoadedSampleSchema(unknown="include"))
def info(key: int) -> Response:
    """A loaded sample with its stock, slurry, buffer, crystals, proteins and device in one answer."""
    return answer(modules.info(database.session(), caller(), key))


class _TreeQuerySchema(Schema):
    class Meta:
        unknown = RAISE

    table = fields.String(required=True, validate=validate.OneOf([*sample_tree.LEVELS]))
    id = fields.Integer(required=True, validate=validate.Range(1, LARGEST_KEY))
    offset = fields.Integer(load_default=0, validate=validate.Range(0, LARGEST_KEY))
    limit = fields.Integer(load_default=200, validate=validate.Range(1, MOST_ROWS))


class SampleTreeRowSchema(Schema):
    """A row of the tree: what it is, what tells it from others, and how many loaded samples hang on it."""

    table = fields.String()
    id = fields.Integer()
    name = fields.String(allow_none=True)
    remark = fields.Raw(metadata={"description": "Name, density in 1/mm³ or concentration factor."})
    loadedSamples = fields.Integer()


@samples.route("/tree")
@needs(*READ)
@samples.arguments(_TreeQuerySchema, location="query", unknown=RAISE)
@samples.response(200, page_of(SampleTreeRowSchema, "SampleTreeRow"))
def tree(query: Loaded) -> Response:
    """What hangs on a row, by name: the proteins of a proposal, then crystals, slurries and stocks.

    Those on a stock are `/ssx/samples?sampleStockId=`.
    """
    return envelope(
        sample_tree.below(database.session(), caller(), query.pop("table"), query.pop("id"), **query)
    )


class _CountQuerySchema(Schema):
    class Meta:
        unknown = RAISE

    ids = DelimitedList(
        fields.Integer(validate=validate.Range(1, LARGEST_KEY)),
        required=True,
        validate=validate.Length(1, MOST_ROWS),
        metadata={"description": "Keys of loaded samples with commas between them."},
    )


@samples.route("/acquisition_counts")
@needs(*READ_DATA)
@samples.arguments(_CountQuerySchema, location="query", unknown=RAISE)
@samples.response(200, {"type": "object", "additionalProperties": {"type": "integer"}})
def acquisition_counts(query: Loaded) -> Response:
    """How many acquisitions each of these loaded samples has, by key, as far as the caller may see them."""
    return json_answer(sample_search.counts(database.session(), caller(), query["ids"]))


@samples.route("/<key:key>/acquisitions")
@needs(*READ_DATA)
@samples.response(
    200,
    page_of(
        schemas.SsxDataAcquisitionSchema(unknown="include"),
        "SampleAcquisition",
        totals=fields.Dict(keys=fields.String(), metadata={"description": "Counts, and rates in percent."}),
    ),
)
def acquisitions_of(key: int) -> Response:
    """What was measured from a loaded sample, in order, each with `info`; and the figures of all together."""
    rows, totals = acquisition_infos.of_sample(database.session(), caller(), key)
    data = {"total": len(rows), "rows": rows, "next": None, "totals": totals}
    return json_answer({"data": data, "message": None})


class _PlaceSchema(Schema):
    class Meta:
        unknown = RAISE

    table = fields.String(required=True, validate=validate.OneOf(sorted(labels.THINGS)))
    id = fields.Integer(required=True, validate=validate.Range(1, LARGEST_KEY))
    containerId = fields.Integer(required=True, validate=validate.Range(1, LARGEST_KEY))
    location = fields.String(required=True, validate=validate.Length(1, 45))


@samples.route("/places", methods=["POST"])
@needs(*WRITE)
@samples.arguments(_PlaceSchema)
@samples.response(201, BLSampleSchema)
def put_in_place(body: Loaded) -> Response:
    """Put a slurry, stock or loaded sample into a position of a container, where it travels as a BLSample.

    The sample has its name and the first crystal of its slurry; what lies in a container already is moved.
    """
    row = sample_places.put(
        database.session(), caller(), body["table"], body["id"], body["containerId"], body["location"]
    )
    root = request.path.partition("/ssx/")[0]
    return answer(row, 201, f"{root}/samples/{row['blSampleId']}")
