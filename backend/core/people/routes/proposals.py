# SPDX-License-Identifier: LGPL-3.0-or-later
"""`/proposals` and `/sessions`."""

from __future__ import annotations

from datetime import datetime, time, timezone

from flask import Response
from flask_smorest import Blueprint
from marshmallow import INCLUDE, RAISE, fields

from backend.core import models, schemas
from backend.core.data.rules import overviews
from backend.extensions.api.resource import (
    READ,
    Resource,
    answer,
    as_query,
    envelope,
    mount,
    query_schema,
)
from backend.extensions.api.schemas import Loaded, SafeDateTime, page_of
from backend.extensions.auth.access import caller, needs
from backend.store import database, queries, rows

proposals = Blueprint("proposals", __name__, description="Proposals, on which all else hangs.")
sessions = Blueprint("sessions", __name__, description="Visits at a beamline.")

SESSION = Resource("", models.BLSession, schemas.BLSessionSchema)
CALENDAR = Resource("/beam_calendars", models.BeamCalendar, schemas.of(models.BeamCalendar))

mount(proposals, Resource("", models.Proposal, schemas.ProposalSchema))
mount(sessions, SESSION)
mount(sessions, CALENDAR)

INFOS = page_of(schemas.BLSessionSchema(unknown=INCLUDE), "SessionInfo")


@proposals.route("/<key:key>/info")
@needs(*READ)
@proposals.response(200, schemas.ProposalSchema(unknown="include"))
def proposal_info(key: int) -> Response:
    """A proposal with person, laboratory, sessions, and counts of what hangs on it."""
    return answer(overviews.proposal_info(database.session(), caller(), key))


@sessions.route("/infos")
@needs(*SESSION.read)
@sessions.arguments(query_schema(SESSION), location="query", unknown=RAISE)
@sessions.response(200, INFOS)
def infos(query: Loaded) -> Response:
    """A page of sessions, each with its proposal and the number of its groups of data collections."""
    return envelope(_page(as_query(SESSION, query)))


class _SpanSchema(query_schema(SESSION)):  # type: ignore[misc]
    startDate = SafeDateTime(load_default=None, metadata={"description": "Not over before this moment."})
    endDate = SafeDateTime(load_default=None, metadata={"description": "Begun by this moment."})
    start_date = fields.Date(
        format="%Y%m%d",
        load_default=None,
        metadata={"description": "A day in UTC as YYYYMMDD, as in py-ispyb; like startDate."},
    )
    end_date = fields.Date(
        format="%Y%m%d", load_default=None, metadata={"description": "The last day, YYYYMMDD; like endDate."}
    )
    beamline = fields.String(load_default="", metadata={"description": "The same as beamLineName."})


@sessions.route("/date")
@needs(*SESSION.read)
@sessions.arguments(_SpanSchema, location="query", unknown=RAISE)
@sessions.response(200, INFOS)
def by_date(query: Loaded) -> Response:
    """A page of the sessions that overlap a span of time, as `infos` gives them."""
    first, last, beamline = (query.pop(name) for name in ("start_date", "end_date", "beamline"))
    start = query.pop("startDate") or (first and datetime.combine(first, time.min, timezone.utc))
    end = query.pop("endDate") or (last and datetime.combine(last, time.max, timezone.utc))
    wanted = as_query(SESSION, query)
    if beamline:
        wanted.filters.setdefault("beamLineName", []).append(beamline)
    wanted.conditions = overviews.overlapping(start, end)
    return envelope(_page(wanted))


def _page(wanted: queries.RowQuery) -> queries.PageOfRows:
    return queries.page(database.session(), caller(), models.BLSession, wanted, overviews.SESSION_INFOS)


@sessions.route("/<key:key>/info")
@needs(*SESSION.read)
@sessions.response(200, schemas.BLSessionSchema(unknown="include"))
def session_info(key: int) -> Response:
    """A session with its proposal, its shipments and the number of its groups of data collections."""
    return answer(overviews.session_info(database.session(), caller(), key))


@sessions.route("/beam_calendar/<key:key>")
@needs(*CALENDAR.read)
@sessions.response(200, CALENDAR.schema)
def beam_calendar(key: int) -> Response:
    """A run of the machine, at the path by which py-ispyb's clients know it."""
    return answer(rows.one(database.session(), caller(), models.BeamCalendar, key))
