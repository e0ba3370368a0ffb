# SPDX-License-Identifier: LGPL-3.0-or-later
"""The program by itself needs nothing of MXCuBE."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from ssx_widget.window.screens import SCREENS

VIEWS = [f"ssx_widget.screens.{screen.view.rpartition('.')[0]}" for screen in SCREENS]
SHOW = "import json, sys; import {modules}; print(json.dumps(sorted(sys.modules)))"


@pytest.mark.parametrize("modules", [["ssx_widget.program.run", *VIEWS], ["ssx_widget.mxcube.brick_place"]])
def test_neither_the_window_nor_what_the_brick_shows_loads_anything_of_mxcubeqt(modules: list[str]) -> None:
    command = [sys.executable, "-c", SHOW.format(modules=", ".join(modules))]
    loaded = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert set(modules) <= set(loaded)
    assert [name for name in loaded if name.partition(".")[0] == "mxcubeqt"] == []
    assert [name for name in loaded if name.startswith("ssx_widget.bricks")] == []
