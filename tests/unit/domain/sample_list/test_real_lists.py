# SPDX-License-Identifier: LGPL-3.0-or-later
"""Lists that synchrotron users really sent, and lists as long as the longest."""

from collections import Counter
from pathlib import Path

import pytest

from backend.domain.sample_list import Context, SampleList, check, contents, count_up_names, read, write_csv

LISTS = Path(__file__).parents[3] / "data" / "shipments"
CONTEXT = Context(proteins={"HEWL", "5HT3"})


def _read(name: str) -> SampleList:
    return read((LISTS / name).read_bytes(), name)


@pytest.mark.parametrize(
    ("name", "form", "containers"),
    [("exi-unipuck.csv", "exi-26", 1), ("maxiv-unipucks.csv", "exi-14", 7)],
)
def test_good_lists_are_stored_whole(name: str, form: str, containers: int) -> None:
    sample_list = _read(name)
    assert (sample_list.format, sample_list.sure) == (form, True)
    assert check(sample_list, CONTEXT) == []
    [dewar] = contents(sample_list)
    assert [len(container.samples) for container in dewar.containers] == [16] * containers


def test_the_last_line_of_the_max_iv_list_has_no_line_end_and_is_there() -> None:
    assert not (LISTS / "maxiv-unipucks.csv").read_bytes().endswith(b"\n")
    last = _read("maxiv-unipucks.csv").rows[-1]
    assert (last.line, last["sample"], last["position"]) == (114, "Sample112", "16")


def test_the_faulty_list_is_marked_in_its_cells() -> None:
    sample_list = _read("exi-full-columns.csv")
    findings = check(sample_list, CONTEXT)
    assert (len(sample_list.rows), sample_list.format) == (28, "exi-26")
    assert Counter((finding.column, finding.code) for finding in findings if finding.level == "error") == {
        ("position", "position-shared"): 14,
        ("sample", "name-repeated"): 28,
    }
    assert Counter(finding.code for finding in findings if finding.level == "warning") == {
        "zero-cell": 84,
        "barcode-repeated": 28,
        "unknown-space-group": 2,
    }


def test_the_faulty_list_is_mended_in_place() -> None:
    sample_list = _read("exi-full-columns.csv")
    sample_list = sample_list.mended(count_up_names(sample_list, CONTEXT).changes)
    steps = 0
    while shared := [finding for finding in check(sample_list, CONTEXT) if finding.level == "error"]:
        sample_list = sample_list.mended(shared[0].repairs[0].changes)
        steps += 1
        assert steps <= 8
    assert (
        sum(len(container.samples) for dewar in contents(sample_list) for container in dewar.containers) == 28
    )


def test_an_unknown_protein_in_a_real_list() -> None:
    findings = check(_read("maxiv-unipucks.csv"), Context())
    assert Counter(finding.code for finding in findings) == {"unknown-protein": 112}
    assert {
        finding.level for finding in check(_read("maxiv-unipucks.csv"), Context(create_proteins=True))
    } == {"warning"}


@pytest.mark.parametrize("name", ["exi-unipuck.csv", "maxiv-unipucks.csv", "exi-full-columns.csv"])
def test_real_lists_read_back_after_they_are_written(name: str) -> None:
    sample_list = _read(name)
    again = read(write_csv(sample_list))
    assert again.format == "exi-28"
    assert [row.cells for row in again.rows] == [row.cells for row in sample_list.rows]


def _line(number: int, name: str, position: int) -> str:
    return (
        f"D{number // 160},UP-{number // 16},Unipuck,{position},HEWL,{name},HA{number:05},P2(1)2(1)2(1),"
        f"{79 + number / 1000},79.1,{37 + number / 1000},90,90,90,Default,1.8,2,50,1,4,98,P1,0.5,CCO,180,0.1,"
        f"1.9-{2 + number / 1000},line {number}"
    )


@pytest.mark.parametrize("faulty", [False, True])
def test_every_fault_of_five_thousand_rows_is_found(faulty: bool) -> None:
    lines = [_line(n, "same" if faulty else f"s{n}", 1 if faulty else n % 16 + 1) for n in range(5000)]
    findings = check(read("\n".join(lines)), CONTEXT)
    assert len(findings) >= (15000 if faulty else 5000)
