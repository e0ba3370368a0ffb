# SPDX-License-Identifier: LGPL-3.0-or-later
"""The states of dewars and shipments: stored (ISPyB) values, the words shown, and which may follow which."""

from collections.abc import Iterable

DRAFT = "opened"
READY = "ready to go"
SENT = "sent to facility"
AT_FACILITY = "at facility"
IN_STORAGE = "in storage"
AT_BEAMLINE = "processing"
UNLOADED = "unprocessing"
RETURN_REQUESTED = "dispatch-requested"
RETURNED = "sent to User"
CLOSED = "closed"

STATE_WORDS: dict[str, str] = {
    DRAFT: "draft",
    READY: "labels printed",
    SENT: "sent",
    AT_FACILITY: "at facility",
    IN_STORAGE: "in storage",
    AT_BEAMLINE: "at beamline",
    UNLOADED: "unloaded",
    RETURN_REQUESTED: "return requested",
    RETURNED: "returned",
    CLOSED: "closed",
}

DEWAR_STATES: tuple[str, ...] = tuple(STATE_WORDS)
"""The stored values, in the order of a dewar's way."""

_NEXT: dict[str, tuple[str, ...]] = {
    DRAFT: (READY, SENT),
    READY: (SENT, DRAFT),
    SENT: (AT_FACILITY,),
    AT_FACILITY: (IN_STORAGE, AT_BEAMLINE, RETURN_REQUESTED),
    IN_STORAGE: (AT_BEAMLINE, RETURN_REQUESTED),
    AT_BEAMLINE: (UNLOADED,),
    UNLOADED: (IN_STORAGE, AT_BEAMLINE, RETURN_REQUESTED),
    RETURN_REQUESTED: (RETURNED,),
    RETURNED: (CLOSED,),
    CLOSED: (),
}

_STORED = {word: state for state, word in STATE_WORDS.items()} | {
    state.casefold(): state for state in DEWAR_STATES
}


def shown(state: str | None) -> str:
    """The word for a stored state; an unknown one is shown as it is, none at all as draft."""
    known = stored(state or DRAFT)
    return STATE_WORDS[known] if known else str(state)


def stored(word: str) -> str | None:
    """The stored value for a word or for any spelling of a stored value, None if it is no state."""
    return _STORED.get(word.strip().casefold())


def next_states(state: str | None) -> tuple[str, ...]:
    """The states that may follow, the usual one first."""
    return _NEXT.get(stored(state or DRAFT) or DRAFT, ())


def advancement(state: str | None) -> int:
    """How far along its way a dewar is; an unknown state counts as not begun."""
    known = stored(state or DRAFT)
    return DEWAR_STATES.index(known) if known else 0


def least_advanced(states: Iterable[str | None]) -> str:
    """The state of a shipment: that of its least advanced dewar, draft when it has none."""
    return DEWAR_STATES[min(map(advancement, states), default=0)]


def is_held_by_facility(state: str | None) -> bool:
    """Whether the facility has taken the dewar in: marking its shipment sent no longer moves it."""
    return advancement(state) >= advancement(AT_FACILITY)
