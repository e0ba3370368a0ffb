# SPDX-License-Identifier: LGPL-3.0-or-later
"""Marshmallow schemas derived from the models.

Types, lengths and null come from there, labels, units and ranges from the domain's fields.
They check what comes in and describe what goes out; rows leave as `backend.store.rows` reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, TypeAlias

from marshmallow import RAISE, Schema, ValidationError, fields, pre_load, validate
from sqlalchemy import Date, Double, Enum, Integer, SmallInteger, String, Text, Time
from sqlalchemy.sql.type_api import TypeEngine

from backend.domain.fields.field import Field, object_schema
from backend.store.base import Base
from backend.store.column_types import BlobText, HexBytes, JsonText, LocalDateTime, NumberList, UtcDateTime
from backend.store.rows import wire_name

LARGEST_KEY = 2**31 - 1

Loaded: TypeAlias = dict[str, Any]
"""A query or body as its schema has checked it: marshmallow says nothing of types to mypy."""


class StrictSchema(Schema):
    """A body in which a key that is not known is refused."""

    class Meta:
        unknown = RAISE


class SharedSchema(Schema):
    """A schema that nobody changes once it is made.

    flask-smorest copies what its decorators are given, once for each method: a quarter of the start-up.
    """

    def __deepcopy__(self, _memo: dict[int, object]) -> SharedSchema:
        return self


class RowSchema(SharedSchema):
    """A row's body; a key or revision that a client sends back is passed over."""

    class Meta:
        unknown = RAISE

    key_name = ""
    more: ClassVar[dict[str, object]] = {}
    """JSON Schema keywords for what no field can say alone."""

    @pre_load
    def _pass_over_what_we_give(self, data: object, **_: object) -> object:
        if not isinstance(data, Mapping):
            return data
        return {name: value for name, value in data.items() if name not in (self.key_name, "_etag")}


class ProblemSchema(Schema):
    """A failure, as RFC 9457 has it."""

    type = fields.String()
    title = fields.String()
    status = fields.Integer()
    detail = fields.String(metadata={"description": "A sentence for a person."})
    request_id = fields.String(metadata={"description": "The id of this request in the server's log."})
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))


def page_of(row: type[Schema] | Schema, name: str, **more: fields.Field[Any]) -> type[Schema]:
    """What a list answers; *more* is what it tells beside the rows."""
    counted = {"description": "Rows in all; null behind a cursor."}
    members: dict[str, Any] = {
        "total": fields.Integer(allow_none=True, metadata=counted),
        "rows": fields.List(fields.Nested(row)),
        "next": fields.String(
            allow_none=True, metadata={"description": "Cursor of the next page.", "examples": [None]}
        ),
    }
    data = SharedSchema.from_dict(members | more, name=f"{name}PageData")
    nothing = fields.String(allow_none=True, metadata={"examples": [None]})
    envelope: dict[str, Any] = {"data": fields.Nested(data), "message": nothing}
    return SharedSchema.from_dict(envelope, name=f"{name}Page")


class SafeDateTime(fields.AwareDateTime):
    """ISO 8601 with offset; refused with a sentence where the calendar ends."""

    def _deserialize(self, value: object, attr: str | None, data: object, **kwargs: object) -> Any:
        try:
            return super()._deserialize(value, attr, data, **kwargs)
        except OverflowError as error:
            raise ValidationError("A date between the years 1 and 9999 is needed.") from error


class HexText(fields.String):
    """Sixteen bytes as hexadecimal text, in a body and in a filter."""

    def __init__(self, **options: Any) -> None:
        told = {"pattern": "^[0-9a-fA-F]{32}$", "examples": ["00112233445566778899aabbccddeeff"]}
        options["metadata"] = told | options.get("metadata", {})
        super().__init__(**options)

    def _deserialize(self, value: object, attr: str | None, data: object, **kwargs: object) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not re.fullmatch("[0-9a-fA-F]{32}", text):
            raise ValidationError("Thirty-two hexadecimal digits are needed.")
        return text


class WholeNumber(fields.Integer):
    """A whole number; what has a fraction is refused, not cut."""

    def _validated(self, value: object) -> Any:
        if isinstance(value, float) and not value.is_integer():
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class TimeOfDay(fields.Time):
    """A time without a date, as ISO 8601 writes it."""

    def __init__(self, **options: Any) -> None:
        told = {"pattern": r"^\d\d:\d\d(:\d\d(\.\d+)?)?$", "examples": ["08:00:00"]}
        options["metadata"] = told | options.get("metadata", {})
        super().__init__(**options)


def schema_for(
    model: type[Base],
    described: Iterable[Field] = (),
    *,
    extra: Mapping[str, fields.Field[object]] | None = None,
    optional: Iterable[str] = (),
    more: Mapping[str, object] | None = None,
) -> type[RowSchema]:
    """The schema of a model's rows.

    described: the domain's fields of this table; extra: members that are not columns;
    optional: not-null columns that the server fills in; more: see `RowSchema.more`.
    """
    known = {field.name: field for field in described}
    inner = [
        field
        for field in known.values()
        if field.column == "descriptionJson" and field.name != "descriptionJson"
    ]
    members: dict[str, object] = {
        wire_name(name): _member(model, name, known, inner, name in set(optional))
        for name in model.attributes()
    }
    if _is_counted(model):
        described_key = {"description": "The row's key."}
        members[model.key_name()] = fields.Integer(dump_only=True, metadata=described_key)
    members["_etag"] = fields.String(
        dump_only=True,
        metadata={"description": "The row's revision, for If-Match.", "examples": ["5f2b8c0d9e1a47362b1c"]},
    )
    members |= dict(extra or {})
    return type(
        f"{model.__name__}Schema",
        (RowSchema,),
        {
            **members,
            "key_name": model.key_name() if _is_counted(model) else "",
            "more": dict(more or {}),
            "__doc__": model.__doc__,
        },
    )


def _is_counted(model: type[Base]) -> bool:
    """Whether the database gives the key; in a table that is one to one with another it is the other's."""
    return not model.__mapper__.primary_key[0].foreign_keys


def _member(
    model: type[Base], name: str, known: Mapping[str, Field], inner: list[Field], optional: bool
) -> Any:
    column = model.__mapper__.columns[name]
    described = known.get(wire_name(name))
    default = column.default is not None or column.server_default is not None
    nullable = bool(column.nullable)
    options: dict[str, Any] = {
        "allow_none": nullable,
        "required": not column.nullable and not default and not optional,
        "metadata": _metadata(described, nullable),
        "validate": _validators(column.type, described),
    }
    if isinstance(column.type, JsonText):
        return _json_member(described, inner if name == "descriptionJson" else [], options)
    if isinstance(column.type, NumberList):
        return fields.List(fields.Float(metadata=_of_items(described)), **options)
    if column.foreign_keys:
        options["validate"] = validate.Range(1, LARGEST_KEY)
    return _field_class(column.type)(**options)


def _json_member(described: Field | None, inner: list[Field], options: dict[str, Any]) -> object:
    if described is not None and described.kind == "list":
        options["validate"] = [_domain_check(described)]
        return fields.List(fields.Dict(keys=fields.String(), metadata=_of_items(described)), **options)
    options["validate"] = [_inner_check(inner)] if inner else []
    options["metadata"] = {**options["metadata"], **(_members(object_schema(inner)) if inner else {})}
    return fields.Dict(keys=fields.String(), **options)


def _field_class(kind: TypeEngine[object]) -> Any:
    classes: tuple[tuple[type[object], object], ...] = (
        (UtcDateTime, SafeDateTime),
        (LocalDateTime, SafeDateTime),
        (HexBytes, HexText),
        (BlobText, fields.String),
        (Date, fields.Date),
        (Time, TimeOfDay),
        (Double, fields.Float),
        (SmallInteger, WholeNumber),
        (Integer, WholeNumber),
        (String, fields.String),
        (Text, fields.String),
    )
    return next(field for wanted, field in classes if isinstance(kind, wanted))


def _metadata(described: Field | None, nullable: bool) -> dict[str, Any]:
    """What the domain says of a column, as keywords of JSON Schema."""
    if described is None:
        return {}
    limits = described.limits()
    if nullable and "enum" in limits:
        limits["enum"] = [*limits["enum"], None]
    if described.kind == "bool":
        limits |= {"minimum": 0, "maximum": 1}
    told = described.told()
    return {"description": described.label, **told, **limits}


def _of_items(described: Field | None) -> dict[str, object]:
    return _members(described.item_schema()) if described is not None else {}


def _members(schema: Mapping[str, object]) -> dict[str, object]:
    """A schema without its type, which the field tells."""
    return {name: value for name, value in schema.items() if name != "type"}


def _validators(kind: TypeEngine[object], described: Field | None) -> list[object]:
    checks: list[object] = []
    if isinstance(kind, Enum):
        checks.append(validate.OneOf(list(kind.enums)))
    elif isinstance(kind, String) and kind.length:
        checks.append(validate.Length(max=kind.length))
    elif isinstance(kind, SmallInteger):
        checks.append(validate.Range(-(2**15), 2**15 - 1))
    elif isinstance(kind, Integer):
        checks.append(validate.Range(-(2**31), LARGEST_KEY))
    return [*checks, _domain_check(described)] if described is not None else checks


def _domain_check(described: Field) -> object:
    def check(value: object) -> None:
        problem = described.check(_plain(value))
        if problem:
            raise ValidationError(problem)

    return check


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _inner_check(inner: list[Field]) -> object:
    def check(value: Mapping[str, object]) -> None:
        problems = {field.key: [text] for field in inner if (text := field.check(value.get(field.key)))}
        if problems:
            raise ValidationError(problems)

    return check
