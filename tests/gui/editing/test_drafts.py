# SPDX-License-Identifier: LGPL-3.0-or-later
"""A draft: what differs from the stored row, in which order drafts are stored, how they stand in a file."""

from __future__ import annotations

import pytest

from ssx_widget.editing.draft import Draft, DraftRef, FieldEntry, from_json, in_order, resolve, to_json

STORED = {
    "name": "Lys_7",
    "crystalDensity": 2000.0,
    "descriptionJson": {"volume": 1.5, "filter": 20},
    "_etag": "a",
}


@pytest.fixture
def slurry() -> Draft:
    return Draft("crystal_slurries", id=4, base=dict(STORED))


def test_a_field_changed_back_is_no_change(slurry: Draft) -> None:
    slurry.put("name", FieldEntry("Lys_8"))
    assert slurry.changes == {"name": "Lys_8"}
    slurry.put("name", FieldEntry("Lys_7"))
    assert not slurry.is_dirty


def test_a_field_inside_a_json_column_leaves_the_others_of_that_column_alone(slurry: Draft) -> None:
    slurry.put("descriptionJson.volume", FieldEntry(2.0))
    slurry.put("descriptionJson.filter", FieldEntry(None))
    assert slurry.values["descriptionJson"] == {"volume": 2.0}
    assert slurry.base["descriptionJson"] == STORED["descriptionJson"]


def test_text_that_is_no_value_keeps_the_value_and_makes_the_draft_dirty(slurry: Draft) -> None:
    slurry.put("crystalDensity", FieldEntry(2000.0, "two"))
    assert slurry.is_dirty
    assert slurry.get("crystalDensity") == 2000.0
    assert slurry.entry("crystalDensity") == FieldEntry(2000.0, "two")


def test_what_was_typed_while_saving_stays_a_change(slurry: Draft) -> None:
    slurry.put("name", FieldEntry("Lys_8"))
    sent = dict(slurry.changes)
    slurry.put("name", FieldEntry("Lys_9"))
    slurry.stored({**STORED, "name": "Lys_8", "_etag": "b"}, 4, sent)
    assert slurry.changes == {"name": "Lys_9"}
    assert slurry.base["_etag"] == "b"


def test_a_deleted_row_is_a_new_draft_of_all_it_held(slurry: Draft) -> None:
    slurry.deleted({**STORED, "crystalSlurryId": 4, "bufferId": None}, "crystalSlurryId")
    assert slurry.is_new
    assert slurry.gone
    assert slurry.former_id == 4
    assert slurry.values == {key: value for key, value in STORED.items() if key != "_etag"}


def test_drafts_are_stored_after_those_that_they_point_to() -> None:
    protein = Draft("proteins")
    crystal = Draft("crystals", changes={"proteinId": protein.ref})
    slurry = Draft("crystal_slurries", changes={"crystalIds": [crystal.ref]})
    stock = Draft("sample_stocks", changes={"crystalSlurryId": slurry.ref})
    known = {draft.key: draft for draft in (stock, slurry, crystal, protein)}
    assert in_order([stock, protein], known) == [protein, crystal, slurry, stock]


def test_drafts_that_point_to_each_other_come_to_an_end() -> None:
    first, second = Draft("samples"), Draft("samples")
    first.changes["crystalId"], second.changes["crystalId"] = second.ref, first.ref
    assert set(in_order([first], {first.key: first, second.key: second})) == {first, second}


def test_references_become_keys_wherever_they_stand() -> None:
    ref = DraftRef("k")
    assert resolve({"a": ref, "b": [1, ref], "c": {"d": ref}}, {"k": 7}) == {
        "a": 7,
        "b": [1, 7],
        "c": {"d": 7},
    }


def test_a_draft_comes_back_from_its_file_as_it_was(slurry: Draft) -> None:
    slurry.put("crystalIds", FieldEntry([3, DraftRef("abc")]))
    slurry.put("name", FieldEntry("Zürich 测试"))
    slurry.put("crystalDensity", FieldEntry(2000.0, "2,0,0"))
    back = from_json(to_json(slurry))
    assert (back.key, back.id, back.base) == (slurry.key, 4, STORED)
    assert (back.changes, back.typed) == (slurry.changes, slurry.typed)
