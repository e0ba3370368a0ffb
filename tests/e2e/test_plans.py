# SPDX-License-Identifier: LGPL-3.0-or-later
"""A timing plan in the real window: from a template to the stored plan, and there at the next start."""

from __future__ import annotations

from tests.e2e.conftest import Start
from tests.e2e.steps import begins

MOST_CLICKS = 4


def test_a_template_becomes_a_stored_plan_in_few_clicks(start: Start) -> None:
    person = start()
    begins(person)
    person.clicks("Timing plans")
    person.sees("Pick a timing plan, or begin one")
    before = person.hands.clicks
    person.clicks("From a template")
    person.types("Delays", "100 ns, 10 µs, 1 ms")
    person.sees("25\u2009600")
    person.clicks("Make plan")
    person.sees("One sequence of 40 ms")
    person.presses("Ctrl+S")
    person.sees("Local · all saved")
    assert person.hands.clicks - before <= MOST_CLICKS
    person.closes_the_window()

    person = start()
    person.clicks("Timing plans")
    person.sees("Pump-probe, 3 delays")
    person.sees("Every exposure lies within a detection gate.")
    assert "11.7499 ms" in " ".join(person.lines("Trains of events"))


def test_a_time_is_typed_over_and_taken_back_by_keys(start: Start) -> None:
    person = start()
    begins(person)
    person.clicks("Timing plans")
    person.clicks("From a template")
    person.clicks("Make plan")
    person.sees("One sequence of 40 ms")
    person.types_in_cell("Trains of events", 3, "Lasts", "3.5 ms")
    person.sees("5.7 % of its photons are not recorded")
    person.types_in_cell("Trains of events", 3, "Lasts", "soon")
    person.sees("is not a time")
    assert person.sees_red("Trains of events", 3, "Lasts")
    for _step in range(2):
        person.presses("Ctrl+Z")
    person.sees("Every exposure lies within a detection gate.")
