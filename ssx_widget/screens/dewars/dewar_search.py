# SPDX-License-Identifier: LGPL-3.0-or-later
"""Finds the dewar that was scanned or typed, and all that its card says; to be called on a worker."""

from __future__ import annotations

from dataclasses import dataclass

from backend.domain.rows.answers import DewarContents, ShippingInfo
from backend.domain.rows.people import ProposalRow
from backend.domain.rows.shipping import DewarEventRow, DewarRow
from hwobj.errors import LimsError, NotFound
from hwobj.PyIspybClient import PyIspybClient
from ssx_widget.screens.dewars.scan import scanned_barcode, shortened

LONGEST_BARCODE = 45


class UnknownDewar(LimsError):
    """No dewar has this barcode or code, or several have the code; the sentence says what to do.

    `barcode` is one under which the dewar can be taken in, empty where that makes no sense.
    """

    def __init__(self, message: str, barcode: str = "") -> None:
        super().__init__(message)
        self.barcode = barcode


@dataclass(frozen=True)
class FoundDewar:
    """A dewar with its containers, its shipment with all that belongs to it, and its way, newest first."""

    dewar: DewarContents
    shipment: ShippingInfo
    history: list[DewarEventRow]

    @property
    def parcel_words(self) -> str:
        """December SSX run, 1 of 2."""
        keys = [row["dewarId"] for row in self.shipment["dewars"]]
        number = keys.index(self.dewar["dewarId"]) + 1
        return f"{self.shipment['shippingName'] or 'unnamed shipment'}, {number} of {len(keys)}"

    @property
    def owner_words(self) -> str:
        """mx2415 · Zürich, EMBL Hamburg."""
        contact = self.shipment["sendingLabContact"]
        laboratory = contact["laboratory"] if contact else None
        family = contact["person"]["familyName"] if contact else None
        names = (family, laboratory and (laboratory["organization"] or laboratory["name"]))
        return " · ".join(
            filter(None, (proposal_words(self.shipment["proposal"]), ", ".join(filter(None, names))))
        )


def proposal_words(proposal: ProposalRow | None) -> str:
    """mx2415."""
    return f"{proposal['proposalCode'] or ''}{proposal['proposalNumber'] or ''}" if proposal else ""


def find(core: PyIspybClient, text: str) -> DewarRow:
    """The dewar with this barcode, else the only one with this code. Raises UnknownDewar."""
    wanted = scanned_barcode(text)
    if len(wanted) > LONGEST_BARCODE or not wanted.isprintable():
        raise UnknownDewar(
            f"“{shortened(wanted)}” has {len(wanted)} characters and cannot be a dewar's barcode "
            f"(at most {LONGEST_BARCODE}). Scan one label at a time."
        )
    try:
        return core.dewar_by_barcode(wanted)
    except NotFound:
        same = core.dewars.list(code=wanted, limit=2)
    if same.total == 1:
        return same.rows[0]
    if same.total:
        raise UnknownDewar(
            f"{same.total} dewars have the code “{wanted}”. Scan the barcode of the one you mean."
        )
    raise UnknownDewar(
        f"No dewar has the barcode or code “{wanted}”. Scan it again; if the label is damaged, "
        "look for the dewar in the lists below.",
        wanted,
    )


def load(core: PyIspybClient, dewar_id: int) -> FoundDewar:
    """A dewar by its key. Raises NotFound."""
    shipment = core.shipping_info(core.dewars.get(dewar_id)["shippingId"])
    dewar = next(row for row in shipment["dewars"] if row["dewarId"] == dewar_id)
    return FoundDewar(dewar, shipment, core.dewar_history(dewar_id))
