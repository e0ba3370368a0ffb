# SPDX-License-Identifier: LGPL-3.0-or-later
"""The figures of SSX against tables computed by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.science import formulas


@pytest.mark.parametrize(
    ("derived", "value", "unit"),
    [
        (formulas.stock_density(2000, 5), 10_000, "1/mm³"),
        (formulas.stock_density(2000, 5, 0.4), 4000, "1/mm³"),
        (formulas.images_needed(20_000, 0.5, 0.8), 50_000, ""),
        (formulas.images_needed(10, 0.3, 1), 34, ""),
        (formulas.chips_needed(50_000, 25_600), 2, ""),
        (formulas.chips_needed(25_600, 25_600), 1, ""),
        (formulas.jet_volume(60_000, 100, 0.2), 2, "µl"),
        (formulas.tape_volume(50_000, 0.8), 40, "µl"),
        (formulas.chip_volume(2, 200), 400, "µl"),
        (formulas.crystals_used(200, 10_000), 2_000_000, ""),
        (formulas.protein_used(400, 10), 4, "mg"),
        (formulas.jet_flow(75, 1), 0.265072, "µl/min"),
        (formulas.jet_speed(0.265072, 75), 1, "mm/s"),
        (formulas.jet_diameter(0.265072, 1), 75, "µm"),
        (formulas.run_time(36_000, 10), 3600, "s"),
        (formulas.reservoir_time(20, 0.5), 2400, "s"),
        (formulas.droplet_spacing(300, 100), 3, "mm"),
        (formulas.nozzle_passage(15, 75), 0.2, ""),
        (formulas.aperture_hold(9, 7), 9 / 7, ""),
        (formulas.mean_fluence(1, 100), 12.7324, "mJ/cm²"),
        (formulas.peak_fluence(1, 100), 25.4648, "mJ/cm²"),
        (formulas.wells(64, 400), 25_600, ""),
        (formulas.images_indexed(25_600, 0.5, 0.8), 10_240, ""),
        (formulas.sheet_volume(400, 50), 20, "µl"),
        (formulas.crystals_per_second(0.3, 10_000), 50, "1/s"),
        (formulas.crystals_per_image(50, 100), 0.5, ""),
        (formulas.slurry_needed(400, 5), 2000, "µl"),
        (formulas.slurry_needed(400, 5, 0.5, 1000), 1000, "µl"),
        (formulas.factor_for_multiples(5, 78.125), 0.05276, "×"),
    ],
)
def test_as_computed_by_hand(derived: formulas.Derived, value: float, unit: str) -> None:
    assert derived.value == pytest.approx(value, rel=1e-4)
    assert derived.unit == unit
    assert derived.formula
    assert not derived.warning


@pytest.mark.parametrize(
    ("mean", "empty", "single", "multiple"),
    [
        (0.1, 0.9048, 0.0905, 0.0047),
        (0.5, 0.6065, 0.3033, 0.0902),
        (1, 0.3679, 0.3679, 0.2642),
        (2, 0.1353, 0.2707, 0.5940),
    ],
)
def test_shares_by_poisson(mean: float, empty: float, single: float, multiple: float) -> None:
    loading = formulas.crystals_per_well(mean * 100, 10, 1000)
    assert loading.mean.value == pytest.approx(mean)
    shares = [loading.empty.value, loading.single.value, loading.multiple.value]
    assert shares == pytest.approx([empty, single, multiple], abs=5e-5)


def test_warns_when_multiples_pass_the_share_that_the_user_sets() -> None:
    warning = formulas.crystals_per_well(100, 10, 1000).multiple.warning
    assert (
        warning == "26.4 % of the wells hold several crystals, more than the 20 % accepted; dilute the stock."
    )
    assert not formulas.crystals_per_well(100, 10, 1000, multiples_limit=0.3).multiple.warning
    assert not formulas.crystals_per_well(50, 10, 1000).mean.warning


@given(st.floats(min_value=1e-9, max_value=500))
def test_shares_sum_to_one(mean: float) -> None:
    loading = formulas.crystals_per_well(mean, 1, 1)
    assert loading.empty.value + loading.single.value + loading.multiple.value == pytest.approx(1)


def test_few_multiples_keep_their_digits() -> None:
    assert formulas.multiples_share(1e-6) == pytest.approx(5e-13, rel=1e-3)


@given(st.floats(min_value=0.001, max_value=0.999))
def test_the_mean_for_a_share_gives_that_share(limit: float) -> None:
    assert formulas.multiples_share(formulas.mean_for_multiples(limit)) == pytest.approx(limit, abs=1e-9)


def test_between_two_sheets_the_beam_cuts_a_volume() -> None:
    loading = formulas.crystals_per_shot(100_000, 10 * 20, 50)
    assert loading.mean.value == pytest.approx(1.0)
    assert "of the shots hold several" in loading.mean.warning


@given(st.floats(min_value=1, max_value=500), st.floats(min_value=0.01, max_value=1e4))
def test_two_of_flow_speed_and_diameter_give_the_third(diameter: float, speed: float) -> None:
    flow = formulas.jet_flow(diameter, speed).value
    assert formulas.jet_speed(flow, diameter).value == pytest.approx(speed)
    assert formulas.jet_diameter(flow, speed).value == pytest.approx(diameter)


def test_a_reservoir_that_runs_dry() -> None:
    assert (
        formulas.reservoir_time(20, 0.5, wanted=6000).warning
        == "The run takes 100.0 min and needs 3 fillings."
    )
    assert not formulas.reservoir_time(20, 0.5, wanted=2400).warning


def test_crystals_against_openings() -> None:
    assert (
        formulas.nozzle_passage(75, 75).warning
        == "The largest crystal, 75 µm, does not pass the nozzle of 75 µm."
    )
    assert "slips through apertures of 7 µm" in formulas.aperture_hold(4, 7).warning


def test_fluence_in_the_middle_of_the_spot_is_twice_the_mean() -> None:
    assert formulas.peak_fluence(3, 40).value == 2 * formulas.mean_fluence(3, 40).value
    assert formulas.mean_fluence(3, 40).value == pytest.approx(3e-3 / (math.pi * (20e-4) ** 2))
