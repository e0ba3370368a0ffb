# SPDX-License-Identifier: LGPL-3.0-or-later
"""How a dewar is packed, and how long its contents stay cold."""

from __future__ import annotations

from datetime import datetime, timedelta

from backend.domain.fields.field import Field

DRY_SHIPPER = "dry shipper"
DRY_ICE = "dry ice"
PACKINGS: tuple[str, ...] = (DRY_SHIPPER, DRY_ICE, "cooled", "ambient")

DETAILS: tuple[Field, ...] = (
    Field(
        "packing", "Packing", max_length=20, choices=PACKINGS, section="Packing",
        help="Declared on the address label; what nobody declares is not printed.",
    ),
    Field(
        "dryIceWeight", "Dry ice", "number", "kg", minimum=0, minimum_exclusive=True, maximum=1000,
        section="Packing", help="Net weight, which UN1845 asks for.",
    ),
    Field("dewarModel", "Dewar model", max_length=45, section="Packing"),
    Field("filledAt", "Filled at", "datetime", section="Packing"),
    Field(
        "holdTime", "Hold time", "number", "d", minimum=0, minimum_exclusive=True, maximum=365,
        section="Packing", help="Static hold time as the maker states it.",
    ),
)  # fmt: skip
"""What a person may say of a dewar beyond ISPyB's columns."""


def cold_until(filled_at: datetime | None, hold_time: float | None) -> datetime | None:
    """When a dewar filled at that time has used up its hold time (days); None when either is not known.

    A maker's hold time is that of a new dewar standing still, so this is the latest that can be hoped for.
    """
    if filled_at is None or hold_time is None:
        return None
    try:
        return filled_at + timedelta(days=hold_time)
    except OverflowError:
        return None
