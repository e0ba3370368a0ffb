# SPDX-License-Identifier: LGPL-3.0-or-later
"""Micrographs on a real backend: measured by mouse and keys, the scale, the sizes, and what is kept."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from pytestqt.qtbot import QtBot
from qtpy.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from qtpy.QtGui import QDropEvent, QMouseEvent
from qtpy.QtWidgets import QApplication, QPushButton, QWidget

from backend.domain.science.crystal_sizes import AXES, MeasuredLine
from ssx_widget.context.app_context import AppContext
from ssx_widget.look.messages import Message
from ssx_widget.screens.micrographs.slurry_pictures import lines_of, scale_of
from ssx_widget.screens.micrographs.view import MicrographsView
from ssx_widget.screens.samples.chain import ChainDrafts
from ssx_widget.screens.samples.presets import fresh
from ssx_widget.screens.samples.stage_page import StagePage

Row = dict[str, Any]
Open = Callable[[AppContext, int], MicrographsView]
Point = tuple[float, float]
WAIT_MS = 20_000
PIXEL_SIZE = 0.25
RODS: tuple[tuple[Point, Point], ...] = (
    ((40.0, 60.0), (160.0, 60.0)),
    ((210.0, 40.0), (210.0, 140.0)),
    ((60.0, 120.0), (150.0, 240.0)),
)
"""From end to end, in pixels: 120, 100 and 150 long, which are 30, 25 and 37.5 µm."""


@pytest.fixture
def slurry(context: AppContext) -> int:
    """The key of a slurry without pictures."""
    proposal = {"proposalId": context.proposal_id}
    protein = context.core.proteins.create(
        {**proposal, "acronym": "HEWL", "name": "L", "safetyLevel": "GREEN"}
    )
    crystal = context.core.crystals.create({"proteinId": protein["proteinId"], "spaceGroup": "P43212"})
    row = {
        **proposal,
        "name": "Lys_7",
        "crystalDensity": 2000,
        "crystalIds": [crystal["crystalId"]],
        "descriptionJson": {"storageTemperature": 20},
    }
    return int(context.ssx.crystal_slurries.create(row)["crystalSlurryId"])


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """Three rods of known length in a file of 16 bits, with a bar of 200 pixels."""
    image = Image.new("I;16", (300, 280), 40_000)
    draw = ImageDraw.Draw(image)
    for first, second in RODS:
        draw.line([first, second], fill=12_000, width=9)
    draw.rectangle((50, 260, 249, 265), fill=2_000)
    file = tmp_path / "rods.tif"
    image.save(file)
    return file


@pytest.fixture
def open_slurry(show: Callable[[QWidget], QWidget], qtbot: QtBot) -> Open:
    """Show the pictures of a slurry."""

    def put_up(context: AppContext, key: int) -> MicrographsView:
        view = MicrographsView(context)
        show(view)
        view.resize(1100, 760)
        view.activateWindow()
        qtbot.waitUntil(view.isActiveWindow, timeout=WAIT_MS)
        with qtbot.waitSignal(view.pictures.opened, timeout=WAIT_MS):
            view.open_row(key)
        settle(context, qtbot)
        return view

    return put_up


@pytest.fixture
def view(context: AppContext, slurry: int, picture: Path, open_slurry: Open, qtbot: QtBot) -> MicrographsView:
    """The page of a slurry with the picture of the rods, 0.25 µm a pixel."""
    size = {"objectSidePixelSize": [PIXEL_SIZE, PIXEL_SIZE], "descriptionJson": {"fileName": "rods.tif"}}
    context.ssx.store_micrograph_file({"crystalSlurryId": slurry, **size}, picture)
    made = open_slurry(context, slurry)
    assert made.page.place.is_content_shown
    qtbot.waitUntil(made.page.canvas.hasFocus)
    return made


def settle(context: AppContext, qtbot: QtBot) -> None:
    """Wait until nothing is on its way."""
    qtbot.waitUntil(lambda: context.tasks.count == 0, timeout=WAIT_MS)


def on_screen(view: MicrographsView, point: Point) -> QPoint:
    """Where a point of the picture is on the canvas."""
    canvas = view.page.canvas
    scene = canvas.box.mapViewToScene(QPointF(*point))
    return canvas.viewportTransform().map(scene).toPoint()


def click(view: MicrographsView, point: Point, qtbot: QtBot) -> None:
    """Click on a point of the picture."""
    place = on_screen(view, point)
    qtbot.mouseClick(view.page.canvas.viewport(), Qt.LeftButton, pos=place)


def drag(view: MicrographsView, first: Point, second: Point, qtbot: QtBot) -> None:
    """Drag from one point of the picture to another."""
    port, start, end = view.page.canvas.viewport(), on_screen(view, first), on_screen(view, second)
    qtbot.mousePress(port, Qt.LeftButton, pos=start)
    for share in (0.5, 1.0):
        on_way = QPointF(start) + (QPointF(end) - QPointF(start)) * share
        # Qt's own test of a move knows no pressed button.
        QApplication.sendEvent(
            port, QMouseEvent(QEvent.MouseMove, on_way, Qt.NoButton, Qt.LeftButton, Qt.NoModifier)
        )
    qtbot.mouseRelease(port, Qt.LeftButton, pos=end)


def lines(view: MicrographsView) -> list[MeasuredLine]:
    """The lines over the picture that is shown."""
    assert view.current is not None
    return lines_of(view.current)


def measure_all(view: MicrographsView, qtbot: QtBot) -> None:
    """Click at both ends of each rod."""
    for first, second in RODS:
        click(view, first, qtbot)
        click(view, second, qtbot)


def test_sizes_measured_by_clicks_are_true_within_the_pixel_size(view: MicrographsView, qtbot: QtBot) -> None:
    measure_all(view, qtbot)
    measured = view.pictures.measured()["length"]
    truth = [math.dist(*rod) * PIXEL_SIZE for rod in RODS]
    assert truth == [30, 25, 37.5]
    assert [abs(found - true) <= PIXEL_SIZE for found, true in zip(measured, truth, strict=True)] == [
        True
    ] * 3
    figures = view.page.sizes.figures
    assert figures["length", "n"].text() == "3"
    assert abs(float(figures["length", "max"].text()) - 37.5) <= PIXEL_SIZE
    assert "µm 1" in view.page.sizes.chart.accessibleName()


def test_near_by_a_line_is_measured_to_parts_of_a_pixel(view: MicrographsView, qtbot: QtBot) -> None:
    view.page.canvas.zoom(8, QPointF(100, 60))
    drag(view, (80.25, 60.5), (119.75, 60.5), qtbot)
    [line] = lines(view)
    assert line.pixels == pytest.approx(39.5, abs=0.15)
    assert (line.x1, line.y1) == pytest.approx((80.25, 60.5), abs=0.1)


def test_an_end_is_dragged_and_ctrl_z_takes_back_the_whole_drag(
    view: MicrographsView, context: AppContext, qtbot: QtBot
) -> None:
    drag(view, *RODS[0], qtbot)
    [before] = lines(view)
    drag(view, RODS[0][1], (200.0, 90.0), qtbot)
    [after] = lines(view)
    assert (after.x1, after.y1) == (before.x1, before.y1)
    assert (after.x2, after.y2) == pytest.approx((200, 90), abs=1)
    context.edits.undo()
    assert lines(view) == [before]
    context.edits.redo()
    assert lines(view) == [after]
    context.edits.undo()
    context.edits.undo()
    assert lines(view) == []


def test_a_line_is_marked_by_a_click_and_goes_with_delete(
    view: MicrographsView, context: AppContext, qtbot: QtBot
) -> None:
    measure_all(view, qtbot)
    click(view, (90.0, 60.0), qtbot)
    assert view.page.canvas.marks.chosen == 0
    qtbot.keyClick(view.page.canvas, Qt.Key_Delete)
    assert len(lines(view)) == 2
    context.edits.undo()
    assert len(lines(view)) == 3


def test_widths_are_measured_with_w_and_have_statistics_of_their_own(
    view: MicrographsView, qtbot: QtBot
) -> None:
    drag(view, *RODS[0], qtbot)
    qtbot.keyClick(view.page.canvas, Qt.Key_W)
    assert view.page.widthButton.isChecked()
    drag(view, (100.0, 52.0), (100.0, 68.0), qtbot)
    assert [line.axis for line in lines(view)] == list(AXES)
    assert view.pictures.measured()["width"] == [pytest.approx(4, abs=PIXEL_SIZE)]
    assert view.page.sizes.figures["width", "n"].isVisible()


def test_lines_are_laid_moved_and_deleted_by_keys_alone(
    view: MicrographsView, context: AppContext, qtbot: QtBot
) -> None:
    canvas = view.page.canvas
    qtbot.keyClick(canvas, Qt.Key_Return)
    [laid] = lines(view)
    for _ in range(3):
        qtbot.keyClick(canvas, Qt.Key_Right)
    qtbot.keyClick(canvas, Qt.Key_E)
    qtbot.keyClick(canvas, Qt.Key_Up, Qt.ShiftModifier)
    [moved] = lines(view)
    assert (moved.x2, moved.y1) == pytest.approx((laid.x2 + 3, laid.y1 - 10), abs=0.01)
    assert (moved.x1, moved.y2) == (laid.x1, laid.y2)
    qtbot.keyClick(canvas, Qt.Key_Escape)
    assert canvas.marks.chosen is None
    qtbot.keyClick(canvas, Qt.Key_N)
    qtbot.keyClick(canvas, Qt.Key_Delete)
    assert lines(view) == []
    context.edits.undo()
    assert lines(view) == [moved]


def test_n_goes_from_line_to_line_and_shift_n_back_and_both_go_round(
    view: MicrographsView, qtbot: QtBot
) -> None:
    measure_all(view, qtbot)
    canvas = view.page.canvas
    qtbot.keyClick(canvas, Qt.Key_Escape)

    def walked(*shift: Qt.KeyboardModifier) -> int | None:
        qtbot.keyClick(canvas, Qt.Key_N, *shift)
        place: int | None = canvas.marks.chosen
        return place

    assert [walked() for _ in range(4)] == [0, 1, 2, 0]
    assert [walked(Qt.ShiftModifier) for _ in range(4)] == [2, 1, 0, 2]
    qtbot.keyClick(canvas, Qt.Key_Escape)
    assert walked(Qt.ShiftModifier) == 2


def test_space_and_drag_move_the_picture_and_f_shows_all_of_it(view: MicrographsView, qtbot: QtBot) -> None:
    canvas = view.page.canvas
    whole = canvas.box.viewRect()
    canvas.zoom(4)
    near = canvas.box.viewRect()
    qtbot.keyPress(canvas, Qt.Key_Space)
    drag(view, (150.0, 150.0), (170.0, 150.0), qtbot)
    qtbot.keyRelease(canvas, Qt.Key_Space)
    assert lines(view) == []
    assert canvas.box.viewRect().center().x() == pytest.approx(near.center().x() - 20, abs=0.5)
    qtbot.keyClick(canvas, Qt.Key_F)
    assert canvas.box.viewRect().width() == pytest.approx(whole.width(), rel=0.01)


def test_the_scale_comes_from_a_line_over_the_bar_and_is_kept_with_the_picture(
    view: MicrographsView, context: AppContext, qtbot: QtBot
) -> None:
    qtbot.keyClick(view.page.canvas, Qt.Key_S)
    drag(view, (50.0, 263.0), (250.0, 263.0), qtbot)
    assert lines(view) == []
    length = view.page.scale.length
    qtbot.waitUntil(length.hasFocus)
    qtbot.keyClicks(length, "0")
    qtbot.keyClick(length, Qt.Key_Return)
    assert view.page.scale.error.text() == "Length of the bar is more than 0."
    length.clear()
    qtbot.keyClicks(length, "100")
    qtbot.keyClick(length, Qt.Key_Return)
    assert view.current is not None
    assert scale_of(view.current) == pytest.approx([0.5, 0.5], rel=0.01)
    view.save()
    settle(context, qtbot)
    [row] = context.ssx.micrographs.all(crystalSlurryId=view.pictures.slurry_id)
    assert row["objectSidePixelSize"] == pytest.approx([0.5, 0.5], rel=0.01)


def test_a_scale_of_zero_is_refused_in_its_field_and_lines_without_a_scale_are_not_counted(
    view: MicrographsView, context: AppContext, qtbot: QtBot
) -> None:
    measure_all(view, qtbot)
    row = view.page.scale.form.rows["objectSidePixelSize"]
    field: Any = row.editor.widget
    field.clear()
    qtbot.keyClicks(field, "0")
    assert row.error.text() == "Pixel size is more than 0."
    assert view.pictures.measured()["length"] == []
    assert not view.page.sizes.use.isEnabled()
    assert "3 lines on 1 picture not counted" in view.page.sizes.remark.text()
    field.clear()
    qtbot.keyClicks(field, "0.5")
    assert len(view.pictures.measured()["length"]) == 3
    context.edits.undo()


def test_the_measured_sizes_become_the_slurrys_and_undo_takes_them_back(
    view: MicrographsView, context: AppContext, slurry: int, qtbot: QtBot
) -> None:
    measure_all(view, qtbot)
    qtbot.mouseClick(view.page.sizes.use, Qt.LeftButton)
    view.save()
    settle(context, qtbot)
    key = context.ssx.crystal_slurries.get(slurry)["crystalSizeDistributionId"]
    sizes = context.ssx.crystal_size_distributions.get(key)
    assert sizes["minDimension"] == [pytest.approx(25, abs=PIXEL_SIZE)]
    assert sizes["maxDimension"] == [pytest.approx(37.5, abs=PIXEL_SIZE)]
    about = sizes["descriptionJson"]
    assert (about["n"], about["method"]) == (3, "microscope")
    assert about["mean"] == [pytest.approx(30.83, abs=PIXEL_SIZE)]
    assert about["sigma"] == [pytest.approx(6.29, abs=PIXEL_SIZE)]
    assert view.pictures.unsaved == []
    context.edits.undo()
    settle(context, qtbot)
    qtbot.waitUntil(lambda: context.ssx.crystal_slurries.get(slurry)["crystalSizeDistributionId"] is None)


def test_sizes_that_are_there_already_are_filled_in_their_own_row(
    view: MicrographsView, context: AppContext, slurry: int, qtbot: QtBot
) -> None:
    row = {"proposalId": context.proposal_id, "crystalHabit": "rod", "characteristicDimensions": [4, 9]}
    key = context.ssx.crystal_size_distributions.create(row)["crystalSizeDistributionId"]
    context.ssx.crystal_slurries.update(slurry, {"crystalSizeDistributionId": key})
    view.pictures.read()
    settle(context, qtbot)
    measure_all(view, qtbot)
    view.page.sizes.use.click()
    view.save()
    settle(context, qtbot)
    sizes = context.ssx.crystal_size_distributions.get(key)
    assert (sizes["crystalHabit"], sizes["characteristicDimensions"]) == ("rod", [4, 9])
    assert sizes["descriptionJson"]["n"] == 3


def test_lines_are_there_again_after_the_window_was_closed_without_saving(
    view: MicrographsView,
    context: AppContext,
    slurry: int,
    make_context: Callable[[], AppContext],
    open_slurry: Open,
    qtbot: QtBot,
) -> None:
    measure_all(view, qtbot)
    drawn = lines(view)
    with qtbot.waitSignal(context.edits.autosave.kept, timeout=WAIT_MS):
        context.edits.autosave.keep_now()
    context.edits.autosave.files.release()
    again = make_context()
    with qtbot.waitSignal(again.edits.autosave.restored, timeout=WAIT_MS):
        again.edits.autosave.restore()
    other = open_slurry(again, slurry)
    assert lines(other) == drawn
    other.save()
    settle(again, qtbot)
    [row] = again.ssx.micrographs.all(crystalSlurryId=slurry)
    assert [MeasuredLine.of(each) for each in row["descriptionJson"]["lines"]] == drawn


def test_pictures_are_dropped_on_the_page_and_counted_below(
    context: AppContext, slurry: int, picture: Path, open_slurry: Open, qtbot: QtBot
) -> None:
    view = open_slurry(context, slurry)
    assert not view.page.place.is_content_shown
    second = picture.with_name("second.png")
    Image.new("RGB", (64, 48), "grey").save(second)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in (picture, second)])
    drop = QDropEvent(QPointF(400, 300), Qt.CopyAction, data, Qt.LeftButton, Qt.NoModifier)
    with qtbot.waitSignal(view.uploads.finished, timeout=WAIT_MS):
        view.dropEvent(drop)
    settle(context, qtbot)
    qtbot.waitUntil(lambda: view.page.strip.count() == 2, timeout=WAIT_MS)
    settle(context, qtbot)
    view.page.strip.setCurrentRow(0)
    settle(context, qtbot)
    measure_all(view, qtbot)
    assert [view.page.strip.item(n).text() for n in (0, 1)] == ["rods.tif\n3 lines", "second.png\n0 lines"]


def test_a_removed_picture_comes_back_with_its_lines(
    view: MicrographsView, context: AppContext, slurry: int, picture: Path, qtbot: QtBot
) -> None:
    measure_all(view, qtbot)
    drawn = lines(view)
    view.save()
    settle(context, qtbot)
    view.page.removeButton.click()
    settle(context, qtbot)
    qtbot.waitUntil(lambda: view.page.strip.count() == 0, timeout=WAIT_MS)
    assert list(context.ssx.micrographs.all(crystalSlurryId=slurry)) == []
    context.edits.undo()
    settle(context, qtbot)
    qtbot.waitUntil(lambda: view.page.strip.count() == 1, timeout=WAIT_MS)
    settle(context, qtbot)
    assert lines(view) == drawn
    [row] = context.ssx.micrographs.all(crystalSlurryId=slurry)
    assert context.ssx.micrograph_image(row["micrographId"]) == picture.read_bytes()
    context.edits.redo()
    settle(context, qtbot)
    qtbot.waitUntil(lambda: list(context.ssx.micrographs.all(crystalSlurryId=slurry)) == [], timeout=WAIT_MS)


def test_the_contrast_is_changed_by_sliders_and_auto(view: MicrographsView, qtbot: QtBot) -> None:
    panel, tiles = view.page.contrast, view.page.canvas.tiles
    assert tiles.pyramid is not None
    assert tuple(tiles.pyramid.ends) == (2_000, 40_000)
    with qtbot.waitSignal(tiles.drawn, timeout=WAIT_MS):
        panel.dark.setValue(39_000)
    assert tuple(tiles.contrast) == (39_000, 40_000)
    panel.bright.setValue(20_000)
    assert panel.dark.value() == 19_999
    panel.auto.click()
    assert tiles.contrast == tiles.pyramid.automatic


def test_without_a_slurry_the_page_says_where_to_find_one(
    context: AppContext, show: Callable[[QWidget], QWidget], told: list[Message], qtbot: QtBot
) -> None:
    view = MicrographsView(context)
    show(view)
    assert not view.page.isVisible()
    with qtbot.waitSignal(view.pictures.failed, timeout=WAIT_MS):
        view.open_row(999_999)
    assert told == []


def test_from_a_slurry_on_the_samples_screen_to_its_pictures_and_back(
    context: AppContext, slurry: int, show: Callable[[QWidget], QWidget], qtbot: QtBot
) -> None:
    page = StagePage(context, "crystal_slurries")
    show(page)
    chain = ChainDrafts(context, fresh(context))
    page.show_chain(chain)
    assert not page.micrographs.isEnabled()
    assert page.micrographs.toolTip() == "Save the slurry first."
    chain.pick("crystal_slurries", slurry, context.ssx.crystal_slurries.get(slurry))
    page.show_chain(chain)
    with qtbot.waitSignal(context.screenWanted) as wanted:
        page.micrographs.click()
    assert wanted.args == ["micrographs", slurry]
    view = MicrographsView(context)
    show(view)
    with qtbot.waitSignal(context.screenWanted) as back:
        view.page.backButton.click()
    assert back.args == ["samples", None]


def test_lines_that_somebody_else_changed_meanwhile_are_not_overwritten_unasked(
    view: MicrographsView, context: AppContext, qtbot: QtBot
) -> None:
    measure_all(view, qtbot)
    assert view.current is not None
    key = view.current.id
    assert key is not None
    theirs = {"axis": "width", "x1": 1.0, "y1": 1.0, "x2": 9.0, "y2": 1.0}
    context.ssx.micrographs.update(key, {"descriptionJson": {"lines": [theirs]}})
    view.save()
    settle(context, qtbot)
    assert view.page.banner.accessibleName() == "Somebody changed rods.tif meanwhile."
    assert len(lines(view)) == 3
    [_mine, take_theirs] = [
        button for button in view.page.banner.findChildren(QPushButton) if button.isVisible()
    ]
    qtbot.mouseClick(take_theirs, Qt.LeftButton)
    assert [line.row for line in lines(view)] == [theirs]
    assert view.page.banner.isHidden()
