# SPDX-License-Identifier: LGPL-3.0-or-later
"""The local backend of a data folder: found when it runs, started when not, proved before it is trusted.

The process belongs to nobody and ends by itself when the last window's lease ends, so no window stops it.
Only the standard library is imported here: a window starts its backend first and loads the rest meanwhile.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from backend.domain.handshake import ADDRESS_FILE, LOG_FILE
from hwobj.client.gevent_support import processes
from hwobj.client.server_authentication import prove
from hwobj.errors import Unreachable

START_TIMEOUT = 60.0
"""Seconds that a start may take; a migration of a large database is part of it."""

ANSWER_TIMEOUT = 5.0
LARGEST_LOG = 1_000_000
COMMAND = (sys.executable, "-m", "backend")


class NotStarted(Unreachable):
    """The local backend did not come up; the sentence says why, `log` holds the end of its log."""

    def __init__(self, message: str, log: str = "") -> None:
        super().__init__(message)
        self.log = log


@dataclass(frozen=True)
class Address:
    """Where a local backend answers, and the secret that it asks for."""

    url: str
    secret: str
    pid: int


def find(data_dir: Path) -> Address | None:
    """The backend of this folder if one runs and proves that it knows the secret, else None."""
    address = _read(data_dir / ADDRESS_FILE)
    if address is None:
        return None
    parts = urlsplit(address.url)
    try:
        with socket.create_connection((parts.hostname or "", parts.port or 0), ANSWER_TIMEOUT) as connection:
            prove(connection, parts.netloc, address.secret)
    except OSError:
        return None  # it ended, or somebody else has its port now
    return address


class LocalBackend:
    """Finds or starts the backend of one data folder; one instance serves all threads of a window."""

    def __init__(self, data_dir: Path, command: Sequence[str] = COMMAND) -> None:
        self.data_dir = data_dir.absolute()
        self._command = command
        self._lock = threading.Lock()
        self._start: _Start | None = None
        self._closed = False

    def begin(self) -> None:
        """Start the process if none runs, without waiting until it answers."""
        with self._lock:
            if self._start is None and find(self.data_dir) is None:
                self._start = self._spawn()

    def ensure(self) -> Address:
        """The running backend, started if need be; raises NotStarted."""
        with self._lock:
            deadline = time.monotonic() + START_TIMEOUT
            while not self._closed:
                address = find(self.data_dir)
                if address is not None:
                    self._start = None
                    return address
                start = self._start or self._spawn()
                self._start = None
                if not start.wait(deadline - time.monotonic()):
                    # Another window's process may have been first; it answers now or nobody does.
                    address = find(self.data_dir)
                    if address is None:
                        raise self._failure(start)
                    return address
            raise Unreachable("The window is closing.")

    def close(self) -> None:
        """Start nothing any more: the window is closing."""
        self._closed = True

    @property
    def log_file(self) -> Path:
        """Where the process writes what it has to say."""
        return self.data_dir / LOG_FILE

    def _spawn(self) -> _Start:
        """A new process, detached from this window's terminal and session."""
        self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        command = [*self._command, "serve", "--data-dir", str(self.data_dir), "--lease"]
        with _open_log(self.log_file) as log:
            position = log.seek(0, os.SEEK_END)
            process = processes()(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=self.data_dir,
                **_detached(),
            )
        return _Start(process, position)

    def _failure(self, start: _Start) -> NotStarted:
        """Why it did not start: the last line that it wrote is its reason."""
        with self.log_file.open("rb") as log:
            log.seek(start.log_position)
            text = log.read().decode(errors="replace").strip()
        reason = text.splitlines()[-1] if text else "It said nothing."
        return NotStarted(
            f"The local backend did not start. {reason} The whole log is {self.log_file}.", text
        )


class _Start:
    """A process on its way up; a thread waits for its ready line, then for its end: no zombie stays."""

    def __init__(self, process: subprocess.Popen[bytes], log_position: int) -> None:
        self.log_position = log_position
        self._process = process
        self._ready_line = b""
        self._answered = threading.Event()
        threading.Thread(target=self._watch, name="local backend", daemon=True).start()

    def wait(self, timeout: float) -> bool:
        """Whether the process answers; False when it ended, or did not answer in time and was ended."""
        if not self._answered.wait(max(timeout, 0.0)):
            self._process.kill()
            self._answered.wait()
        return bool(self._ready_line)

    def _watch(self) -> None:
        with self._process as process:
            if process.stdout is not None:
                self._ready_line = process.stdout.readline()
                process.stdout.close()
            if not self._ready_line:
                process.wait()
            self._answered.set()


def _read(file: Path) -> Address | None:
    """The address file; None when there is none, or it is not readable as one."""
    try:
        row: dict[str, object] = json.loads(file.read_text(encoding="utf-8"))
        return Address(str(row["url"]), str(row["secret"]), int(str(row["pid"])))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _open_log(file: Path) -> BinaryIO:
    """The log, for appending; a large one is begun anew."""
    large = file.exists() and file.stat().st_size > LARGEST_LOG
    flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if large else os.O_APPEND)
    return os.fdopen(os.open(file, flags, 0o600), "ab")


def _detached() -> dict[str, Any]:
    """Options for a process that an interrupt in this window's terminal does not reach."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}
