# SPDX-License-Identifier: LGPL-3.0-or-later
"""Names that become file names."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.names import NAME_PATTERN, count_up, name_problem, path_of, repaired_name


@pytest.mark.parametrize("name", ["lys_01", "A", "5HT3", "x-1", "n" * 45])
def test_fit(name: str) -> None:
    assert name_problem(name) is None


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("", "is empty"),
        ("cdk/lig07", "holds “/”"),
        ("my sample", "holds a blank"),
        ("a.b,c.", "holds “.”, “,”"),
        ("lys\n", "holds a blank"),
        ("µ", "holds “µ”"),
        ("n" * 46, "has 46 characters; at most 45"),
    ],
)
def test_do_not_fit(name: str, part: str) -> None:
    assert part in (name_problem(name) or "")


def test_name_and_acronym_share_the_length() -> None:
    assert name_problem("n" * 40, "HEWL5") is None
    assert name_problem("n" * 41, "HEWL5") == (
        f"The name “{'n' * 41}” and its protein HEWL5 together have 46 characters; at most 45 fit."
    )


@pytest.mark.parametrize(
    ("name", "repaired"),
    [
        ("cdk/lig07", "cdk_lig07"),
        (" my  sample ", "my_sample"),
        ("Müller", "Muller"),
        ("α-chymo", "a-chymo"),
        ("5 µM", "5_uM"),
        ("Ω+", "Oplus"),
        ("###", ""),
        ("n" * 50, "n" * 45),
    ],
)
def test_repaired(name: str, repaired: str) -> None:
    assert repaired_name(name) == repaired


@given(st.text(), st.text("ABC", max_size=10))
def test_a_repaired_name_fits_or_is_empty(name: str, acronym: str) -> None:
    repaired = repaired_name(name, acronym)
    assert repaired == "" or name_problem(repaired, acronym) is None


@given(st.from_regex(NAME_PATTERN, fullmatch=True).filter(lambda name: len(name) <= 45))
def test_a_good_name_is_only_trimmed_by_its_repair(name: str) -> None:
    assert repaired_name(name) == name.strip("_")


@pytest.mark.parametrize(
    ("name", "taken", "fresh"),
    [
        ("lys_01", {"lys_01"}, "lys_02"),
        ("lys_09", {"lys_09", "lys_10"}, "lys_11"),
        ("lys_99", set(), "lys_100"),
        ("lys", {"lys"}, "lys_2"),
        ("lys", {"lys", "lys_2"}, "lys_3"),
        ("7", {"7"}, "8"),
        ("n" * 45, {"n" * 45}, "n" * 44 + "2"),
    ],
)
def test_counted_up(name: str, taken: set[str], fresh: str) -> None:
    assert count_up(name, taken) == fresh


@given(st.from_regex("[a-z_]{0,50}[0-9]{0,3}", fullmatch=True), st.sets(st.from_regex("[a-z]_?[0-9]{1,2}")))
def test_a_counted_name_is_free_and_fits(name: str, taken: set[str]) -> None:
    fresh = count_up(name, taken)
    assert fresh not in taken
    assert len(fresh) <= 45
    assert re.fullmatch("[a-z_]*[0-9]+", fresh)


def test_the_path_at_the_beamline() -> None:
    assert path_of("mx2415", "HEWL", "Lys_chip_02") == "mx2415/HEWL-Lys_chip_02/"
