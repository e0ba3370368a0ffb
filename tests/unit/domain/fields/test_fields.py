# SPDX-License-Identifier: LGPL-3.0-or-later
"""A field: what it refuses, what typed text becomes, where its value lies in a row, its JSON Schema."""

from datetime import date, datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator, FormatChecker

from backend.domain.fields import core_fields, deliveries, ssx_fields
from backend.domain.fields.field import Field, errors_in, measured, object_schema
from backend.domain.quantities.units import CRYSTAL_DENSITY, CRYSTAL_SIZE

HUMIDITY = Field("descriptionJson.humidity", "Relative humidity", "number", "%", minimum=0, maximum=100)
ANGLE = Field(
    "cell_alpha", "α", "number", "°", minimum=0, maximum=180, minimum_exclusive=True, maximum_exclusive=True
)
DENSITY = measured("crystalDensity", "Crystal density", CRYSTAL_DENSITY, minimum=0)
NAME = Field("name", "Name", max_length=5, required=True, pattern="[a-z]+", pattern_hint="small letters only")
SIZES = Field("minDimension", "Smallest", "list", "µm", minimum=0, minimum_exclusive=True, max_items=3)
DEVICE = Field(
    "type", "Device", "choice", choices=("viscoousJet", "tape"), choice_labels=("Viscous jet", "Tape")
)
COMPONENTS = Field("composition", "Components", "list", items=(NAME, HUMIDITY))
KEYS = Field("crystalIds", "Crystals", "list", required=True, refers_to="Crystal")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        (HUMIDITY, 130, "Relative humidity lies between 0 and 100 %."),
        (HUMIDITY, "wet", "Relative humidity is a number in %; “wet” is not."),
        (HUMIDITY, True, "Relative humidity is a number in %; “True” is not."),
        (HUMIDITY, float("nan"), "Relative humidity is a number in %; “nan” is not."),
        (ANGLE, 0, "α is more than 0 and less than 180 °."),
        (ANGLE, 180, "α is more than 0 and less than 180 °."),
        (DENSITY, -1, "Crystal density is at least 0."),
        (Field("x", "Count", "integer", minimum=1), 1.5, "Count is a whole number; “1.5” is not."),
        (Field("x", "Count", "integer", minimum=1), 0, "Count is at least 1."),
        (Field("x", "Size", "number", "µm", minimum=0, minimum_exclusive=True), 0, "Size is more than 0."),
        (Field("x", "Share", "number", "%", maximum=1, scale=0.01), 2, "Share is at most 100 %."),
        (Field("x", "Share", "number", maximum=1, maximum_exclusive=True), 1, "Share is less than 1."),
        (
            Field("x", "Share", "number", minimum=0, maximum=1, minimum_exclusive=True),
            0,
            "Share is more than 0 and at most 1.",
        ),
        (NAME, None, "Name is empty, but is needed."),
        (NAME, "  ", "Name is empty, but is needed."),
        (NAME, "abcdef", "Name has 6 characters; at most 5 fit."),
        (NAME, "ab/c", "Name “ab/c” does not fit: small letters only."),
        (NAME, 7, "Name is text; “7” is not."),
        (DEVICE, "chip", "Device is one of Viscous jet, Tape; “chip” is not."),
        (SIZES, [4, 0], "Smallest is more than 0."),
        (SIZES, [1, 2, 3, 4], "Smallest has 4 values; at most 3 fit."),
        (SIZES, 4, "Smallest is a list; “4” is not."),
        (COMPONENTS, [{"name": "nacl"}, {"name": ""}], "Name is empty, but is needed."),
        (COMPONENTS, ["nacl"], "Components is a list of rows; “nacl” is not a row."),
        (KEYS, [], "Crystals is empty, but is needed."),
        (Field("d", "Day", "date"), "2026-02-30", "Day is a date like 2026-11-30; “2026-02-30” is not."),
        (
            Field("t", "Start", "datetime"),
            "2026-11-30T09:30:00",
            "Start has no time zone; add one, like +01:00.",
        ),
        (
            Field("t", "Start", "datetime"),
            "soon",
            "Start is a time like 2026-11-30T09:30:00+01:00; “soon” is not.",
        ),
        (Field("b", "Light sensitive", "bool"), "maybe", "Light sensitive is yes or no; “maybe” is not."),
    ],
)
def test_says_what_is_wrong_and_what_would_be_right(field: Field, value: Any, sentence: str) -> None:
    assert field.check(value) == sentence


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (HUMIDITY, 0), (HUMIDITY, 100), (HUMIDITY, None), (ANGLE, 90.5), (NAME, "abc"), (DEVICE, "tape"),
        (SIZES, [4, 4, 9]), (SIZES, []), (COMPONENTS, [{"name": "nacl"}]), (KEYS, [3, 4]),
        (Field("x", "Count", "integer"), 10**400), (Field("x", "Count", "integer"), 5.0),
        (Field("d", "Day", "date"), date(2026, 11, 30)), (Field("d", "Day", "date"), "2026-11-30"),
        (Field("t", "Start", "datetime"), "2026-11-30T09:30:00Z"),
        (Field("t", "Start", "datetime"), datetime(2026, 11, 30, tzinfo=timezone.utc)),
        (Field("b", "Light sensitive", "bool"), False),
    ],
)  # fmt: skip
def test_takes_what_is_right(field: Field, value: Any) -> None:
    assert field.check(value) is None


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (HUMIDITY, " 45,5 ", 45.5),
        (HUMIDITY, "  ", None),
        (DENSITY, "2", 2000),
        (measured("size_X", "Size", CRYSTAL_SIZE), "4", 0.004),
        (Field("x", "Count", "integer"), "25 600", 25600),
        (SIZES, "4 × 4 × 9", [4, 4, 9]),
        (SIZES, "4,5; 9", [4.5, 9]),
        (SIZES, "4.5, 9", [4.5, 9]),
        (DEVICE, "viscous JET", "viscoousJet"),
        (Field("d", "Day", "date"), "30 Nov 2026", "2026-11-30"),
        (Field("d", "Day", "date"), "3 december 2026", "2026-12-03"),
        (Field("d", "Day", "date"), "2026-11-30", "2026-11-30"),
        (Field("d", "Day", "date"), "30.11.2026", "2026-11-30"),
        (Field("d", "Day", "date"), "3/1/2027", "2027-01-03"),
        (Field("t", "Start", "datetime"), "2026-11-30T09:30:00+01:00", "2026-11-30T09:30:00+01:00"),
        (Field("b", "Light sensitive", "bool"), "Yes", True),
        (Field("n", "Note", "long_text"), " two\nlines ", " two\nlines "),
        (Field("n", "Note"), " one ", "one"),
    ],
)
def test_typed_text_becomes_the_stored_value(field: Field, text: str, value: Any) -> None:
    assert field.parse(text) == value


def test_time_without_zone_is_meant_where_it_is_typed() -> None:
    typed = Field("t", "Start", "datetime").parse("2026-11-30T09:30:00")
    assert datetime.fromisoformat(typed) == datetime(2026, 11, 30, 9, 30).astimezone()


@pytest.mark.parametrize(
    ("field", "text", "part"),
    [
        (HUMIDITY, "130", "between 0 and 100 %"),
        (HUMIDITY, "wet", "“wet” is not"),
        (NAME, "", "is needed"),
        (Field("x", "Count", "integer"), "1,5", "whole number"),
        (Field("d", "Day", "date"), "31 Nov 2026", "2026-11-31"),
        (Field("t", "Start", "datetime"), "soon", "“soon” is not"),
        (Field("b", "Light sensitive", "bool"), "2", "yes or no"),
        (DEVICE, "chip", "one of Viscous jet"),
        (COMPONENTS, "nacl 1 M", "row by row"),
    ],
)
def test_typed_text_that_does_not_fit_is_refused_with_the_sentence(
    field: Field, text: str, part: str
) -> None:
    with pytest.raises(ValueError, match=part):
        field.parse(text)


@given(st.floats(min_value=1e-6, max_value=1e9))
def test_a_density_that_is_shown_reads_back(density: float) -> None:
    stored = DENSITY.parse(DENSITY.show(density))
    assert stored == pytest.approx(density, rel=1e-11)


@given(st.lists(st.floats(min_value=0.001, max_value=1e6), min_size=1, max_size=3))
def test_sizes_that_are_shown_read_back(sizes: list[float]) -> None:
    assert SIZES.parse(SIZES.show(sizes)) == pytest.approx(sizes, rel=1e-11)


def test_shown_values() -> None:
    assert DENSITY.show(2000) == "2"
    assert DENSITY.show(None) == ""
    assert NAME.show("abc") == "abc"
    assert Field("b", "Light sensitive", "bool").show(False) == "no"
    assert HUMIDITY.show(45.5) == "45.5"
    assert DEVICE.choice_label("viscoousJet") == "Viscous jet"
    assert Field("medium", "Medium", choices=("LCP",)).choice_label("own") == "own"


def test_a_value_inside_a_json_column() -> None:
    row = {"name": "chip", "descriptionJson": {"model": "own"}}
    wet = HUMIDITY.put(row, 40)
    assert wet == {"name": "chip", "descriptionJson": {"model": "own", "humidity": 40}}
    assert HUMIDITY.get(wet) == 40
    assert HUMIDITY.put(wet, None) == row
    assert HUMIDITY.get({"descriptionJson": None}) is None
    assert (HUMIDITY.column, HUMIDITY.key) == ("descriptionJson", "humidity")


def test_a_value_in_a_column_of_its_own() -> None:
    assert NAME.put({}, "abc") == {"name": "abc"}
    assert NAME.get({"name": "abc"}) == "abc"
    assert (NAME.column, NAME.key) == ("name", "name")


def test_all_errors_of_a_row_by_field() -> None:
    row = {"name": "", "descriptionJson": {"humidity": 130}, "cell_alpha": 90}
    assert list(errors_in((NAME, HUMIDITY, ANGLE), row)) == ["name", "descriptionJson.humidity"]


def test_json_schema_has_limits_units_and_null_for_optional_values() -> None:
    assert HUMIDITY.json_schema() == {
        "title": "Relative humidity", "type": ["number", "null"], "minimum": 0, "maximum": 100, "x-unit": "%",
    }  # fmt: skip
    assert ANGLE.json_schema()["exclusiveMaximum"] == 180
    assert DENSITY.json_schema()["x-unit"] == "1/mm³"
    assert NAME.json_schema() == {
        "title": "Name", "type": "string", "minLength": 1, "maxLength": 5, "pattern": "^(?:[a-z]+)$",
    }  # fmt: skip
    assert DEVICE.json_schema()["enum"] == ["viscoousJet", "tape", None]
    assert SIZES.json_schema()["items"] == {"type": "number", "exclusiveMinimum": 0}
    assert KEYS.json_schema() == {
        "title": "Crystals",
        "type": "array",
        "items": {"type": "integer"},
        "minItems": 1,
    }


def test_json_schema_of_dates_and_rows() -> None:
    assert Field("d", "Day", "date").json_schema()["format"] == "date"
    assert COMPONENTS.json_schema()["items"]["required"] == ["name"]


def test_object_schema_names_what_is_required() -> None:
    schema = object_schema((NAME, HUMIDITY))
    assert list(schema["properties"]) == ["name", "humidity"]
    assert schema["required"] == ["name"]
    assert "required" not in object_schema((HUMIDITY,))


ALL_FIELDS = [
    field
    for table in (core_fields.FIELDS, ssx_fields.FIELDS, deliveries.DEVICE_FIELDS)
    for fields in table.values()
    for field in fields
    if field.kind != "bool" or field.column != field.name  # ISPyB's columns hold 1 and 0
]
VALUES: list[Any] = [
    *(None, "", "  ", "x", "lys_1", "a/b", "mx", "2415", "ada@example.org", "y" * 5000),
    *(0, 1, -1, 1.5, 3.0, -300, 1e9, True, False, [], [1], [0], [1.5, 2], [1, 2, 3, 4], ["x"], {}),
    *("2026-11-30", "20261130", "2026-W01-1", "2026-11-30T09:30:00+01:00", "2026-11-30 09:30+01:00"),
    *([{"component": "salt", "unit": "M"}], [{}], [{"event": "e", "offset": 0}]),
]


@pytest.mark.parametrize("field", ALL_FIELDS, ids=lambda field: field.name)
def test_what_a_field_takes_fits_the_schema_that_is_published_for_it(field: Field) -> None:
    validator = Draft7Validator(field.json_schema(), format_checker=FormatChecker())
    taken = [value for value in [*VALUES, *field.choices] if field.check(value) is None]
    assert [value for value in taken if not validator.is_valid(value)] == []
    assert [value for value in field.told().get("examples", []) if field.check(value)] == []
