# SPDX-License-Identifier: LGPL-3.0-or-later
"""`/shippings/import`: a sample list becomes a shipment."""

from __future__ import annotations

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from backend.core.models import Shipping
from backend.core.shipping.rules import list_export, sample_lists
from backend.domain.names import repaired_name
from backend.errors import Invalid, NotFound
from backend.extensions.api.operations import may_fail
from backend.extensions.api.resource import READ, WRITE, json_answer
from backend.extensions.api.schemas import LARGEST_KEY, Loaded
from backend.extensions.auth.access import caller, needs
from backend.store import database
from backend.store.rows import one

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}

imports = Blueprint("imports", __name__, description="Sample lists.")


def _key(description: str) -> fields.Integer:
    return fields.Integer(
        load_default=None, validate=validate.Range(1, LARGEST_KEY), metadata={"description": description}
    )


def _choice(description: str) -> fields.Boolean:
    return fields.Boolean(load_default=False, metadata={"description": description})


class _ImportQuerySchema(Schema):
    class Meta:
        unknown = RAISE

    proposalId = _key("The proposal of a new shipment.")
    shippingId = _key("A shipment that the dewars are added to.")
    shippingName = fields.String(load_default="", metadata={"description": "Name of the new shipment."})
    filename = fields.String(
        load_default="", metadata={"description": "Names the shipment if nothing else does."}
    )
    dry_run = _choice("Check the list and store nothing.")
    create_proteins = _choice("Make the proteins that the proposal lacks.")
    leave_out_errors = _choice("Store the good rows, and name the others.")
    mapping = fields.String(
        load_default="",
        validate=validate.Length(max=2000),
        metadata={
            "description": "Keys of the columns in the order of the file, with commas between them; nothing "
            "for a column that is not read. Recognised when left out."
        },
    )
    skip = fields.Integer(
        load_default=0,
        validate=validate.Range(0, 100),
        metadata={"description": "Lines before the first row, beside comments and a header that is known."},
    )


class _FindingSchema(Schema):
    line = fields.Integer()
    column = fields.String()
    level = fields.String(validate=validate.OneOf(["error", "warning"]))
    code = fields.String(metadata={"description": "Stable, for programs."})
    message = fields.String()
    reason = fields.String()
    text = fields.String(metadata={"description": "What stands in the cell."})


class _LeftOutSchema(Schema):
    line = fields.Integer()
    reason = fields.String()


class _ColumnSchema(Schema):
    index = fields.Integer()
    header = fields.String()
    key = fields.String(metadata={"description": "What it is taken for; empty for none."})
    title = fields.String()
    certainty = fields.Float(metadata={"description": "0 to 1."})
    examples = fields.List(fields.String())


class _ImportReportSchema(Schema):
    shippingId = fields.Integer(allow_none=True)
    rowsIn = fields.Integer()
    rowsStored = fields.Integer(metadata={"description": "In a trial: that would be stored."})
    leftOut = fields.List(fields.Nested(_LeftOutSchema))
    findings = fields.List(fields.Nested(_FindingSchema))
    dewars = fields.List(fields.Integer(), metadata={"description": "Keys of the dewars that were made."})
    containers = fields.List(fields.Integer(), metadata={"description": "Keys of the containers."})
    proteinsCreated = fields.List(fields.String(), metadata={"description": "Their acronyms."})
    format = fields.String()
    sure = fields.Boolean(metadata={"description": "False when the columns were guessed."})
    reason = fields.String(metadata={"description": "What spoke for this format."})
    encoding = fields.String()
    separator = fields.String()
    columns = fields.List(fields.Nested(_ColumnSchema))


_BODY = {
    "required": True,
    "content": {
        "text/csv": {"schema": {"type": "string", "format": "binary"}},
        XLSX: {"schema": {"type": "string", "format": "binary"}},
        "multipart/form-data": {
            "schema": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
        },
    },
}


@imports.route("/import", methods=["POST"])
@needs(*WRITE)
@may_fail(NotFound)
@imports.doc(requestBody=_BODY)
@imports.arguments(_ImportQuerySchema, location="query", unknown=RAISE)
@imports.response(200, _ImportReportSchema, description="What a trial found.")
@imports.response(201, _ImportReportSchema)
def import_samples(query: Loaded) -> Response:
    """Store a sample list (CSV, tab-separated text or .xlsx) as dewars, containers and samples.

    All of it or, with errors, nothing. A trial (`dry_run`) tells how each column was understood.
    """
    data, filename = _list_in_request()
    options = _options(query)
    filename = query["filename"] or filename
    if query["dry_run"]:
        return json_answer(sample_lists.check(database.session(), caller(), data, options, filename))
    return json_answer(sample_lists.store(database.session(), caller(), data, options, filename), 201)


def _list_in_request() -> tuple[bytes, str]:
    """The bytes of the list and the name of its file, from the body itself or a form's field `file`."""
    if request.mimetype != "multipart/form-data":
        return request.get_data(), ""
    if "file" not in request.files:
        raise Invalid.field("file", "The form needs a field “file” with the sample list.")
    upload = request.files["file"]
    return upload.read(), upload.filename or ""


def _options(query: Loaded) -> sample_lists.ListImportOptions:
    shipping, proposal = query["shippingId"], query["proposalId"]
    if shipping is None and proposal is None:
        raise Invalid.field("proposalId", "Say where the list goes: proposalId, or shippingId.")
    if proposal is None:
        proposal = one(database.session(), caller(), Shipping, shipping)["proposalId"]
    return sample_lists.ListImportOptions(
        proposal=proposal,
        name=query["shippingName"],
        shipping=shipping,
        create_proteins=query["create_proteins"],
        leave_out_errors=query["leave_out_errors"],
        mapping=_mapping(query["mapping"]),
        skip=query["skip"],
    )


def _mapping(text: str) -> tuple[str, ...]:
    return tuple(key.strip() for key in text.split(",")) if text else ()


class _ListExportQuerySchema(Schema):
    class Meta:
        unknown = RAISE

    format = fields.String(load_default="csv", validate=validate.OneOf(sorted(_TYPES)))


@imports.route("/<key:key>/export")
@needs(*READ)
@imports.arguments(_ListExportQuerySchema, location="query", unknown=RAISE)
@imports.response(200, content_type="text/csv", schema={"type": "string", "format": "binary"})
@imports.response(200, content_type=XLSX, schema={"type": "string", "format": "binary"})
def export_samples(query: dict[str, str], key: int) -> Response:
    """A shipment's samples as a list (CSV or .xlsx) that imports to the same shipment."""
    name, data = list_export.export(database.session(), caller(), key, query["format"])
    response = Response(data, content_type=_TYPES[query["format"]])
    file = f"{repaired_name(name) or 'samples'}.{query['format']}"
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return response
