# SPDX-License-Identifier: LGPL-3.0-or-later
"""A gate before a backend, at an address that stays: it opens, shuts, breaks what passes, and is slow."""

from __future__ import annotations

import socket
import threading
from contextlib import ExitStack, suppress
from urllib.parse import urlsplit


class Gate:
    """Passes connections on; `shut` is what a client sees of a dead backend, `delay` (s) of a slow one."""

    def __init__(self, url: str, port: int) -> None:
        parts = urlsplit(url)
        self._behind = (parts.hostname, parts.port)
        self.port = port
        self.delay = 0.0
        self._over = threading.Event()
        self._passing: set[socket.socket] = set()
        self._listening: socket.socket | None = None
        self._threads: list[threading.Thread] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def open(self) -> None:
        """Let connections in."""
        self._listening = socket.create_server(("127.0.0.1", self.port))
        self._start(self._accept, self._listening)

    def shut(self) -> None:
        """Refuse new connections and break those that pass."""
        listening, self._listening = self._listening, None
        if listening is not None:
            # Closing alone would not wake the thread that accepts.
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            listening.close()
        for each in list(self._passing):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Shut, and wait for all that passes."""
        self._over.set()
        self.shut()
        for thread in self._threads:
            thread.join()

    def _start(self, work: object, *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                self._start(self._pass, listening.accept()[0])

    def _pass(self, front: socket.socket) -> None:
        with ExitStack() as stack:
            stack.enter_context(front)
            if self.delay and self._over.wait(self.delay):
                return
            back = stack.enter_context(socket.create_connection(self._behind))
            self._passing |= {front, back}
            other = threading.Thread(target=_pump, args=(back, front))
            other.start()
            _pump(front, back)
            other.join()
            self._passing -= {front, back}


def _pump(source: socket.socket, target: socket.socket) -> None:
    """Pass on until one side ends, then end the other."""
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for each in (source, target):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
