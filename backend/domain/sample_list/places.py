# SPDX-License-Identifier: LGPL-3.0-or-later
"""Checks of where a sample lies: dewar, container, container type and position."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from backend.domain.containers import ContainerType, find_type, ranges
from backend.domain.names import count_up
from backend.domain.sample_list.findings import Context, Finding, Repair, other_lines
from backend.domain.sample_list.rows import Row, SampleList

_MOST_PROPOSED = 5


@dataclass
class _Container:
    """The rows of one container, and what is known about it."""

    dewar: str
    code: str
    rows: list[Row] = field(default_factory=list)
    kinds: dict[str, ContainerType] = field(default_factory=dict)
    unknown_type: set[int] = field(default_factory=set)
    filled: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))

    @property
    def kind(self) -> ContainerType | None:
        return next(iter(self.kinds.values()), None)

    def free(self) -> list[int]:
        """The free positions; where the capacity is unknown, the one after the last."""
        if self.kind:
            return [position for position in range(1, self.kind.capacity + 1) if position not in self.filled]
        return [max(self.filled, default=0) + 1]


def check_places(sample_list: SampleList, context: Context) -> Iterator[Finding]:
    """Findings on dewars, containers, types and positions."""
    containers = _containers(sample_list, context)
    for container in containers:
        yield from _check_types(container, context.container_types)
        if container.code:
            yield from _check_positions(container, containers)
    yield from _check_codes(sample_list, context)


def position_of(text: str) -> int | None:
    """The position that a cell names, None when it is no whole number written in plain digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


def _containers(sample_list: SampleList, context: Context) -> list[_Container]:
    written = {row["container_type"] for row in sample_list.rows}
    kinds = {text: find_type(text, context.container_types) for text in written}
    containers: dict[tuple[str, str], _Container] = {}
    for row in sample_list.rows:
        key = (row["dewar"], row["container"])
        container = containers.setdefault(key, _Container(*key))
        container.rows.append(row)
        kind = kinds[row["container_type"]]
        if kind:
            container.kinds[kind.name] = kind
        else:
            container.unknown_type.add(row.line)
        position = position_of(row["position"])
        if position and not (kind and position > kind.capacity):
            container.filled[position].append(row)
    return list(containers.values())


def _check_codes(sample_list: SampleList, context: Context) -> Iterator[Finding]:
    dewars: dict[str, dict[str, None]] = defaultdict(dict)
    for row in sample_list.rows:
        dewars[row["container"]][row["dewar"]] = None
    for row in sample_list.rows:
        yield from _check_code(row, "dewar", "A dewar code is needed, at most 45 characters.")
        yield from _check_code(row, "container", "A container code is needed, at most 45 characters.")
        code = row["container"]
        if code and len(dewars[code]) > 1:
            where = " and ".join(f"“{dewar}”" for dewar in dewars[code])
            yield Finding(
                row.line, "container", "error", "container-in-two-dewars",
                f"Container {code} stands in two dewars.",
                f"It is in {where}; a code is unique in the shipment.", text=code,
            )  # fmt: skip
        if code in context.containers:
            yield Finding(
                row.line, "container", "error", "container-taken",
                f"The shipment already has a container {code}.",
                "Container codes are unique in the shipment; choose another.", text=code,
            )  # fmt: skip


def _check_code(row: Row, column: str, rule: str) -> Iterator[Finding]:
    code = row[column]
    if not code:
        yield Finding(row.line, column, "error", f"no-{column}", f"The {column} is missing.", rule)
    elif len(code) > 45:
        message = f"The {column} code has {len(code)} characters."
        yield Finding(row.line, column, "error", "too-long", message, "At most 45 fit.", text=code)


def _check_types(container: _Container, types: Sequence[ContainerType]) -> Iterator[Finding]:
    names = list(container.kinds) or [kind.name for kind in types[:_MOST_PROPOSED]]
    # Made once: each repair gives its type to the whole container.
    repairs = tuple(
        Repair(f"Use {name}", {(row.line, "container_type"): name for row in container.rows})
        for name in names
    )
    known = f"Known are {', '.join(kind.name for kind in types)}."
    two = f"{container.code} has two types, {' and '.join(container.kinds)}."
    for row in container.rows:
        text = row["container_type"]
        if not text:
            yield _type_finding(row, "no-container-type", "The container type is missing.", known, repairs)
        elif row.line in container.unknown_type:
            message = f"“{text}” is no known container type."
            yield _type_finding(row, "unknown-container-type", message, known, repairs)
        elif len(container.kinds) > 1:
            yield _type_finding(row, "two-types", two, "A container has one type.", repairs)


def _type_finding(row: Row, code: str, message: str, reason: str, repairs: tuple[Repair, ...]) -> Finding:
    column = "container_type"
    return Finding(row.line, column, "error", code, message, reason, repairs, row[column])


def _check_positions(container: _Container, containers: Sequence[_Container]) -> Iterator[Finding]:
    free = container.free()
    place = (container.code, free[0]) if free else _room_elsewhere(container, containers)
    for row in container.rows:
        position = position_of(row["position"])
        if not row["position"]:
            yield _position_finding(row, "no-position", "The position is missing.", container, free, place)
        elif position is None:
            message = f"“{row['position']}” is no position."
            yield _position_finding(row, "bad-position", message, container, free, place)
        elif position not in container.filled:
            message = f"Position {position} is outside {container.code}."
            yield _position_finding(row, "position-outside", message, container, free, place)
        elif len(container.filled[position]) > 1:
            lines = other_lines(container.filled[position], row)
            message = f"Position {position} of {container.code} is taken twice, also in line {lines}."
            yield _position_finding(row, "position-shared", message, container, free, place)


def _room_elsewhere(full: _Container, containers: Sequence[_Container]) -> tuple[str, int]:
    """A free place for what is too many: in a container of that type and dewar, otherwise in a new one."""
    for other in containers:
        if other.dewar == full.dewar and other.code and other.kind == full.kind and other.free():
            return other.code, other.free()[0]
    return count_up(full.code, {container.code for container in containers}), 1


def _position_finding(
    row: Row, code: str, message: str, container: _Container, free: list[int], place: tuple[str, int]
) -> Finding:
    kind = container.kind
    rule = (
        f"A {kind.name} has positions 1 to {kind.capacity}. "
        if kind
        else "Positions are whole numbers from 1. "
    )
    room = f"Free here: {ranges(free)}." if free else "None is free here."
    other, position = place
    repair = Repair(f"Use {position}", {(row.line, "position"): str(position)})
    if other != container.code:
        changes = {(row.line, "container"): other, (row.line, "position"): str(position)}
        repair = Repair(f"Move to {other}, position {position}", changes)
    return Finding(row.line, "position", "error", code, message, rule + room, (repair,), row["position"])
