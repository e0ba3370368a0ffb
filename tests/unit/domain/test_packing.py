# SPDX-License-Identifier: LGPL-3.0-or-later
"""How long a dewar stays cold, and what can be said of its packing."""

from datetime import datetime, timezone

import pytest

from backend.domain.packing import DETAILS, PACKINGS, cold_until

NOON = datetime(2026, 11, 30, 12, tzinfo=timezone.utc)


def test_a_dewar_is_cold_until_its_hold_time_is_used_up() -> None:
    assert cold_until(NOON, 10.5) == datetime(2026, 12, 11, 0, tzinfo=timezone.utc)


@pytest.mark.parametrize(("filled", "days"), [(None, 10), (NOON, None), (NOON, 1e9)])
def test_what_is_not_known_is_not_guessed(filled: datetime | None, days: float | None) -> None:
    assert cold_until(filled, days) is None


@pytest.mark.parametrize(("name", "value"), [("holdTime", 0), ("holdTime", 400), ("dryIceWeight", -1)])
def test_a_hold_time_or_weight_that_cannot_be_is_refused(name: str, value: float) -> None:
    (field,) = [field for field in DETAILS if field.name == name]
    assert field.check(value)


def test_every_packing_fits_its_column() -> None:
    (field,) = [field for field in DETAILS if field.name == "packing"]
    assert all(len(packing) <= (field.max_length or 0) for packing in PACKINGS)
