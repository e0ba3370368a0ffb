# SPDX-License-Identifier: LGPL-3.0-or-later
"""The samples screen, worked with keys and mouse: chains entered, saved, edited, copied, deleted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import QPoint, Qt
from qtpy.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from ssx_widget.context.app_context import AppContext
from ssx_widget.forms.form import Form
from ssx_widget.look.messages import Message
from ssx_widget.screens.labels.view import LabelsView
from ssx_widget.screens.samples.loaded_sample_page import LoadedSamplePage
from ssx_widget.screens.samples.sample_files import KINDS, contents
from ssx_widget.screens.samples.stage_page import StagePage
from ssx_widget.screens.samples.view import SamplesView
from tests.helpers.measuring import measure

Row = dict[str, Any]
WAIT_MS = 10_000
IN = "descriptionJson."
ALLOWED = "letters A to Z, digits, _ and - only, as it becomes part of file names."

DEVICES: dict[str, tuple[str, dict[str, str]]] = {
    "photoChip": ("Chip", {"loadedVolume": "200", "humidity": "95"}),
    "viscoousJet": ("Viscous jet", {"nozzle": "75", "flowRate": "0,3", "reservoir": "20"}),
    "tapeDevice": ("Tape", {"speed": "300", "dropletVolume": "0.8", "dropletRate": "40"}),
    "microFluidics": ("Microfluidics", {"device": "T mixer", "flowRates": "5; 15", "delay": "30"}),
}


class Person:
    """Somebody at the keyboard of the samples screen."""

    def __init__(self, context: AppContext, view: SamplesView, qtbot: QtBot) -> None:
        self.context, self.view, self.qtbot = context, view, qtbot

    def click(self, button: QAbstractButton) -> None:
        """Press a button that can be pressed."""
        assert button.isEnabled()
        assert button.isVisible()
        self.qtbot.mouseClick(button, Qt.LeftButton)

    def open_card(self, collection: str) -> StagePage | LoadedSamplePage:
        """Click a card and give its form."""
        self.click(self.view.detail.cards.cards[collection])
        page = self.view.detail.pages[collection]
        assert page.isVisible()
        return page

    def type_into(self, form: Form, **texts: str) -> None:
        """Type into the fields of a form; those of a JSON column by their key."""
        for name, text in texts.items():
            known = name if name in form.rows else IN + name
            widget = form.rows[known].editor.widget
            widget.setFocus()
            assert isinstance(widget, (QLineEdit, QComboBox, QPlainTextEdit))
            if isinstance(widget, QLineEdit):
                widget.selectAll()
            self.qtbot.keyClicks(widget, text)
            if proposals := QApplication.activePopupWidget():
                self.qtbot.keyClick(proposals, Qt.Key_Escape)

    def save(self) -> None:
        """Press Save and wait until all is stored."""
        self.click(self.view.detail.saveButton)
        self.wait(lambda: not self.context.edits.unsaved)

    def wait(self, until: Callable[[], object]) -> None:
        """Wait for what is to come."""
        self.qtbot.waitUntil(lambda: bool(until()), timeout=WAIT_MS)

    def pick_first(self, pick: QWidget) -> None:
        """Open the list of a pick and take its first line."""
        self.view.window().activateWindow()
        self.wait(self.view.isActiveWindow)
        pick.setFocus()
        self.qtbot.keyClick(pick, Qt.Key_Down)
        self.wait(QApplication.activePopupWidget)
        popup = QApplication.activePopupWidget()
        assert isinstance(popup, QListView)
        self.qtbot.keyClick(popup, Qt.Key_Down)
        self.qtbot.keyClick(popup, Qt.Key_Return)

    def enter_stock(self) -> None:
        """From the protein to the stock, with a size distribution and a buffer."""
        protein = {"acronym": "HEWL", "name": "Lysozyme", "molecularMass": "14,3", "safetyLevel": "Green"}
        self.type_into(self.open_card("proteins").forms[0], **protein)
        self.type_into(self.open_card("crystals").forms[0], spaceGroup="P43212", cell_a="79.1", cell_c="37.9")
        slurry = self.open_card("crystal_slurries")
        assert isinstance(slurry, StagePage)
        self.type_into(slurry.form, name="Lys_7", crystalDensity="2", storageTemperature="20")
        sizes, buffer = slurry.parts
        self.click(sizes.make_button)
        self.type_into(sizes.form, characteristicDimensions="4 × 4 × 9", maxDimension="5 × 5 × 12.6", n="200")
        self.click(buffer.make_button)
        self.type_into(buffer.form, name="MPD_buffer", pH="4.5")
        self.type_into(self.open_card("sample_stocks").forms[0], name="Lys_7_x5", concentrationFactor="5")

    def enter_chain(self, device: str) -> None:
        """A whole chain, from New to Save."""
        words, fields = DEVICES[device]
        self.click(self.view.panel.new_button)
        self.enter_stock()
        page = self.open_card("loaded_samples")
        assert isinstance(page, LoadedSamplePage)
        self.type_into(page.name_form, name="run_01")
        self.type_into(page.device.kind, type=words)
        if device == "photoChip":
            self.type_into(page.device.by_type[device], model="Oxford 8 × 8 blocks of 20 × 20")
        self.type_into(page.device.by_type[device], **fields)
        self.type_into(page.rest, description="Dark reference.")
        self.save()

    @property
    def cursor(self) -> QWidget:
        """Where the cursor stands in the window; offscreen a closed list may still be the active one."""
        return self.view.window().focusWidget()

    @property
    def loaded(self) -> LoadedSamplePage:
        """The form of the last card."""
        page = self.view.detail.pages["loaded_samples"]
        assert isinstance(page, LoadedSamplePage)
        return page


@pytest.fixture
def opened_screen(qtbot: QtBot, show: Callable[[QWidget], QWidget]) -> Callable[[AppContext], Person]:
    """Open the screen on a context."""

    def begin(context: AppContext) -> Person:
        view = SamplesView(context)
        show(view)
        qtbot.waitUntil(lambda: view.panel.source.is_loaded, timeout=WAIT_MS)
        return Person(context, view, qtbot)

    return begin


@pytest.fixture
def person(context: AppContext, opened_screen: Callable[[AppContext], Person]) -> Person:
    """Somebody at the screen of an empty proposal."""
    return opened_screen(context)


@pytest.mark.parametrize("device", DEVICES)
def test_a_chain_is_entered_saved_and_there_at_the_next_start(
    device: str,
    person: Person,
    make_context: Callable[[], AppContext],
    opened_screen: Callable[[AppContext], Person],
) -> None:
    person.enter_chain(device)
    again = make_context()
    again.pick_proposal(person.context.proposal)
    other = opened_screen(again)
    other.wait(lambda: other.view.chain and "proteins" in other.view.chain.parts)
    chain = other.view.chain
    assert chain is not None
    assert chain.sample.get("name") == "run_01"
    assert chain.sample.get("descriptionJson.description") == "Dark reference."
    assert chain.parts["proteins"].get("molecularMass") == 14300
    assert chain.parts["crystal_slurries"].get("crystalDensity") == 2000
    assert chain.parts["crystal_size_distributions"].get("characteristicDimensions") == [4, 4, 9]
    assert chain.parts["buffers"].get("pH") == 4.5
    stored = chain.parts["delivery_devices"]
    fields = {row.field.key: row.field for row in other.loaded.device.by_type[device].rows.values()}
    assert stored.get("type") == device
    for name, text in DEVICES[device][1].items():
        assert stored.get(IN + name) == fields[name].parse(text)


def test_a_chip_model_fills_in_what_is_known_of_it_and_one_step_of_undo_takes_it_out(person: Person) -> None:
    person.click(person.view.panel.new_button)
    page = person.open_card("loaded_samples")
    assert isinstance(page, LoadedSamplePage)
    person.type_into(page.device.kind, type="Chip")
    form = page.device.by_type["photoChip"]
    person.type_into(form, model="Polymer 78 × 78")
    assert _text(form, IN + "wellsPerBlock") == "6084"
    assert _text(form, IN + "pitch") == "0.1193"
    person.context.edits.undo()
    assert _text(form, IN + "wellsPerBlock") == ""


def test_figures_follow_while_one_types_and_a_click_dilutes_the_stock(person: Person) -> None:
    person.enter_chain("photoChip")
    person.view.resize(1500, 800)
    assert _said(person) == {"Crystals per well: 78.1 too many", "Wells with several: 100 % too many"}
    person.click(person.view.detail.figures.better)
    assert _said(person) == set()
    assert person.view.chain is not None
    assert person.view.chain.parts["sample_stocks"].get("concentrationFactor") == 0.052
    person.context.edits.undo()
    assert person.view.chain.parts["sample_stocks"].get("concentrationFactor") == 5
    assert "Crystals per well: 78.1 too many" in _said(person)


@pytest.mark.parametrize(
    ("card", "form", "name", "text", "sentence"),
    [
        ("crystal_slurries", 2, "pH", "15", "pH lies between 0 and 14."),
        ("crystal_slurries", 0, "crystalDensity", "-1", "Crystal density is at least 0."),
        ("loaded_samples", 2, IN + "humidity", "130", "Relative humidity lies between 0 and 100 %."),
        ("loaded_samples", 2, IN + "loadedVolume", "-200", "Loaded volume is more than 0."),
        ("loaded_samples", 2, IN + "blocks", "6.5", "Blocks is a whole number; “6.5” is not."),
        (
            "crystal_slurries",
            0,
            IN + "storageTemperature",
            "-300",
            "Storage temperature is at least -273.15 °C.",
        ),
        ("sample_stocks", 0, "concentrationFactor", "0", "Concentrated is more than 0."),
        ("sample_stocks", 0, "name", "x" * 46, "Name has 46 characters; at most 45 fit."),
        (
            "loaded_samples",
            0,
            "name",
            "run/01",
            f"Name “run/01” does not fit: {ALLOWED}",
        ),
        (
            "crystal_slurries",
            0,
            "name",
            "Lys 7",
            f"Name “Lys 7” does not fit: {ALLOWED}",
        ),
    ],
)
def test_what_cannot_be_is_said_under_its_field_and_not_saved(
    card: str, form: int, name: str, text: str, sentence: str, person: Person, told: list[Message]
) -> None:
    person.enter_chain("photoChip")
    page = person.open_card(card)
    person.type_into(page.forms[form], **{name: text})
    row = page.forms[form].rows[name]
    assert row.error.isVisible()
    assert row.error.text() == sentence
    person.open_card("proteins")
    person.click(person.view.detail.saveButton)
    assert sentence in told[-1].text
    assert page.isVisible()
    assert person.cursor is row.editor.widget


def test_a_stock_says_the_density_that_is_reckoned_with(person: Person) -> None:
    person.click(person.view.panel.new_button)
    person.enter_stock()
    form = person.open_card("sample_stocks").forms[0]
    line = form.rows["crystalDensity"].editor.widget
    assert isinstance(line, QLineEdit)
    assert (line.text(), line.placeholderText()) == ("", "10, computed")


def test_what_is_needed_is_asked_for_on_the_first_card_that_lacks_it(person: Person) -> None:
    person.click(person.view.panel.new_button)
    person.open_card("loaded_samples")
    person.click(person.view.detail.saveButton)
    page = person.view.detail.pages["proteins"]
    assert page.isVisible()
    assert page.forms[0].rows["acronym"].error.text() == "Acronym is empty, but is needed."
    assert person.cursor is page.forms[0].rows["acronym"].editor.widget


def test_an_edit_is_saved_and_the_list_tells_its_name(person: Person) -> None:
    person.enter_chain("tapeDevice")
    person.type_into(person.loaded.name_form, name="run_02")
    assert person.view.detail.title.accessibleName() == "run_02"
    person.save()
    rows = person.context.ssx.get_loaded_samples(person.context.proposal_id)
    assert [row["name"] for row in rows] == ["run_02"]
    index = person.view.panel.view.model().index(0, 0)
    person.wait(lambda: str(index.data()).startswith("run_02, HEWL · Tape 300 mm/s"))


def test_a_sample_like_this_one_takes_one_click_and_one_to_save(person: Person) -> None:
    person.enter_chain("photoChip")
    person.click(person.view.detail.likeButton)
    person.wait(lambda: person.view.detail.title.accessibleName() == "run_02")
    person.save()
    rows = person.context.ssx.get_loaded_samples(person.context.proposal_id)
    assert [row["name"] for row in rows] == ["run_01", "run_02"]
    assert rows[0]["sampleStockId"] == rows[1]["sampleStockId"]
    assert rows[0]["sampleDeliveryDeviceId"] != rows[1]["sampleDeliveryDeviceId"]


def test_a_sample_is_deleted_and_undo_brings_it_back(person: Person) -> None:
    person.enter_chain("viscoousJet")
    person.click(person.view.detail.deleteButton)
    person.wait(lambda: person.view.chain is None)
    assert _names(person) == []
    person.context.edits.undo()
    person.wait(lambda: _names(person) == ["run_01"])


def test_what_was_typed_is_there_after_a_restart_and_can_be_saved_then(
    person: Person, make_context: Callable[[], AppContext], opened_screen: Callable[[AppContext], Person]
) -> None:
    person.click(person.view.panel.new_button)
    person.enter_stock()
    person.type_into(person.open_card("loaded_samples").forms[0], name="run_01")
    proposal = person.context.proposal
    person.context.close()
    again = make_context()
    again.pick_proposal(proposal)
    other = opened_screen(again)
    with other.qtbot.waitSignal(again.edits.autosave.restored, timeout=WAIT_MS):
        again.edits.autosave.restore()
    other.wait(lambda: other.view.chain)
    assert other.view.detail.title.accessibleName() == "run_01"
    assert "HEWL" in other.view.detail.cards.cards["proteins"].accessibleName()
    other.open_card("loaded_samples")
    other.type_into(other.loaded.device.kind, type="Tape")
    other.type_into(other.loaded.device.by_type["tapeDevice"], speed="300", dropletVolume="1")
    other.save()
    assert _names(other) == ["run_01"]


def test_a_card_is_picked_from_what_the_proposal_has(person: Person) -> None:
    person.enter_chain("tapeDevice")
    person.click(person.view.panel.new_button)
    page = person.open_card("sample_stocks")
    assert isinstance(page, StagePage)
    person.pick_first(page.pick)
    person.wait(lambda: page.form.draft and page.form.draft.get("name") == "Lys_7_x5")
    person.wait(lambda: "HEWL" in person.view.detail.cards.cards["proteins"].accessibleName())
    assert {draft.collection for draft in person.context.edits.unsaved} == {
        "loaded_samples",
        "delivery_devices",
    }


def test_an_empty_proposal_says_what_to_do(person: Person) -> None:
    assert person.view.chain is None
    buttons = [each for each in person.view.findChildren(QAbstractButton) if each.isVisible()]
    begin = next(each for each in buttons if each.text() == "New sample")
    person.click(begin)
    assert person.view.detail.pages["proteins"].isVisible()


def test_a_change_elsewhere_is_shown(person: Person, make_context: Callable[[], AppContext]) -> None:
    person.enter_chain("tapeDevice")
    assert person.view.chain is not None
    stock = person.view.chain.parts["sample_stocks"]
    assert stock.id is not None
    make_context().ssx.sample_stocks.update(stock.id, {"name": "Lys_7_fresh"})
    person.wait(lambda: "Lys_7_fresh" in person.view.detail.cards.cards["sample_stocks"].accessibleName())


def test_a_change_of_two_people_asks_whose_stands(
    person: Person, make_context: Callable[[], AppContext]
) -> None:
    person.enter_chain("tapeDevice")
    assert person.view.chain is not None
    sample = person.view.chain.sample
    person.type_into(person.loaded.name_form, name="mine")
    assert sample.id is not None
    with person.qtbot.waitSignal(person.context.rowChanged, timeout=WAIT_MS):
        make_context().ssx.loaded_samples.update(sample.id, {"name": "theirs"})
    person.click(person.view.detail.saveButton)
    person.wait(person.view.detail.banner.isVisible)
    choices = {each.text(): each for each in person.view.detail.banner.findChildren(QPushButton)}
    person.click(choices["Take theirs"])
    assert person.view.detail.title.accessibleName() == "theirs"
    assert not person.view.detail.banner.isVisible()


def test_a_discarded_new_sample_leaves_nothing_unsaved_and_undo_brings_all_back(person: Person) -> None:
    person.click(person.view.panel.new_button)
    person.type_into(person.open_card("proteins").forms[0], acronym="HEWL")
    person.click(person.view.detail.deleteButton)
    assert person.context.edits.unsaved == []
    assert person.view.chain is None
    person.context.edits.undo()
    person.wait(lambda: person.view.chain)
    assert person.view.chain is not None
    assert person.view.chain.parts["proteins"].get("acronym") == "HEWL"


def test_figures_fold_above_the_form_in_a_narrow_window(person: Person) -> None:
    person.enter_chain("photoChip")
    view = person.view
    form = view.detail.scrollArea.widget()

    def corner() -> QPoint:
        return view.detail.figures.mapTo(view.detail, QPoint()) - person.loaded.mapTo(view.detail, QPoint())

    view.resize(1500, 800)
    person.wait(lambda: corner().x() >= person.loaded.width() and corner().y() == 0)
    view.detail.scrollArea.verticalScrollBar().setValue(200)
    assert corner().y() == 200
    view.resize(700, 600)
    figures = view.detail.figures
    person.wait(lambda: corner().x() == 0 and corner().y() == -figures.height() - 16)
    assert form.isAncestorOf(figures)
    view.detail.scrollArea.verticalScrollBar().setValue(0)
    first = next(each for each in figures.findChildren(QLabel) if each.text() == "Wells")
    assert not first.isVisible()
    assert figures.better.isVisible()
    person.click(figures.fold_button)
    assert first.isVisible()


def test_every_field_has_a_name_for_those_who_do_not_see_it(person: Person) -> None:
    person.enter_chain("photoChip")
    for collection in person.view.detail.pages:
        person.open_card(collection)
        kinds = (QLineEdit, QComboBox, QPlainTextEdit, QAbstractButton)
        shown = [each for kind in kinds for each in person.view.findChildren(kind) if each.isVisible()]
        assert [each for each in shown if not (each.accessibleName() or getattr(each, "text", str)())] == []


def _text(form: Form, name: str) -> str:
    widget = form.rows[name].editor.widget
    assert isinstance(widget, QLineEdit)
    return widget.text()


def _said(person: Person) -> set[str]:
    """The figures that need a look."""
    named = (
        each.accessibleName() for each in person.view.detail.figures.findChildren(QWidget) if each.isVisible()
    )
    return {name for name in named if name.endswith("too many") and name != "too many"}


def _names(person: Person) -> list[str]:
    return [row["name"] for row in person.context.ssx.get_loaded_samples(person.context.proposal_id)]


def test_a_sample_is_exported_as_sheet_json_mmcif_and_nexus(person: Person, tmp_path: Path) -> None:
    person.enter_chain("photoChip")
    view = person.view
    assert view.chain is not None
    key = view.chain.sample.id
    assert key is not None
    starts = {"sheet": b"%PDF", "document": b"{", "mmcif": b"data_", "nexus": b"\x89HDF"}
    assert set(starts) == set(KINDS)
    for kind, start in starts.items():
        file = tmp_path / f"run_01.{KINDS[kind].suffix}"
        view.export_menu.exporting.save_as(file, lambda kind=kind: contents(person.context, kind, key))
        person.wait(file.exists)
        assert file.read_bytes().startswith(start)
    document = json.loads((tmp_path / "run_01.json").read_text(encoding="utf-8"))
    info = document["sample"]
    assert info["sampleStock"]["crystalSlurry"]["crystals"][0]["protein"]["acronym"] == "HEWL"
    assert document["acquisitions"] == []
    assert "_etag" not in json.dumps(document)


def test_a_file_that_cannot_be_written_is_told(person: Person, told: list[Message], tmp_path: Path) -> None:
    person.enter_chain("photoChip")
    person.view.export_menu.exporting.save_as(tmp_path / "no folder" / "run_01.json", lambda: b"{}")
    person.wait(lambda: told and told[-1].level == "error")
    assert "Choose another folder or name." in told[-1].text


def test_labels_and_files_wait_until_the_chain_is_saved(person: Person) -> None:
    person.enter_chain("photoChip")
    detail = person.view.detail
    assert detail.exportButton.isEnabled()
    person.type_into(person.loaded.name_form, name="run_02")
    for button in (detail.labelButton, detail.exportButton):
        assert not button.isEnabled()
        assert button.toolTip().startswith("Save the chain first")


def test_the_label_of_a_chip_is_one_click_away(
    person: Person, show: Callable[[QWidget], QWidget], qtbot: QtBot
) -> None:
    person.enter_chain("photoChip")
    person.click(person.view.detail.likeButton)
    person.wait(lambda: person.view.detail.title.accessibleName() == "run_02")
    person.save()
    with qtbot.waitSignal(person.context.screenWanted) as wanted:
        person.click(person.view.detail.labelButton)
    screen, key = wanted.args
    assert screen == "labels"
    labels = LabelsView(person.context)
    show(labels)
    labels.open_row(key)
    chosen = [int(key.partition("=")[2])]
    qtbot.waitUntil(lambda: [*labels.choices.things.checked] == chosen, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: labels.preview.labels is not None, timeout=60_000)
    assert labels.preview.labels is not None
    assert [*labels.preview.labels.options.keys] == chosen


def test_what_was_measured_is_counted_and_leads_to_the_acquisitions(person: Person, qtbot: QtBot) -> None:
    person.enter_chain("photoChip")
    context, view = person.context, person.view
    assert view.chain is not None
    key = view.chain.sample.id
    assert key is not None
    person.wait(lambda: "new" in str(view.panel.view.model().index(0, 0).data()))
    measure(context, key, times=2)
    person.wait(view.detail.acquired.isVisible)
    person.wait(lambda: view.detail.acquired.text() == "2 acquisitions")
    assert "2 acquisitions" in str(view.panel.view.model().index(0, 0).data())
    with qtbot.waitSignal(context.screenWanted) as wanted:
        person.click(view.detail.acquired)
    assert wanted.args == ["acquisitions", f"sample={key}"]


@pytest.mark.parametrize(
    ("card", "form", "name", "text", "shown"),
    [
        ("loaded_samples", 2, IN + "loadedVolume", "1.5 ml", "1500"),
        ("crystal_slurries", 0, "crystalDensity", "3e6/ml", "3"),
        ("crystal_slurries", 0, IN + "storageTemperature", "277.15 K", "4"),
        ("crystal_slurries", 1, "maxDimension", "4 × 4 × 9 nm", "0.004; 0.004; 0.009"),
    ],
)
def test_a_unit_that_is_typed_is_converted_into_that_of_the_field(
    card: str, form: int, name: str, text: str, shown: str, person: Person
) -> None:
    person.enter_chain("photoChip")
    page = person.open_card(card)
    person.view.window().activateWindow()
    person.wait(person.view.isActiveWindow)
    person.type_into(page.forms[form], **{name: text})
    assert not page.forms[form].rows[name].error.isVisible()
    person.view.detail.likeButton.setFocus()
    assert _text(page.forms[form], name) == shown


def test_a_unit_of_something_else_is_said_under_the_field(person: Person) -> None:
    person.enter_chain("photoChip")
    person.type_into(person.loaded.device.by_type["photoChip"], loadedVolume="5 mm")
    row = person.loaded.device.by_type["photoChip"].rows[IN + "loadedVolume"]
    assert row.error.text() == "Loaded volume is given in µl; “5 mm” cannot be converted to that."
    assert row.error.isVisible()


def test_only_what_goes_with_the_trigger_is_asked_and_what_was_filled_in_stays(person: Person) -> None:
    person.enter_chain("photoChip")
    [fold] = [each for each in person.loaded.folds if IN + "trigger" in each.form.rows]
    fold.open()
    rows = {name.removeprefix(IN): row.editor.widget for name, row in fold.form.rows.items()}
    assert not any(rows[name].isVisible() for name in ("pulseEnergy", "mixingTime"))
    person.type_into(fold.form, trigger="laser")
    person.wait(rows["pulseEnergy"].isVisible)
    assert not rows["mixingTime"].isVisible()
    person.type_into(fold.form, pulseEnergy="1")
    person.qtbot.keyClick(rows["trigger"], Qt.Key_Down)  # to mixing
    person.wait(rows["mixingTime"].isVisible)
    assert rows["pulseEnergy"].isVisible(), "it holds a value, which must not be out of sight"
    assert not rows["spotSize"].isVisible()
