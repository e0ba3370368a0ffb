# SPDX-License-Identifier: LGPL-3.0-or-later
"""Sheets of container labels, the pro-forma invoice, and what a facility says of itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from backend.errors import Invalid
from backend.labels.documents import make_labels

pytestmark = pytest.mark.slow

Look = Callable[[bytes], Any]


def _containers(count: int) -> list[dict[str, Any]]:
    return [
        {"code": f"PUCK-{n:02}", "barcode": f"mx2415-P{n:02}7KQ2" if n % 2 else "", "type": "Unipuck"}
        for n in range(count)
    ]


def _code(n: int) -> str:
    return f"QR-Code:mx2415-P{n:02}7KQ2" if n % 2 else f"QR-Code:PUCK-{n:02}"


@pytest.mark.parametrize(("paper", "width", "height"), [("A4", 210.0, 297.0), ("Letter", 215.9, 279.4)])
def test_container_labels_stand_in_the_usual_grid_and_each_reads_back(
    context: dict[str, Any], look: Look, engine: str, paper: str, width: float, height: float
) -> None:
    context["dewars"][0]["containers"] = _containers(25)
    pages = look(make_labels(context, "container", paper, engine))
    assert len(pages.texts) == 2
    cell, row = (width - 20) / 3, (height - 21) / 8
    for n in range(24):
        found = pages.cut(100, 10 + n % 3 * cell, 10 + n // 3 * row, cell, row)
        assert found == {_code(n)}
    assert pages.codes(100)[1] == {_code(24)}
    assert "PUCK-24" in pages.texts[1]
    assert "DEW-12" in pages.texts[1]


@pytest.mark.parametrize("grid", ["1x1", "2x7", "4x10"])
def test_the_grid_is_the_facilitys_choice_and_codes_still_read(
    context: dict[str, Any], look: Look, engine: str, grid: str
) -> None:
    columns, rows = map(int, grid.split("x"))
    context["site"]["container_grid"] = grid
    context["dewars"][0]["containers"] = _containers(columns * rows)
    pages = look(make_labels(context, "container", engine=engine))
    assert len(pages.texts) == 1
    cell, row = 190 / columns, 276 / rows
    for n in (0, columns - 1, columns * rows - 1):
        found = pages.cut(100, 10 + n % columns * cell, 10 + n // columns * row, cell, row)
        assert found == {_code(n)}


def test_places_that_were_used_before_stay_empty(context: dict[str, Any], look: Look, engine: str) -> None:
    context["dewars"][0]["containers"] = _containers(2)
    pages = look(make_labels(context, "container", engine=engine, blank=23))
    assert pages.codes(100) == [{_code(0)}, {_code(1)}]


def test_no_containers_no_labels(context: dict[str, Any]) -> None:
    context["dewars"][0]["containers"] = []
    with pytest.raises(Invalid, match="no containers to print"):
        make_labels(context, "container")


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_invoice_says_who_sends_what_to_whom_and_its_worth(
    context: dict[str, Any], look: Look, engine: str, paper: str
) -> None:
    context["sending_contact"]["eori"] = "DE1234567"
    first = context["dewars"][0]
    first.update(customs_value=1500, transport_value=40, weight_kg=21.5)
    context["dewars"] = [first, *({**first, "code": f"DEW-{n}", "customs_value": 10} for n in range(13, 32))]
    pages = look(make_labels(context, "proforma", paper, engine))
    assert len(pages.texts) == 2
    for words in (
        *("Anna Zürich", "EORI DE1234567", "Example Light Source", "38000 Grenoble", "World Courier"),
        *("DEW-12", "mx2415-7KQ2M9X", "21.5 kg", "1500.00 EUR", "40.00 EUR", "not for sale"),
    ):
        assert words in pages.texts[0]
    assert "Total 1690.00 EUR 800.00 EUR" in pages.texts[1]
    assert "Total" not in pages.texts[0]
    assert "954-221-087" not in "".join(pages.texts)


def test_a_value_that_nobody_stated_is_not_made_up(context: dict[str, Any], look: Look, engine: str) -> None:
    text = look(make_labels(context, "proforma", engine=engine)).texts[0]
    assert "0.00" not in text
    assert text.count("unknown") == 2


@pytest.mark.parametrize(
    ("packing", "said", "not_said"),
    [
        ({"packing": "dry shipper"}, ["dry shipper", "A152"], ["UN1845", "UN3373"]),
        ({"packing": "dry ice", "dry_ice_kg": 5.0}, ["UN1845", "Net weight 5.0 kg"], ["A152", "UN3373"]),
        ({"packing": "dry ice"}, ["UN1845", "Net weight not stated"], ["A152"]),
        ({"packing": "cooled", "storage_temperature": "4 °C"}, ["Cooled · 4 °C"], ["UN1845", "A152"]),
        ({"packing": "ambient", "storage_temperature": "20 °C"}, ["Ambient · 20 °C"], ["UN1845", "A152"]),
        ({"packing": ""}, [], ["UN1845", "A152", "Declared", "UN3373"]),
    ],
)
def test_page_2_declares_what_was_declared_and_nothing_else(
    context: dict[str, Any],
    look: Look,
    engine: str,
    packing: dict[str, Any],
    said: list[str],
    not_said: list[str],
) -> None:
    context["dewars"][0].update({"dry_ice_kg": None, **packing})
    outbound = look(make_labels(context, engine=engine)).texts[1]
    assert [words for words in said if words not in outbound] == []
    assert [words for words in not_said if words in outbound] == []


def test_a_facilitys_own_words_and_colour_are_on_its_labels(
    context: dict[str, Any], look: Look, engine: str
) -> None:
    context["site"].update(accent="#1e7d46", dry_shipper_rule="As agreed with the carrier")
    pages = look(make_labels(context, engine=engine))
    assert "As agreed with the carrier" in pages.texts[1]
    assert len(pages.texts) == 3
    assert pages.codes(100)[0] == {"CODE-128:mx2415-7KQ2M9X", "QR-Code:mx2415-7KQ2M9X"}
