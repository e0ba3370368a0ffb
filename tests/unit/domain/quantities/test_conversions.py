# SPDX-License-Identifier: LGPL-3.0-or-later
"""Quantities typed with a unit of their own, against values converted by hand."""

from __future__ import annotations

import math
import subprocess
import sys
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.fields.field import Field, measured
from backend.domain.quantities.conversions import OtherDimension, in_unit, plain
from backend.domain.quantities.units import CRYSTAL_DENSITY, CRYSTAL_SIZE, MOLECULAR_MASS


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("1.5 ml", "µl", 1500),
        ("1,5 ml", "µl", 1500),
        ("1.5ml", "µl", 1500),
        ("200 μl", "µl", 200),
        ("200 ul", "µl", 200),
        ("2 000 nl", "µl", 2),
        ("20 degC", "K", 293.15),
        ("20 °C", "K", 293.15),
        ("20 C", "K", 293.15),
        ("\u221220 °C", "K", 253.15),
        ("277.15 K", "°C", 4),
        ("2e6/ml", "10⁶/ml", 2),
        ("2e6 crystals/ml", "10⁶/ml", 2),
        ("2000/mm³", "10⁶/ml", 2),
        ("2 10⁶/ml", "10⁶/ml", 2),
        ("3 mbar", "kPa", 0.3),
        ("20 g/l", "mg/ml", 20),
        ("1 µl/s", "µl/min", 60),
        ("0.3 m/s", "mm/s", 300),
        ("0.2 nm", "Å", 2),
        ("79.1 A", "Å", 79.1),
        ("1.2 kHz", "Hz", 1200),
        ("50 ns", "µs", 0.05),
        ("0.12 mm", "µm", 120),
        ("2 cm²", "mm²", 200),
        ("12400 eV", "keV", 12.4),
        ("14300 Da", "kDa", 14.3),
        ("95 %", "%", 95),
        ("1.57079632679 rad", "°", 90),
    ],
)
def test_a_quantity_is_converted_into_the_unit_that_is_asked_for(text: str, unit: str, value: float) -> None:
    assert in_unit(text, unit) == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize(
    ("text", "unit"),
    [("5 mm", "µl"), ("20 °C", "kPa"), ("3 s", "Hz"), ("2 mg", "mg/ml"), ("2 m/l", "10⁶/ml")],
)
def test_a_unit_of_something_else_is_told_from_one_that_is_none(text: str, unit: str) -> None:
    with pytest.raises(OtherDimension):
        in_unit(text, unit)


@pytest.mark.parametrize(
    "text", ["5 spoons", "ml", "5e", "5 m**99", "5 ml ml(", "(", "5 __import__", "1.2.3 ml", "- ml", "5 m^99"]
)
def test_what_is_no_quantity_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no|not") as refused:
        in_unit(text, "µl")
    assert not isinstance(refused.value, OtherDimension)


@given(st.text(alphabet="0123456789eE+-., µml/°CKÅ*^()³%xyz;×", max_size=30))
def test_any_text_is_a_number_or_refused_and_nothing_else_happens(text: str) -> None:
    with suppress(ValueError):
        assert math.isfinite(in_unit(text, "µl"))
    with suppress(OtherDimension):
        assert isinstance(plain(text, "µl"), str)


def test_a_field_takes_other_units_and_says_what_it_cannot_take() -> None:
    volume = Field("volume", "Loaded volume", "number", "µl", minimum=0, minimum_exclusive=True)
    assert volume.parse_typed("1.5 ml") == 1500
    assert volume.show(volume.parse_typed("1.5 ml")) == "1500"
    with pytest.raises(ValueError, match="Loaded volume is given in µl; “5 mm” cannot be converted to that"):
        volume.parse_typed("5 mm")
    with pytest.raises(ValueError, match="Loaded volume is a number in µl; “5 spoons” is not"):
        volume.parse_typed("5 spoons")
    with pytest.raises(ValueError, match="Loaded volume is more than 0"):
        volume.parse_typed("-2 ml")


def test_what_is_stored_in_another_unit_is_converted_too() -> None:
    assert measured("d", "Density", CRYSTAL_DENSITY).parse_typed("2e6/ml") == 2000
    assert measured("m", "Mass", MOLECULAR_MASS).parse_typed("14300 Da") == 14300
    assert measured("s", "Size", CRYSTAL_SIZE).parse_typed("0.004 mm") == 0.004


def test_the_unit_behind_a_list_is_that_of_all_its_numbers() -> None:
    sizes = Field("sizes", "Sizes", "list", "µm", minimum=0, max_items=3)
    assert sizes.parse_typed("4 × 4 × 9") == [4, 4, 9]
    assert sizes.parse_typed("400 × 400 × 900 nm") == [0.4, 0.4, 0.9]
    assert sizes.parse_typed("4 µm; 0.01 mm") == [4, 10]
    with pytest.raises(ValueError, match="“4 s” cannot be converted"):
        sizes.parse_typed("4 s")


def test_units_are_loaded_only_when_one_is_typed() -> None:
    program = (
        "import sys; from backend.domain.fields.field import Field;"
        "Field('v', 'V', 'number', 'µl').parse_typed('1500');"
        "assert 'pint' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
