# SPDX-License-Identifier: LGPL-3.0-or-later
"""What cannot be measured as it is planned, held against times worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from backend.domain.plans.timing import Totals, timing_of, timing_problems, totals

Row = dict[str, Any]


def train(on: float, duration: float, period: float | None = None, times: int | None = None) -> Row:
    return {"timeOn": on, "duration": duration, "period": period, "numberOfRepetitions": times}


def plan(
    *,
    detections: Row | None = None,
    exposures: Row | None = None,
    excitations: Row | None = None,
    gate: Row | None = None,
    **columns: Any,
) -> Row:
    """A plan of 40 ms with at most one event of each kind; *gate* is what a detection has besides."""
    trains = {
        "timedXrayDetections": detections,
        "timedXrayExposures": exposures,
        "timedExcitations": excitations,
    }
    lists = {
        kind: [
            {"name": kind[5:], "eventTrain": row, **((gate or {}) if kind == "timedXrayDetections" else {})}
        ]
        for kind, row in trains.items()
        if row is not None
    }
    return {"period": 0.04, "numberOfRepetitions": 10, "repeatedSequence": lists, **columns}


def wrong(**given: Any) -> list[str]:
    return list(timing_problems(timing_of(plan(**given))))


DETECTION = "repeatedSequence.timedXrayDetections.0"
EXPOSURE = "repeatedSequence.timedXrayExposures.0.eventTrain"
EXCITATION = "repeatedSequence.timedExcitations.0.eventTrain"
FOUR_GATES = train(0.001, 0.0045, 0.01, 4)


def test_pump_and_probe_of_four_shots_in_their_gates_is_well() -> None:
    shots = train(0.0015, 0.003, 0.01, 4)
    assert wrong(detections=FOUR_GATES, exposures=shots, excitations=train(0.0102, 20e-9)) == []


@pytest.mark.parametrize(
    ("shots", "well"),
    [
        (train(0.001, 0.0045, 0.01, 4), True),  # the gate itself
        (train(0.0009, 0.003, 0.01, 4), True),  # 0.1 ms before it opens: some of it is seen
        (train(0.003, 0.0026, 0.01, 4), True),  # to 5.6 ms, the gate closes at 5.5 ms
        (train(0.0055, 0.001), False),  # begins as the gate closes
        (train(0.0, 0.001), False),  # ends as it opens
        (train(0.0015, 0.003, 0.01, 3), True),  # one gate stays dark
        (train(0.0015, 0.001, 0.0095, 4), False),  # the fourth from 30.0 to 31.0 ms, its gate opens at 31 ms
        (train(0.0015, 0.003, 0.0099, 4), True),  # the fourth begins at 31.2 ms
        (train(0.0085, 0.001), False),  # between two gates
    ],
)
def test_no_exposure_lies_where_no_gate_is_open(shots: Row, well: bool) -> None:
    assert wrong(detections=FOUR_GATES, exposures=shots) == ([] if well else [f"{EXPOSURE}.timeOn"])


def test_between_images_that_a_detector_takes_by_itself_it_only_reads_out() -> None:
    """20 images every 1 ms, each 0.99 ms: from 2 ms to 21.99 ms."""
    gate = {"numberOfInternalTriggers": 20, "internalTriggerPeriod": 1e-3, "internalGateDuration": 0.99e-3}
    once = train(0.002, 1e-3)
    assert wrong(detections=once, gate=gate, exposures=train(0.002, 0.01999)) == []
    assert wrong(detections=once, gate=gate, exposures=train(0.022, 0.01)) == [f"{EXPOSURE}.timeOn"]


def test_a_plan_without_a_detector_has_no_gates() -> None:
    assert wrong(exposures=train(0.0, 0.001)) == []


def test_an_event_ends_within_the_period_unless_the_plan_interleaves() -> None:
    late = train(0.039, 0.002)  # ends at 41 ms of 40 ms
    assert wrong(excitations=late) == [f"{EXCITATION}.timeOn"]
    assert wrong(excitations=late, descriptionJson={"interleaves": True}) == []
    assert wrong(excitations=train(0.038, 0.002)) == []


@pytest.mark.parametrize("interleaves", [True, False])
def test_a_train_is_never_longer_than_the_period(interleaves: bool) -> None:
    """Five events every 9 ms of 5 ms take 41 ms."""
    long = train(0, 0.005, 0.009, 5)
    said = {"interleaves": interleaves}
    assert wrong(excitations=long, descriptionJson=said) == [f"{EXCITATION}.numberOfRepetitions"]
    assert wrong(excitations=train(0, 0.041), descriptionJson=said) == [f"{EXCITATION}.duration"]


def test_a_period_that_is_not_known_limits_nothing() -> None:
    assert wrong(excitations=train(0.039, 0.002), period=None) == []


@pytest.mark.parametrize("period", [0, -0.04])
def test_a_period_is_more_than_nothing(period: float) -> None:
    assert wrong(period=period) == ["period"]
    assert wrong(excitations=train(0, 0.001, period, 4)) == [f"{EXCITATION}.period"]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (train(-0.001, 0.001), "timeOn"),
        (train(0, -0.001), "duration"),
        (train(0, 0.001, 0.01, 0), "numberOfRepetitions"),
        (train(0, 0.001, None, 4), "period"),
        (train(0, 0.011, 0.01, 3), "duration"),  # on again before it is off
    ],
)
def test_a_train_is_possible_by_itself(row: Row, field: str) -> None:
    assert wrong(excitations=row) == [f"{EXCITATION}.{field}"]


@pytest.mark.parametrize(
    ("gate", "field"),
    [
        ({"numberOfInternalTriggers": 0}, "numberOfInternalTriggers"),
        ({"numberOfInternalTriggers": 4}, "internalTriggerPeriod"),
        (
            {"numberOfInternalTriggers": 4, "internalTriggerPeriod": 1e-3, "internalGateDuration": 2e-3},
            "internalGateDuration",
        ),
        # Eleven images every 1 ms, and the next trigger comes after 10 ms.
        ({"numberOfInternalTriggers": 11, "internalTriggerPeriod": 1e-3}, "numberOfInternalTriggers"),
    ],
)
def test_a_detector_can_take_the_images_that_it_takes_by_itself(gate: Row, field: str) -> None:
    assert wrong(detections=FOUR_GATES, gate=gate) == [f"{DETECTION}.{field}"]


def test_a_plan_runs_at_least_once() -> None:
    assert wrong(numberOfRepetitions=0) == ["numberOfRepetitions"]


def test_what_is_wrong_is_said_with_its_times() -> None:
    (text,) = timing_problems(timing_of(plan(excitations=train(0.039, 0.002)))).values()
    assert "ends 41 ms after the trigger, beyond the period of 40 ms" in text


def test_a_train_of_a_million_events_is_looked_at_quickly() -> None:
    """A gate for each of a million exposures, and one that drifts by 1 ns at each."""
    gates, even = train(0, 5e-7, 1e-6, 1_000_000), train(1e-7, 3e-7, 1e-6, 1_000_000)
    assert wrong(detections=gates, exposures=even, period=1.0) == []
    drifting = {**even, "period": 1.001e-6}
    assert wrong(detections=gates, exposures=drifting, period=2.0) == [f"{EXPOSURE}.timeOn"]


@pytest.mark.parametrize(
    ("given", "sums"),
    [
        # 10 × 40 ms; 10 × 4 gates; 10 × 4 shots.
        ({"detections": FOUR_GATES, "exposures": train(0.0015, 0.003, 0.01, 4)}, Totals(0.4, 40, 40)),
        # Every trigger gives 3 images: 10 × 4 × 3.
        (
            {
                "detections": FOUR_GATES,
                "gate": {"numberOfInternalTriggers": 3, "internalTriggerPeriod": 1e-3},
            },
            Totals(0.4, 120, 0),
        ),
        # Interleaved: the last excitation ends 10 ms behind the last period.
        ({"excitations": train(0.045, 0.005)}, Totals(0.41, 0, 0)),
        # On a chip nobody knows the period; once through takes as long as its events.
        ({"detections": train(0.001, 0.002), "period": None}, Totals(None, 10, 0)),
        (
            {"detections": train(0.001, 0.002), "period": None, "numberOfRepetitions": None},
            Totals(0.003, 1, 0),
        ),
        ({}, Totals(0.4, 0, 0)),
    ],
)
def test_totals(given: Row, sums: Totals) -> None:
    found = totals(timing_of(plan(**given)))
    assert (found.frames, found.exposures) == (sums.frames, sums.exposures)
    assert found.time == (None if sums.time is None else pytest.approx(sums.time, rel=1e-12))
