# SPDX-License-Identifier: LGPL-3.0-or-later
"""A delivery: each scan takes a step, in order, and what may be a mistake asks in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import QEvent, Qt
from qtpy.QtGui import QKeyEvent
from qtpy.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from hwobj.errors import Unreachable
from ssx_widget.context.app_context import AppContext
from ssx_widget.look.messages import Message
from ssx_widget.screens.dewars.scan import Scan
from ssx_widget.screens.dewars.scan_files import ScanFiles
from ssx_widget.screens.dewars.view import DewarsView

Row = dict[str, Any]
WAIT_MS = 30_000
PLACE = "Dewar bay A3"


@pytest.fixture
def dewars(context: AppContext) -> list[Row]:
    """Thirty dewars of one shipment; their sender never marked them sent."""
    shipment = context.core.shippings.create(
        {"proposalId": context.proposal_id, "shippingName": "December run"}
    )
    return [
        context.core.dewars.create(
            {"shippingId": shipment["shippingId"], "code": f"D{n}-{context.proposal_id}"}
        )
        for n in range(30)
    ]


class Delivery:
    """Somebody with a scanner and a lorry of dewars."""

    def __init__(self, view: DewarsView, context: AppContext, qtbot: QtBot) -> None:
        self.view, self.context, self.qtbot = view, context, qtbot
        self.sounds: list[str] = []
        view.sounds.played.connect(self.sounds.append)

    def scan(self, text: str) -> None:
        """Keys that end with Enter."""
        for letter in text:
            key = QKeyEvent(QEvent.KeyPress, Qt.Key_unknown, Qt.NoModifier, letter)
            QApplication.sendEvent(self.view.scan, key)
        self.qtbot.keyClick(self.view.scan, Qt.Key_Return)

    def waits(self, until: Callable[[], object]) -> None:
        """Wait for what is to come."""
        self.qtbot.waitUntil(lambda: bool(until()), timeout=WAIT_MS)

    def finishes(self) -> None:
        """Wait until every scan was answered."""
        self.waits(lambda: not self.view.queue.waiting)

    def outcomes(self) -> list[str]:
        """What became of each scan."""
        return [entry.state for entry in self.view.queue.entries]

    def asked(self) -> str:
        """The question that is shown."""
        return str(self.view._card_place.notice.findChildren(QLabel)[1].text())

    def press(self, words: str) -> None:
        """Press a button of the question or the card."""
        self.waits(lambda: len(self.shown(words)) == 1)
        self.qtbot.mouseClick(self.shown(words)[0], Qt.LeftButton)

    def shown(self, words: str) -> list[QPushButton]:
        """The buttons with these words that can be pressed."""
        found = self.view.findChildren(QPushButton)
        return [each for each in found if each.text() == words and each.isVisible() and each.isEnabled()]

    def stands(self, dewar: Row) -> tuple[str, str]:
        """Where the backend has a dewar."""
        row = self.context.core.dewars.get(dewar["dewarId"])
        return row["dewarStatus"], row["storageLocation"] or ""

    def on_disk(self) -> list[Scan]:
        """The scans that are kept because they are not written yet."""
        return ScanFiles(self.context.edits.autosave.files.folder).read_all()


@pytest.fixture
def delivery(
    context: AppContext, dewars: list[Row], show: Callable[[QWidget], QWidget], qtbot: QtBot
) -> Iterator[Delivery]:
    """The screen, before the first scan."""
    assert dewars
    view = DewarsView(context)
    show(view)
    made = Delivery(view, context, qtbot)
    made.waits(lambda: view.board.lanes)
    yield made
    made.finishes()
    made.waits(lambda: not context.tasks.count)


def test_thirty_dewars_are_received_into_one_place_by_31_scans(delivery: Delivery, dewars: list[Row]) -> None:
    delivery.scan(f"place:{PLACE}")
    for dewar in dewars:
        delivery.scan(dewar["barCode"])
    delivery.finishes()
    assert delivery.outcomes() == ["taken"] * 30
    assert [entry.dewar["dewarId"] for entry in delivery.view.queue.entries if entry.dewar] == [
        dewar["dewarId"] for dewar in dewars
    ]
    assert {delivery.stands(dewar) for dewar in dewars} == {("at facility", PLACE)}
    assert delivery.sounds == ["taken"] * 31
    assert delivery.view.station.taken.text() == "30 taken"
    delivery.waits(lambda: delivery.on_disk() == [])


def test_a_place_in_use_needs_no_mark(delivery: Delivery, dewars: list[Row]) -> None:
    delivery.context.core.set_dewar_status(dewars[0]["dewarId"], "at facility", PLACE)
    delivery.waits(lambda: PLACE in delivery.view.station.places)
    delivery.scan(PLACE.upper())
    assert (delivery.view.station.state, delivery.view.station.place_words) == ("at facility", PLACE)


def test_the_same_dewar_again_asks_and_writes_only_when_told(delivery: Delivery, dewars: list[Row]) -> None:
    delivery.scan(f"place:{PLACE}")
    for _ in range(2):
        delivery.scan(dewars[0]["barCode"])
        delivery.finishes()
    assert delivery.outcomes() == ["taken", "asked"]
    assert delivery.sounds[-1] == "refused"
    assert (
        "was marked at facility, Dewar bay A3 within the last minute; write it once more?" in delivery.asked()
    )
    assert len(delivery.context.core.dewar_history(dewars[0]["dewarId"])) == 2
    assert delivery.view.focusWidget() is delivery.view.scan, "the next scan goes on"
    delivery.press("Write it all the same")
    delivery.finishes()
    assert len(delivery.context.core.dewar_history(dewars[0]["dewarId"])) == 3
    assert delivery.outcomes() == ["taken", "left", "taken"]


def test_a_step_that_is_none_on_the_dewars_way_asks(delivery: Delivery, dewars: list[Row]) -> None:
    delivery.context.core.set_dewar_status(dewars[0]["dewarId"], "processing", "ID29")
    delivery.scan(f"place:{PLACE}")
    delivery.scan(dewars[0]["barCode"])
    delivery.scan(dewars[1]["barCode"])
    delivery.finishes()
    assert delivery.outcomes() == ["asked", "taken"]
    assert delivery.stands(dewars[0]) == ("processing", "ID29")
    delivery.qtbot.keyClick(delivery.view.scan, Qt.Key_F8)
    assert delivery.asked().endswith("is at beamline; mark it at facility all the same?")
    delivery.press("Leave it")
    assert delivery.outcomes() == ["left", "taken"]
    assert not delivery.view.station.questions.isVisible()


def test_an_unknown_dewar_is_said_in_place_and_a_refusal_to_take_it_in_too(
    delivery: Delivery, told: list[Message]
) -> None:
    delivery.scan(f"place:{PLACE}")
    delivery.scan("nobody-7")
    delivery.finishes()
    assert delivery.outcomes() == ["unknown"]
    assert delivery.asked().startswith("No dewar has the barcode or code “nobody-7”.")
    assert [scan.text for scan in delivery.on_disk()] == ["nobody-7"], "an arrival is not forgotten"
    delivery.press("Take it in as arrived, owner unknown")
    delivery.waits(lambda: told[-1].level == "error")
    assert "UNCLAIMED_PROPOSAL" in told[-1].text


@pytest.mark.parametrize("text", ["x" * 300, "😀🧊 dewar", "http://[", "'; DROP TABLE Dewar; --", "%_%"])
def test_whatever_is_scanned_ends_in_a_sentence(delivery: Delivery, text: str) -> None:
    delivery.scan(text)
    delivery.finishes()
    assert delivery.outcomes()[-1] in ("unknown", "failed")
    assert len(delivery.asked()) < 260
    assert "No dewar has" in delivery.asked() or "cannot be a dewar's barcode" in delivery.asked()


def test_scans_wait_on_disk_while_the_backend_is_away_and_go_on_in_order(
    delivery: Delivery, dewars: list[Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery.scan(f"place:{PLACE}")
    core = delivery.context.core

    def unreachable(*_args: object, **_more: object) -> Row:
        raise Unreachable("The backend cannot be reached.")

    with monkeypatch.context() as patch:
        patch.setattr(core, "dewar_by_barcode", unreachable)
        for dewar in dewars[:3]:
            delivery.scan(dewar["barCode"])
        delivery.waits(lambda: len(delivery.on_disk()) == 3 and not delivery.context.tasks.count)
        assert delivery.outcomes() == ["waiting"] * 3
        assert delivery.view.station.waiting.text() == "3 waiting"
    delivery.context.connection.stateChanged.emit("connected", "")
    delivery.finishes()
    assert [delivery.stands(dewar) for dewar in dewars[:3]] == [("at facility", PLACE)] * 3
    delivery.waits(lambda: delivery.on_disk() == [])


def test_scans_of_a_window_that_was_killed_are_written_once_by_the_next(
    make_context: Callable[[], AppContext],
    context: AppContext,
    dewars: list[Row],
    show: Callable[[QWidget], QWidget],
    qtbot: QtBot,
) -> None:
    """The first scan was written, but its window did not live to hear of it."""
    scans = [Scan(dewar["barCode"], "at facility", PLACE) for dewar in dewars[:3]]
    context.core.set_dewar_status(dewars[0]["dewarId"], "at facility", PLACE, key=scans[0].key)
    files = ScanFiles(context.edits.autosave.files.folder)
    for scan in scans:
        files.keep(scan)
    context.edits.autosave.close()
    second = make_context()
    view = DewarsView(second)
    show(view)
    qtbot.waitUntil(lambda: view.station.taken.text() == "3 taken", timeout=WAIT_MS)
    assert [len(second.core.dewar_history(dewar["dewarId"])) for dewar in dewars[:4]] == [2, 2, 2, 1]


def test_ctrl_z_takes_the_last_steps_back_by_new_ones_and_redo_takes_them_again(
    delivery: Delivery, dewars: list[Row]
) -> None:
    delivery.scan(f"place:{PLACE}")
    for dewar in dewars[:2]:
        delivery.scan(dewar["barCode"])
    delivery.finishes()
    delivery.context.edits.undo()
    delivery.waits(lambda: delivery.stands(dewars[1]) == ("opened", ""))
    assert delivery.stands(dewars[0]) == ("at facility", PLACE)
    delivery.context.edits.undo()
    delivery.waits(lambda: delivery.stands(dewars[0]) == ("opened", ""))
    delivery.context.edits.redo()
    delivery.waits(lambda: delivery.stands(dewars[0]) == ("at facility", PLACE))
    delivery.finishes()
    delivery.context.edits.undo()
    delivery.waits(lambda: delivery.stands(dewars[0]) == ("opened", ""))
    reasons = [step["reason"] for step in delivery.context.core.dewar_history(dewars[0]["dewarId"])]
    assert reasons[:3] == ["Undo of at facility", "Done again after an undo", "Undo of at facility"]


def test_a_dewar_that_somebody_moved_since_is_not_undone(
    delivery: Delivery, dewars: list[Row], told: list[Message]
) -> None:
    delivery.scan(f"place:{PLACE}")
    delivery.scan(dewars[0]["barCode"])
    delivery.finishes()
    delivery.context.core.set_dewar_status(dewars[0]["dewarId"], "processing", "ID29")
    delivery.context.edits.undo()
    delivery.waits(lambda: told[-1].level == "error")
    assert "was moved again since" in told[-1].text
    assert delivery.stands(dewars[0]) == ("processing", "ID29")


def test_in_the_scan_field_ctrl_z_is_the_desks_unless_one_types(delivery: Delivery) -> None:
    line = delivery.view.scan
    delivery.scan("nobody-7")
    delivery.finishes()

    def is_its_own() -> bool:
        event = QKeyEvent(QEvent.ShortcutOverride, Qt.Key_Z, Qt.ControlModifier, "\x1a")
        event.ignore()
        QApplication.sendEvent(line, event)
        return bool(event.isAccepted())

    assert not is_its_own()
    delivery.qtbot.keyClicks(line, "mx24")
    assert is_its_own()


def test_a_refill_is_one_click_and_stands_in_history_and_card(delivery: Delivery, dewars: list[Row]) -> None:
    delivery.context.core.dewars.update(dewars[0]["dewarId"], {"holdTime": 9})
    delivery.scan(dewars[0]["barCode"])
    delivery.waits(delivery.view.card.isVisible)
    delivery.press("Refill LN₂")
    delivery.waits(lambda: "topped up 1 ×" in delivery.view.card.packing.text())
    assert "8 d 23 h left" in delivery.view.card.cold.text()
    model = delivery.view.history.model()
    assert model.index(0, 1).data() == "LN₂ topped up"
    assert [row["kind"] for row in delivery.context.core.dewar_refills(dewars[0]["dewarId"])] == ["refill"]


def test_the_board_is_searched_and_turned_to_places(delivery: Delivery, dewars: list[Row]) -> None:
    board = delivery.view.board
    for dewar, place in zip(dewars[:2], ("Rack 1", "Rack 2"), strict=True):
        delivery.context.core.set_dewar_status(dewar["dewarId"], "in storage", place)
    delivery.qtbot.keyClick(delivery.view.scan, Qt.Key_F, Qt.ControlModifier)
    assert board.search.hasFocus()
    delivery.qtbot.keyClicks(board.search, f"D0-{delivery.context.proposal_id}")
    delivery.waits(lambda: [lane.view.model().rowCount() for lane in board.lanes] == [0, 0, 1, 0, 0])
    delivery.qtbot.keyClick(board.search, Qt.Key_Return)
    delivery.waits(lambda: delivery.view.card.isVisible() and delivery.view.card.stands.text() == "Rack 1")
    delivery.qtbot.keyClick(board.search, Qt.Key_Escape)
    assert delivery.view.focusWidget() is delivery.view.scan
    delivery.waits(lambda: sum(lane.view.model().rowCount() for lane in board.lanes) >= 30)
    board.order.setCurrentIndex(1)
    board.order.activated.emit(1)
    assert {"Rack 1", "Rack 2"} <= {lane.title for lane in board.lanes}


def test_enter_on_a_line_opens_its_card(delivery: Delivery, dewars: list[Row]) -> None:
    board = delivery.view.board
    board.search.setText(dewars[3]["code"])
    board.wanted.emit()
    delivery.waits(lambda: board.lanes[0].view.model().rowCount() == 1)
    lane = board.lanes[0].view
    lane.setFocus()
    lane.setCurrentIndex(lane.model().index(0, 0))
    delivery.qtbot.keyClick(lane, Qt.Key_Return)
    delivery.waits(
        lambda: delivery.view.card.isVisible() and delivery.view.card.code.text() == dewars[3]["code"]
    )


def test_sound_can_be_turned_off_and_stays_off(delivery: Delivery, context: AppContext) -> None:
    delivery.qtbot.mouseClick(delivery.view.station.sound, Qt.LeftButton)
    delivery.scan("nobody-7")
    delivery.finishes()
    assert delivery.sounds == []
    assert context.preferences.sound is False
