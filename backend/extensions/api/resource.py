# SPDX-License-Identifier: LGPL-3.0-or-later
"""A table as a resource: list, item, create, replace, change, delete and bulk, made the same way for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, cast

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, ValidationError, fields, validate
from sqlalchemy import ColumnElement
from werkzeug.routing import IntegerConverter

from backend.errors import Invalid
from backend.extensions.api.schemas import LARGEST_KEY, Loaded, RowSchema, SharedSchema, page_of
from backend.extensions.auth.access import caller, needs
from backend.store import database, queries, rows
from backend.store.base import Base
from backend.store.ownership import REALMS, Caller
from backend.store.rows import NO_RULES, RowRules, dumps, wire_name

READ = REALMS["proposals"].read
WRITE = REALMS["proposals"].write
READ_DATA = REALMS["data"].read
MOST_ROWS = 1000
MOST_BULK_ROWS = 5000

FILTER = "Only rows with this"
"""How the document tells a parameter that is a column's value."""


class KeyConverter(IntegerConverter):
    """A key in a path; what is no number of a key's length matches no route, and so is a 404.

    A converter that refuses after the match would turn that into a 405, where a path's methods are routes
    of their own.
    """

    regex = r"[1-9]\d{0,9}"

    def __init__(self, map: Any) -> None:  # noqa: A002 - werkzeug's name
        super().__init__(map, min=1, max=LARGEST_KEY)

    def to_python(self, value: str) -> int:
        """The number; one beyond the column's range is the key of no row."""
        return int(value)


@dataclass(frozen=True)
class RowFinder:
    """A parameter of a list beside its columns: `condition(caller, value)` says which rows pass."""

    field: fields.Field[Any]
    condition: Callable[[Caller, Any], ColumnElement[bool]]


@dataclass(frozen=True)
class Resource:
    """What the routes of a table are made from."""

    path: str
    model: type[Base]
    schema: type[RowSchema]
    rules: RowRules = NO_RULES
    bulk: bool = False
    list_only: bool = False
    """For tables that other programs fill and whose rows have no key of their own."""
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    """Permissions beside the usual ones of the table's realm."""
    finders: Mapping[str, RowFinder] = field(default_factory=dict, hash=False)

    @property
    def read(self) -> tuple[str, ...]:
        """Of these permissions, reading needs one."""
        return self.reads or REALMS[self.model.realm()].read

    @property
    def write(self) -> tuple[str, ...]:
        """Of these permissions, writing needs one."""
        return self.writes or REALMS[self.model.realm()].write

    @property
    def name(self) -> str:
        """The table's name, from which endpoints and documents take theirs."""
        return self.model.__name__


def answer(row: rows.Row, status: int = 200, location: str | None = None) -> Response:
    """A row with its `ETag`; 304 when the caller has it already."""
    response = Response(dumps(row), status, content_type="application/json")
    response.set_etag(row["_etag"])
    if location:
        response.headers["Location"] = location
    if request.method == "GET":
        response.make_conditional(request)
    return response


def json_answer(value: object, status: int = 200) -> Response:
    """Any JSON that is not one row."""
    return Response(dumps(value), status, content_type="application/json")


def json_body() -> Any:
    """The JSON of a body that no schema reads; Invalid for what is none."""
    body = request.get_json(silent=True)
    if body is None:
        raise Invalid.field("body", "A JSON body is needed, with Content-Type: application/json.")
    return body


def envelope(page: queries.PageOfRows) -> Response:
    """A page as lists have always been answered."""
    data = {"total": page.total, "rows": page.rows, "next": page.next}
    return json_answer({"data": data, "message": None})


def if_match() -> str | None:
    """The revision that the caller read, from `If-Match`."""
    given = request.headers.get("If-Match")
    return given.strip().removeprefix("W/").strip('"') if given else None


def query_schema(resource: Resource) -> type[Schema]:
    """The parameters of a list: its columns as filters, and page, order and search."""
    declared = resource.schema().fields
    members: dict[str, object] = {
        name: fields.List(
            _filter_field(declared[name]),
            metadata={"description": f"{FILTER} {name}; repeat for any of."},
        )
        for name in map(wire_name, resource.model.attributes())
        if isinstance(
            declared[name], (fields.Integer, fields.Float, fields.String, fields.DateTime, fields.Date)
        )
    }
    members |= {
        "q": fields.String(
            load_default="",
            validate=validate.Length(max=200),
            metadata={"description": "Text that a text column contains."},
        ),
        "sort": fields.String(
            load_default="", metadata={"description": "A column; with “-” in front, falling."}
        ),
        "offset": fields.Integer(load_default=0, validate=validate.Range(0, LARGEST_KEY)),
        "limit": fields.Integer(load_default=100, validate=validate.Range(1, MOST_ROWS)),
        "after": fields.String(load_default="", metadata={"description": "The “next” of the page before."}),
    }
    members |= {name: finder.field for name, finder in resource.finders.items()}
    strict = type("Meta", (), {"unknown": RAISE})
    return type(f"{resource.name}QuerySchema", (SharedSchema,), {**members, "Meta": strict})


def _filter_field(declared: fields.Field[object]) -> fields.Field[Any]:
    """The same type without the checks of a stored value: to look for what cannot be is no fault."""
    if isinstance(declared, fields.Integer):
        return fields.Integer(validate=validate.Range(-(2**63), 2**63 - 1))
    return type(declared)()


@cache
def page_schema(resource: Resource) -> type[Schema]:
    """What a list answers."""
    return page_of(resource.schema, resource.name)


def as_query(resource: Resource, given: Loaded) -> queries.RowQuery:
    """The parameters of `query_schema` as the list takes them."""
    own = {name: given.pop(name) for name in ("q", "sort", "offset", "limit", "after")}
    attributes = {wire_name(name): name for name in resource.model.attributes()}
    own["sort"] = (
        own["sort"].replace("global", "global_") if own["sort"].lstrip("-") == "global" else own["sort"]
    )
    found = {name: given.pop(name) for name in resource.finders if name in given}
    conditions = [resource.finders[name].condition(caller(), value) for name, value in found.items()]
    filters = {attributes[name]: values for name, values in given.items()}
    return queries.RowQuery(filters=filters, conditions=conditions, **own)


def mount(blueprint: Blueprint, resource: Resource) -> None:
    """Add a resource's routes to its blueprint."""
    _mount_list(blueprint, resource)
    if not resource.list_only:
        mount_item(blueprint, resource)
    if resource.bulk:
        _mount_bulk(blueprint, resource)


def mount_reading(blueprint: Blueprint, resource: Resource) -> None:
    """Add the list alone, for a resource whose rows are not made from JSON only."""
    _mount_list(blueprint, replace(resource, list_only=True))


def mount_tables(
    blueprint: Blueprint, tables: Mapping[str, type[Base]], schema: Callable[[type[Base]], type[RowSchema]]
) -> None:
    """Add the routes of tables that need nothing beyond their columns, each at its path."""
    for path, model in tables.items():
        mount(blueprint, Resource(path, model, schema(model)))


def _mount_list(blueprint: Blueprint, resource: Resource) -> None:
    model, rules = resource.model, resource.rules

    class Reading(MethodView):
        __doc__ = model.__doc__

        @needs(*resource.read)
        @blueprint.doc(
            summary=f"{resource.name}: a page of rows that the caller may see", description=model.__doc__
        )
        @blueprint.arguments(query_schema(resource), location="query", unknown=RAISE)
        @blueprint.response(200, page_schema(resource))
        def get(self, query: Loaded) -> Response:
            """A page of rows that the caller may see."""
            return envelope(
                queries.page(database.session(), caller(), model, as_query(resource, query), rules)
            )

    class Rows(Reading):
        __doc__ = model.__doc__

        @needs(*resource.write)
        @blueprint.doc(summary=f"{resource.name}: store a new row", description=model.__doc__)
        @blueprint.arguments(resource.schema)
        @blueprint.response(201, resource.schema)
        def post(self, values: rows.Row) -> Response:
            """Store a new row."""
            row = rows.create(database.session(), caller(), model, values, rules)
            return answer(row, 201, f"{request.path}/{row[model.key_name()]}")

    view = Reading if resource.list_only else Rows
    blueprint.route(resource.path, endpoint=f"{resource.name}List")(view)


def mount_item(blueprint: Blueprint, resource: Resource) -> None:
    """Add the routes of one row to the resource's blueprint."""
    model, rules = resource.model, resource.rules

    class Item(MethodView):
        __doc__ = model.__doc__

        @needs(*resource.read)
        @blueprint.doc(summary=f"{resource.name}: one row, with its ETag", description=model.__doc__)
        @blueprint.response(200, resource.schema)
        def get(self, key: int) -> Response:
            """One row, with its ETag."""
            return answer(rows.one(database.session(), caller(), model, key, rules))

        @needs(*resource.write)
        @blueprint.doc(summary=f"{resource.name}: replace a row", description=model.__doc__)
        @blueprint.arguments(resource.schema)
        @blueprint.response(200, resource.schema)
        def put(self, values: rows.Row, key: int) -> Response:
            """Replace a row: what the body leaves out becomes empty."""
            whole = {**_emptied(model), **values}
            return answer(rows.update(database.session(), caller(), model, key, whole, if_match(), rules))

        @needs(*resource.write)
        @blueprint.doc(summary=f"{resource.name}: change some columns of a row", description=model.__doc__)
        @blueprint.arguments(resource.schema(partial=True))
        @blueprint.response(200, resource.schema)
        def patch(self, values: rows.Row, key: int) -> Response:
            """Change some columns of a row."""
            return answer(rows.update(database.session(), caller(), model, key, values, if_match(), rules))

        @needs(*resource.write)
        @blueprint.doc(
            summary=f"{resource.name}: delete a row on which nothing hangs", description=model.__doc__
        )
        @blueprint.response(204)
        def delete(self, key: int) -> Response:
            """Delete a row on which nothing hangs."""
            rows.delete(database.session(), caller(), model, key, if_match(), rules)
            return Response(status=204)

    blueprint.route(f"{resource.path}/<key:key>", endpoint=f"{resource.name}Item")(Item)


def _emptied(model: type[Base]) -> rows.Row:
    """Null for each column that may be null and has no default."""
    mapped = model.__mapper__.columns
    return {
        wire_name(n): None
        for n in model.attributes()
        if mapped[n].nullable and mapped[n].default is None and n not in model.policy.staff
    }


def _mount_bulk(blueprint: Blueprint, resource: Resource) -> None:
    model, rules = resource.model, resource.rules
    several = {"type": "array", "items": resource.schema, "maxItems": MOST_BULK_ROWS}
    bulk_body = {"required": True, "content": {"application/json": {"schema": several}}}

    @blueprint.route(f"{resource.path}/bulk", methods=["POST"], endpoint=f"{resource.name}Bulk")
    @needs(*resource.write)
    @blueprint.doc(summary=f"{resource.name}: store many rows, all or none", requestBody=bulk_body)
    @blueprint.response(201, page_schema(resource))
    def bulk() -> Response:
        """Store up to 5,000 rows in one transaction, all or none; errors carry the row's number, from 0."""
        stored = rows.create_all(database.session(), caller(), model, _bulk_body(resource), rules)
        return json_answer(
            {"data": {"total": len(stored), "rows": stored, "next": None}, "message": None}, 201
        )


def _bulk_body(resource: Resource) -> list[rows.Row]:
    body = json_body()
    if not isinstance(body, list) or len(body) > MOST_BULK_ROWS:
        raise Invalid.field("body", f"A list of at most {MOST_BULK_ROWS} rows is needed.")
    try:
        loaded: list[rows.Row] = resource.schema(many=True).load(body)
    except ValidationError as error:
        wrong_rows = cast("dict[int, Any]", error.messages)
        wrong = {
            f"{number}.{name}": texts
            for number, named in wrong_rows.items()
            for name, texts in (named.items() if isinstance(named, dict) else [("row", named)])
        }
        raise Invalid(f"{len(wrong_rows)} rows need mending; nothing was stored.", errors=wrong) from error
    return loaded
