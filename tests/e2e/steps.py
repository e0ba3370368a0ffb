# SPDX-License-Identifier: LGPL-3.0-or-later
"""Steps that several stories begin with, each as one person does it."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.person import Person

LISTS = Path(__file__).parents[1] / "data" / "shipments"


def begins(person: Person) -> None:
    """The least that the program asks for."""
    person.sees("Welcome to SSX Desk")
    person.types("Given name", "Ada")
    person.types("Family name", "Zürich")
    person.types("Laboratory", "Structural Biology")
    person.types("Code", "mx")
    person.types("Number", "2415")
    person.clicks("Begin")
    person.sees("No loaded sample yet")


def describes_a_shipment(person: Person) -> None:
    """Name, contacts, courier, dates and safety; the return contact is a new one."""
    person.clicks("Shipments")
    person.clicks("New shipment")
    person.types("Name", "December run")
    person.looks_up("Sending contact", "Ada Zürich")
    person.looks_up("Return contact", "New contact…")
    person.types("Card name", "Bo at the bench")
    person.types("Given name", "Bo")
    person.types("Family name", "Ødegård")
    person.types("Laboratory", "Crystal growth")
    person.types("Address", "Notkestraße 85")
    person.types("City", "Hamburg")
    person.clicks("Save")
    person.sees("Sending contact")
    person.types("Courier", "World Courier")
    person.types("Leaves on", "30 Nov 2026")
    person.types("Arrives on", "2 Dec 2026")
    person.chooses("Safety level", "Green")
    person.clicks("Save")
    person.sees("Local · all saved")


def chooses_lists(person: Person, *names: str) -> None:
    """Choose sample lists in the file dialog, which brings up their preview."""

    def choose() -> None:
        person.types("File name", " ".join(f'"{LISTS / name}"' for name in names))
        person.clicks("Open")

    person.answers("Import list…", "Import sample lists", choose)


def saves(person: Person, file: Path) -> None:
    """Save the PDF, giving a name in the file dialog."""

    def name_it() -> None:
        person.types("File name", str(file))
        person.clicks("Save")

    person.answers("Save PDF…", "Save labels", name_it)
    person.sees(f"saved as {file}")
