# SPDX-License-Identifier: LGPL-3.0-or-later
"""Stickers for label printers, contents lists, and tube labels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from backend.errors import Invalid
from backend.labels.contents_list import contents_pages
from backend.labels.context import complete
from backend.labels.documents import make_labels
from backend.labels.sample_sheet import sheet_pages

pytestmark = pytest.mark.slow

Look = Callable[[bytes], Any]


def test_a_sticker_is_one_page_and_reads_back(context: dict[str, Any], look: Look, engine: str) -> None:
    pages = look(make_labels(context, "thermal-100x150", engine=engine))
    assert len(pages.texts) == 1
    for dpi in (100, 150):
        assert pages.codes(dpi) == [{"CODE-128:mx2415-7KQ2M9X", "QR-Code:mx2415-7KQ2M9X"}]
    assert "Parcel 1 of 2 · December SSX run" in pages.texts[0]


def test_a_long_code_is_on_the_sticker_as_qr_code_alone(
    context: dict[str, Any], look: Look, engine: str
) -> None:
    context["dewars"][0]["barcode"] = "A" * 26
    pages = look(make_labels(context, "thermal-100x150", engine=engine))
    assert pages.codes(100) == [{"QR-Code:" + "A" * 26}]
    assert "No bar code on this sticker" in pages.texts[0]


def test_a_sticker_without_anything_says_so(look: Look, engine: str) -> None:
    text = look(make_labels({"dewars": [{}]}, "thermal-100x150", engine=engine)).texts[0]
    assert "This dewar has no barcode yet." in text
    assert "No sending contact is set" in text


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_contents_list_names_every_sample_once(
    context: dict[str, Any], look: Look, engine: str, paper: str
) -> None:
    samples = [
        {"name": f"lyso-{n}", "protein": "LysA", "position": str(n), "safety_level": "RED"} for n in range(90)
    ]
    context["dewars"][0]["containers"] = [{"code": "BOX", "type": "Chip box", "samples": samples}]
    pages = look(make_labels(context, "manifest", paper, engine))
    assert "Dewars: 1 · Containers: 1 · Samples: 90" in pages.texts[0]
    assert [pages.words[f"lyso-{n}"] for n in range(90)] == [1] * 90
    assert pages.texts[-1].endswith(f"Page {len(pages.texts)} of {len(pages.texts)}")
    bottoms = [word[1] for words in pages.boxes() for word in words if word[4].startswith("lyso")]
    assert max(bottoms) < (842 if paper == "A4" else 792) - 45


def test_a_page_of_the_contents_list_never_ends_with_a_heading() -> None:
    dewars = complete({"dewars": [{"code": "A", "containers": [{"code": "P1"}]}, {"code": "B"}]})["dewars"]
    pages = contents_pages(dewars, 3, 10)
    assert [len(page) for page in pages] == [2, 2]
    assert pages[1][0].heading == "B · no barcode yet · parcel 1 of 1"
    assert pages[1][1].cells[0] == "No containers entered"


@pytest.mark.parametrize("code", ["mx2415-T07", "mx2415-" + "N" * 38])
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_tube_label_reads_back_on_either_paper_however_long_its_name(
    look: Look, engine: str, paper: str, code: str
) -> None:
    tubes = [{"code": code, "name": code.partition("-")[2], "date": "2026-11-24"}]
    assert look(make_labels({"tubes": tubes}, "tube", paper, engine)).codes(100) == [{f"QR-Code:{code}"}]


def test_tube_labels_carry_their_code_and_contents(look: Look, engine: str) -> None:
    tubes = [
        {"code": f"mx2415-T{n:02}", "name": f"stock_{n}", "stock": "Lyso stock", "date": "2026-11-24"}
        for n in range(22)
    ]
    pages = look(make_labels({"tubes": tubes}, "tube", engine=engine))
    assert len(pages.texts) == 2
    # One label after the other, as a person scans them.
    for n in range(21):
        assert pages.cut(100, 12 + n % 3 * 62, 10 + n // 3 * 37, 62, 37) == {f"QR-Code:mx2415-T{n:02}"}
    assert pages.codes(100)[1] == {"QR-Code:mx2415-T21"}
    assert pages.texts[1] == "stock_21 Lyso stock 24 Nov 2026"


def test_no_tubes_no_labels(context: dict[str, Any]) -> None:
    with pytest.raises(Invalid, match="There are no tubes to print"):
        make_labels(context, "tube")


def _sheet(facts: int) -> dict[str, Any]:
    """A sheet of sections of ten facts each, one of them long."""
    sections = [
        {
            "heading": f"Part {start}",
            "facts": [{"name": f"fact-{n}", "value": f"value-{n} µm"} for n in range(start, start + 10)],
        }
        for start in range(0, facts, 10)
    ]
    sections.append({"heading": "Words", "facts": [{"name": "long", "value": "several words " * 30}]})
    return {"title": "Lys_chip_01", "code": "mx2415-Lys_chip_01", "sections": sections}


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_sample_sheet_says_every_fact_once(look: Look, engine: str, paper: str) -> None:
    pages = look(make_labels({"sheets": [_sheet(70)]}, "sheet", paper, engine=engine))
    assert [pages.words[f"value-{n}"] for n in range(70)] == [1] * 70
    assert pages.words["several"] == 30
    assert pages.codes(100)[0] == {"QR-Code:mx2415-Lys_chip_01"}
    assert pages.texts[-1].endswith(f"Page {len(pages.texts)} of {len(pages.texts)}")


def test_a_page_of_a_sheet_never_ends_with_a_heading() -> None:
    sheet = complete({"sheets": [_sheet(20)]})["sheets"][0]
    pages = sheet_pages(sheet, 12, 10)
    assert [len(page) for page in pages] == [11, 10, 8]
    assert not any(page[-1].heading for page in pages)


def test_a_fact_that_is_empty_is_a_dash() -> None:
    sheet = complete({"sheets": [{"sections": [{"heading": "x", "facts": [{"name": "y"}]}]}]})["sheets"][0]
    assert sheet_pages(sheet, 9, 9)[0][1].value == "–"
