# SPDX-License-Identifier: LGPL-3.0-or-later
"""The pure parts of the timeline: scales, bars, snapping, what no gate covers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.plans.timing import LISTS, TimedEvent, Timing, Train
from backend.domain.quantities.durations import SECOND, UNITS
from ssx_widget.timeline.bars import Bar, bars_of
from ssx_widget.timeline.painting import uncovered
from ssx_widget.timeline.scale import Linear, Logarithmic
from ssx_widget.timeline.snapping import snapped, snapped_span

MS, US, FS = UNITS["ms"], UNITS["µs"], UNITS["fs"]
times = st.integers(0, 10**7 * SECOND)


def shots(on: float, lasts: float, period: float | None = None, number: int = 1) -> TimedEvent:
    return TimedEvent(LISTS[1], "shots", "x.0", Train(on, lasts, period, number))


@given(left=times, per_pixel=st.floats(1, 1e22), x=st.integers(0, 4000))
def test_a_time_stays_under_its_pixel(left: int, per_pixel: float, x: int) -> None:
    scale = Linear(left, per_pixel)
    assert scale.x(scale.time(x)) == pytest.approx(x, abs=1)


@given(x=st.integers(0, 2000), factor=st.floats(0.2, 5), left=times)
def test_zooming_keeps_the_time_under_the_pointer(x: int, factor: float, left: int) -> None:
    scale = Linear(left, 3.7e12)
    zoomed = scale.zoomed(x, factor)
    assert abs(zoomed.time(x) - scale.time(x)) <= 2


@given(time=st.integers(0, 100 * SECOND))
def test_decades_give_a_time_back(time: int) -> None:
    scale = Logarithmic.over(0, 100 * SECOND, 1000, FS)
    assert scale.time(scale.x(time)) == pytest.approx(time, rel=1e-9, abs=FS / 100)


def test_ticks_far_from_zero_say_how_much_later_they_are() -> None:
    ticks = Linear(60 * SECOND, 100.0).ticks(900)
    assert (ticks[0].words, ticks[1].words) == ("60 s", "+10 fs")


def test_ticks_are_round() -> None:
    assert [tick.words for tick in Linear.over(0, 40 * MS, 800).ticks(800)] == [
        f"{number} ms" if number else "0 s" for number in range(0, 41, 5)
    ]


@given(
    wanted=times,
    edges=st.lists(times, max_size=8),
    reach=st.integers(0, MS),
    step=st.sampled_from((1, US, MS)),
)
def test_an_edge_rests_at_the_nearest_edge_in_reach_else_at_a_round_time(
    wanted: int, edges: list[int], reach: int, step: int
) -> None:
    rest = snapped(wanted, edges, reach, step)
    near = [edge for edge in edges if abs(edge - wanted) <= reach]
    if near:
        assert rest.edge == rest.time
        assert abs(rest.time - wanted) == min(abs(edge - wanted) for edge in near)
    else:
        assert rest.edge is None
        assert rest.time % step == 0
        assert abs(rest.time - wanted) <= step / 2


def test_a_whole_event_rests_with_whichever_end_is_nearer() -> None:
    # From 9.8 to 12.8 ms; edges at 10 ms and 12.9 ms: the end is nearer.
    rest = snapped_span(9800 * US, 3 * MS, [10 * MS, 12_900 * US], MS // 4, US)
    assert (rest.time, rest.edge) == (9900 * US, 12_900 * US)


def test_thousands_of_repetitions_are_one_bar_when_they_are_closer_than_pixels() -> None:
    timing = Timing((shots(0.001, 0.003, 0.01, 4),), 0.04, 6400)
    (event,) = timing.events
    (bar,) = bars_of(event, timing, Linear.over(0, 256 * SECOND, 1000), 1000)
    # From the first shot to the end of the last: 6399 × 40 + 1 + 30 + 3 ms.
    assert bar == Bar(MS, 255_994 * MS, 0, dense=True)
    near = bars_of(event, timing, Linear.over(0, 80 * MS, 800), 800)
    assert [bar.begin // MS for bar in near] == [1, 11, 21, 31, 41, 51, 61, 71]
    assert not any(bar.dense for bar in near)


@given(
    per_pixel=st.floats(1, 1e17),
    left=st.integers(0, 200 * SECOND),
    number=st.integers(1, 1_000_000),
    times_=st.integers(1, 10**6),
)
def test_there_are_never_many_more_bars_than_pixels(
    per_pixel: float, left: int, number: int, times_: int
) -> None:
    timing = Timing((shots(0, 5e-9, 1e-8, number),), 0.01, times_)
    assert len(bars_of(timing.events[0], timing, Linear(left, per_pixel), 500)) <= 600


def test_what_lies_in_sight_is_found_far_from_the_first() -> None:
    timing = Timing((shots(0.001, 0.003),), 0.01, 100_000)
    bars = bars_of(timing.events[0], timing, Linear.over(500 * SECOND, 500 * SECOND + 20 * MS, 800), 800)
    assert [(bar.begin - 500 * SECOND) // MS for bar in bars] == [1, 11]


def test_what_no_gate_covers_is_told() -> None:
    assert uncovered(Bar(10, 40), [Bar(0, 5), Bar(15, 20), Bar(18, 30)]) == [(10, 15), (30, 40)]
    assert uncovered(Bar(10, 40), [Bar(5, 50)]) == []
    assert uncovered(Bar(10, 40), []) == [(10, 40)]
