# SPDX-License-Identifier: LGPL-3.0-or-later
"""The screen of timing plans: plans made, typed, checked, saved, copied and deleted, on the real backend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from qtpy.QtCore import QPoint, Qt
from qtpy.QtWidgets import QApplication, QPushButton

from backend.domain.rows.collection import DataCollectionGroupRow, DataCollectionRow
from hwobj.client.collections import Collection
from ssx_widget.context.app_context import AppContext
from ssx_widget.look.messages import Message
from tests.helpers.planner import (
    DETECTIONS,
    EXCITATIONS,
    EXPOSURES,
    Planner,
    opened_screen,
    planner,
    pump_probe,
)

Row = dict[str, Any]
__all__ = ["opened_screen", "planner", "pump_probe"]
LASER, SHOTS, GATE = 0, 3, 4
"""The rows of a pump-probe plan with three delays."""


def stored(planner: Planner) -> list[Row]:
    """The plans of the proposal as the backend has them."""
    return list(planner.context.ssx.plans.all(proposalId=planner.context.proposal_id))


def checks_of(planner: Planner) -> list[str]:
    """The sentences of the checks that are shown."""
    rows = planner.detail.checks._rows
    return [row._words.text() for row in rows if not row.isHidden()]


def test_a_template_becomes_a_stored_plan(pump_probe: Planner) -> None:
    pump_probe.saves()
    (plan,) = stored(pump_probe)
    assert plan["name"] == "Pump-probe, 3 delays"
    assert (plan["period"], plan["numberOfRepetitions"]) == (0.04, 6400)
    trains = [row["eventTrain"] for row in plan["repeatedSequence"][EXCITATIONS]]
    # The shots begin 1.75 ms after each 10 ms; each laser comes its delay before one.
    assert [train["timeOn"] for train in trains] == [0.011749, 0.02165, 0.03075]


def test_times_are_typed_with_their_units_and_shown_with_the_unit_that_suits(pump_probe: Planner) -> None:
    pump_probe.types_cell(LASER, "Begins", "11,75ms")
    pump_probe.types_cell(LASER, "Lasts", "50 fs")
    assert pump_probe.train(EXCITATIONS)["timeOn"] == 0.01175
    assert pump_probe.train(EXCITATIONS)["duration"] == 5e-14
    assert pump_probe.cell(LASER, "Begins") == "11.75 ms"
    assert pump_probe.cell(LASER, "Lasts") == "50 fs"


def test_what_is_typed_can_be_taken_back_step_by_step(pump_probe: Planner) -> None:
    pump_probe.types_cell(SHOTS, "Lasts", "2 ms")
    pump_probe.types_cell(SHOTS, "Begins", "2 ms")
    pump_probe.undoes()
    assert (pump_probe.cell(SHOTS, "Begins"), pump_probe.cell(SHOTS, "Lasts")) == ("1.75 ms", "2 ms")
    pump_probe.undoes()
    assert pump_probe.cell(SHOTS, "Lasts") == "3 ms"
    pump_probe.context.edits.redo()
    pump_probe.settle()
    assert pump_probe.cell(SHOTS, "Lasts") == "2 ms"


@pytest.mark.parametrize(
    ("column", "text", "sentence"),
    [
        ("Begins", "5", "“5” has no unit; write 5 ms"),
        ("Begins", "-1 ms", "On at is at least 0 s; -1 ms is not."),
        ("Lasts", "soon", "is not a time; write it like 20 ns, 1.5 ms or 4 min 16 s."),
        ("Period", "0", "Period is more than 0 s"),
        ("Lasts", "1e12 h", "Duration is at most 10000000 s"),
        ("Lasts", "3 parsec", "“parsec” is no unit of time"),
        ("Times", "many", "Events is a whole number; “many” is not."),
        ("Times", "0", "Events"),
        ("Train", "", "Name is empty, but is needed."),
        ("What", "tea", "“tea” is none of Excitation, laser"),
    ],
)
def test_what_is_no_value_is_told_at_its_cell_and_not_stored(
    pump_probe: Planner, column: str, text: str, sentence: str
) -> None:
    if text:
        pump_probe.types_cell(SHOTS, column, text)
    else:
        model = pump_probe.detail.trains.model
        model.setData(model.index(SHOTS, 0), "")
        pump_probe.settle()
    assert pump_probe.cell(SHOTS, column) == text
    assert sentence in pump_probe.detail.cellError.text()
    assert pump_probe.detail.cellError.isVisible()
    pump_probe.types_cell(
        SHOTS, column, {"Times": "4", "Train": "X", "What": "exposure"}.get(column, "10 ms")
    )
    assert sentence not in pump_probe.detail.cellError.text()


def test_a_text_that_is_no_time_keeps_the_plan_from_being_saved(
    pump_probe: Planner, told: list[Message]
) -> None:
    pump_probe.types_cell(SHOTS, "Lasts", "soon")
    pump_probe.click(pump_probe.detail.saveButton)
    pump_probe.settle()
    assert "not a time" in told[-1].text
    assert stored(pump_probe) == []
    pump_probe.types_cell(SHOTS, "Lasts", "3 ms")
    pump_probe.saves()
    assert len(stored(pump_probe)) == 1


def test_a_plan_that_cannot_be_measured_is_not_stored_and_one_to_look_at_is(
    pump_probe: Planner, told: list[Message]
) -> None:
    pump_probe.types_cell(SHOTS, "Times", "40")
    pump_probe.click(pump_probe.detail.saveButton)
    assert "takes 393 ms, longer than the period of 40 ms" in told[-1].text
    assert stored(pump_probe) == []
    assert pump_probe.detail.table.currentIndex().row() == SHOTS
    pump_probe.types_cell(SHOTS, "Times", "4")
    pump_probe.types_cell(SHOTS, "Lasts", "3.5 ms")
    # 5.25 ms, and the gate closes at 5.05 ms: 0.2 of 3.5 ms are lost.
    assert any(
        "ends 200 µs after its gate: 5.7 % of its photons are not recorded" in said
        for said in checks_of(pump_probe)
    )
    pump_probe.saves()
    assert len(stored(pump_probe)) == 1
    line = pump_probe.view.panel.view.model().index(0).data()
    assert "1 to check" in line


def test_show_goes_to_the_cell_of_a_check(pump_probe: Planner) -> None:
    pump_probe.types_cell(SHOTS, "Lasts", "3.5 ms")
    row = next(row for row in pump_probe.detail.checks._rows if row.button.isVisible())
    pump_probe.click(row.button)
    index = pump_probe.detail.table.currentIndex()
    assert (index.row(), pump_probe.timeline.scene.chosen) == (SHOTS, f"repeatedSequence.{EXPOSURES}.0")
    assert pump_probe.timeline.scene.wrong == {f"repeatedSequence.{EXPOSURES}.0": False}


def test_f8_goes_from_one_failing_place_to_the_next(pump_probe: Planner) -> None:
    pump_probe.types_cell(SHOTS, "Lasts", "3.5 ms")
    pump_probe.types_cell(1, "Begins", "22 ms")
    gone_to = []
    for _press in range(3):
        pump_probe.detail.show_next_wrong()
        gone_to.append(pump_probe.detail.table.currentIndex().row())
    assert gone_to == [SHOTS, 1, SHOTS]


def test_trains_are_added_moved_removed_and_brought_back(pump_probe: Planner) -> None:
    pump_probe.picks_from(pump_probe.detail.addButton, "Excitation, laser")
    pump_probe.settle()
    assert pump_probe.rows()[:4] == ["Laser 1", "Laser 2", "Laser 3", "Laser"]
    assert pump_probe.detail.table.currentIndex().row() == 3
    assert pump_probe.timeline.scene.chosen == f"repeatedSequence.{EXCITATIONS}.3"
    pump_probe.click(pump_probe.detail.upButton)
    pump_probe.settle()
    assert pump_probe.rows()[:4] == ["Laser 1", "Laser 2", "Laser", "Laser 3"]
    assert not pump_probe.detail.downButton.isEnabled() or pump_probe.detail.table.currentIndex().row() == 2
    pump_probe.click(pump_probe.detail.removeButton)
    pump_probe.settle()
    assert pump_probe.rows()[:4] == ["Laser 1", "Laser 2", "Laser 3", "X-ray shots"]
    for _step in range(3):
        pump_probe.undoes()
    assert pump_probe.rows() == ["Laser 1", "Laser 2", "Laser 3", "X-ray shots", "Detector gate"]


def test_another_order_is_still_there_after_saving(pump_probe: Planner) -> None:
    pump_probe.saves()
    pump_probe.detail.trains.choose(f"repeatedSequence.{EXCITATIONS}.2")
    pump_probe.click(pump_probe.detail.upButton)
    pump_probe.settle()
    pump_probe.saves()
    (plan,) = stored(pump_probe)
    assert [row["name"] for row in plan["repeatedSequence"][EXCITATIONS]] == ["Laser 1", "Laser 3", "Laser 2"]
    pump_probe.undoes()
    pump_probe.wait(lambda: stored(pump_probe)[0]["repeatedSequence"][EXCITATIONS][1]["name"] == "Laser 2")


def test_a_removed_train_comes_back_after_it_was_stored_without(pump_probe: Planner) -> None:
    pump_probe.saves()
    pump_probe.detail.trains.choose(f"repeatedSequence.{EXCITATIONS}.0")
    pump_probe.click(pump_probe.detail.removeButton)
    pump_probe.settle()
    pump_probe.saves()
    assert len(stored(pump_probe)[0]["repeatedSequence"][EXCITATIONS]) == 2
    pump_probe.undoes()
    pump_probe.wait(lambda: len(stored(pump_probe)[0]["repeatedSequence"][EXCITATIONS]) == 3)


def test_a_train_becomes_something_else(pump_probe: Planner) -> None:
    pump_probe.types_cell(LASER, "What", "mixing")
    assert pump_probe.cell(LASER, "What") == "Excitation, mixing"
    pump_probe.types_cell(LASER, "What", "detection")
    assert pump_probe.rows() == ["Laser 2", "Laser 3", "X-ray shots", "Laser 1", "Detector gate"]


def test_trains_are_copied_and_pasted_below(pump_probe: Planner) -> None:
    table = pump_probe.detail.table
    model = table.model()
    table.setFocus()
    selection = table.selectionModel()
    for column in range(6):
        selection.select(model.index(LASER, column), selection.Select)
    pump_probe.qtbot.keyClick(table, Qt.Key_C, Qt.ControlModifier)
    assert QApplication.clipboard().text().startswith("Laser 1\tExcitation, laser\t11.749 ms\t20 ns")
    pump_probe.detail.trains.model.put_texts(
        {(5, column): text for column, text in enumerate(QApplication.clipboard().text().split("\t"))},
        "paste",
    )
    pump_probe.settle()
    assert pump_probe.rows()[:4] == ["Laser 1", "Laser 2", "Laser 3", "Laser 1"]
    pump_probe.undoes()
    assert len(pump_probe.rows()) == 5


def test_the_table_and_the_timeline_choose_the_same(pump_probe: Planner) -> None:
    pump_probe.detail.table.setCurrentIndex(pump_probe.detail.table.model().index(GATE, 2))
    assert pump_probe.timeline.scene.chosen == f"repeatedSequence.{DETECTIONS}.0"
    pump_probe.qtbot.mouseClick(
        pump_probe.timeline, Qt.LeftButton, Qt.NoModifier, pump_probe.place_of("3 ms", EXPOSURES)
    )
    assert pump_probe.detail.table.currentIndex().row() == SHOTS


def test_totals_follow_what_is_typed(pump_probe: Planner) -> None:
    pump_probe.types("numberOfRepetitions", "100")
    said = [value.text() for _label, value in pump_probe.detail.totals._labels]
    # 100 × 40 ms; 100 × 4 images of 2068 × 2164 pixels at 2 bytes.
    assert said == ["100", "4 s", "400", "3.58 GB"]


def test_a_name_that_breaks_file_names_is_told_at_its_field(pump_probe: Planner) -> None:
    pump_probe.types("name", "a/b:c")
    error = pump_probe.detail.forms.main.rows["name"].error
    assert "it becomes part of file names" in error.text()
    pump_probe.click(pump_probe.detail.saveButton)
    pump_probe.settle()
    assert stored(pump_probe) == []


def test_the_master_trigger_is_made_in_place_and_stored_first(pump_probe: Planner) -> None:
    pump_probe.detail.forms._make_trigger("DAQ")
    pump_probe.settle()
    pump_probe.types("triggerDevice", "DAQ out 0")
    pump_probe.saves()
    (plan,) = stored(pump_probe)
    trigger = pump_probe.context.ssx.master_triggers.get(plan["masterTriggerId"])
    assert (trigger["nameInEventLog"], trigger["triggerDevice"]) == ("DAQ", "DAQ out 0")


def test_a_second_plan_like_the_first_counts_its_name_up(pump_probe: Planner) -> None:
    pump_probe.saves()
    first = pump_probe.view.draft
    pump_probe.click(pump_probe.detail.likeButton)
    pump_probe.wait(lambda: pump_probe.view.draft is not first)
    pump_probe.settle()
    pump_probe.saves()
    names = [plan["name"] for plan in stored(pump_probe)]
    assert sorted(names) == ["Pump-probe, 3 delays", "Pump-probe, 3 delays_2"]
    keys = [plan["repeatedSequenceId"] for plan in stored(pump_probe)]
    assert len(set(keys)) == 2


def test_a_deleted_plan_comes_back_by_undo(pump_probe: Planner) -> None:
    pump_probe.saves()
    pump_probe.click(pump_probe.detail.deleteButton)
    pump_probe.wait(lambda: not stored(pump_probe))
    pump_probe.settle()
    pump_probe.undoes()
    pump_probe.wait(lambda: stored(pump_probe))
    (plan,) = stored(pump_probe)
    assert len(plan["repeatedSequence"][EXCITATIONS]) == 3


def test_the_draft_of_a_plan_survives_the_end_of_the_program(
    pump_probe: Planner,
    make_context: Callable[[], AppContext],
    opened_screen: Callable[[AppContext], Planner],
) -> None:
    pump_probe.types_cell(LASER, "Lasts", "soon")
    pump_probe.types_cell(SHOTS, "Begins", "2 ms")
    pump_probe.context.edits.autosave.close()
    again = make_context()
    again.pick_proposal(pump_probe.context.proposal)
    second = opened_screen(again)
    again.edits.autosave.restore()
    second.wait(lambda: second.view.draft is not None)
    second.settle()
    assert (second.cell(LASER, "Lasts"), second.cell(SHOTS, "Begins")) == ("soon", "2 ms")
    assert "is not a time" in second.detail.cellError.text()


@pytest.fixture
def used(pump_probe: Planner) -> Planner:
    """A stored plan by which was measured once."""
    plan = pump_probe.saves().base
    ssx, core, proposal = pump_probe.context.ssx, pump_probe.context.core, pump_probe.context.proposal_id
    protein = core.proteins.create(
        {"proposalId": proposal, "acronym": "HEWL", "name": "x", "safetyLevel": "GREEN"}
    )
    crystal = core.crystals.create({"proteinId": protein["proteinId"], "spaceGroup": "P43212"})
    slurry = ssx.crystal_slurries.create(
        {"proposalId": proposal, "name": "s", "crystalDensity": 1000.0, "crystalIds": [crystal["crystalId"]],
         "descriptionJson": {"storageTemperature": 20}}
    )  # fmt: skip
    stock = ssx.sample_stocks.create(
        {"proposalId": proposal, "name": "t", "crystalSlurryId": slurry["crystalSlurryId"],
         "concentrationFactor": 1}
    )  # fmt: skip
    device = ssx.delivery_devices.create(
        {"proposalId": proposal, "type": "photoChip", "descriptionJson": {"model": "own"}}
    )
    sample = ssx.loaded_samples.create(
        {"proposalId": proposal, "name": "chip_1", "sampleStockId": stock["sampleStockId"],
         "sampleDeliveryDeviceId": device["sampleDeliveryDeviceId"]}
    )  # fmt: skip
    session = core.sessions.create(
        {"proposalId": proposal, "beamLineName": "ID29", "startDate": "2026-12-03T08:00:00+01:00"}
    )
    groups = Collection(
        core.rest, DataCollectionGroupRow, "/data_collections/groups", "dataCollectionGroupId"
    )
    group = groups.create({"sessionId": session["sessionId"]})
    collections = Collection(core.rest, DataCollectionRow, "/data_collections", "dataCollectionId")
    collection = collections.create({"dataCollectionGroupId": group["dataCollectionGroupId"]})
    ssx.store_ssx_data_acquisition(
        sample["loadedSampleId"], collection["dataCollectionId"], plan["experimentalPlanId"]
    )
    pump_probe.view._uses.ask(pump_probe.view.draft)
    pump_probe.wait(pump_probe.detail.used.isVisible)
    return pump_probe


def test_a_plan_by_which_was_measured_warns_and_offers_a_copy(used: Planner) -> None:
    assert used.detail.used.text() == "used by 1 acquisition"
    assert not used.detail.deleteButton.isEnabled()
    assert used.detail.deleteButton.toolTip() == "It is used by 1 acquisition, so it stays."
    used.types_cell(SHOTS, "Lasts", "2 ms")
    assert used.detail.banner.isVisible()
    first = used.view.draft
    copy = next(
        each for each in used.detail.banner.findChildren(QPushButton) if each.text() == "Edit a copy instead"
    )
    used.click(copy)
    used.wait(lambda: used.view.draft is not first)
    used.settle()
    assert used.cell(SHOTS, "Lasts") == "2 ms"
    used.saves()
    lasts = {
        plan["name"]: plan["repeatedSequence"][EXPOSURES][0]["eventTrain"]["duration"]
        for plan in stored(used)
    }
    assert lasts == {"Pump-probe, 3 delays": 0.003, "Pump-probe, 3 delays_2": 0.002}


def test_a_plan_that_somebody_else_changed_meanwhile_shows_both(pump_probe: Planner) -> None:
    plan = pump_probe.saves().base
    pump_probe.types_cell(SHOTS, "Lasts", "2 ms")
    pump_probe.context.ssx.plans.update(plan["experimentalPlanId"], {"numberOfRepetitions": 7})
    pump_probe.click(pump_probe.detail.saveButton)
    pump_probe.wait(pump_probe.detail.banner.isVisible)
    mine = next(
        each for each in pump_probe.detail.banner.findChildren(QPushButton) if each.text() == "Keep mine"
    )
    pump_probe.click(mine)
    pump_probe.settle()
    assert not pump_probe.detail.banner.isVisible()
    pump_probe.saves()
    (now,) = stored(pump_probe)
    assert now["repeatedSequence"][EXPOSURES][0]["eventTrain"]["duration"] == 0.002


def test_an_empty_plan_is_begun_filled_and_opened_again_by_its_key(
    planner: Planner,
    opened_screen: Callable[[AppContext], Planner],
) -> None:
    planner.click(planner.view.panel.new_button)
    planner.wait(lambda: planner.view.draft is not None)
    planner.settle()
    assert planner.view.draft
    assert planner.view.draft.get("name") == "plan_1"
    for what in ("X-ray exposure", "X-ray detection"):
        planner.picks_from(planner.detail.addButton, what)
        planner.settle()
    planner.detail.forms._make_trigger("DAQ")
    planner.types("period", "0.5 ms")
    # Both last 1 ms, longer than the period.
    assert planner.detail.impossible
    planner.detail.show_place("period")
    assert planner.view.window().focusWidget() is planner.detail.forms.main.rows["period"].editor.widget
    planner.types("period", "10 ms")
    key = planner.saves().id
    again = opened_screen(planner.context)
    again.view.open_row(key)
    again.wait(lambda: again.view.draft is not None and again.detail.forms.trigger is not None)
    assert again.rows() == ["X-ray exposure", "X-ray detection"]
    assert again.detail.forms.trigger
    assert again.detail.forms.trigger.get("nameInEventLog") == "DAQ"


def test_a_new_plan_that_nobody_wants_is_given_up(pump_probe: Planner) -> None:
    pump_probe.click(pump_probe.detail.deleteButton)
    pump_probe.settle()
    assert pump_probe.view.draft is None
    pump_probe.undoes()
    assert pump_probe.context.edits.new_drafts("plans")


def test_in_a_narrow_window_all_of_a_plan_is_in_sight_one_form_below_the_other(pump_probe: Planner) -> None:
    detail, forms = pump_probe.detail, pump_probe.detail.forms
    pump_probe.view.resize(754, 600)
    page = detail.scrollArea.widget()
    pump_probe.wait(lambda: page.width() == detail.scrollArea.viewport().width())
    lines = [form.mapTo(page, QPoint()) for form in forms.forms if form.isVisible()]
    assert len({line.x() for line in lines}) == 1
    assert [line.y() for line in lines] == sorted({line.y() for line in lines})
    assert detail.title.text() == "Pump-probe, 3 delays"
    assert detail.title.mapTo(detail, QPoint()).y() < detail.saveButton.y()
    pump_probe.view.resize(1400, 800)
    pump_probe.wait(lambda: len({form.mapTo(page, QPoint()).x() for form in forms.forms}) == len(lines))
    assert detail.title.mapTo(detail, QPoint()).y() < detail.saveButton.geometry().bottom()
