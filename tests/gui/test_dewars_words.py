"""What the dewars screen decides without a window: steps and the way back, what was scanned, columns."""

from __future__ import annotations

from typing import Any

import pytest

from backend.domain.states import CLOSED, DEWAR_STATES, RETURNED
from ssx_widget.dewars.board import LANES, Standing, places
from ssx_widget.dewars.finding import scanned_barcode
from ssx_widget.dewars.history_table import history_words
from ssx_widget.dewars.steps import steps, undo
from ssx_widget.dewars.words import session_words, tone_of

Row = dict[str, Any]


def dewar(state: str | None, place: str | None = None, code: str | None = "DEW-12") -> Row:
    return {"dewarId": 1, "code": code, "dewarStatus": state, "storageLocation": place}


def event(state: str, place: str | None = None, reason: str | None = None) -> Row:
    made = {"dewarStatus": state, "storageLocation": place, "reason": reason}
    return {**made, "person": "b.hall", "time": "2025-12-01T08:14:00+00:00"}


def test_the_usual_step_stands_first() -> None:
    assert [step.words for step in steps(dewar("at facility"), "")] == [
        "To storage",
        "To the beamline",
        "Send back",
    ]


@pytest.mark.parametrize("state", DEWAR_STATES)
def test_every_state_has_words_for_its_steps(state: str) -> None:
    assert all(step.words for step in steps(dewar(state), ""))
    assert bool(steps(dewar(state), "")) is (state != CLOSED)


def test_a_step_goes_to_the_place_that_was_typed_else_the_dewar_stays_where_it_is() -> None:
    here = dewar("at facility", "Dewar bay A3")
    assert {step.place for step in steps(here, " Cold store ")} == {"Cold store"}
    assert {step.place for step in steps(here, "")} == {"Dewar bay A3"}


def test_a_dewar_on_its_way_has_no_place() -> None:
    assert [step.place for step in steps(dewar("dispatch-requested", "Dewar bay A3"), "Dewar bay A3")] == [""]


def test_undo_goes_back_to_the_state_and_place_before() -> None:
    back = undo([event("in storage", "Cold store"), event("at facility", "Dewar bay A3")])
    assert back is not None
    assert (back.state, back.place, back.words) == ("at facility", "Dewar bay A3", "Undo “in storage”")
    assert back.reason == "Undo of in storage"


def test_there_is_nothing_to_undo_at_the_beginning_or_after_an_undo() -> None:
    assert undo([event("opened")]) is None
    undone = event("at facility", "Dewar bay A3", "Undo of in storage")
    assert undo([undone, event("in storage"), event("at facility")]) is None


@pytest.mark.parametrize(
    ("read", "barcode"),
    [
        ("mx2415-7KQ2M9X", "mx2415-7KQ2M9X"),
        (" mx2415-7KQ2M9X\t", "mx2415-7KQ2M9X"),
        ("https://lims.example.org/d/mx2415-7KQ2M9X", "mx2415-7KQ2M9X"),
        ("http://lims.example.org/d/a%20b%2Fc/", "a b/c"),
        ("DEW: 12", "DEW: 12"),
    ],
)
def test_a_barcode_is_found_in_what_a_scanner_read(read: str, barcode: str) -> None:
    assert scanned_barcode(read) == barcode


def test_every_dewar_that_is_not_back_stands_in_one_column() -> None:
    there = [state for state in DEWAR_STATES if Standing(dewar(state), "", "").lane]
    assert there == [state for state in DEWAR_STATES if state not in (RETURNED, CLOSED)]
    assert sorted(state for lane in LANES for state in lane.states) == sorted(there)
    assert Standing(dewar(None), "", "").lane is LANES[0]


def test_a_line_of_the_board_tells_what_its_column_does_not() -> None:
    assert Standing(dewar("at facility", "Bay A3"), "mx2415", "Run").remark == "mx2415 · Bay A3"
    assert Standing(dewar("in storage", "Bay A3"), "mx2415", "Run").remark == "in storage · mx2415 · Bay A3"
    assert Standing(dewar("processing"), "mx2415", "Run").remark == "mx2415 · Run"
    assert Standing(dewar("opened", code=None), "", "").code == "without a code"


def test_places_in_use_are_suggested_once() -> None:
    board = [Standing(dewar("at facility", place), "", "") for place in ("B", "A", "B", None, "")]
    assert places(board) == ["A", "B"]


def test_history_tells_when_what_where_and_who() -> None:
    when, state, place, who = history_words(event("in storage", "Bay A3", "by hand"))
    assert (state, place, who) == ("in storage", "Bay A3", "b.hall, by hand")
    assert when.startswith("1 Dec 2025 ")


def test_the_first_session_is_named_by_beamline_day_and_local_contact() -> None:
    early = {"beamLineName": "ID29", "startDate": "2026-12-03T09:00:00+00:00", "beamLineOperator": "B. Hall"}
    late = {"beamLineName": "BioMAX", "startDate": "2027-01-03T09:00:00+00:00", "beamLineOperator": None}
    bare = {"beamLineName": "I24", "startDate": None, "beamLineOperator": None}
    assert session_words([late, bare, early]) == "ID29 · 3 Dec 2026 · B. Hall"
    assert session_words([bare]) == "I24"
    assert session_words([]) == "none chosen"


def test_colour_stands_for_where_it_is() -> None:
    assert [tone_of(state) for state in ("opened", "at facility", "processing", "sent to User")] == [
        "",
        "ok",
        "accent",
        "",
    ]
