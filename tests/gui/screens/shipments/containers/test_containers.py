# SPDX-License-Identifier: LGPL-3.0-or-later
"""Containers worked with mouse and keys: samples moved, cells copied, SSX things put in and taken out."""

from __future__ import annotations

from typing import Any

import pytest
from qtpy.QtCore import QItemSelectionModel, Qt
from qtpy.QtWidgets import QApplication, QLineEdit

from backend.domain.containers import CONTAINER_TYPES
from ssx_widget.context.app_context import AppContext
from ssx_widget.screens.shipments.containers.container_picture import ContainerPicture
from tests.helpers.shipper import GROUP, NAME, PROTEIN, Shipper

Row = dict[str, Any]


@pytest.fixture
def second(context: AppContext, stored: Row) -> Row:
    """Another puck in the same dewar, which is opened with the shipment."""
    dewar = context.core.dewars.list(shippingId=stored["shippingId"]).rows[0]
    return context.core.containers.create(
        {"dewarId": dewar["dewarId"], "code": "UP-2", "containerType": "Spinepuck"}
    )


def places(context: AppContext, shipping: Row) -> dict[str, tuple[str, str]]:
    """Container and position of each stored sample."""
    info = context.core.shipping_info(shipping["shippingId"])
    return {
        sample["name"]: (container["code"], sample["location"])
        for dewar in info["dewars"]
        for container in dewar["containers"]
        for sample in container["samples"]
    }


def pick(person: Shipper, *cells: tuple[int, int]) -> None:
    """Pick cells of the sample table."""
    table = person.centre.container.table
    table.setFocus()
    model = table.model()
    table.selectionModel().setCurrentIndex(model.index(*cells[0]), QItemSelectionModel.ClearAndSelect)
    for cell in cells[1:]:
        table.selectionModel().select(model.index(*cell), QItemSelectionModel.Select)


def press(person: Shipper, letter: str) -> None:
    """Press Ctrl and a letter in the table."""
    person.qtbot.keyClick(person.centre.container.table, letter, Qt.ControlModifier)


def test_the_keys_and_a_button_move_a_sample_too(
    person: Shipper, context: AppContext, stored: Row, second: Row
) -> None:
    person.open(stored)
    person.go_to("container", "UP-1")
    container = person.centre.container
    container.picture.setFocus()
    person.qtbot.keyClick(container.picture, Qt.Key_Right, Qt.ControlModifier)
    person.wait(lambda: places(context, stored) == {"cdk1": ("UP-1", "2")})
    person.wait_saved()
    container.move_button.menu().aboutToShow.emit()
    (other,) = container.move_button.menu().actions()
    assert other.text() == f"{second['code']} (10 free places)"
    other.trigger()
    person.wait(lambda: places(context, stored) == {"cdk1": ("UP-2", "1")})


def test_letters_typed_at_a_position_of_the_picture_name_its_sample(
    person: Shipper, context: AppContext, stored: Row
) -> None:
    person.open(stored)
    person.go_to("container", "UP-1")
    container = person.centre.container
    container.picture.setFocus()
    person.qtbot.keyClick(container.picture, Qt.Key_Right)
    person.qtbot.keyClick(container.picture, "l")
    editor = container.table.findChildren(QLineEdit)[-1]
    person.qtbot.keyClicks(editor, "ys_1")
    person.qtbot.keyClick(editor, Qt.Key_Return)
    person.wait_saved()
    assert places(context, stored) == {"cdk1": ("UP-1", "1"), "lys_1": ("UP-1", "2")}


def test_proteins_are_offered_while_one_types(person: Shipper, stored: Row) -> None:
    person.open(stored)
    person.go_to("container", "UP-1")
    table = person.centre.container.table
    pick(person, (0, PROTEIN))
    person.qtbot.keyClick(table, Qt.Key_F2)
    editor = table.findChildren(QLineEdit)[-1]
    editor.selectAll()
    person.qtbot.keyClicks(editor, "h")
    popup = QApplication.activePopupWidget()
    assert popup is not None
    person.qtbot.keyClick(popup, Qt.Key_Down)
    assert editor.text() == "HEWL"
    person.qtbot.keyClick(popup, Qt.Key_Return)
    person.wait_saved()
    assert person.cell(0, PROTEIN) == "HEWL"


def test_cells_are_copied_pasted_and_filled_down_each_as_one_step_of_undo(
    person: Shipper, context: AppContext, stored: Row
) -> None:
    person.open(stored)
    person.go_to("container", "UP-1")
    QApplication.clipboard().setText("HEWL\tlys_1\nHEWL\tlys_2\nCDK2\tcdk_9\n")
    pick(person, (1, PROTEIN))
    press(person, "v")
    person.wait_saved()
    assert [person.cell(row, NAME) for row in range(4)] == ["cdk1", "lys_1", "lys_2", "cdk_9"]
    assert [person.cell(row, GROUP) for row in range(1, 4)] == ["P43212", "P43212", "P212121"]
    pick(person, (1, PROTEIN), (1, NAME), (2, PROTEIN), (2, NAME))
    press(person, "c")
    assert QApplication.clipboard().text() == "HEWL\tlys_1\nHEWL\tlys_2"
    pick(person, (3, NAME), (4, NAME), (5, NAME))
    press(person, "d")
    person.wait_saved()
    assert [person.cell(row, NAME) for row in (3, 4, 5)] == ["cdk_9", "cdk_10", "cdk_11"]
    assert len(places(context, stored)) == 6
    context.edits.undo()
    person.wait(lambda: len(places(context, stored)) == 4)
    person.wait_saved()
    context.edits.undo()
    person.wait(lambda: places(context, stored) == {"cdk1": ("UP-1", "1")})
    person.wait_saved()
    context.edits.redo()
    person.wait(lambda: len(places(context, stored)) == 4)


def test_a_paste_with_an_impossible_name_keeps_all_and_marks_the_cell(
    person: Shipper, context: AppContext, stored: Row
) -> None:
    person.open(stored)
    person.go_to("container", "UP-1")
    QApplication.clipboard().setText('ok_1\n"it\'s/""that"""')
    pick(person, (1, NAME))
    press(person, "v")
    container = person.centre.container
    person.wait(lambda: container.model.problem_at(container.model.index(2, NAME)))
    assert person.cell(2, NAME) == 'it\'s/"that"'
    assert person.cell(1, NAME) == "ok_1"
    person.wait(
        lambda: places(context, stored).get("ok_1") == ("UP-1", "2") and not context.edits.save_queue.busy
    )
    context.edits.undo()
    person.wait(lambda: "ok_1" not in places(context, stored))
    person.wait_saved()
    assert places(context, stored) == {"cdk1": ("UP-1", "1")}


@pytest.fixture
def rack(context: AppContext, stored: Row) -> Row:
    """A tube rack, and a slurry with its stock to put into it."""
    core, ssx, mine = context.core, context.ssx, context.proposal_id
    crystal = core.crystals.list(spaceGroup="P43212", sort="-crystalId").rows[0]["crystalId"]
    slurry = ssx.crystal_slurries.create(
        {"proposalId": mine, "name": "batch_7", "crystalDensity": 1e6, "crystalIds": [crystal]}
    )
    ssx.sample_stocks.create(
        {
            "proposalId": mine,
            "name": "stock_7",
            "crystalSlurryId": slurry["crystalSlurryId"],
            "concentrationFactor": 2,
        }
    )
    dewar = core.dewars.list(shippingId=stored["shippingId"]).rows[0]
    return core.containers.create({"dewarId": dewar["dewarId"], "code": "R1", "containerType": "Tube rack"})


def test_a_slurry_is_picked_into_a_rack_taken_out_and_brought_back(
    person: Shipper, context: AppContext, stored: Row, rack: Row
) -> None:
    person.open(stored)
    person.go_to("container", rack["code"])
    container = person.centre.container
    container.finder.setFocus()
    person.qtbot.keyClicks(container.finder, "batch")
    person.wait(container.finder.popup.isVisible)
    person.qtbot.keyClick(container.finder.popup, Qt.Key_Down)
    person.qtbot.keyClick(container.finder.popup, Qt.Key_Return)
    person.wait(lambda: places(context, stored).get("batch_7") == ("R1", "1"))
    person.wait(lambda: container.model.thing_at(0))
    person.wait_saved()
    what = [person.centre.container.model.headerData(c, Qt.Horizontal) for c in range(8)].index("What")
    assert (person.cell(0, NAME), person.cell(0, what), person.cell(0, PROTEIN)) == (
        "batch_7",
        "slurry",
        "HEWL",
    )
    (slurry,) = context.ssx.crystal_slurries.list(proposalId=context.proposal_id).rows
    assert slurry["blSampleId"] is not None
    pick(person, (0, NAME))
    assert container.delete_button.text() == "Take out"
    person.click(container.delete_button)
    person.wait(lambda: "batch_7" not in places(context, stored))
    assert context.ssx.crystal_slurries.get(slurry["crystalSlurryId"])["blSampleId"] is None
    context.edits.undo()
    person.wait(lambda: places(context, stored).get("batch_7") == ("R1", "1"))
    context.edits.undo()
    person.wait(lambda: "batch_7" not in places(context, stored))
    context.edits.redo()
    person.wait(lambda: places(context, stored).get("batch_7") == ("R1", "1"))


def test_pucks_take_pins_only(person: Shipper, stored: Row) -> None:
    person.open(stored)
    person.go_to("container", "UP-1")
    assert not person.centre.container.finder.isVisible()


def test_container_types_are_those_of_the_facility(person: Shipper, context: AppContext, stored: Row) -> None:
    context.take_facility({"name": "Here", "container_types": [{"name": "Cane", "capacity": 6}]})
    person.open(stored)
    person.go_to("dewar", "DEW-1")
    (cane,) = person.tree.add_container.menu().actions()
    assert cane.text() == "Cane (6)"
    cane.trigger()
    person.wait(lambda: context.core.containers.list(code="CANE-1").total)
    person.wait_saved()
    assert context.core.containers.list(code="CANE-1", sort="-containerId").rows[0]["capacity"] == 6


@pytest.mark.parametrize("kind", CONTAINER_TYPES, ids=lambda kind: kind.name)
def test_every_container_is_drawn_as_what_it_is(show: Any, kind: Any) -> None:
    picture = show(ContainerPicture())
    picture.resize(280, 280)
    picture.show_container(1, "C", kind, kind.capacity, {})
    mine = picture.grab().toImage()
    picture.show_container(1, "C", None, kind.capacity, {})
    if kind.name != "Tube rack":
        assert mine != picture.grab().toImage()
