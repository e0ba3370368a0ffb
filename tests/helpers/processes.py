# SPDX-License-Identifier: LGPL-3.0-or-later
"""Starting the servers of a facility as processes of their own: gunicorn, gevent, Flask's, nginx, our own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest
import yaml

SECRET = "a secret for tests, long enough for HS256"


class Said:
    """The lines of a process, as they come."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._changed = threading.Condition()

    def add(self, line: str) -> None:
        """One more line."""
        with self._changed:
            self.lines.append(line)
            self._changed.notify_all()

    def until(self, text: str, seconds: float = 20) -> str:
        """All that was said, once *text* is part of it."""
        with self._changed:
            found = self._changed.wait_for(lambda: text in "".join(self.lines), seconds)
            assert found, f"{text} was not said in:\n{''.join(self.lines)}"
            return "".join(self.lines)


def written_config(folder: Path, uri: str, **server: Any) -> Path:
    """A configuration for this database, with further keys of `server:`."""
    path = folder / "backend.yaml"
    fixed = {"SQLALCHEMY_DATABASE_URI": uri, "SECRET_KEY": SECRET}
    path.write_text(yaml.safe_dump({"server": fixed | server}), encoding="utf-8")
    return path


@contextmanager
def process(
    command: list[str], ready: str, said: Said | None = None, **environment: str
) -> Iterator[re.Match[str]]:
    """A process, from the line that *ready* finds to the end of the block; *said* gathers what it says."""
    said = said or Said()
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"} | environment,
    ) as started:
        assert started.stdout is not None
        found = None
        for line in started.stdout:
            said.add(line)
            found = re.search(ready, line)
            if found:
                break
        if found is None:
            pytest.fail(f"{' '.join(command)} did not start:\n{''.join(said.lines)}")
        rest = threading.Thread(target=_follow, args=(started.stdout, said))
        rest.start()
        try:
            yield found
        finally:
            started.terminate()
            started.wait(30)
            rest.join()


def _follow(stream: IO[str], said: Said) -> None:
    for line in stream:
        said.add(line)


@contextmanager
def backend_process(config: Path, said: Said | None = None, **environment: str) -> Iterator[str]:
    """`ssx-backend serve`; gives its address."""
    command = [sys.executable, "-m", "backend", "serve", "--config", str(config)]
    with process(command, r'"url": "([^"]+)"', said, **environment) as found:
        yield found[1]


@contextmanager
def gunicorn(config: Path, *options: str, said: Said | None = None, **environment: str) -> Iterator[str]:
    """gunicorn with our factory; gives its address."""
    command = [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0", *options, "backend:create_app()"]
    ready = r"Listening at: (http://\S+)"
    with process(command, ready, said, SSX_CONFIG=str(config), **environment) as found:
        yield found[1]
