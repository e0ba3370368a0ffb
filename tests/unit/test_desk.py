"""The script `desk`, on a system where everything is installed already."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def _desk(*arguments: str) -> subprocess.CompletedProcess[str]:
    screen = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    without_screen = {name: value for name, value in os.environ.items() if name not in screen}
    return subprocess.run(
        [ROOT / "desk", *arguments], env=without_screen, capture_output=True, text=True, check=False
    )


def test_help_names_every_command() -> None:
    done = _desk("help")
    assert done.returncode == 0
    for command in ("run", "test", "lint", "bench", "screenshots"):
        assert f"\n  {command} " in done.stdout


def test_an_unknown_command_is_named() -> None:
    done = _desk("fly")
    assert done.returncode == 1
    assert "there is no command fly" in done.stderr


def test_run_says_in_one_sentence_that_it_needs_a_display() -> None:
    done = _desk("run")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "needs a display" in done.stderr.splitlines()[-1]


def test_every_package_is_listed_once_with_a_reason() -> None:
    lines = (ROOT / "deploy" / "debian-packages").read_text(encoding="utf-8").splitlines()
    listed = [line.split(maxsplit=2) for line in lines if line and not line.startswith("#")]
    assert all(len(entry) == 3 and entry[0] in {"run", "pdf", "optional", "test"} for entry in listed)
    assert len({entry[1] for entry in listed}) == len(listed)
