# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the labels screen decides without a window: pages, remarks, what is missing, names."""

from __future__ import annotations

from typing import Any

import pytest
from qtpy.QtCore import QSizeF

from ssx_widget.look.texts import contents_words
from ssx_widget.screens.labels.label_kinds import LabelKinds
from ssx_widget.screens.labels.label_options import LabelFetcher, LabelOptions
from ssx_widget.screens.labels.obstacles import missing, missing_things
from ssx_widget.screens.labels.page_range import pages_of
from ssx_widget.screens.labels.pdf_file import file_name
from ssx_widget.screens.labels.printer import fitting_dpi
from ssx_widget.screens.labels.remarks import print_remarks, remarks

TEMPLATES = [
    {
        "name": "dewar",
        "title": "Label",
        "papers": ["A4", "Letter"],
        "subject": "dewars",
        "pages_per_dewar": 3,
    },
    {"name": "container", "title": "Sheet", "papers": ["A4"], "subject": "containers", "pages_per_dewar": 0},
]
INSTALL = "apt-get install wkhtmltopdf"


def offers(available: bool) -> LabelKinds:
    engine = {"name": "wkhtmltopdf", "available": available, "install": INSTALL}
    return LabelKinds.of({"engines": [engine], "templates": TEMPLATES})


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
    there = offers(available=False)
    lacking = missing(there, None, (), there.templates[0])
    assert lacking is not None
    assert INSTALL in lacking.remark
    assert lacking.way == "look again"


def test_each_missing_thing_names_its_way_on() -> None:
    there = offers(available=True)
    label, sheet = there.templates
    full = {"dewars": [{"dewarId": 1, "containers": []}, {"dewarId": 2, "containers": [{"code": "UP-1"}]}]}
    found = [missing(there, info, (), label) for info in (None, {"dewars": []}, full)]
    assert [lacking and lacking.way for lacking in found] == ["shipments", "shipment", ""]
    assert missing(there, full, (1,), label) is None
    lacking = missing(there, full, (1,), sheet)
    assert lacking is not None
    assert lacking.sentence == "These dewars hold no container"
    assert missing(there, full, (1, 2), sheet) is None


def test_small_labels_need_something_to_print() -> None:
    there = offers(available=True)
    found = [missing_things(there, 0, (), "Stocks"), missing_things(there, 2, (), "Stocks")]
    assert [lacking and lacking.sentence for lacking in found] == ["No stocks yet", "Nothing is checked"]
    assert missing_things(there, 2, (7,), "Stocks") is None
    lacking = missing_things(offers(available=False), 2, (7,), "Stocks")
    assert lacking is not None
    assert INSTALL in lacking.remark


def printed(key: int, changed: bool) -> dict[str, Any]:
    time = {"time": "2026-11-30T11:40:00+00:00", "hash": "7c1e-22a9", "person": "ada"}
    return {"dewarId": key, "hash": "a", "printed": time, "changed": changed}


def test_dewars_that_changed_since_printing_are_named_the_others_together() -> None:
    dewars = [{"dewarId": key, "code": f"D{key}"} for key in range(1, 20)]
    state = [{"dewarId": 1, "hash": "a", "printed": None, "changed": None}]
    state += [printed(2, True), printed(3, False), printed(4, False), printed(5, True)]
    told = print_remarks(state, dewars, (1, 2, 3, 4))
    assert [remark.is_good for remark in told] == [False, True]
    assert told[0].words.startswith("D2 changed since its label of 30 Nov 2026")
    assert told[1].words == "Label as it is now: D3, D4"
    many = print_remarks([printed(key, True) for key in range(1, 20)], dewars, range(1, 20))
    assert [remark.words for remark in many][-1] == "and 14 more"
    same = print_remarks([printed(key, False) for key in range(1, 20)], dewars, range(1, 20))
    assert same[0].words.endswith("D6 and 13 more")


def test_only_what_has_its_own_pages_is_made_in_portions() -> None:
    ids = tuple(range(45))
    assert [len(part) for part in LabelOptions(1, ids, "dewar", "A4", pages_per_dewar=3).portions] == [
        20,
        20,
        5,
    ]
    assert LabelOptions(1, ids, "manifest", "A4").portions == [ids]
    assert LabelOptions(1, ids, "container", "A4", grid="2x7", blank=3).choices == {
        "paper": "A4",
        "engine": "auto",
        "grid": "2x7",
        "blank": 3,
    }


def test_the_dewars_of_some_pages_are_known_where_each_has_its_own() -> None:
    options = LabelOptions(1, (7, 8, 9), "dewar", "A4", pages_per_dewar=3)
    labels = LabelFetcher(options, b"", (QSizeF(),) * 9, 0.1)
    assert labels.on_pages((3,)).dewar_ids == (8,)
    assert labels.on_pages((8, 2, 2)).dewar_ids == (7, 9)
    manifest = LabelFetcher(LabelOptions(1, (7, 8, 9), "manifest", "A4"), b"", (QSizeF(),) * 2, 0.1)
    assert manifest.on_pages((1, 1)).dewar_ids == ()
    assert manifest.on_pages((0, 1)).dewar_ids == (7, 8, 9)


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
