"""What the labels screen decides without a window: pages, remarks, what is missing, names."""

from __future__ import annotations

from typing import Any

import pytest

from ssx_widget.common.contents import contents_words
from ssx_widget.labels.missing import missing
from ssx_widget.labels.offers import Offers
from ssx_widget.labels.page_range import pages_of
from ssx_widget.labels.printing import fitting_dpi
from ssx_widget.labels.remarks import remarks
from ssx_widget.labels.saving import file_name

TEMPLATES = [{"name": "dewar", "title": "Dewar label", "papers": ["A4", "Letter"]}]
INSTALL = "apt-get install wkhtmltopdf"


def offers(available: bool) -> Offers:
    engine = {"name": "wkhtmltopdf", "available": available, "install": INSTALL}
    return Offers.of({"engines": [engine], "templates": TEMPLATES})


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("all", [0, 1, 2, 3, 4, 5]),
        ("", [0, 1, 2, 3, 4, 5]),
        (" ALL ", [0, 1, 2, 3, 4, 5]),
        ("2", [1]),
        ("1-3, 5", [0, 1, 2, 4]),
        ("4 – 6,1", [3, 4, 5, 0]),
        ("3,3", [2, 2]),
    ],
)
def test_pages_are_named_as_in_a_print_dialog(text: str, places: list[int]) -> None:
    assert pages_of(text, 6) == places


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("7", "1 to 6"),
        ("0", "1 to 6"),
        ("2-9", "1 to 6"),
        ("5-3", "Write 3-5"),
        ("first", "names no pages"),
        ("1,,2", "names no pages"),
        ("1-2-3", "names no pages"),
    ],
)
def test_pages_that_are_not_there_are_told_with_what_would_be_right(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        pages_of(text, 6)


def line(key: str, level: str, place: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"key": key, "level": level, "text": f"{key} {level}", "place": place}


def test_what_wants_a_look_stands_first_and_other_dewars_are_left_out() -> None:
    checklist = [
        line("courier", "ok"),
        line("contacts", "error", {"table": "Shipping", "id": 1, "column": "sendingLabContactId"}),
        line("dewars", "error", {"table": "Dewar", "id": 7, "column": "barCode"}),
        line("dewars", "error", {"table": "Dewar", "id": 8, "column": "barCode"}),
        line("samples", "error"),
    ]
    told = remarks(checklist, (7,))
    assert [(remark.sign, remark.words) for remark in told] == [
        ("!", "contacts error"),
        ("!", "dewars error"),
        ("✓", "courier ok"),
    ]


def test_a_missing_engine_comes_before_all_else_with_the_line_that_installs_it() -> None:
    lacking = missing(offers(available=False), None, ())
    assert lacking is not None
    assert INSTALL in lacking.remark
    assert lacking.way == "look again"


def test_each_missing_thing_names_its_way_on() -> None:
    there = offers(available=True)
    full = {"dewars": [{"dewarId": 1}]}
    found = [missing(there, None, ()), missing(there, {"dewars": []}, ()), missing(there, full, ())]
    assert [lacking and lacking.way for lacking in found] == ["shipments", "shipment", ""]
    assert missing(there, full, (1,)) is None


@pytest.mark.parametrize(
    ("printer", "dpi"), [(72, 72), (203, 203), (600, 600), (720, 360), (1200, 600), (1440, 480), (2400, 600)]
)
def test_a_fine_printer_gets_whole_pixels_repeated(printer: int, dpi: int) -> None:
    assert fitting_dpi(printer) == dpi


def test_the_file_is_named_for_what_is_in_it() -> None:
    assert file_name("December SSX/run", "dewar") == "labels-December_SSX_run.pdf"
    assert file_name("", "manifest") == "manifest.pdf"


def test_contents_are_counted_by_type() -> None:
    pucks = [{"containerType": "Unipuck", "samples": [1, 2]}, {"containerType": "Unipuck", "samples": [3]}]
    boxes = [{"containerType": "Chip box", "samples": []}] * 2
    assert contents_words([*pucks, *boxes]) == "2 Unipucks, 2 Chip boxes, 3 samples"
    assert contents_words([{"containerType": None, "samples": []}]) == "1 container"
    assert contents_words([]) == "empty"
