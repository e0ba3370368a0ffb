# SPDX-License-Identifier: LGPL-3.0-or-later
"""Cells that stand for themselves: numbers, unit cells, ranges, space groups, experiment types, comments."""

import pytest

from backend.domain.sample_list import Context, Finding, Row, SampleList, check, contents
from backend.domain.sample_list.contents import SampleContent

PLACE = {
    "dewar": "D1",
    "container": "UP-1",
    "container_type": "Unipuck",
    "position": "1",
    "protein": "HEWL",
    "sample": "lys_01",
}
CONTEXT = Context(proteins={"HEWL"}, proposal="mx2415")


def _list(**cells: str) -> SampleList:
    return SampleList((Row(1, {**PLACE, **cells}),))


def _finding(**cells: str) -> Finding:
    [finding] = check(_list(**cells), CONTEXT)
    return finding


def _stored(**cells: str) -> SampleContent:
    [dewar] = contents(_list(**cells))
    return dewar.containers[0].samples[0]


@pytest.mark.parametrize(
    ("column", "text", "table", "name", "value"),
    [
        ("a", "79,1", "crystal", "cell_a", 79.1),
        ("gamma", "120", "crystal", "cell_gamma", 120),
        ("space_group", "P2(1)2(1)2(1)", "crystal", "spaceGroup", "P212121"),
        ("experiment", "mxpresse", "plan", "experimentKind", "MXPressE"),
        ("aimed_resolution", "1.8", "plan", "aimedResolution", 1.8),
        ("observed_resolution", "1.9-3.5", "plan", "observedResolution", 1.9),
        ("observed_resolution", "3,5 – 1,9", "plan", "observedResolution", 1.9),
        ("number_of_positions", "3", "plan", "numberOfPositions", 3),
        ("forced_space_group", "p 1", "plan", "forcedSpaceGroup", "P1"),
        ("total_rotation", "180", "plan", "axisRange", 180),
        ("smiles", "C1=CC=CC=C1", "sample", "SMILES", "C1=CC=CC=C1"),
        ("pin_barcode", "007", "sample", "code", "007"),
    ],
)
def test_stored_where_ispyb_has_it(column: str, text: str, table: str, name: str, value: object) -> None:
    assert getattr(_stored(**{column: text}), table)[name] == value


@pytest.mark.parametrize("column", ["alpha", "beta", "gamma", "a"])
@pytest.mark.parametrize("zero", ["0", "0.0", "0,00"])
def test_a_unit_cell_of_zeros_is_empty_with_a_warning(column: str, zero: str) -> None:
    finding = _finding(**{column: zero})
    assert (finding.level, finding.code, finding.column) == ("warning", "zero-cell", column)
    assert finding.repairs[0].changes == {(1, column): ""}
    assert _stored(**{column: zero}).crystal == {}


@pytest.mark.parametrize(
    ("column", "text", "part"),
    [
        ("a", "large", "a is a number in Å; “large” is not."),
        ("a", "-5", "a is more than 0."),
        ("beta", "180", "β is more than 0 and less than 180 °."),
        ("aimed_resolution", "high", "Aimed resolution is a number in Å"),
        ("aimed_completeness", "101", "lies between 0 and 100 %"),
        ("number_of_positions", "1.5", "whole number"),
        ("smiles", "C" * 401, "at most 400 fit"),
        ("comments", "x" * 1025, "at most 1024 fit"),
        ("space_group", "x" * 21, "at most 20 fit"),
    ],
)
def test_words_in_numeric_columns_and_values_out_of_range(column: str, text: str, part: str) -> None:
    finding = _finding(**{column: text})
    assert (finding.level, finding.code, finding.column) == ("error", "bad-value", column)
    assert part in finding.message
    assert finding.reason
    with pytest.raises(ValueError, match="Line 1: "):
        contents(_list(**{column: text}))


def test_a_unit_behind_a_number_is_taken_off_by_a_repair() -> None:
    [repair] = _finding(a="79.1 Å").repairs
    assert repair.changes == {(1, "a"): "79.1"}
    assert _finding(a="79.1.2 Å").repairs == ()


def test_a_resolution_range_is_stored_by_its_better_end_and_kept_in_the_comments() -> None:
    finding = _finding(observed_resolution="1.9-3.5")
    assert (finding.level, finding.message) == ("warning", "1.9-3.5 is a range; 1.9 Å is stored.")
    assert _stored(observed_resolution="1.9-3.5", comments="twinned").sample["comments"] == (
        "twinned; Observed resolution: 1.9-3.5"
    )
    assert _finding(observed_resolution="1.9.1-3.5").level == "error"


def test_an_experiment_type_that_ispyb_does_not_have_is_kept_in_the_comments_and_said() -> None:
    finding = _finding(experiment="Laue")
    assert (finding.level, finding.code) == ("warning", "kept-in-comments")
    sample = _stored(experiment="Laue", ligands="ATP")
    assert sample.sample["comments"] == "Experiment type: Laue; Ligands: ATP"
    assert sample.plan == {}


def test_an_unknown_space_group_is_warned_of_and_kept() -> None:
    assert (_finding(space_group="Pnnn").level, _finding(space_group="Pnnn").code) == (
        "warning",
        "unknown-space-group",
    )
    assert _stored(space_group="Pnnn").crystal == {"spaceGroup": "Pnnn"}


@pytest.mark.parametrize(
    ("comments", "ligands"), [("x" * 1020, "ATP"), ("", "L" * 1020), ("x" * 500, "L" * 520)]
)
def test_comments_that_grow_too_long(comments: str, ligands: str) -> None:
    finding = _finding(comments=comments, ligands=ligands)
    assert (finding.column, finding.code) == ("comments", "too-long")


def test_another_proposal_is_pointed_out() -> None:
    assert check(_list(proposal_code="MX", proposal_number="2415"), CONTEXT) == []
    assert _finding(proposal_code="mx", proposal_number="1").code == "other-proposal"


def test_contents_are_dewars_of_containers_of_samples() -> None:
    rows = [
        Row(1, {**PLACE, "position": "01"}),
        Row(2, {**PLACE, "position": "2", "protein_name": "Lysozyme"}),
        Row(3, {**PLACE, "container": "SP-1", "container_type": "spine"}),
        Row(4, {**PLACE, "dewar": "D2", "container": "UP-2"}),
    ]
    dewars = contents(SampleList(tuple(rows)))
    assert [(dewar.code, [container.code for container in dewar.containers]) for dewar in dewars] == [
        ("D1", ["UP-1", "SP-1"]),
        ("D2", ["UP-2"]),
    ]
    unipuck, spine = dewars[0].containers
    assert (unipuck.type.capacity, spine.type.name) == (16, "Spinepuck")
    assert [sample.sample["location"] for sample in unipuck.samples] == ["1", "2"]
    assert [sample.line for sample in unipuck.samples] == [1, 2]
    assert (unipuck.samples[1].protein, unipuck.samples[1].protein_name) == ("HEWL", "Lysozyme")


@pytest.mark.parametrize(("column", "text"), [("position", "abc"), ("container_type", "bucket")])
def test_contents_of_a_list_with_errors_are_refused(column: str, text: str) -> None:
    with pytest.raises(ValueError, match=f"Line 1: “{text}”"):
        contents(_list(**{column: text}))
