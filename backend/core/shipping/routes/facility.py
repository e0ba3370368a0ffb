# SPDX-License-Identifier: LGPL-3.0-or-later
"""`/facility`: the profile of the facility, which a desktop loads so that its labels are right."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from backend.config import ConfigError
from backend.core.shipping.rules.labels import LABEL_SETTINGS, LabelSettings
from backend.errors import Invalid, NotAllowed
from backend.extensions.api.resource import READ, WRITE, json_answer, json_body
from backend.extensions.auth.access import needs
from backend.facility import profile as facility

profile = Blueprint("facility", __name__, description="The facility that dewars travel to.")


class _ContainerTypeSchema(Schema):
    name = fields.String()
    capacity = fields.Integer()
    aliases = fields.List(fields.String())
    kind = fields.String(metadata={"description": "“pins” or “ssx”."})
    shape = fields.String(metadata={"description": "“rings” or “grid”."})
    layout = fields.List(fields.Integer(), metadata={"description": "Positions per ring or row."})


class _FacilitySchema(Schema):
    name = fields.String()
    address = fields.List(fields.String(), metadata={"description": "One line each, country last."})
    logo = fields.String(metadata={"description": "A data URI, or empty."})
    beamlines = fields.List(fields.String())
    container_types = fields.List(fields.Nested(_ContainerTypeSchema))
    tracking_urls = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        metadata={"description": "By courier; {number} stands for the tracking number."},
    )


_PROFILE = _FacilitySchema(unknown="include")
_BODY = {"required": True, "content": {"application/json": {"schema": _PROFILE}}}


@profile.route("/facility")
@needs(*READ)
@profile.response(200, _PROFILE)
def get_facility() -> Response:
    """The facility's profile, one JSON object: addresses, texts, logo, beamlines, container types."""
    return _told()


@profile.route("/facility", methods=["PUT"])
@needs(*WRITE)
@profile.doc(requestBody=_BODY)
@profile.response(200, _PROFILE)
def load_facility() -> Response:
    """Load a facility's profile into a local backend; a service takes its own from the configuration."""
    config = current_app.config["SSX"]
    if not config.DATA_DIR:
        raise NotAllowed("The profile of this server stands in its configuration, under FACILITY_FILE.")
    body = json_body()
    try:
        facility.keep(config, body)
        use(current_app, facility.load(config))
    except ConfigError as error:
        raise Invalid.field("profile", str(error)) from error
    return _told()


def _told() -> Response:
    found = facility.FACILITY.here()
    return json_answer(found.as_profile())


def use(app: Any, found: facility.Facility) -> None:
    """Let the app's labels, lists and pages speak of this facility from now on."""
    facility.FACILITY.put(app, found)
    LABEL_SETTINGS.put(app, LabelSettings.of(app.config["SSX"], found))
