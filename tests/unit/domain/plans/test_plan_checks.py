# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a person is told of a plan, held against shares and times worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.plans.plan_checks import checks, lost_share, wrong
from backend.domain.plans.plan_segments import segments
from backend.domain.plans.timing import LISTS, TimedEvent, Timing, Train, detector_of, totals
from backend.domain.science.detectors import DETECTORS, DetectorModel

DETECTIONS, EXPOSURES, EXCITATIONS = LISTS


def event(kind: str, on: float, lasts: float, period: float | None = None, times: int = 1) -> TimedEvent:
    names = {DETECTIONS: "gate", EXPOSURES: "shots", EXCITATIONS: "laser"}
    how = "laser" if kind == EXCITATIONS else ""
    place = f"repeatedSequence.{kind}.0"
    return TimedEvent(kind, names[kind], place, Train(on, lasts, period, times), excitation=how)


SHOTS = event(EXPOSURES, 0.0015, 0.003, 0.01, 4)
GATE = event(DETECTIONS, 0.001, 0.0045, 0.01, 4)
LASER = event(EXCITATIONS, 0.0102, 20e-9)
PLAN = Timing((GATE, SHOTS, LASER), 0.04, 6400, detector=DETECTORS["JUNGFRAU 4M"])


def said(timing: Timing) -> list[str]:
    return [check.sentence for check in wrong(timing)]


def test_a_plan_that_is_right_says_what_was_looked_at() -> None:
    assert [(check.state, check.sentence) for check in checks(PLAN)] == [
        ("ok", "No train is longer than the sequence of 40 ms."),
        ("ok", "Every exposure lies within a detection gate."),
        ("ok", "Detector: 100 Hz of at most 2000 Hz."),
    ]


@pytest.mark.parametrize(
    ("on", "lasts", "share", "words"),
    [
        # The gate is open from 1.0 to 5.5 ms.
        (0.0005, 0.003, 1 / 6, "begins 500 µs before its detection gate: 17 %"),
        (0.003, 0.003, 1 / 6, "ends 500 µs after its gate: 17 %"),
        (0.0, 0.009, 0.5, "begins 1 ms before its detection gate and ends 3.5 ms after its gate: 50 %"),
        (0.00099, 0.001, 0.01, "begins 10 µs before its detection gate: 1 %"),
    ],
)
def test_light_outside_the_gates_is_lost(on: float, lasts: float, share: float, words: str) -> None:
    shots = event(EXPOSURES, on, lasts, 0.01, 4)
    assert lost_share(shots, [GATE]) == pytest.approx(share)
    (sentence,) = said(replace(PLAN, events=(GATE, shots)))
    assert words in sentence


def test_light_in_the_second_of_two_gates_counts_once() -> None:
    """From 1 to 7 ms; gates 1 to 3 and 2 to 5 ms: 2 of 6 ms are lost."""
    gates = [event(DETECTIONS, 0.001, 0.002), event(DETECTIONS, 0.002, 0.003)]
    assert lost_share(event(EXPOSURES, 0.001, 0.006), gates) == pytest.approx(1 / 3)


@given(on=st.floats(0, 1), lasts=st.floats(1e-15, 1), begun=st.floats(0, 1), open_=st.floats(0, 1))
def test_a_share_is_between_nothing_and_all(on: float, lasts: float, begun: float, open_: float) -> None:
    assert 0 <= lost_share(event(EXPOSURES, on, lasts), [event(DETECTIONS, begun, open_)]) <= 1


def test_lasers_that_overlap_are_told() -> None:
    second = replace(event(EXCITATIONS, 0.0102, 1e-3), name="second")
    (sentence,) = said(replace(PLAN, events=(GATE, SHOTS, LASER, second)))
    assert sentence == "“laser” and “second” overlap, 10.2 ms after the trigger."


def test_a_laser_that_comes_on_within_an_exposure_is_told() -> None:
    late = event(EXCITATIONS, 0.0125, 20e-9)
    (sentence,) = said(replace(PLAN, events=(GATE, SHOTS, late)))
    assert "“laser” comes on 1 ms after “shots” has begun" in sentence
    at_once = event(EXCITATIONS, 0.0115, 20e-9)
    assert said(replace(PLAN, events=(GATE, SHOTS, at_once))) == []


def test_a_detector_is_not_faster_than_it_can_be() -> None:
    slow = DetectorModel("slow", 100, 100, 2, 99.0)
    (check,) = wrong(replace(PLAN, detector=slow))
    assert (check.state, check.place) == ("impossible", f"repeatedSequence.{DETECTIONS}.0.eventTrain.period")
    assert check.sentence == "“gate” takes images at 100 Hz; the detector takes at most 99 Hz."
    single = replace(PLAN, events=(event(DETECTIONS, 0.001, 0.002),), period=0.001)
    assert wrong(replace(single, detector=slow))[0].state == "impossible"


def test_what_is_missing_is_told() -> None:
    assert said(replace(PLAN, events=(LASER,))) == [
        "No train detects; add one with X-ray detection.",
        "No train exposes; add one with X-ray exposure.",
    ]
    assert checks(replace(PLAN, events=())) == []


def test_more_than_a_day_is_told() -> None:
    assert said(replace(PLAN, repetitions=3_000_000)) == [
        "The plan takes 33 h 20 min, more than a day of beam."
    ]


def test_the_data_of_a_plan() -> None:
    """25,600 images of 2068 × 2164 pixels at 2 bytes."""
    assert totals(PLAN).data == 25_600 * 2068 * 2164 * 2
    assert totals(replace(PLAN, detector=None)).data is None


@pytest.mark.parametrize(
    ("description", "found"),
    [
        ({"detector": "EIGER2 X 4M"}, DETECTORS["EIGER2 X 4M"]),
        ({"detector": "EIGER2 X 4M", "bytesPerPixel": 4}, replace(DETECTORS["EIGER2 X 4M"], bytes=4)),
        ({"detector": "own", "detectorWidth": 10, "detectorHeight": 20}, DetectorModel("own", 10, 20, 2)),
        ({"detector": "own"}, None),
        ({}, None),
    ],
)
def test_a_detector_is_known_by_name_or_by_its_figures(
    description: dict[str, object], found: DetectorModel
) -> None:
    assert detector_of(description) == found


def test_the_segments_of_a_sequence() -> None:
    # Shots at 1.5, 11.5, 21.5 and 31.5 ms; one laser at 10.2 ms.
    assert [segment.words for segment in segments(PLAN)] == [
        "dark", "light, time 1 · 1.3 ms", "light, time 2 · 11.3 ms", "light, time 3 · 21.3 ms",
    ]  # fmt: skip
    assert [segment.begin // 10**15 for segment in segments(PLAN)] == [0, 10, 20, 30]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8, unique=True), st.lists(st.floats(0, 1), max_size=4))
def test_segments_follow_each_other_without_a_gap(shots: list[float], pumps: list[float]) -> None:
    events = [event(EXPOSURES, on, 1e-3) for on in shots] + [event(EXCITATIONS, on, 1e-6) for on in pumps]
    found = segments(Timing(tuple(events), 2.0))
    assert found[0].begin == 0
    assert found[-1].end == 2 * 10**18
    assert all(one.end == other.begin for one, other in pairwise(found))
