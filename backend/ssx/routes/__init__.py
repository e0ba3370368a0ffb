"""The ssx service's routes: samples with their chain, and timing plans."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate
from webargs.fields import DelimitedList

from backend.core.schemas import BLSampleSchema
from backend.core.shipping.routes.labels import PDF, LabelQuerySchema, pdf_answer, settings
from backend.core.shipping.rules.labels import LabelQuery
from backend.domain.fields.ssx_fields import DEVICE_LABELS
from backend.domain.names import repaired_name
from backend.errors import NotFound
from backend.extensions.api import Mounted
from backend.extensions.api.file_answer import BINARY, made_answer
from backend.extensions.api.operations import may_fail
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
from backend.extensions.api.schemas import LARGEST_KEY, page_of
from backend.extensions.auth.access import caller, needs
from backend.ssx import models, schemas
from backend.ssx.exports import mmcif, nexus, sample_chain, sheets
from backend.ssx.routes.acquisitions import acquisitions
from backend.ssx.routes.micrographs import micrographs
from backend.ssx.rules import acquisition_infos, labels, sample_places, sample_search, sample_tree
from backend.ssx.rules import plans as plan_rules
from backend.ssx.rules import samples as modules
from backend.store import database
from backend.store.rows import dumps
from backend.version import __version__

MMCIF = "chemical/x-mmcif"
HDF5 = "application/x-hdf5"

samples = Blueprint("ssx_samples", __name__, description="Loaded samples, and the chain down to the crystal.")
plans = Blueprint("ssx_plans", __name__, description="Timing: plans, sequences, trains and triggers.")
data_sets = Blueprint("ssx_data_sets", __name__, description="Acquisitions that are merged.")

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
def tree(query: dict[str, Any]) -> Response:
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
def acquisition_counts(query: dict[str, Any]) -> Response:
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


@samples.route("/<key:key>/document")
@needs(*READ)
@samples.response(200, Schema.from_dict({}, name="SampleDocument")(unknown="include"))
def document(key: int) -> Response:
    """A loaded sample with its chain and all that was measured from it, plans included, as one JSON file."""
    made = sample_chain.document(database.session(), caller(), key)
    return made_answer(
        dumps(made).encode(), "application/json", f"{repaired_name(made['sample']['name'])}.json"
    )


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
def put_in_place(body: dict[str, Any]) -> Response:
    """Put a slurry, stock or loaded sample into a position of a container, where it travels as a BLSample.

    The sample has its name and the first crystal of its slurry; what lies in a container already is moved.
    """
    row = sample_places.put(
        database.session(), caller(), body["table"], body["id"], body["containerId"], body["location"]
    )
    root = request.path.partition("/ssx/")[0]
    return answer(row, 201, f"{root}/samples/{row['blSampleId']}")


class _TubeQuerySchema(LabelQuerySchema):
    class Meta:
        unknown = RAISE
        exclude = ("template", "grid")

    ids = DelimitedList(
        fields.Integer(validate=validate.Range(1, LARGEST_KEY)),
        required=True,
        validate=validate.Length(1, 1000),
        metadata={"description": "Keys with commas between them, in the order of the labels."},
    )
    table = fields.String(load_default="LoadedSample", validate=validate.OneOf(sorted(labels.THINGS)))


@samples.route("/labels")
@needs(*READ)
@may_fail(NotFound)
@samples.arguments(_TubeQuerySchema, location="query", unknown=RAISE)
@samples.response(200, **PDF)
def tube_labels(query: dict[str, Any]) -> Response:
    """Small labels with QR code for loaded samples, stocks or slurries as PDF."""
    keys, table = query.pop("ids"), query.pop("table")
    options = LabelQuery("tube", **query)
    return pdf_answer(labels.tubes(database.session(), caller(), table, keys, options, settings()))


class _SheetQuerySchema(LabelQuerySchema):
    class Meta:
        unknown = RAISE
        exclude = ("template", "grid", "blank")


@samples.route("/<key:key>/sheet")
@needs(*READ)
@samples.arguments(_SheetQuerySchema, location="query", unknown=RAISE)
@samples.response(200, **PDF)
def sheet(query: dict[str, Any], key: int) -> Response:
    """The data sheet of a loaded sample: its whole chain down to the protein, as PDF."""
    options = LabelQuery("sheet", **query)
    return pdf_answer(sheets.sheet(database.session(), caller(), key, options, settings()))


@samples.route("/<key:key>/mmcif")
@needs(*READ)
@samples.response(200, **{**BINARY, "content_type": MMCIF})
def mmcif_file(key: int) -> Response:
    """A loaded sample as mmCIF, by the dictionary's categories of serial crystallography."""
    chain = sample_chain.chain(database.session(), caller(), key)
    return made_answer(mmcif.mmcif(chain).encode(), MMCIF, f"{repaired_name(chain['name'])}.cif")


@samples.route("/<key:key>/nexus")
@needs(*READ)
@samples.response(200, **{**BINARY, "content_type": HDF5})
def nexus_file(key: int) -> Response:
    """A loaded sample as a NeXus file: NXentry with NXsample."""
    chain = sample_chain.chain(database.session(), caller(), key)
    return made_answer(nexus.nexus(chain, __version__), HDF5, f"{repaired_name(chain['name'])}.nxs")


BLUEPRINTS: list[Mounted] = [
    (samples, "/ssx/samples"),
    (micrographs, "/ssx/samples/micrographs"),
    (plans, "/ssx/plans"),
    (acquisitions, "/ssx/data_acquisitions"),
    (data_sets, "/ssx/data_sets"),
]
