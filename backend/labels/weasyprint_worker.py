# SPDX-License-Identifier: LGPL-3.0-or-later
"""WeasyPrint in a process of its own: started on demand, warm while labels are printed, ended when idle.

Its imports take a second and 80 MB, and its layout is Python that would hold up every other request.
"""

from __future__ import annotations

import atexit
import base64
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, cast

IDLE_S = 60.0
"""The worker ends when nobody printed for this long."""


class RenderingStopped(RuntimeError):
    """The worker died or met a fault; the text says which."""


def render_with_weasyprint(html: str, timeout_s: float) -> bytes:
    """Give `html` as PDF. TimeoutError after `timeout_s`; RenderingStopped when it cannot be drawn."""
    return _WORKER.render(html, timeout_s)


class Worker:
    """The one worker process and who may speak to it."""

    def __init__(self, idle_s: float = IDLE_S) -> None:
        self._idle_s = idle_s
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._idle: threading.Timer | None = None

    @property
    def pid(self) -> int | None:
        """The worker's process id while it runs."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def render(self, html: str, timeout_s: float) -> bytes:
        """Give `html` as PDF; a worker that somebody killed is replaced once, without a word."""
        with self._lock:
            self._stop_idle_clock()
            try:
                answer = self._ask(html, timeout_s)
            except EOFError:
                self._end()
                answer = self._ask_again(html, timeout_s)
            self._start_idle_clock()
        if "fault" in answer:
            raise RenderingStopped(answer["fault"])
        return base64.b64decode(answer["pdf"])

    def stop(self) -> None:
        """End the worker; the next document starts another."""
        with self._lock:
            self._stop_idle_clock()
            self._end()

    def _ask_again(self, html: str, timeout_s: float) -> dict[str, str]:
        try:
            return self._ask(html, timeout_s)
        except EOFError as error:
            self._end()
            raise RenderingStopped("its process ended twice") from error

    def _ask(self, html: str, timeout_s: float) -> dict[str, str]:
        process = self._running()
        requests, answers = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        expired = threading.Event()

        def stop_waiting() -> None:
            expired.set()
            process.kill()

        alarm = threading.Timer(timeout_s, stop_waiting)
        alarm.start()
        try:
            requests.write(json.dumps(html).encode("ascii") + b"\n")
            requests.flush()
            line = answers.readline()
        except OSError:
            line = b""
        finally:
            alarm.cancel()
        if expired.is_set():
            self._end()
            raise TimeoutError
        if not line.endswith(b"\n"):
            raise EOFError
        answer: dict[str, str] = json.loads(line)
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        root = str(Path(__file__).parents[2])
        path = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH")) if part)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "backend.labels.weasyprint_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        # Closes both pipes and waits for the end.
        process.communicate()

    def _start_idle_clock(self) -> None:
        self._idle = threading.Timer(self._idle_s, self.stop)
        self._idle.daemon = True
        self._idle.start()

    def _stop_idle_clock(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None


_WORKER = Worker()
atexit.register(_WORKER.stop)


def _serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer each line of JSON with one; end with the end of the input, that is with the parent."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    fonts = FontConfiguration()
    only_data = URLFetcher(allowed_protocols=("data",))
    for request in requests:
        try:
            pdf = HTML(string=json.loads(request), url_fetcher=only_data).write_pdf(font_config=fonts)
            answer = {"pdf": base64.b64encode(pdf).decode("ascii")}
        except Exception as error:  # noqa: BLE001 - whatever it is, the parent says it to the person
            answer = {"fault": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer).encode("ascii") + b"\n")
        answers.flush()


if __name__ == "__main__":
    pipe = sys.stdout.buffer
    # A stray print of a library must not end up between two answers.
    sys.stdout = sys.stderr
    _serve(sys.stdin.buffer, pipe)
