# SPDX-License-Identifier: LGPL-3.0-or-later
"""How a value of each kind of field is checked, and how typed text becomes one."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from backend.domain.fields.field_description import FieldDescription
from backend.domain.quantities.decimals import format_decimal, parse_decimal
from backend.domain.quantities.durations import parse_time, show_time

EMPTY_TEXTS = ("text", "long_text")
_EMPTY: dict[str, object] = {**dict.fromkeys(EMPTY_TEXTS, ""), "list": []}
"""What is as good as no value, by kind."""

_DAY_FIRST = re.compile(r"(\d{1,2})(?:[./]\s?|\s)(\d{1,2}|[A-Za-z]{3,9})(?:[./]\s?|\s)(\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
_TRUTH = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def _with_unit(number: str, field: FieldDescription) -> str:
    return number if number == "0" else f"{number} {field.unit}".rstrip()


def _range_sentence(field: FieldDescription) -> str:
    low = None if field.minimum is None else format_decimal(field.minimum / field.scale)
    high = None if field.maximum is None else format_decimal(field.maximum / field.scale)
    if low is None:
        limit = "less than" if field.maximum_exclusive else "at most"
        return f"{field.label} is {limit} {_with_unit(str(high), field)}."
    if high is None:
        limit = "more than" if field.minimum_exclusive else "at least"
        return f"{field.label} is {limit} {_with_unit(low, field)}."
    if field.minimum_exclusive and field.maximum_exclusive:
        return f"{field.label} is more than {low} and less than {_with_unit(high, field)}."
    if field.minimum_exclusive:
        return f"{field.label} is more than {low} and at most {_with_unit(high, field)}."
    return f"{field.label} lies between {low} and {_with_unit(high, field)}."


def _in_range(field: FieldDescription, value: float) -> bool:
    low, high = field.minimum, field.maximum
    above = low is None or value > low or (value == low and not field.minimum_exclusive)
    below = high is None or value < high or (value == high and not field.maximum_exclusive)
    return above and below


def _number_sentence(field: FieldDescription, written: object) -> str:
    what = "a whole number" if field.kind == "integer" else "a number"
    return f"{field.label} is {what}{f' in {field.unit}' if field.unit else ''}; “{written}” is not."


def _is_number(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


def _check_number(field: FieldDescription, value: Any) -> str | None:
    whole = field.kind == "integer" or bool(field.refers_to)
    if not _is_number(value) or (whole and value != int(value)):
        return _number_sentence(field, value)
    return None if _in_range(field, value) else _range_sentence(field)


def _check_duration(field: FieldDescription, value: Any) -> str | None:
    if not _is_number(value):
        return f"{field.label} is a time in seconds; “{value}” is not."
    if _in_range(field, value):
        return None
    if field.maximum is not None and value > field.maximum:
        return f"{field.label} is at most {show_time(field.maximum)}; {value:.4g} s is longer."
    least = "more than" if field.minimum_exclusive else "at least"
    return f"{field.label} is {least} {show_time(field.minimum or 0)}; {show_time(value)} is not."


def _check_text(field: FieldDescription, value: object) -> str | None:
    if not isinstance(value, str):
        return f"{field.label} is text; “{value}” is not."
    if field.required and not value.strip():
        return f"{field.label} is empty, but is needed."
    if field.max_length is not None and len(value) > field.max_length:
        return f"{field.label} has {len(value)} characters; at most {field.max_length} fit."
    if field.pattern and not re.fullmatch(field.pattern, value):
        return f"{field.label} “{value}” does not fit: {field.pattern_hint}."
    return None


def _check_choice(field: FieldDescription, value: object) -> str | None:
    if value in field.choices:
        return None
    return f"{field.label} is one of {', '.join(map(field.choice_label, field.choices))}; “{value}” is not."


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _check_date(field: FieldDescription, value: object) -> str | None:
    try:
        right = date.fromisoformat(_written(value)).isoformat() == _written(value)
    except ValueError:
        right = False
    return None if right else f"{field.label} is a date like 2026-11-30; “{value}” is not."


def _check_datetime(field: FieldDescription, value: object) -> str | None:
    try:
        moment = datetime.fromisoformat(_written(value).replace("Z", "+00:00"))
    except ValueError:
        moment = None
    if moment is None or not _MOMENT.fullmatch(_written(value)):
        return f"{field.label} is a time like 2026-11-30T09:30:00+01:00; “{value}” is not."
    return None if moment.tzinfo else f"{field.label} has no time zone; add one, like +01:00."


def _check_bool(field: FieldDescription, value: object) -> str | None:
    # ISPyB's columns hold 1 and 0, JSON has true and false.
    right = isinstance(value, bool) if field.column != field.name else value in (True, False)
    return None if right else f"{field.label} is yes or no; “{value}” is not."


def _check_list(field: FieldDescription, value: object) -> str | None:
    if not isinstance(value, (list, tuple)):
        return f"{field.label} is a list; “{value}” is not."
    if field.max_items is not None and len(value) > field.max_items:
        return f"{field.label} has {len(value)} values; at most {field.max_items} fit."
    check = _check_item_row if field.items else _check_number
    return next((problem for problem in (check(field, item) for item in value) if problem), None)


def _check_item_row(field: FieldDescription, item: object) -> str | None:
    if not isinstance(item, Mapping):
        return f"{field.label} is a list of rows; “{item}” is not a row."
    return next(
        (problem for problem in (problem_of(part, part.get(item)) for part in field.items) if problem), None
    )


def _parse_number(field: FieldDescription, text: str) -> float | int:
    try:
        number = parse_decimal(text)
    except ValueError:
        raise ValueError(_number_sentence(field, text)) from None
    if field.kind == "integer":
        if number != int(number):
            raise ValueError(_number_sentence(field, text))
        return int(number)
    # Twelve digits hide the last bit that a scale like 0.001 would leave: 4 µm is 0.004 mm.
    return float(format_decimal(number * field.scale))


def _parse_duration(field: FieldDescription, text: str) -> float:
    try:
        return parse_time(text)
    except ValueError as error:
        raise ValueError(f"{field.label}: {error}") from None


def _parse_choice(field: FieldDescription, text: str) -> str:
    wanted = text.casefold()
    return next(
        (c for c in field.choices if wanted in (c.casefold(), field.choice_label(c).casefold())), text
    )


def _parse_date(_field: FieldDescription, text: str) -> str:
    """ISO text of a day written like 30 Nov 2026 or 30.11.2026; the check judges anything else."""
    match = _DAY_FIRST.fullmatch(text)
    if not match:
        return text
    day, month, year = match.groups()
    if month[:3].lower() in _MONTHS:
        month = str(_MONTHS.index(month[:3].lower()) + 1)
    return f"{year}-{month:0>2}-{day:0>2}"


def _parse_datetime(_field: FieldDescription, text: str) -> str:
    """ISO text with offset; a time typed without a zone is meant in the zone of this computer."""
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return text
    return (moment if moment.tzinfo else moment.astimezone()).isoformat()


def _parse_bool(field: FieldDescription, text: str) -> bool:
    try:
        return _TRUTH[text.casefold()]
    except KeyError:
        raise ValueError(f"{field.label} is yes or no; “{text}” is not.") from None


def _parse_list(field: FieldDescription, text: str) -> list[float | int]:
    if field.items:
        raise ValueError(f"{field.label} is entered row by row.")
    parts = re.split(r"[;×x]|,\s", text)
    return [_parse_number(field, part) for part in parts if part.strip()]


def _parse_text(_field: FieldDescription, text: str) -> str:
    return text


CHECKS: dict[str, Callable[[FieldDescription, object], str | None]] = {
    "text": _check_text,
    "long_text": _check_text,
    "number": _check_number,
    "integer": _check_number,
    "duration": _check_duration,
    "choice": _check_choice,
    "date": _check_date,
    "datetime": _check_datetime,
    "bool": _check_bool,
    "list": _check_list,
}
PARSERS: dict[str, Callable[[FieldDescription, str], object]] = {
    "text": _parse_text,
    "long_text": _parse_text,
    "number": _parse_number,
    "integer": _parse_number,
    "duration": _parse_duration,
    "choice": _parse_choice,
    "date": _parse_date,
    "datetime": _parse_datetime,
    "bool": _parse_bool,
    "list": _parse_list,
}


def problem_of(field: FieldDescription, value: object) -> str | None:
    """What is wrong with a stored value and what would be right, in a sentence; None when it is right."""
    if value is None or value == _EMPTY.get(field.kind):
        return f"{field.label} is empty, but is needed." if field.required else None
    return CHECKS[field.kind](field, value)
