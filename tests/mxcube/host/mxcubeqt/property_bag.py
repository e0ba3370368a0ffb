# SPDX-License-Identifier: LGPL-3.0-or-later
"""Properties of bricks: their kinds, their values, and the order in which they are told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_KEPT = {"string": str, "integer": int, "boolean": lambda value: 1 if value else 0}


class Property:
    """One property; the value is kept as its kind wants it."""

    def __init__(self, name: str, kind: str, default: Any = None, comment: str = "") -> None:
        self.name, self.kind, self.comment, self.hidden = name, kind, comment, False
        self.value: Any = None
        if default is not None:
            self.set_value(default)

    def get_name(self) -> str:
        return self.name

    def get_user_value(self) -> Any:
        return self.value

    def set_value(self, value: Any) -> None:
        self.value = _KEPT[self.kind](value)


class PropertyBag:
    """The properties of one brick, told in the order of their names."""

    def __init__(self) -> None:
        self.properties: dict[str, Property] = {}

    def add_property(self, name: str, kind: str, default: Any = None, comment: str = "") -> None:
        self.properties[name] = Property(name, kind, default, comment)

    def __getitem__(self, name: str) -> Any:
        held = self.properties.get(name)
        return None if held is None else held.value

    def __iter__(self) -> Iterator[Property]:
        return iter([self.properties[name] for name in sorted(self.properties)])
