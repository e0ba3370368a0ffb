# SPDX-License-Identifier: LGPL-3.0-or-later
"""Reading: encodings, separators, comments, headers, quotes, short rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.sample_list import (
    COLUMNS,
    FORMAT_TITLES,
    FORMATS,
    Context,
    SampleList,
    UnreadableList,
    check,
    contents,
    error_lines,
    read,
    read_as,
)

ROW = "D1,UP-1,Unipuck,1,HEWL,lys_01"
CELLS = {
    "dewar": "D1",
    "container": "UP-1",
    "container_type": "Unipuck",
    "position": "1",
    "protein": "HEWL",
    "sample": "lys_01",
}
EXI_23 = "D1,UP-1,Unipuck,1,HEWL,lys_01,HA1,MXPressE,P43212,79,79,38,90,90,90,50,1,0.5,4,98,P1,CCO,first"
ISPYB_HEADER = (
    "Proposal Code;Proposal Number;Visit Number;Shipping Name;Dewar Code;Container Code;"
    "Pre-observed Resolution;Needed Resolution;Oscillation Range;Protein Acronym;Protein Name;Space Group;"
    'Pin Barcode;Sample Name;"Sample\nposition";Comments;a;b;c;alpha;beta;gamma'
)
ISPYB_ROW = (
    "mx;2415;1;December;D1;UP-1;2.1;1.8;0.1;HEWL;Lysozyme;P43212;HA1;lys_01;7;first;79,1;79,1;37,9;90;90;90"
)


def _cells(data: bytes | str) -> dict[str, str]:
    [row] = read(data).rows
    return dict(row.cells)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_encodings(codec: str) -> None:
    assert _cells(f"{ROW},Probe für Å".encode(codec))["pin_barcode"] == "Probe für Å"


def test_says_which_encoding_it_took() -> None:
    assert read(f"{ROW},ü".encode("latin-1")).encoding == "Latin-1"
    assert read(f"{ROW},ü".encode("utf-8-sig")).encoding == "UTF-8"
    assert read("\ufeff" + ROW).encoding == "UTF-8"
    assert _cells("\ufeff" + ROW) == CELLS


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators(separator: str) -> None:
    sample_list = read(ROW.replace(",", separator))
    assert sample_list.separator == separator
    assert sample_list.rows[0].cells == CELLS


def test_decimal_commas_do_not_outvote_the_semicolon() -> None:
    cells = _cells("D1;UP-1;Unipuck;1;HEWL;lys_01;;P1;79,1;79,1;37,9;90,0;90,0;90,0\n")
    assert (cells["a"], cells["gamma"]) == ("79,1", "90,0")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_a_last_line_without_line_end_is_a_row(end: str, last: bool) -> None:
    text = end.join([ROW, ROW.replace("lys_01", "lys_02")]) + (end if last else "")
    assert [row["sample"] for row in read(text).rows] == ["lys_01", "lys_02"]


def test_blank_lines_and_comments_are_no_rows_but_count_as_lines() -> None:
    text = f'# my "list, of samples\n\n{ROW}\n,,,,,\n  # more\n{ROW}'
    assert [row.line for row in read(text).rows] == [3, 6]


def test_blanks_around_and_within_cells() -> None:
    cells = _cells("D1 ,\u00a0UP-1, Unipuck ,1\u00a0,HEWL,lys\u00a001 ")
    assert cells == {**CELLS, "sample": "lys 01"}


def test_quoted_cells() -> None:
    cells = _cells(f'{ROW}, "a,b" ,"P2(1)2(1)2(1)",,,,,,,,,,,,,,,,,,,,"said ""no"", then\nyes"')
    assert cells["pin_barcode"] == "a,b"
    assert cells["space_group"] == "P2(1)2(1)2(1)"
    assert cells["comments"] == 'said "no", then\nyes'


def test_a_cell_over_several_lines_keeps_the_line_numbers_right() -> None:
    text = f'{ROW},"two\nlines"\n{ROW}'
    assert [row.line for row in read(text).rows] == [1, 3]


def test_a_quotation_mark_that_is_not_closed_costs_one_row_only() -> None:
    rows = read(f'{ROW}\n{ROW},"open\n{ROW}\n{ROW}').rows
    assert [bool(row.problem) for row in rows] == [False, True, False, False]
    assert rows[1].problem == "A quotation mark in this line is not closed."


def test_everything_stays_text() -> None:
    cells = _cells("D1,007,Unipuck,01,1e3,1E5,00012")
    assert list(cells.values()) == ["D1", "007", "Unipuck", "01", "1e3", "1E5", "00012"]


def test_a_unit_cell_in_one_quoted_cell() -> None:
    expected = ["79.1", "79.1", "37.9", "90", "90", "90"]
    for line in (
        f'{ROW},,P43212,"79.1,79.1,37.9,90,90,90",Default',
        f'{ROW},,P43212,"79.1, 79.1, 37.9, 90, 90, 90"',
        f"{ROW},,P43212,79.1 79.1 37.9 90 90 90,,,,,,Default",
    ):
        cells = _cells(line)
        assert [cells[key] for key in ("a", "b", "c", "alpha", "beta", "gamma")] == expected
        assert cells.get("experiment", "Default") == "Default"


def test_a_leading_apostrophe_that_guards_a_formula_is_taken_off() -> None:
    assert _cells(f"{ROW},'-CANT-FIND")["pin_barcode"] == "-CANT-FIND"
    assert _cells(f"{ROW},'abc")["pin_barcode"] == "'abc"


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("exi-23", "ispyb-22")])
def test_exi_formats_by_width(name: str) -> None:
    width = len(FORMATS[name])
    line = ROW + "," * (width - 7) + (",end" if width > 6 else "")
    sample_list = read(line)
    assert (sample_list.format, sample_list.sure) == (name, True)
    assert sample_list.rows[0][FORMATS[name][-1]] == ("end" if width > 6 else "lys_01")


def test_short_rows_are_read_in_the_format_of_the_list() -> None:
    full = ROW + "," * 21 + ",comment"
    sample_list = read(f"{ROW}\n{full}\n{ROW},HA1")
    assert sample_list.format == "exi-28"
    assert [row.problem for row in sample_list.rows] == ["", "", ""]
    assert sample_list.rows[2]["pin_barcode"] == "HA1"


def test_exi_23_has_the_experiment_type_before_the_space_group() -> None:
    sample_list = read(EXI_23)
    assert (sample_list.format, sample_list.sure) == ("exi-23", True)
    row = sample_list.rows[0]
    assert [row[key] for key in ("experiment", "space_group", "a", "gamma", "beam_diameter", "comments")] == [
        "MXPressE", "P43212", "79", "90", "50", "first",
    ]  # fmt: skip


def test_exi_23_without_space_groups_is_known_by_its_experiment_type() -> None:
    assert read(EXI_23.replace("P43212", "")).format == "exi-23"


def test_23_columns_with_the_space_group_first_are_the_start_of_exi_28() -> None:
    sample_list = read(f"{ROW},HA1,P43212,79,79,38,90,90,90,Default,1,2,3,4,5,6,P1,0.5")
    assert (sample_list.format, sample_list.sure) == ("exi-28", True)
    assert sample_list.rows[0]["radiation_sensitivity"] == "0.5"


def test_23_columns_that_tell_nothing_are_asked_about() -> None:
    sample_list = read(ROW + "," * 16 + ",x")
    assert (sample_list.format, sample_list.sure) == ("exi-23", False)


def test_ispyb_22_with_a_line_break_in_its_header() -> None:
    sample_list = read(f"{ISPYB_HEADER}\n{ISPYB_ROW}\n")
    assert (sample_list.format, sample_list.sure, sample_list.separator) == ("ispyb-22", True, ";")
    [row] = sample_list.rows
    assert row.line == 3
    assert [row[key] for key in ("dewar", "container", "position", "sample", "pin_barcode", "a")] == [
        "D1", "UP-1", "7", "lys_01", "HA1", "79,1",
    ]  # fmt: skip


def test_ispyb_22_without_its_header() -> None:
    assert read(ISPYB_ROW).format == "ispyb-22"


def test_a_header_names_the_columns_in_any_order() -> None:
    sample_list = read(
        "Sample Name\tPosition\tContainer\tContainer type\tProtein\tParcel\n"
        "lys_01\t1\tUP-1\tUnipuck\tHEWL\tD1"
    )
    assert (sample_list.format, sample_list.sure) == ("named", True)
    assert sample_list.rows[0].cells == CELLS


def test_a_header_with_unknown_columns_is_asked_about() -> None:
    sample_list = read(f"#parcel,container,type,position,protein,sample,colour of the loop\n{ROW},red")
    assert (sample_list.format, sample_list.sure) == ("exi-14", False)
    assert sample_list.rows[0]["sample"] == "lys_01"


@pytest.mark.parametrize("width", [5, 10, 18, 25])
def test_an_unusual_width_is_asked_about(width: int) -> None:
    sample_list = read(",".join([*ROW.split(","), *["x"] * 20][:width]))
    assert not sample_list.sure
    assert f"{width} columns" in sample_list.reason
    assert sample_list.rows[0]["container"] == "UP-1"


def test_columns_that_make_no_sense_are_asked_about() -> None:
    assert not read("a,b,c,d,e,f").sure


def test_a_person_chooses_the_format_or_maps_the_columns() -> None:
    assert read_as(ROW + "," * 17, "exi-23").rows[0].cells == CELLS
    mapped = read("1;x;lys_01;UP-1", columns=("position", "", "sample", "container"))
    assert mapped.format == "mapped"
    assert mapped.rows[0].cells == {"position": "1", "sample": "lys_01", "container": "UP-1"}


def test_a_stray_separator_in_a_comment_is_no_wider_format() -> None:
    full = ROW + "," * 21 + ",comment"
    sample_list = read("\n".join([full] * 20 + [full + ",more"]))
    assert sample_list.format == "exi-28"
    assert sample_list.rows[-1].problem == "This line has 29 cells, the list has 28 columns."


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"", "holds no rows"),
        (b"# only a comment\n", "holds no rows"),
        (b"PK\x03\x04...", "save the sheet as CSV"),
        (b"\xd0\xcf\x11\xe0...", "old Excel"),
        (b"%PDF-1.7", "is a PDF"),
    ],
)
def test_what_is_no_list_is_told_in_a_sentence(data: bytes, part: str) -> None:
    with pytest.raises(UnreadableList, match=part):
        read(data, "december.csv")


def test_every_column_and_format_has_a_title() -> None:
    assert len(COLUMNS) == len({column.title for column in COLUMNS})
    assert set(FORMATS) < set(FORMAT_TITLES)
    assert FORMAT_TITLES["exi-28"] == "EXI, 28 columns"
    assert all(len(columns) == int(name.partition("-")[2]) for name, columns in FORMATS.items())


def test_mending_and_leaving_out_give_new_lists() -> None:
    before = read(f"{ROW}\n{ROW}")
    after = before.mended({(2, "sample"): "lys_02", (2, "position"): "2"})
    assert [(row["sample"], row["position"]) for row in after.rows] == [("lys_01", "1"), ("lys_02", "2")]
    assert before.rows[1]["sample"] == "lys_01"
    assert [row.line for row in after.without({1}).rows] == [2]
    assert isinstance(after, SampleList)


_MESS = st.text(st.sampled_from(list("D1,;\t\n\r\" #='-.0aé\u00a0\ufeff")), max_size=80)


@given(st.binary(max_size=60) | _MESS | _MESS.map(lambda text: (ROW + "\n" + text).encode()))
def test_whatever_is_dropped_is_read_and_checked_or_refused_in_a_sentence(data: bytes | str) -> None:
    try:
        sample_list = read(data)
    except UnreadableList:
        return
    findings = check(sample_list, Context(create_proteins=True))
    good = sample_list.without(error_lines(findings))
    stored = [
        sample for dewar in contents(good) for container in dewar.containers for sample in container.samples
    ]
    assert len(stored) == len(good.rows)
