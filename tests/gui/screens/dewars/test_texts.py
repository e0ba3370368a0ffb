# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the dewars screen decides without a window: steps and the way back, what was scanned, columns."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from backend.domain.states import CLOSED, DEWAR_STATES, RETURNED
from ssx_widget.editing.draft import Row
from ssx_widget.screens.dewars.board import LANES, Board, line_at_place, line_of
from ssx_widget.screens.dewars.dewar_steps import SCAN_STEPS, place_after, refill_words, steps, undo_words
from ssx_widget.screens.dewars.history_table import history_words
from ssx_widget.screens.dewars.scan import Scan, scanned_barcode, scanned_place, shortened
from ssx_widget.screens.dewars.texts import cold_words, packing_words, session_words, tone_of

NOON = datetime(2026, 12, 1, 12, tzinfo=timezone.utc)


def dewar(state: str | None, place: str | None = None, code: str | None = "DEW-12", **more: Any) -> Row:
    made = {"dewarId": 1, "code": code, "dewarStatus": state, "storageLocation": place}
    return {**made, "proposal": "mx2415", "shippingName": "Run", "coldUntil": None, **more}


def event(state: str, place: str | None = None, reason: str | None = None, kind: str = "state") -> Row:
    made = {"dewarStatus": state, "storageLocation": place, "reason": reason, "kind": kind}
    return {**made, "person": "b.hall", "time": "2025-12-01T08:14:00+00:00"}


def test_the_usual_step_stands_first() -> None:
    assert [step.words for step in steps("at facility")] == ["To storage", "To the beamline", "Send back"]


@pytest.mark.parametrize("state", DEWAR_STATES)
def test_every_state_has_words_for_its_steps(state: str) -> None:
    assert all(step.words for step in steps(state))
    assert bool(steps(state)) is (state != CLOSED)


def test_what_a_scan_may_do_is_a_state_or_only_a_look() -> None:
    assert {state for state, _ in SCAN_STEPS} <= {"", *DEWAR_STATES}


def test_a_step_goes_to_the_place_that_was_typed_else_the_dewar_stays_where_it_is() -> None:
    here = dewar("at facility", "Dewar bay A3")
    assert place_after("in storage", " Cold store ", here) == "Cold store"
    assert place_after("in storage", "", here) == "Dewar bay A3"


def test_a_dewar_on_its_way_has_no_place() -> None:
    assert place_after("sent to User", "Dewar bay A3", dewar("dispatch-requested", "Dewar bay A3")) == ""


def test_undo_names_the_last_step_and_no_refill() -> None:
    way = [event("in storage", kind="refill"), event("in storage", "Cold store"), event("at facility")]
    assert undo_words(way) == "Undo “in storage”"
    assert refill_words(way) == "topped up 1 ×"
    assert refill_words(way[1:]) == ""


def test_there_is_nothing_to_undo_at_the_beginning_or_after_an_undo() -> None:
    assert undo_words([event("opened")]) == ""
    undone = event("at facility", "Dewar bay A3", "Undo of in storage")
    assert undo_words([undone, event("in storage"), event("at facility")]) == ""


@pytest.mark.parametrize(
    ("read", "barcode"),
    [
        ("mx2415-7KQ2M9X", "mx2415-7KQ2M9X"),
        (" mx2415-7KQ2M9X\t", "mx2415-7KQ2M9X"),
        ("https://lims.example.org/d/mx2415-7KQ2M9X", "mx2415-7KQ2M9X"),
        ("http://lims.example.org/d/a%20b%2Fc/", "a b/c"),
        ("DEW: 12", "DEW: 12"),
        ("http://[", "["),
        ("HTTPS://lims.example.org/d/mx2415-7KQ2M9X?from=label#top", "mx2415-7KQ2M9X"),
    ],
)
def test_a_barcode_is_found_in_what_a_scanner_read(read: str, barcode: str) -> None:
    assert scanned_barcode(read) == barcode


def test_a_place_is_scanned_by_its_mark_or_because_it_is_in_use() -> None:
    assert scanned_place("PLACE:Dewar bay A3\r", []) == "Dewar bay A3"
    assert scanned_place("rack 3", ["Rack 3"]) == "Rack 3"
    assert scanned_place("place:", []) is None
    assert scanned_place("mx2415-7KQ2M9X", ["Rack 3"]) is None


def test_a_scan_comes_back_from_disk_as_it_was() -> None:
    scan = Scan("mx2415-7KQ2M9X", "at facility", "Bay “A3”", dewar_id=7)
    assert Scan.from_json(scan.to_json()) == scan
    assert scan.confirmed().sure
    assert scan.confirmed().key != scan.key


def test_a_long_text_is_cut_for_a_sentence() -> None:
    assert shortened("x" * 300) == "x" * 40 + "…"
    assert shortened("mx2415") == "mx2415"


def test_every_dewar_that_is_not_back_stands_in_one_column() -> None:
    board = Board([dewar(state) for state in DEWAR_STATES], 10, [])
    there = [row["dewarStatus"] for _, rows in board.by_state() for row in rows]
    assert sorted(there) == sorted(state for state in DEWAR_STATES if state not in (RETURNED, CLOSED))
    assert [title for title, _ in board.by_state()] == [lane.title for lane in LANES]
    assert Board([dewar(None)], 1, []).by_state()[0][1] == [dewar(None)]


def test_by_place_what_the_facility_holds_nowhere_stands_first() -> None:
    rows = [dewar("at facility", place) for place in ("rack 3", None, "Bay A3", "rack 3")]
    board = Board([*rows, dewar("sent to facility", "Bay A3")], 5, [])
    assert [(title, len(found)) for title, found in board.by_place()] == [
        ("No place", 1),
        ("Bay A3", 1),
        ("rack 3", 2),
    ]


def test_a_line_of_the_board_tells_what_its_column_does_not() -> None:
    assert line_of(dewar("at facility", "Bay A3")).remark == "mx2415 · Bay A3"
    assert line_of(dewar("in storage", "Bay A3")).remark == "in storage · mx2415 · Bay A3"
    assert line_of(dewar("processing")).remark == "mx2415 · Run"
    assert line_of(dewar("opened", code=None)).title == "without a code"
    assert line_at_place(dewar("at facility", "Bay A3")).remark == "at facility · mx2415 · Run"


def test_a_dewar_that_grew_warm_at_the_facility_is_marked() -> None:
    over = "2026-12-01T11:00:00+00:00"
    assert line_of(dewar("in storage", coldUntil=over), NOON).badge == "cold over"
    assert line_of(dewar("sent to User", coldUntil=over), NOON).badge == "cold over"
    assert line_of(dewar("sent to facility", coldUntil=over), NOON).badge == ""
    assert line_of(dewar("in storage", coldUntil="2026-12-02T11:00:00Z"), NOON).badge == ""


@pytest.mark.parametrize(
    ("until", "end", "tone"),
    [
        ("2026-12-04T21:00:00+00:00", "3 d 9 h left", ""),
        ("2026-12-02T00:00:00Z", "12 h left", "warn"),
        ("2026-12-01T12:30:00+00:00", "30 min left", "warn"),
        ("2026-12-01T10:00:00+00:00", "over since 2 h", "bad"),
        (None, "not known", ""),
    ],
)
def test_the_cold_clock_counts_down(until: str | None, end: str, tone: str) -> None:
    words, found = cold_words(until, NOON)
    assert words.endswith(end)
    assert found == tone


def test_packing_is_said_as_it_was_declared() -> None:
    bare = {"packing": None, "dryIceWeight": None, "dewarModel": None, "filledAt": None}
    assert packing_words(bare) == "not declared"
    assert packing_words({**bare, "packing": "dry ice", "dryIceWeight": 4.5}) == "dry ice · 4.5 kg"


def test_history_tells_when_what_where_and_who() -> None:
    when, state, place, who = history_words(event("in storage", "Bay A3", "by hand"))
    assert (state, place, who) == ("in storage", "Bay A3", "b.hall, by hand")
    assert when.startswith("1 Dec 2025 ")
    assert history_words(event("in storage", kind="refill"))[1] == "LN₂ topped up"


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
