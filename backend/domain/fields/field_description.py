# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is known of a field: its label, unit, range and choices, and its place in a row. Checks nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from backend.domain.rows import AnyRow, Row

Kind = Literal[
    "text", "number", "integer", "duration", "choice", "date", "datetime", "bool", "long_text", "list"
]  # fmt: skip


@dataclass(frozen=True)
class FieldDescription:
    """One field of a form and of a row on the wire.

    `name` is the wire column; `descriptionJson.key` lives inside that JSON column. Limits, default and values
    are in the stored unit (`stored_unit`, the same as `unit` unless said); a person sees and types the stored
    value divided by `scale`, in `unit`. The choices of a `text` field are proposals, a `choice` field has no
    others. A `duration` is in seconds, shown and typed with the unit that suits it, fs to h. A `list` holds
    numbers, keys of the table `refers_to`, or rows of `items`.
    """

    name: str
    label: str
    kind: Kind = "text"
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    minimum_exclusive: bool = False
    maximum_exclusive: bool = False
    max_length: int | None = None
    required: bool = False
    choices: tuple[str, ...] = ()
    choice_labels: tuple[str, ...] = ()
    pattern: str | None = None
    pattern_hint: str = ""
    help: str = ""
    default: Any = None
    scale: float = 1.0
    stored_unit: str = ""
    max_items: int | None = None
    items: tuple[FieldDescription, ...] = ()
    refers_to: str = ""
    section: str = ""
    example: object = None
    """A right value where neither default, choices nor limits give one."""

    @property
    def column(self) -> str:
        """The wire column that holds the value: `descriptionJson` for `descriptionJson.humidity`."""
        return self.name.partition(".")[0]

    @property
    def key(self) -> str:
        """The last part of the name: `humidity` for `descriptionJson.humidity`."""
        return self.name.rpartition(".")[2]

    def get(self, row: AnyRow) -> Any:
        """The value of this field in a row, None where it is absent."""
        if self.column == self.name:
            return row.get(self.name)
        return (row.get(self.column) or {}).get(self.key)

    def put(self, row: AnyRow, value: object) -> Row:
        """A copy of `row` with this field set; an empty value leaves a JSON column without the key."""
        if self.column == self.name:
            return {**row, self.name: value}
        inner = {key: held for key, held in (row.get(self.column) or {}).items() if key != self.key}
        if value is not None:
            inner[self.key] = value
        return {**row, self.column: inner}

    def choice_label(self, value: str) -> str:
        """The words shown for a choice: the value itself where no other words are given."""
        return dict(zip(self.choices, self.choice_labels, strict=False)).get(value, value)
