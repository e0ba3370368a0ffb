# SPDX-License-Identifier: LGPL-3.0-or-later
"""The classes of ISPyB's tables against the schema that the PyPI package `ispyb` publishes."""

from __future__ import annotations

from typing import Any

import pytest
from ispyb import sqlalchemy as ispyb
from sqlalchemy import Column, Enum, Integer, MetaData, String, Table, Text, UniqueConstraint
from sqlalchemy.dialects.mysql import DATETIME, TINYINT

from backend import migrations
from backend.store.base import Base, is_ispybs
from backend.store.ispyb.required_columns import NEEDED
from backend.store.ispyb.schema_comparison import Facts, SchemaDifference, compare, of_classes

PUBLISHED = ispyb.Base.metadata.tables
migrations.metadata()
CLASSES = {m.class_.__tablename__: m.class_ for m in Base.registry.mappers if is_ispybs(m.local_table)}
OLDER = {
    f"{table}.{column}".removesuffix(".*") for table, made in CLASSES.items() for column in made.policy.older
}
"""What version 12 has no more."""


def test_every_table_is_mapped_as_it_is_published_column_by_column() -> None:
    ours = of_classes((made.__table__ for made in CLASSES.values()), foreign=True)
    theirs = of_classes(PUBLISHED.values(), foreign=True)
    differences = [told for told in compare(ours, theirs) if told.place not in OLDER]
    unmapped = [
        f"{table}.{column} is not mapped"
        for table, facts in ours.items()
        if table in theirs
        for column in theirs[table].columns.keys() - facts.columns.keys()
    ]
    assert [*map(str, differences), *unmapped] == []


def test_what_is_called_older_is_not_published() -> None:
    published = {f"{t.name}.{c.name}" for t in PUBLISHED.values() for c in t.columns} | set(PUBLISHED)
    assert {"Workflow", "DataCollectionGroup.workflowId"} < OLDER
    assert OLDER & published == set()


def test_keys_are_the_published_ones() -> None:
    for name in CLASSES.keys() & PUBLISHED.keys():
        ours = {column.name.lower() for column in CLASSES[name].__table__.primary_key}
        assert ours == {column.name.lower() for column in PUBLISHED[name].primary_key}, name


def test_our_own_tables_have_no_name_of_ispybs() -> None:
    own = {table.name for table in Base.metadata.tables.values() if not is_ispybs(table)}
    assert own & set(PUBLISHED) == set()


def test_what_is_needed_is_mapped_and_published() -> None:
    for table, columns in NEEDED.items():
        for made in (CLASSES[table].__table__, PUBLISHED[table]):
            assert set(columns.lower().split()) <= {column.name.lower() for column in made.columns}, table


DEWAR: dict[str, Any] = {"barCode": String(45), "type": Enum("Dewar", "Parcel")}


def dewars(key: str, kinds: dict[str, Any], unique: str = "barCode", required: str = "") -> dict[str, Facts]:
    """A table Dewar with columns of these kinds."""
    columns = [Column(name, kind, nullable=name != required) for name, kind in kinds.items()]
    counted = Column(key, Integer, primary_key=True)
    made = Table("Dewar", MetaData(), counted, *columns, UniqueConstraint(unique))
    return of_classes([made], foreign=True)


def told_of(kinds: dict[str, Any], unique: str = "barCode", required: str = "") -> list[str]:
    """What the comparison tells of a table that differs from ours so."""
    theirs = dewars("DEWARID", kinds, unique, required)
    return [str(told) for told in compare(dewars("dewarId", DEWAR), theirs)]


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        ({}, []),
        ({"barCode": String(30)}, ["Dewar.barCode: holds 30 characters, not 45 characters (optional)"]),
        ({"barCode": Text()}, ["Dewar.barCode: holds text of any length, not 45 characters (optional)"]),
        ({"barCode": TINYINT()}, ["Dewar.barCode: is whole number, not text"]),
        ({"barCode": DATETIME()}, ["Dewar.barCode: is datetime, not text"]),
        ({"type": Enum("Dewar")}, ["Dewar.type: takes one of Dewar, not one of Dewar, Parcel (optional)"]),
        ({"type": String(9)}, ["Dewar.type: takes any text, not one of Dewar, Parcel (optional)"]),
        ({"colour": String(9)}, []),
    ],
)
def test_a_column_of_another_kind_is_told(kinds: dict[str, Any], told: list[str]) -> None:
    assert told_of(DEWAR | kinds) == told


def test_a_column_that_is_missing_or_may_not_be_empty_is_told() -> None:
    assert told_of({"barCode": String(45)}) == ["Dewar.type: the column is missing"]
    assert told_of(DEWAR, required="type") == ["Dewar.type: may not be empty there"]
    unknown = "may not be empty there, and is not known here: no row can be written"
    assert told_of(DEWAR | {"colour": String(9)}, required="colour") == [f"Dewar.colour: {unknown}"]


def test_a_key_that_is_another_one_is_told_from_both_sides() -> None:
    lacking = "is not unique there: of two writers at once both may take the same barCode"
    assert told_of(DEWAR, unique="type") == [
        f"Dewar.barCode: {lacking} (optional)",
        "Dewar.type: is unique there: a taken one is refused (optional)",
    ]


def test_a_table_that_is_needed_is_told_apart_from_one_that_is_not() -> None:
    wanted = of_classes((CLASSES[name].__table__ for name in ("Dewar", "Phasing")), foreign=True)
    assert compare(wanted, {}) == [
        SchemaDifference("Dewar", "the table is missing", needed=True),
        SchemaDifference("Phasing", "the table is missing", needed=False),
    ]
