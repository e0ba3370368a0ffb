# SPDX-License-Identifier: LGPL-3.0-or-later
"""Samples dragged in the picture of a puck, and from it onto another container, by the real mouse."""

from __future__ import annotations

from qtpy.QtCore import QModelIndex, QPoint
from qtpy.QtWidgets import QTreeView

from ssx_widget.screens.shipments.containers.container_picture import ContainerPicture
from tests.e2e.conftest import Start
from tests.e2e.person import Person

PICTURE, TREE, SAMPLES = "Positions of UNIPUCK-041", "Dewars and containers", "Samples of the container"


def at(person: Person, position: int) -> QPoint:
    """Where a position is in the picture."""
    (picture,) = person.window.findChildren(ContainerPicture)
    return picture.middle_of(position).toPoint()


def line(person: Person, words: str) -> QPoint:
    """Where a line of the tree is."""
    tree = next(each for each in person.window.findChildren(QTreeView) if each.accessibleName() == TREE)
    index = next(index for index in indexes(tree) if words in str(index.data()))
    return tree.viewport().mapTo(tree, tree.visualRect(index).center())


def indexes(tree: QTreeView) -> list[QModelIndex]:
    """Dewars and containers."""
    model = tree.model()
    tops = [model.index(row, 0) for row in range(model.rowCount())]
    return [*tops, *(model.index(row, 0, top) for top in tops for row in range(model.rowCount(top)))]


def name_at(person: Person, position: int) -> str:
    """The sample at a position, as the table says."""
    return person.lines(SAMPLES)[position - 1].split(" | ")[2]


def opens_the_puck(start: Start) -> Person:
    """The demo's first puck, of which the last three positions are free."""
    person = start()
    person.clicks("Load the demo proposal")
    person.sees("What follows from it")
    person.clicks("Shipments")
    person.picks("List of shipments", "December SSX run")
    person.picks(TREE, "UNIPUCK-041")
    person.waits(lambda: name_at(person, 1) == "lys_a01")
    return person


def test_a_sample_is_dragged_to_a_free_position_and_comes_back_by_undo(start: Start) -> None:
    person = opens_the_puck(start)
    person.drags(PICTURE, at(person, 1), PICTURE, at(person, 16))
    person.waits(lambda: (name_at(person, 1), name_at(person, 16)) == ("", "lys_a01"))
    person.sees("Local · all saved")
    person.presses("Ctrl+Z")
    person.waits(lambda: (name_at(person, 1), name_at(person, 16)) == ("lys_a01", ""))
    person.sees("Local · all saved")


def test_a_position_that_is_taken_takes_no_other_sample(start: Start) -> None:
    person = opens_the_puck(start)
    before = person.lines(SAMPLES)
    person.drags(PICTURE, at(person, 1), PICTURE, at(person, 2))
    person.drags(PICTURE, at(person, 3), PICTURE, at(person, 16))
    person.waits(lambda: name_at(person, 16) == "lys_a03")
    assert person.lines(SAMPLES)[:2] == before[:2]


def test_a_sample_is_dragged_onto_another_container(start: Start) -> None:
    person = opens_the_puck(start)
    person.drags(PICTURE, at(person, 1), TREE, line(person, "R1"))
    person.waits(lambda: any("R1 7 / 24" in each for each in person.lines(TREE)))
    assert any("UNIPUCK-041 12 / 16" in each for each in person.lines(TREE))
    assert name_at(person, 1) == ""
