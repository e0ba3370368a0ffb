# SPDX-License-Identifier: LGPL-3.0-or-later
"""A form made from fields, as a person types in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import QPoint, Qt
from qtpy.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import fields_of
from ssx_widget.editing.draft import Draft
from ssx_widget.forms.form import Form
from ssx_widget.forms.item_table import ItemTable
from ssx_widget.forms.row_picker import RowPicker

WAIT_MS = 20_000
Show = Callable[[QWidget], QWidget]


@pytest.fixture
def slurry(context: AppContext) -> Draft:
    return context.new("crystal_slurries", {"name": "Lys_7", "crystalDensity": 2000.0})


@pytest.fixture
def form(context: AppContext, slurry: Draft, show: Show) -> Form:
    made = Form(context, fields_of("crystal_slurries", {}))
    show(made)
    made.set_draft(slurry)
    return made


def line(form: Form, name: str) -> QLineEdit:
    """The line of a field."""
    widget = form.rows[name].editor.widget
    assert isinstance(widget, QLineEdit)
    return widget


def test_values_stand_in_the_units_of_the_field(form: Form) -> None:
    assert line(form, "crystalDensity").text() == "2"
    assert form.rows["crystalDensity"].label.text() == "Crystal density"
    assert line(form, "crystalDensity").accessibleName() == "Crystal density in 10⁶/ml"


def test_what_is_typed_is_in_the_draft_with_a_decimal_comma_too(
    form: Form, slurry: Draft, qtbot: QtBot
) -> None:
    field = line(form, "descriptionJson.volume")
    qtbot.keyClicks(field, "1,50")
    assert slurry.get("descriptionJson.volume") == 1.5
    assert field.text() == "1,50"
    line(form, "name").setFocus()
    field.setFocus()
    line(form, "name").setFocus()
    assert field.text() == "1.5"


def test_a_wrong_value_has_a_red_frame_and_a_sentence_and_keeps_the_cursor(
    form: Form, slurry: Draft, qtbot: QtBot
) -> None:
    field = line(form, "crystalDensity")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "-3")
    error = form.rows["crystalDensity"].error
    assert error.isVisible()
    assert error.text() == "Crystal density is at least 0."
    assert field.property("wrong") is True
    assert field.hasFocus()
    assert slurry.get("crystalDensity") == 2000.0
    field.selectAll()
    qtbot.keyClicks(field, "4")
    assert not error.isVisible()
    assert slurry.get("crystalDensity") == 4000.0


def test_undo_shows_in_the_field(form: Form, context: AppContext, qtbot: QtBot) -> None:
    field = line(form, "name")
    qtbot.keyClick(field, Qt.Key_End)
    qtbot.keyClicks(field, "_b")
    assert field.text() == "Lys_7_b"
    context.edits.undo()
    assert field.text() == "Lys_7"


def test_leaving_a_field_ends_its_step_of_undo(
    form: Form, context: AppContext, slurry: Draft, qtbot: QtBot
) -> None:
    name, volume = line(form, "name"), line(form, "descriptionJson.volume")
    name.setFocus()
    qtbot.keyClick(name, Qt.Key_End)
    qtbot.keyClicks(name, "_b")
    volume.setFocus()
    name.setFocus()
    qtbot.keyClick(name, Qt.Key_End)
    qtbot.keyClicks(name, "_c")
    context.edits.undo()
    assert slurry.get("name") == "Lys_7_b"


def test_a_day_is_shown_in_words_and_understood_in_several_ways(
    form: Form, slurry: Draft, context: AppContext, qtbot: QtBot
) -> None:
    field = line(form, "descriptionJson.batchDate")
    qtbot.keyClicks(field, "30.11.2026")
    assert slurry.get("descriptionJson.batchDate") == "2026-11-30"
    field.clearFocus()
    context.edits.set(slurry, "descriptionJson.batchDate", "2026-12-01")
    assert field.text() == "1 Dec 2026"


def test_choices_truths_and_long_texts_are_edited_in_their_own_ways(
    context: AppContext, show: Show, qtbot: QtBot
) -> None:
    dewar = context.new("dewars", {"code": "DEW-1"})
    form = Form(context, fields_of("dewars", {}))
    show(form)
    form.set_draft(dewar)
    combo, box, text = (form.rows[name].editor.widget for name in ("type", "isStorageDewar", "comments"))
    assert isinstance(combo, QComboBox)
    assert isinstance(box, QCheckBox)
    assert isinstance(text, QPlainTextEdit)
    assert combo.currentText() == "Dewar"
    qtbot.keyClick(combo, Qt.Key_Down)
    qtbot.mouseClick(box, Qt.LeftButton, pos=QPoint(8, box.height() // 2))
    qtbot.keyClicks(text, "keep cold")
    assert dewar.get("type") == "Toolbox"
    assert dewar.get("isStorageDewar") is True
    assert dewar.get("comments") == "keep cold"


def test_components_of_a_buffer_are_lines_and_what_is_wrong_is_said(
    context: AppContext, show: Show, qtbot: QtBot
) -> None:
    buffer = context.new("buffers", {"name": "NaAc"})
    form = Form(context, fields_of("buffers", {}))
    show(form)
    form.set_draft(buffer)
    items = form.rows["composition"].editor.widget
    assert isinstance(items, ItemTable)
    items.focusProxy().click()  # type: ignore[attr-defined]
    cells = {cell.accessibleName(): cell for cell in items.findChildren(QLineEdit)}
    qtbot.keyClicks(cells["Component, line 1 of Components"], "NaCl")
    qtbot.keyClicks(cells["Concentration, line 1 of Components"], "6")
    assert buffer.get("composition") == [{"component": "NaCl", "concentration": 6.0}]
    qtbot.keyClicks(cells["Concentration, line 1 of Components"], "x")
    assert buffer.get("composition") == [{"component": "NaCl", "concentration": 6.0}]
    assert "is a number" in items.problem.text()


def test_a_row_is_picked_by_typing_part_of_its_name(
    context: AppContext, form: Form, slurry: Draft, qtbot: QtBot
) -> None:
    buffers = [
        context.ssx.buffers.create({"name": name, "proposalId": context.proposal_id})
        for name in ("NaAc_50mM", "Tris_20mM")
    ]
    pick = form.rows["bufferId"].editor.widget
    assert isinstance(pick, RowPicker)
    pick.setFocus()
    qtbot.keyClicks(pick, "Tris")
    popup = pick.popup
    qtbot.waitUntil(lambda: popup.isVisible() and popup.model().rowCount() == 2, timeout=WAIT_MS)
    assert [popup.model().index(row, 0).data() for row in range(2)] == ["Tris_20mM", "New buffer…"]
    qtbot.keyClick(popup, Qt.Key_Down)
    qtbot.keyClick(popup, Qt.Key_Return)
    assert pick.text() == "Tris_20mM"
    assert slurry.get("bufferId") == buffers[1]["bufferId"]


def test_a_new_row_is_asked_for_with_what_was_typed(form: Form, qtbot: QtBot) -> None:
    pick = form.rows["bufferId"].editor.widget
    assert isinstance(pick, RowPicker)
    pick.setFocus()
    qtbot.keyClicks(pick, "HEPES")
    popup = pick.popup
    qtbot.waitUntil(popup.isVisible, timeout=WAIT_MS)
    qtbot.keyClick(popup, Qt.Key_Down)
    with qtbot.waitSignal(pick.newWanted) as asked:
        qtbot.keyClick(popup, Qt.Key_Return)
    assert asked.args == ["HEPES"]
    assert pick.text() == ""


def test_half_a_name_goes_back_to_what_was_picked_and_none_picks_nothing(
    context: AppContext, form: Form, slurry: Draft, qtbot: QtBot
) -> None:
    buffer = context.new("buffers", {"name": "NaAc"})
    context.edits.set(slurry, "bufferId", buffer.ref)
    pick = line(form, "bufferId")
    assert pick.text() == "NaAc"
    pick.setFocus()
    pick.selectAll()
    qtbot.keyClicks(pick, "Na")
    line(form, "name").setFocus()
    assert pick.text() == "NaAc"
    pick.setFocus()
    pick.clear()
    line(form, "name").setFocus()
    assert slurry.get("bufferId") is None
