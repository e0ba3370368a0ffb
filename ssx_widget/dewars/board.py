"""All dewars that are not back home yet, by where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from backend.domain.states import (
    AT_BEAMLINE,
    AT_FACILITY,
    DRAFT,
    IN_STORAGE,
    READY,
    RETURN_REQUESTED,
    SENT,
    UNLOADED,
    shown,
    stored,
)
from hwobj.collection import Collection
from hwobj.PyIspybClient import PyIspybClient
from hwobj.rest import Row
from ssx_widget.dewars.finding import proposal_words

_ASKED_AT_ONCE = 200
"""Keys in one question: an address has its limits."""


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


@dataclass(frozen=True)
class Standing:
    """A dewar on the board."""

    dewar: Row
    proposal: str
    shipment: str

    @property
    def code(self) -> str:
        """What its sender calls it."""
        return str(self.dewar["code"] or "without a code")

    @property
    def lane(self) -> Lane | None:
        """The column that it stands in; None when it is back."""
        known = stored(self.dewar["dewarStatus"] or DRAFT) or DRAFT
        return next((lane for lane in LANES if known in lane.states), None)

    @property
    def remark(self) -> str:
        """in storage · mx2415 · Dewar bay A3: the state where the column does not say it, and the shipment
        where the dewar has no place."""
        state = shown(self.dewar["dewarStatus"])
        is_said = self.lane is None or len(self.lane.states) == 1 or state == self.lane.title.casefold()
        place = self.dewar["storageLocation"] or self.shipment
        return " · ".join(filter(None, ("" if is_said else state, self.proposal, place)))


def load_board(core: PyIspybClient) -> list[Standing]:
    """Every dewar that the person may see and that is not back, by code; to be called on a worker."""
    states = [state for lane in LANES for state in lane.states]
    dewars = sorted(core.dewars.all(dewarStatus=states), key=lambda row: row["code"] or "")
    shipments = _by_key(core.shippings, (row["shippingId"] for row in dewars))
    proposals = _by_key(core.proposals, (row["proposalId"] for row in shipments.values()))
    return [_standing(row, shipments, proposals) for row in dewars]


def places(board: Iterable[Standing]) -> list[str]:
    """The places in use, to be suggested."""
    return sorted({row.dewar["storageLocation"] for row in board} - {None, ""})


def _standing(dewar: Row, shipments: dict[int, Row], proposals: dict[int, Row]) -> Standing:
    # One that came between the questions has no shipment here yet; the next reading has it.
    shipment = shipments.get(dewar["shippingId"], {})
    proposal = proposals.get(shipment.get("proposalId", 0))
    return Standing(dewar, proposal_words(proposal), shipment.get("shippingName") or "")


def _by_key(collection: Collection, keys: Iterable[int]) -> dict[int, Row]:
    rows = (
        row
        for some in _portions(sorted(set(keys)))
        for row in collection.list(**{collection.key: some, "limit": _ASKED_AT_ONCE}).rows
    )
    return {row[collection.key]: row for row in rows}


def _portions(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(keys), _ASKED_AT_ONCE):
        yield keys[first : first + _ASKED_AT_ONCE]
