# SPDX-License-Identifier: LGPL-3.0-or-later
"""The command `ssx-backend` in this process: the same function, without the time that a start takes."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout

import pytest
from sqlalchemy import Connection, Engine, event

from backend.commands import main as program


def command(*arguments: object, text: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `ssx-backend` with these arguments, *text* on its standard input."""
    words = list(map(str, arguments))
    output, errors = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(output), redirect_stderr(errors), _closing():
        patch.setattr(sys, "stdin", io.StringIO(text))
        for name, value in environment.items():
            patch.setenv(name, value)
        status = _status(words)
    return subprocess.CompletedProcess(words, status, output.getvalue(), errors.getvalue())


def _status(words: list[str]) -> int:
    try:
        return program.main(words)
    except SystemExit as ended:  # argparse shows help, or what was wrong with the call
        return ended.code if isinstance(ended.code, int) else 1


@contextmanager
def _closing() -> Iterator[None]:
    """Close the databases that were opened in the block, as the end of a process does."""
    opened: set[Engine] = set()

    def note(connection: Connection) -> None:
        opened.add(connection.engine)

    event.listen(Engine, "engine_connect", note)
    try:
        yield
    finally:
        event.remove(Engine, "engine_connect", note)
        for engine in opened:
            engine.dispose()
