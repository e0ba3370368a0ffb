# SPDX-License-Identifier: LGPL-3.0-or-later
"""The three pages of a dewar: everything on them, read back from the PDF of either engine."""

from __future__ import annotations

import copy
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from typing import Any

import pytest

from backend.errors import Invalid
from backend.labels.context import complete, dewar_hash, short_hash
from backend.labels.documents import make_labels

pytestmark = pytest.mark.slow

Look = Callable[[bytes], Any]

LONG = {
    "code": "DEWAR-WITH-A-VERY-LONG-CODE-OF-FORTY-FIVE-CHA",
    "barcode": "mx2415-ABCDEFGHIJKLMNOPQRSTUVW",
    "containers": [{"code": f"UNIPUCK-{number:03}-LONGER"} for number in range(12)],
    "packing": "dry ice",
    "dry_ice_kg": 4.5,
    "tracking_number": "1Z999AA10123456784",
    "return_tracking_number": "JD014600003",
}
SIX_LINES = [
    "Department of Structural Biology, Sample Teams",
    "Synchrotron Reception Building, Number Twelve",
    "1 Synchrotron Avenue, Entrance Number Two, E.",
    "Industrial Park, Polygone Scientifique, North",
    "38000 Grenoble Cedex 9, Auvergne-Rhône-Alpes",
    "France",
]
NAME = "Panagiotis Papadopoulos-Kuznetsov van Example"


@pytest.fixture
def crowded(context: dict[str, Any]) -> dict[str, Any]:
    """A shipment with every text as long as its column allows."""
    contact = {
        "name": NAME,
        "address": SIX_LINES,
        "phone": "+7 495 000 00 00",
        "email": "panagiotis.papadopoulos.kuznetsov@structural-biology.example.org",
    }
    context["site"].update(
        name="European Laboratory for Serial Crystallography",
        address=SIX_LINES,
        email="reception@example.org",
        qr_base_url="https://ispyb.example-light-source.org/dewars",
    )
    context["shipment"].update(name="The December shipment of serial crystallograp", laboratory=SIX_LINES[0])
    context.update(sending_contact=contact, return_contact=contact)
    context["dewars"] = [LONG, {**context["dewars"][0], "code": "W" * 45, "barcode": "x" * 45}]
    return context


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_both_codes_of_every_page_read_back(
    context: dict[str, Any], look: Look, engine: str, paper: str
) -> None:
    pages = look(make_labels(context, paper=paper, engine=engine))
    both = {"CODE-128:mx2415-7KQ2M9X", "QR-Code:mx2415-7KQ2M9X"}
    airwaybill = {"CODE-128:1Z999AA10123456784"}
    for dpi in (100, 150):
        assert pages.codes(dpi) == [both, both | airwaybill, both]


def test_the_label_page_says_what_is_in_the_parcel(context: dict[str, Any], look: Look, engine: str) -> None:
    label = look(make_labels(context, engine=engine)).texts[0]
    for text in (
        "Example Light Source", "Green · no danger", "DEW-12", "Parcel 1 of 2 · December SSX run",
        "mx2415-7KQ2M9X", "mx2415", "Structural Biology", "ID29 · from 3 Dec 2026", "B. Hall",
        "Containers (2) UNIPUCK-041 · UNIPUCK-042", "77 K · dry shipper", "Anna Zürich · +49 40 000 000",
        "anna.zuerich@example.org", "Printed 30 Nov 2026, 11:40", "Remove all old paperwork",
    ):  # fmt: skip
        assert text in label
    full = complete(context)
    assert f"Contents {short_hash(dewar_hash(full, full['dewars'][0]))}" in label


def test_the_address_pages_go_there_and_back(context: dict[str, Any], look: Look, engine: str) -> None:
    _, outbound, back = look(make_labels(context, engine=engine)).texts
    assert (
        outbound.index("TO") < outbound.index("38000 Grenoble") < outbound.index("Delivery entrance: Gate 2")
    )
    assert outbound.index("FROM") < outbound.index("Anna Zürich") < outbound.index("22607 Hamburg")
    assert "THIS SIDE UP" in outbound
    assert "FRAGILE" in outbound
    assert "World Courier" in outbound
    assert back.index("TO") < back.index("Bertha Return") < back.index("FROM") < back.index("38000 Grenoble")
    assert "Slow Courier" in back


def test_the_account_stands_on_the_return_page_only(context: dict[str, Any], look: Look, engine: str) -> None:
    label, outbound, back = look(make_labels(context, engine=engine)).texts
    assert "954-221-087" in back
    assert "954-221-087" not in label + outbound


def test_parcels_are_counted(context: dict[str, Any], look: Look, engine: str) -> None:
    first = context["dewars"][0]
    context["dewars"] = [
        {**first, "code": f"D{number}", "parcel": number, "parcels": 3} for number in (1, 2, 3)
    ]
    texts = look(make_labels(context, engine=engine)).texts
    assert len(texts) == 9
    for page, text in enumerate(texts):
        assert f"Parcel {page // 3 + 1} of 3" in text


@pytest.mark.parametrize(
    ("packing", "words"),
    [
        ("dry shipper", ["Frozen samples in dry shipper for experiments at Example Light Source", "A152"]),
        ("dry ice", ["UN1845", "Net weight not stated"]),
        ("ambient", ["Ambient · 77 K"]),
    ],
)
def test_packing_is_declared_as_stated(
    context: dict[str, Any], look: Look, packing: str, words: list[str]
) -> None:
    context["dewars"][0]["packing"] = packing
    outbound = look(make_labels(context, engine="wkhtmltopdf")).texts[1]
    for word in words:
        assert word in outbound


def test_nothing_is_declared_that_nobody_declared(context: dict[str, Any], look: Look, engine: str) -> None:
    context["dewars"][0]["packing"] = ""
    text = " ".join(look(make_labels(context, engine=engine)).texts)
    for mark in ("UN1845", "UN3373", "A152", "Declared", "dry shipper"):
        assert mark not in text


def test_after_eight_containers_the_rest_are_counted(
    context: dict[str, Any], look: Look, engine: str
) -> None:
    context["dewars"][0]["containers"] = [{"code": f"P{number:02}"} for number in range(11)]
    label = look(make_labels(context, engine=engine)).texts[0]
    assert "Containers (11)" in label
    assert "P07 · plus 3 more" in label
    assert "P08" not in label


def test_what_is_missing_is_said_in_words(look: Look, engine: str) -> None:
    label, outbound, back = look(make_labels({"dewars": [{}]}, engine=engine)).texts
    for page in (label, outbound, back):
        assert "This dewar has no barcode yet." in page
        assert "Dewar without a code" in page
    assert "Safety level not stated" in label
    assert "No sending contact is set for this shipment" in label
    assert "Facility address not set" in outbound
    assert "No sending contact is set for this shipment." in outbound
    assert "No return contact is set for this shipment" in back


@pytest.mark.parametrize("text", ["<img src=x onerror=alert(1)>", "{{7*7}}", "a&b;<b>c"])
def test_markup_prints_as_text(context: dict[str, Any], look: Look, engine: str, text: str) -> None:
    context["dewars"][0]["code"] = text
    context["shipment"]["laboratory"] = text
    for page in look(make_labels(context, engine=engine)).texts:
        assert text in page


@pytest.mark.parametrize("text", ["Ελληνικά γράμματα", "Кириллица", "样品罐", "Łódź Ångström ğış"])
def test_any_script_prints(context: dict[str, Any], look: Look, engine: str, text: str) -> None:
    context["shipment"]["name"] = text
    context["return_contact"]["address"] = [text]
    pages = look(make_labels(context, engine=engine)).texts
    assert all(text in page for page in pages)
    assert pages[2].count(text) == 2


def test_a_barcode_in_chinese_is_carried_by_the_qr_code_alone(
    context: dict[str, Any], look: Look, engine: str
) -> None:
    context["dewars"][0].update(barcode="样品-7", tracking_number="")
    context["site"]["qr_base_url"] = "https://example.org/d"
    pages = look(make_labels(context, engine=engine))
    assert pages.codes(150) == [{"QR-Code:https://example.org/d/%E6%A0%B7%E5%93%81-7"}] * 3
    for text in pages.texts:
        assert "Code 128 cannot carry “样” “品” of “样品-7”. The QR code carries it." in text


def test_code_39_is_refused_in_words_where_it_would_change_the_text(
    context: dict[str, Any], look: Look, engine: str
) -> None:
    context["site"]["symbology"] = "code39"
    pages = look(make_labels(context, engine=engine))
    assert "Code 39 cannot carry “m” “x”" in pages.texts[0]
    assert pages.codes(100)[0] == {"QR-Code:mx2415-7KQ2M9X"}
    context["dewars"][0]["barcode"] = "MX-7KQ2"
    assert look(make_labels(context, engine=engine)).codes(100)[0] == {"CODE-39:MX-7KQ2", "QR-Code:MX-7KQ2"}


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_longest_texts_fit_without_touching(
    crowded: dict[str, Any], look: Look, engine: str, paper: str
) -> None:
    pages = look(make_labels(crowded, paper=paper, engine=engine))
    assert len(pages.texts) == 6
    for line in (*SIX_LINES, NAME):
        assert line in pages.texts[1]
        assert line in pages.texts[2]
    for words in pages.boxes():
        assert [(a[4], b[4]) for a, b in combinations(words, 2) if _touch(a, b)] == []
        assert max(word[2] for word in words) < 590
        assert max(word[3] for word in words) < (842 if paper == "A4" else 792)
    long = {f"QR-Code:{crowded['site']['qr_base_url']}/{LONG['barcode']}", f"CODE-128:{LONG['barcode']}"}
    assert all(long <= codes for codes in pages.codes(100)[:3])


def _touch(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    """Say whether two words overlap by more than the air above and below their letters."""
    air = 0.3 * min(a[3] - a[1], b[3] - b[1])
    return a[0] < b[2] - 1 and b[0] < a[2] - 1 and a[1] + air < b[3] and b[1] + air < a[3]


def test_three_hundred_letters_without_a_blank_neither_shrink_nor_lengthen_the_label(
    context: dict[str, Any], look: Look, engine: str
) -> None:
    context["shipment"]["laboratory"] = "x" * 300
    pages = look(make_labels(context, engine=engine))
    assert len(pages.texts) == 3
    assert pages.letters["x"] >= 300
    assert pages.codes(100)[0] == {"CODE-128:mx2415-7KQ2M9X", "QR-Code:mx2415-7KQ2M9X"}


def test_both_engines_print_the_same_words(crowded: dict[str, Any], look: Look) -> None:
    one, other = (look(make_labels(crowded, engine=engine)) for engine in ("wkhtmltopdf", "weasyprint"))
    assert len(one.texts) == len(other.texts)
    assert one.letters == other.letters


def test_labels_made_at_the_same_time_keep_their_own_codes(
    context: dict[str, Any], look: Look, engine: str
) -> None:
    def codes_of(number: int) -> set[str]:
        mine = copy.deepcopy(context)
        mine["dewars"][0].update(barcode=f"mx2415-PARCEL{number}", tracking_number="")
        return set().union(*look(make_labels(mine, engine=engine)).codes(100))

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(codes_of, range(8)))
    assert found == [{f"{kind}:mx2415-PARCEL{n}" for kind in ("CODE-128", "QR-Code")} for n in range(8)]


def test_copies_repeat_the_whole_set(context: dict[str, Any], look: Look, engine: str) -> None:
    texts = look(make_labels(context, engine=engine, copies=2)).texts
    assert texts[:3] == texts[3:]


@pytest.mark.parametrize("copies", [0, 21])
def test_too_many_copies_are_refused(context: dict[str, Any], copies: int) -> None:
    with pytest.raises(Invalid, match="Choose 1 to 20"):
        make_labels(context, copies=copies)


def test_a_shipment_without_dewars_is_refused(context: dict[str, Any]) -> None:
    context["dewars"] = []
    with pytest.raises(Invalid, match="There are no dewars to print"):
        make_labels(context)
