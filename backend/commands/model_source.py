# SPDX-License-Identifier: LGPL-3.0-or-later
"""Models and schemas of a database that is there already, as Python for facilities with tables of their own.

The models are sqlacodegen's, on a base and with column types of ours, so that lists, revisions and the rest
work with them as with our own. Without a way to a proposal a generated table is refused to all but those
who see everything; where a column leads there, its class says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlacodegen.generators import Base as BaseClass
from sqlacodegen.generators import DeclarativeGenerator, LiteralImport
from sqlacodegen.models import ModelClass
from sqlalchemy import (
    JSON,
    DateTime,
    Double,
    Engine,
    Float,
    LargeBinary,
    MetaData,
    Numeric,
    SmallInteger,
    Text,
)
from sqlalchemy.dialects.mysql import BIT, TIMESTAMP, TINYINT
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.types import TypeEngine, _Binary

from backend.errors import NotFound
from backend.store.base import Described
from backend.store.column_types import HexBytes, JsonText, LocalDateTime, UtcDateTime
from backend.store.database import make_engine

OPTIONS = ("nonativeenums", "nosyntheticenums", "noindexes", "nobidi", "nocomments")

_OWNERS = ("proposalId", "sessionId", "containerId", "dewarId", "shippingId")
"""Columns that lead to the proposal, the shortest way first."""

_TAKEN = {name for name in dir(Described) if not name.startswith("_")}

HEADER = '"""Written by ssx-backend {command}; a change here is lost when it runs again."""\n\n'


def models(url: str, tables: Sequence[str] | None = None) -> str:
    """The models of a database's tables, all or those named with what they refer to."""
    engine = make_engine(url)
    try:
        return HEADER.format(command="generate-models") + _generator(engine, tables).generate()
    finally:
        engine.dispose()


def schemas(url: str, module: str, tables: Sequence[str] | None = None) -> str:
    """The schemas of the models in *module*: each is derived from its model, so that fields stand once."""
    engine = make_engine(url)
    try:
        generator = _generator(engine, tables)
        generator.generate()  # as for the models: tables are left out and classes get their names on the way
    finally:
        engine.dispose()
    names = sorted(generator.classes)
    lines = [
        f"import {module} as models" if module != "models" else "import models",
        "from backend.extensions.api.schemas import schema_for",
        "",
        *(f"{name}Schema = schema_for(models.{name})" for name in names),
    ]
    return HEADER.format(command="generate-schemas") + "\n".join(lines) + "\n"


def _generator(engine: Engine, tables: Sequence[str] | None) -> Models:
    metadata = MetaData()
    try:
        metadata.reflect(engine, only=list(tables) if tables else None)
    except InvalidRequestError as error:
        raise NotFound(f"The database lacks a table: {error}.") from error
    return Models(metadata, engine, OPTIONS)


class Models(DeclarativeGenerator):
    """sqlacodegen's classes as subclasses of our tables."""

    classes: Sequence[str] = ()
    """Their names, once they are generated; a table without a key becomes no class."""

    def generate_base(self) -> None:
        """A base beside ours: a facility's table may have the name of one of ours."""
        self.base = BaseClass(
            literal_imports=[
                LiteralImport("sqlalchemy.orm", "DeclarativeBase"),
                LiteralImport("backend.store.base", "Described"),
                LiteralImport("backend.store.base", "Policy"),
            ],
            declarations=[
                "class Base(Described, DeclarativeBase):",
                f'{self.indentation}"""The tables of this database."""',
            ],
            metadata_ref="Base.metadata",
        )

    def generate_column_attr_name(
        self, column_attr: Any, global_names: set[str], local_names: set[str]
    ) -> None:
        """Columns that are named like one of our methods get an underscore, which the wire does not show."""
        super().generate_column_attr_name(column_attr, global_names, local_names | _TAKEN)

    def generate_models(self) -> list[Any]:
        """The tables, without their blobs: those have no form on the wire."""
        made = super().generate_models()
        written = [model for model in made if isinstance(model, ModelClass)]
        for model in written:
            model.columns = [c for c in model.columns if not isinstance(c.column.type, LargeBinary)]
        self.classes = [model.name for model in written]
        return made

    def generate_relationships(self, *_: object, **__: object) -> list[Any]:
        """None: rows are read by their columns, and a relationship would only be a name to go wrong."""
        return []

    def render_class_variables(self, model: ModelClass) -> str:
        """The table's name, and the way from a row to its proposal."""
        own = super().render_class_variables(model)
        if model.table.name == "Proposal":
            return f"{own}\npolicy = Policy(root=True)"
        keys = {column.name for column in model.table.columns if column.foreign_keys}
        owner = next((name for name in _OWNERS if name in keys), None)
        return f'{own}\npolicy = Policy(owner="{owner}")' if owner else own

    def get_adapted_type(self, coltype: object) -> TypeEngine[Any]:
        """Our types: what they give has one form on the wire."""
        kinds: tuple[tuple[Any, TypeEngine[Any]], ...] = (
            (TIMESTAMP, UtcDateTime()),
            (DateTime, LocalDateTime()),
            ((TINYINT, BIT), SmallInteger()),
            (JSON, JsonText()),
            ((Float, Numeric, Double), Double()),
            (Text, Text()),
        )
        if isinstance(coltype, _Binary):
            return HexBytes() if getattr(coltype, "length", None) == 16 else LargeBinary()
        found = next((ours for theirs, ours in kinds if isinstance(coltype, theirs)), None)
        adapted: TypeEngine[Any] = found or super().get_adapted_type(coltype)
        return adapted
