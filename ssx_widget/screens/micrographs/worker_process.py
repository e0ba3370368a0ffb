# SPDX-License-Identifier: LGPL-3.0-or-later
"""Runs one of this folder's modules in a process of its own, for work that would hold Python's lock."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from hwobj.errors import Invalid
from ssx_widget.background.tasks import Cancelled, Task

_POLL_S = 0.05


def run_module(name: str, arguments: Sequence[str], task: Task) -> str:
    """Run a module and give what it prints; raises Invalid with its sentence, or Cancelled."""
    command = [sys.executable, "-m", f"ssx_widget.screens.micrographs.{name}", *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as child:  # noqa: S603  our own module
        while True:
            try:
                task.report(0, 0)
                printed, problem = child.communicate(timeout=_POLL_S)
                break
            except subprocess.TimeoutExpired:
                continue
            except Cancelled:
                child.kill()
                raise
    if child.returncode:
        raise Invalid(_sentence(child.returncode, problem))
    return printed


def _sentence(status: int, problem: str) -> str:
    """The child's own sentence, unless it came to an end that it did not foresee."""
    if status == 1 and problem and "\n" not in problem:
        return problem
    return "This picture cannot be worked on here: the memory or the disk may be full."
