# SPDX-License-Identifier: LGPL-3.0-or-later
"""The value of a text cell: numbers, ranges, space groups and experiment kinds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from backend.domain.fields.core_fields import EXPERIMENT_KINDS
from backend.domain.fields.field import Field
from backend.domain.quantities.decimals import parse_decimal
from backend.domain.sample_list.columns import COLUMN, COLUMNS, ListColumn
from backend.domain.sample_list.findings import Finding, Level, Repair
from backend.domain.sample_list.rows import Row, SampleList
from backend.domain.science.space_groups import normalised

UNIT_CELL = ("a", "b", "c", "alpha", "beta", "gamma")
RESOLUTIONS = frozenset({"aimed_resolution", "required_resolution", "observed_resolution"})
SPACE_GROUPS = frozenset({"space_group", "forced_space_group"})

_RANGE = re.compile(r"\s*([0-9.,]+)\s*(?:-|–|to)\s*([0-9.,]+)\s*")
_KINDS = {kind.casefold(): kind for kind in EXPERIMENT_KINDS}
_CHECKED_ELSEWHERE = frozenset(
    {"dewar", "container", "container_type", "position", "protein", "sample", "pin_barcode"}
)


@dataclass(frozen=True)
class Value:
    """What a cell says: the value to store, the words that go to the comments, and what to tell about it."""

    stored: Any
    remark: str = ""
    level: Level | Literal[""] = ""
    code: str = ""
    message: str = ""
    reason: str = ""
    repair: str | None = None


def check_values(sample_list: SampleList) -> Iterator[Finding]:
    """Findings on all cells that stand for themselves."""
    columns = [column for column in COLUMNS if column.table and column.key not in _CHECKED_ELSEWHERE]
    # Most cells of a column repeat: each text is judged once.
    judged: dict[tuple[str, str], Value] = {}
    for row in sample_list.rows:
        for column in columns:
            text = row[column.key]
            if text:
                value = judged.get((column.key, text)) or judged.setdefault(
                    (column.key, text), value_of(column, text)
                )
                if value.level:
                    yield _finding(row, column.key, text, value, value.level)


def _finding(row: Row, column: str, text: str, value: Value, level: Level) -> Finding:
    changes = {} if value.repair is None else {(row.line, column): value.repair}
    label = f"Use {value.repair}" if value.repair else "Empty it"
    repairs = (Repair(label, changes),) if changes else ()
    return Finding(row.line, column, level, value.code, value.message, value.reason, repairs, text)


def value_of(column: ListColumn, text: str) -> Value:
    """The value of a filled cell."""
    if column.key in SPACE_GROUPS:
        return _space_group(column, text)
    if column.key == "experiment":
        return _experiment(text)
    if column.key in RESOLUTIONS:
        return _resolution(column, text)
    if column.key in UNIT_CELL and _is_zero(text):
        return Value(
            None, level="warning", code="zero-cell", message=f"{column.title} is 0 and is taken as empty.",
            reason="A unit cell has lengths and angles above 0.", repair="",
        )  # fmt: skip
    return _plain_value(column, text)


def _plain_value(column: ListColumn, text: str) -> Value:
    try:
        return Value(column.field.parse(text))
    except ValueError as problem:
        return Value(
            None, level="error", code="bad-value", message=str(problem), reason=_rule(column.field),
            repair=_repaired_number(column.field, text),
        )  # fmt: skip


def _rule(field: Field) -> str:
    if field.kind in ("number", "integer"):
        return f"A number{f' in {field.unit}' if field.unit else ''}, or nothing."
    return "Shorten it, or leave it empty."


def _repaired_number(field: Field, text: str) -> str | None:
    """The number that begins the text, when only words or a unit follow it: 79.1 Å."""
    match = re.match(r"[0-9.,]+", text) if field.kind in ("number", "integer") else None
    if match is None or match[0] == text:
        return None
    try:
        field.parse(match[0])
    except ValueError:
        return None
    return match[0]


def _is_zero(text: str) -> bool:
    try:
        return parse_decimal(text) == 0
    except ValueError:
        return False


def _space_group(column: ListColumn, text: str) -> Value:
    known = normalised(text)
    if known:
        return Value(known)
    value = _plain_value(column, text)
    if value.level:
        return value
    return Value(
        text, level="warning", code="unknown-space-group", message=f"{text} is not known as a space group.",
        reason="It is stored as it is written.",
    )  # fmt: skip


def _experiment(text: str) -> Value:
    kind = _KINDS.get(text.casefold())
    if kind:
        return Value(kind)
    return Value(
        None, f"Experiment type: {text}", "warning", "kept-in-comments",
        f"ISPyB has no experiment type {text}.", "It is kept in the comments.",
    )  # fmt: skip


def _resolution(column: ListColumn, text: str) -> Value:
    match = _RANGE.fullmatch(text)
    if match is None:
        return _plain_value(column, text)
    try:
        best = min(parse_decimal(match[1]), parse_decimal(match[2]))
    except ValueError:
        return _plain_value(column, text)
    return Value(
        best, f"{column.title}: {text}", "warning", "range",
        f"{text} is a range; {best:g} Å is stored.", "The range is kept in the comments.",
    )  # fmt: skip


def comments_of(row: Row) -> str:
    """The comments of a row, with what its other cells say that has no column of its own."""
    remarks = [row["comments"]]
    remarks += [_remark(column, row) for column in (*sorted(RESOLUTIONS), "experiment")]
    if row["ligands"]:
        remarks.append(f"Ligands: {row['ligands']}")
    return "; ".join(filter(None, remarks))


def _remark(column: str, row: Row) -> str:
    return value_of(COLUMN[column], row[column]).remark if row[column] else ""


def check_comments(sample_list: SampleList) -> Iterator[Finding]:
    """Findings on comments that would not fit with what is added to them."""
    longest = COLUMN["comments"].field.max_length or 0
    for row in sample_list.rows:
        # A comment that is too long by itself was found with the values.
        if len(row["comments"]) <= longest < _most_comments(row) and len(comments_of(row)) > longest:
            yield Finding(
                row.line, "comments", "error", "too-long", "The comments grow too long by what is added.",
                f"At most {longest} fit; {len(comments_of(row))} are used.", text=row["comments"],
            )  # fmt: skip


def _most_comments(row: Row) -> int:
    """More characters than the comments of the row can have: quick to tell, and seldom near the limit."""
    return 200 + sum(len(row[column]) for column in ("comments", "ligands", "experiment", *RESOLUTIONS))
