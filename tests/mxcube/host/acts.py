# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is done in a run of the host. An act yields what it waits for, and gives what it saw."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import gevent
from qtpy.QtCore import QObject, Qt
from qtpy.QtTest import QTest
from qtpy.QtWidgets import QLabel, QPushButton, QTabBar

from ssx_widget.screens.settings.login_dialog import LoginDialog

ACTS: dict[str, Callable[[Any], Any]] = {}
Act = Generator[Callable[[], Any], None, dict[str, Any]]


def act(play: Callable[[Any], Act]) -> Callable[[Any], Act]:
    """One of the acts, by its name."""
    ACTS[play.__name__] = play
    return play


def words(widget: Any) -> list[str]:
    """All words that can be read in a widget now."""
    return [each.text() for each in widget.findChildren(QLabel) if each.isVisible() and each.text()]


def sample_list(host: Any) -> Any:
    """The list of the samples screen."""
    return host.brick.place.panel.screens.view("samples").panel


def acquisitions(host: Any) -> list[int]:
    """The keys in the list of the acquisitions screen."""
    panel = host.brick.place.panel.screens.view("acquisitions").panel
    return [row["ssxDataAcquisitionId"] for row in panel.source.rows]


def is_open(host: Any) -> Any:
    """Whether a loaded sample is looked at."""
    place = host.brick.place
    return place.panel and place.panel.screens.current_screen and sample_list(host).chosen is not None


@act
def look(host: Any) -> Act:
    """Wait until something is said in place of the samples."""
    place = host.brick.place
    yield lambda: any(each.isVisible() for each in place.findChildren(QPushButton) if each.text())
    yield lambda: place.panel is None or place.panel.screens.content.notice.isVisible()
    return {"words": words(host.brick)}


@act
def choose(host: Any) -> Act:
    """Log in and go to the second sample; then the laboratory's is followed, and back to another proposal."""
    chosen: list[Any] = []
    host.brick.sampleSelected.connect(chosen.append)
    host.proposals.log_in("mx", "2415")
    yield lambda: is_open(host)
    names = [row["name"] for row in sample_list(host).source.rows]
    host.brick.show_sample(sample_list(host).source.rows[1]["loadedSampleId"])
    yield lambda: chosen and chosen[-1] and chosen[-1]["name"] == names[1]
    tabs = host.brick.findChildren(QTabBar)[0]
    shown = [tabs.tabToolTip(number) for number in range(tabs.count())]
    host.proposals.userGroupSaved.emit("team7")
    head = [each.toolTip() for each in host.brick.place.panel.head.findChildren(QLabel)]
    host.proposals.log_in("mx", "7777")
    yield lambda: host.brick.place.panel.context.proposal["proposalNumber"] == "7777"
    yield lambda: not sample_list(host).source.rows
    host.proposals.log_out()
    yield lambda: "MXCuBE is not logged in" in words(host.brick)
    last = chosen[-1]
    return {"names": names, "tabs": shown, "head": head, "last": last}


@act
def measure(host: Any) -> Act:
    """Go to a sample, then look at the acquisitions; the queue, in a greenlet of its own, stores another."""
    chosen: list[Any] = []
    host.brick.sampleSelected.connect(chosen.append)
    host.proposals.log_in("mx", "2415")
    yield lambda: is_open(host) and chosen and chosen[-1]
    panel = host.brick.place.panel
    ssx, rest = panel.context.ssx, panel.context.connection.rest
    panel.head.tabs.setCurrentIndex(2)
    yield lambda: acquisitions(host)
    yield lambda: panel.context.session and not panel.context.tasks.count
    before = acquisitions(host)

    def collect() -> Any:
        session = panel.context.session["sessionId"]
        group = rest.json("POST", "/data_collections/groups", json={"sessionId": session})
        key = {"dataCollectionGroupId": group["dataCollectionGroupId"]}
        collection = rest.json("POST", "/data_collections", json=key)["dataCollectionId"]
        return ssx.store_ssx_data_acquisition(chosen[-1]["loadedSampleId"], collection)

    queue = gevent.spawn(collect)
    yield queue.ready
    yield lambda: queue.value["ssxDataAcquisitionId"] in acquisitions(host)
    return {"stored": queue.value, "sample": chosen[-1]["loadedSampleId"], "before": before}


@act
def sample_from_the_laboratory(host: Any) -> Act:
    """Somebody else stores a sample while the list is looked at."""
    host.proposals.log_in("mx", "2415")
    yield lambda: is_open(host)
    ssx = host.brick.place.panel.context.ssx
    first = dict(sample_list(host).source.rows[0])
    kept = ("proposalId", "sampleStockId", "sampleDeliveryDeviceId", "crystalSlurryId")
    row = {name: first[name] for name in kept if first.get(name) is not None} | {
        "name": "from_the_laboratory"
    }
    gevent.spawn(ssx.loaded_samples.create, row)
    yield lambda: "from_the_laboratory" in [each["name"] for each in sample_list(host).source.rows]
    return {}


@act
def read_only(host: Any) -> Act:
    """A user may not change anything; an expert may."""
    host.proposals.log_in("mx", "2415")
    yield lambda: is_open(host)
    context, panel = host.brick.place.panel.context, host.brick.place.panel
    draft = sample_list(host).chosen
    before = draft.get("comments") if "comments" in draft.base else draft.get("name")
    new_allowed = sample_list(host).new_button.isEnabled()
    context.edits.set(draft, "name", "renamed")
    context.edits.save([draft])
    refused = words(panel.screens.banner)
    host.window.set_expert_mode(True)
    picks = panel.head.proposal.isVisible()
    new_for_experts = sample_list(host).new_button.isEnabled()
    context.edits.undo()
    return {
        "before": before,
        "new_allowed": [new_allowed, new_for_experts],
        "refused": refused,
        "picks": picks,
    }


@act
def type_and_close(host: Any) -> Act:
    """What was typed and not saved is there again when the window runs once more."""
    host.proposals.log_in("mx", "2415")
    yield lambda: is_open(host)
    context = host.brick.place.panel.context
    context.edits.set(sample_list(host).chosen, "name", "typed and not saved")
    host.brick.stop()
    host.brick.run()
    yield lambda: is_open(host)
    again = host.brick.place.panel.context
    yield lambda: again.edits.unsaved
    found = [draft.get("name") for draft in again.edits.unsaved]
    again.edits.discard(again.edits.unsaved[0])
    return {"found": found}


@act
def emit_from_a_greenlet(host: Any) -> Act:
    """What the hardware object emits is heard in the event loop, after its emit has returned."""
    host.proposals.log_in("mx", "2415")
    yield lambda: is_open(host)
    connection = host.brick.place.panel.context.connection
    order: list[str] = []

    class Listener(QObject):
        def hear(self, state: str, _sentence: str) -> None:
            order.append(state)

    listener = Listener()
    connection.stateChanged.connect(listener.hear)

    def emit() -> None:
        connection.ssx.emit("connectionStateChanged", "offline", "No answer came: look at the network.")
        order.append("emit returned")

    gevent.spawn(emit)
    yield lambda: len(order) > 1
    yield lambda: "No answer came: look at the network." in words(host.brick)
    return {"order": order}


@act
def log_in_after_a_wrong_password(host: Any) -> Act:
    """The way on is a dialog, opened by a click and not by the hardware object."""
    place = host.brick.place
    yield place.panel.screens.content.notice.isVisible
    said = words(place)
    ways = [each for each in place.findChildren(QPushButton) if each.isVisible()]
    [button] = [each for each in ways if each.text() == "Log in…"]
    opened_before = place.panel.findChildren(LoginDialog)
    QTest.mouseClick(button, Qt.LeftButton)
    yield lambda: place.panel.findChild(LoginDialog)
    dialog = place.panel.findChild(LoginDialog)
    dialog.username.setText("beamline")
    dialog.password.setText("the right password")
    dialog._log_in()
    yield lambda: place.panel.context.connection.state.name == "connected"
    yield lambda: "MXCuBE is not logged in" in words(place)
    return {"said": said, "opened_before": len(opened_before)}


@act
def outlive_the_backend(host: Any) -> Act:
    """With all parts shown the backend is slow, dies and comes back; each with its heartbeats."""
    host.proposals.log_in("mx", "2415")
    yield lambda: is_open(host)
    panel = host.brick.place.panel
    for part in ("plans", "acquisitions", "samples"):
        panel.show_screen(part)
        yield lambda: not panel.context.tasks.count
    state = panel.context.connection
    hearts = host.hearts
    told: dict[str, Any] = {}

    def begin() -> None:
        for heart in hearts.values():
            heart.begin()

    def end(what: str) -> None:
        told[what] = {name: [heart.beats, heart.longest] for name, heart in hearts.items()}

    begin()
    yield lambda: min(heart.beats for heart in hearts.values()) > 200
    end("idle")
    host.ask("slow")
    yield lambda: state.state.name == "offline"
    yield lambda: state.state.name == "connected"
    begin()
    sample_list(host).reload()
    yield lambda: panel.context.tasks.count
    yield lambda: not panel.context.tasks.count
    end("slow")
    begin()
    host.ask("shut")
    yield lambda: state.state.name == "offline"
    yield lambda: min(heart.beats for heart in hearts.values()) > 100
    said = words(panel.screens.banner)
    sample_list(host).reload()
    yield lambda: not panel.context.tasks.count
    end("dead")
    begin()
    host.ask("open")
    yield lambda: state.state.name == "connected"
    yield lambda: not panel.context.tasks.count
    yield lambda: sample_list(host).source.rows and not panel.screens.banner.isVisible()
    end("back")
    return {"told": told, "said": said}


@act
def sample_deleted_meanwhile(host: Any) -> Act:
    """The laboratory deletes the announced sample; the queue still stores what it measured of it."""
    chosen: list[Any] = []
    host.brick.sampleSelected.connect(chosen.append)
    host.proposals.log_in("mx", "2415")
    yield lambda: is_open(host) and chosen and chosen[-1]
    panel = host.brick.place.panel
    rows = sample_list(host).source.rows
    doomed = next(row for row in rows if row["name"] == "doomed")["loadedSampleId"]
    host.brick.show_sample(doomed)
    yield lambda: chosen[-1] and chosen[-1]["loadedSampleId"] == doomed
    host.ask("delete")
    yield lambda: doomed not in [row["loadedSampleId"] for row in sample_list(host).source.rows]
    yield lambda: not panel.context.tasks.count
    yield lambda: None in chosen
    queue = gevent.spawn(panel.context.ssx.store_ssx_data_acquisition, doomed, 1)
    yield queue.ready
    host.brick.show_sample(doomed)
    yield lambda: not panel.context.tasks.count
    return {"stored": queue.value}


@act
def login_that_ended(host: Any) -> Act:
    """The password is another one meanwhile, and the token ends: the person can log in, the window stays."""
    host.proposals.log_in("mx", "2415")
    yield lambda: is_open(host)
    panel = host.brick.place.panel
    rest = panel.context.connection.rest
    rest.point(rest.target.url, "no.such.token")
    host.ask("end")

    def ways() -> list[str]:
        return [each.text() for each in panel.screens.banner.findChildren(QPushButton) if each.isVisible()]

    yield lambda: "Log in…" in ways()
    return {"ways": ways()}


@act
def correct_the_role(host: Any) -> Act:
    """The property is corrected while the window runs."""
    said = words(host.brick)
    host.brick["hwobj_ssx"] = "ssx"
    yield lambda: host.brick.place.panel is not None
    return {"said": said}
