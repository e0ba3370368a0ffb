# SPDX-License-Identifier: LGPL-3.0-or-later
"""The left side of the samples screen: filters, and the tree of what hangs on what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import QModelIndex, Qt
from qtpy.QtWidgets import QComboBox, QPushButton, QWidget

from ssx_widget.context.app_context import AppContext
from ssx_widget.lists.row_source import PAGE
from ssx_widget.screens.samples.tree_model import SampleTreeModel
from ssx_widget.screens.samples.view import SamplesView
from tests.gui.screens.samples.test_chain import stored
from tests.helpers.measuring import measure

__all__ = ["stored"]

Row = dict[str, Any]
WAIT_MS = 20_000


@pytest.fixture
def view(context: AppContext, stored: Row, show: Callable[[QWidget], QWidget], qtbot: QtBot) -> SamplesView:
    """The screen with chip_09 on a chip and jet_1 on a jet, of the same stock; P1 has no slurry."""
    proposal = {"proposalId": context.proposal_id}
    jet = context.ssx.delivery_devices.create(
        {**proposal, "type": "viscoousJet", "descriptionJson": {"nozzle": 75}}
    )
    stock = stored["sampleStockId"]
    device = jet["sampleDeliveryDeviceId"]
    context.ssx.loaded_samples.create(
        {**proposal, "name": "jet_1", "sampleStockId": stock, "sampleDeliveryDeviceId": device}
    )
    (protein,) = context.core.proteins.list(**proposal).rows
    context.core.crystals.create({"proteinId": protein["proteinId"], "spaceGroup": "P1"})
    made = SamplesView(context)
    show(made)
    made.resize(1200, 800)
    qtbot.waitUntil(lambda: made.chain is not None, timeout=WAIT_MS)
    return made


def listed(view: SamplesView) -> list[str]:
    """The names that the list shows."""
    return [row["name"] for row in view.panel.source.rows]


def choose(combo: QComboBox, value: object) -> None:
    """Pick a line of a combo box as a person does."""
    combo.setCurrentIndex(combo.findData(value))
    combo.activated.emit(combo.currentIndex())


def opened(view: SamplesView, *names: str, qtbot: QtBot) -> QModelIndex:
    """Open the tree along these names, and give the last of them."""
    model: SampleTreeModel = view.tree.model
    index = QModelIndex()
    for name in names:
        if index.isValid():
            view.tree.view.expand(index)
        above = index
        qtbot.waitUntil(lambda above=above: model.rowCount(above) > 0, timeout=WAIT_MS)
        found = [model.index(place, 0, above) for place in range(model.rowCount(above))]
        index = next(each for each in found if str(each.data()).startswith(name))
    return index


def test_the_list_is_narrowed_by_device_and_the_words_say_so(view: SamplesView, qtbot: QtBot) -> None:
    assert listed(view) == ["chip_09", "jet_1"]
    qtbot.mouseClick(view.filters.fold_button, Qt.LeftButton)
    choose(view.filters.device, "viscoousJet")
    qtbot.waitUntil(lambda: listed(view) == ["jet_1"], timeout=WAIT_MS)
    qtbot.mouseClick(view.filters.fold_button, Qt.LeftButton)
    assert view.filters.clear_button.isVisible()
    qtbot.mouseClick(view.filters.clear_button, Qt.LeftButton)
    qtbot.waitUntil(lambda: len(listed(view)) == 2, timeout=WAIT_MS)
    assert not view.filters.clear_button.isVisible()


def test_the_list_is_narrowed_by_protein_acquisitions_and_session(
    view: SamplesView, context: AppContext, qtbot: QtBot
) -> None:
    key = next(row["loadedSampleId"] for row in view.panel.source.rows if row["name"] == "jet_1")
    session = measure(context, key)
    filters = view.filters
    qtbot.mouseClick(filters.fold_button, Qt.LeftButton)
    choose(filters.acquired, True)
    qtbot.waitUntil(lambda: listed(view) == ["jet_1"], timeout=WAIT_MS)
    choose(filters.acquired, False)
    qtbot.waitUntil(lambda: listed(view) == ["chip_09"], timeout=WAIT_MS)
    choose(filters.acquired, None)
    qtbot.waitUntil(lambda: filters.session.count() == 2, timeout=WAIT_MS)
    choose(filters.session, session["sessionId"])
    qtbot.waitUntil(lambda: listed(view) == ["jet_1"], timeout=WAIT_MS)
    choose(filters.session, None)
    (protein,) = context.core.proteins.list(proposalId=context.proposal_id).rows
    filters.protein.show_value(protein["proteinId"], protein)
    filters.protein.picked.emit(protein["proteinId"], protein)
    qtbot.waitUntil(lambda: len(listed(view)) == 2, timeout=WAIT_MS)
    assert filters.query == {"proteinId": protein["proteinId"]}


def test_what_fits_no_filter_is_said_with_the_way_back(view: SamplesView, qtbot: QtBot) -> None:
    choose(view.filters.device, "tapeDevice")
    qtbot.waitUntil(lambda: listed(view) == [] and not view.panel.view.isVisible(), timeout=WAIT_MS)
    clear = next(each for each in view.panel.findChildren(QPushButton) if each.text() == "Clear it")
    qtbot.mouseClick(clear, Qt.LeftButton)
    qtbot.waitUntil(lambda: len(listed(view)) == 2, timeout=WAIT_MS)


def test_the_tree_tells_what_hangs_on_what_and_opens_its_card(view: SamplesView, qtbot: QtBot) -> None:
    qtbot.mouseClick(view.filters.tree_button, Qt.LeftButton)
    assert view.tree.isVisible()
    stock = opened(view, "HEWL", "P43212", "Lys_7", "Lys_7_x5", qtbot=qtbot)
    assert str(stock.sibling(stock.row(), 1).data()).strip() == "2"
    view.tree.view.setCurrentIndex(stock)
    qtbot.waitUntil(view.detail.pages["sample_stocks"].isVisible, timeout=WAIT_MS)
    jet = opened(view, "HEWL", "P43212", "Lys_7", "Lys_7_x5", "jet_1", qtbot=qtbot)
    view.tree.view.setCurrentIndex(jet)
    qtbot.waitUntil(lambda: view.detail.title.accessibleName() == "jet_1", timeout=WAIT_MS)
    assert view.detail.pages["loaded_samples"].isVisible()
    slurry = opened(view, "HEWL", "P43212", "Lys_7", qtbot=qtbot)
    view.tree.view.setCurrentIndex(slurry)
    qtbot.waitUntil(view.detail.pages["crystal_slurries"].isVisible, timeout=WAIT_MS)
    assert view.detail.title.accessibleName() == "jet_1"


def test_of_what_is_not_loaded_yet_a_sample_is_begun(view: SamplesView, qtbot: QtBot) -> None:
    qtbot.mouseClick(view.filters.tree_button, Qt.LeftButton)
    view.tree.view.setCurrentIndex(opened(view, "HEWL", "P1", qtbot=qtbot))
    buttons = view.findChildren(QPushButton)
    begin = next(each for each in buttons if each.text() == "New sample of it" and each.isVisible())
    qtbot.mouseClick(begin, Qt.LeftButton)
    qtbot.waitUntil(
        lambda: "P1" in view.detail.cards.cards["crystals"].accessibleName().split(), timeout=WAIT_MS
    )
    qtbot.waitUntil(lambda: "HEWL" in view.detail.cards.cards["proteins"].accessibleName(), timeout=WAIT_MS)


def test_the_tree_stays_open_when_somebody_loads_another_sample(
    view: SamplesView, context: AppContext, stored: Row, qtbot: QtBot
) -> None:
    qtbot.mouseClick(view.filters.tree_button, Qt.LeftButton)
    stock = opened(view, "HEWL", "P43212", "Lys_7", "Lys_7_x5", qtbot=qtbot)
    view.tree.view.expand(stock)
    keys = {name: stored[name] for name in ("proposalId", "sampleStockId", "sampleDeliveryDeviceId")}
    context.ssx.loaded_samples.create({**keys, "name": "chip_10"})

    def names() -> list[str]:
        stock = opened(view, "HEWL", "P43212", "Lys_7", "Lys_7_x5", qtbot=qtbot)
        model = view.tree.model
        return [model.index(place, 0, stock).data() for place in range(model.rowCount(stock))]

    qtbot.waitUntil(lambda: names() == ["chip_09", "chip_10", "jet_1"], timeout=WAIT_MS)
    assert view.tree.view.isExpanded(opened(view, "HEWL", "P43212", "Lys_7", "Lys_7_x5", qtbot=qtbot))


def test_typing_in_the_filter_brings_the_list_back(view: SamplesView, qtbot: QtBot) -> None:
    qtbot.mouseClick(view.filters.tree_button, Qt.LeftButton)
    assert not view.panel.view.isVisible()
    qtbot.keyClicks(view.panel.filter, "jet")
    qtbot.waitUntil(lambda: listed(view) == ["jet_1"] and view.panel.view.isVisible(), timeout=WAIT_MS)


def test_the_rows_of_every_page_say_protein_device_and_state(
    view: SamplesView, context: AppContext, stored: Row, qtbot: QtBot
) -> None:
    keys = {name: stored[name] for name in ("proposalId", "sampleStockId", "sampleDeliveryDeviceId")}
    context.ssx.create_loaded_samples([{**keys, "name": f"row_{number}"} for number in range(PAGE + 20)])
    view.panel.refresh()
    qtbot.waitUntil(lambda: view.panel.source.total == PAGE + 22, timeout=WAIT_MS)
    model = view.panel.view.model()

    def are_all_loaded() -> bool:
        view.panel.view.scrollToBottom()
        return bool(model.rowCount() == PAGE + 22)

    qtbot.waitUntil(are_all_loaded, timeout=WAIT_MS)
    last = model.index(PAGE + 21, 0)
    qtbot.waitUntil(
        lambda: last.data() == f"row_{PAGE + 19}, HEWL · Chip Own new",
        timeout=WAIT_MS,
    )
