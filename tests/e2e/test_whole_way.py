# SPDX-License-Identifier: LGPL-3.0-or-later
"""A real list on its whole way: imported, complete, labels printed, and each dewar scanned to its return."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ssx_widget.window.main_window import MainWindow
from tests.e2e.conftest import Start
from tests.e2e.person import Person
from tests.e2e.steps import begins, chooses_lists, describes_a_shipment, saves
from tests.unit.labels.conftest import Pages

SCAN_DPI = 100
WAY = {
    "marks it arrived": "at facility",
    "puts it into storage": "in storage",
    "takes it to the beamline": "at beamline",
    "marks it unloaded": "unloaded",
    "asks for its return": "return requested",
    "marks it returned": "returned",
}
"""What each scan does, and the state after it."""


def core(person: Person) -> Any:
    """The backend of the person's window."""
    assert isinstance(person.window, MainWindow)
    return person.window.context.core


def has_beam_time(person: Person) -> None:
    """What the facility knows before a shipment is made: proteins that were declared, and a session."""
    (proposal,) = core(person).proposals.list().rows
    mine = {"proposalId": proposal["proposalId"]}
    for acronym in ("HEWL", "5HT3"):
        core(person).proteins.create({**mine, "acronym": acronym, "name": acronym, "safetyLevel": "GREEN"})
    begin = {"beamLineName": "ID29", "startDate": "2026-12-03T08:00:00+00:00"}
    core(person).sessions.create({**mine, **begin, "endDate": "2026-12-05T08:00:00+00:00"})


def completes(person: Person) -> None:
    """What the checklist still asks for once the lists are in."""
    person.picks("Dewars and containers", "Details")
    person.types("Courier account", "960 123 456")
    person.looks_up("Add a session", "ID29 · 3 Dec 2026")
    person.clicks("Save")
    person.sees("It can be sent.")


def codes_of_labels(person: Person, file: Path) -> list[str]:
    """The barcode of each dewar, read from its pages as a scanner does."""
    person.clicks("Labels…")
    person.sees("Page 1 of 6")
    saves(person, file)
    found = [sorted(codes) for codes in Pages(file.read_bytes(), file.parent).codes(SCAN_DPI)]
    assert all(len(codes) == 2 for codes in found), found
    bars = [bar.partition(":")[2] for bar, _qr in found]
    assert bars[0::3] == bars[1::3] == bars[2::3]
    return bars[0::3]


def test_a_real_list_is_imported_sent_and_scanned_until_it_is_back(start: Start, tmp_path: Path) -> None:
    person = start()
    begins(person)
    has_beam_time(person)
    describes_a_shipment(person)
    chooses_lists(person, "maxiv-unipucks.csv", "exi-unipuck.csv")
    person.clicks("Import 128 rows")
    person.sees("128 samples in 8 containers imported")
    completes(person)
    codes = codes_of_labels(person, tmp_path / "labels.pdf")
    person.clicks("Shipments")
    person.clicks("Send")
    person.sees("is marked as sent")
    person.clicks("Dewars")
    person.sees("Scan a dewar")
    for step, state in WAY.items():
        person.chooses("What each scan does", step)
        for code in codes:
            person.scans(code)
            dewar = core(person).dewar_by_barcode(code)
            person.sees(f"{dewar['code']}: {state}.")
    (shipment,) = core(person).shippings.list().rows
    assert shipment["shippingStatus"] == "sent to User"
