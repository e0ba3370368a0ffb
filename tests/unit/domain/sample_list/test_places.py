# SPDX-License-Identifier: LGPL-3.0-or-later
"""Dewars, containers, types and positions: each trap marked in its cell, with a repair."""

import pytest

from backend.domain.containers import ContainerType
from backend.domain.sample_list import Context, Finding, Row, SampleList, check, error_lines

CONTEXT = Context(proteins={"HEWL"})


def _list(*places: tuple[str, str, str, str]) -> SampleList:
    """Rows in these dewars, containers, types and positions; line numbers from 1."""
    keys = ("dewar", "container", "container_type", "position")
    rows = (
        Row(line, {**dict(zip(keys, place, strict=True)), "protein": "HEWL", "sample": f"s{line}"})
        for line, place in enumerate(places, 1)
    )
    return SampleList(tuple(rows))


def _unipuck(*positions: str) -> SampleList:
    return _list(*(("D1", "UP-1", "Unipuck", position) for position in positions))


def _told(findings: list[Finding]) -> list[tuple[int, str, str]]:
    return [(finding.line, finding.column, finding.code) for finding in findings]


def test_a_good_list_has_no_findings() -> None:
    assert check(_unipuck(*map(str, range(1, 17))), CONTEXT) == []


@pytest.mark.parametrize(
    ("position", "code"),
    [
        ("0", "position-outside"), ("17", "position-outside"), ("999999", "position-outside"),
        ("-1", "bad-position"), ("abc", "bad-position"), ("1.5", "bad-position"), ("1e1", "bad-position"),
        ("٣", "bad-position"), ("9" * 30, "bad-position"), ("", "no-position"),
    ],
)  # fmt: skip
def test_positions_that_a_unipuck_does_not_have(position: str, code: str) -> None:
    assert _told(check(_unipuck("1", position), CONTEXT)) == [(2, "position", code)]


def test_a_finding_says_what_is_wrong_what_is_free_and_offers_a_repair() -> None:
    sample_list = _unipuck("1", "2", "5", "6", "17")
    [finding] = check(sample_list, CONTEXT)
    assert finding.message == "Position 17 is outside UP-1."
    assert finding.reason == "A Unipuck has positions 1 to 16. Free here: 3, 4, 7 to 16."
    [repair] = finding.repairs
    assert repair.label == "Use 3"
    assert check(sample_list.mended(repair.changes), CONTEXT) == []


def test_two_samples_in_one_position_are_both_marked() -> None:
    sample_list = _unipuck("1", "2", "2")
    findings = check(sample_list, CONTEXT)
    assert _told(findings) == [(2, "position", "position-shared"), (3, "position", "position-shared")]
    assert findings[0].message == "Position 2 of UP-1 is taken twice, also in line 3."
    for finding in findings:
        assert check(sample_list.mended(finding.repairs[0].changes), CONTEXT) == []


def test_a_position_written_with_zeros_is_the_same_place() -> None:
    assert [finding.code for finding in check(_unipuck("1", "01"), CONTEXT)] == ["position-shared"] * 2


def test_a_full_container_offers_a_new_one() -> None:
    sample_list = _unipuck(*map(str, range(1, 17)), "16")
    findings = check(sample_list, CONTEXT)
    assert findings[0].reason.endswith("None is free here.")
    assert findings[0].repairs[0].label == "Move to UP-2, position 1"
    assert check(sample_list.mended(findings[0].repairs[0].changes), CONTEXT) == []


def test_a_full_container_offers_room_in_another_of_its_type_and_dewar() -> None:
    full = [("D1", "C1", "spine", str(position)) for position in (*range(1, 11), 10)]
    others = [("D2", "C2", "spine", "1"), ("D1", "C3", "Unipuck", "1"), ("D1", "C4", "spine", "1")]
    sample_list = _list(*full, *others)
    findings = check(sample_list, CONTEXT)
    assert findings[0].repairs[0].label == "Move to C4, position 2"
    assert check(sample_list.mended(findings[0].repairs[0].changes), CONTEXT) == []


@pytest.mark.parametrize("written", ["Spinepuck", "spine", "SPINEpuck", " SpinePuck".strip()])
def test_spellings_of_a_type(written: str) -> None:
    sample_list = _list(("D1", "C1", written, "10"), ("D1", "C1", written, "11"))
    assert _told(check(sample_list, CONTEXT)) == [(2, "position", "position-outside")]


def test_one_container_with_two_types() -> None:
    sample_list = _list(
        ("D1", "C1", "Unipuck", "1"), ("D1", "C1", "spine", "2"), ("D1", "C2", "Unipuck", "1")
    )
    findings = check(sample_list, CONTEXT)
    assert _told(findings) == [(1, "container_type", "two-types"), (2, "container_type", "two-types")]
    assert findings[0].message == "C1 has two types, Unipuck and Spinepuck."
    assert [repair.label for repair in findings[0].repairs] == ["Use Unipuck", "Use Spinepuck"]
    assert check(sample_list.mended(findings[0].repairs[1].changes), CONTEXT) == []


def test_spellings_of_one_type_are_not_two_types() -> None:
    assert check(_list(("D1", "C1", "Unipuck", "1"), ("D1", "C1", "UNIPUCK", "2")), CONTEXT) == []


def test_an_unknown_type_is_mended_for_its_whole_container() -> None:
    sample_list = _list(("D1", "C1", "bucket", "1"), ("D1", "C1", "", "2"))
    findings = check(sample_list, CONTEXT)
    assert _told(findings) == [
        (1, "container_type", "unknown-container-type"),
        (2, "container_type", "no-container-type"),
    ]
    assert "Unipuck" in findings[0].reason
    assert check(sample_list.mended(findings[0].repairs[0].changes), CONTEXT) == []


def test_the_known_type_of_a_container_is_what_is_proposed() -> None:
    findings = check(_list(("D1", "C1", "spine", "1"), ("D1", "C1", "bucket", "2")), CONTEXT)
    assert [repair.label for repair in findings[0].repairs] == ["Use Spinepuck"]


def test_a_site_has_its_own_types() -> None:
    context = Context(proteins={"HEWL"}, container_types=(ContainerType("Cane", 2),))
    sample_list = _list(("D1", "C1", "cane", "2"), ("D1", "C1", "cane", "3"))
    assert _told(check(sample_list, context)) == [(2, "position", "position-outside")]


def test_missing_and_long_codes() -> None:
    sample_list = _list(
        ("", "C1", "Unipuck", "1"), ("D1", "", "Unipuck", "1"), ("D" * 46, "C" * 46, "Unipuck", "1")
    )
    assert _told(check(sample_list, CONTEXT)) == [
        (1, "dewar", "no-dewar"), (2, "container", "no-container"), (3, "dewar", "too-long"),
        (3, "container", "too-long"),
    ]  # fmt: skip


def test_a_container_code_in_two_dewars() -> None:
    findings = check(_list(("D1", "C1", "Unipuck", "1"), ("D2", "C1", "Unipuck", "1")), CONTEXT)
    assert _told(findings) == [(line, "container", "container-in-two-dewars") for line in (1, 2)]


def test_a_container_code_that_the_shipment_has() -> None:
    context = Context(proteins={"HEWL"}, containers={"UP-1"})
    assert _told(check(_unipuck("1"), context)) == [(1, "container", "container-taken")]


def test_lines_with_errors_can_be_left_out() -> None:
    sample_list = _unipuck("1", "2", "2", "17")
    lines = error_lines(check(sample_list, CONTEXT))
    assert lines == {2, 3, 4}
    assert check(sample_list.without(lines), CONTEXT) == []


def test_a_broken_line_is_told_as_such() -> None:
    row = _unipuck("1").rows[0]
    broken = SampleList((Row(1, row.cells, "A quotation mark in this line is not closed."),))
    [finding] = check(broken, CONTEXT)
    assert (finding.code, finding.level) == ("broken-line", "error")
    assert finding.message == "A quotation mark in this line is not closed."
