# SPDX-License-Identifier: LGPL-3.0-or-later
"""In a program like mxcubeqt both objects outlive their backend, and hold up neither window nor greenlets."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.mxcube.conftest import properties_as
from tests.mxcube.gate import Gate

PROGRAM = Path(__file__).with_name("gevent_program.py")
PATIENCE = 60.0
Row = dict[str, Any]


class Host:
    """The program, and what it tells."""

    def __init__(self, folder: Path) -> None:
        variables = {**os.environ, "SSX_CONFIGURATION": str(folder), "QT_QPA_PLATFORM": "offscreen"}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self._process = subprocess.Popen([sys.executable, PROGRAM], env=variables, text=True, **pipes)
        self._news: queue.Queue[Row] = queue.Queue()
        self.errors: list[str] = []
        self._readers = [threading.Thread(target=read) for read in (self._read_news, self._read_errors)]
        for reader in self._readers:
            reader.start()

    def _read_news(self) -> None:
        for line in self._process.stdout or ():
            if line.startswith("{"):
                self._news.put(json.loads(line))

    def _read_errors(self) -> None:
        self.errors.extend(self._process.stderr or ())

    def until(self, wanted: Callable[[Row], bool]) -> Row:
        """The next news of that kind; those before it are let go."""
        while True:
            news = self._news.get(timeout=PATIENCE)
            if wanted(news):
                return news

    def state(self, name: str, of: str) -> Row:
        return self.until(lambda news: news.get("object") == of and news.get("state") == name)

    def answer(self, call: str) -> Row:
        """The next answer to one of its calls that is one."""
        return self.until(lambda news: news.get("call") == call and isinstance(news["answer"], int))

    def stop(self) -> Row:
        """End it; gives the longest gaps."""
        if self._process.stdin and self._process.poll() is None:
            self._process.stdin.write("\n")
            self._process.stdin.flush()
            return self.until(lambda news: "gaps" in news)
        return {}

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for reader in self._readers:
            reader.join()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe:
                pipe.close()


@pytest.fixture
def gate(backend: Callable[..., Any], new_port: Callable[[], int]) -> Iterator[Gate]:
    remote = backend()
    remote.add_account("id29", *PERMISSIONS, password="67890123456")
    gate = Gate(remote.url, new_port())
    yield gate
    gate.close()


PERMISSIONS = ("all_proposals", "all_sessions", "write_proposals")


@pytest.fixture
def host(gate: Gate, generation: int, tmp_path: Path) -> Iterator[Callable[[], Host]]:
    """Start the program on objects that are configured for the gate."""
    (tmp_path / "password").write_text("67890123456\n")
    properties = {
        "url": gate.url,
        "username": "id29",
        "password_file": str(tmp_path / "password"),
        "timeout": "60",
    }
    folder = properties_as("xml", generation, tmp_path / "config", properties)
    lims = (folder / "lims.xml").read_text()
    (folder / "ssx.xml").write_text(lims.replace("PyIspybClient", "SsxIspybClient"))
    started: list[Host] = []

    def start() -> Host:
        started.append(Host(folder))
        return started[-1]

    yield start
    for each in started:
        each.close()


def told(gaps: Row) -> None:
    for name in ("window", "greenlet"):
        idle, longest = (gaps[when][name] * 1000 for when in ("idle", "gaps"))
        sys.stdout.write(f"longest gap in the {name}: {longest:.0f} ms, idle {idle:.0f} ms\n")


def test_a_backend_that_is_down_at_start_comes_dies_and_comes_back(
    gate: Gate, host: Callable[[], Host]
) -> None:
    program = host()
    program.state("offline", of="lims")
    gate.open()
    assert program.state("connected", of="ssx")["main"]
    assert program.answer("samples")["answer"] == 0
    program.answer("proposals")  # now both are connected: an offline from here on is that of the gate
    gate.shut()
    assert program.state("offline", of="lims")["main"]
    gate.open()
    assert program.state("connected", of="lims")["main"]
    program.answer("samples")
    program.answer("proposals")
    told(program.stop())
    program.close()
    assert not [line for line in program.errors if "Traceback" in line], "".join(program.errors)


@pytest.mark.slow
def test_the_window_lives_on_while_the_backend_takes_thirty_seconds_to_answer(
    gate: Gate, host: Callable[[], Host]
) -> None:
    gate.open()
    program = host()
    program.state("connected", of="ssx")
    program.answer("samples")
    gate.delay = 30.0
    gate.shut()  # connections that are open would be quick
    gate.open()
    slow = program.until(lambda news: news.get("call") == "samples" and news["seconds"] > 29)
    # They beat every 10 ms: 30 s are some thousand beats, however busy the machine is.
    assert slow["beats"]["window"] > 100
    assert slow["beats"]["greenlet"] > 100
    told(program.stop())
    program.close()
    assert not [line for line in program.errors if "Traceback" in line], "".join(program.errors)
