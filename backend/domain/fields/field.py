# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a field of a row is: its label, unit, range and choices, its place in the row and its JSON Schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from backend.domain.fields.field_description import FieldDescription
from backend.domain.fields.field_kinds import EMPTY_TEXTS, PARSERS, problem_of
from backend.domain.quantities.conversions import OtherDimension, plain
from backend.domain.quantities.decimals import format_decimal
from backend.domain.quantities.durations import show_time
from backend.domain.quantities.units import Unit

JsonSchema: TypeAlias = dict[str, Any]
"""A JSON Schema, or some keywords of one."""

_JSON_TYPES = {
    "number": "number", "duration": "number", "integer": "integer", "bool": "boolean", "list": "array",
}  # fmt: skip
_JSON_FORMATS = {"date": "date", "datetime": "date-time"}


@dataclass(frozen=True)
class Field(FieldDescription):
    """One field of a form and of a row on the wire: checked, typed, shown, and described as JSON Schema."""

    items: tuple[Field, ...] = ()

    def check(self, value: object) -> str | None:
        """What is wrong with a stored value and what would be right, in a sentence; None when it is right."""
        return problem_of(self, value)

    def parse(self, text: str) -> Any:
        """The stored value of typed text, None if blank; raises ValueError with the sentence of `check`."""
        typed = text if self.kind == "long_text" else text.strip()
        value = PARSERS[self.kind](self, typed) if typed.strip() else None
        problem = self.check(value)
        if problem:
            raise ValueError(problem)
        return value

    def parse_typed(self, text: str) -> object:
        """As `parse`, of what a person types into a form: a number may have a unit of its own, as 1.5 ml."""
        if self.kind not in ("number", "list") or not self.unit or self.items:
            return self.parse(text)
        try:
            return self.parse(plain(text, self.unit))
        except OtherDimension:
            typed = text.strip()
            told = f"{self.label} is given in {self.unit}; “{typed}” cannot be converted to that."
            raise ValueError(told) from None

    def show(self, value: Any) -> str:
        """The text that a form shows for a stored value; `parse` takes it back."""
        if value is None:
            return ""
        if self.kind in ("number", "integer"):
            return format_decimal(value / self.scale)
        if self.kind == "duration":
            return show_time(value)
        if self.kind == "bool":
            return "yes" if value else "no"
        if self.kind == "list" and not self.items:
            return "; ".join(format_decimal(item / self.scale) for item in value)
        return str(value)

    def json_schema(self) -> JsonSchema:
        """Draft-07 JSON Schema of what `check` takes, in the stored unit; an optional value may be null."""
        schema = {"type": _JSON_TYPES.get(self.kind, "string"), **self.told(), **self.limits()}
        if self.kind == "list":
            schema["items"] = self.item_schema()
        if not self.required:
            schema["type"] = [schema["type"], "null"]
            schema |= _present(enum=[*schema["enum"], None] if "enum" in schema else None)
        return schema | _present(default=self.default)

    def told(self) -> JsonSchema:
        """The keywords by which a person understands the value: title, words, unit, an example."""
        unit = self.stored_unit or self.unit or None
        example = self.choices[0] if self.choices and self.example is None else self.example
        examples = None if example is None else [example]
        return {
            "title": self.label,
            **_present(description=self.help or None),
            **_present(examples=examples),
        } | ({"x-unit": unit} if unit else {})

    def limits(self) -> JsonSchema:
        """The keywords that say which values are right, as far as JSON Schema can."""
        if self.kind == "list":
            return _present(maxItems=self.max_items, minItems=1 if self.required else None)
        return self._limits_of_one() | _present(enum=[*self.choices] if self.kind == "choice" else None)

    def item_schema(self) -> JsonSchema:
        """Draft-07 JSON Schema of one value of a list."""
        if self.items:
            return object_schema(self.items)
        return {"type": "integer" if self.refers_to else "number", **self._limits_of_one()}

    def _limits_of_one(self) -> JsonSchema:
        # An empty text is as good as none, so an optional one need not fit.
        pattern = f"^(?:{self.pattern}){'' if self.required else '?'}$" if self.pattern else None
        return _present(
            maxLength=self.max_length,
            minLength=1 if self.required and self.kind in EMPTY_TEXTS else None,
            pattern=pattern,
            format=_JSON_FORMATS.get(self.kind),
            **{"exclusiveMinimum" if self.minimum_exclusive else "minimum": self.minimum},
            **{"exclusiveMaximum" if self.maximum_exclusive else "maximum": self.maximum},
        )


def measured(name: str, label: str, unit: Unit, **more: Any) -> Field:
    """A number that is shown in one unit and stored in another; limits are given in the stored one."""
    return Field(name, label, "number", unit.shown, scale=unit.scale, stored_unit=unit.stored, **more)


def object_schema(fields: Iterable[Field]) -> JsonSchema:
    """Draft-07 schema of an object with these fields. Further keys are allowed: sites add their own."""
    fields = tuple(fields)
    schema: JsonSchema = {
        "type": "object",
        "properties": {field.key: field.json_schema() for field in fields},
    }
    required = [field.key for field in fields if field.required]
    return schema | ({"required": required} if required else {})


def errors_in(fields: Iterable[Field], row: Mapping[str, object]) -> dict[str, str]:
    """Each field of the row that is wrong, with its sentence."""
    checked = ((field.name, field.check(field.get(row))) for field in fields)
    return {name: problem for name, problem in checked if problem}


def _present(**members: object) -> JsonSchema:
    return {name: value for name, value in members.items() if value is not None}
