# SPDX-License-Identifier: LGPL-3.0-or-later
"""The shipments screen, worked with keys and mouse on the real backend."""

from __future__ import annotations

from typing import Any

import pytest
from qtpy.QtCore import Qt
from qtpy.QtWidgets import QLineEdit, QWidget

from hwobj.errors import NotFound
from ssx_widget.context.app_context import AppContext
from ssx_widget.look.messages import Message
from tests.helpers.shipper import GROUP, NAME, PROTEIN, Shipper

Row = dict[str, Any]


def test_a_shipment_is_made_with_contacts_made_in_place(person: Shipper, context: AppContext) -> None:
    person.wait(lambda: person.view.list.panel.source.is_loaded)
    person.click(person.view.list.panel.new_button)
    details = person.centre.details.form
    person.type_into(details, shippingName="December run", deliveryAgent_agentName="DHL")
    person.type_into(
        details, deliveryAgent_shippingDate="30 Nov 2026", deliveryAgent_deliveryDate="1.12.2026"
    )
    for column, name in (("sendingLabContactId", "Anna"), ("returnLabContactId", "Cold room")):
        person.take_from(details.rows[column].editor.widget, "New contact")
        person.type_into(
            person.centre.contact.form,
            cardName=name,
            person__familyName="Berg",
            laboratory__name="Structural Biology",
            laboratory__address="Notkestraße 85",
            laboratory__city="Hamburg",
        )
        person.click(person.centre.contact.save_button)
        person.wait(lambda: person.centre.currentWidget() is person.centre.details)
        assert details.rows[column].editor.widget.text() == name
    details.rows["safetyLevel"].editor.widget.setFocus()
    person.qtbot.keyClicks(details.rows["safetyLevel"].editor.widget, "Gr")
    person.click(person.centre.details.save_button)
    person.wait_saved()
    (row,) = context.core.shippings.list(proposalId=context.proposal_id).rows
    info = context.core.shipping_info(row["shippingId"])
    assert (info["shippingName"], info["safetyLevel"]) == ("December run", "GREEN")
    assert info["deliveryAgent_deliveryDate"] == "2026-12-01"
    assert info["sendingLabContact"]["laboratory"]["address"] == "Notkestraße 85"
    assert info["returnLabContact"]["cardName"] == "Cold room"


def test_a_new_shipment_without_a_name_says_so_under_the_field(person: Shipper) -> None:
    person.wait(lambda: person.view.list.panel.source.is_loaded)
    person.click(person.view.list.panel.new_button)
    person.click(person.centre.details.save_button)
    name = person.centre.details.form.rows["shippingName"]
    assert "needed" in name.error.text()
    assert name.error.isVisible()
    assert not person.page.stepButton.isEnabled()
    assert person.page.stepButton.toolTip()


def test_dewars_and_containers_are_added_named_and_deleted(person: Shipper, context: AppContext) -> None:
    shipping = context.core.shippings.create({"proposalId": context.proposal_id, "shippingName": "Run"})
    person.open(shipping)
    assert not person.tree.add_container.isEnabled()
    person.click(person.tree.add_dewar)
    person.wait(lambda: person.tree.view.findChild(QLineEdit))
    person.qtbot.keyClicks(person.tree.view.findChild(QLineEdit), "Blue one")
    person.qtbot.keyClick(person.tree.view.findChild(QLineEdit), Qt.Key_Return)
    person.wait(lambda: any(row["code"] == "Blue one" for row in person.page.shipment.reading.dewars))
    person.wait_saved()
    (dewar,) = context.core.dewars.list(shippingId=shipping["shippingId"]).rows
    assert dewar["barCode"] in person.centre.dewar._remark.text()
    person.wait(lambda: person.page.shipment.reading.dewars)
    unipuck = person.tree.add_container.menu().actions()[0]
    unipuck.trigger()
    person.wait(lambda: person.page.shipment.reading.containers)
    person.wait_saved()
    (puck,) = context.core.containers.list(dewarId=dewar["dewarId"]).rows
    assert (puck["code"], puck["capacity"]) == ("UNIPUCK-1", 16)
    person.go_to("dewar", "Blue one")
    person.click(person.tree.delete_button)
    person.wait(lambda: not person.page.shipment.reading.dewars)
    context.edits.undo()
    person.wait(lambda: person.page.shipment.reading.containers)
    assert person.page.shipment.reading.dewars[0]["barCode"] == dewar["barCode"]


def test_a_dewar_deleted_with_samples_comes_back_with_all_of_them(
    person: Shipper, context: AppContext, stored: Row
) -> None:
    person.open(stored)
    person.go_to("dewar", "DEW-1")
    person.qtbot.keyClick(person.tree.view, Qt.Key_Delete)
    person.wait(lambda: not person.page.shipment.reading.dewars)
    context.edits.undo()
    person.wait(lambda: person.page.shipment.reading.info["counts"]["samples"] == 1)
    context.edits.redo()
    person.wait(lambda: not person.page.shipment.reading.dewars)


def test_two_dewars_cannot_have_one_code(
    person: Shipper, context: AppContext, stored: Row, told: list[Message]
) -> None:
    context.core.dewars.create({"shippingId": stored["shippingId"], "code": "DEW-2"})
    person.open(stored)
    person.page.editing.rename(person.go_to("dewar", "DEW-2"), "DEW-1")
    person.wait(lambda: told and told[-1].level == "error")
    assert "already" in told[-1].text
    row = person.centre.dewar.form.rows["code"]
    assert "already" in row.error.text()
    context.edits.discard(person.centre.dewar.form.draft)


def test_picking_in_the_picture_picks_in_the_table_and_back(person: Shipper, stored: Row) -> None:
    person.open(stored)
    person.go_to("container", "UP-1")
    container = person.centre.container
    middle = container.picture.middle_of(7).toPoint()
    person.qtbot.mouseClick(container.picture, Qt.LeftButton, pos=middle)
    assert container.table.currentIndex().row() == 6
    container.table.setFocus()
    person.qtbot.keyClick(container.table, Qt.Key_Down)
    assert container.picture.accessibleDescription() == "8: free"
    container.table.setCurrentIndex(container.model.index(0, NAME))
    assert container.picture.accessibleDescription() == "1: cdk1"


def test_a_sample_is_added_edited_and_there_again_when_reopened(
    person: Shipper, context: AppContext, stored: Row
) -> None:
    person.open(stored)
    person.go_to("container", "UP-1")
    person.type_cell(4, NAME, "lig05")
    person.wait_saved()
    assert person.cell(4, PROTEIN) == "CDK2"
    person.type_cell(4, PROTEIN, "hewl")
    person.wait_saved()
    assert (person.cell(4, PROTEIN), person.cell(4, GROUP)) == ("HEWL", "P43212")
    person.type_cell(4, GROUP, "P 21 21 21")
    person.wait_saved()
    info = context.core.shipping_info(stored["shippingId"])
    (_, sample) = info["dewars"][0]["containers"][0]["samples"]
    assert (sample["name"], sample["location"]) == ("lig05", "5")
    assert sample["crystal"]["spaceGroup"] == "P212121"
    assert sample["crystal"]["protein"]["acronym"] == "HEWL"
    person.click(person.page.listButton)
    person.open(stored)
    person.go_to("container", "UP-1")
    person.wait(lambda: (person.cell(4, NAME), person.cell(4, GROUP)) == ("lig05", "P212121"))


def test_a_name_with_a_slash_is_refused_in_its_cell_and_in_the_checklist(
    person: Shipper, context: AppContext, stored: Row
) -> None:
    person.open(stored)
    person.go_to("container", "UP-1")
    person.type_cell(0, NAME, "cdk/1")
    container = person.centre.container
    problem = container.model.problem_at(container.model.index(0, NAME))
    assert "cdk/1" in problem
    assert person.cell(0, NAME) == "cdk/1"
    assert container.model.contents[1].wrong
    assert any("cdk/1" in line["text"] for line in person.page.editing.refused())
    assert not person.page.stepButton.isEnabled()
    person.go_to("dewar", "DEW-1")
    person.click(person.page.checklist.links[0])
    assert container.isVisible()
    assert container.table.currentIndex().row() == 0
    (puck,) = context.core.containers.list(code="UP-1", sort="-containerId", limit=1).rows
    mine = {"containerId": puck["containerId"]}
    assert context.core.samples.list(name="cdk/1", **mine).total == 0
    person.type_cell(0, NAME, "cdk_1")
    person.wait_saved()
    assert context.core.samples.list(name="cdk_1", **mine).total == 1


def test_an_unknown_protein_is_refused_in_its_cell(person: Shipper, context: AppContext, stored: Row) -> None:
    person.open(stored)
    person.go_to("container", "UP-1")
    person.type_cell(0, PROTEIN, "XYZ")
    container = person.centre.container
    assert "no protein “XYZ”" in container.model.problem_at(container.model.index(0, PROTEIN))
    person.type_cell(0, PROTEIN, "CDK2")
    assert container.model.problem_at(container.model.index(0, PROTEIN)) == ""
    person.wait_saved()
    assert context.core.samples.list(name="cdk1").total >= 1


def test_a_sample_is_deleted_and_brought_back(person: Shipper, context: AppContext, stored: Row) -> None:
    person.open(stored)
    person.go_to("container", "UP-1")
    table = person.centre.container.table
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, NAME))
    person.qtbot.keyClick(table, Qt.Key_Delete)
    person.wait(lambda: person.page.shipment.reading.info["counts"]["samples"] == 0)
    assert person.cell(0, NAME) == ""
    context.edits.undo()
    person.wait(lambda: person.page.shipment.reading.info["counts"]["samples"] == 1)
    assert person.cell(0, NAME) == "cdk1"


def test_what_is_missing_leads_to_its_field_and_send_becomes_available(
    person: Shipper, context: AppContext, stored: Row
) -> None:
    person.open(stored)
    assert "sending contact" in person.page.stepButton.toolTip()
    link = next(link for link in person.page.checklist.links if "safety" in link.accessibleName())
    person.go_to("dewar", "DEW-1")
    person.click(link)
    safety = person.centre.details.form.rows["safetyLevel"].editor.widget
    person.wait(safety.hasFocus)
    contact = context.core.lab_contacts.create(
        {"proposalId": context.proposal_id, "cardName": "Anna", "person": {"familyName": "Berg"}}
    )
    both = dict.fromkeys(("sendingLabContactId", "returnLabContactId"), contact["labContactId"])
    context.core.shippings.update(stored["shippingId"], {**both, "safetyLevel": "GREEN"})
    person.wait(person.page.stepButton.isEnabled)
    person.click(person.page.stepButton)
    person.wait(lambda: person.page._state.text() == "sent")
    person.wait(lambda: person.page.stepButton.text() == "Arriv&ed")


def test_an_address_that_is_missing_is_entered_from_the_checklist(
    person: Shipper, context: AppContext, stored: Row
) -> None:
    contact = context.core.lab_contacts.create(
        {"proposalId": context.proposal_id, "cardName": "Anna", "person": {"familyName": "Berg"}}
    )
    context.core.shippings.update(stored["shippingId"], {"sendingLabContactId": contact["labContactId"]})
    person.open(stored)
    link = next(link for link in person.page.checklist.links if "address" in link.accessibleName())
    person.click(link)
    person.wait(lambda: person.centre.currentWidget() is person.centre.contact)
    person.type_into(person.centre.contact.form, laboratory__name="SB", laboratory__address="Street 1")
    person.click(person.centre.contact.save_button)
    person.wait_saved()
    assert context.core.lab_contacts.get(contact["labContactId"])["laboratory"]["address"] == "Street 1"
    assert person.centre.currentWidget() is person.centre.details


def test_labels_are_asked_for_with_this_shipment(person: Shipper, context: AppContext, stored: Row) -> None:
    person.open(stored)
    with person.qtbot.waitSignal(context.screenWanted) as wanted:
        person.click(person.page.labelsButton)
    assert wanted.args == ["labels", stored["shippingId"]]


def test_an_empty_shipment_is_deleted_from_its_page(person: Shipper, context: AppContext) -> None:
    shipping = context.core.shippings.create({"proposalId": context.proposal_id, "shippingName": "Nothing"})
    person.open(shipping)
    person.click(person.centre._delete)
    person.wait(lambda: person.view.stack.currentWidget() is person.view.list)
    with pytest.raises(NotFound):
        context.core.shippings.get(shipping["shippingId"])


def test_a_shipment_is_opened_from_the_list_by_enter_and_left_by_escape(person: Shipper, stored: Row) -> None:
    panel = person.view.list.panel
    person.wait(lambda: panel.view.model().rowCount() == 1)
    panel.view.setFocus()
    panel.view.setCurrentIndex(panel.view.model().index(0, 0))
    person.qtbot.keyClick(panel.view, Qt.Key_Return)
    person.wait(lambda: person.page.shipment.key == stored["shippingId"])
    person.wait_saved()
    person.tree.view.setFocus()
    person.qtbot.keyClick(person.tree.view, Qt.Key_Escape)
    assert person.view.stack.currentWidget() is person.view.list


def test_a_narrow_page_folds_the_checklist_behind_its_button(person: Shipper, stored: Row) -> None:
    person.open(stored)
    assert person.page.checklist.isVisible()
    person.view.resize(900, 650)
    person.wait(lambda: not person.page.checklist.isVisible())
    person.click(person.page.checklistButton)
    assert person.page.checklist.isVisible()


def test_every_widget_that_takes_the_focus_has_a_name(person: Shipper, stored: Row) -> None:
    person.open(stored)
    person.go_to("container", "UP-1")
    for widget in person.view.findChildren(QWidget):
        if widget.focusPolicy() & Qt.TabFocus and widget.isVisible():
            text = getattr(widget, "text", lambda: "")()
            assert widget.accessibleName() or text, widget
