# SPDX-License-Identifier: LGPL-3.0-or-later
"""The couriers that dewars travel with, and where each tells of a parcel."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

COURIERS: tuple[str, ...] = ("DHL", "FedEx", "UPS", "TNT", "World Courier", "own transport")
"""What forms propose; any other name may be typed."""


def tracking_url(urls: Mapping[str, str], courier: str | None, number: str | None) -> str:
    """The page of a parcel, by the `tracking_urls` of a facility's profile; empty where none is known.

    A courier's name counts in whatever case it is written.
    """
    wanted = (courier or "").strip().casefold()
    template = next((url for name, url in urls.items() if name.casefold() == wanted), "")
    return template.replace("{number}", quote(number, safe="")) if template and number else ""
