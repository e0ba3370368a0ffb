# SPDX-License-Identifier: LGPL-3.0-or-later
"""PDB files of crystals."""

from __future__ import annotations

import hashlib
from io import BytesIO

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from backend.core import schemas
from backend.core.samples.rules import structures as modules
from backend.extensions.api.file_answer import FORM, file_answer, uploaded
from backend.extensions.api.resource import READ, WRITE, answer, if_match
from backend.extensions.auth.access import caller, needs
from backend.files.roots import StoredFile
from backend.outside.pdb_site import PDB_SITE
from backend.store import database

structures = Blueprint("structures", __name__, description="PDB files of crystals.")

PDB: dict[str, object] = {"content_type": "chemical/x-pdb", "schema": {"type": "string", "format": "binary"}}

_Found = Schema.from_dict(
    {
        "spaceGroup": fields.String(metadata={"description": "Such as P43212."}),
        **{f"cell_{name}": fields.Float(metadata={"x-unit": "Å"}) for name in "abc"},
        **{f"cell_{name}": fields.Float(metadata={"x-unit": "°"}) for name in ("alpha", "beta", "gamma")},
    },
    name="PdbFound",
)


class _CrystalWithPdbSchema(schemas.CrystalSchema):  # type: ignore[misc, valid-type]
    """A crystal, and what its new PDB file says of it."""

    found = fields.Nested(
        _Found, metadata={"description": "Cell and space group of the file, to be taken over or not."}
    )


@structures.route("/crystals/<key:key>/pdb")
class PdbFile(MethodView):
    """The PDB file of a crystal."""

    @needs(*READ)
    @structures.response(200, **PDB)
    def get(self, key: int) -> Response:
        """The file that is stored for the crystal, else the PDB entry whose code its pdbFileName is."""
        found = modules.stored(database.session(), caller(), key)
        return file_answer(_fetched(found) if isinstance(found, str) else found, save=True)

    @needs(*WRITE)
    @structures.doc(requestBody=FORM)
    @structures.response(200, _CrystalWithPdbSchema)
    def patch(self, key: int) -> Response:
        """Store a file in PDB or mmCIF format; of the crystal only the file's name changes."""
        file = uploaded()
        filename = file.filename or ""
        row = modules.keep(database.session(), caller(), key, file.stream.read(), filename, if_match())
        return answer(row)

    @needs(*WRITE)
    @structures.response(204)
    def delete(self, key: int) -> Response:
        """Take the file and its name away."""
        modules.remove(database.session(), caller(), key, if_match())
        return Response(status=204)


def _fetched(code: str) -> StoredFile:
    """A PDB entry, like a file of ours."""
    # The other server may take its time, in which somebody else may want this connection.
    database.session().close()
    site = PDB_SITE.here()
    entry = site.fetch(code)
    revision = hashlib.sha256(entry.data).hexdigest()[:20]
    return StoredFile(entry.name, len(entry.data), revision, BytesIO(entry.data))
