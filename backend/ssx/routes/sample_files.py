# SPDX-License-Identifier: LGPL-3.0-or-later
"""Loaded samples as files: labels, the data sheet, and the formats of other programs."""

from __future__ import annotations

from importlib import import_module

from flask import Response
from marshmallow import RAISE, Schema, fields, validate
from webargs.fields import DelimitedList

from backend.core.shipping.routes.labels import PDF, LabelQuerySchema, pdf_answer, settings
from backend.core.shipping.rules.labels import LabelQuery
from backend.domain.export_formats import COMMUNITY_FORMATS, DOCUMENT, ExportFormat
from backend.domain.names import repaired_name
from backend.errors import NotFound
from backend.extensions.api.file_answer import BINARY, made_answer
from backend.extensions.api.operations import may_fail
from backend.extensions.api.resource import (
    READ,
)
from backend.extensions.api.schemas import LARGEST_KEY, Loaded
from backend.extensions.auth.access import caller, needs
from backend.ssx.exports import sample_chain, sheets
from backend.ssx.routes.samples import samples
from backend.ssx.rules import labels
from backend.store import database
from backend.store.rows import dumps

__all__ = ["samples"]


@samples.route("/<key:key>/document")
@needs(*READ)
@samples.response(200, Schema.from_dict({}, name="SampleDocument")(unknown="include"))
def document(key: int) -> Response:
    """A loaded sample with its chain and all that was measured from it, plans included, as one JSON file."""
    made = sample_chain.document(database.session(), caller(), key)
    name = f"{repaired_name(made['sample']['name'])}.{DOCUMENT.ending}"
    return made_answer(dumps(made).encode(), DOCUMENT.media_type, name)


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
def tube_labels(query: Loaded) -> Response:
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
def sheet(query: Loaded, key: int) -> Response:
    """The data sheet of a loaded sample: its whole chain down to the protein, as PDF."""
    options = LabelQuery("sheet", **query)
    return pdf_answer(sheets.sheet(database.session(), caller(), key, options, settings()))


def _mount_format(wanted: ExportFormat) -> None:
    """The route of a format that other programs take; its module is imported when somebody asks."""

    def view(key: int) -> Response:
        write = import_module(f"backend.ssx.exports.{wanted.name}").write
        chain = sample_chain.chain(database.session(), caller(), key)
        name = f"{repaired_name(chain['name'])}.{wanted.ending}"
        return made_answer(write(chain), wanted.media_type, name)

    view.__doc__ = f"A loaded sample as {wanted.words}: its chain, and what was measured from it."
    view = samples.response(200, **{**BINARY, "content_type": wanted.media_type})(needs(*READ)(view))
    samples.route(f"/<key:key>/{wanted.name}", endpoint=f"{wanted.name}_file")(view)


for each in COMMUNITY_FORMATS:
    _mount_format(each)
