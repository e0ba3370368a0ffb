# SPDX-License-Identifier: LGPL-3.0-or-later
"""The program `ssx-desk`: begins the backend, loads Qt meanwhile, and opens the window."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from hwobj.client.local_process import LocalBackend
from ssx_widget.context.preferences import Preferences, chosen_data_folder
from ssx_widget.program import arguments
from ssx_widget.support.recent_log import recent


def main(words: Sequence[str] | None = None) -> int:
    """Run the program; 0 when it was closed, 1 when it cannot run (a sentence on standard error)."""
    chosen = arguments.parse(words)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    recent.begin()
    if chosen.bricks_dir:
        print(Path(__file__).parents[1] / "bricks")  # noqa: T201  asked for
        return 0
    if not arguments.has_display():
        return _refuse("There is no display: set DISPLAY or WAYLAND_DISPLAY, or run it under xvfb-run.")
    folder = (chosen.data_dir or chosen_data_folder()).expanduser().absolute()
    try:
        return _run(chosen, folder)
    except OSError as error:
        return _refuse(f"The data folder {folder} cannot be used: {error}.")


def _run(chosen: argparse.Namespace, folder: Path) -> int:
    preferences = Preferences.load(folder)
    url = chosen.url or preferences.url
    local = None if url else LocalBackend(folder)
    if local:
        # The backend takes longest to come up: Qt is loaded meanwhile.
        local.begin()
    os.environ.setdefault("QT_API", "pyqt5")
    if chosen.screenshot:
        # Pictures have the same size and text on every machine.
        os.environ.setdefault("QT_FONT_DPI", "96")
    from ssx_widget.program import run

    return run.run(chosen, preferences, local, url)


def _refuse(sentence: str) -> int:
    print(f"ssx-desk: {sentence}", file=sys.stderr)  # noqa: T201
    return 1
