"""The containers that travel in a dewar: their positions, the names they go by, how each is drawn."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
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
    ContainerType("Tube rack", 24, ("tubes", "tuberack", "eppendorf rack"), "ssx", "grid", (6, 6, 6, 6)),
    ContainerType("Tube", 1, ("eppendorf", "vial"), "ssx", "grid", (1,)),
    ContainerType("Foil", 1, ("sheet-on-sheet", "sheet on sheet", "sos"), "ssx", "grid", (1,)),
    ContainerType("Tape cartridge", 1, ("tape", "cartridge"), "ssx", "grid", (1,)),
    ContainerType("Syringe", 1, ("hamilton syringe",), "ssx", "grid", (1,)),
)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def find_type(name: str, types: Iterable[ContainerType] = CONTAINER_TYPES) -> ContainerType | None:
    """The type that is called `name`, by name or alias; case, blanks and hyphens make no difference."""
    wanted = _plain(name)
    return next((known for known in types if wanted in map(_plain, (known.name, *known.aliases))), None)


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
