# SPDX-License-Identifier: LGPL-3.0-or-later
"""Proteins, sample names and pin barcodes: marked, offered a repair, counted up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.sample_list import (
    Context,
    Finding,
    Row,
    SampleList,
    check,
    count_up_names,
    unknown_proteins,
)

CONTEXT = Context(proteins={"HEWL", "CDK2"})


def _list(*named: tuple[str, str], barcodes: tuple[str, ...] = ()) -> SampleList:
    """Rows with these acronyms and sample names, each in a container of its own."""
    rows = []
    for line, (protein, sample) in enumerate(named, 1):
        cells = {"dewar": "D1", "container": f"C{line}", "container_type": "Unipuck", "position": "1"}
        cells |= {"protein": protein, "sample": sample, "pin_barcode": barcodes[line - 1] if barcodes else ""}
        rows.append(Row(line, cells))
    return SampleList(tuple(rows))


def _told(findings: list[Finding]) -> list[tuple[int, str, str, str]]:
    return [(finding.line, finding.column, finding.level, finding.code) for finding in findings]


def test_names_repeat_only_with_the_same_acronym() -> None:
    assert check(_list(("HEWL", "a"), ("CDK2", "a"), ("HEWL", "b")), CONTEXT) == []


def test_every_row_of_a_repeated_name_is_marked() -> None:
    findings = check(_list(("HEWL", "s1"), ("HEWL", "s2"), ("HEWL", "s1"), ("HEWL", "s1")), CONTEXT)
    assert _told(findings) == [(line, "sample", "error", "name-repeated") for line in (1, 3, 4)]
    assert findings[0].message == "s1 stands here again, also in line 3, 4."
    assert [[repair.label for repair in finding.repairs] for finding in findings] == [
        [],
        ["Use s3"],
        ["Use s4"],
    ]


def test_a_name_that_the_proposal_has() -> None:
    context = Context(proteins={"HEWL"}, sample_names={("HEWL", "s1"), ("HEWL", "s2"), ("CDK2", "s3")})
    [finding] = check(_list(("HEWL", "s1")), context)
    assert (finding.code, finding.repairs[0].label) == ("name-taken", "Use s3")


def test_counting_up_keeps_the_first_and_fits_between_the_others() -> None:
    sample_list = _list(("HEWL", "s1"), ("HEWL", "s1"), ("HEWL", "s2"), ("HEWL", "s1"), ("CDK2", "s1"))
    repair = count_up_names(sample_list, CONTEXT)
    assert repair.label == "Count the names up"
    assert repair.changes == {(2, "sample"): "s3", (4, "sample"): "s4"}
    assert check(sample_list.mended(repair.changes), CONTEXT) == []


@given(
    st.lists(
        st.tuples(st.sampled_from(["HEWL", "CDK2"]), st.sampled_from(["s1", "s2", "s", "n" * 41])),
        max_size=30,
    ),
    st.sets(st.tuples(st.sampled_from(["HEWL", "CDK2"]), st.sampled_from(["s1", "s2", "s_2", "s3"]))),
)
def test_counted_up_names_are_always_unique(
    named: list[tuple[str, str]], taken: set[tuple[str, str]]
) -> None:
    context = Context(proteins={"HEWL", "CDK2"}, sample_names=taken)
    sample_list = _list(*named)
    assert check(sample_list.mended(count_up_names(sample_list, context).changes), context) == []


@pytest.mark.parametrize(
    ("name", "code", "repaired"),
    [
        ("cdk/lig07", "bad-name", "cdk_lig07"),
        ("", "no-name", None),
        ("n" * 46, "bad-name", "n" * 41),
        ("ä b", "bad-name", "a_b"),
    ],
)
def test_names_that_do_not_fit_a_path(name: str, code: str, repaired: str | None) -> None:
    sample_list = _list(("HEWL", name))
    [finding] = check(sample_list, CONTEXT)
    assert (finding.code, finding.text) == (code, name)
    assert [repair.changes[1, "sample"] for repair in finding.repairs] == ([repaired] if repaired else [])


def test_repeated_bad_names_are_told_once_as_bad() -> None:
    findings = check(_list(("HEWL", "a b"), ("HEWL", "a b")), CONTEXT)
    assert [finding.code for finding in findings] == ["bad-name", "bad-name"]
    assert not count_up_names(_list(("HEWL", "a b"), ("HEWL", "a b")), CONTEXT).changes


def test_an_unknown_protein_waits_to_be_created() -> None:
    sample_list = _list(("PSI", "a"), ("HEWL", "a"), ("PSI", "b"))
    findings = check(sample_list, CONTEXT)
    assert _told(findings) == [
        (1, "protein", "error", "unknown-protein"),
        (3, "protein", "error", "unknown-protein"),
    ]
    assert unknown_proteins(findings) == ["PSI"]
    created = check(sample_list, Context(proteins={"HEWL"}, create_proteins=True))
    assert {finding.level for finding in created} == {"warning"}


def test_a_protein_in_other_letters_is_offered() -> None:
    sample_list = _list(("hewl", "a"), ("hewl", "b"))
    [repair] = check(sample_list, CONTEXT)[0].repairs
    assert repair.label == "Use HEWL"
    assert check(sample_list.mended(repair.changes), CONTEXT) == []


@pytest.mark.parametrize(
    ("acronym", "code"), [("", "no-protein"), ("5-HT3/a", "bad-acronym"), ("my protein", "bad-acronym")]
)
def test_acronyms_that_do_not_fit(acronym: str, code: str) -> None:
    findings = check(_list((acronym, "a")), Context(create_proteins=True))
    assert _told(findings) == [(1, "protein", "error", code)]


def test_an_acronym_is_repaired_in_all_its_rows() -> None:
    sample_list = _list(("a/b", "s1"), ("a/b", "s2"))
    [repair] = check(sample_list, CONTEXT)[0].repairs
    assert repair.changes == {(1, "protein"): "a_b", (2, "protein"): "a_b"}


def test_a_placeholder_barcode_is_warned_of_and_kept() -> None:
    sample_list = _list(
        ("HEWL", "a"), ("HEWL", "b"), ("HEWL", "c"), barcodes=("-CANT-FIND", "-CANT-FIND", "HA1")
    )
    findings = check(sample_list, CONTEXT)
    assert _told(findings) == [(line, "pin_barcode", "warning", "barcode-repeated") for line in (1, 2)]
    assert findings[0].message == "2 pins bear the barcode -CANT-FIND."
    assert check(sample_list.mended(findings[0].repairs[0].changes), CONTEXT) == []


def test_a_barcode_that_is_too_long() -> None:
    assert _told(check(_list(("HEWL", "a"), barcodes=("x" * 46,)), CONTEXT)) == [
        (1, "pin_barcode", "error", "too-long")
    ]


def test_a_list_that_was_imported_before_is_counted_up_past_its_names() -> None:
    """Each name on its own would try every name after it: minutes for a list as long as this."""
    names = [f"s{number}" for number in range(5000)]
    rows = tuple(Row(line, {"protein": "HEWL", "sample": name}) for line, name in enumerate(names, 1))
    taken = Context(proteins={"HEWL"}, sample_names={("HEWL", name) for name in names})
    fresh = count_up_names(SampleList(rows), taken).changes
    assert [fresh[line, "sample"] for line in (1, 2, 5000)] == ["s5000", "s5001", "s9999"]
