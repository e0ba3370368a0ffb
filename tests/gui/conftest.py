# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the tests of the window share: a real local backend, a context on it, and no noise from Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtWidgets import QApplication, QWidget

from hwobj.client.local_process import LocalBackend
from ssx_widget.context.app_context import AppContext
from ssx_widget.context.connection import Connection
from ssx_widget.context.preferences import Preferences
from ssx_widget.look.messages import Message
from ssx_widget.look.theme import Theme
from ssx_widget.screens.shipments.view import ShipmentsView
from tests.helpers import databases
from tests.helpers.shipper import Shipper

Row = dict[str, Any]
WAIT_MS = 20_000


@pytest.fixture(autouse=True)
def no_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """An error in the log fails the test: nothing went wrong that nobody saw."""
    yield
    noise = [record.getMessage() for record in caplog.get_records("call") if record.levelname == "ERROR"]
    assert noise == []


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    """The application class that pytest-qt makes."""
    return QApplication


@pytest.fixture(scope="session")
def look(qapp: QApplication) -> Theme:
    """Our look, as in the program."""
    return Theme(qapp, "light")


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder whose backend runs as long as the tests."""
    folder = databases.data_folder(tmp_path_factory.mktemp("data"))
    keeper = Connection()
    keeper.use_backend(LocalBackend(folder))
    yield folder
    keeper.close(wait=5)


@pytest.fixture
def make_context(
    data_folder: Path,
    tmp_path: Path,
    qtbot: QtBot,
    look: Theme,  # noqa: ARG001  the look has to be there
) -> Iterator[Callable[[], AppContext]]:
    """Contexts on the running backend, connected; they share drafts and choices like starts of one window."""
    contexts: list[AppContext] = []

    def make() -> AppContext:
        connection = Connection()
        context = AppContext(connection, Preferences.load(tmp_path), "local")
        contexts.append(context)
        with qtbot.waitSignal(
            connection.stateChanged, timeout=WAIT_MS, check_params_cb=lambda name, _words: name == "connected"
        ):
            connection.use_folder(data_folder)
        return context

    yield make
    for context in contexts:
        context.close()
        # Its link ends with the next sign of life, half a second later; no test waits for that.
        context.connection.close()


@pytest.fixture
def context(make_context: Callable[[], AppContext], new_proposal: Callable[[AppContext], Row]) -> AppContext:
    """A connected desk with a proposal of its own."""
    made = make_context()
    made.pick_proposal(new_proposal(made))
    return made


@pytest.fixture(scope="session")
def new_proposal() -> Callable[[AppContext], Row]:
    """Make a proposal that no other test uses."""
    numbers = iter(range(1000, 9000))

    def make(context: AppContext) -> Row:
        laboratory = context.core.laboratories.create({"name": "Structural Biology", "city": "Hamburg"})
        person = context.core.persons.create(
            {"givenName": "Ada", "familyName": "Zürich", "laboratoryId": laboratory["laboratoryId"]}
        )
        proposal = {
            "personId": person["personId"],
            "proposalCode": "mx",
            "proposalNumber": str(next(numbers)),
        }
        return context.core.proposals.create(proposal)

    return make


@pytest.fixture
def told(context: AppContext) -> list[Message]:
    """What the user was told, in order."""
    messages: list[Message] = []
    context.messages.reported.connect(messages.append)
    return messages


@pytest.fixture
def show(qtbot: QtBot) -> Callable[[QWidget], QWidget]:
    """Show a widget for the rest of the test."""

    def put_up(widget: QWidget) -> QWidget:
        qtbot.addWidget(widget)
        widget.resize(900, 700)
        widget.show()
        qtbot.waitExposed(widget)
        return widget

    return put_up


@pytest.fixture
def person(context: AppContext, show: Callable[[QWidget], QWidget], qtbot: QtBot) -> Shipper:
    """Somebody before the screen of an empty proposal."""
    view = ShipmentsView(context)
    context.connection.changed.connect(context.rowChanged)
    show(view)
    view.resize(1300, 800)
    return Shipper(context, view, qtbot)


@pytest.fixture
def stored(context: AppContext) -> Row:
    """A shipment with a dewar and a Unipuck, and crystals of HEWL and CDK2 to fill it with."""
    core, proposal = context.core, context.proposal_id
    for acronym, group in (("HEWL", "P43212"), ("CDK2", "P212121")):
        protein = core.proteins.create(
            {"proposalId": proposal, "acronym": acronym, "name": acronym, "safetyLevel": "GREEN"}
        )
        crystal = core.crystals.create({"proteinId": protein["proteinId"], "spaceGroup": group})
    shipping = core.shippings.create({"proposalId": proposal, "shippingName": "December"})
    dewar = core.dewars.create({"shippingId": shipping["shippingId"], "code": "DEW-1"})
    puck = core.containers.create({"dewarId": dewar["dewarId"], "code": "UP-1", "containerType": "Unipuck"})
    core.samples.create(
        {
            "containerId": puck["containerId"],
            "crystalId": crystal["crystalId"],
            "name": "cdk1",
            "location": "1",
        }
    )
    return shipping
