# SPDX-License-Identifier: LGPL-3.0-or-later
"""`/audit`: who changed what when, newest first."""

from __future__ import annotations

from datetime import datetime

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE
from sqlalchemy import ColumnElement

from backend.audit import AuditEntry
from backend.extensions.api.resource import READ, Resource, as_query, envelope, page_schema, query_schema
from backend.extensions.api.schemas import Loaded, SafeDateTime, schema_for
from backend.extensions.auth.access import caller, needs
from backend.store import database, queries
from backend.store.base import Base
from backend.store.ownership import REALMS

audit = Blueprint("audit", __name__, description="The trail of writes.")

TRAIL = Resource("", AuditEntry, schema_for(AuditEntry))


_QUERY = query_schema(TRAIL).from_dict(
    {
        "since": SafeDateTime(metadata={"description": "Only entries of this moment or later."}),
        "until": SafeDateTime(metadata={"description": "Only entries before this moment."}),
    },
    name="AuditTrailQuery",
)


@audit.route("/audit")
@needs(*READ)
@audit.arguments(_QUERY, location="query", unknown=RAISE)
@audit.response(200, page_schema(TRAIL))
def trail(query: Loaded) -> Response:
    """Changes in the proposals that the caller sees; of accounts and people for who administrates."""
    conditions = _conditions(query.pop("since", None), query.pop("until", None))
    wanted = as_query(TRAIL, query)
    wanted.sort = wanted.sort or f"-{AuditEntry.key_name()}"
    wanted.conditions = conditions
    return envelope(queries.page(database.session(), caller(), AuditEntry, wanted))


def _conditions(since: datetime | None, until: datetime | None) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if not caller().may("administrate"):
        wanted.append(AuditEntry.proposalId.is_not(None))
    wanted.append(AuditEntry.tableName.not_in([m.__tablename__ for m in _unseen()]))
    if since:
        wanted.append(AuditEntry.time >= since)
    if until:
        wanted.append(AuditEntry.time < until)
    return wanted


def _unseen() -> list[type[Base]]:
    """Tables of which the caller sees no row: what was measured is told to who may see that."""
    models: list[type[Base]] = [mapper.class_ for mapper in Base.registry.mappers]
    return [model for model in models if not caller().may(*REALMS[model.realm()].read)]
