# SPDX-License-Identifier: LGPL-3.0-or-later
"""Outlines that are proposed on a micrograph: true to what was drawn, and each accepted or deleted."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PIL import Image, ImageDraw
from pytestqt.qtbot import QtBot
from qtpy.QtCore import Qt

from ssx_widget.context.app_context import AppContext
from ssx_widget.look.messages import Message
from ssx_widget.screens.micrographs.outline_search import outlines, rectangle
from ssx_widget.screens.micrographs.outlines import lines_along
from ssx_widget.screens.micrographs.view import MicrographsView
from tests.gui.screens.micrographs.test_micrographs import (
    RODS,
    click,
    drag,
    lines,
    open_slurry,
    picture,
    settle,
    slurry,
    view,
)

__all__ = ["open_slurry", "picture", "slurry", "view"]


def test_the_rectangle_around_pixels_is_the_smallest_also_when_it_lies_askew() -> None:
    image = Image.new("L", (200, 200))
    corners = [
        (100 + 60 * a - 20 * b, 100 + 45 * a + 26.7 * b) for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]
    ImageDraw.Draw(image).polygon(corners, fill=255)
    found = rectangle(np.argwhere(np.asarray(image))[:, ::-1])
    length, width = lines_along(found.tolist())
    assert length.pixels == pytest.approx(150, abs=3)
    assert width.pixels == pytest.approx(2 * math.hypot(20, 26.7), abs=3)


def test_crystals_are_found_and_a_scale_bar_and_clumps_are_not() -> None:
    image = Image.new("L", (600, 400), 150)
    draw = ImageDraw.Draw(image)
    draw.rectangle((100, 100, 159, 129), fill=70)
    draw.rectangle((300, 200, 339, 279), fill=230)
    draw.rectangle((100, 370, 400, 375), fill=40)
    draw.line([(450, 60), (560, 170)], fill=70, width=12)
    draw.line([(450, 170), (560, 60)], fill=70, width=12)
    sides = [tuple(line.pixels for line in lines_along(each)) for each in outlines(np.asarray(image))]
    assert sorted(sides) == [pytest.approx((60, 30), abs=3), pytest.approx((80, 40), abs=3)]


def test_outlines_are_accepted_or_deleted_one_by_one_and_undo_takes_an_accepted_one_back(
    view: MicrographsView,
    context: AppContext,
    qtbot: QtBot,
) -> None:
    page = view.page
    assert page.outline_bar.isHidden()
    page.proposeButton.click()
    settle(context, qtbot)
    assert page.outline_bar.words.text() == "3 outlines proposed"
    first, second = RODS[0]
    click(view, ((first[0] + second[0]) / 2, first[1]), qtbot)
    assert lines(view) == []
    qtbot.keyClick(page.canvas, Qt.Key_Return)
    assert [line.axis for line in lines(view)] == ["length", "width"]
    assert lines(view)[0].pixels == pytest.approx(math.dist(first, second), abs=4)
    qtbot.keyClick(page.canvas, Qt.Key_Delete)
    assert page.outline_bar.words.text() == "1 outline proposed"
    qtbot.mouseClick(page.outline_bar.accept_all, Qt.LeftButton)
    assert len(lines(view)) == 4
    assert page.outline_bar.isHidden()
    context.edits.undo()
    assert len(lines(view)) == 2


def test_a_crystal_that_is_measured_already_is_not_proposed_again(
    view: MicrographsView,
    context: AppContext,
    qtbot: QtBot,
) -> None:
    drag(view, *RODS[1], qtbot)
    view.page.proposeButton.click()
    settle(context, qtbot)
    assert view.page.outline_bar.words.text() == "2 outlines proposed"


def test_where_no_crystal_stands_out_it_is_said(
    view: MicrographsView,
    context: AppContext,
    told: list[Message],
    qtbot: QtBot,
) -> None:
    view.page.canvas.outlines.show_corners([[(1, 1), (9, 1), (9, 9), (1, 9)]], view.page.canvas.picture)
    qtbot.keyClick(view.page.canvas, Qt.Key_Escape)
    assert view.page.outlines.corners == []
    pyramid = view.page.canvas.tiles.pyramid
    assert pyramid is not None
    np.save(pyramid.folder.path / "level-0.npy", np.full((280, 300), 700, np.uint16))
    view.page.proposeButton.click()
    settle(context, qtbot)
    assert told[-1].text.startswith("No crystal stands out")
