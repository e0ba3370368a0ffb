# SPDX-License-Identifier: LGPL-3.0-or-later
"""Start of the program: from the command to a window with its data, against a bare PyQt5 window.

Run as `python -m benchmarks.startup`. Whole processes are timed from outside. The program draws its
window into a picture once its data are there, and ends: its time is an upper bound for "usable".
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

ROUNDS = 5
BARE = """
from PyQt5.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1440, 900)
window.show()
app.processEvents()
window.grab().save({picture!r})
"""


def seconds(command: Sequence[str]) -> float:
    """The time of a process from its start to its end."""
    begun = time.perf_counter()
    subprocess.run(
        command, check=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True
    )
    return time.perf_counter() - begun


def ended(folder: Path) -> None:
    """Wait until the local backend of a folder is gone, so that the next start is a cold one."""
    while (folder / "backend.json").exists():
        time.sleep(0.05)


def report(name: str, program: Callable[[], float], bare: Callable[[], float]) -> None:
    """Time both in turn, so that the ratio holds when the machine's speed drifts."""
    pairs = [(program(), bare()) for _ in range(ROUNDS)]
    ours, floor = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"{name}: {ours:.2f} s with data, bare window {floor:.2f} s, ratio {ours / floor:.1f}")


def main() -> None:
    """Print medians and ratios; 2 s from cold and, beside a running backend, ten bare windows are the bar."""
    with tempfile.TemporaryDirectory() as name:
        data, picture = Path(name) / "data", str(Path(name) / "picture.png")
        backend = [sys.executable, "-m", "backend"]
        subprocess.run([*backend, "demo", "--data-dir", str(data)], check=True, capture_output=True)
        window = [sys.executable, "-m", "ssx_widget", "--data-dir", str(data), "--screenshot", picture]

        def bare() -> float:
            return seconds([sys.executable, "-c", BARE.format(picture=picture)])

        def cold() -> float:
            ended(data)
            return seconds([*window, "--screen", "samples"])

        report("cold start", cold, bare)
        ended(data)
        serve = [*backend, "serve", "--data-dir", str(data)]
        with subprocess.Popen(serve, stdout=subprocess.PIPE) as running:
            assert running.stdout is not None
            running.stdout.readline()
            for screen in ("samples", "shipments"):
                report(f"{screen}, backend running", partial(seconds, [*window, "--screen", screen]), bare)
            running.terminate()


if __name__ == "__main__":
    main()
