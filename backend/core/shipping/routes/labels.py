# SPDX-License-Identifier: LGPL-3.0-or-later
"""Labels as PDF files, and what they can be made with."""

from __future__ import annotations

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from backend.core.shipping.rules import label_prints
from backend.core.shipping.rules import labels as modules
from backend.domain.names import repaired_name
from backend.extensions.api.resource import READ, WRITE, json_answer
from backend.extensions.api.schemas import LARGEST_KEY, Loaded, page_of
from backend.extensions.auth.access import caller, needs
from backend.labels.documents import MOST_COPIES
from backend.labels.engines import available_engines
from backend.labels.templates import TEMPLATES
from backend.store import database

labels = Blueprint("labels", __name__, description="Labels of dewars.")

PDF: dict[str, object] = {"content_type": "application/pdf", "schema": {"type": "string", "format": "binary"}}


class LabelQuerySchema(Schema):
    """How labels are to be made."""

    class Meta:
        unknown = RAISE

    template = fields.String(load_default="dewar", metadata={"description": "A name of /labels/engines."})
    paper = fields.String(load_default=None, metadata={"description": "Else the template's usual one."})
    engine = fields.String(load_default="auto")
    copies = fields.Integer(load_default=1, validate=validate.Range(1, MOST_COPIES))
    grid = fields.String(
        load_default="",
        validate=validate.Regexp(
            r"([1-4]x(10|[1-9]))?\Z", error="Columns and rows, 1x1 to 4x10, such as 3x8."
        ),
        metadata={"description": "Of a sheet of container labels; else the facility's."},
    )
    blank = fields.Integer(
        load_default=0,
        validate=validate.Range(0, 39),
        metadata={"description": "Places at the start of a sheet of small labels that were used before."},
    )


class _ContainerLabelQuerySchema(LabelQuerySchema):
    template = fields.String(
        load_default="container", metadata={"description": "“container”, or “tube” for what is in it."}
    )


class _StateQuerySchema(Schema):
    class Meta:
        unknown = RAISE

    template = fields.String(load_default="dewar")


class _PrintedSchema(_StateQuerySchema):
    dewarIds = fields.List(
        fields.Integer(validate=validate.Range(1, LARGEST_KEY)),
        load_default=(),
        metadata={"description": "All of the shipment when left out."},
    )


class _ShippingLabelQuerySchema(LabelQuerySchema):
    dewarId = fields.List(
        fields.Integer(validate=validate.Range(1, LARGEST_KEY)),
        load_default=(),
        metadata={"description": "Only these dewars of the shipment; repeat for several."},
    )


class _PrintSchema(Schema):
    hash = fields.String()
    person = fields.String()
    time = fields.AwareDateTime()


class _LabelStateSchema(Schema):
    dewarId = fields.Integer()
    hash = fields.String(metadata={"description": "What the label bears now."})
    printed = fields.Nested(_PrintSchema, allow_none=True, metadata={"description": "The last print."})
    changed = fields.Boolean(allow_none=True, metadata={"description": "Since it was printed."})


_STATES = page_of(_LabelStateSchema, "LabelState")


class _EngineSchema(Schema):
    name = fields.String()
    available = fields.Boolean()
    install = fields.String(metadata={"description": "The line that installs it."})


class _TemplateSchema(Schema):
    name = fields.String()
    title = fields.String()
    papers = fields.List(fields.String(), metadata={"description": "The usual one first."})
    subject = fields.String(metadata={"description": "What it prints one of after the other."})
    pages_per_dewar = fields.Integer(
        metadata={"description": "Pages that each dewar has for itself; 0 where one may hold several."}
    )


@labels.route("/shippings/<key:key>/labels")
@needs(*READ)
@labels.arguments(_ShippingLabelQuerySchema, location="query", unknown=RAISE)
@labels.response(200, **PDF)
def shipping_labels(query: Loaded, key: int) -> Response:
    """The labels of a shipment's dewars as one PDF."""
    dewars = tuple(query.pop("dewarId"))
    options = modules.LabelQuery(dewars=dewars, **query)
    return pdf_answer(modules.for_shipping(database.session(), caller(), key, options, settings()))


@labels.route("/shippings/dewars/<key:key>/labels")
@needs(*READ)
@labels.arguments(LabelQuerySchema, location="query", unknown=RAISE)
@labels.response(200, **PDF)
def dewar_labels(query: Loaded, key: int) -> Response:
    """The labels of one dewar as PDF."""
    return pdf_answer(
        modules.for_dewar(database.session(), caller(), key, modules.LabelQuery(**query), settings())
    )


@labels.route("/shippings/<key:key>/manifest")
@needs(*READ)
@labels.arguments(LabelQuerySchema(exclude=("template",)), location="query", unknown=RAISE)
@labels.response(200, **PDF)
def manifest(query: Loaded, key: int) -> Response:
    """The contents list of a shipment as PDF."""
    options = modules.LabelQuery("manifest", **query)
    return pdf_answer(modules.for_shipping(database.session(), caller(), key, options, settings()))


@labels.route("/shippings/<key:key>/proforma")
@needs(*READ)
@labels.arguments(LabelQuerySchema(exclude=("template",)), location="query", unknown=RAISE)
@labels.response(200, **PDF)
def proforma(query: Loaded, key: int) -> Response:
    """The pro-forma invoice for customs as PDF."""
    options = modules.LabelQuery("proforma", **query)
    return pdf_answer(modules.for_shipping(database.session(), caller(), key, options, settings()))


@labels.route("/shippings/containers/<key:key>/labels")
@needs(*READ)
@labels.arguments(_ContainerLabelQuerySchema, location="query", unknown=RAISE)
@labels.response(200, **PDF)
def container_labels(query: Loaded, key: int) -> Response:
    """The label of a container, or small labels of what is in it, as PDF."""
    return pdf_answer(
        modules.for_container(database.session(), caller(), key, modules.LabelQuery(**query), settings())
    )


@labels.route("/shippings/<key:key>/labels/state")
@needs(*READ)
@labels.arguments(_StateQuerySchema, location="query", unknown=RAISE)
@labels.response(200, _STATES)
def label_state(query: dict[str, str], key: int) -> Response:
    """For each dewar: the hash that its label bears now, its last print, whether it changed since."""
    rows = label_prints.state(database.session(), caller(), key, query["template"], settings())
    return json_answer({"data": {"total": len(rows), "rows": rows, "next": None}, "message": None})


@labels.route("/shippings/<key:key>/labels/printed", methods=["POST"])
@needs(*WRITE)
@labels.arguments(_PrintedSchema)
@labels.response(200, _STATES)
def note_printed(body: Loaded, key: int) -> Response:
    """Keep that labels were printed as they are now; gives what `labels/state` gives."""
    rows = label_prints.note(
        database.session(), caller(), key, body["dewarIds"], body["template"], settings()
    )
    return json_answer({"data": {"total": len(rows), "rows": rows, "next": None}, "message": None})


@labels.route("/labels/engines")
@needs(*READ)
@labels.response(
    200,
    Schema.from_dict(
        {
            "engines": fields.List(fields.Nested(_EngineSchema)),
            "templates": fields.List(fields.Nested(_TemplateSchema)),
        },
        name="LabelEngines",
    ),
)
def engines() -> Response:
    """The PDF engines, whether each is installed and how to install it; the templates.

    Those of the subject `tubes` are printed at `/ssx/samples/labels`, the others for a shipment.
    """
    known = [
        {"name": engine.name, "available": engine.available, "install": engine.install_line}
        for engine in available_engines()
    ]
    templates = [
        {
            "name": template.name,
            "title": template.title,
            "papers": template.papers,
            "subject": template.subject,
            "pages_per_dewar": template.pages_per_dewar,
        }
        for template in TEMPLATES
        if template.subject != "sheets"
    ]
    return json_answer({"engines": known, "templates": templates})


def settings() -> modules.LabelSettings:
    """What this app's configuration says about labels."""
    return modules.LABEL_SETTINGS.here()


def pdf_answer(made: modules.LabelMaker) -> Response:
    """The document with its ETag; 304, and nothing drawn, when the caller has it already."""
    # Drawing takes its time, in which a writer or another reader may want this connection.
    database.session().close()
    response = Response(content_type="application/pdf")
    response.set_etag(made.key)
    response.headers["Content-Disposition"] = f'inline; filename="{repaired_name(made.name) or "labels"}.pdf"'
    if response.make_conditional(request).status_code != 304:
        response.set_data(made.pdf)
    return response
