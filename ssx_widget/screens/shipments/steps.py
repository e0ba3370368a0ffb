# SPDX-License-Identifier: LGPL-3.0-or-later
"""The steps of a whole shipment: sent, arrived, sent back; the usual next one, and the way back from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from backend.domain.rows.answers import ShippingStep
from backend.domain.rows.shipping import DewarRow, ShippingRow
from backend.domain.states import (
    AT_BEAMLINE,
    AT_FACILITY,
    CLOSED,
    RETURN_REQUESTED,
    RETURNED,
    SENT,
    advancement,
    shown,
)
from hwobj.PyIspybClient import PyIspybClient
from ssx_widget.look.texts import shown_time
from ssx_widget.screens.shipments.shipment import Reading

_WORDS = {
    SENT: ("S&end", "is marked as sent"),
    AT_FACILITY: ("Arriv&ed", "is marked as arrived"),
    RETURN_REQUESTED: ("S&end back", "is to be sent back"),
    RETURNED: ("R&eturned", "is marked as returned"),
    CLOSED: ("Clos&e", "is closed"),
}
STAGES = (SENT, AT_FACILITY, RETURN_REQUESTED, RETURNED)
"""The states of a shipment that somebody outside asks about."""


@dataclass(frozen=True)
class ShipmentStep:
    """A state to bring all dewars to, the words of its button, and what is then told of the shipment."""

    state: str
    words: str
    told: str


@dataclass(frozen=True)
class ShipmentStage:
    """How far a shipment's dewars are with one state: when the last of them came to it, and by whom."""

    state: str
    reached: int
    dewars: int
    time: str = ""
    person: str = ""

    @property
    def words(self) -> str:
        """24 Nov 2026 09:12, ada; or: 1 of 2 dewars; or: not yet."""
        if not self.reached:
            return "not yet"
        when = ", ".join(filter(None, (shown_time(self.time) if self.time else "", self.person)))
        return when if self.reached == self.dewars else f"{self.reached} of {self.dewars} dewars, last {when}"


def usual_step(state: str | None) -> ShipmentStep | None:
    """The step that usually follows on a shipment's state; None after the last."""
    ahead = next((each for each in _WORDS if advancement(each) > advancement(state)), None)
    return ShipmentStep(ahead, *_WORDS[ahead]) if ahead else None


def why_not(reading: Reading, step: ShipmentStep | None, is_changed: bool) -> str:
    """Why a step cannot be taken now, empty when it can."""
    if not reading.info:
        return "The shipment is being read."
    if step is None:
        return "It is closed: nothing follows."
    if step.state != SENT:
        return _held(reading, step)
    if is_changed:
        return "Save the changes first (Ctrl+S)."
    return "\n".join(reading.errors)


def _held(reading: Reading, step: ShipmentStep) -> str:
    busy = [row["code"] or row["barCode"] for row in reading.dewars if row["dewarStatus"] == AT_BEAMLINE]
    if busy and step.state == RETURN_REQUESTED:
        return (
            f"{', '.join(map(str, busy))} is at the beamline; note on the Dewars screen that it is unloaded."
        )
    return ""


def take(core: PyIspybClient, shipping: int, step: ShipmentStep) -> ShippingRow:
    """Take a step; raises Conflict with the checklist while something is missing. On a worker."""
    return core.set_shipping_status(shipping, step.state)


def take_back(core: PyIspybClient, before: Reading, step: ShipmentStep) -> None:
    """Undo the step of every dewar that it moved; each undo stays in its history. On a worker."""
    for dewar in before.dewars:
        if advancement(dewar["dewarStatus"]) < advancement(step.state):
            core.undo_dewar_step(dewar["dewarId"])


def stages(dewars: Iterable[DewarRow], history: Iterable[ShippingStep]) -> list[ShipmentStage]:
    """The stages of a shipment; `history` is that of all its dewars, the newest first."""
    rows = list(dewars)
    steps = [step for step in history if step["kind"] == "state"]
    return [_stage(state, rows, steps) for state in STAGES]


def _stage(state: str, dewars: list[DewarRow], steps: list[ShippingStep]) -> ShipmentStage:
    """A dewar that was taken back has not reached what it reached before."""
    there = [row for row in dewars if advancement(row["dewarStatus"]) >= advancement(state)]
    last: dict[int, ShippingStep] = {}
    for step in reversed(steps):
        if step["dewarStatus"] == state:
            last[step["dewarId"]] = step
    reached = [last[row["dewarId"]] for row in there if row["dewarId"] in last]
    newest = max(reached, key=lambda step: step["time"], default=None)
    if newest is None:
        return ShipmentStage(state, len(there), len(dewars))
    return ShipmentStage(state, len(there), len(dewars), newest["time"], newest["person"])


def stage_word(state: str) -> str:
    """The name of a stage, with a capital."""
    return shown(state).capitalize()
