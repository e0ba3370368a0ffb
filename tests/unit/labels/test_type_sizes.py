# SPDX-License-Identifier: LGPL-3.0-or-later
"""Type is as large as its box allows, and never too large."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.labels.type_sizes import LINE_HEIGHT, MM_PER_PT, fit, fit_title, text_width


def test_short_text_keeps_the_largest_size() -> None:
    assert fit("DEW-12", 100, 20, 24) == 24


def test_six_lines_of_45_characters_stay_whole_above_8_pt() -> None:
    lines = ["Institute of Structural and Molecular Biology"] * 6
    size = fit(lines, 107, 37, 13)
    assert 8 <= size < 13
    assert text_width(lines[0]) * size * MM_PER_PT <= 107


def test_a_line_that_is_too_wide_at_8_pt_is_broken_not_cut() -> None:
    assert fit("word " * 60, 100, 40, 13) > 8
    assert 3 < fit("x" * 300, 50, 10, 13) < 8


def test_a_title_is_broken_when_that_makes_it_larger() -> None:
    code = "DEWAR-WITH-A-VERY-LONG-CODE-OF-FORTY-FIVE-CHA"
    assert fit_title(code, 120, 20, 40) > fit(code, 120, 20, 40)


@pytest.mark.parametrize(("text", "width"), [("样品", 2.0), ("e\u0301", 0.6), ("Ж", 0.8), ("", 0.0)])
def test_other_scripts_have_widths_too(text: str, width: float) -> None:
    assert text_width(text) == pytest.approx(width)


@given(st.lists(st.text(max_size=80), max_size=8), st.floats(20, 200), st.floats(5, 80))
def test_lines_that_fit_are_never_higher_than_the_box(lines: list[str], width: float, height: float) -> None:
    size = fit(lines, width, height, 20)
    assert 4 <= size <= 20
    assert size == 4 or len(lines) * size * MM_PER_PT * LINE_HEIGHT <= height
