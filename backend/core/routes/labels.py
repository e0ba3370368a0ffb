"""Labels as PDF files, and what they can be made with."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, request
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from backend.core.modules import labels as modules
from backend.domain.names import repaired_name
from backend.extensions import db
from backend.extensions.api.resource import READ, json_answer
from backend.extensions.api.schemas import LARGEST_KEY
from backend.extensions.auth.access import caller, needs
from backend.labels.documents import MOST_COPIES
from backend.labels.engines import available_engines
from backend.labels.templates import TEMPLATES

labels = Blueprint("labels", __name__, description="Labels of dewars.")

_PDF: dict[str, Any] = {"content_type": "application/pdf", "schema": {"type": "string", "format": "binary"}}


class _LabelQuerySchema(Schema):
    class Meta:
        unknown = RAISE

    template = fields.String(load_default="dewar", metadata={"description": "A name of /labels/engines."})
    paper = fields.String(load_default=None, metadata={"description": "Else the template's usual one."})
    engine = fields.String(load_default="auto")
    copies = fields.Integer(load_default=1, validate=validate.Range(1, MOST_COPIES))


class _ShippingLabelQuerySchema(_LabelQuerySchema):
    dewarId = fields.List(
        fields.Integer(validate=validate.Range(1, LARGEST_KEY)),
        load_default=(),
        metadata={"description": "Only these dewars of the shipment; repeat for several."},
    )


class _EngineSchema(Schema):
    name = fields.String()
    available = fields.Boolean()
    install = fields.String(metadata={"description": "The line that installs it."})


class _TemplateSchema(Schema):
    name = fields.String()
    title = fields.String()
    papers = fields.List(fields.String(), metadata={"description": "The usual one first."})


@labels.route("/shippings/<key:key>/labels")
@needs(*READ)
@labels.arguments(_ShippingLabelQuerySchema, location="query", unknown=RAISE)
@labels.response(200, **_PDF)
def shipping_labels(query: dict[str, Any], key: int) -> Response:
    """The labels of a shipment's dewars as one PDF."""
    dewars = tuple(query.pop("dewarId"))
    wish = modules.Wish(dewars=dewars, **query)
    return _pdf(modules.for_shipping(db.session(), caller(), key, wish, _settings()))


@labels.route("/shippings/dewars/<key:key>/labels")
@needs(*READ)
@labels.arguments(_LabelQuerySchema, location="query", unknown=RAISE)
@labels.response(200, **_PDF)
def dewar_labels(query: dict[str, Any], key: int) -> Response:
    """The labels of one dewar as PDF."""
    return _pdf(modules.for_dewar(db.session(), caller(), key, modules.Wish(**query), _settings()))


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
    """The PDF engines, whether each is installed and how to install it; the templates for dewars."""
    known = [
        {"name": engine.name, "available": engine.available, "install": engine.install_line}
        for engine in available_engines()
    ]
    templates = [
        {"name": template.name, "title": template.title, "papers": template.papers}
        for template in TEMPLATES
        if template.subject == "dewars"
    ]
    return json_answer({"engines": known, "templates": templates})


def _settings() -> modules.Settings:
    settings: modules.Settings = current_app.extensions["ssx_labels"]
    return settings


def _pdf(made: modules.Labels) -> Response:
    """The document with its ETag; 304, and nothing drawn, when the caller has it already."""
    # Drawing takes its time, in which a writer or another reader may want this connection.
    db.session().close()
    response = Response(content_type="application/pdf")
    response.set_etag(made.key)
    response.headers["Content-Disposition"] = f'inline; filename="{repaired_name(made.name) or "labels"}.pdf"'
    if response.make_conditional(request).status_code != 304:
        response.set_data(made.pdf)
    return response
