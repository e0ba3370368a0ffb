# SPDX-License-Identifier: LGPL-3.0-or-later
"""The program killed while somebody types: the next window has what was typed, and nothing else is left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import backend_command
from tests.e2e.conftest import Start

LETTERS = "HEWLABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
MOST_LOST_S = 1.0
WAIT_S = 20


class Program:
    """A running `ssx-desk`, which gets its keys from the X server."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "ssx_widget", "--data-dir", str(folder), "--screen", "samples"]
        self._folder = folder
        self.process = subprocess.Popen(command, start_new_session=True)
        window = _asked("search", "--sync", "--onlyvisible", "--pid", str(self.process.pid), "--name", "SSX")
        _asked("windowfocus", "--sync", window.split()[-1])

    def presses(self, *keys: str) -> float:
        """Press keys one after another; gives the time at which the last one was pressed."""
        _asked("key", *keys)
        return time.monotonic()

    def typed(self) -> str:
        """The acronym as the draft on disk has it."""
        drafts = [json.loads(each.read_text("utf-8")) for each in self._folder.glob("drafts/local/*/*.json")]
        return next((d["changes"].get("acronym", "") for d in drafts if d["collection"] == "proteins"), "")

    def backend(self) -> int:
        """The process id of its local backend."""
        found: int = json.loads((self._folder / "backend.json").read_text(encoding="utf-8"))["pid"]
        return found


def _asked(*words: str) -> str:
    return subprocess.run(
        ["xdotool", *words], check=True, capture_output=True, text=True, timeout=WAIT_S
    ).stdout


@contextmanager
def running(folder: Path) -> Iterator[Program]:
    """The program on a data folder, ended in any case."""
    program = Program(folder)
    try:
        yield program
    finally:
        program.process.kill()
        program.process.wait()


@pytest.mark.parametrize("count", [9, 17, 33])
def test_what_was_typed_is_back_but_for_the_last_second(
    screen: str, start: Start, tmp_path: Path, process_ends: Callable[[int], bool], count: int
) -> None:
    assert os.environ["DISPLAY"] == screen
    folder = tmp_path / "data"
    backend_command("demo", "--data-dir", str(folder))
    with running(folder) as program:
        begins_a_sample(program)
        pressed = [program.presses(letter) for letter in LETTERS[:count]]
        killed = time.monotonic()
        program.process.send_signal(signal.SIGKILL)
        program.process.wait()
        assert process_ends(program.backend())
    safe = sum(moment < killed - MOST_LOST_S for moment in pressed)

    person = start()
    person.sees("not saved")
    back = person.reads("Acronym")
    assert LETTERS.startswith(back)
    assert safe <= len(back) <= count


def begins_a_sample(program: Program) -> None:
    """Ctrl+N as soon as the screen takes it: a letter that gets to the disk tells that it has."""
    end = time.monotonic() + WAIT_S
    while not comes(lambda: program.typed() == "H", within=1.0):
        assert time.monotonic() < end, "the window did not begin a sample"
        program.presses("ctrl+n", "H")
    program.presses("BackSpace")


def comes(state: Callable[[], bool], within: float) -> bool:
    """Look again and again, for so many seconds."""
    end = time.monotonic() + within
    while not state():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
