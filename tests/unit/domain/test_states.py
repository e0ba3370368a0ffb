# SPDX-License-Identifier: LGPL-3.0-or-later
"""The way of a dewar, and the state of its shipment."""

import pytest

from backend.domain import states
from backend.domain.states import (
    DEWAR_STATES,
    is_held_by_facility,
    least_advanced,
    next_states,
    shown,
    stored,
)


def test_words_and_stored_values() -> None:
    assert {shown(state): state for state in DEWAR_STATES} == {
        "draft": "opened", "labels printed": "ready to go", "sent": "sent to facility",
        "at facility": "at facility", "in storage": "in storage", "at beamline": "processing",
        "unloaded": "unprocessing", "return requested": "dispatch-requested", "returned": "sent to User",
        "closed": "closed",
    }  # fmt: skip


@pytest.mark.parametrize("state", DEWAR_STATES)
def test_words_and_spellings_lead_back_to_the_stored_value(state: str) -> None:
    assert stored(shown(state)) == stored(state.upper()) == state


def test_what_is_no_state() -> None:
    assert stored("lost") is None
    assert shown("lost") == "lost"
    assert shown(None) == "draft"
    assert next_states("lost") == next_states(None)


def test_the_usual_way_leads_from_draft_to_closed() -> None:
    way = [states.DRAFT]
    while next_states(way[-1]):
        way.append(next_states(way[-1])[0])
        if way.count(way[-1]) > 1:
            break
    assert way[:6] == ["opened", "ready to go", "sent to facility", "at facility", "in storage", "processing"]


@pytest.mark.parametrize("state", DEWAR_STATES[:-1])
def test_closed_can_be_reached_from_everywhere(state: str) -> None:
    reached, todo = set(), [state]
    while todo:
        here = todo.pop()
        todo += [after for after in next_states(here) if after not in reached]
        reached.add(here)
    assert states.CLOSED in reached


def test_steps_that_make_no_sense() -> None:
    assert states.AT_FACILITY in next_states(states.SENT)
    assert states.DRAFT not in next_states(states.CLOSED)
    assert states.RETURNED not in next_states(states.DRAFT)


@pytest.mark.parametrize(
    ("dewars", "shipment"),
    [
        ([], "opened"),
        (["sent to facility", "at facility"], "sent to facility"),
        (["closed", "closed"], "closed"),
        (["closed", None], "opened"),
        (["processing", "PROCESSING"], "processing"),
        (["closed", "lost"], "opened"),
    ],
)
def test_a_shipment_is_where_its_least_advanced_dewar_is(dewars: list[str | None], shipment: str) -> None:
    assert least_advanced(dewars) == shipment


def test_a_dewar_that_the_facility_holds() -> None:
    assert is_held_by_facility("processing")
    assert is_held_by_facility("at facility")
    assert not is_held_by_facility("sent to facility")
    assert not is_held_by_facility(None)
