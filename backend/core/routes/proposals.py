"""`/proposals` and `/sessions`."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import INCLUDE, RAISE

from backend import listing
from backend.core import models, schemas
from backend.core.modules import overviews
from backend.extensions import db
from backend.extensions.api.resource import (
    READ,
    Resource,
    answer,
    as_query,
    envelope,
    json_answer,
    mount,
    page_schema,
    query_schema,
)
from backend.extensions.api.schemas import SafeDateTime, page_of
from backend.extensions.auth.access import caller, needs

proposals = Blueprint("proposals", __name__, description="Proposals, on which all else hangs.")
sessions = Blueprint("sessions", __name__, description="Visits at a beamline.")

CALENDAR = Resource("/calendars", models.BeamCalendar, schemas.of(models.BeamCalendar))
SESSION = Resource("", models.BLSession, schemas.BLSessionSchema)

mount(proposals, Resource("", models.Proposal, schemas.ProposalSchema))
mount(sessions, SESSION)
mount(sessions, CALENDAR)


INFOS = page_of(schemas.BLSessionSchema(unknown=INCLUDE), "SessionInfo")


@proposals.route("/<key:key>/info")
@needs(*READ)
@proposals.response(200, schemas.ProposalSchema(unknown="include"))
def proposal_info(key: int) -> Response:
    """A proposal with person, laboratory, sessions, and counts of what hangs on it."""
    return answer(overviews.proposal_info(db.session(), caller(), key))


@sessions.route("/infos")
@needs(*SESSION.read)
@sessions.arguments(query_schema(SESSION), location="query", unknown=RAISE)
@sessions.response(200, INFOS)
def infos(query: dict[str, Any]) -> Response:
    """A page of sessions, each with its proposal and the number of its groups of data collections."""
    return envelope(_page(as_query(SESSION, query)))


class _SpanSchema(query_schema(SESSION)):  # type: ignore[misc]
    startDate = SafeDateTime(load_default=None, metadata={"description": "Not over before this moment."})
    endDate = SafeDateTime(load_default=None, metadata={"description": "Begun by this moment."})


@sessions.route("/date")
@needs(*SESSION.read)
@sessions.arguments(_SpanSchema, location="query", unknown=RAISE)
@sessions.response(200, INFOS)
def by_date(query: dict[str, Any]) -> Response:
    """A page of the sessions that overlap a span of time, as `infos` gives them."""
    conditions = overviews.overlapping(query.pop("startDate"), query.pop("endDate"))
    wanted = as_query(SESSION, query)
    wanted.conditions = conditions
    return envelope(_page(wanted))


def _page(wanted: listing.Query) -> listing.Page:
    return listing.page(db.session(), caller(), models.BLSession, wanted, overviews.SESSION_INFOS)


@sessions.route("/<key:key>/info")
@needs(*SESSION.read)
@sessions.response(200, schemas.BLSessionSchema(unknown="include"))
def session_info(key: int) -> Response:
    """A session with its proposal, its shipments and the number of its groups of data collections."""
    return answer(overviews.session_info(db.session(), caller(), key))


@sessions.route("/beam_calendars")
@needs(*SESSION.read)
@sessions.response(200, page_schema(CALENDAR))
def beam_calendars() -> Response:
    """The runs of the machine, the newest first, in the envelope of a list."""
    rows = overviews.beam_calendars(db.session())
    return json_answer({"data": {"total": len(rows), "rows": rows, "next": None}, "message": None})
