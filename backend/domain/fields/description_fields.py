# SPDX-License-Identifier: LGPL-3.0-or-later
"""Fields that live in a table's `descriptionJson`, and those of the beam, which a wish and a result share."""

from __future__ import annotations

from typing import Any

from backend.domain.fields.field import Field


def inside(key: str, *args: Any, **more: Any) -> Field:
    """A field that lives in the table's `descriptionJson`."""
    return Field(f"descriptionJson.{key}", *args, **more)


def amount(key: str, label: str, unit: str, **more: object) -> Field:
    """A quantity in `descriptionJson` that is more than 0."""
    return inside(key, label, "number", unit, minimum=0, minimum_exclusive=True, **more)


def percent(key: str, label: str, **more: Any) -> Field:
    """A share in `descriptionJson`, 0 to 100 %."""
    return inside(key, label, "number", "%", minimum=0, maximum=100, **more)


BEAM = (
    amount("photonEnergy", "Photon energy", "keV"),
    percent("bandwidth", "Bandwidth"),
    inside(
        "beamSize", "Beam", "list", "µm", minimum=0, minimum_exclusive=True, max_items=2,
        help="Width × height.",
    ),
    amount("exposureTime", "Exposure", "µs"),
    amount("repetitionRate", "Repetition rate", "Hz"),
    percent("transmission", "Transmission"),
)  # fmt: skip
"""The beam: as it is wished for a loaded sample, and as it was in an acquisition."""
