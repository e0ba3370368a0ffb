# SPDX-License-Identifier: LGPL-3.0-or-later
"""Names as they leave: safe for a header, an archive and a disk, and told apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.files.names import MOST_LETTERS, content_type, download_name, told_apart


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/data/visitor/mx2415/aimless.log", "aimless.log"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\win.ini", "win.ini"),
        ("a\r\nSet-Cookie: x=1.log", "a_Set-Cookie_ x=1.log"),
        ('x".html', "x_.html"),
        ("..", "file"),
        ("", "file"),
        (None, "file"),
        ("CON", "_CON"),
        ("lpt1.txt", "_lpt1.txt"),
        ("  .hidden. ", "hidden"),
        ("Prüfung α.log", "Prüfung α.log"),
        ("photo\u202egnp.exe", "photo_gnp.exe"),
        ("x" * 300 + ".mtz", "x" * (MOST_LETTERS - 4) + ".mtz"),
    ],
)
def test_a_name_is_the_last_part_made_harmless(path: str | None, name: str) -> None:
    assert download_name(path) == name


@given(st.text())
def test_no_text_makes_a_name_that_leads_elsewhere_or_ends_a_header(text: str) -> None:
    name = download_name(text)
    assert name
    assert not {*name} & {*'/\\\r\n\0"'}
    assert name not in (".", "..")
    assert len(name) <= MOST_LETTERS + 1
    assert download_name(name) == name


def test_equal_names_are_counted_up_in_any_case_of_letters() -> None:
    names = ["a.log", "A.LOG", "a (2).log", "a.log", "b"]
    assert list(told_apart(names)) == ["a.log", "A (2).LOG", "a (2) (2).log", "a (3).log", "b"]


@given(st.lists(st.sampled_from(["a", "a (2)", "A", "a.b", "a (2).b"])))
def test_no_two_names_stay_alike(names: list[str]) -> None:
    told = [name.casefold() for name in told_apart(names)]
    assert len({*told}) == len(names)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.PNG", "image/png"),
        ("aimless.log", "text/plain; charset=utf-8"),
        ("i.csv", "text/csv; charset=utf-8"),
        ("x.mtz", "application/octet-stream"),
        ("x.cif", "chemical/x-mmcif"),
        ("none", "application/octet-stream"),
    ],
)
def test_the_type_is_what_the_name_tells(name: str, kind: str) -> None:
    assert content_type(name) == kind
