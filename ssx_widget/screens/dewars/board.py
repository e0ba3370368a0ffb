# SPDX-License-Identifier: LGPL-3.0-or-later
"""All dewars that are not closed, as columns by state or by place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone

from backend.domain.rows.answers import BoardEntry
from backend.domain.states import (
    AT_BEAMLINE,
    AT_FACILITY,
    DRAFT,
    IN_STORAGE,
    READY,
    RETURN_REQUESTED,
    SENT,
    UNLOADED,
    is_held_by_facility,
    shown,
    stored,
)
from hwobj.PyIspybClient import PyIspybClient
from ssx_widget.lists.list_lines import ListLine
from ssx_widget.screens.dewars.texts import is_warm

MOST = 1000
NOWHERE = "No place"


@dataclass(frozen=True)
class Lane:
    """A column of the board and the states that stand in it."""

    title: str
    states: tuple[str, ...]


LANES = (
    Lane("With sender", (DRAFT, READY)),
    Lane("Expected", (SENT,)),
    Lane("At facility", (AT_FACILITY, IN_STORAGE, UNLOADED)),
    Lane("At beamline", (AT_BEAMLINE,)),
    Lane("To send back", (RETURN_REQUESTED,)),
)
_STATES = tuple(state for lane in LANES for state in lane.states)


@dataclass(frozen=True)
class Board:
    """The dewars that fit what was looked for, how many there are in all, and the places in use."""

    rows: list[BoardEntry]
    total: int
    places: list[str]

    def by_state(self) -> list[tuple[str, list[BoardEntry]]]:
        """Columns from the sender to the way back, also those that are empty."""
        return [(lane.title, [row for row in self.rows if _state(row) in lane.states]) for lane in LANES]

    def by_place(self) -> list[tuple[str, list[BoardEntry]]]:
        """A column for each place, by name; what the facility holds without a place stands first."""
        held = [row for row in self.rows if is_held_by_facility(_state(row))]
        found: dict[str, list[BoardEntry]] = {}
        for row in held:
            found.setdefault(row["storageLocation"] or NOWHERE, []).append(row)
        return sorted(found.items(), key=lambda lane: (lane[0] != NOWHERE, lane[0].casefold()))


def load_board(core: PyIspybClient, words: str = "") -> Board:
    """Every dewar that the person may see, is not back and fits the words; to be called on a worker."""
    found = core.dewar_board(dewarStatus=list(_STATES), q=words, limit=MOST)
    rows = sorted(found["rows"], key=lambda row: (row["code"] or "").casefold())
    return Board(rows, found["total"], sorted(found["places"], key=str.casefold))


def line_of(row: BoardEntry, now: datetime | None = None) -> ListLine:
    """DEW-12, and below it: in storage · mx2415 · Dewar bay A3; the shipment where there is no place.

    The badge says when its cold is used up: nothing else on the board is as urgent.
    """
    place = row["storageLocation"] or row["shippingName"]
    return _line(row, (_state_words(row), row["proposal"], place), now or datetime.now(timezone.utc))


def line_at_place(row: BoardEntry) -> ListLine:
    """DEW-12, and below it: in storage · mx2415 · December run, for a column that says the place."""
    said = (shown(row["dewarStatus"]), row["proposal"], row["shippingName"])
    return _line(row, said, datetime.now(timezone.utc))


def _line(row: BoardEntry, said: tuple[str | None, ...], now: datetime) -> ListLine:
    warm = is_held_by_facility(_state(row)) and is_warm(row["coldUntil"], now)
    remark = " · ".join(filter(None, said))
    return ListLine(row["code"] or "without a code", remark, "cold over" if warm else "", "bad")


def _state(row: BoardEntry) -> str:
    return stored(row["dewarStatus"] or DRAFT) or DRAFT


def _state_words(row: BoardEntry) -> str:
    """The state where the column does not say it."""
    lane = next((lane for lane in LANES if _state(row) in lane.states), None)
    words = shown(row["dewarStatus"])
    return "" if lane is None or len(lane.states) == 1 or words == lane.title.casefold() else words
