# SPDX-License-Identifier: LGPL-3.0-or-later
"""`/transfers`: a proposal or a shipment as one file, and such a file taken in."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema

from backend.core.models import Proposal
from backend.domain.names import repaired_name
from backend.errors import Invalid
from backend.extensions.api.resource import READ, WRITE, Resource, json_answer, mount
from backend.extensions.api.schemas import LARGEST_KEY, Loaded, schema_for
from backend.extensions.auth.access import caller, needs
from backend.facility.profile import FACILITY
from backend.store import database
from backend.store.rows import one
from backend.transfers import intake, outgoing
from backend.transfers.bundle import pack, unpack
from backend.transfers.models import TransferReceived

ZIP = "application/zip"

transfers = Blueprint("transfers", __name__, description="Work that travels as a file.")
mount(transfers, Resource("", TransferReceived, schema_for(TransferReceived), list_only=True))


def _key(**options: Any) -> fields.Integer:
    return fields.Integer(validate=validate.Range(1, LARGEST_KEY), **options)


class _TransferQuerySchema(Schema):
    class Meta:
        unknown = RAISE

    proposalId = _key(metadata={"description": "All of this proposal."})
    shippingId = _key(metadata={"description": "Only this shipment, with all that it is made of."})

    @validates_schema
    def one_of_both(self, given: dict[str, int], **_: object) -> None:
        """A bundle is of one thing."""
        if len(given) != 1:
            raise ValidationError("Either proposalId or shippingId says what to export.", "proposalId")


class _IntakeQuerySchema(Schema):
    class Meta:
        unknown = RAISE

    proposalId = _key(required=True, metadata={"description": "Where it goes, whatever the file says."})
    dry_run = fields.Boolean(
        load_default=False, metadata={"description": "Tell what would be, store nothing."}
    )
    keep_existing = fields.Boolean(
        load_default=False,
        metadata={"description": "Where the proposal has another row of the same name, take that one."},
    )
    again = fields.Boolean(
        load_default=False,
        metadata={"description": "Also when this very file was taken in before: what is gone comes back."},
    )


class _ConflictSchema(Schema):
    table = fields.String()
    row = fields.Integer(metadata={"description": "Number in the file, from 1."})
    key = fields.Integer(allow_none=True, metadata={"description": "The row here; null if it is not yours."})
    columns = fields.List(fields.String())
    message = fields.String()


def _counts(description: str) -> fields.Dict:
    return fields.Dict(fields.String(), fields.Integer(), metadata={"description": description})


class _ReportSchema(Schema):
    transferReceivedId = fields.Integer(metadata={"description": "Of a trial: not kept."})
    proposalId = fields.Integer()
    repeated = fields.Boolean(metadata={"description": "This very file was taken in before."})
    stored = _counts("Table → new rows.")
    found = _counts("Table → rows that were here already.")
    kept = fields.List(fields.Nested(_ConflictSchema))
    keys = fields.Dict(
        fields.String(),
        _counts("Number in the file → key here."),
        metadata={"description": "Table → number in the file → key here."},
    )


@transfers.route("/export")
@needs(*READ)
@transfers.arguments(_TransferQuerySchema, location="query", unknown=RAISE)
@transfers.response(200, content_type=ZIP, schema={"type": "string", "format": "binary"})
def export(query: dict[str, int]) -> Response:
    """A proposal, or a shipment with all that it is made of, as one zip file for another database."""
    proposal, rows = query.get("proposalId", 0), {}
    if proposal:
        rows = outgoing.of_proposal(database.session(), caller(), proposal)
    else:
        proposal, rows = outgoing.of_shipping(database.session(), caller(), query["shippingId"])
    row = one(database.session(), caller(), Proposal, proposal)
    code = f"{row['proposalCode'] or ''}{row['proposalNumber'] or ''}"
    origin = {
        "site": FACILITY.here().site["name"],
        "proposal": code,
        "title": row["title"] or "",
    }
    answer = Response(pack(rows, origin), content_type=ZIP)
    file = f"{repaired_name(code) or 'transfer'}.zip"
    answer.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return answer


_BODY = {"required": True, "content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}}


@transfers.route("", methods=["POST"], endpoint="take_in")
@needs(*WRITE)
@transfers.doc(requestBody=_BODY)
@transfers.arguments(_IntakeQuerySchema, location="query", unknown=RAISE)
@transfers.response(201, _ReportSchema)
def take_in(query: Loaded) -> Response:
    """Take in an exported file: all of it or nothing; the same file twice stores nothing twice.

    200 for a trial and for a file that was taken in before. 409 with `conflicts` by table and row.
    """
    data = request.get_data()
    if not data:
        raise Invalid.field("file", "The body is the exported zip file; it is empty.")
    options = intake.IntakeOptions(query["proposalId"], query["keep_existing"], query["again"])
    report = intake.take_in(database.session(), caller(), unpack(data), options)
    if query["dry_run"]:
        database.session().rollback()
        return json_answer(report)
    return json_answer(report, 200 if report["repeated"] else 201)
