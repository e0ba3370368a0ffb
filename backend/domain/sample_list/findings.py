# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a check says about a list: findings, each in its cell, with a reason and repairs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from backend.domain.containers import CONTAINER_TYPES, ContainerType
from backend.domain.sample_list.columns import COLUMNS
from backend.domain.sample_list.rows import Cell, Row

Level = Literal["error", "warning"]


@dataclass(frozen=True)
class Context:
    """What the check has to know beside the list itself.

    `proteins` are the acronyms of the proposal, `sample_names` its pairs of acronym and sample name,
    `containers` the codes that the shipment holds already. With `create_proteins` an unknown protein is
    only warned of. `proposal` is code and number of the one that the rows go to.
    """

    proteins: Collection[str] = frozenset()
    sample_names: Collection[tuple[str, str]] = frozenset()
    containers: Collection[str] = frozenset()
    container_types: tuple[ContainerType, ...] = CONTAINER_TYPES
    create_proteins: bool = False
    proposal: str = ""


@dataclass(frozen=True)
class Repair:
    """A way to mend a finding: the words for its button, and the cells that it changes."""

    label: str
    changes: Mapping[Cell, str]


@dataclass(frozen=True)
class Finding:
    """Something to look at in a cell.

    `code` is stable and for programs, `message` one sentence on what is wrong, `reason` what would be right,
    `text` what stands in the cell.
    """

    line: int
    column: str
    level: Level
    code: str
    message: str
    reason: str = ""
    repairs: tuple[Repair, ...] = ()
    text: str = ""


_ORDER = {column.key: index for index, column in enumerate(COLUMNS)}


def in_reading_order(findings: Iterable[Finding]) -> list[Finding]:
    """The findings line by line, and in a line from left to right."""
    return sorted(findings, key=lambda finding: (finding.line, _ORDER[finding.column]))


def error_lines(findings: Iterable[Finding]) -> set[int]:
    """The lines that cannot be stored as they are."""
    return {finding.line for finding in findings if finding.level == "error"}


def unknown_proteins(findings: Iterable[Finding]) -> list[str]:
    """The acronyms that the proposal does not have yet, each once, in the order of the list."""
    return list(dict.fromkeys(finding.text for finding in findings if finding.code == "unknown-protein"))


def other_lines(rows: Sequence[Row], row: Row) -> str:
    """The lines of the other rows in words: 4, 9, 12 and 3 more."""
    named = list(islice((other.line for other in rows if other is not row), 3))
    more = len(rows) - 1 - len(named)
    return ", ".join(map(str, named)) + (f" and {more} more" if more else "")
