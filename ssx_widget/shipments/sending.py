"""Marks a shipment as sent, and takes that back."""

from __future__ import annotations

from backend.domain.states import DRAFT, SENT
from hwobj.PyIspybClient import PyIspybClient
from ssx_widget.drafts import Row
from ssx_widget.shipments.shipment import Reading


def send(core: PyIspybClient, shipping: int) -> Row:
    """Mark a shipment as sent; raises Conflict with what is missing. On a worker."""
    return core.set_shipping_status(shipping, SENT)


def call_back(core: PyIspybClient, before: Reading) -> None:
    """Put every dewar back into the state that it had; each step stays in its history. On a worker."""
    for dewar in before.dewars:
        core.set_dewar_status(dewar["dewarId"], dewar["dewarStatus"] or DRAFT, reason="Not sent after all")


def why_not(reading: Reading, is_changed: bool) -> str:
    """Why a shipment cannot be sent now, empty when it can."""
    if is_changed:
        return "Save the changes first (Ctrl+S)."
    if reading.errors:
        return "\n".join(reading.errors)
    if not reading.info:
        return "The shipment is being read."
    return ""
