# SPDX-License-Identifier: LGPL-3.0-or-later
"""Every kind of label from the screen, what was printed of it, and many dewars with progress."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import Qt
from qtpy.QtWidgets import QLabel, QWidget

from ssx_widget.context.app_context import AppContext
from ssx_widget.screens.labels.label_options import PORTION
from ssx_widget.screens.labels.output import Sheets
from ssx_widget.screens.labels.view import LabelsView
from tests.gui.screens.labels.test_labels import labels

pytestmark = pytest.mark.slow

__all__ = ["labels"]

Row = dict[str, Any]
WAIT_MS = 60_000


@pytest.fixture
def shipment(context: AppContext) -> Row:
    """A shipment with one dewar that holds a container, and one that is empty."""
    made = context.core.shippings.create(
        {"proposalId": context.proposal_id, "shippingName": "December SSX run"}
    )
    first = context.core.dewars.create({"shippingId": made["shippingId"], "code": "DEW-12"})
    context.core.dewars.create({"shippingId": made["shippingId"], "code": "DEW-13"})
    context.core.containers.create({"dewarId": first["dewarId"], "code": "UP-1", "containerType": "Unipuck"})
    return context.core.shipping_info(made["shippingId"])


def choose(labels: LabelsView, template: str) -> None:
    combo = labels.choices.templateCombo
    combo.setCurrentIndex(combo.findData(template))
    combo.activated.emit(combo.currentIndex())


def chosen(labels: LabelsView, template: str, qtbot: QtBot) -> bytes:
    """The pages that come up for a template."""
    with qtbot.waitSignal(labels.preview.made, timeout=WAIT_MS):
        choose(labels, template)
    assert labels.preview.labels is not None
    return labels.preview.labels.pdf


def text_of(pdf: bytes, folder: Path) -> str:
    file = folder / "labels.pdf"
    file.write_bytes(pdf)
    run = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True)
    return run.stdout.decode()


def said(labels: LabelsView) -> str:
    """All words of the remarks."""
    return " / ".join(label.text() for label in labels.choices.remarks.findChildren(QLabel))


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("thermal-100x150", "DEW-12"),
        ("manifest", "Contents"),
        ("proforma", "invoice"),
        ("container", "UP-1"),
    ],
)
def test_every_document_of_a_shipment_is_one_choice_away(
    labels: LabelsView, template: str, words: str, tmp_path: Path, qtbot: QtBot
) -> None:
    assert words.casefold() in text_of(chosen(labels, template, qtbot), tmp_path).casefold()


def test_small_labels_are_for_what_is_checked_and_need_no_shipment(
    context: AppContext, show: Callable[[QWidget], QWidget], tmp_path: Path, qtbot: QtBot
) -> None:
    protein = context.core.proteins.create(
        {"proposalId": context.proposal_id, "name": "Lysozyme", "acronym": "Lys"}
    )
    crystal = context.core.crystals.create({"proteinId": protein["proteinId"]})
    slurry = {
        "proposalId": context.proposal_id,
        "crystalIds": [crystal["crystalId"]],
        "crystalDensity": 12000,
    }
    for name in ("lyso_a", "lyso_b"):
        context.ssx.crystal_slurries.create({**slurry, "name": name})
    context.preferences.template = "tube"
    view = LabelsView(context)
    show(view)
    choices = view.choices
    qtbot.waitUntil(
        lambda: choices.printButton.toolTip().startswith("No loaded samples yet"), timeout=WAIT_MS
    )
    assert not choices.shipment.isVisible()
    choices.tableCombo.setCurrentIndex(choices.tableCombo.findData("CrystalSlurry"))
    choices.tableCombo.activated.emit(choices.tableCombo.currentIndex())
    qtbot.waitUntil(lambda: choices.things.model().rowCount() == 2, timeout=WAIT_MS)
    assert choices.printButton.toolTip() == "Nothing is checked. Check those to print."
    with qtbot.waitSignal(view.preview.made, timeout=WAIT_MS):
        qtbot.mouseClick(choices.allButton, Qt.LeftButton)
    assert view.preview.labels is not None
    text = text_of(view.preview.labels.pdf, tmp_path)
    assert "lyso_a" in text
    assert "lyso_b" in text


def test_a_sheet_that_was_begun_is_used_on_and_its_grid_can_be_chosen(
    labels: LabelsView, tmp_path: Path, qtbot: QtBot
) -> None:
    chosen(labels, "container", qtbot)
    qtbot.mouseClick(labels.choices.moreButton, Qt.LeftButton)
    assert labels.choices.gridLine.isVisible()
    with qtbot.waitSignal(labels.preview.made, timeout=WAIT_MS):
        labels.choices.gridLine.setText("2x2")
        labels.choices.blankSpin.setValue(4)
    assert labels.preview.labels is not None
    pages = text_of(labels.preview.labels.pdf, tmp_path).split("\f")
    assert ["UP-1" in page for page in pages[:2]] == [False, True]
    with qtbot.waitSignal(labels.preview.failed, timeout=WAIT_MS) as failed:
        labels.choices.gridLine.setText("9x99")
        labels.choices.gridLine.editingFinished.emit()
    assert "1x1 to 4x10" in str(failed.args[0])


def test_a_dewar_without_containers_has_no_container_label(
    labels: LabelsView, shipment: Row, qtbot: QtBot
) -> None:
    chosen(labels, "container", qtbot)
    labels.choices.dewars.check([shipment["dewars"][1]["dewarId"]])
    assert labels.choices.printButton.toolTip().startswith("These dewars hold no container.")


def test_what_changed_since_printing_is_said_until_it_is_printed_anew(
    context: AppContext, labels: LabelsView, shipment: Row, tmp_path: Path, qtbot: QtBot
) -> None:
    made = labels.preview.labels
    assert made is not None
    labels.output.save_as(Sheets(made, (0, 1, 2), 1), tmp_path / "a.pdf")
    qtbot.waitUntil(lambda: "Label as it is now: DEW-12" in said(labels).split(" / "), timeout=WAIT_MS)
    labels.output.save_as(Sheets(made, tuple(range(6)), 1), tmp_path / "a.pdf")
    qtbot.waitUntil(lambda: "Label as it is now: DEW-12, DEW-13" in said(labels), timeout=WAIT_MS)
    with qtbot.waitSignal(labels.preview.made, timeout=WAIT_MS):
        key = shipment["dewars"][1]["dewarId"]
        context.core.containers.create({"dewarId": key, "code": "UP-2", "containerType": "Unipuck"})
    qtbot.waitUntil(lambda: "DEW-13 changed since its label of" in said(labels), timeout=WAIT_MS)
    assert "Label as it is now: DEW-12" in said(labels)
    assert labels.preview.labels is not None
    labels.prints.note(labels.preview.labels.options)
    qtbot.waitUntil(lambda: "changed since" not in said(labels), timeout=WAIT_MS)


@pytest.fixture
def many(context: AppContext, labels: LabelsView, qtbot: QtBot) -> LabelsView:
    """The labels of two portions of dewars and a few more."""
    made = context.core.shippings.create({"proposalId": context.proposal_id, "shippingName": "Many"})
    for number in range(2 * PORTION + 5):
        context.core.dewars.create({"shippingId": made["shippingId"], "code": f"M{number:02}"})
    choose(labels, "thermal-100x150")
    qtbot.waitUntil(lambda: labels.preview.labels is not None, timeout=WAIT_MS)
    labels.open_row(made["shippingId"])
    return labels


def test_labels_of_many_dewars_tell_how_far_they_are_and_come_in_order(
    many: LabelsView, tmp_path: Path, qtbot: QtBot
) -> None:
    line = many.choices.progress
    told: list[str] = []
    many.preview.sent.connect(lambda task: task.progress.connect(lambda *_: told.append(line.words.text())))
    qtbot.waitUntil(
        lambda: many.preview.labels is not None and len(many.preview.labels.sizes) == 2 * PORTION + 5,
        timeout=WAIT_MS,
    )
    # The first report may come before anybody listens.
    assert told[-2:] == ["Making dewars: 20 of 45", "Making dewars: 40 of 45"]
    qtbot.waitUntil(lambda: not line.isVisible(), timeout=WAIT_MS)
    assert many.preview.labels is not None
    pages = text_of(many.preview.labels.pdf, tmp_path).split("\f")
    assert all(f"M{number:02}" in pages[number] for number in range(45))
    assert "Parcel 45 of 45" in pages[44]


def test_labels_of_many_dewars_can_be_cancelled_and_asked_for_again(many: LabelsView, qtbot: QtBot) -> None:
    stop = many.choices.progress.stop
    qtbot.waitUntil(stop.isVisible, timeout=WAIT_MS)
    qtbot.mouseClick(stop, Qt.LeftButton)
    assert many.choices.printButton.toolTip() == "The labels were not made: it was cancelled."
    qtbot.waitUntil(lambda: not many.choices.progress.isVisible(), timeout=WAIT_MS)
    assert many.preview.labels is None
    with qtbot.waitSignal(many.preview.made, timeout=WAIT_MS):
        many._ask(again=True)
    assert many.choices.printButton.isEnabled()
