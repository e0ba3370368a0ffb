# SPDX-License-Identifier: LGPL-3.0-or-later
"""The plots of rates and of crystal sizes: what stands where, in both looks, and how one goes through."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyqtgraph
import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import QPoint, QPointF, Qt
from qtpy.QtGui import QWheelEvent
from qtpy.QtWidgets import QApplication, QWidget

from backend.domain.science.crystal_sizes import histogram
from ssx_widget.look.theme import DARK, LIGHT, Theme
from ssx_widget.screens.micrographs.histogram_chart import HistogramChart
from ssx_widget.widgets.bar_plot import BarPlot
from ssx_widget.widgets.rate_plot import Bars, RatePlot

GROUPS = [
    Bars("12:50", (39.0, 84.0), "12:50: 39 % hits"),
    Bars("13:35", (40.0, None), "13:35: 40 % hits"),
    Bars("14:20", (120.0, -3.0), "14:20: out of bounds"),
]
SIZES = (4.6, 6.2, 6.8, 7.5, 8.1, 8.2, 8.4, 8.8, 9.1, 9.6, 10.4, 11.9)


@pytest.fixture
def dark(qapp: QApplication, look: Theme) -> Iterator[Callable[[], object]]:
    """Makes the window dark; it is light again after the test."""
    assert look
    yield lambda: Theme(qapp, "dark")
    Theme(qapp, "light")


@pytest.fixture
def plot(look: Theme, show: Callable[[QWidget], QWidget]) -> RatePlot:
    """Three groups, the second marked."""
    assert look
    made = RatePlot(("Hit rate", "Indexing rate"))
    made.show_groups(GROUPS, 1)
    show(made)
    return made


@pytest.fixture
def chart(look: Theme, show: Callable[[QWidget], QWidget]) -> HistogramChart:
    """The sizes of a dozen crystals."""
    assert look
    made = HistogramChart()
    made.show_histogram(histogram(SIZES))
    show(made)
    return made


def bars(plot: BarPlot) -> dict[str, list[float]]:
    """The heights of the bars by their colour."""
    items = [item for item in plot.plotItem.items if isinstance(item, pyqtgraph.BarGraphItem)]
    return {item.opts["brush"].name(): [float(height) for height in item.opts["height"]] for item in items}


def words(plot: BarPlot) -> list[str]:
    """What is written among the bars."""
    items = [item for item in plot.plotItem.items if isinstance(item, pyqtgraph.TextItem)]
    return [item.toPlainText() for item in items]


def below(plot: BarPlot) -> list[str]:
    """What stands along the axis below."""
    return [name for _place, name in plot.plotItem.getAxis("bottom")._tickLevels[0]]


def middle(plot: BarPlot, x: float, y: float = 50.0) -> QPoint:
    """Where a point of the axes is on the screen."""
    scene = plot.plotItem.getViewBox().mapViewToScene(QPointF(x, y))
    point: QPoint = plot.mapFromScene(scene)
    return point


def test_bars_are_between_0_and_100_percent_and_an_unknown_rate_has_none(plot: RatePlot) -> None:
    assert bars(plot) == {LIGHT.accent: [39, 40, 100], LIGHT.ok: [84, 0, 0], LIGHT.chosen: [100]}
    assert below(plot) == ["12:50", "13:35", "14:20"]
    assert plot.accessibleDescription() == "; ".join(group.words for group in GROUPS)
    items = [item for item in plot.plotItem.items if isinstance(item, pyqtgraph.BarGraphItem)]
    _marked, first, second = [[float(x) for x in item.opts["x"]] for item in items]
    middles = [(left + right) / 2 for left, right in zip(first, second, strict=True)]
    assert middles == pytest.approx([0, 1, 2]), "each group stands over its name"
    assert all(0 < right - left < 0.5 for left, right in zip(first, second, strict=True))


def test_no_group_is_marked_unless_one_is_open(plot: RatePlot) -> None:
    plot.show_groups(GROUPS)
    assert LIGHT.chosen not in bars(plot)


def test_both_plots_follow_the_look(
    plot: RatePlot, chart: HistogramChart, dark: Callable[[], object]
) -> None:
    dark()
    assert {*bars(plot)} == {DARK.accent, DARK.ok, DARK.chosen}
    assert {*bars(chart)} == {DARK.accent}
    for each in (plot, chart):
        assert each.backgroundBrush().color().name() == DARK.panel
        assert each.plotItem.getAxis("bottom").textPen().color().name() == DARK.muted


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_click_on_a_group_goes_to_it(plot: RatePlot, qtbot: QtBot, place: int) -> None:
    with qtbot.waitSignal(plot.picked) as picked:
        qtbot.mouseClick(plot.viewport(), Qt.LeftButton, pos=middle(plot, place + 0.4))
    assert picked.args == [place]


def test_a_click_beside_the_groups_or_with_the_other_button_goes_nowhere(
    plot: RatePlot, qtbot: QtBot
) -> None:
    with qtbot.assertNotEmitted(plot.picked):
        qtbot.mouseClick(plot.viewport(), Qt.LeftButton, pos=QPoint(2, 80))
        qtbot.mouseClick(plot.viewport(), Qt.RightButton, pos=middle(plot, 0))
        plot.show_groups([])
        qtbot.mouseClick(plot.viewport(), Qt.LeftButton, pos=middle(plot, 0))
        qtbot.keyClick(plot, Qt.Key_Right)


def test_left_and_right_go_from_group_to_group_and_stop_at_the_ends(plot: RatePlot, qtbot: QtBot) -> None:
    gone: list[int] = []
    plot.picked.connect(gone.append)
    plot.picked.connect(lambda place: plot.show_groups(GROUPS, place))
    for key in (Qt.Key_Right, Qt.Key_Right, Qt.Key_Left, Qt.Key_Left, Qt.Key_Left, Qt.Key_Down):
        qtbot.keyClick(plot, key)
    assert gone == [2, 1, 0]


def test_where_room_is_scarce_some_names_are_left_out_but_not_that_of_the_marked_group(
    plot: RatePlot,
) -> None:
    many = [Bars(f"{n:02}:00", (50.0, 50.0), "") for n in range(24)]
    plot.show_groups(many, 7)
    plot.resize(400, plot.height())
    assert "07:00" in below(plot)
    assert 3 <= len(below(plot)) <= 8
    plot.resize(2400, plot.height())
    assert below(plot) == [group.label for group in many]


def test_the_wheel_is_left_to_what_the_plot_stands_in(plot: RatePlot) -> None:
    place = QPointF(100, 80)
    before = plot.plotItem.viewRange()
    turned = QWheelEvent(
        place, place, QPoint(), QPoint(0, 120), Qt.NoButton, Qt.NoModifier, Qt.NoScrollPhase, False
    )
    QApplication.sendEvent(plot.viewport(), turned)
    assert not turned.isAccepted()
    assert plot.plotItem.viewRange() == before


def test_a_histogram_counts_its_highest_bars_and_names_its_edges(chart: HistogramChart) -> None:
    made = histogram(SIZES)
    assert made is not None
    assert bars(chart) == {LIGHT.accent: [float(count) for count in made.counts]}
    highest = max(made.counts)
    assert words(chart) == [str(highest)] * made.counts.count(highest)
    chart.resize(2000, chart.height())
    assert below(chart) == [f"{edge:g}" for edge in made.edges]
    chart.resize(120, chart.height())
    assert 1 < len(below(chart)) < len(made.edges)
    assert f"µm {highest}" in chart.accessibleName()


def test_without_sizes_it_says_where_they_come_from(chart: HistogramChart) -> None:
    chart.show_histogram(None)
    assert (bars(chart), below(chart), words(chart)) == ({}, [], ["Measured crystals show here."])
    assert chart.accessibleName() == "Histogram: nothing is measured yet"
