# SPDX-License-Identifier: LGPL-3.0-or-later
"""Times typed and shown, exact from femtoseconds at minutes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.quantities.durations import (
    SECOND,
    UNITS,
    attoseconds,
    in_words,
    parse_time,
    seconds,
    show_time,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("20 ns", 2e-8), ("1.5ms", 0.0015), ("1,5 µs", 1.5e-6), ("1.5 us", 1.5e-6), ("100 fs", 1e-13),
        ("4 min 16 s", 256.0), ("2 h", 7200.0), ("10 000 s", 10_000.0), ("0", 0.0), ("1e3 ps", 1e-9),
        ("−1 ms", -0.001), ("2 min", 120.0),
    ],
)  # fmt: skip
def test_a_time_is_typed_with_its_unit(text: str, value: float) -> None:
    assert parse_time(text) == value


@pytest.mark.parametrize("text", ["5", "5 parsec", "ms", "soon", "1 ms x", "1..2 ms", "", "5 ms 3"])
def test_what_is_no_time_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"unit|not a time|not a number"):
        parse_time(text)


@given(st.floats(0, 1e7))
def test_what_is_shown_is_taken_back(value: float) -> None:
    wanted = attoseconds(value)
    assert attoseconds(parse_time(show_time(value))) == attoseconds(seconds(wanted))


@given(st.integers(0, 10**25))
def test_a_double_holds_a_time_to_its_sixteenth_digit(time: int) -> None:
    assert attoseconds(seconds(time)) == pytest.approx(time, rel=3e-16, abs=1)


def test_20_fs_after_a_minute_are_20_fs() -> None:
    assert attoseconds(60.00000000000002) - attoseconds(60.0) == 20 * UNITS["fs"]


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (256 * SECOND, "4 min 16 s"),
        (7200 * SECOND, "2 h"),
        (3900 * SECOND, "1 h 5 min"),
        (90 * SECOND, "90 s"),
        (0, "0 s"),
        (500 * UNITS["µs"], "500 µs"),
        (999_999 * UNITS["µs"], "1 s"),
        (20 * UNITS["fs"], "20 fs"),
    ],
)
def test_a_time_in_words(time: int, words: str) -> None:
    assert in_words(time) == words
