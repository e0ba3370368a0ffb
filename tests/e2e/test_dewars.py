# SPDX-License-Identifier: LGPL-3.0-or-later
"""A morning at the dewar desk: what is scanned are codes of labels that the program printed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qtpy.QtCore import QEvent, QObject
from qtpy.QtWidgets import QApplication

from tests.e2e.conftest import Start
from tests.e2e.person import Person
from tests.e2e.steps import begins, saves
from tests.unit.labels.conftest import Pages

Row = dict[str, Any]
PLACE = "Dewar bay A3"
SCAN_DPI = 100


class Clicks(QObject):
    """Counts every press of a mouse button that reaches the program."""

    count = 0

    def eventFilter(self, _watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802  Qt's
        """Only look."""
        if event is not None and event.type() == QEvent.MouseButtonPress and event.spontaneous():
            self.count += 1
        return False


@pytest.fixture
def clicks() -> Iterator[Clicks]:
    """The clicks from when it is asked for."""
    counter = Clicks()
    yield counter
    QApplication.instance().removeEventFilter(counter)


def counts_from_here(clicks: Clicks) -> None:
    """What came before was another day's work."""
    QApplication.instance().installEventFilter(clicks)


def has_dewars(person: Person, count: int) -> list[Row]:
    """A shipment of so many dewars that was announced by its sender."""
    core, proposal = person.window.context.core, person.window.context.proposal_id  # type: ignore[attr-defined]
    shipment = core.shippings.create({"proposalId": proposal, "shippingName": "December run"})
    return [
        core.dewars.create({"shippingId": shipment["shippingId"], "code": f"DEW-{n:02}"})
        for n in range(count)
    ]


def codes_of_labels(person: Person, template: str, file: Path) -> list[str]:
    """Save the labels and read the bar code from each page, as a scanner does."""
    person.window.context.show("labels")  # type: ignore[attr-defined]
    person.sees("Page 1 of")
    person.chooses("Template", template)
    person.waits(lambda: person.reads("Template").startswith(template) and person.may_click("Save PDF…"))
    saves(person, file)
    found = [sorted(codes) for codes in Pages(file.read_bytes(), file.parent).codes(SCAN_DPI)]
    assert all(len(codes) == 2 for codes in found), found
    return [bar.partition(":")[2] for bar, _qr in found]


def stands(person: Person, dewars: list[Row]) -> set[tuple[str, str]]:
    """Where the backend has them."""
    core = person.window.context.core  # type: ignore[attr-defined]
    rows = [core.dewars.get(dewar["dewarId"]) for dewar in dewars]
    return {(row["dewarStatus"], row["storageLocation"] or "") for row in rows}


def test_thirty_dewars_are_received_into_one_place_by_31_scans_and_no_click(
    start: Start, clicks: Clicks, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    person = start()
    begins(person)
    dewars = has_dewars(person, 30)
    codes = codes_of_labels(person, "Dewar sticker", tmp_path / "stickers.pdf")
    assert sorted(codes) == sorted(dewar["barCode"] for dewar in dewars)
    person.clicks("Dewars")
    person.sees("Scan a dewar")
    counts_from_here(clicks)
    scans = [f"place:{PLACE}", *codes]
    for code in scans:
        person.scans(code)
    person.sees("30 taken")
    assert clicks.count == 0
    assert stands(person, dewars) == {("at facility", PLACE)}
    with capsys.disabled():
        sys.stdout.write(f"\n30 dewars received into one place: {len(scans)} scans, {clicks.count} clicks\n")
    person.scans(codes[7])
    person.sees("within the last minute; write it once more?")
    person.sees("1 to answer")
    person.presses("Esc")
    person.presses("Ctrl+Z")
    person.sees("DEW-29: draft.")
    assert stands(person, dewars[29:]) == {("opened", "")}
    assert stands(person, dewars[:29]) == {("at facility", PLACE)}


def test_a_dewar_is_scanned_through_all_its_states(start: Start, tmp_path: Path) -> None:
    person = start()
    begins(person)
    (dewar,) = has_dewars(person, 1)
    (code, *_) = codes_of_labels(person, "Dewar label", tmp_path / "labels.pdf")
    person.clicks("Dewars")
    person.sees("Scan a dewar")
    person.scans(code)
    person.sees("Labels printed")
    way = (
        ("marks it arrived", "at facility"),
        ("puts it into storage", "in storage"),
        ("takes it to the beamline", "at beamline"),
        ("marks it unloaded", "unloaded"),
        ("asks for its return", "return requested"),
        ("marks it returned", "returned"),
    )
    for step, state in way:
        person.chooses("What each scan does", step)
        person.scans(code)
        person.sees(f"{dewar['code']}: {state}.")
    stood = [
        "returned",
        "return requested",
        "unloaded",
        "at beamline",
        "in storage",
        "at facility",
        "draft",
    ]
    person.waits(lambda: [row.split(" | ")[1] for row in person.lines("History of the dewar")] == stood)


def test_a_dewar_that_nobody_knows_is_taken_in_where_it_was_scanned(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSX_UNCLAIMED_PROPOSAL", "mx2415")
    person = start()
    begins(person)
    person.clicks("Dewars")
    person.sees("Scan a dewar")
    person.scans(f"place:{PLACE}")
    person.scans("ESRF-lost-0815")
    person.sees("No dewar has the barcode or code “ESRF-lost-0815”.")
    person.clicks("Take it in as arrived, owner unknown")
    person.sees("ESRF-lost-0815: at facility, Dewar bay A3.")
    person.sees("Unclaimed dewars, 1 of 1")
    person.scans("ESRF-lost-0815")
    person.sees("within the last minute; write it once more?")


def test_a_scan_is_heard_while_the_focus_is_elsewhere_and_typing_stays_typing(start: Start) -> None:
    person = start()
    begins(person)
    (dewar,) = has_dewars(person, 1)
    person.clicks("Dewars")
    person.types("Search the board", "DEW")
    person.sees("DEW-00")
    person.scans(dewar["barCode"])
    person.sees("December run, 1 of 1")
    assert person.reads("Search the board") == "DEW"
    person.types("Place for the next dewars", PLACE)
    person.waits(lambda: person.reads("Place for the next dewars") == PLACE)
    person.scans(dewar["barCode"])
    person.sees("Last scans")
    assert person.reads("Place for the next dewars") == PLACE
