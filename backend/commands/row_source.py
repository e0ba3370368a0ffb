# SPDX-License-Identifier: LGPL-3.0-or-later
"""Python source of the rows on the wire: a class a table, written from the models and their schemas.

mypy then sees it where a column gets another name: in the hardware objects and in the window too, which may
not look at models.
"""

from __future__ import annotations

import keyword
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

from marshmallow import Schema, fields

from backend.commands.model_source import HEADER
from backend.core import models as core
from backend.core import schemas as core_schemas
from backend.domain import FIELDS
from backend.domain.fields.deliveries import DEVICE_FIELDS
from backend.domain.fields.field_description import FieldDescription
from backend.em import models as em
from backend.ssx import models as ssx
from backend.ssx import schemas as ssx_schemas
from backend.store.base import Base

SERVICES: tuple[tuple[ModuleType, ModuleType], ...] = (
    (core, core_schemas),
    (ssx, ssx_schemas),
    (em, core_schemas),
)
"""The models of each service, and where their schemas are."""

LICENCE = "# SPDX-License-Identifier: LGPL-3.0-or-later\n"
"""The rows are part of the program; models and schemas of a facility are not."""

FOLDER = Path(__file__).parents[1] / "domain" / "rows"
"""Where the modules stand: all may import them."""

_KINDS = {"number": "float", "duration": "float", "integer": "int", "bool": "bool"}
"""What a `descriptionJson` holds, by the kind of its field; every other is text."""

AnyField: TypeAlias = fields.Field[Any]

_PLAIN: tuple[tuple[type[AnyField], str], ...] = (
    (fields.Integer, "int"),
    (fields.Float, "float"),
    (fields.Boolean, "bool"),
    (fields.Dict, "dict[str, object]"),
)
"""What a column holds; every other is text, moments too."""

_IMPORTS = """\
from __future__ import annotations

from typing import {typing}
"""

_OPTIONAL_IMPORT = """
if TYPE_CHECKING:
    from typing_extensions import NotRequired
"""


def sources() -> dict[str, str]:
    """The text of each module that is written, by its name below `backend/domain/rows`."""
    written: dict[str, dict[str, str]] = defaultdict(dict)
    for models, schemas in SERVICES:
        for name in models.__all__:
            model: type[Base] = getattr(models, name)
            schema: type[Schema] = getattr(schemas, f"{name}Schema", None) or schemas.of(model)
            _Table(model.__tablename__, written[_module_of(model)]).row(schema())
    return {f"{module}.py": _source(classes) for module, classes in sorted(written.items())}


def _module_of(model: type[Base]) -> str:
    """`shipping`, `samples`, `people`; what `data` calls its own; `ssx_plan` and so on; `em`."""
    parts = model.__module__.removeprefix("backend.").replace(".models", "").split(".")
    if parts[:2] == ["core", "data"]:
        return parts[2]
    return parts[1] if parts[0] == "core" else "_".join(parts)


def _source(classes: dict[str, str]) -> str:
    """A module of rows, as the formatter leaves it."""
    body = "\n\n".join(classes.values())
    optional = "NotRequired[" in body
    typing = "TYPE_CHECKING, TypedDict" if optional else "TypedDict"
    head = LICENCE + HEADER.format(command="generate-rows") + _IMPORTS.format(typing=typing)
    return f"{head}{_OPTIONAL_IMPORT if optional else ''}\n\n{body}"


class _Table:
    """Writes the classes of a table's rows, and of what stands inside them."""

    def __init__(self, table: str, written: dict[str, str]) -> None:
        """`written` takes the source by class name; a class comes after those that it needs."""
        self._table = table
        self._described = {field.name: field for field in _described(table)}
        self._written = written

    def row(self, schema: Schema) -> str:
        """Write the class of a row; gives its name."""
        name = type(schema).__name__.removesuffix("Schema") + "Row"
        members = {member: self._member(member, field) for member, field in schema.fields.items()}
        text = (type(schema).__doc__ or "").partition("\n")[0]
        self._write(name, text, members)
        return name

    def _member(self, name: str, field: AnyField) -> str:
        kind = self._kind(name, field)
        told = f"{kind} | None" if field.allow_none else kind
        # What only the server gives beside key and revision comes with some answers, not with all.
        sometimes = field.dump_only and isinstance(field, fields.List)
        return f"NotRequired[{told}]" if sometimes else told

    def _kind(self, name: str, field: AnyField) -> str:
        if isinstance(field, fields.List):
            return f"list[{self._kind(name, field.inner)}]"
        if isinstance(field, fields.Nested):
            return _Table(_table_of(field.schema), self._written).row(field.schema)
        if isinstance(field, fields.Dict) and (inner := self._inside(name)):
            return self._object(name, inner)
        return next((kind for wanted, kind in _PLAIN if isinstance(field, wanted)), "str")

    def _inside(self, column: str) -> list[FieldDescription]:
        """The fields of a JSON column: of the object that it holds, or of each in its list."""
        if column in self._described:
            return list(self._described[column].items)
        return [field for field in self._described.values() if field.column == column]

    def _object(self, column: str, inner: list[FieldDescription]) -> str:
        """Write the class of a JSON object, whose members may all be missing; gives its name."""
        what = "Description" if column == "descriptionJson" else f"{column[0].upper()}{column[1:]}Item"
        name = self._table + what
        text = f"What `{column}` holds, as far as forms ask for it; sites add their own."
        self._write(name, text, {field.key: self._value(name, field) for field in inner}, total=False)
        return name

    def _value(self, owner: str, field: FieldDescription) -> str:
        items = f"list[{self._item(owner, field)}]" if field.kind == "list" else ""
        kind = items or _KINDS.get(field.kind, "str")
        return kind if field.required else f"{kind} | None"

    def _item(self, owner: str, field: FieldDescription) -> str:
        if not field.items:
            return "int" if field.refers_to else "float"
        name = f"{owner}{field.key[0].upper()}{field.key[1:]}Item"
        members = {item.key: self._value(name, item) for item in field.items}
        self._write(name, f"One of `{field.key}`.", members, total=False)
        return name

    def _write(self, name: str, text: str, members: Mapping[str, str], *, total: bool = True) -> None:
        self._written[name] = _class(name, text, members, total=total)


def _described(table: str) -> Iterator[FieldDescription]:
    """What the domain says of a table's fields; a device's are those of all its types."""
    yield from FIELDS.get(table, ())
    if table == "SampleDeliveryDevice":
        for described in DEVICE_FIELDS.values():
            yield from described


def _table_of(schema: Schema) -> str:
    return type(schema).__name__.removeprefix("Nested").removesuffix("Schema")


def _class(name: str, text: str, members: Mapping[str, str], *, total: bool = True) -> str:
    """The source of a TypedDict; a member that is a word of Python's stands in a base of its own."""
    words = {member: kind for member, kind in members.items() if keyword.iskeyword(member)}
    bases = f"TypedDict{'' if total else ', total=False'}"
    before = ""
    if words:
        quoted = ", ".join(f'"{member}": "{kind}"' for member, kind in words.items())
        before = f'_{name} = TypedDict("_{name}", {{{quoted}}})\n\n\n'
        bases = f"_{name}"
    lines = [f"    {member}: {kind}" for member, kind in members.items() if member not in words]
    return before + "\n".join([f"class {name}({bases}):", f'    """{text}"""', "", *lines, ""])
