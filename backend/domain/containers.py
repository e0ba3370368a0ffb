# SPDX-License-Identifier: LGPL-3.0-or-later
"""The containers that travel in a dewar: their positions, the names they go by, how each is drawn."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Literal


@dataclass(frozen=True)
class ContainerType:
    """A type of container.

    `layout` counts its positions per ring from the inside out (`rings`) or per row from the top (`grid`);
    `kind` says whether it carries pins or SSX things (slurries, stocks, loaded samples).
    """

    name: str
    capacity: int
    aliases: tuple[str, ...] = ()
    kind: Literal["pins", "ssx"] = "pins"
    shape: Literal["rings", "grid"] = "rings"
    layout: tuple[int, ...] = ()


CONTAINER_TYPES: tuple[ContainerType, ...] = (
    ContainerType("Unipuck", 16, ("uni", "universal puck", "universalpuck"), layout=(5, 11)),
    ContainerType("Spinepuck", 10, ("spine", "spine puck", "puck", "sc3puck"), layout=(10,)),
    ContainerType("Minispine", 36, ("mini spine", "minispine puck"), layout=(6, 12, 18)),
    ContainerType("Chip box", 10, ("chipbox", "chips"), "ssx", "grid", (5, 5)),
    ContainerType("Chip holder", 1, ("chip", "ssx chip", "ssx chip holder"), "ssx", "grid", (1,)),
    ContainerType("Tube rack", 24, ("tubes", "tuberack", "eppendorf rack"), "ssx", "grid", (6, 6, 6, 6)),
    ContainerType("Tube", 1, ("eppendorf", "vial"), "ssx", "grid", (1,)),
    ContainerType("Foil", 1, ("sheet-on-sheet", "sheet on sheet", "sos"), "ssx", "grid", (1,)),
    ContainerType("Tape cartridge", 1, ("tape", "cartridge"), "ssx", "grid", (1,)),
    ContainerType("Syringe", 1, ("hamilton syringe",), "ssx", "grid", (1,)),
)


LONGEST_NAME = 20
"""Of a type: what ISPyB's column holds."""

MOST_POSITIONS = 1000
_KEYS = frozenset(field.name for field in fields(ContainerType))


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def find_type(name: str, types: Iterable[ContainerType] = CONTAINER_TYPES) -> ContainerType | None:
    """The type that is called `name`, by name or alias; case, blanks and hyphens make no difference."""
    wanted = _plain(name)
    return next((known for known in types if wanted in map(_plain, (known.name, *known.aliases))), None)


def type_from(values: object) -> ContainerType:
    """A type as a facility's profile describes it; ValueError with a sentence for what cannot be one.

    Without a layout the positions stand in rows of twelve, or on one ring.
    """
    if not isinstance(values, Mapping) or not set(values) <= _KEYS:
        raise ValueError(f"A container type has {', '.join(sorted(_KEYS))}.")
    name, capacity = values.get("name"), values.get("capacity")
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME:
        raise ValueError(f"A container type needs a name of at most {LONGEST_NAME} characters.")
    if not isinstance(capacity, int) or not 1 <= capacity <= MOST_POSITIONS:
        raise ValueError(f"The capacity of {name} is a whole number from 1 to {MOST_POSITIONS}.")
    kind, shape = values.get("kind", "pins"), values.get("shape", "rings")
    if kind not in ("pins", "ssx") or shape not in ("rings", "grid"):
        raise ValueError(f"The kind of {name} is pins or ssx, its shape rings or grid.")
    layout = tuple(values.get("layout") or _layout(capacity, shape))
    if not all(isinstance(count, int) for count in layout) or sum(layout) != capacity:
        raise ValueError(f"The layout of {name} counts {capacity} positions, ring by ring or row by row.")
    return ContainerType(name, capacity, tuple(map(str, values.get("aliases") or ())), kind, shape, layout)


def _layout(capacity: int, shape: str) -> tuple[int, ...]:
    if shape == "rings":
        return (capacity,)
    full, rest = divmod(capacity, 12)
    return (*(12,) * full, *((rest,) if rest else ()))


def ranges(positions: Iterable[int]) -> str:
    """Positions in words: 3, 4, 7 to 16."""
    runs: list[list[int]] = []
    for position in sorted(set(positions)):
        if runs and position == runs[-1][-1] + 1:
            runs[-1].append(position)
        else:
            runs.append([position])
    parts = [f"{run[0]} to {run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]
    return ", ".join(parts)
