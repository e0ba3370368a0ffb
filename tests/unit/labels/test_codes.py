# SPDX-License-Identifier: LGPL-3.0-or-later
"""Codes carry exactly their text, or say that they do not."""

from __future__ import annotations

import base64
import re
import string
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.domain.papers import PAPERS
from backend.labels import codes
from backend.labels.engines import render_pdf


def _page(*shown: codes.Code) -> str:
    pictures = "".join(
        f'<p><img src="{code.uri}" style="width:{code.width_mm}mm;height:{code.height_mm}mm"></p>'
        for code in shown
    )
    style = "@page{size:210mm 297mm;margin:0} p{margin:8mm}"
    return f"<html><head><style>{style}</style></head><body>{pictures}</body></html>"


@pytest.mark.parametrize("dpi", [100, 150])
@pytest.mark.parametrize(
    "text", ["mx2415-7KQ2M9X", "1234567", "AB12345678C", "a/b+c d_e~", "x" * 14 + "12345" + "y" * 8]
)
def test_code_128_reads_back(look: Callable[[bytes], Any], engine: str, text: str, dpi: int) -> None:
    pdf = render_pdf(_page(codes.code128(text)), PAPERS["A4"], engine)
    assert look(pdf).codes(dpi) == [{f"CODE-128:{text}"}]


@pytest.mark.parametrize("text", ["MX2415-7KQ2M9X", "A B$/+%."])
def test_code_39_carries_no_check_character(look: Callable[[bytes], Any], engine: str, text: str) -> None:
    pdf = render_pdf(_page(codes.code39(text)), PAPERS["A4"], engine)
    assert look(pdf).codes(100) == [{f"CODE-39:{text}"}]


def test_code_39_refuses_lower_case_instead_of_raising_it() -> None:
    with pytest.raises(codes.CannotCarry, match="Code 39 cannot carry “m” “x” of “mx2415-7KQ2M9X”"):
        codes.code39("mx2415-7KQ2M9X")


@pytest.mark.parametrize("text", ["样品-7", "Ω", "tab\there", "²²²²"])
def test_code_128_names_what_it_cannot_carry(text: str) -> None:
    code = codes.linear(text, "code128", 196)
    assert not code.uri
    assert code.refusal.startswith("Code 128 cannot carry “")


def test_a_code_that_is_too_long_for_the_paper_says_so() -> None:
    assert codes.linear("A" * 30, "code128", 196).uri
    assert "too long" in codes.linear("A" * 31, "code128", 196).refusal


def test_an_upright_code_is_measured_along_its_length() -> None:
    assert codes.linear("A" * 20, "code128", 149, upright=True).uri
    assert codes.linear("A" * 25, "code128", 149, upright=True).refusal


@pytest.mark.parametrize("text", ["mx2415-7KQ2M9X", "https://example.org/dewars/mx2415-7KQ2M9X", "x" * 300])
def test_qr_reads_back_at_100_dpi(look: Callable[[bytes], Any], engine: str, text: str) -> None:
    pdf = render_pdf(_page(codes.qr(text)), PAPERS["A4"], engine)
    assert look(pdf).codes(100) == [{f"QR-Code:{text}"}]


def test_a_qr_code_of_three_thousand_letters_is_refused_with_a_sentence() -> None:
    assert codes.qr("x" * 3000).refusal == "This text is too long for a QR code."


@settings(max_examples=60, deadline=None)
@given(st.text(string.ascii_letters + string.digits + string.punctuation + " ", min_size=1, max_size=30))
def test_modules_and_quiet_zones_are_wide_enough(text: str) -> None:
    code = codes.code128(text)
    first, last, width = _extent(code)
    assert code.width_mm / width >= codes.MODULE_MM
    assert first == width - last == codes.QUIET_MODULES


@settings(max_examples=30, deadline=None)
@given(st.text(min_size=1, max_size=200))
def test_every_qr_code_is_at_least_25_mm_and_keeps_four_quiet_modules(text: str) -> None:
    code = codes.qr(text)
    first, last, width = _extent(code)
    module = code.width_mm / width
    assert first == width - last == codes.QR_QUIET_MODULES
    assert module >= codes.MODULE_MM
    assert module * (last - first) >= 25


def _extent(code: codes.Code) -> tuple[int, int, int]:
    """Give the first and last column of dark modules, and the number of columns."""
    svg = base64.b64decode(code.uri.partition(",")[2]).decode("ascii")
    bars = [(int(x), int(n)) for x, n in re.findall(r"M(\d+) \d+h(\d+)v", svg)]
    width = re.search(r'viewBox="0 0 (\d+) ', svg)
    assert width is not None
    return min(x for x, _ in bars), max(x + n for x, n in bars), int(width[1])
