# SPDX-License-Identifier: LGPL-3.0-or-later
"""How many clicks and keys usual work takes in the real window; proposal, contacts and proteins exist.

Prints what it counts. A file dialog counts two clicks, a drop one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from qtpy.QtWidgets import QApplication, QPushButton

from ssx_widget.window.main_window import MainWindow
from tests.e2e.conftest import Start
from tests.e2e.person import Hands, Person
from tests.e2e.steps import LISTS, begins

Tell = Callable[[str, Person, int], None]
ROWS, TREE = "Rows of the list", "Dewars and containers"


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Iterator[Tell]:
    """Print a count and hold it against its bar."""
    lines: list[str] = []

    def note(work: str, person: Person, most: int) -> None:
        hands = person.hands
        lines.append(f"{work}: {hands.clicks} clicks, {hands.keys} keys (bar {most} clicks, nothing typed)")
        assert hands.clicks <= most
        assert hands.keys == 0

    yield note
    with capsys.disabled():
        print("", *lines, sep="\n")  # noqa: T201  the counts are asked for


@pytest.fixture
def list_of_32(tmp_path: Path) -> Path:
    """The first two pucks of a list that users sent."""
    lines = (LISTS / "maxiv-unipucks.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    rows = [line for line in lines if not line.startswith("#")]
    file = tmp_path / "run-december.csv"
    file.write_text("".join(rows[:32]), encoding="utf-8")
    return file


def core(person: Person) -> Any:
    """The backend, for what exists before the work begins."""
    assert isinstance(person.window, MainWindow)
    return person.window.context.core


def is_quiet(person: Person) -> bool:
    """Whether nothing is on its way."""
    assert isinstance(person.window, MainWindow)
    return not person.window.context.tasks.count


def sits_down(start: Start) -> Person:
    """At a window with a proposal, a contact and a protein."""
    person = start()
    begins(person)
    (proposal,) = core(person).proposals.list().rows
    core(person).proteins.create(
        {"proposalId": proposal["proposalId"], "acronym": "HEWL", "name": "Lysozyme", "safetyLevel": "GREEN"}
    )
    person.hands = Hands()
    return person


def saves_the_labels(person: Person, file: Path) -> None:
    """Import what the preview shows, and save the labels of its dewar."""
    person.sees("32 rows · 2 containers · 1 dewar")
    person.clicks("Import, then labels")
    person.sees("Page 1 of 3")
    # A person sees the page before the button is wanted.
    person.waits(lambda: person.may_click("Save PDF…") and is_quiet(person))

    def name_it() -> None:
        person.types("File name", str(file))
        person.clicks("Save")

    person.answers("Save PDF…", "Save labels", name_it)
    person.sees(f"saved as {file}")
    assert len(pypdfium2.PdfDocument(file)) == 3


def test_a_list_of_32_samples_becomes_a_pdf_of_its_labels(
    start: Start, tell: Tell, list_of_32: Path, tmp_path: Path
) -> None:
    person = sits_down(start)

    def choose() -> None:
        person.types("File name", f'"{list_of_32}"')
        person.clicks("Open")

    person.clicks("Shipments")
    person.answers("Import list…", "Import sample lists", choose)
    saves_the_labels(person, tmp_path / "labels.pdf")
    tell("list of 32 samples → PDF of the labels", person, 8)
    (shipment,) = core(person).shippings.list().rows
    assert shipment["sendingLabContactId"] is not None


def test_a_list_that_is_dropped_on_the_window_takes_fewer(
    start: Start, tell: Tell, list_of_32: Path, tmp_path: Path
) -> None:
    person = sits_down(start)
    person.drops_files(list_of_32)
    saves_the_labels(person, tmp_path / "labels.pdf")
    tell("the same with the file dropped on the window", person, 6)


def test_a_second_ssx_sample_is_like_the_first(start: Start, tell: Tell) -> None:
    person = start()
    person.clicks("Load the demo proposal")
    person.sees("What follows from it")
    person.picks("List of loaded samples", "Lys_chip_02")
    person.waits(lambda: person.reads("Name") == "Lys_chip_02")
    person.hands = Hands()
    person.clicks("New like this one")
    person.waits(lambda: person.reads("Name") == "Lys_chip_03")
    person.clicks("Save")
    person.sees("Local · all saved")
    tell("a second SSX sample like the first", person, 2)


MISSING = {
    "The sending contact is not chosen.": "Sending contact",
    "The return contact is not chosen.": "Return contact",
    "No courier is named.": "Courier",
    "No session is chosen for this shipment.": "Sessions",
    "The safety level is not stated.": "Safety level",
    "Dewar DEW-1 holds no container.": "Add container",
}


def test_all_that_is_missing_is_told_and_each_line_leads_to_its_place(start: Start, tell: Tell) -> None:
    person = sits_down(start)
    (proposal,) = core(person).proposals.list().rows
    shipping = core(person).shippings.create(
        {"proposalId": proposal["proposalId"], "shippingName": "Half done"}
    )
    core(person).dewars.create({"shippingId": shipping["shippingId"], "code": "DEW-1"})
    person.clicks("Shipments")
    person.picks("List of shipments", "Half done")
    person.sees("The sending contact is not chosen.")
    links = [
        button.accessibleName().removeprefix("Go there: ")
        for button in person.window.findChildren(QPushButton)
        if button.accessibleName().startswith("Go there: ") and button.isVisible()
    ]
    assert links == list(MISSING)
    for line, place in MISSING.items():
        person.hands = Hands()
        person.clicks(f"Go there: {line}")
        person.waits(lambda place=place: place in names(), lambda: f"the cursor is at {names()}")
        tell(f"“{line}” → {place}", person, 1)


def names() -> set[str]:
    """What a person calls the place where the cursor is, and what is around it."""
    found: set[str] = set()
    widget = QApplication.focusWidget()
    while widget is not None:
        words = widget.text().replace("&", "") if isinstance(widget, QPushButton) else ""
        found |= {widget.accessibleName(), words}
        widget = widget.parentWidget()
    return found
