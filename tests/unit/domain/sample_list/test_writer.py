# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is written reads back the same, and no spreadsheet runs it."""

import csv

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backend.domain.quantities.decimals import is_decimal, plain_spaces
from backend.domain.sample_list import COLUMNS, Row, SampleList, read, write_csv

_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=20)
_AWKWARD = st.sampled_from(
    [
        '"',
        '""',
        "a,b",
        "a;b",
        "a\tb",
        "two\nlines",
        "#1",
        "=1+1",
        "'=1",
        "''@x",
        "-CANT-FIND",
        "-5",
        "+",
        "'",
        "007",
        "1e3",
    ]
)
CELL = (_AWKWARD | _TEXT).map(plain_spaces)
KEYS = [column.key for column in COLUMNS]
CELLS = st.dictionaries(st.sampled_from(KEYS), CELL.filter(bool), min_size=1)


@given(st.lists(CELLS, min_size=1, max_size=5))
@example([{"dewar": "two\nlines", "comments": "a;b"}])
def test_reads_back_the_same(rows: list[dict[str, str]]) -> None:
    written = write_csv(SampleList(tuple(Row(line, cells) for line, cells in enumerate(rows, 1))))
    for data in (written, written.encode(), written.encode("utf-8-sig")):
        assert [dict(row.cells) for row in read(data).rows] == rows


@given(CELLS)
def test_no_cell_begins_like_a_formula(cells: dict[str, str]) -> None:
    written = write_csv(SampleList((Row(1, cells),)))
    [_, *lines] = written.split("\r\n")
    for cell in next(csv.reader(["\r\n".join(lines)])):
        assert is_decimal(cell) or not cell.startswith(("=", "+", "-", "@", "\t"))


def test_exi_28_under_a_comment() -> None:
    cells = {
        "dewar": "D1",
        "container": "UP-1",
        "container_type": "Unipuck",
        "position": "1",
        "comments": "a, b",
    }
    header, line, end = write_csv(SampleList((Row(7, cells),))).split("\r\n")
    assert header.startswith(
        "#Dewar,Container,Type,Pos,Protein,Sample,Pin,Space group,a,b,c,α,β,γ,Experiment"
    )
    assert len(header.split(",")) == 28
    assert line == "D1,UP-1,Unipuck,1" + "," * 24 + '"a, b"'
    assert end == ""


@pytest.mark.parametrize("column", ["ligands", "protein_name", "oscillation_range"])
def test_columns_beyond_exi_28_are_carried_when_they_are_filled(column: str) -> None:
    written = write_csv(SampleList((Row(1, {"dewar": "D1", column: "x"}),)))
    assert len(written.split("\r\n")[1].split(",")) == 29
    assert read(written).rows[0][column] == "x"
