# SPDX-License-Identifier: LGPL-3.0-or-later
"""The steps that a dewar can take from where it is, in words, and what its history says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backend.domain.rows.shipping import DewarEventRow, DewarRow
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
HAS_PLACE = frozenset((AT_FACILITY, IN_STORAGE, AT_BEAMLINE, UNLOADED, RETURN_REQUESTED))
"""The states in which a dewar stands somewhere at the facility."""

SCAN_STEPS: tuple[tuple[str, str], ...] = (
    ("", "shows the dewar"),
    (AT_FACILITY, "marks it arrived"),
    (IN_STORAGE, "puts it into storage"),
    (AT_BEAMLINE, "takes it to the beamline"),
    (UNLOADED, "marks it unloaded"),
    (RETURN_REQUESTED, "asks for its return"),
    (RETURNED, "marks it returned"),
)
"""What each scan may be told to do: the state, and the words after “Each scan”."""

_UNDO = "Undo of "


@dataclass(frozen=True)
class DewarStep:
    """A state to go to, and the words of its button."""

    state: str
    words: str


def steps(state: str | None) -> list[DewarStep]:
    """The steps from a state, the usual one first."""
    return [DewarStep(after, _WORDS[after]) for after in next_states(state)]


def place_after(state: str, wanted: str, dewar: DewarRow) -> str:
    """Where a dewar is put by a step: where it is wanted, else it stays; outside of the facility nowhere."""
    return (wanted.strip() or dewar["storageLocation"] or "") if state in HAS_PLACE else ""


def moves(history: Sequence[DewarEventRow]) -> list[DewarEventRow]:
    """The steps of a history between states, without the refills."""
    return [row for row in history if row["kind"] == "state"]


def undo_words(history: Sequence[DewarEventRow]) -> str:
    """Undo “at facility”, for the newest step of a history (newest first); empty when there is nothing to
    take back, as after an undo."""
    steps_taken = moves(history)
    if len(steps_taken) < 2 or (steps_taken[0]["reason"] or "").startswith(_UNDO):
        return ""
    return f"Undo “{shown(steps_taken[0]['dewarStatus'])}”"


def refill_words(history: Sequence[DewarEventRow]) -> str:
    """topped up 3 ×; empty when it never was."""
    count = len(history) - len(moves(history))
    return f"topped up {count} ×" if count else ""
