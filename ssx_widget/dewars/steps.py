"""The steps that a dewar can take from where it is, in words, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backend.domain.states import (
    AT_BEAMLINE,
    AT_FACILITY,
    CLOSED,
    DRAFT,
    IN_STORAGE,
    READY,
    RETURN_REQUESTED,
    RETURNED,
    SENT,
    UNLOADED,
    next_states,
    shown,
)
from hwobj.rest import Row

_WORDS = {
    DRAFT: "Back to draft",
    READY: "Labels printed",
    SENT: "Sent",
    AT_FACILITY: "Arrived",
    IN_STORAGE: "To storage",
    AT_BEAMLINE: "To the beamline",
    UNLOADED: "Unloaded",
    RETURN_REQUESTED: "Send back",
    RETURNED: "Returned",
    CLOSED: "Close",
}
_HAS_PLACE = frozenset((AT_FACILITY, IN_STORAGE, AT_BEAMLINE, UNLOADED, RETURN_REQUESTED))
_UNDO = "Undo of "


@dataclass(frozen=True)
class Step:
    """A state to go to, the words of its button, the place there, and a reason that is kept with it."""

    state: str
    words: str
    place: str = ""
    reason: str = ""


def steps(dewar: Row, place: str) -> list[Step]:
    """The steps from a dewar's state, the usual one first.

    `place` is where it is put; without one it stays where it is, and outside of the facility it has none.
    """
    kept = place.strip() or dewar["storageLocation"] or ""
    return [
        Step(state, _WORDS[state], kept if state in _HAS_PLACE else "")
        for state in next_states(dewar["dewarStatus"])
    ]


def undo(history: Sequence[Row]) -> Step | None:
    """The step that takes the newest of a history (newest first) back; None when there is nothing to take
    back, as after an undo."""
    if len(history) < 2 or (history[0]["reason"] or "").startswith(_UNDO):
        return None
    last, before = history[0], history[1]
    word = shown(last["dewarStatus"])
    return Step(before["dewarStatus"], f"Undo “{word}”", before["storageLocation"] or "", f"{_UNDO}{word}")
