# SPDX-License-Identifier: LGPL-3.0-or-later
"""`/user_office`: proposals brought in from the user office."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError, fields

from backend.core import schemas
from backend.core.models import ProposalHasPerson
from backend.core.people.rules.user_office import sync
from backend.errors import BadGateway, Invalid, NotFound
from backend.extensions.api.operations import may_fail
from backend.extensions.api.resource import json_answer
from backend.extensions.api.schemas import schema_for
from backend.extensions.auth.access import needs
from backend.outside.user_office import USER_OFFICE, UserOffice
from backend.store import database
from backend.store.base import Base
from backend.store.rows import Row

user_office = Blueprint("user_office", __name__, description="Proposals brought in from the user office.")

_SCHEMAS = {
    "Proposal": schemas.ProposalSchema,
    "Person": schemas.PersonSchema,
    "Laboratory": schemas.LaboratorySchema,
    "BLSession": schemas.BLSessionSchema,
    "ProposalHasPerson": schema_for(ProposalHasPerson),
}


def check(model: type[Base], values: Row) -> Row:
    """The values as the API would take them; Invalid names what does not fit."""
    try:
        loaded: Row = _SCHEMAS[model.__name__](partial=True).load(values)
    except ValidationError as error:
        wrong: dict[str, Any] = dict(error.messages_dict)
        texts = "; ".join(f"{name}: {' '.join(map(str, found))}" for name, found in wrong.items())
        raise Invalid(
            f"{model.__name__}: {texts}", errors={f"{model.__name__}.{n}": t for n, t in wrong.items()}
        ) from error
    return loaded


_Synced = Schema.from_dict(
    {
        "place": fields.String(metadata={"description": "File and line, or number of the record."}),
        "proposal": fields.String(metadata={"description": "Code and number."}),
        "outcome": fields.String(metadata={"enum": ["created", "changed", "unchanged", "error"]}),
        "detail": fields.String(metadata={"description": "What was made or changed, or what is wrong."}),
        "errors": fields.Dict(keys=fields.String(), values=fields.List(fields.String())),
    },
    name="UserOfficeRow",
)

_Report = Schema.from_dict(
    {
        **{name: fields.Integer() for name in ("created", "changed", "unchanged", "error")},
        "rows": fields.List(fields.Nested(_Synced)),
    },
    name="UserOfficeReport",
)


def configured_office() -> UserOffice:
    """The plug-in that the configuration names; NotFound when it names none."""
    office = USER_OFFICE.here()
    if office is None:
        raise NotFound("This server has no user office; USER_OFFICE in its configuration would name one.")
    return office


@user_office.route("/sync_all", methods=["POST"])
@needs("administrate")
@may_fail(NotFound, BadGateway)
@user_office.response(200, _Report)
def sync_all() -> Response:
    """Bring in every proposal; a bad one does not stop the others, and a repeat changes nothing."""
    entries = configured_office().proposals()
    return json_answer(sync(database.session(), entries, check))


@user_office.route("/sync/<code>/<number>", methods=["POST"])
@needs("administrate")
@may_fail(NotFound, BadGateway)
@user_office.response(200, _Report)
def sync_one(code: str, number: str) -> Response:
    """Bring in one proposal; 404 when the user office has none of that name."""
    entries = list(configured_office().proposal(code, number))
    if not entries:
        raise NotFound(f"The user office has no proposal {code}{number}.")
    return json_answer(sync(database.session(), entries, check))
