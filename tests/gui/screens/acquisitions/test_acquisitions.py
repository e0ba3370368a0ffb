# SPDX-License-Identifier: LGPL-3.0-or-later
"""The acquisitions screen on the demo's acquisitions: list, filters, what is joined, pictures, figures."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import Qt
from qtpy.QtWidgets import QPushButton, QWidget

from hwobj.errors import Conflict
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Row
from ssx_widget.forms.row_picker import RowPicker
from ssx_widget.look.messages import Message
from ssx_widget.screens.acquisitions.view import AcquisitionsView
from tests.gui.conftest import WAIT_MS

Show = Callable[[QWidget], QWidget]


def demo_of(context: AppContext) -> Row:
    """The demo proposal, stored once for all tests of the folder."""
    try:
        return context.core.load_demo()
    except Conflict:
        return context.core.proposals.list(proposalCode="mx", proposalNumber="2415").rows[0]


def settle(context: AppContext, qtbot: QtBot) -> None:
    """Wait until nothing is on its way."""
    qtbot.waitUntil(lambda: context.tasks.count == 0 and not context.edits.save_queue.busy, timeout=WAIT_MS)


@pytest.fixture
def context(make_context: Callable[[], AppContext], qtbot: QtBot) -> AppContext:
    """A context on the demo proposal and its session."""
    made = make_context()
    proposal = demo_of(made)
    with qtbot.waitSignal(made.sessionChanged, timeout=WAIT_MS):
        made.pick_proposal(proposal)
    made.connection.changed.connect(made.rowChanged)
    return made


@pytest.fixture
def view(context: AppContext, show: Show, qtbot: QtBot) -> AcquisitionsView:
    """The screen with its list, the newest acquisition open."""
    made = AcquisitionsView(context)
    show(made)
    made.resize(1240, 820)
    settle(context, qtbot)
    return made


def lines(view: AcquisitionsView) -> list[str]:
    """What the list says."""
    model = view.panel.view.model()
    return [model.index(place, 0).data() for place in range(model.rowCount())]


def go_to(view: AcquisitionsView, words: str, context: AppContext, qtbot: QtBot) -> None:
    """Click the first line of the list that has these words."""
    place = next(place for place, line in enumerate(lines(view)) if words in line)
    listed = view.panel.view
    index = listed.model().index(place, 0)
    listed.scrollTo(index)
    qtbot.mouseClick(listed.viewport(), Qt.LeftButton, pos=listed.visualRect(index).center())
    settle(context, qtbot)


def look_up(pick: RowPicker, words: str, qtbot: QtBot) -> None:
    """Type into a line to pick from, and take the first choice."""
    pick.setFocus()
    pick.selectAll()
    qtbot.keyClicks(pick, words)
    model = pick.popup.model()
    qtbot.waitUntil(lambda: model.rowCount() > 0 and words in str(model.index(0, 0).data()), timeout=WAIT_MS)
    pick.popup.setCurrentIndex(model.index(0, 0))
    qtbot.keyClick(pick.popup, Qt.Key_Return)


def facts(view: AcquisitionsView) -> str:
    """What the data collection says."""
    return " | ".join(words for words in _names(view.detail.facts))


def _names(widget: QWidget) -> list[str]:
    return [str(child.accessibleName()) for child in widget.findChildren(QWidget) if child.accessibleName()]


def test_the_list_has_sample_time_images_hits_and_plan(view: AcquisitionsView) -> None:
    listed = lines(view)
    assert len(listed) >= 8
    [chip] = [line for line in listed if "8\u2009704 hits" in line]
    assert chip.startswith("Lys_chip_01, 3 Dec 2026")
    assert "25\u2009600 images" in chip
    assert [line for line in listed if "Pump-probe, 3 delays" in line]
    # The first of the list is open by itself.
    assert view.draft is not None
    assert view.detail.isVisible()


def test_an_acquisition_says_how_it_was_measured_with_units(
    view: AcquisitionsView, context: AppContext, qtbot: QtBot
) -> None:
    go_to(view, "8\u2009704 hits", context, qtbot)
    said = facts(view)
    for words in (
        "Beamline: ID29",
        "Images: 25\u2009600",
        "Exposure: 100 µs",
        "Energy: 11.569 keV (1.0717 Å)",
        "Beam: 4 × 2 µm",
        "Flux: 2·10¹⁵ 1/s",
        "Resolution: 1.6 Å",
        "Detector: DECTRIS JUNGFRAU 4M at 140 mm",
        "Directory: /data/visitor/mx2415/id29/20261203/RAW_DATA/Lys_chip_01/run_01",
    ):
        assert words in said, words


def test_what_belongs_together_is_shown_by_name(
    view: AcquisitionsView, context: AppContext, qtbot: QtBot
) -> None:
    go_to(view, "9\u2009984 hits", context, qtbot)
    shown = {name: editor.widget.text() for name, editor in view.detail.joined.editors.items()}
    assert shown["loadedSampleId"] == "MyoCO_tape_1"
    assert shown["dataCollectionId"].startswith("MyoCO_tape_1 #")
    assert shown["experimentalPlanId"] == "Pump-probe, 3 delays"
    assert shown["dataSetId"] == "MyoCO_tape_1 merged"
    assert shown["autoprocessingProgrammId"].startswith("CrystFEL 0.11 #")
    assert not view.detail.joined.editors["eventLogFilename"].jump.isEnabled()


def test_the_arrows_lead_to_sample_plan_and_set(
    view: AcquisitionsView, context: AppContext, qtbot: QtBot
) -> None:
    go_to(view, "9\u2009984 hits", context, qtbot)
    draft = view.draft
    assert draft is not None
    editors = view.detail.joined.editors
    with qtbot.waitSignal(context.screenWanted) as wanted:
        qtbot.mouseClick(editors["loadedSampleId"].jump, Qt.LeftButton)
    assert wanted.args == ["samples", draft.get("loadedSampleId")]
    qtbot.mouseClick(editors["autoprocessingProgrammId"].jump, Qt.LeftButton)
    assert view.detail.files.table.hasFocus()
    qtbot.mouseClick(editors["dataSetId"].jump, Qt.LeftButton)
    settle(context, qtbot)
    assert {line.partition(",")[0] for line in lines(view)} == {"MyoCO_tape_1"}


def test_text_and_filters_narrow_the_list_and_one_click_clears_them(
    view: AcquisitionsView, context: AppContext, qtbot: QtBot
) -> None:
    everything = len(lines(view))
    qtbot.keyClicks(view.panel.filter, "psi_jet")
    qtbot.waitUntil(lambda: {line[:9] for line in lines(view)} == {"PSI_jet_a"}, timeout=WAIT_MS)
    view.panel.filter.clear()
    qtbot.waitUntil(lambda: len(lines(view)) == everything, timeout=WAIT_MS)
    filters = view.filters
    qtbot.mouseClick(filters.more, Qt.LeftButton)
    look_up(filters.picks["proteinId"], "HEWL", qtbot)
    qtbot.waitUntil(lambda: {line[:11] for line in lines(view)} == {"Lys_chip_01"}, timeout=WAIT_MS)
    assert filters.more.text() == "Filters · 1"
    filters.device.setCurrentIndex(filters.device.findData("tapeDevice"))
    filters.device.activated.emit(filters.device.currentIndex())
    qtbot.waitUntil(lambda: lines(view) == [], timeout=WAIT_MS)
    settle(context, qtbot)
    [clear] = [
        button
        for button in view.panel.findChildren(QPushButton)
        if button.text() == "Clear it" and button.isVisible()
    ]
    qtbot.mouseClick(clear, Qt.LeftButton)
    qtbot.waitUntil(lambda: len(lines(view)) >= everything, timeout=WAIT_MS)


def test_days_narrow_the_list(view: AcquisitionsView, qtbot: QtBot) -> None:
    qtbot.mouseClick(view.filters.more, Qt.LeftButton)
    line = view.filters.days["since"].widget
    qtbot.keyClicks(line, "4 Dec 2026")
    qtbot.waitUntil(lambda: lines(view) == [], timeout=WAIT_MS)
    line.clear()
    qtbot.keyClicks(line, "3 Dec 2026")
    qtbot.waitUntil(lambda: len(lines(view)) >= 8, timeout=WAIT_MS)


def test_the_samples_screen_opens_it_for_one_sample(
    view: AcquisitionsView, context: AppContext, qtbot: QtBot
) -> None:
    sample = context.ssx.loaded_samples.list(proposalId=context.proposal_id, q="PSI_jet").rows[0]
    view.open_row(f"sample={sample['loadedSampleId']}")
    settle(context, qtbot)
    assert {line[:9] for line in lines(view)} == {"PSI_jet_a"}
    assert view.filters.session.currentText() == "All sessions"
    assert view.filters.picks["loadedSampleId"].text() == "PSI_jet_a"
    assert view.detail.title.toolTip().startswith("PSI_jet_a")


def test_a_sample_that_was_not_measured_says_so(
    view: AcquisitionsView, context: AppContext, qtbot: QtBot
) -> None:
    sample = context.ssx.loaded_samples.list(proposalId=context.proposal_id, q="CTXM_mix").rows[0]
    view.open_row(f"sample={sample['loadedSampleId']}")
    settle(context, qtbot)
    assert lines(view) == []
    assert not view.panel.view.isVisible()
    assert not view.detail.isVisible()


def test_pictures_come_small_and_one_large_in_place(
    view: AcquisitionsView, context: AppContext, qtbot: QtBot
) -> None:
    go_to(view, "8\u2009704 hits", context, qtbot)
    card = view.detail.pictures
    assert [tile.name for tile in card.tiles] == [
        "snapshot/1", "snapshot/2", "imageQualityIndicatorsPlot", "bestWilsonPlot",
    ]  # fmt: skip
    assert all(max(tile.image.width(), tile.image.height()) == 256 for tile in card.tiles)
    qtbot.mouseClick(card.tiles[1], Qt.LeftButton)
    settle(context, qtbot)
    assert card.large.isVisible()
    assert card.large.image.width() == 960
    qtbot.keyClick(card.back, Qt.Key_Right)
    settle(context, qtbot)
    assert card.shown == "imageQualityIndicatorsPlot"
    qtbot.keyClick(card.back, Qt.Key_Escape)
    assert not card.large.isVisible()
    assert card.tiles[2].hasFocus()


def test_a_picture_that_is_gone_says_so_and_the_others_stay(
    view: AcquisitionsView, context: AppContext, qtbot: QtBot
) -> None:
    go_to(view, "5\u2009400 hits", context, qtbot)
    assert view.draft is not None
    key = view.draft.get("dataCollectionId")
    context.core.data_collections.update(key, {"xtalSnapshotFullPath3": "demo/gone.jpg"})
    card = view.detail.pictures
    qtbot.waitUntil(lambda: len(card.tiles) == 5, timeout=WAIT_MS)
    settle(context, qtbot)
    gone = next(tile for tile in card.tiles if tile.name == "snapshot/3")
    assert not gone.isEnabled()
    assert "not there any more" in gone.toolTip()
    assert not card.tiles[0].image.isNull()


def test_figures_of_the_sample_and_its_rates_along_time(
    view: AcquisitionsView, context: AppContext, qtbot: QtBot
) -> None:
    go_to(view, "9\u2009984 hits", context, qtbot)
    card = view.detail.summary
    shown = {name: figure.text() for name, figure in card.figures.items()}
    assert shown == {
        "images": "51\u2009200", "hits": "20\u2009224", "hitRate": "39.5 %",
        "indexed": "17\u2009300", "indexingRate": "85.5 %",
    }  # fmt: skip
    assert [group.values for group in card.plot.groups] == [
        (pytest.approx(39.0), pytest.approx(84.03, abs=0.01)),
        (pytest.approx(40.0), pytest.approx(87.01, abs=0.01)),
        (None, None),
    ]
    assert "9\u2009984 hits (39.0 %)" in card.plot.accessibleDescription()
    card.plot.setFocus()
    qtbot.keyClick(card.plot, Qt.Key_Right)
    settle(context, qtbot)
    assert view.draft is not None
    assert view.draft.get("ssxDataAcquisitionId") == card._rows[1]["ssxDataAcquisitionId"]


def test_what_the_beamline_measures_appears_by_itself(
    view: AcquisitionsView, context: AppContext, qtbot: QtBot
) -> None:
    before = len(lines(view))
    assert view.draft is not None
    base = view.draft.base
    stored = context.ssx.store_ssx_data_acquisition(
        base["loadedSampleId"], base["dataCollectionId"], description={"images": 10, "hits": 7}
    )
    try:
        qtbot.waitUntil(lambda: len(lines(view)) == before + 1, timeout=WAIT_MS)
        assert "7 hits" in lines(view)[0]
    finally:
        context.ssx.data_acquisitions.delete(stored["ssxDataAcquisitionId"])
    qtbot.waitUntil(lambda: len(lines(view)) == before, timeout=WAIT_MS)


def test_joining_by_hand_saves_undoes_and_deletes(
    view: AcquisitionsView, context: AppContext, qtbot: QtBot
) -> None:
    before = len(lines(view))
    qtbot.mouseClick(view.panel.new_button, Qt.LeftButton)
    settle(context, qtbot)
    draft = view.draft
    assert draft is not None
    editors = view.detail.joined.editors
    look_up(editors["loadedSampleId"].widget, "Lys_chip_02", qtbot)
    view.save()
    assert "Data collection" in draft.errors["dataCollectionId"]
    assert editors["dataCollectionId"].widget.hasFocus()
    look_up(editors["dataCollectionId"].widget, "PSI_jet_a", qtbot)
    settle(context, qtbot)
    assert "Images: 90\u2009000" in facts(view)
    look_up(editors["experimentalPlanId"].widget, "Pump-probe", qtbot)
    editors["dataSetId"].pick.newWanted.emit("Chip 2 merged")
    with qtbot.waitSignal(context.edits.saved, check_params_cb=lambda one: one is draft, timeout=WAIT_MS):
        view.save()
    settle(context, qtbot)
    stored = context.ssx.data_acquisitions.get(draft.id)
    assert context.ssx.data_sets.get(stored["dataSetId"])["name"] == "Chip 2 merged"
    qtbot.waitUntil(lambda: len(lines(view)) == before + 1, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: lines(view)[0].startswith("Lys_chip_02, 3 Dec 2026"), timeout=WAIT_MS)

    look_up(editors["experimentalPlanId"].widget, "Pump-probe", qtbot)
    editors["experimentalPlanId"].pick.clear()
    context.edits.set(draft, "experimentalPlanId", None)
    assert draft.is_dirty
    context.edits.undo()
    assert not draft.is_dirty

    with qtbot.waitSignal(context.edits.deleted, timeout=WAIT_MS):
        qtbot.mouseClick(view.detail.deleteButton, Qt.LeftButton)
    qtbot.waitUntil(lambda: len(lines(view)) == before, timeout=WAIT_MS)
    with qtbot.waitSignal(context.edits.saved, timeout=WAIT_MS):
        context.edits.undo()
    qtbot.waitUntil(lambda: len(lines(view)) == before + 1, timeout=WAIT_MS)
    assert draft.id is not None
    context.ssx.data_acquisitions.delete(draft.id)


def test_what_ispybs_tables_cannot_take_is_told(
    view: AcquisitionsView, context: AppContext, qtbot: QtBot, told: list[Message]
) -> None:
    go_to(view, "9\u2009984 hits", context, qtbot)
    draft = view.draft
    assert draft is not None
    context.edits.set(draft, "descriptionJson.note", "again")
    with qtbot.waitSignal(context.edits.saved, timeout=WAIT_MS):
        view.save()
    # A local database has ISPyB's tables of 2023; what it lacks is named.
    warnings = draft.base.get("warnings") or []
    assert view.detail.banner.isVisible() == bool(warnings)
    assert all(words in view.detail.banner.accessibleName() for words in warnings)
    assert [message for message in told if message.level == "error"] == []


@pytest.mark.parametrize("size", [(1260, 820), (970, 610)])
def test_nothing_is_wider_than_the_screen(
    view: AcquisitionsView, context: AppContext, qtbot: QtBot, size: tuple[int, int]
) -> None:
    view.resize(*size)
    go_to(view, "8\u2009704 hits", context, qtbot)
    page = view.detail.scrollArea.widget()
    qtbot.waitUntil(partial(_fits, view), timeout=WAIT_MS)
    assert page.minimumSizeHint().width() <= view.detail.scrollArea.viewport().width()


def _fits(view: AcquisitionsView) -> bool:
    area = view.detail.scrollArea
    return bool(area.widget().width() <= area.viewport().width())
