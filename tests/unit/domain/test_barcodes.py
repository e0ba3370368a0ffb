# SPDX-License-Identifier: LGPL-3.0-or-later
"""Barcodes: assigned ones, and what fits into Code 128 and Code 39."""

import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.barcodes import (
    ALPHABET,
    code128_problem,
    code128_symbols,
    code128_width,
    new_barcode,
    random_part,
)


def test_a_new_barcode_names_the_proposal_and_cannot_be_guessed() -> None:
    codes = {new_barcode("mx2415") for _ in range(1000)}
    assert len(codes) == 1000
    assert all(re.fullmatch(r"mx2415-[0-9A-HJKMNP-TV-Z]{7}", code) for code in codes)


def test_characters_that_are_taken_for_others_are_not_used() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)
    assert set(random_part(4000)) == set(ALPHABET)


def test_a_site_chooses_the_pattern() -> None:
    assert re.fullmatch("ID29/.{7}/mx1", new_barcode("mx1", "ID29/{random}/{proposal}"))
    assert re.fullmatch(r"\{0\.x\}.{7}", new_barcode("mx1", "{0.x}{random}"))


def test_a_pattern_without_a_random_part_is_refused() -> None:
    with pytest.raises(ValueError, match=r"needs \{random\}"):
        new_barcode("mx2415", "{proposal}-1")


@pytest.mark.parametrize(
    ("text", "millimetres"),
    [("A" * 15, 112), ("A" * 16, 117), ("A" * 30, 196), ("mx2415-7KQ2M9X", 106), ("1" * 30, 112)],
)
def test_width_of_code_128_with_its_quiet_zones(text: str, millimetres: int) -> None:
    assert round(code128_width(text)) == millimetres


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("", 0),
        ("1", 1),
        ("12", 1),
        ("123", 3),
        ("1234", 2),
        ("A123", 4),
        ("A1234", 4),
        ("1234A", 4),
        ("A1234B", 6),
        ("A123456B", 7),
    ],
)
def test_pairs_of_digits_take_one_symbol(text: str, symbols: int) -> None:
    assert code128_symbols(text) == symbols


@given(st.text("A12", max_size=14))
def test_no_way_of_writing_is_shorter(text: str) -> None:
    @cache
    def fewest(start: int, in_set: str) -> int:
        if start == len(text):
            return 0
        ways = [1 + (in_set == "C") + fewest(start + 1, "B")]
        if text[start : start + 2].isdigit() and len(text) - start > 1:
            ways.append(1 + (in_set == "B") + fewest(start + 2, "C"))
        return min(ways)

    assert code128_symbols(text) == fewest(0, "")


@pytest.mark.parametrize("text", ["mx2415-7KQ2M9X", "a b", "~!"])
def test_code_128_carries(text: str) -> None:
    assert code128_problem(text) is None


@pytest.mark.parametrize(
    ("text", "part"), [("Kühl-1", "“ü”"), ("a\tb", "has no"), ("测试", "“测”, “试”"), ("", "no code")]
)
def test_code_128_does_not_carry(text: str, part: str) -> None:
    assert part in (code128_problem(text) or "")
