# SPDX-License-Identifier: LGPL-3.0-or-later
"""A shipment with contacts, dewars and imported lists, as one person makes it in the real window."""

from __future__ import annotations

from tests.e2e.conftest import Start
from tests.e2e.steps import begins, chooses_lists, describes_a_shipment

ROWS, TREE = "Rows of the list", "Dewars and containers"


def test_two_lists_at_once_become_dewars_containers_and_samples(start: Start) -> None:
    person = start()
    begins(person)
    describes_a_shipment(person)
    person.clicks("Add dewar")
    person.presses("Return")
    person.waits(lambda: person.lines(TREE) == ["details Details", "journey Journey", "dewar DEW-1  draft"])
    person.picks(TREE, "DEW-1")
    person.sees("Barcode mx2415-")

    chooses_lists(person, "maxiv-unipucks.csv", "exi-unipuck.csv")
    person.sees("128 rows · 8 containers · 2 dewars")
    person.clicks("2 new proteins: HEWL, 5HT3 · create them")
    person.clicks("Import 128 rows")
    person.sees("128 samples in 8 containers imported")
    person.waits(lambda: len(person.lines(TREE)) == 13)
    assert person.lines(TREE)[3:] == [
        "dewar Dewar1  draft",
        *(f"container MX-00{number} 16 / 16" for number in range(1, 8)),
        "dewar pacelA1  draft",
        "container containerA1 16 / 16",
    ]
    person.picks(TREE, "MX-007")
    person.waits(lambda: "Sample97" in person.lines("Samples of the container")[0])
    person.closes_the_window()

    person = start()
    person.clicks("Shipments")
    person.picks("List of shipments", "December run")
    person.picks(TREE, "containerA1")
    person.waits(lambda: "abc16" in person.lines("Samples of the container")[15])
    person.picks(TREE, "Details")
    assert person.reads("Sending contact") == "Ada Zürich"
    assert person.reads("Return contact") == "Bo at the bench"
    assert person.reads("Leaves on") == "30 Nov 2026"


def test_a_faulty_list_is_mended_cell_by_cell_and_then_imported(start: Start) -> None:
    person = start()
    begins(person)
    person.clicks("Shipments")
    chooses_lists(person, "exi-full-columns.csv")
    person.sees("42 errors")
    assert not person.may_click("Import 28 rows")
    assert all(person.sees_red(ROWS, row, "Sample") for row in range(28))
    twice = [row + 1 for row in range(28) if person.sees_red(ROWS, row, "Pos")]
    assert twice == [5, 6, 8, 17, 18, 20, *range(21, 29)]

    person.clicks("1 new protein: 5HT3 · create it")
    person.clicks("Count 16 names up")
    person.goes_to(ROWS, 16, "Pos")
    person.sees("Position 5 of CONTAINER11 is taken twice, also in line 5")
    person.clicks("Use 8")
    person.types_in_cell(ROWS, 17, "Pos", "13")
    person.types_in_cell(ROWS, 19, "Pos", "1")
    for row in range(24, 28):
        person.types_in_cell(ROWS, row, "Container", "CONTAINER33")
    person.waits(lambda: person.may_click("Import 28 rows"))
    assert not any(person.sees_red(ROWS, row, "Pos") for row in range(28))

    person.clicks("Import 28 rows")
    person.sees("28 samples in 4 containers imported")
    person.waits(lambda: len(person.lines(TREE)) == 7)
    assert [line.partition(" ")[2] for line in person.lines(TREE)[2:]] == [
        "parcelTest1  draft",
        "CONTAINER 4 / 16",
        "CONTAINER11 13 / 16",
        "CONTAINER22 7 / 16",
        "CONTAINER33 4 / 16",
    ]
