# SPDX-License-Identifier: LGPL-3.0-or-later
"""Lengths of lines, their statistics and their histogram, against values worked out by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.science.crystal_sizes import MeasuredLine, distribution, histogram, lengths, summed_up

SIZES = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]
"""Mean 5, squares of the differences 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32, so σ = √(32 / 7)."""


def test_a_line_is_as_long_as_pythagoras_says_also_where_pixels_are_not_square() -> None:
    line = MeasuredLine("length", 10, 20, 13, 24)
    assert line.pixels == 5
    assert line.micrometres([0.5]) == 2.5
    assert line.micrometres([0.5, 0.5]) == 2.5
    assert line.micrometres([2, 0.5]) == pytest.approx(math.sqrt(36 + 4))
    assert MeasuredLine.of(line.row) == line


def test_the_statistics_are_those_worked_out_by_hand() -> None:
    summed = summed_up(SIZES)
    assert summed is not None
    assert (summed.n, summed.mean, summed.median) == (8, 5, 4.5)
    assert (summed.minimum, summed.maximum) == (2, 9)
    assert summed.sigma == pytest.approx(2.13809, abs=1e-5)


def test_one_crystal_has_no_spread_and_none_has_no_statistics() -> None:
    one = summed_up([9.0])
    assert one is not None
    assert (one.n, one.mean, one.sigma) == (1, 9, None)
    assert summed_up([]) is None
    assert histogram([]) is None


def test_bins_are_as_wide_as_freedman_and_diaconis_say_rounded() -> None:
    # Quartiles 4 and 5.5: 2 × 1.5 / ∛8 = 1.5, but at least five bins over 7 are asked for: 1.4, so 1.
    found = histogram(SIZES)
    assert found is not None
    assert found.edges == (2, 3, 4, 5, 6, 7, 8, 9)
    assert found.counts == (1, 0, 3, 2, 0, 1, 1)


def test_one_value_has_one_bin_and_a_far_one_does_not_make_hundreds() -> None:
    one = histogram([9.3])
    assert one is not None
    assert one.counts == (1,)
    assert one.edges[0] <= 9.3 <= one.edges[1]
    far = histogram([1.0] * 500 + [1000.0])
    assert far is not None
    assert len(far.counts) <= 31
    assert (far.counts[0], far.counts[-1]) == (500, 1)


@given(st.lists(st.floats(0.01, 5000), min_size=1, max_size=200))
def test_every_value_is_in_one_bin_between_its_edges(values: list[float]) -> None:
    found = histogram(values)
    assert found is not None
    assert sum(found.counts) == len(values)
    assert found.edges[0] <= min(values) + 1e-6
    assert found.edges[-1] >= max(values) - 1e-6
    assert len(found.counts) <= 32


def test_a_distribution_has_the_shorter_axis_first_and_counts_the_crystals() -> None:
    pixel = [0.5, 0.5]
    lines = [
        MeasuredLine("length", 0, 0, 16, 0),
        MeasuredLine("length", 0, 0, 20, 0),
        MeasuredLine("width", 0, 0, 0, 8),
        MeasuredLine("width", 0, 0, 0, 8),
    ]
    measured = {axis: lengths(lines, pixel, axis) for axis in ("length", "width")}
    assert measured == {"length": [8, 10], "width": [4, 4]}
    assert distribution(measured) == {
        "minDimension": [4, 8],
        "maxDimension": [4, 10],
        "descriptionJson.mean": [4, 9],
        "descriptionJson.median": [4, 9],
        "descriptionJson.sigma": [0, pytest.approx(1.414)],
        "descriptionJson.method": "microscope",
        "descriptionJson.n": 2,
    }


def test_nothing_measured_fills_nothing_and_one_crystal_leaves_sigma_out() -> None:
    assert distribution({"length": [], "width": []}) == {}
    assert distribution({"length": [9.0]})["descriptionJson.sigma"] is None
