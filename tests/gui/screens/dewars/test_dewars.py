# SPDX-License-Identifier: LGPL-3.0-or-later
"""The dewars screen on a real backend, worked as with a scanner: keys that end in Enter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import Qt
from qtpy.QtWidgets import QLabel, QPushButton, QWidget

from ssx_widget.context.app_context import AppContext
from ssx_widget.look.messages import Message
from ssx_widget.screens.dewars.lane_list import LaneList
from ssx_widget.screens.dewars.view import DewarsView

Row = dict[str, Any]
WAIT_MS = 20_000


@pytest.fixture
def dewars(context: AppContext) -> list[Row]:
    """Two dewars of a shipment that were sent."""
    contact = context.core.lab_contacts.create(
        {
            "proposalId": context.proposal_id,
            "personId": context.proposal["personId"] if context.proposal else None,
            "cardName": "Ada",
        }
    )
    shipment = context.core.shippings.create(
        {
            "proposalId": context.proposal_id,
            "shippingName": "December SSX run",
            "sendingLabContactId": contact["labContactId"],
            "returnLabContactId": contact["labContactId"],
            "safetyLevel": "GREEN",
        }
    )
    made = [
        context.core.dewars.create(
            {"shippingId": shipment["shippingId"], "code": f"{code}-{context.proposal_id}"}
        )
        for code in ("DEW", "TUB")
    ]
    context.core.containers.create(
        {"dewarId": made[0]["dewarId"], "code": "UP-1", "containerType": "Unipuck"}
    )
    return [context.core.set_dewar_status(row["dewarId"], "sent to facility") for row in made]


class Station:
    """Somebody with a scanner at the dewars screen."""

    def __init__(self, view: DewarsView, qtbot: QtBot) -> None:
        self.view, self.qtbot = view, qtbot

    def scan(self, text: str) -> None:
        """A scanner replaces what stands in the field, as it is selected, and ends with Enter."""
        self.qtbot.keyClicks(self.view.scan, text)
        self.qtbot.keyClick(self.view.scan, Qt.Key_Return)

    def wait_for(self, code: str, state: str) -> None:
        """Until the card shows this dewar in this state."""
        card = self.view.card
        self.qtbot.waitUntil(
            lambda: card.isVisible() and (card.code.text(), card.state.text()) == (code, state),
            timeout=WAIT_MS,
        )

    def press(self, words: str) -> None:
        """Press a button of the card."""
        found = [each for each in self.buttons() if each.text() == words]
        assert len(found) == 1
        self.qtbot.mouseClick(found[0], Qt.LeftButton)

    def buttons(self) -> list[QPushButton]:
        """The steps that can be taken, from left to right."""
        row = self.view.card.buttons
        held = [row.itemAt(place).widget() for place in range(row.count())]
        return [each for each in held if isinstance(each, QPushButton)]

    def lane(self, title: str) -> LaneList:
        """A column of the board."""
        return next(lane for lane in self.view.board.lanes if lane.title == title)

    def stands_in(self, title: str, code: str) -> bool:
        """Whether the column has this dewar."""
        if title not in [lane.title for lane in self.view.board.lanes]:
            return False
        model = self.lane(title).view.model()
        words = [str(model.index(row, 0).data()) for row in range(model.rowCount())]
        return any(each.startswith(f"{code},") for each in words)


@pytest.fixture
def station(
    context: AppContext, dewars: list[Row], show: Callable[[QWidget], QWidget], qtbot: QtBot
) -> Station:
    """The screen with its board filled."""
    view = DewarsView(context)
    show(view)
    made = Station(view, qtbot)
    qtbot.waitUntil(lambda: made.stands_in("Expected", dewars[0]["code"]), timeout=WAIT_MS)
    return made


def test_the_scan_field_has_the_focus(station: Station) -> None:
    assert station.view.focusWidget() is station.view.scan


def test_a_scan_brings_the_card(station: Station, dewars: list[Row], context: AppContext) -> None:
    station.scan(dewars[0]["barCode"])
    station.wait_for(dewars[0]["code"], "sent")
    card = station.view.card
    assert context.proposal is not None
    assert f"mx{context.proposal['proposalNumber']}" in card.owner.text()
    assert "Zürich, Structural Biology" in card.owner.text()
    assert "December SSX run, 1 of 2" in card.owner.text()
    assert card.contents.text() == "1 Unipuck"
    assert card.barcode.text() == dewars[0]["barCode"]
    assert [button.text() for button in station.buttons()] == ["Arrived", "Refill LN₂", "Undo “sent”"]
    assert station.view.history.model().rowCount() == 2


def test_the_next_scan_replaces_the_last_without_a_hand(station: Station, dewars: list[Row]) -> None:
    for dewar in dewars:
        station.scan(dewar["barCode"])
        station.wait_for(dewar["code"], "sent")
    assert station.view.scan.selectedText() == dewars[1]["barCode"]


def test_the_code_alone_finds_it_too_and_so_does_the_address_of_a_qr_code(
    station: Station, dewars: list[Row]
) -> None:
    station.scan(dewars[1]["code"])
    station.wait_for(dewars[1]["code"], "sent")
    station.scan(f"https://lims.example.org/d/{dewars[0]['barCode']}")
    station.wait_for(dewars[0]["code"], "sent")


def test_a_step_takes_the_dewar_to_its_state_and_the_place_which_stays_for_the_next(
    station: Station, dewars: list[Row], context: AppContext
) -> None:
    station.scan(dewars[0]["barCode"])
    station.wait_for(dewars[0]["code"], "sent")
    station.qtbot.keyClicks(station.view.station.place, "Dewar bay A3")
    station.press("Arrived")
    station.wait_for(dewars[0]["code"], "at facility")
    assert station.view.focusWidget() is station.view.scan
    assert station.view.card.stands.text() == "Dewar bay A3"
    station.scan(dewars[1]["barCode"])
    station.wait_for(dewars[1]["code"], "sent")
    assert station.view.station.place.text() == "Dewar bay A3"
    station.qtbot.keyClick(station.view.scan, Qt.Key_Return, Qt.ControlModifier)
    station.wait_for(dewars[1]["code"], "at facility")
    stored = [context.core.dewars.get(row["dewarId"]) for row in dewars]
    assert {row["storageLocation"] for row in stored} == {"Dewar bay A3"}
    station.qtbot.waitUntil(
        lambda: all(station.stands_in("At facility", row["code"]) for row in dewars), timeout=WAIT_MS
    )
    assert not any(station.stands_in("Expected", row["code"]) for row in dewars)


def test_undo_is_a_step_of_its_own(
    station: Station, dewars: list[Row], told: list[Message], context: AppContext
) -> None:
    station.scan(dewars[0]["barCode"])
    station.wait_for(dewars[0]["code"], "sent")
    station.press("Arrived")
    station.wait_for(dewars[0]["code"], "at facility")
    assert told[-1].text == f"{dewars[0]['code']}: at facility."
    assert told[-1].action is not None
    told[-1].action.do()
    station.wait_for(dewars[0]["code"], "sent")
    history = context.core.dewar_history(dewars[0]["dewarId"])
    assert [step["dewarStatus"] for step in history[:3]] == [
        "sent to facility",
        "at facility",
        "sent to facility",
    ]
    assert history[0]["reason"] == "Undo of at facility"
    assert [button.text() for button in station.buttons()] == ["Arrived", "Refill LN₂"]


def test_an_unknown_barcode_says_what_to_do(station: Station, dewars: list[Row]) -> None:
    station.scan("nobody-knows")
    notice = station.view._card_place.notice
    sentence = "No dewar has the barcode or code “nobody-knows”. Scan it again"
    station.qtbot.waitUntil(
        lambda: any(label.text().startswith(sentence) for label in notice.findChildren(QLabel)),
        timeout=WAIT_MS,
    )
    assert station.view.focusWidget() is station.view.scan
    station.scan(dewars[0]["barCode"])
    station.wait_for(dewars[0]["code"], "sent")


def test_a_code_that_several_dewars_have_asks_for_the_barcode(
    station: Station, dewars: list[Row], context: AppContext
) -> None:
    other = context.core.shippings.create({"proposalId": context.proposal_id, "shippingName": "January"})
    context.core.dewars.create({"shippingId": other["shippingId"], "code": dewars[0]["code"]})
    station.scan(dewars[0]["code"])
    notice = station.view._card_place.notice
    station.qtbot.waitUntil(
        lambda: any("2 dewars have the code" in each.text() for each in notice.findChildren(QLabel)),
        timeout=WAIT_MS,
    )


def test_a_click_on_the_board_brings_the_card_and_marks_the_line(station: Station, dewars: list[Row]) -> None:
    lane = station.lane("Expected")
    model = lane.view.model()
    row = next(
        n for n in range(model.rowCount()) if model.index(n, 0).data(Qt.UserRole) == dewars[1]["dewarId"]
    )
    place = lane.view.visualRect(model.index(row, 0)).center()
    station.qtbot.mouseClick(lane.view.viewport(), Qt.LeftButton, pos=place)
    station.wait_for(dewars[1]["code"], "sent")
    assert [index.data(Qt.UserRole) for index in lane.view.selectedIndexes()] == [dewars[1]["dewarId"]]


def test_a_step_that_somebody_else_took_is_seen(
    station: Station, dewars: list[Row], context: AppContext
) -> None:
    station.scan(dewars[0]["barCode"])
    station.wait_for(dewars[0]["code"], "sent")
    context.core.set_dewar_status(dewars[0]["dewarId"], "at facility", "Gate 2")
    station.wait_for(dewars[0]["code"], "at facility")
    station.qtbot.waitUntil(lambda: station.stands_in("At facility", dewars[0]["code"]), timeout=WAIT_MS)


def test_its_shipment_is_one_click_away(station: Station, dewars: list[Row], context: AppContext) -> None:
    station.scan(dewars[0]["barCode"])
    station.wait_for(dewars[0]["code"], "sent")
    with station.qtbot.waitSignal(context.screenWanted) as wanted:
        station.qtbot.mouseClick(station.view.card.shipmentButton, Qt.LeftButton)
    assert wanted.args == ["shipments", dewars[0]["shippingId"]]


def test_without_a_scan_the_screen_says_what_it_is_for(station: Station) -> None:
    words = [label.text() for label in station.view._card_place.notice.findChildren(QLabel)]
    assert "Scan a dewar" in words


def test_the_row_that_somebody_jumps_to_is_shown(station: Station, dewars: list[Row]) -> None:
    station.view.open_row(dewars[1]["dewarId"])
    station.wait_for(dewars[1]["code"], "sent")


def test_news_of_one_dewar_do_not_bring_it_back_over_the_next(station: Station, dewars: list[Row]) -> None:
    station.scan(dewars[0]["barCode"])
    station.wait_for(dewars[0]["code"], "sent")
    station.view.open_row(dewars[1]["dewarId"])
    station.view._watch.changed.emit()
    station.wait_for(dewars[1]["code"], "sent")
