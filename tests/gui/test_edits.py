"""Editing on a real backend: undo, a chain, deletion, conflicts, and drafts that outlive the window."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from hwobj.errors import Unreachable
from ssx_widget.desk import Desk
from ssx_widget.draft_files import claim_folder
from ssx_widget.drafts import Draft, DraftRef
from ssx_widget.messages import Message
from ssx_widget.tables import fields_of

WAIT_MS = 20_000
HEWL = {"acronym": "HEWL", "name": "Lysozyme", "safetyLevel": "GREEN"}
Saved = Callable[..., None]


@pytest.fixture
def save(desk: Desk, qtbot: QtBot) -> Saved:
    """Save drafts and wait until all are stored."""

    def store(*drafts: Draft) -> None:
        stored: list[bool] = []
        desk.edits.save(drafts or None, done=lambda: stored.append(True))
        qtbot.waitUntil(lambda: stored == [True], timeout=WAIT_MS)

    return store


def type_into(desk: Desk, draft: Draft, name: str, text: str) -> None:
    """Type a text letter by letter into a field."""
    field = next(each for each in fields_of(draft.collection, draft.values) if each.name == name)
    for end in range(1, len(text) + 1):
        desk.edits.set_text(draft, field, text[:end])


def in_backend(desk: Desk, draft: Draft) -> dict[str, Any]:
    """The stored row of a draft."""
    assert draft.id is not None
    return desk.collection(draft.collection).get(draft.id)


def test_typing_in_one_field_is_one_step_of_undo(desk: Desk) -> None:
    protein = desk.new("proteins")
    type_into(desk, protein, "acronym", "HEWL")
    desk.edits.end_typing()
    type_into(desk, protein, "acronym", "MYO")
    desk.edits.undo()
    assert protein.get("acronym") == "HEWL"
    desk.edits.undo()
    assert protein.get("acronym") is None
    desk.edits.redo()
    assert protein.get("acronym") == "HEWL"


def test_undo_names_what_it_undoes_as_the_form_does(desk: Desk) -> None:
    shipment = desk.new("shippings")
    desk.edits.set(shipment, "sessionIds", [1])
    assert "sessions" in desk.edits.undo_stack.undoText().lower()
    assert "sessionIds" not in desk.edits.undo_stack.undoText()


def test_what_is_no_value_says_so_at_once_and_undo_takes_the_words_back(desk: Desk) -> None:
    buffer = desk.new("buffers", {"name": "NaAc", "pH": 4.5})
    type_into(desk, buffer, "pH", "15")
    assert buffer.errors == {"pH": "pH lies between 0 and 14."}
    assert buffer.typed == {"pH": "15"}
    desk.edits.undo()
    assert buffer.errors == {}
    assert buffer.get("pH") == 4.5


def test_a_chain_of_new_rows_is_stored_in_one_go_with_its_references(desk: Desk, save: Saved) -> None:
    protein = desk.new("proteins", HEWL)
    crystal = desk.new("crystals", {"proteinId": protein.ref, "spaceGroup": "P43212"})
    slurry = desk.new(
        "crystal_slurries",
        {"name": "Lys_7", "crystalIds": [crystal.ref], "crystalDensity": 2000.0,
         "descriptionJson": {"storageTemperature": 20}},
    )  # fmt: skip
    stock = desk.new("sample_stocks", {"name": "Lys_7_x5", "crystalSlurryId": slurry.ref})
    save(stock)
    assert in_backend(desk, crystal)["proteinId"] == protein.id
    assert in_backend(desk, slurry)["crystalIds"] == [crystal.id]
    assert in_backend(desk, stock)["crystalSlurryId"] == slurry.id
    assert desk.edits.unsaved == []


def test_nothing_is_sent_before_all_is_right(desk: Desk, told: list[Message], qtbot: QtBot) -> None:
    protein = desk.new("proteins", {**HEWL, "acronym": None})
    crystal = desk.new("crystals", {"proteinId": protein.ref, "spaceGroup": "P43212"})
    with qtbot.waitSignal(desk.edits.refused):
        desk.edits.save([crystal])
    assert protein.errors == {"acronym": "Acronym is empty, but is needed."}
    assert crystal.is_new
    assert told[-1].level == "warning"
    assert desk.core.proteins.list(proposalId=desk.proposal_id).total == 0


def test_undoing_what_was_stored_writes_the_earlier_value_back(desk: Desk, save: Saved, qtbot: QtBot) -> None:
    protein = desk.new("proteins", HEWL)
    save(protein)
    desk.edits.set(protein, "name", "Lysozyme, hen egg white")
    save(protein)
    with qtbot.waitSignal(desk.edits.saved, timeout=WAIT_MS):
        desk.edits.undo()
    assert in_backend(desk, protein)["name"] == "Lysozyme"
    with qtbot.waitSignal(desk.edits.saved, timeout=WAIT_MS):
        desk.edits.redo()
    assert in_backend(desk, protein)["name"] == "Lysozyme, hen egg white"


def test_undoing_what_was_not_stored_writes_nothing(desk: Desk, save: Saved) -> None:
    protein = desk.new("proteins", HEWL)
    save(protein)
    desk.edits.set(protein, "name", "Myoglobin")
    desk.edits.undo()
    desk.edits.redo()
    assert not desk.edits.storing.busy
    assert protein.is_dirty
    assert in_backend(desk, protein)["name"] == "Lysozyme"


def test_undoing_a_new_row_deletes_it_and_redo_makes_it_again(desk: Desk, save: Saved, qtbot: QtBot) -> None:
    protein = desk.new("proteins", HEWL)
    save(protein)
    with qtbot.waitSignal(desk.edits.deleted, timeout=WAIT_MS):
        desk.edits.undo()
    assert desk.core.proteins.list(proposalId=desk.proposal_id).total == 0
    with qtbot.waitSignal(desk.edits.saved, timeout=WAIT_MS):
        desk.edits.redo()
    assert in_backend(desk, protein)["acronym"] == "HEWL"


def test_a_deleted_row_comes_back_by_undo_and_what_pointed_to_it_still_does(
    desk: Desk, save: Saved, qtbot: QtBot
) -> None:
    protein = desk.new("proteins", HEWL)
    crystal = desk.new("crystals", {"proteinId": protein.ref, "spaceGroup": "P43212", "cell_a": 79.1})
    save(crystal)
    for draft in (crystal, protein):
        with qtbot.waitSignal(desk.edits.deleted, timeout=WAIT_MS):
            desk.edits.delete(draft)
    for _ in (crystal, protein):
        with qtbot.waitSignal(desk.edits.saved, timeout=WAIT_MS):
            desk.edits.undo()
    again = in_backend(desk, crystal)
    assert again["cell_a"] == 79.1
    assert again["proteinId"] == protein.id
    assert in_backend(desk, protein)["name"] == "Lysozyme"


def test_a_row_that_others_hang_on_is_not_deleted_and_the_reason_is_told(
    desk: Desk, save: Saved, told: list[Message], qtbot: QtBot
) -> None:
    protein = desk.new("proteins", HEWL)
    save(desk.new("crystals", {"proteinId": protein.ref, "spaceGroup": "P43212"}))
    with qtbot.waitSignal(desk.messages.told, timeout=WAIT_MS):
        desk.edits.delete(protein)
    assert told[-1].text.startswith("HEWL is not deleted.")
    assert not protein.gone


def test_a_row_that_somebody_else_changed_is_not_overwritten(desk: Desk, save: Saved, qtbot: QtBot) -> None:
    protein = desk.new("proteins", HEWL)
    save(protein)
    assert protein.id is not None
    desk.core.proteins.update(protein.id, {"name": "theirs"})
    desk.edits.set(protein, "name", "mine")
    with qtbot.waitSignal(desk.edits.refused, timeout=WAIT_MS):
        desk.edits.save([protein])
    assert protein.conflict is not None
    assert protein.conflict["name"] == "theirs"
    assert in_backend(desk, protein)["name"] == "theirs"
    desk.edits.keep_mine(protein)
    save(protein)
    assert in_backend(desk, protein)["name"] == "mine"


def test_after_a_conflict_theirs_can_be_taken_and_mine_had_back(
    desk: Desk, save: Saved, qtbot: QtBot
) -> None:
    protein = desk.new("proteins", HEWL)
    save(protein)
    assert protein.id is not None
    desk.core.proteins.update(protein.id, {"name": "theirs"})
    desk.edits.set(protein, "name", "mine")
    with qtbot.waitSignal(desk.edits.refused, timeout=WAIT_MS):
        desk.edits.save([protein])
    desk.edits.take_theirs(protein)
    assert protein.get("name") == "theirs"
    assert not protein.is_dirty
    desk.edits.undo()
    assert protein.get("name") == "mine"


def test_what_the_server_refuses_shows_at_its_field(desk: Desk, save: Saved, qtbot: QtBot) -> None:
    shipment = desk.new("shippings", {"shippingName": "December"})
    save(desk.new("dewars", {"shippingId": shipment.ref, "code": "DEW-1", "type": "Dewar"}))
    second = desk.new("dewars", {"shippingId": shipment.id, "code": "DEW-1", "type": "Dewar"})
    with qtbot.waitSignal(desk.edits.refused, timeout=WAIT_MS):
        desk.edits.save([second])
    assert "code" in second.errors
    assert second.is_new


def test_a_request_whose_answer_was_lost_is_repeated_and_stores_one_row(
    desk: Desk, save: Saved, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The link breaks after the backend stored the row; the person types on, and saves again."""
    protein = desk.new("proteins", HEWL)
    create = desk.core.proteins.create

    def lose_the_answer(row: dict[str, Any], key: str | None = None) -> dict[str, Any]:
        create(row, key)
        raise Unreachable("The connection to the backend broke.")

    with monkeypatch.context() as broken, qtbot.waitSignal(desk.edits.refused, timeout=WAIT_MS):
        broken.setattr(desk.core.proteins, "create", lose_the_answer)
        desk.edits.save([protein])
    desk.edits.set(protein, "name", "Lysozyme, hen egg white")
    save(protein)
    rows = desk.core.proteins.list(proposalId=desk.proposal_id).rows
    assert [row["name"] for row in rows] == ["Lysozyme, hen egg white"]
    assert rows[0]["proteinId"] == protein.id


def test_what_is_typed_while_saving_is_kept_and_saved_next(
    desk: Desk, save: Saved, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    protein = desk.new("proteins", HEWL)
    create, gate = desk.core.proteins.create, threading.Event()

    def slow(row: dict[str, Any], key: str | None = None) -> dict[str, Any]:
        gate.wait()
        return create(row, key)

    monkeypatch.setattr(desk.core.proteins, "create", slow)
    with qtbot.waitSignal(desk.edits.saved, timeout=WAIT_MS):
        desk.edits.save([protein])
        desk.edits.set(protein, "name", "typed meanwhile")
        gate.set()
    assert protein.changes == {"name": "typed meanwhile"}
    save(protein)
    assert in_backend(desk, protein)["name"] == "typed meanwhile"


def test_drafts_are_back_after_a_new_start_and_still_know_each_other(
    desk: Desk, make_desk: Callable[[], Desk], qtbot: QtBot
) -> None:
    protein = desk.new("proteins", {**HEWL, "acronym": "MYO"})
    crystal = desk.new("crystals", {"proteinId": protein.ref, "spaceGroup": "P21"})
    type_into(desk, crystal, "cell_a", "about 64")
    desk.close()
    later = make_desk()
    with qtbot.waitSignal(later.edits.keeping.restored, timeout=WAIT_MS):
        later.edits.keeping.restore()
    back = {draft.collection: draft for draft in later.edits.unsaved}
    assert back["crystals"].get("proteinId") == DraftRef(back["proteins"].key)
    assert back["crystals"].typed == {"cell_a": "about 64"}
    assert "about 64" in back["crystals"].errors["cell_a"]


def test_a_draft_is_on_disk_within_a_second_of_typing(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.edits.keeping.kept, timeout=1000):
        desk.new("proteins", HEWL)
    [file] = desk.edits.keeping.files.folder.glob("*.json")
    assert "HEWL" in file.read_text(encoding="utf-8")


def test_a_stored_draft_leaves_no_file(desk: Desk, save: Saved, qtbot: QtBot) -> None:
    protein = desk.new("proteins", HEWL)
    with qtbot.waitSignal(desk.edits.keeping.kept, timeout=WAIT_MS):
        save(protein)
    qtbot.waitUntil(lambda: list(desk.edits.keeping.files.folder.iterdir()) == [], timeout=WAIT_MS)


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


def test_a_broken_draft_file_is_put_aside_and_told(desk: Desk, told: list[Message], qtbot: QtBot) -> None:
    folder = desk.edits.keeping.files.folder
    (folder / "half.json").write_text('{"collection": "prot', encoding="utf-8")
    with qtbot.waitSignal(desk.edits.keeping.restored, timeout=WAIT_MS):
        desk.edits.keeping.restore()
    assert (folder / "half.unreadable").exists()
    assert "could not be read" in told[-1].text
