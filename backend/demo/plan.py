# SPDX-License-Identifier: LGPL-3.0-or-later
"""The demo's timing plans: a laser pump and an X-ray probe, hit and return on a chip, a tape, a first try."""

from __future__ import annotations

from backend.demo.rows import Filling
from backend.domain.plans.plan_templates import hit_and_return, mix_and_diffuse
from backend.domain.rows import Row
from backend.ssx.models import ExperimentalPlan, MasterTrigger

NAME = "Pump-probe, 3 delays"
_DETECTOR = {"detector": "JUNGFRAU 4M"}


def fill(filling: Filling) -> None:
    """Store the plans, each with its sequence; the first one with its trigger."""
    tape = {"rate": 40.0, "delay": 0.5, "exposure": 0.003, "repetitions": 20_000, **_DETECTOR}
    chip: Row = {"excitation": "laser", "delay": 1.0, "step": 0.01, "exposure": 0.003}
    chip |= {"repetitions": 25_600, **_DETECTOR}
    trigger = filling.add(MasterTrigger, nameInEventLog="master", triggerDevice="DAQ out 0")
    filling.add(ExperimentalPlan, **_pump_probe(), masterTriggerId=trigger["masterTriggerId"])
    for plan in (hit_and_return(chip), mix_and_diffuse(tape), _first_try()):
        filling.add(ExperimentalPlan, **plan)


def _pump_probe() -> Row:
    """A sequence of 40 ms: dark, then three times after one laser shot."""
    return {
        "name": NAME,
        "numberOfRepetitions": 6400,
        "period": 0.04,
        "descriptionJson": _DETECTOR,
        "repeatedSequence": {
            "name": NAME,
            "timedExcitations": [
                _event("Laser pump", 0.0102, 20e-9, 0.04, 1, "DAQ out 3", {"ssxExcitation": "laser"})
            ],
            "timedXrayExposures": [
                _event("X-ray shots", 0.0015, 0.003, 0.01, 4, "Shutter 1", {"shutter": "Shutter 1"})
            ],
            "timedXrayDetections": [
                _event("JUNGFRAU gate", 0.001, 0.0045, 0.01, 4, "DAQ out 1", {"numberOfInternalTriggers": 1})
            ],
        },
    }


def _first_try() -> Row:
    """Dark and light as somebody begins: each shot is half a millisecond before its gate."""
    return {
        "name": "Dark and light, first try",
        "numberOfRepetitions": 1000,
        "period": 0.02,
        "descriptionJson": {"detector": "EIGER2 X 16M"},
        "repeatedSequence": {
            "name": "Dark and light",
            "timedExcitations": [
                _event("Laser pump", 0.0105, 20e-9, 0.02, 1, "DAQ out 3", {"ssxExcitation": "laser"})
            ],
            "timedXrayExposures": [_event("X-ray shots", 0.001, 0.003, 0.01, 2, "Shutter 1")],
            "timedXrayDetections": [_event("EIGER gate", 0.0015, 0.0045, 0.01, 2, "DAQ out 1")],
        },
    }


def _event(
    name: str, begins: float, lasts: float, period: float, times: int, device: str, more: Row | None = None
) -> Row:
    """An event with its train, which is called as it is; times in seconds."""
    train = {"name": name, "timeOn": begins, "duration": lasts, "period": period}
    return {
        "name": name,
        **(more or {}),
        "eventTrain": {**train, "numberOfRepetitions": times, "triggerDevice": device},
    }
