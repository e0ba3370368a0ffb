# SPDX-License-Identifier: LGPL-3.0-or-later
"""The timeline of a plan under the mouse: dragged, zoomed, moved by keys; and the plan as files."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from qtpy.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from qtpy.QtGui import QDragEnterEvent, QDropEvent
from qtpy.QtWidgets import QApplication

from backend.domain.plans.timing import timing_of
from backend.domain.quantities.durations import attoseconds, parse_time
from ssx_widget.look.messages import Message
from ssx_widget.timeline.bars import bars_of
from ssx_widget.timeline.painting import LEFT
from ssx_widget.timeline.scale import Logarithmic
from tests.helpers.planner import (
    DETECTIONS,
    EXCITATIONS,
    EXPOSURES,
    Planner,
    opened_screen,
    planner,
    pump_probe,
)

__all__ = ["opened_screen", "planner", "pump_probe"]

SHOTS, GATE, LASER = (f"repeatedSequence.{kind}.0" for kind in (EXPOSURES, DETECTIONS, EXCITATIONS))


def test_dragging_the_end_of_a_bar_changes_how_long_it_lasts(pump_probe: Planner) -> None:
    pump_probe.drags(pump_probe.place_of("4.75 ms", EXPOSURES), pump_probe.place_of("4 ms", EXPOSURES))
    train = pump_probe.train(EXPOSURES)
    assert (train["timeOn"], train["duration"]) == (0.00175, pytest.approx(0.00225, abs=1e-4))
    # It rests at a round time.
    assert attoseconds(train["timeOn"] + train["duration"]) % attoseconds(parse_time("50 µs")) == 0
    assert pump_probe.cell(3, "Lasts") == f"{train['duration'] * 1e3:.12g} ms"


def test_dragging_the_body_of_a_bar_moves_all_of_its_train_in_one_step_of_undo(pump_probe: Planner) -> None:
    # The third shot is taken hold of, 21.75 to 24.75 ms.
    pump_probe.drags(pump_probe.place_of("23 ms", EXPOSURES), pump_probe.place_of("25.3 ms", EXPOSURES))
    train = pump_probe.train(EXPOSURES)
    assert train["timeOn"] == pytest.approx(0.00405, abs=2e-4)
    assert train["duration"] == 0.003
    pump_probe.undoes()
    assert pump_probe.train(EXPOSURES)["timeOn"] == 0.00175


def test_an_edge_snaps_to_the_edge_of_another_event_and_a_guide_shows_it(pump_probe: Planner) -> None:
    start, near = pump_probe.place_of("4.75 ms", EXPOSURES), pump_probe.place_of("5.05 ms", EXPOSURES)
    pump_probe.qtbot.mousePress(pump_probe.timeline, Qt.LeftButton, Qt.NoModifier, start)
    pump_probe.moves(near + QPoint(3, 0))
    assert pump_probe.timeline.scene.guide == attoseconds(0.00505)
    assert "lasts 3.3 ms" in pump_probe.timeline.scene.readout
    pump_probe.qtbot.mouseRelease(pump_probe.timeline, Qt.LeftButton, Qt.NoModifier, near)
    pump_probe.settle()
    assert pump_probe.train(EXPOSURES)["duration"] == 0.0033
    assert pump_probe.timeline.scene.guide is None


def test_shift_drags_a_tenth_as_far(pump_probe: Planner) -> None:
    begin = pump_probe.place_of("3 ms", DETECTIONS)
    pump_probe.drags(begin, pump_probe.place_of("6 ms", DETECTIONS), Qt.ShiftModifier)
    assert pump_probe.train(DETECTIONS)["timeOn"] == pytest.approx(0.00145 + 0.0003, abs=4e-5)


def test_a_bar_cannot_be_dragged_before_the_trigger(pump_probe: Planner) -> None:
    pump_probe.drags(
        pump_probe.place_of("3 ms", EXPOSURES), pump_probe.place_of("0", EXPOSURES) - QPoint(90, 0)
    )
    assert pump_probe.train(EXPOSURES)["timeOn"] == 0.0


def test_the_wheel_zooms_about_the_pointer_and_f_shows_all_again(pump_probe: Planner) -> None:
    place = pump_probe.place_of("21.65 ms", EXCITATIONS)
    before, x = pump_probe.timeline.scale, place.x() - LEFT
    pump_probe.turns_wheel(place, 60)
    assert pump_probe.timeline.scale.per_pixel < before.per_pixel / 1e5
    assert pump_probe.timeline.scale.time(x) == pytest.approx(before.time(x), abs=10)
    pump_probe.timeline.setFocus()
    pump_probe.qtbot.keyClick(pump_probe.timeline, Qt.Key_F)
    assert pump_probe.timeline.scale == before


def test_the_ground_is_dragged_to_pan(pump_probe: Planner) -> None:
    before = pump_probe.place_of("10 ms", EXPOSURES)
    pump_probe.drags(
        pump_probe.place_of("8 ms", EXPOSURES), pump_probe.place_of("8 ms", EXPOSURES) + QPoint(50, 0)
    )
    assert pump_probe.place_of("10 ms", EXPOSURES).x() == before.x() + 50


def test_keys_choose_move_and_lengthen_an_event(pump_probe: Planner) -> None:
    timeline = pump_probe.timeline
    timeline.setFocus()
    pump_probe.qtbot.keyClick(timeline, Qt.Key_Down)
    assert timeline.scene.chosen == LASER
    for _press in range(3):
        pump_probe.qtbot.keyClick(timeline, Qt.Key_Tab)
    assert timeline.scene.chosen == SHOTS
    pump_probe.qtbot.keyClick(timeline, Qt.Key_Right)
    pump_probe.settle()
    moved = pump_probe.train(EXPOSURES)
    assert 0.00175 < moved["timeOn"] < 0.0022
    pump_probe.qtbot.keyClick(timeline, Qt.Key_Right, Qt.ControlModifier)
    pump_probe.settle()
    assert pump_probe.train(EXPOSURES)["duration"] > 0.003
    pump_probe.undoes()
    assert pump_probe.train(EXPOSURES) == moved
    pump_probe.qtbot.keyClick(timeline, Qt.Key_Escape)
    assert timeline.scene.chosen == ""


def test_a_laser_of_20_fs_at_60_s_is_drawn_with_its_true_width_and_dragged_by_femtoseconds(
    pump_probe: Planner,
) -> None:
    pump_probe.types("period", "2 min")
    pump_probe.types_cell(0, "Begins", "60 s")
    pump_probe.types_cell(0, "Lasts", "20 fs")
    pump_probe.detail.show_place(LASER)
    event = next(each for each in pump_probe.timeline.scene.timing.events if each.place == LASER)
    scale = pump_probe.timeline.scale
    (bar,) = bars_of(event, pump_probe.timeline.scene.timing, scale, 900)
    assert (bar.begin, bar.end) == (attoseconds(60), attoseconds(60) + 20_000)
    assert scale.x(bar.end) - scale.x(bar.begin) > 50
    at = pump_probe.place_of("60 s", EXCITATIONS)
    right = at + QPoint(round(scale.x(bar.end) - scale.x(bar.begin)), 0)
    pump_probe.drags(right, right + QPoint(round(scale.x(bar.end) - scale.x(bar.begin)), 0))
    assert pump_probe.train(EXCITATIONS)["duration"] == pytest.approx(40e-15, rel=0.1)


def test_decades_show_femtoseconds_beside_seconds(pump_probe: Planner) -> None:
    pump_probe.types_cell(0, "Begins", "100 fs")
    pump_probe.types_cell(0, "Lasts", "20 fs")
    pump_probe.click(pump_probe.detail.logButton)
    scale = pump_probe.timeline.scale
    assert isinstance(scale, Logarithmic)
    first, last = scale.x(100_000), scale.x(attoseconds(0.04))
    assert 4 < scale.x(120_000) - first < 20
    assert last > first + 300
    pump_probe.click(pump_probe.detail.linearButton)
    assert not isinstance(pump_probe.timeline.scale, Logarithmic)


def test_a_plan_is_exported_and_comes_back_from_its_file(
    pump_probe: Planner, tmp_path: Path, told: list[Message]
) -> None:
    options, file = pump_probe.detail.options(), tmp_path / "plan.json"
    assert options
    pump_probe.view.exporting.save_as(options, "json", file)
    pump_probe.settle()
    assert str(file) in told[-1].text
    first, values = pump_probe.view.draft, options.plan
    pump_probe.view.import_files([file])
    pump_probe.wait(lambda: pump_probe.view.draft is not first)
    pump_probe.settle()
    assert pump_probe.view.draft
    again = pump_probe.view.draft.values
    assert again["name"] == "Pump-probe, 3 delays_2"
    assert timing_of(again) == timing_of(values)


def test_a_plan_that_is_dropped_is_read(pump_probe: Planner, tmp_path: Path) -> None:
    options, file = pump_probe.detail.options(), tmp_path / "plan.json"
    assert options
    file.write_bytes(options.content("json"))
    first, view = pump_probe.view.draft, pump_probe.view
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    entering = QDragEnterEvent(QPoint(50, 50), Qt.CopyAction, data, Qt.LeftButton, Qt.NoModifier)
    QApplication.sendEvent(view, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(
        view, QDropEvent(QPointF(50, 50), Qt.CopyAction, data, Qt.LeftButton, Qt.NoModifier)
    )
    pump_probe.wait(lambda: view.draft is not first)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x89PNG", "This file is no JSON"),
        (b"[1, 2]", "This file holds no timing plan"),
        (json.dumps({"format": "ssx-desk timing plan", "version": 9}).encode(), "reads plans of version 1"),
        (
            json.dumps({"format": "ssx-desk timing plan", "version": 1, "plan": 7}).encode(),
            "The plan is damaged",
        ),
        (b"[" * 200_000, "This file is no JSON"),
        (b" " * 1_000_001, "A timing plan has at most 1000 kB"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_with_a_sentence(
    planner: Planner, tmp_path: Path, told: list[Message], content: bytes, sentence: str
) -> None:
    file = tmp_path / "x.json"
    file.write_bytes(content)
    planner.view.import_files([file])
    planner.wait(lambda: told)
    assert sentence in told[-1].text
    assert planner.view.draft is None


def test_a_picture_is_an_svg_that_parses_and_a_png_of_its_size(pump_probe: Planner, tmp_path: Path) -> None:
    options = pump_probe.detail.options()
    assert options
    for form in ("svg", "png"):
        pump_probe.view.exporting.save_as(options, form, tmp_path / f"plan.{form}")
    pump_probe.settle()
    svg = ET.parse(tmp_path / "plan.svg")  # noqa: S314  our own file
    said = " ".join(each.text or "" for each in svg.iter() if each.tag.endswith("text"))
    for words in ("Pump-probe, 3 delays", "Master trigger", "X-ray exposure", "dark", "light, time 3"):
        assert words in said
    png = (tmp_path / "plan.png").read_bytes()
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (2400, 640)


def test_the_picture_is_copied(pump_probe: Planner) -> None:
    pump_probe.picks_from(pump_probe.detail.exportButton, "Copy as picture")
    pump_probe.settle()
    assert QApplication.clipboard().image().width() == 2400


def test_the_template_asks_in_place_and_draws_what_it_makes(planner: Planner) -> None:
    planner.picks_from(planner.detail.templateButton, "Pump-probe with several delays")
    page = planner.view.template
    planner.number.setFocus()
    planner.qtbot.keyClick(planner.number, Qt.Key_Down)
    assert page.lines["delays"].text() == "1 µs, 10 µs, 100 µs, 1 ms"
    assert len(page.preview.scene.timing.of(EXCITATIONS)) == 4
    planner.fills("delays", "1 ms, 12 ms")
    assert "does not fit: the laser would come on before the image" in page._error.text()
    assert not page.make_button.isEnabled()
    planner.fills("step", "soon")
    assert "not a time" in page._errors["step"].text()
    planner.fills("step", "20 ms")
    planner.qtbot.keyClick(page.lines["step"], Qt.Key_Escape)
    assert not page.isVisible()
    planner.view._pages.setCurrentWidget(page)
    planner.makes()
    assert planner.view.draft
    assert planner.view.draft.get("name") == "Pump-probe, 2 delays"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Dark and light pairs", "Dark and light"),
        ("Interleaved on a chip (HARE, LAMA)", "HARE, 1 s"),
        ("Tape drive, mix and diffuse", "Tape, 500 ms"),
    ],
)
def test_every_template_makes_a_plan_that_can_be_stored(planner: Planner, words: str, name: str) -> None:
    planner.starts_from(words)
    assert planner.saves().base["name"] == name


def test_dragging_the_begin_of_a_bar_keeps_its_end(pump_probe: Planner) -> None:
    pump_probe.drags(pump_probe.place_of("1.75 ms", EXPOSURES), pump_probe.place_of("2.5 ms", EXPOSURES))
    train = pump_probe.train(EXPOSURES)
    assert train["timeOn"] == pytest.approx(0.0025, abs=1e-4)
    assert train["timeOn"] + train["duration"] == pytest.approx(0.00475)


def test_plus_and_minus_zoom_and_a_double_click_shows_all(pump_probe: Planner) -> None:
    timeline = pump_probe.timeline
    fitted = timeline.scale
    timeline.setFocus()
    pump_probe.qtbot.keyClick(timeline, Qt.Key_Plus)
    assert timeline.scale.per_pixel == pytest.approx(fitted.per_pixel / 1.25)
    pump_probe.qtbot.keyClick(timeline, Qt.Key_Minus)
    assert timeline.scale.per_pixel == pytest.approx(fitted.per_pixel)
    pump_probe.turns_wheel(pump_probe.place_of("20 ms", EXPOSURES), -40)
    # All 6,400 repetitions and more are in sight, and little of what lies before the first.
    assert timeline.scale.time(800) > attoseconds(256)
    assert timeline.scale.x(0) <= 0.11 * timeline.width()
    pump_probe.qtbot.mouseDClick(timeline, Qt.LeftButton, Qt.NoModifier, pump_probe.place_of("0", EXPOSURES))
    assert timeline.scale == fitted
