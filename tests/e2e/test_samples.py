# SPDX-License-Identifier: LGPL-3.0-or-later
"""From the first start to loaded samples on all four delivery devices, in the real window."""

from __future__ import annotations

from tests.e2e.conftest import Start
from tests.e2e.person import Person
from tests.e2e.steps import begins

DEVICES: dict[str, dict[str, str]] = {
    "Viscous jet": {"Nozzle inner diameter": "75", "Flow": "0,3", "Reservoir": "20"},
    "Tape": {"Tape speed": "300", "Droplet volume": "0.8", "Droplet rate": "40"},
    "Microfluidics": {"Device": "T mixer", "Flow rates": "5; 15", "Delay": "30"},
}


def describes_a_chip(person: Person) -> None:
    """Everything from the protein to the chip."""
    person.clicks("New loaded sample")
    person.types("Acronym", "HEWL")
    person.types("Name", "Lysozyme")
    person.types("Molecular mass", "14,3")
    person.chooses("Safety level", "Green")
    person.clicks("Crystal")
    person.types("Space group", "P43212")
    person.types("a", "79.1")
    person.types("c", "37.9")
    person.clicks("Slurry")
    person.types("Name", "Lys_7", under="Slurry")
    person.types("Crystal density", "2")
    person.types("Storage temperature", "20")
    person.clicks("New size distribution")
    person.types("Nominal size", "4 × 4 × 9")
    person.types("Largest", "5 × 5 × 12.6")
    person.clicks("New buffer")
    person.types("Name", "MPD_buffer", under="Buffer")
    person.types("pH", "4.5")
    person.clicks("Stock")
    person.types("Name", "Lys_7_x5")
    person.types("Concentrated", "5")
    person.clicks("Loaded sample")
    person.types("Name", "chip_01")
    person.chooses("Delivery device", "Chip")
    person.looks_up("Model", "Oxford 8 × 8 blocks of 20 × 20", "Ox")
    person.types("Loaded volume", "200")
    person.types("Relative humidity", "95")
    saves(person)


def loads_the_same_stock(person: Person, device: str, fields: dict[str, str]) -> None:
    """Another sample of the stock that is there, on another device."""
    person.clicks("New loaded sample")
    person.clicks("Stock")
    person.looks_up("Pick a stock that exists", "Lys_7_x5")
    person.clicks("Loaded sample")
    person.types("Name", name_of(device))
    person.chooses("Delivery device", device)
    for name, text in fields.items():
        person.types(name, text)
    saves(person)


def saves(person: Person) -> None:
    """Ctrl+S, until everything is stored."""
    person.presses("Ctrl+S")
    person.sees("Local · all saved")


def name_of(device: str) -> str:
    """What the sample on this device is called."""
    return f"{device.split()[0].lower()}_01"


def test_samples_on_all_four_devices_are_there_at_the_next_start(start: Start) -> None:
    person = start()
    begins(person)
    describes_a_chip(person)
    for device, fields in DEVICES.items():
        loads_the_same_stock(person, device, fields)
    person.closes_the_window()

    person = start()
    person.sees("Local · all saved")
    for device, fields in DEVICES.items():
        person.picks("List of loaded samples", name_of(device))
        person.clicks("Loaded sample")
        person.waits(lambda device=device: person.reads("Delivery device") == device)
        for name, text in fields.items():
            assert person.reads(name) == text.replace(",", ".")
    person.clicks("Protein")
    assert person.reads("Acronym") == "HEWL"
    assert person.reads("Molecular mass") == "14.3"
