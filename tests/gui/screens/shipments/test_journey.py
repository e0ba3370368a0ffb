# SPDX-License-Identifier: LGPL-3.0-or-later
"""The steps of a whole shipment, its history, its letters, its export, and shipping it once more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from qtpy.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton

from backend.domain.sample_list import read
from ssx_widget.context.app_context import AppContext
from ssx_widget.look.messages import Message
from ssx_widget.screens.shipments.contents.tree import TreePlace
from tests.helpers.shipper import Shipper

Row = dict[str, Any]


@pytest.fixture
def complete(context: AppContext, stored: Row) -> Row:
    """The shipment with all that it needs before it can be sent."""
    person = {"familyName": "Berg", "emailAddress": "anna@example.org"}
    contact = context.core.lab_contacts.create(
        {"proposalId": context.proposal_id, "cardName": "Anna", "person": person}
    )
    both = dict.fromkeys(("sendingLabContactId", "returnLabContactId"), contact["labContactId"])
    wanted = {**both, "safetyLevel": "GREEN", "deliveryAgent_agentName": "DHL"}
    return context.core.shippings.update(stored["shippingId"], wanted)


def shown(person: Shipper) -> list[str]:
    """All words of the journey."""
    return [label.text() for label in person.centre.journey.findChildren(QLabel) if label.isVisible()]


def steps(person: Shipper) -> list[list[str]]:
    """The lines of the history."""
    model = person.centre.journey.history.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def step(person: Shipper, words: str, state: str) -> None:
    """Take the usual next step, which has these words, and wait for its state."""
    person.wait(person.page.stepButton.isEnabled)
    assert person.page.stepButton.text().replace("&", "") == words
    person.click(person.page.stepButton)
    person.wait(lambda: person.page._state.text() == state)
    person.wait_saved()


def test_a_shipment_is_sent_received_and_returned_and_its_journey_says_when_and_by_whom(
    person: Shipper, complete: Row
) -> None:
    person.open(complete)
    step(person, "Send", "sent")
    step(person, "Arrived", "at facility")
    step(person, "Send back", "return requested")
    step(person, "Returned", "returned")
    person.tree.pick(TreePlace("journey"))
    person.wait(lambda: len(steps(person)) == 5)
    assert [line[2] for line in steps(person)] == [
        "returned",
        "return requested",
        "at facility",
        "sent",
        "draft",
    ]
    assert {line[1] for line in steps(person)} == {"DEW-1"}
    assert all(line[4] for line in steps(person)[:4])
    who = steps(person)[0][4]
    person.wait(lambda: sum(words.endswith(f", {who}") for words in shown(person)) == 4)
    assert "not yet" not in shown(person)


def test_a_step_is_taken_back(person: Shipper, complete: Row, told: list[Message]) -> None:
    person.open(complete)
    step(person, "Send", "sent")
    assert told[-1].action is not None
    told[-1].action.do()
    person.wait(lambda: person.page._state.text() == "draft")
    person.tree.pick(TreePlace("journey"))
    person.wait(lambda: len(steps(person)) == 3)
    person.wait(lambda: shown(person).count("not yet") == 4)


def test_a_shipment_of_which_a_dewar_is_at_the_beamline_is_not_sent_back(
    person: Shipper, context: AppContext, complete: Row
) -> None:
    context.core.set_shipping_status(complete["shippingId"], "sent to facility")
    dewar = context.core.dewars.list(shippingId=complete["shippingId"]).rows[0]["dewarId"]
    context.core.set_dewar_status(dewar, "at facility")
    context.core.set_dewar_status(dewar, "processing")
    person.open(complete)
    assert not person.page.stepButton.isEnabled()
    assert "DEW-1 is at the beamline" in person.page.stepButton.toolTip()


def test_a_send_that_the_backend_refuses_shows_what_is_missing(
    person: Shipper, context: AppContext, complete: Row, told: list[Message]
) -> None:
    person.open(complete)
    context.connection.changed.disconnect(context.rowChanged)
    person.wait(person.page.stepButton.isEnabled)
    context.core.shippings.update(complete["shippingId"], {"sendingLabContactId": None})
    person.click(person.page.stepButton)
    person.wait(lambda: any(message.level == "warning" for message in told))
    (warned,) = (message for message in told if message.level == "warning")
    assert "checklist" in warned.text
    assert any("sending contact" in link.accessibleName() for link in person.page.checklist.links)
    assert warned.action is not None
    warned.action.do()
    contact = person.centre.details.form.rows["sendingLabContactId"].editor.widget
    person.wait(contact.hasFocus)
    assert person.page._state.text() == "draft"


def test_tracking_numbers_lead_to_the_courier_as_the_profile_says(
    person: Shipper, context: AppContext, complete: Row
) -> None:
    dewar = context.core.dewars.list(shippingId=complete["shippingId"]).rows[0]["dewarId"]
    context.core.dewars.update(dewar, {"trackingNumberToSynchrotron": "12 <b>"})
    context.take_facility({"tracking_urls": {"dhl": "https://track.example.org/?n={number}"}})
    person.open(complete)
    person.tree.pick(TreePlace("journey"))
    link = next(each for each in person.centre.journey.findChildren(QLabel) if "track.example" in each.text())
    assert 'href="https://track.example.org/?n=12%20%3Cb%3E"' in link.text()
    assert "12 &lt;b&gt;" in link.text()
    assert link.openExternalLinks()
    context.take_facility({})
    person.wait(lambda: "12 <b>" in shown(person))


def test_letters_are_copied_and_their_calendar_entry_is_saved(
    person: Shipper, context: AppContext, complete: Row, tmp_path: Path
) -> None:
    context.core.shippings.update(complete["shippingId"], {"deliveryAgent_deliveryDate": "2026-12-01"})
    person.open(complete)
    person.tree.pick(TreePlace("journey"))
    notices = person.centre.journey.notices
    person.wait(lambda: "December" in notices.text.toPlainText())
    assert notices.to.text() == "anna@example.org"
    person.click(notices.copy_button)
    assert QApplication.clipboard().text().startswith("Shipment December")
    assert not notices.send_button.isEnabled()
    assert "MAIL_URL" in notices.send_button.toolTip()
    notices.save_calendar(tmp_path / "sent.ics")
    person.wait((tmp_path / "sent.ics").exists)
    assert "DTSTART;VALUE=DATE:20261201" in (tmp_path / "sent.ics").read_text()
    notices.kind.setCurrentIndex(notices.kind.findData("arrived"))
    assert "has arrived" in notices.subject.text()
    assert not notices.calendar_button.isEnabled()
    assert "not known yet" in notices.calendar_button.toolTip()


def test_a_shipment_ships_again_from_its_page_and_undo_takes_the_copy_away(
    person: Shipper, context: AppContext, complete: Row
) -> None:
    person.open(complete)
    with_samples = person.page.againButton.menu().actions()[0]
    with_samples.trigger()
    person.wait(lambda: person.page.title.text() == "December_2")
    person.wait(lambda: person.page.shipment.reading.info)
    copy = person.page.shipment.reading
    assert copy.info["counts"] == {"dewars": 1, "containers": 1, "samples": 1}
    assert copy.containers[0]["samples"][0]["name"] == "cdk2"
    context.edits.undo()
    person.wait(lambda: context.core.shippings.list(proposalId=context.proposal_id).total == 1)
    context.edits.redo()
    person.wait(lambda: context.core.shippings.list(proposalId=context.proposal_id).total == 2)


def test_a_shipment_ships_again_from_the_list_without_samples(person: Shipper, complete: Row) -> None:
    panel, button = person.view.list.panel, person.view.list.again_button
    assert not button.isEnabled()
    assert "Pick a shipment" in button.toolTip()
    panel.reload()
    person.wait(lambda: panel.source.rows)
    panel.view.setCurrentIndex(panel.view.model().index(0, 0))
    assert button.isEnabled()
    button.menu().actions()[1].trigger()
    person.wait(lambda: person.page.title.text() == "December_2" and person.page.shipment.reading.info)
    assert person.page.shipment.reading.info["counts"] == {"dewars": 1, "containers": 1, "samples": 0}
    assert complete["shippingId"] != person.page.shipment.key


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_samples_are_exported_as_a_list_that_can_be_read_again(
    person: Shipper, complete: Row, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    file = tmp_path / f"out.{form}"
    monkeypatch.setattr(QFileDialog, "exec_", lambda _self: 1)
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda _self: [str(file)])
    person.open(complete)
    actions = {action.text(): action for action in person.page.exportButton.menu().actions()}
    actions["&CSV…" if form == "csv" else "&Excel…"].trigger()
    person.wait(file.exists)
    (row,) = read(file.read_bytes(), file.name).rows
    assert (row["container"], row["sample"], row["protein"]) == ("UP-1", "cdk1", "CDK2")


def test_every_grey_button_of_the_page_says_why(person: Shipper, context: AppContext) -> None:
    shipping = context.core.shippings.create({"proposalId": context.proposal_id, "shippingName": "Run"})
    person.open(shipping)
    grey = [
        each for each in person.page.findChildren(QPushButton) if each.isVisible() and not each.isEnabled()
    ]
    assert {each.text().replace("&", "") for each in grey} >= {"Send", "Export", "Labels…", "Add container"}
    assert [each.text() for each in grey if not each.toolTip()] == []
