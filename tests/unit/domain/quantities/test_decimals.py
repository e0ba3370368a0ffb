# SPDX-License-Identifier: LGPL-3.0-or-later
"""Numbers as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.quantities.decimals import format_decimal, is_decimal, parse_decimal, plain_spaces


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7.91", 7.91),
        ("7,91", 7.91),
        (" 7,91\u00a0", 7.91),
        ("25 600", 25600),
        ("25\u202f600,5", 25600.5),
        ("\u22125", -5),
        ("+.5", 0.5),
        ("1e3", 1000),
        ("2.", 2),
    ],
)
def test_reads_what_people_type(text: str, number: float) -> None:
    assert parse_decimal(text) == number


@pytest.mark.parametrize(
    "text", ["", "abc", "1,2,3", "1.2.3", "1,234.5", "1 2", "nan", "inf", "1e999", "0x10", "1_000", "--5"]
)
def test_refuses_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="“"):
        parse_decimal(text)
    assert not is_decimal(text)


@given(st.floats(min_value=-1e12, max_value=1e12, allow_nan=False))
def test_what_is_shown_reads_back(number: float) -> None:
    assert parse_decimal(format_decimal(number)) == pytest.approx(number, rel=1e-11)


def test_shown_without_trailing_zeros() -> None:
    assert [format_decimal(number) for number in (7.0, 0.004 / 0.001, 0.1 + 0.2)] == ["7", "4", "0.3"]


def test_every_kind_of_blank_becomes_plain() -> None:
    assert plain_spaces("\ufeff a\u00a0b\u2009c ") == "a b c"
