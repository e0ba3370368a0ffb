# SPDX-License-Identifier: LGPL-3.0-or-later
"""`/backups`: copies of a local process's database, and going back to one."""

from __future__ import annotations

from dataclasses import asdict

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from backend.extensions.api import events
from backend.extensions.api.resource import json_answer
from backend.extensions.auth.access import needs
from backend.local import backups as kept
from backend.local.database import bring_up_to_date
from backend.store import database

backups = Blueprint("backups", __name__, description="Backups of the local database.")


class _BackupSchema(Schema):
    name = fields.String()
    time = fields.AwareDateTime(metadata={"description": "When it was made."})
    reason = fields.String(
        validate=validate.OneOf([kept.DAILY, kept.MIGRATION, kept.RESTORE, kept.ASKED]),
        metadata={"description": "Once a day, before a migration or a restore, or because somebody asked."},
    )
    size = fields.Integer(metadata={"x-unit": "byte"})
    check = fields.String(metadata={"description": "“ok”, or what is wrong with the file."})


_LIST = Schema.from_dict(
    {
        "data": fields.Nested(
            Schema.from_dict(
                {
                    "total": fields.Integer(),
                    "rows": fields.List(fields.Nested(_BackupSchema)),
                    "next": fields.String(allow_none=True),
                },
                name="BackupPageData",
            )
        ),
        "message": fields.String(
            allow_none=True, metadata={"description": "Why the last backup came to nothing, if it did."}
        ),
    },
    name="BackupPage",
)

_RESTORED = Schema.from_dict(
    {
        "restored": fields.String(metadata={"description": "The backup that is in the database now."}),
        "before": fields.Nested(_BackupSchema, allow_none=True),
    },
    name="Restored",
)


@backups.route("/backups")
class Rows(MethodView):
    """The backups of the local database."""

    @needs("administrate")
    @backups.response(200, _LIST)
    def get(self) -> Response:
        """The backups, the newest first, each with the result of a check."""
        rows = [asdict(backup) for backup in _backups().all()]
        data = {"total": len(rows), "rows": rows, "next": None}
        return json_answer({"data": data, "message": _backups().problem or None})

    @needs("administrate")
    @backups.response(201, _BackupSchema)
    def post(self) -> Response:
        """Make a backup now; 503 when it cannot be made or does not pass its check."""
        return json_answer(asdict(_backups().make()), 201)


@backups.route("/backups/<string:name>/restore", methods=["POST"])
@needs("administrate")
@backups.response(200, _RESTORED)
def restore(name: str) -> Response:
    """Go back to a backup; what the database holds now is kept as `before`, so that it can be undone.

    All listeners hear `restored` for every table.
    """
    database.session().rollback()  # what this request has begun would wait for itself
    before = _backups().restore(name, bring_up_to_date)
    database.engine().dispose()
    events.publish(events.everything("restored"))
    return json_answer({"restored": name, "before": asdict(before) if before else None})


def _backups() -> kept.Backups:
    return kept.BACKUPS.here()
