"""The demo's timing plan: a laser pump and an X-ray probe at three delays, and a dark one."""

from __future__ import annotations

from backend.demo.filling import Filling
from backend.ssx.models import (
    EventTrain,
    ExperimentalPlan,
    MasterTrigger,
    RepeatedSequence,
    TimedExcitation,
    TimedXrayDetection,
    TimedXrayExposure,
)

NAME = "Pump-probe, 3 delays"


def fill(filling: Filling) -> None:
    """Store the plan with its sequence of 40 ms, its trains and its trigger."""
    trigger = filling.add(MasterTrigger, nameInEventLog="master", triggerDevice="DAQ out 0")
    sequence = filling.add(RepeatedSequence, name=NAME)["repeatedSequenceId"]
    pump = _train(filling, "Laser pump", 0.0102, 20e-9, 0.04, 1, "DAQ out 3")
    gate = _train(filling, "JUNGFRAU gate", 0.001, 0.0045, 0.01, 4, "DAQ out 1")
    shots = _train(filling, "X-ray shots", 0.0015, 0.003, 0.01, 4, "Shutter 1")
    filling.session.add_all(
        (
            TimedExcitation(
                name="Laser pump", repeatedSequenceId=sequence, eventTrainId=pump, ssxExcitation="laser"
            ),
            TimedXrayExposure(
                name="X-ray shots", repeatedSequenceId=sequence, eventTrainId=shots, shutter="Shutter 1"
            ),
            TimedXrayDetection(
                name="JUNGFRAU gate",
                repeatedSequenceId=sequence,
                eventTrainId=gate,
                numberOfInternalTriggers=1,
            ),
        )
    )
    filling.add(
        ExperimentalPlan,
        name=NAME,
        numberOfRepetitions=6400,
        period=0.04,
        masterTriggerId=trigger["masterTriggerId"],
        repeatedSequenceId=sequence,
    )


def _train(
    filling: Filling, name: str, begins: float, lasts: float, period: float, times: int, device: str
) -> int:
    """A train of events; times in seconds."""
    row = filling.add(
        EventTrain,
        name=name,
        timeOn=begins,
        duration=lasts,
        period=period,
        numberOfRepetitions=times,
        triggerDevice=device,
    )
    return int(row["eventTrainId"])
