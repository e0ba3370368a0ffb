# SPDX-License-Identifier: LGPL-3.0-or-later
"""A checked list as dewars, containers and samples, with values under the columns that store them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from backend.domain.containers import CONTAINER_TYPES, ContainerType, find_type
from backend.domain.sample_list.columns import COLUMNS
from backend.domain.sample_list.places import position_of
from backend.domain.sample_list.rows import Row, SampleList
from backend.domain.sample_list.values import Value, comments_of, value_of


@dataclass(frozen=True)
class SampleContent:
    """A sample to store, with the values of its BLSample, Crystal and DiffractionPlan by wire column."""

    line: int
    protein: str
    protein_name: str
    sample: dict[str, Any]
    crystal: dict[str, object]
    plan: dict[str, object]


@dataclass(frozen=True)
class ContainerContent:
    """A container to store, with its samples."""

    code: str
    type: ContainerType
    samples: list[SampleContent] = field(default_factory=list)


@dataclass(frozen=True)
class DewarContent:
    """A dewar to store, with its containers."""

    code: str
    containers: list[ContainerContent] = field(default_factory=list)


def contents(
    sample_list: SampleList, container_types: Iterable[ContainerType] = CONTAINER_TYPES
) -> list[DewarContent]:
    """The dewars of a list without errors, in its order; raises ValueError at a row with an error."""
    types = tuple(container_types)
    dewars: dict[str, DewarContent] = {}
    containers: dict[tuple[str, str], ContainerContent] = {}
    # Most cells of a column repeat: each text is judged once.
    judged: dict[tuple[str, str], Value] = {}
    for row in sample_list.rows:
        dewar = dewars.setdefault(row["dewar"], DewarContent(row["dewar"]))
        key = (row["dewar"], row["container"])
        if key not in containers:
            containers[key] = ContainerContent(row["container"], _type_of(row, types))
            dewar.containers.append(containers[key])
        containers[key].samples.append(_sample(row, judged))
    return list(dewars.values())


def _type_of(row: Row, types: tuple[ContainerType, ...]) -> ContainerType:
    kind = find_type(row["container_type"], types)
    if kind is None:
        raise ValueError(f"Line {row.line}: “{row['container_type']}” is no known container type.")
    return kind


def _sample(row: Row, judged: dict[tuple[str, str], Value]) -> SampleContent:
    position = position_of(row["position"])
    if position is None:
        raise ValueError(f"Line {row.line}: “{row['position']}” is no position.")
    values = _values(row, judged)
    sample = values["BLSample"] | {"location": str(position)}
    comments = comments_of(row)
    if comments:
        sample["comments"] = comments
    return SampleContent(
        row.line, row["protein"], row["protein_name"], sample, values["Crystal"], values["DiffractionPlan"]
    )  # fmt: skip


def _values(row: Row, judged: dict[tuple[str, str], Value]) -> dict[str, dict[str, object]]:
    values: dict[str, dict[str, Any]] = {"BLSample": {}, "Crystal": {}, "DiffractionPlan": {}}
    for column in COLUMNS:
        text = row[column.key]
        if text and column.table in values:
            value = judged.get((column.key, text)) or judged.setdefault(
                (column.key, text), value_of(column, text)
            )
            if value.level == "error":
                raise ValueError(f"Line {row.line}: {value.message}")
            if value.stored is not None:
                values[column.table][column.field.name] = value.stored
    return values
