# SPDX-License-Identifier: LGPL-3.0-or-later
"""Does what a scan says, and takes it back; to be called on a worker."""

from __future__ import annotations

from dataclasses import dataclass

from backend.domain.rows.shipping import DewarEventRow, DewarRow
from backend.domain.states import AT_FACILITY, DRAFT, READY, SENT, next_states, shown, stored
from hwobj.errors import Conflict, LimsError
from hwobj.PyIspybClient import PyIspybClient
from ssx_widget.screens.dewars.dewar_search import find
from ssx_widget.screens.dewars.dewar_steps import moves, place_after
from ssx_widget.screens.dewars.scan import Scan


class ScanQuestion(LimsError):
    """The step is not taken yet: it may be a mistake. The sentence asks; the dewar is the one it is about."""

    def __init__(self, message: str, dewar: DewarRow, *, is_repeat: bool) -> None:
        super().__init__(message)
        self.dewar, self.is_repeat = dewar, is_repeat


@dataclass(frozen=True)
class AppliedScan:
    """The dewar as it is after a scan, and as it was before."""

    dewar: DewarRow
    before: DewarRow


def take(core: PyIspybClient, scan: Scan) -> AppliedScan:
    """Find the dewar and take its step.

    Raises UnknownDewar, ScanQuestion for what may be a mistake, LimsError.
    """
    before = find(core, scan.text) if scan.dewar_id is None else core.dewars.get(scan.dewar_id)
    if not scan.state:
        return AppliedScan(before, before)
    if not (scan.sure or _is_usual(before["dewarStatus"], scan.state)):
        raise ScanQuestion(
            f"{name_of(before)} is {shown(before['dewarStatus'])}; mark it {shown(scan.state)} all the same?",
            before,
            is_repeat=False,
        )
    return AppliedScan(_step(core, scan, before), before)


def take_in(core: PyIspybClient, barcode: str, place: str) -> DewarRow:
    """Store a dewar that nobody knows as arrived, its owner unknown. Raises LimsError."""
    return core.take_in_unknown_dewar(barcode, place)


def take_back(core: PyIspybClient, dewar: DewarRow) -> DewarRow:
    """Undo the step that left the dewar like this, by a new step. Raises LimsError if it moved since."""
    steps = moves(core.dewar_history(dewar["dewarId"]))
    if not steps or _stand(steps[0]) != _stand(dewar):
        raise LimsError(f"{name_of(dewar)} was moved again since, so this step stays. Look at its history.")
    return core.undo_dewar_step(dewar["dewarId"])


def name_of(dewar: DewarRow) -> str:
    """What people call a dewar."""
    return str(dewar["code"] or dewar["barCode"] or "A dewar without a code")


def stand_words(state: str | None, place: str | None) -> str:
    """at facility, Dewar bay A3."""
    return ", ".join(filter(None, (shown(state), place)))


def _step(core: PyIspybClient, scan: Scan, before: DewarRow) -> DewarRow:
    place = place_after(scan.state, scan.place, before)
    key = before["dewarId"]
    try:
        return core.set_dewar_status(key, scan.state, place, scan.reason, scan.key, again=scan.sure)
    except Conflict as error:
        if not error.problem.get("repeat"):
            raise
        last = stand_words(scan.state, place)
        question = f"{name_of(before)} was marked {last} within the last minute; write it once more?"
        raise ScanQuestion(question, before, is_repeat=True) from error


def _is_usual(before: str | None, after: str) -> bool:
    """Steps on a dewar's way, and a move to another place. What arrives may never have been marked sent."""
    now = stored(before or DRAFT) or DRAFT
    return after == now or after in next_states(now) or (after == AT_FACILITY and now in (DRAFT, READY, SENT))


def _stand(step: DewarRow | DewarEventRow) -> tuple[str, str]:
    return step["dewarStatus"] or DRAFT, step["storageLocation"] or ""
