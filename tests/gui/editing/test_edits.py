# SPDX-License-Identifier: LGPL-3.0-or-later
"""Editing on a real backend: undo, a chain, deletion, conflicts, and drafts that outlive the window."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from hwobj.errors import Unreachable
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import fields_of
from ssx_widget.editing.draft import Draft, DraftRef
from ssx_widget.editing.draft_files import claim_folder
from ssx_widget.look.messages import Message

WAIT_MS = 20_000
HEWL = {"acronym": "HEWL", "name": "Lysozyme", "safetyLevel": "GREEN"}
Saved = Callable[..., None]


@pytest.fixture
def save(context: AppContext, qtbot: QtBot) -> Saved:
    """Save drafts and wait until all are stored."""

    def store(*drafts: Draft) -> None:
        stored: list[bool] = []
        context.edits.save(drafts or None, done=lambda: stored.append(True))
        qtbot.waitUntil(lambda: stored == [True], timeout=WAIT_MS)

    return store


def type_into(context: AppContext, draft: Draft, name: str, text: str) -> None:
    """Type a text letter by letter into a field."""
    field = next(each for each in fields_of(draft.collection, draft.values) if each.name == name)
    for end in range(1, len(text) + 1):
        context.edits.set_text(draft, field, text[:end])


def in_backend(context: AppContext, draft: Draft) -> dict[str, Any]:
    """The stored row of a draft."""
    assert draft.id is not None
    return context.collection(draft.collection).get(draft.id)


def test_typing_in_one_field_is_one_step_of_undo(context: AppContext) -> None:
    protein = context.new("proteins")
    type_into(context, protein, "acronym", "HEWL")
    context.edits.end_typing()
    type_into(context, protein, "acronym", "MYO")
    context.edits.undo()
    assert protein.get("acronym") == "HEWL"
    context.edits.undo()
    assert protein.get("acronym") is None
    context.edits.redo()
    assert protein.get("acronym") == "HEWL"


def test_undo_names_what_it_undoes_as_the_form_does(context: AppContext) -> None:
    shipment = context.new("shippings")
    context.edits.set(shipment, "sessionIds", [1])
    assert "sessions" in context.edits.undo_stack.undoText().lower()
    assert "sessionIds" not in context.edits.undo_stack.undoText()


def test_what_is_no_value_says_so_at_once_and_undo_takes_the_words_back(context: AppContext) -> None:
    buffer = context.new("buffers", {"name": "NaAc", "pH": 4.5})
    type_into(context, buffer, "pH", "15")
    assert buffer.errors == {"pH": "pH lies between 0 and 14."}
    assert buffer.typed == {"pH": "15"}
    context.edits.undo()
    assert buffer.errors == {}
    assert buffer.get("pH") == 4.5


def test_a_chain_of_new_rows_is_stored_in_one_go_with_its_references(
    context: AppContext, save: Saved
) -> None:
    protein = context.new("proteins", HEWL)
    crystal = context.new("crystals", {"proteinId": protein.ref, "spaceGroup": "P43212"})
    slurry = context.new(
        "crystal_slurries",
        {"name": "Lys_7", "crystalIds": [crystal.ref], "crystalDensity": 2000.0,
         "descriptionJson": {"storageTemperature": 20}},
    )  # fmt: skip
    stock = context.new("sample_stocks", {"name": "Lys_7_x5", "crystalSlurryId": slurry.ref})
    save(stock)
    assert in_backend(context, crystal)["proteinId"] == protein.id
    assert in_backend(context, slurry)["crystalIds"] == [crystal.id]
    assert in_backend(context, stock)["crystalSlurryId"] == slurry.id
    assert context.edits.unsaved == []


def test_nothing_is_sent_before_all_is_right(context: AppContext, told: list[Message], qtbot: QtBot) -> None:
    protein = context.new("proteins", {**HEWL, "acronym": None})
    crystal = context.new("crystals", {"proteinId": protein.ref, "spaceGroup": "P43212"})
    with qtbot.waitSignal(context.edits.refused):
        context.edits.save([crystal])
    assert protein.errors == {"acronym": "Acronym is empty, but is needed."}
    assert crystal.is_new
    assert told[-1].level == "warning"
    assert context.core.proteins.list(proposalId=context.proposal_id).total == 0


def test_undoing_what_was_stored_writes_the_earlier_value_back(
    context: AppContext, save: Saved, qtbot: QtBot
) -> None:
    protein = context.new("proteins", HEWL)
    save(protein)
    context.edits.set(protein, "name", "Lysozyme, hen egg white")
    save(protein)
    with qtbot.waitSignal(context.edits.saved, timeout=WAIT_MS):
        context.edits.undo()
    assert in_backend(context, protein)["name"] == "Lysozyme"
    with qtbot.waitSignal(context.edits.saved, timeout=WAIT_MS):
        context.edits.redo()
    assert in_backend(context, protein)["name"] == "Lysozyme, hen egg white"


def test_undoing_what_was_not_stored_writes_nothing(context: AppContext, save: Saved) -> None:
    protein = context.new("proteins", HEWL)
    save(protein)
    context.edits.set(protein, "name", "Myoglobin")
    context.edits.undo()
    context.edits.redo()
    assert not context.edits.save_queue.busy
    assert protein.is_dirty
    assert in_backend(context, protein)["name"] == "Lysozyme"


def test_undoing_a_new_row_deletes_it_and_redo_makes_it_again(
    context: AppContext, save: Saved, qtbot: QtBot
) -> None:
    protein = context.new("proteins", HEWL)
    save(protein)
    with qtbot.waitSignal(context.edits.deleted, timeout=WAIT_MS):
        context.edits.undo()
    assert context.core.proteins.list(proposalId=context.proposal_id).total == 0
    with qtbot.waitSignal(context.edits.saved, timeout=WAIT_MS):
        context.edits.redo()
    assert in_backend(context, protein)["acronym"] == "HEWL"


def test_a_deleted_row_comes_back_by_undo_and_what_pointed_to_it_still_does(
    context: AppContext, save: Saved, qtbot: QtBot
) -> None:
    protein = context.new("proteins", HEWL)
    crystal = context.new("crystals", {"proteinId": protein.ref, "spaceGroup": "P43212", "cell_a": 79.1})
    save(crystal)
    for draft in (crystal, protein):
        with qtbot.waitSignal(context.edits.deleted, timeout=WAIT_MS):
            context.edits.delete(draft)
    for _ in (crystal, protein):
        with qtbot.waitSignal(context.edits.saved, timeout=WAIT_MS):
            context.edits.undo()
    again = in_backend(context, crystal)
    assert again["cell_a"] == 79.1
    assert again["proteinId"] == protein.id
    assert in_backend(context, protein)["name"] == "Lysozyme"


def test_a_row_that_others_hang_on_is_not_deleted_and_the_reason_is_told(
    context: AppContext, save: Saved, told: list[Message], qtbot: QtBot
) -> None:
    protein = context.new("proteins", HEWL)
    save(context.new("crystals", {"proteinId": protein.ref, "spaceGroup": "P43212"}))
    with qtbot.waitSignal(context.messages.reported, timeout=WAIT_MS):
        context.edits.delete(protein)
    assert told[-1].text.startswith("HEWL is not deleted.")
    assert not protein.gone


def test_a_row_that_somebody_else_changed_is_not_overwritten(
    context: AppContext, save: Saved, qtbot: QtBot
) -> None:
    protein = context.new("proteins", HEWL)
    save(protein)
    assert protein.id is not None
    context.core.proteins.update(protein.id, {"name": "theirs"})
    context.edits.set(protein, "name", "mine")
    with qtbot.waitSignal(context.edits.refused, timeout=WAIT_MS):
        context.edits.save([protein])
    assert protein.conflict is not None
    assert protein.conflict["name"] == "theirs"
    assert in_backend(context, protein)["name"] == "theirs"
    context.edits.keep_mine(protein)
    save(protein)
    assert in_backend(context, protein)["name"] == "mine"


def test_after_a_conflict_theirs_can_be_taken_and_mine_had_back(
    context: AppContext, save: Saved, qtbot: QtBot
) -> None:
    protein = context.new("proteins", HEWL)
    save(protein)
    assert protein.id is not None
    context.core.proteins.update(protein.id, {"name": "theirs"})
    context.edits.set(protein, "name", "mine")
    with qtbot.waitSignal(context.edits.refused, timeout=WAIT_MS):
        context.edits.save([protein])
    context.edits.take_theirs(protein)
    assert protein.get("name") == "theirs"
    assert not protein.is_dirty
    context.edits.undo()
    assert protein.get("name") == "mine"


def test_what_the_server_refuses_shows_at_its_field(context: AppContext, save: Saved, qtbot: QtBot) -> None:
    shipment = context.new("shippings", {"shippingName": "December"})
    save(context.new("dewars", {"shippingId": shipment.ref, "code": "DEW-1", "type": "Dewar"}))
    second = context.new("dewars", {"shippingId": shipment.id, "code": "DEW-1", "type": "Dewar"})
    with qtbot.waitSignal(context.edits.refused, timeout=WAIT_MS):
        context.edits.save([second])
    assert "code" in second.errors
    assert second.is_new


def test_a_request_whose_answer_was_lost_is_repeated_and_stores_one_row(
    context: AppContext, save: Saved, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The link breaks after the backend stored the row; the person types on, and saves again."""
    protein = context.new("proteins", HEWL)
    create = context.core.proteins.create

    def lose_the_answer(row: dict[str, Any], key: str | None = None) -> dict[str, Any]:
        create(row, key)
        raise Unreachable("The connection to the backend broke.")

    with monkeypatch.context() as broken, qtbot.waitSignal(context.edits.refused, timeout=WAIT_MS):
        broken.setattr(context.core.proteins, "create", lose_the_answer)
        context.edits.save([protein])
    context.edits.set(protein, "name", "Lysozyme, hen egg white")
    save(protein)
    rows = context.core.proteins.list(proposalId=context.proposal_id).rows
    assert [row["name"] for row in rows] == ["Lysozyme, hen egg white"]
    assert rows[0]["proteinId"] == protein.id


def test_what_is_typed_while_saving_is_kept_and_saved_next(
    context: AppContext, save: Saved, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    protein = context.new("proteins", HEWL)
    create, gate = context.core.proteins.create, threading.Event()

    def slow(row: dict[str, Any], key: str | None = None) -> dict[str, Any]:
        gate.wait()
        return create(row, key)

    monkeypatch.setattr(context.core.proteins, "create", slow)
    with qtbot.waitSignal(context.edits.saved, timeout=WAIT_MS):
        context.edits.save([protein])
        context.edits.set(protein, "name", "typed meanwhile")
        gate.set()
    assert protein.changes == {"name": "typed meanwhile"}
    save(protein)
    assert in_backend(context, protein)["name"] == "typed meanwhile"


def test_drafts_are_back_after_a_new_start_and_still_know_each_other(
    context: AppContext, make_context: Callable[[], AppContext], qtbot: QtBot
) -> None:
    protein = context.new("proteins", {**HEWL, "acronym": "MYO"})
    crystal = context.new("crystals", {"proteinId": protein.ref, "spaceGroup": "P21"})
    type_into(context, crystal, "cell_a", "about 64")
    context.close()
    later = make_context()
    with qtbot.waitSignal(later.edits.autosave.restored, timeout=WAIT_MS):
        later.edits.autosave.restore()
    back = {draft.collection: draft for draft in later.edits.unsaved}
    assert back["crystals"].get("proteinId") == DraftRef(back["proteins"].key)
    assert back["crystals"].typed == {"cell_a": "about 64"}
    assert "about 64" in back["crystals"].errors["cell_a"]


def test_a_draft_is_on_disk_within_a_second_of_typing(context: AppContext, qtbot: QtBot) -> None:
    with qtbot.waitSignal(context.edits.autosave.kept, timeout=1000):
        context.new("proteins", HEWL)
    [file] = context.edits.autosave.files.folder.glob("*.json")
    assert "HEWL" in file.read_text(encoding="utf-8")


def test_a_stored_draft_leaves_no_file(context: AppContext, save: Saved, qtbot: QtBot) -> None:
    protein = context.new("proteins", HEWL)
    with qtbot.waitSignal(context.edits.autosave.kept, timeout=WAIT_MS):
        save(protein)
    qtbot.waitUntil(lambda: list(context.edits.autosave.files.folder.iterdir()) == [], timeout=WAIT_MS)


def test_two_windows_do_not_share_drafts_and_the_survivor_takes_those_of_the_other(tmp_path: Path) -> None:
    first, second = claim_folder(tmp_path), claim_folder(tmp_path)
    assert first.folder != second.folder
    second.keep("abc", '{"collection": "proteins", "key": "abc"}')
    second.release()
    first.release()
    third = claim_folder(tmp_path)
    drafts, unreadable = third.read_all()
    assert [draft.key for draft in drafts] == ["abc"]
    assert unreadable == []
    third.release()


def test_a_broken_draft_file_is_put_aside_and_told(
    context: AppContext, told: list[Message], qtbot: QtBot
) -> None:
    folder = context.edits.autosave.files.folder
    (folder / "half.json").write_text('{"collection": "prot', encoding="utf-8")
    with qtbot.waitSignal(context.edits.autosave.restored, timeout=WAIT_MS):
        context.edits.autosave.restore()
    assert (folder / "half.unreadable").exists()
    assert "could not be read" in told[-1].text
