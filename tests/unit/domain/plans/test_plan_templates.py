# SPDX-License-Identifier: LGPL-3.0-or-later
"""Plans from templates, held against times worked out by hand; plans as files."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.plans import plan_files
from backend.domain.plans.plan_checks import wrong
from backend.domain.plans.plan_segments import segments
from backend.domain.plans.plan_templates import TEMPLATES, delays_again, delays_of, made, spaced
from backend.domain.plans.timing import LISTS, timing_of, totals
from backend.domain.quantities.durations import UNITS

Row = dict[str, Any]
DETECTIONS, EXPOSURES, EXCITATIONS = LISTS
MS = UNITS["ms"]
PUMP_PROBE, DARK_LIGHT, INTERLEAVED, TAPE = TEMPLATES


def plan(template: Any, **texts: str) -> Row:
    usual = {field.name: field.show(field.default) for field in template.fields}
    row, errors = made(template, {**usual, **texts})
    assert errors == {}
    assert row
    return row


def refused(template: Any, **texts: str) -> dict[str, str]:
    usual = {field.name: field.show(field.default) for field in template.fields}
    row, errors = made(template, {**usual, **texts})
    assert row is None
    return errors


def trains(row: Row, kind: str) -> list[tuple[float, float]]:
    return [
        (each["eventTrain"]["timeOn"], each["eventTrain"]["duration"])
        for each in row["repeatedSequence"][kind]
    ]


@pytest.mark.parametrize("template", TEMPLATES)
def test_what_is_usual_makes_a_plan_that_is_right(template: Any) -> None:
    row = plan(template)
    assert wrong(timing_of(row)) == []
    assert plan_files.read(plan_files.written(row)) == (row, None)


def test_pump_and_probe() -> None:
    """Images every 10 ms, 3 ms each, begin after a quarter of the 7 ms that are left: at 1.75 ms."""
    row = plan(PUMP_PROBE, delays="100 ns, 2 ms")
    assert (row["name"], row["period"]) == ("Pump-probe, 2 delays", 0.03)
    assert trains(row, EXCITATIONS) == [(0.0117499, 2e-8), (0.01975, 2e-8)]
    assert trains(row, EXPOSURES) == [(0.00175, 0.003)]
    assert trains(row, DETECTIONS) == [(0.00145, 0.0036)]
    assert [each.delay for each in segments(timing_of(row))] == [None, 10**11, 2 * MS]


def test_dark_and_light() -> None:
    row = plan(DARK_LIGHT, delay="500 µs", repetitions="10")
    assert trains(row, EXCITATIONS) == [(0.01125, 2e-8)]
    assert [each.name for each in segments(timing_of(row))] == ["dark", "light, time 1"]
    assert (totals(timing_of(row)).time, totals(timing_of(row)).frames) == (0.2, 20)


def test_hit_and_return_probes_a_well_after_its_delay() -> None:
    """1.003 s lie 100 steps and 3 ms before the exposure, which is at 1.75 ms: the laser at 8.75 ms."""
    row = plan(INTERLEAVED, delay="1003 ms")
    (pump,), (shot,) = trains(row, EXCITATIONS), trains(row, EXPOSURES)
    assert (pump[0], shot[0]) == (0.00875, 1.01175)
    assert row["descriptionJson"]["interleaves"] is True
    assert row["name"] == "HARE, 1.003 s"
    assert plan(INTERLEAVED, excitation="droplet")["name"] == "LAMA, 1 s"


def test_mix_and_diffuse() -> None:
    row = plan(TAPE, rate="50", delay="10 ms")
    assert row["period"] == 0.02
    assert trains(row, EXPOSURES) == [(0.01, 0.003)]
    assert row["descriptionJson"]["interleaves"] is False
    assert plan(TAPE, rate="50", delay="18 ms")["descriptionJson"]["interleaves"] is True


@pytest.mark.parametrize(
    ("template", "texts", "field", "sentence"),
    [
        (PUMP_PROBE, {"delays": "1 ms, 7 ms"}, "", "A delay of 7 ms does not fit"),
        (PUMP_PROBE, {"delays": "1"}, "delays", "“1” has no unit"),
        (PUMP_PROBE, {"delays": ""}, "delays", "Delays is empty, but is needed."),
        (PUMP_PROBE, {"delays": "0"}, "delays", "A delay is more than 0 s."),
        (
            PUMP_PROBE,
            {"delays": ", ".join(["1 µs"] * 20)},
            "delays",
            "These are 20 delays; one plan takes 19",
        ),
        (PUMP_PROBE, {"exposure": "9 ms"}, "", "leaves no time to read out in 10 ms; make it at most 8 ms"),
        (DARK_LIGHT, {"step": "0"}, "step", "From image to image is more than 0 s; 0 s is not."),
        (TAPE, {"exposure": "1 s"}, "", "too long for a droplet every 25 ms; make it at most 20 ms"),
        (TAPE, {"rate": "0"}, "rate", "Droplet rate is more than 0"),
        (INTERLEAVED, {"repetitions": "0"}, "repetitions", "Wells lies between 1 and"),
    ],
)
def test_what_cannot_be_made_is_told(template: Any, texts: dict[str, str], field: str, sentence: str) -> None:
    errors = refused(template, **texts)
    assert list(errors) == [field]
    assert sentence in errors[field]


@given(
    step=st.integers(2, 10**6),
    share=st.floats(0.001, 0.79),
    delays=st.lists(st.floats(0.001, 0.2), min_size=1, max_size=19),
)
def test_pump_and_probe_is_right_whatever_its_times(step: int, share: float, delays: list[float]) -> None:
    """Times from microseconds to seconds, in whole nanoseconds."""
    texts = {
        "step": f"{step} µs",
        "exposure": f"{max(int(step * share * 1000), 1)} ns",
        "delays": "; ".join(f"{max(int(step * delay * 1000), 1)} ns" for delay in delays),
        "detector": "",
    }
    usual = {field.name: field.show(field.default) for field in PUMP_PROBE.fields}
    row, errors = made(PUMP_PROBE, {**usual, **texts})
    if row is None:
        assert "does not fit" in errors[""]
        return
    found = wrong(timing_of(row))
    assert [check for check in found if check.state == "impossible"] == []
    assert not any("photons" in check.sentence for check in found)


def test_delays_are_spread_evenly_in_decades() -> None:
    assert spaced(10**12, 10**15, 4) == [10**12, 10**13, 10**14, 10**15]
    assert spaced(5, 5, 3) == [5]
    assert delays_of("100 ns; 1,5 µs, 2 ms") == [10**11, 15 * 10**11, 2 * MS]
    assert delays_again("1 µs, 100 µs, 1 ms", 4) == "1 µs, 10 µs, 100 µs, 1 ms"
    assert delays_again("1 ms", 3) == "10 µs, 100 µs, 1 ms"
    assert delays_again("1 ms, 2 ms", 1) == "1 ms"


def test_a_file_holds_no_keys_and_keeps_its_trigger() -> None:
    row = plan(DARK_LIGHT)
    stored = {**row, "experimentalPlanId": 3, "repeatedSequenceId": 4, "_etag": "x", "masterTriggerId": 9}
    trigger = {"nameInEventLog": "DAQ", "triggerDevice": "out 0", "masterTriggerId": 9}
    data = plan_files.written(stored, trigger)
    assert b"Id" not in data
    assert plan_files.read(data) == (row, {"nameInEventLog": "DAQ", "triggerDevice": "out 0"})


@pytest.mark.parametrize(
    ("where", "value", "sentence"),
    [
        ("period", "long", "The plan: Period is a time in seconds; “long” is not."),
        ("name", None, "The plan: Name is empty, but is needed."),
        ("descriptionJson", 7, "The plan is damaged in this file"),
        ("repeatedSequence", [1], "The sequence is damaged in this file"),
        ("repeatedSequence", {EXPOSURES: 5}, "is a list of at most 20 trains"),
        ("repeatedSequence", {EXPOSURES: [{}] * 21}, "is a list of at most 20 trains"),
        ("repeatedSequence", {EXPOSURES: [{"name": "x"}]}, f"Train 1 of {EXPOSURES} is damaged"),
        (
            "repeatedSequence",
            {EXPOSURES: [{"name": "x", "eventTrain": {"name": "x", "timeOn": -1, "duration": 1}}]},
            "On at is at least 0 s",
        ),
    ],
)
def test_a_damaged_file_is_told_by_its_place(where: str, value: Any, sentence: str) -> None:
    whole = json.loads(plan_files.written(plan(DARK_LIGHT)))
    whole["plan"][where] = value
    with pytest.raises(ValueError, match=re.escape(sentence)):
        plan_files.read(json.dumps(whole).encode())


_NAMES = st.sampled_from(("name", "period", "repeatedSequence", EXPOSURES, "eventTrain"))
_LEAVES = st.none() | st.booleans() | st.integers() | st.text()


@given(st.recursive(_LEAVES, lambda part: st.lists(part) | st.dictionaries(_NAMES, part)))
def test_whatever_a_file_holds_is_a_plan_or_a_sentence(inner: Any) -> None:
    data = json.dumps({"format": plan_files.FORMAT, "version": 1, "plan": inner}).encode()
    with suppress(ValueError):
        row, _trigger = plan_files.read(data)
        assert row["name"]
        timing_of(row)
