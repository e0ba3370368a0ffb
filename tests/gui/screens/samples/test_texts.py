# SPDX-License-Identifier: LGPL-3.0-or-later
"""How figures, devices and rows are put in words."""

from __future__ import annotations

import pytest

from backend.domain.science.formulas import Derived
from ssx_widget.screens.samples import texts


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (0.37, "0.37"),
        (0.36788, "0.368"),
        (5, "5"),
        (78.125, "78.1"),
        (10_000, "10\u2009000"),
        (2_000_000, "2.0·10⁶"),
        (9_990_000, "1.0·10⁷"),
        (0.00002, "2.0·10⁻⁵"),
    ],
)
def test_a_number_has_three_figures(value: float, written: str) -> None:
    assert texts.number(value) == written


def test_a_share_too_small_to_matter_is_said_to_be_so() -> None:
    assert texts.derived(Derived(1e-30, "%", "")) == "< 0.1 %"
    assert texts.derived(Derived(12.5, "%", "")) == "12.5 %"


def test_how_a_figure_was_computed_is_told_in_words_and_with_its_numbers() -> None:
    figure = Derived(2_000_000, "", "volume × density", numbers="200 µl × 10\u2009000/µl")
    assert texts.steps(figure) == ["volume × density", "= 200 µl × 10\u2009000/µl = 2.0·10⁶"]
    assert texts.steps(Derived(3, "", "as entered")) == ["as entered"]
    assert texts.derived(Derived(2.667, "1/s", "")) == "2.67"


def test_a_long_time_is_told_in_minutes_and_hours() -> None:
    told = [texts.derived(Derived(seconds, "s", "")) for seconds in (90, 600, 12_000)]
    assert told == ["90 s", "10 min", "3 h 20 min"]


def test_a_density_is_told_per_millilitre() -> None:
    assert texts.density(2000) == "2.0·10⁶/ml"
    assert texts.density(0) == "0/ml"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"type": "photoChip", "descriptionJson": {"model": "Own"}}, "Chip Own"),
        ({"type": "viscoousJet", "descriptionJson": {"nozzle": 75.0}}, "Viscous jet 75 µm"),
        ({"type": "tapeDevice", "descriptionJson": {"speed": 300}}, "Tape 300 mm/s"),
        ({"type": "microFluidics", "descriptionJson": {"device": "T", "delay": 30}}, "Microfluidics T 30 ms"),
        ({}, ""),
    ],
)
def test_a_device_in_a_few_words(row: dict[str, object], told: str) -> None:
    assert texts.device(row) == told


def test_a_card_names_the_row_and_what_tells_it_from_others() -> None:
    protein = {"acronym": "HEWL", "name": "Lysozyme", "molecularMass": 14300}
    assert texts.card("proteins", protein) == ("HEWL", "Lysozyme · 14.3 kDa")
    crystal = {"spaceGroup": "P43212", "cell_a": 79.1, "cell_b": 79.1, "cell_c": 37.9}
    assert texts.card("crystals", crystal) == ("P43212", "79.1 79.1 37.9 Å")
    assert texts.card("sample_stocks", {"name": "x5", "concentrationFactor": 5.0}) == ("x5", "× 5")
