# SPDX-License-Identifier: LGPL-3.0-or-later
"""Nested trains on one level, each row worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.plans.event_chain import MOST_EVENTS, FlatEvent, flattened
from backend.domain.plans.timing import LISTS, TimedEvent, Timing, Train, totals

DETECTIONS, EXPOSURES, EXCITATIONS = LISTS


def event(kind: str, train: Train, **more: Any) -> TimedEvent:
    return TimedEvent(kind, "e", f"repeatedSequence.{kind}.0", train, **more)


def rows(timing: Timing) -> list[tuple[float, float, float | None, int]]:
    return [(round(e.offset, 9), e.duration, e.period, e.repetition) for e in flattened(timing)]


def test_an_event_that_happens_once_a_period_takes_the_plans_period() -> None:
    pump = event(EXCITATIONS, Train(0.0102, 20e-9), excitation="laser")
    (flat,) = flattened(Timing((pump,), 0.04, 6400))
    assert flat == FlatEvent("e", "LaserExcitation", 0.0102, 20e-9, 0.04, 6400)


@pytest.mark.parametrize(
    ("kind", "name"),
    [(DETECTIONS, "XrayDetection"), (EXPOSURES, "XrayExposure"), (EXCITATIONS, "ReactionTrigger")],
)
def test_the_kind_of_an_event_is_ispybs(kind: str, name: str) -> None:
    assert flattened(Timing((event(kind, Train(0, 1)),)))[0].type == name


def test_four_events_every_10_ms_in_40_ms_run_on_evenly() -> None:
    shots = event(EXPOSURES, Train(0.0015, 0.003, 0.01, 4))
    assert rows(Timing((shots,), 0.04, 100)) == [(0.0015, 0.003, 0.01, 400)]


def test_uneven_ones_are_written_out_on_the_side_that_repeats_less() -> None:
    shots = event(EXPOSURES, Train(0.001, 0.003, 0.01, 3))
    assert rows(Timing((shots,), 0.04, 100)) == [
        (0.001, 0.003, 0.04, 100),
        (0.011, 0.003, 0.04, 100),
        (0.021, 0.003, 0.04, 100),
    ]
    assert rows(Timing((shots,), 0.04, 2)) == [(0.001, 0.003, 0.01, 3), (0.041, 0.003, 0.01, 3)]


def test_images_of_a_detector_are_a_third_level() -> None:
    """Two triggers 10 ms apart in 40 ms, three images 1 ms apart at each: 50 times."""
    gate = event(DETECTIONS, Train(0.002, 0.004, 0.01, 2), images=3, image_period=0.001, image_gate=0.0009)
    assert rows(Timing((gate,), 0.04, 50)) == [
        (offset, 0.0009, 0.04, 50) for offset in (0.002, 0.003, 0.004, 0.012, 0.013, 0.014)
    ]


def test_a_sequence_that_runs_once_keeps_the_trains_period() -> None:
    assert rows(Timing((event(EXPOSURES, Train(0.001, 0.003, 0.01, 3)),))) == [(0.001, 0.003, 0.01, 3)]


def test_on_a_chip_the_period_stays_unknown() -> None:
    shots = event(EXPOSURES, Train(0, 0.003, 0.01, 2))
    assert rows(Timing((shots,), None, 400)) == [(0, 0.003, None, 400), (0.01, 0.003, None, 400)]


def test_what_would_be_too_many_rows_is_refused_with_their_number() -> None:
    shots = event(EXPOSURES, Train(0, 1e-6, 2e-6, 20_000))
    with pytest.raises(ValueError, match="20000 events"):
        flattened(Timing((shots,), 0.5, 30_000))
    assert MOST_EVENTS < 20_000


@given(st.integers(1, 12), st.integers(1, 5), st.integers(1, 4), st.sampled_from([0.05, 0.1, 1.0]))
def test_no_event_is_lost_or_moved(plan: int, train: int, images: int, period: float) -> None:
    gate = event(DETECTIONS, Train(0.001, 0.004, 0.01, train), images=images, image_period=0.002)
    timing = Timing((gate,), period, plan)
    flat = {
        round(row.offset + n * (row.period or 0), 9)
        for row in flattened(timing)
        for n in range(row.repetition)
    }
    asked = {
        round(0.001 + p * period + t * 0.01 + i * 0.002, 9)
        for p in range(plan)
        for t in range(train)
        for i in range(images)
    }
    assert flat == asked
    assert len(flat) == totals(timing).frames
