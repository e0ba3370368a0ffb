# SPDX-License-Identifier: LGPL-3.0-or-later
"""The core fields agree with the schema that the ISPyB package publishes."""

from typing import Any

import ispyb.sqlalchemy
import pytest

from backend.domain import FIELDS
from backend.domain.fields.core_fields import EXPERIMENT_KINDS
from backend.domain.fields.core_fields import FIELDS as CORE
from backend.domain.fields.field import Field
from backend.domain.quantities.units import DATABASE_UNITS

EVERY_FIELD = [(table, field) for table, fields in CORE.items() for field in fields]


def _columns(table: str) -> dict[str, Any]:
    columns = getattr(ispyb.sqlalchemy, table).__table__.columns
    return {column.name.casefold(): column for column in columns}


@pytest.mark.parametrize(("table", "field"), EVERY_FIELD, ids=lambda part: getattr(part, "name", part))
def test_is_a_column_of_ispyb_with_its_length(table: str, field: Field) -> None:
    column = _columns(table)[field.name.casefold()]
    length = getattr(column.type, "length", None)
    if field.kind in ("text", "long_text") and length:
        assert field.max_length == length
    if field.refers_to:
        assert column.foreign_keys
    if field.kind == "choice":
        # Shipping.SAFETYLEVEL is plain text in ISPyB: its words are those of Protein.safetyLevel.
        enum = getattr(column.type, "enums", _columns("Protein")["safetylevel"].type.enums)
        assert list(field.choices) == list(enum)


def test_what_ispyb_cannot_be_without_is_asked_for() -> None:
    required = {field.name for field in CORE["LabContact"] if field.required}
    needed = {
        column.name
        for column in _columns("LabContact").values()
        if not column.nullable and column.server_default is None and not column.primary_key
    }
    assert required == needed - {"proposalId"}


def test_experiment_kinds_are_those_of_ispyb() -> None:
    assert list(EXPERIMENT_KINDS) == _columns("DiffractionPlan")["experimentkind"].type.enums


def test_field_names_are_unique_in_each_table() -> None:
    for fields in FIELDS.values():
        names = [field.name for field in fields]
        assert len(names) == len(set(names))


def test_fields_show_the_units_of_the_table_of_units() -> None:
    for place, unit in DATABASE_UNITS.items():
        table, name = place.split(".")
        for field in FIELDS.get(table, ()):
            if field.name == name:
                assert (field.unit, field.stored_unit, field.scale) == (unit.shown, unit.stored, unit.scale)


def _field(table: str, name: str) -> Field:
    return next(field for field in CORE[table] if field.name == name)


def test_units_that_are_converted() -> None:
    assert _field("Protein", "molecularMass").parse("14.3") == 14300
    assert _field("Crystal", "size_X").parse("4") == 0.004
    assert _field("Crystal", "size_X").show(0.004) == "4"


@pytest.mark.parametrize(
    ("table", "name", "text", "part"),
    [
        ("Crystal", "cell_alpha", "0", "more than 0 and less than 180 °"),
        ("Crystal", "cell_a", "-1", "more than 0"),
        ("Person", "emailAddress", "ada at home", "ada@example.org"),
        ("Protein", "acronym", "5-HT3/a", "becomes part of file names"),
        ("Proposal", "proposalNumber", "mx", "digits only"),
        ("LabContact", "cardName", "x" * 41, "at most 40"),
        ("Container", "storageTemperature", "-300", "at least -273.15 °C"),
        ("Dewar", "type", "Box", "one of Dewar, Toolbox, Parcel"),
    ],
)
def test_refused_where_it_is_typed(table: str, name: str, text: str, part: str) -> None:
    with pytest.raises(ValueError, match=part):
        _field(table, name).parse(text)
