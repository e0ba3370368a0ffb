# SPDX-License-Identifier: LGPL-3.0-or-later
"""From an imported list to labels: preview, PDF file, printer; a reader finds every code on every page."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import Start
from tests.e2e.person import Person
from tests.e2e.steps import begins, chooses_lists, describes_a_shipment, saves
from tests.unit.labels.conftest import Pages

DEWARS = ("Dewar1", "pacelA1")
SCAN_DPI = 150


def makes_a_shipment_of_two_dewars(person: Person) -> list[str]:
    """Contacts, dewars, containers and samples; gives the barcodes of the dewars."""
    describes_a_shipment(person)
    chooses_lists(person, "maxiv-unipucks.csv", "exi-unipuck.csv")
    person.clicks("2 new proteins: HEWL, 5HT3 · create them")
    person.clicks("Import 128 rows")
    person.sees("128 samples in 8 containers imported")
    barcodes = []
    for dewar in DEWARS:
        person.picks("Dewars and containers", f"dewar {dewar}")
        person.sees(f"Dewar {dewar}")
        person.sees("Barcode mx2415-")
        barcodes += [words.split()[1] for words in person.said() if words.startswith("Barcode mx2415-")]
    return barcodes


def prints(person: Person, file: Path) -> None:
    """Print, choosing in the system's dialog the printer that writes a file."""

    def choose() -> None:
        person.chooses("Name", "Print to File (PDF)")
        person.types("Output file", str(file))
        person.clicks("Print")

    person.answers("Print…", "Print", choose)
    person.sees(f"6 pages went to {file}")


def codes_on(file: Path) -> list[set[str]]:
    """What a reader finds on each page."""
    return Pages(file.read_bytes(), file.parent).codes(SCAN_DPI)


def test_labels_are_previewed_saved_by_both_engines_and_printed(start: Start, tmp_path: Path) -> None:
    person = start()
    begins(person)
    barcodes = makes_a_shipment_of_two_dewars(person)
    assert len(set(barcodes)) == 2
    expected = [{f"QR-Code:{code}", f"CODE-128:{code}"} for code in barcodes for _page in range(3)]

    person.clicks("Labels…")
    person.sees("Page 1 of 6")
    person.picks("Dewars to print", "1 Unipuck, 16 samples")
    person.sees("Page 1 of 3")
    saves(person, tmp_path / "one.pdf")
    assert codes_on(tmp_path / "one.pdf") == expected[:3]

    person.picks("Dewars to print", "1 Unipuck, 16 samples")
    person.clicks("More")
    for engine in ("wkhtmltopdf", "WeasyPrint"):
        person.chooses("PDF engine", engine)
        person.sees("Page 1 of 6")
        saves(person, tmp_path / f"{engine}.pdf")
        assert codes_on(tmp_path / f"{engine}.pdf") == expected
    prints(person, tmp_path / "printed.pdf")
    person.clicks("Mark as labels printed")
    person.sees("2 dewars marked as labels printed")
    assert codes_on(tmp_path / "printed.pdf") == expected
    person.sees("Label as it is now: Dewar1, pacelA1")


def test_a_template_is_edited_while_its_preview_is_looked_at(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "our labels"
    own = folder / "thermal-100x150" / "template.html"
    own.parent.mkdir(parents=True)
    monkeypatch.setenv("SSX_LABEL_TEMPLATES", str(folder))
    person = start()
    begins(person)
    describes_a_shipment(person)
    chooses_lists(person, "maxiv-unipucks.csv")
    person.clicks("1 new protein: HEWL · create it")
    person.clicks("Import 112 rows")
    person.sees("112 samples in 7 containers imported")
    person.clicks("Labels…")
    person.chooses("Template", "Dewar sticker")
    person.sees("Page 1 of 1")
    own.write_text("{% for dewar in dewars %}<h1>OURS {{ dewar.colour }}</h1>{% endfor %}")
    person.sees("thermal-100x150/template.html, line 1")
    own.write_text("{% for dewar in dewars %}<h1>OURS {{ dewar.code }}</h1>{% endfor %}")
    person.sees("Page 1 of 1")
    saves(person, tmp_path / "ours.pdf")
    words = Pages((tmp_path / "ours.pdf").read_bytes(), tmp_path).texts
    assert [text.split()[0] for text in words] == ["OURS"]
