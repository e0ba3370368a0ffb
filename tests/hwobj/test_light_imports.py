# SPDX-License-Identifier: LGPL-3.0-or-later
"""Importing the hardware objects pulls in neither Qt nor the backend, and is quick."""

from __future__ import annotations

import json
import subprocess
import sys

SHOW = "import json, sys; import {module}; print(json.dumps(sorted(sys.modules)))"


def modules_after(module: str) -> set[str]:
    """The modules that are loaded after one import, in a process of its own."""
    command = [sys.executable, "-c", SHOW.format(module=module)]
    return set(json.loads(subprocess.run(command, capture_output=True, check=True).stdout))


def test_the_hardware_objects_know_no_qt_and_of_the_backend_only_its_rules() -> None:
    loaded = modules_after("hwobj.PyIspybClient, hwobj.SsxIspybClient")
    assert {"hwobj.client.session", "hwobj.client.local_process", "requests"} <= loaded
    assert not {name for name in loaded if name.partition(".")[0] in ("qtpy", "PyQt5", "flask", "sqlalchemy")}
    ours = {name for name in loaded if name.startswith("backend.")}
    assert "backend.domain.handshake" in ours
    assert not {name for name in ours if not name.startswith("backend.domain")}


def test_the_local_backend_can_be_started_before_anything_large_is_loaded() -> None:
    assert not {"requests", "urllib3", "keyring"} & modules_after("hwobj.client.local_process")


def test_the_package_itself_loads_nothing() -> None:
    assert {name for name in modules_after("hwobj") if name.startswith("hwobj")} == {"hwobj"}
