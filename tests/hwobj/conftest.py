# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the tests of the hardware objects share: windows on a data folder, and servers that misbehave."""

from __future__ import annotations

import os
import queue
import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import pytest

from hwobj.client.event_stream import Change
from hwobj.client.link import Link, LinkState
from hwobj.client.local_process import LocalBackend, find
from hwobj.client.session import RestSession
from hwobj.PyIspybClient import PyIspybClient

WITHOUT_HARDWARE_OBJECTS = (
    "test_backups.py",
    "test_errors.py",
    "test_files.py",
    "test_local.py",
    "test_rest.py",
)
"""What is below the hardware objects is the same beside mxcubecore, so it runs once, without it."""

collect_ignore = [*WITHOUT_HARDWARE_OBJECTS] if find_spec("mxcubecore") else []


def ends_within(pid: int, seconds: float) -> bool:
    """Whether the process is gone within that time; the kernel tells."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([process], [], [], seconds)[0])
    finally:
        os.close(process)


@dataclass
class Window:
    """What a window has of its backend, and what it was told."""

    rest: RestSession
    link: Link
    states: queue.Queue[LinkState]
    changes: queue.Queue[Change]
    core: PyIspybClient

    @property
    def pid(self) -> int:
        """The process that serves this window's folder."""
        address = find(self.link._backend.data_dir) if self.link._backend else None
        assert address is not None
        return address.pid

    def wait_for(self, name: str, seconds: float = 20) -> LinkState:
        """The next state of that name; the ones before it are let go."""
        while True:
            state = self.states.get(timeout=seconds)
            if state.name == name:
                return state


@pytest.fixture(scope="module")
def rest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RestSession]:
    """A connection to a local backend that all tests of a module share."""
    address = LocalBackend(tmp_path_factory.mktemp("data")).ensure()
    shared = RestSession()
    shared.point(address.url, address.secret, local=True)
    shared.check_version()
    # The backend stays as long as somebody listens, however slow this machine is.
    with shared.send("GET", "/events", stream=True):
        yield shared
    shared.close()
    assert ends_within(address.pid, 20)


@pytest.fixture
def window() -> Iterator[Callable[[Path], Window]]:
    """Open windows on data folders; at the end of the test all are closed and no process may stay."""
    with ExitStack() as stack:

        def open_on(folder: Path) -> Window:
            rest = RestSession()
            states: queue.Queue[LinkState] = queue.Queue()
            changes: queue.Queue[Change] = queue.Queue()
            link = Link(rest, LocalBackend(folder), on_state=states.put, on_change=changes.put)
            opened = Window(rest, link, states, changes, PyIspybClient("core", rest))
            folders.add(folder)
            stack.callback(rest.close)
            stack.callback(link.close, wait=10)
            link.begin()
            opened.wait_for("connected")
            return opened

        folders: set[Path] = set()
        yield open_on
        left = [address for address in map(find, folders) if address is not None]
        stack.close()
        assert all(ends_within(address.pid, 10) for address in left)


@dataclass
class Scripted:
    """A server that gives one scripted answer to each connection, and keeps what it was asked."""

    port: int
    requests: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def scripted() -> Iterator[Callable[..., Scripted]]:
    """Start such a server: `scripted(b"HTTP/1.1 …", b"")`; an empty answer breaks the connection."""
    over = threading.Event()
    with ExitStack() as stack:

        def start(*answers: bytes, port: int = 0) -> Scripted:
            listening = stack.enter_context(socket.create_server(("127.0.0.1", port)))
            server = Scripted(listening.getsockname()[1])
            thread = threading.Thread(target=_serve, args=(listening, answers, server, over))
            thread.start()
            stack.callback(thread.join)
            stack.callback(over.set)
            return server

        yield start


def _serve(
    listening: socket.socket, answers: tuple[bytes, ...], server: Scripted, over: threading.Event
) -> None:
    listening.settimeout(0.1)
    left = list(answers)
    while left and not over.is_set():
        try:
            connection, _ = listening.accept()
        except TimeoutError:
            continue
        with connection:
            connection.settimeout(10)
            server.requests.append(connection.recv(65536))
            connection.sendall(left.pop(0))


@pytest.fixture(name="ends_within")
def ends_within_fixture() -> Callable[[int, float], bool]:
    """Whether a process is gone within some seconds: `ends_within(pid, 5)`."""
    return ends_within
