# SPDX-License-Identifier: LGPL-3.0-or-later
"""Work leaves the GUI thread by one way, and its result comes back by one."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import QObject

from hwobj.errors import Unreachable
from ssx_widget.background.tasks import Task, Tasks
from ssx_widget.look.messages import Message, Messages


@pytest.fixture
def messages() -> Messages:
    return Messages()


@pytest.fixture
def tasks(qapp: object, messages: Messages) -> Iterator[Tasks]:  # noqa: ARG001  the event loop carries the results
    made = Tasks(messages)
    yield made
    assert made.wait(5)
    made.close()


def test_work_runs_elsewhere_and_its_result_arrives_here(tasks: Tasks, qtbot: QtBot) -> None:
    here, arrived = threading.get_ident(), []
    with qtbot.waitSignal(tasks.idle):
        tasks.run(threading.get_ident, done=lambda there: arrived.append((there, threading.get_ident())))
    [(there, back)] = arrived
    assert there != here
    assert back == here


def test_a_failure_nobody_expects_is_told_in_its_own_sentence(
    tasks: Tasks, messages: Messages, qtbot: QtBot
) -> None:
    def fail() -> None:
        raise Unreachable("The backend does not answer.")

    told: list[Message] = []
    messages.reported.connect(told.append)
    with qtbot.waitSignal(tasks.idle):
        tasks.run(fail)
    assert [(message.level, message.text) for message in told] == [("error", "The backend does not answer.")]


def test_a_fault_of_the_program_goes_to_the_log_with_its_stack(
    tasks: Tasks, messages: Messages, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[Message] = []
    messages.reported.connect(told.append)
    with qtbot.waitSignal(tasks.idle), caplog.at_level(logging.ERROR):
        tasks.run(lambda: {}["name"])
    assert "KeyError" in told[0].text
    assert caplog.records[0].exc_info is not None
    caplog.clear()


def test_a_result_for_a_widget_that_is_gone_is_dropped(tasks: Tasks, qtbot: QtBot) -> None:
    arrived: list[object] = []
    owner, gate = QObject(), threading.Event()
    tasks.run(gate.wait, done=arrived.append, owner=owner)
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    with qtbot.waitSignal(tasks.idle):
        gate.set()
    assert arrived == []


def test_cancelled_work_ends_at_its_next_report_and_tells_nobody(
    tasks: Tasks, messages: Messages, qtbot: QtBot
) -> None:
    told: list[Message] = []
    messages.reported.connect(told.append)
    gate, reports = threading.Event(), []

    def count(task: Task) -> None:
        for number in range(10):
            reports.append(number)
            gate.wait()
            task.report(number, 10)

    task = tasks.run_reporting(count, done=lambda _: reports.append(-1))
    task.cancel()
    with qtbot.waitSignal(tasks.idle):
        gate.set()
    assert reports == [0]
    assert told == []


def test_progress_comes_in_figures(tasks: Tasks, qtbot: QtBot) -> None:
    gate, seen = threading.Event(), []

    def work(task: Task) -> None:
        gate.wait()
        task.report(57, 112)

    task = tasks.run_reporting(work)
    task.progress.connect(lambda done, total: seen.append((done, total)))
    with qtbot.waitSignal(tasks.idle):
        gate.set()
    assert seen == [(57, 112)]


def test_only_work_that_lasts_is_shown_as_busy(tasks: Tasks, qtbot: QtBot) -> None:
    gate, shown = threading.Event(), []
    tasks.busyChanged.connect(shown.append)
    with qtbot.waitSignal(tasks.idle):
        tasks.run(lambda: None, busy="Quick…")
    assert shown == []
    with qtbot.waitSignal(tasks.busyChanged):
        tasks.run(gate.wait, busy="Saving…")
    with qtbot.waitSignal(tasks.idle):
        gate.set()
    assert shown == ["Saving…", ""]
