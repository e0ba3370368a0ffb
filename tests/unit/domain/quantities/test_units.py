# SPDX-License-Identifier: LGPL-3.0-or-later
"""Conversions both ways, safety levels in words, spellings of space groups."""

import ispyb.sqlalchemy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.quantities.units import (
    CRYSTAL_DENSITY,
    CRYSTAL_SIZE,
    DATABASE_UNITS,
    MOLECULAR_MASS,
    SHARE,
    Unit,
    photon_energy,
)
from backend.domain.safety import SAFETY_LABELS, SAFETY_LEVELS, highest, safety_words
from backend.domain.science.space_groups import SOHNCKE_GROUPS, normalised


@pytest.mark.parametrize(
    ("unit", "shown", "stored"),
    [(MOLECULAR_MASS, 14.3, 14300), (CRYSTAL_SIZE, 4, 0.004), (CRYSTAL_DENSITY, 1, 1000), (SHARE, 40, 0.4)],
)
def test_converted_both_ways(unit: Unit, shown: float, stored: float) -> None:
    assert unit.to_stored(shown) == stored
    assert unit.to_shown(stored) == shown


@given(st.sampled_from(sorted(DATABASE_UNITS)), st.floats(min_value=1e-9, max_value=1e9))
def test_there_and_back(place: str, value: float) -> None:
    unit = DATABASE_UNITS[place]
    assert unit.to_shown(unit.to_stored(value)) == pytest.approx(value, rel=1e-10)


@pytest.mark.parametrize(
    "place", [place for place in DATABASE_UNITS if not place.startswith(("CrystalSl", "SampleS"))]
)
def test_units_are_of_columns_that_ispyb_has(place: str) -> None:
    table, column = place.split(".")
    assert column in getattr(ispyb.sqlalchemy, table).__table__.columns


def test_safety_is_told_in_words() -> None:
    assert [safety_words(level) for level in SAFETY_LEVELS] == list(SAFETY_LABELS)
    assert safety_words(None) == safety_words("BLUE") == "Not stated"


def test_the_most_dangerous_level_counts() -> None:
    assert highest(["GREEN", "RED", None, "YELLOW"]) == "RED"
    assert highest([None, ""]) is None


@pytest.mark.parametrize(
    "written", ["P212121", "P2(1)2(1)2(1)", "P 21 21 21", "p2₁2₁2₁", "P2_12_12_1", " p212121 "]
)
def test_one_space_group_has_many_spellings(written: str) -> None:
    assert normalised(written) == "P212121"


def test_space_groups() -> None:
    assert len(SOHNCKE_GROUPS) == len(set(SOHNCKE_GROUPS)) == 65
    assert normalised("H32") == "H32"
    assert normalised("P43212") == "P43212"
    assert normalised("Default") is None
    assert normalised("") is None


@pytest.mark.parametrize(
    ("column", "shown", "stored"),
    [
        ("repetitionRate", 925, 925),  # Hz
        ("reactionDuration", 30, 0.03),  # ms, s
        ("jetSize", 50, 50),  # µm
        ("jetSpeed", 4, 4),  # mm/s
        ("laserEnergy", 5, 5),  # µJ
        ("energyBandwidth", 1.5, 1.5),  # %
    ],
)
def test_a_serial_collection_is_converted_both_ways(column: str, shown: float, stored: float) -> None:
    unit = DATABASE_UNITS[f"SSXDataCollection.{column}"]
    assert (unit.to_stored(shown), unit.to_shown(stored)) == (stored, shown)


def test_a_wavelength_is_an_energy() -> None:
    assert photon_energy(1.0) == 12.3984
    assert photon_energy(0.9795) == 12.6579  # the K edge of selenium: 12.658 keV
