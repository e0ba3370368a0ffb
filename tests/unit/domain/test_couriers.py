# SPDX-License-Identifier: LGPL-3.0-or-later
"""Where a courier tells of a parcel, for the window and the dewar's web page alike."""

from __future__ import annotations

import pytest

from backend.domain.couriers import tracking_url

URLS = {"dhl": "https://example.org/track/{number}?lang=en"}


@pytest.mark.parametrize("courier", ["DHL", "dhl", " Dhl "])
def test_a_courier_counts_in_whatever_case_it_is_written(courier: str) -> None:
    assert tracking_url(URLS, courier, "JD 01/4") == "https://example.org/track/JD%2001%2F4?lang=en"


@pytest.mark.parametrize(("courier", "number"), [("DHL", None), ("DHL", ""), ("UPS", "1"), (None, "1")])
def test_what_is_not_known_has_no_address(courier: str | None, number: str | None) -> None:
    assert tracking_url(URLS, courier, number) == ""
