# SPDX-License-Identifier: LGPL-3.0-or-later
"""An import before anything is stored: what is found, how it is mended, left out and undone."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest

from backend.domain.sample_list import Context, UnreadableList, read, write_csv
from ssx_widget.screens.shipments.importing.import_session import ImportSession, checked
from ssx_widget.screens.shipments.importing.list_files import names_of, read_files, read_paths

LISTS = Path(__file__).parents[4] / "data" / "shipments"
FAULTY = LISTS / "exi-full-columns.csv"
KNOWN = Context(proteins=frozenset({"HEWL"}))


def session_of(*texts: str, context: Context = KNOWN) -> ImportSession:
    """A session on these texts, checked."""
    return check(ImportSession(read_files((f"{n}.csv", text) for n, text in enumerate(texts)), context))


def check(session: ImportSession) -> ImportSession:
    """Do what the screen does after each change."""
    session.checked = checked(session.state, session.context)
    return session


def rows(*names: str, container: str = "C1") -> str:
    """A list of samples in the positions from 1 on."""
    lines = enumerate(names, start=1)
    return "".join(f"D1,{container},Unipuck,{position},HEWL,{name}\n" for position, name in lines)


def test_every_error_of_the_faulty_list_is_in_its_cell() -> None:
    session = check(ImportSession(read_paths([FAULTY]), Context()))
    wrong = [cell for cell in session.checked.at if session.checked.tone(cell) == "bad"]
    assert sum(column == "position" for _, column in wrong) == 14
    assert sum(column == "sample" for _, column in wrong) == 28
    assert session.checked.errors == 42
    assert session.checked.new_proteins == ("5HT3",)
    assert not session.may_import


def test_the_faulty_list_is_mended_by_counting_up_moving_and_leaving_out() -> None:
    session = check(ImportSession(read_paths([FAULTY]), Context()))
    session.create_proteins(True)
    session.mend(check(session).checked.renames)
    check(session)
    first = session.next_wrong(None)
    assert first == (5, "position")
    (finding,) = session.checked.at[5, "position"]
    session.mend(finding.repairs[0].changes)
    check(session)
    assert session.checked.errors == 12
    session.leave_out(session.checked.wrong_lines)
    check(session)
    assert session.may_import
    assert session.counts[0] == 16
    assert len(read(write_csv(session.state.kept)).rows) == 16


def test_nothing_may_be_imported_before_it_is_checked() -> None:
    session = session_of(rows("a", "b"))
    assert session.may_import
    session.mend({(1, "sample"): "c"})
    assert not session.is_checked
    assert not session.may_import


def test_other_rows_are_another_request() -> None:
    session = session_of(rows("a", "b"))
    key = session.key
    session.mend({(1, "sample"): "a"})
    assert session.key == key
    session.mend({(1, "sample"): "c"})
    assert session.key != key


def test_changes_are_undone_and_done_again() -> None:
    session = session_of(rows("a/b", "b"))
    session.mend({(1, "sample"): "a_b"})
    session.leave_out({2})
    assert session.undo()
    assert session.undo()
    assert not session.undo()
    assert session.state.sample_list.rows[0]["sample"] == "a/b"
    assert session.redo()
    assert session.state.sample_list.rows[0]["sample"] == "a_b"
    assert session.state.left_out == set()


def test_a_change_after_an_undo_is_the_last_one() -> None:
    session = session_of(rows("a", "b"))
    session.mend({(1, "sample"): "c"})
    session.mend({(1, "sample"): "c"})
    assert session.undo_stack.count() == 1, "what changes nothing is no step"
    session.undo()
    session.create_proteins(True)
    assert not session.redo()
    assert session.state.create_proteins
    assert session.state.sample_list.rows[0]["sample"] == "a"


def test_each_change_is_a_step_with_words() -> None:
    session = session_of(rows("a", "a"), rows("c", container="C2"))
    said = []
    for change in (
        lambda: session.mend({(1, "sample"): "y", (2, "sample"): "z"}),
        lambda: session.leave_out({2}),
        session.put_back,
        lambda: session.create_proteins(True),
        lambda: session.create_proteins(False),
        lambda: session.read_as(session.files[1], "exi-14"),
    ):
        change()
        said.append(session.undo_stack.undoText())
    assert said == [
        "change 2 cells",
        "leave 1 row out",
        "put rows back",
        "create new proteins",
        "create no proteins",
        "read 1.csv otherwise",
    ]
    while session.undo():
        pass
    assert session.state == session_of(rows("a", "a"), rows("c", container="C2")).state


def test_a_list_that_nobody_shows_any_more_is_let_go_with_its_steps() -> None:
    session = session_of(rows("a", "b"))
    session.mend({(1, "sample"): "c"})
    gone = weakref.ref(session)
    del session
    gc.collect()
    assert gone() is None


def test_rows_left_out_are_put_back() -> None:
    session = session_of(rows("a", "a"))
    session.leave_out(session.checked.wrong_lines)
    assert session.counts == (0, 0, 0)
    assert not check(session).may_import
    session.put_back()
    assert session.counts == (2, 1, 1)


def test_a_broken_line_is_named_with_its_cell_and_can_be_taken_as_shown() -> None:
    session = session_of('D1,C1,Unipuck,1,HEWL,a1\nD1,C1,Unipuck,2,HEWL,"a2\n')
    codes = {finding.code: finding for finding in session.checked.at[2, "sample"]}
    assert "not closed" in codes["broken-line"].message
    session.mend({(2, "sample"): "a2"})
    assert {finding.code for finding in check(session).checked.findings} == {"broken-line"}
    session.accept(2)
    assert check(session).may_import


def test_a_line_with_too_many_cells_is_marked() -> None:
    session = session_of(rows("a", "b") + "D1,C1,Unipuck,3,HEWL,c,,,,,,,,,,,,,,,,,,,,,,,,,,,,,one,two\n")
    assert 3 in session.checked.wrong_lines


def test_the_errors_are_walked_both_ways_and_round() -> None:
    session = session_of(rows("a/1", "b", "c/1"))
    assert session.next_wrong(None) == (1, "sample")
    assert session.next_wrong((1, "sample")) == (3, "sample")
    assert session.next_wrong((3, "sample")) == (1, "sample")
    assert session.next_wrong((3, "sample"), backwards=True) == (1, "sample")
    assert session.next_wrong((1, "sample"), backwards=True) == (3, "sample")


def test_unknown_proteins_come_last_on_the_walk() -> None:
    session = session_of(rows("a", "b/c"), context=Context())
    assert session.next_wrong(None) == (2, "sample")
    session.mend({(2, "sample"): "b"})
    assert check(session).next_wrong(None) == (1, "protein")
    session.create_proteins(True)
    assert check(session).next_wrong(None) is None


def test_only_the_rows_with_errors_are_shown_when_wanted() -> None:
    session = session_of(rows("a", "b/c", "d"))
    assert [row.line for row in session.visible_rows(only_wrong=True)] == [2]
    assert len(session.visible_rows(only_wrong=False)) == 3


def test_several_files_are_one_list_with_lines_numbered_through() -> None:
    session = session_of(rows("a", "b"), rows("a", "c", container="C2"))
    assert [row.line for row in session.state.sample_list.rows] == [1, 2, 3, 4]
    assert session.file_of(4).name == "1.csv"
    assert session.checked.wrong_lines == {1, 3}
    assert names_of(session.files) == "0.csv and 1 more"


def test_a_file_is_read_in_another_format_and_the_others_keep_their_mends() -> None:
    session = session_of(rows("a", "b"), rows("c", container="C2"))
    session.mend({(1, "sample"): "z"})
    session.read_as(session.files[1], "exi-14")
    assert session.files[1].sample_list.format == "exi-14"
    assert [row["sample"] for row in session.state.sample_list.rows] == ["z", "b", "c"]
    session.undo()
    assert session.files[1].sample_list.format == "exi-6"


def test_columns_that_nothing_fills_are_not_shown() -> None:
    session = session_of(rows("a"))
    assert session.columns[-1] == "space_group"
    session.mend({(1, "comments"): "thin"})
    assert session.columns[-1] == "comments"


def test_what_is_no_list_is_refused_in_a_sentence() -> None:
    with pytest.raises(UnreadableList, match="Excel file cannot be read"):
        read_files([("a.xlsx", b"PK\x03\x04rest")])
