# SPDX-License-Identifier: LGPL-3.0-or-later
"""From a loaded sample to what was measured from it, and to its files on the disk, in the real window."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path

from tests.e2e.conftest import Start
from tests.e2e.person import Person

LIST = "List of acquisitions"


def saves_all(person: Person, file: Path) -> None:
    """All files as an archive, naming it in the file dialog."""

    def name_it() -> None:
        person.types("File name", str(file))
        person.clicks("Save")

    person.answers("All as zip…", "Download all files", name_it)
    person.sees(f"{file} is saved.")


def test_from_a_sample_to_its_acquisitions_to_their_files(start: Start, tmp_path: Path) -> None:
    person = start()
    person.clicks("Load the demo proposal")
    person.picks("List of loaded samples", "Lys_chip_01")
    person.sees("Lys_chip_01")

    person.clicks("Acquisitions")
    person.clicks("Filters")
    person.looks_up("Only of this loaded sample", "Lys_chip_01", "Lys_chip_01")
    person.waits(lambda: len(person.lines(LIST)) == 3, lambda: str(person.lines(LIST)))
    person.picks(LIST, "8\u2009704 hits")
    person.sees("Lys_chip_01 · 3 Dec 2026")
    person.waits(lambda: person.reads("Processing").startswith("CrystFEL"))
    person.sees("30.0 %")
    person.clicks("Wilson plot")
    person.sees("All pictures")
    person.presses("Esc")

    saves_all(person, tmp_path / "chip.zip")
    with zipfile.ZipFile(tmp_path / "chip.zip") as archive:
        assert archive.testzip() is None
        document = json.loads(archive.read("ssx-acquisition.json"))
        [table] = [name for name in archive.namelist() if name.endswith("quality.csv")]
        rows = list(csv.reader(archive.read(table).decode().splitlines()))
    assert rows[0] == ["image", "hits"]
    assert document["sample"]["name"] == "Lys_chip_01"
    assert document["results"]["indexed"] == 7050

    # What was found out later is joined by hand; it is there at the next start.
    person.looks_up("Plan", "Pump-probe, 3 delays", "Pump")
    person.presses("Ctrl+S")
    person.sees("Local · all saved")
    person.closes_the_window()

    person = start("--screen", "acquisitions")
    person.picks(LIST, "8\u2009704 hits")
    person.waits(lambda: person.reads("Plan") == "Pump-probe, 3 delays")
