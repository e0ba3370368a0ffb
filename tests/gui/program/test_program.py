# SPDX-License-Identifier: LGPL-3.0-or-later
"""The program `ssx-desk` as a process: its arguments, its exit status, a picture of a screen."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from qtpy.QtGui import QImage

pytestmark = pytest.mark.slow


def ssx_desk(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program and wait for its end."""
    return subprocess.run(
        [sys.executable, "-m", "ssx_widget", *map(str, arguments)],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_it_tells_its_version_and_where_its_bricks_are() -> None:
    assert ssx_desk("--version").stdout.split() == ["ssx-desk", version("ssx-desk")]
    assert (Path(ssx_desk("--bricks-dir").stdout.strip()) / "ssx_sample_brick.py").is_file()


def test_help_shows_an_example() -> None:
    assert "Example: ssx-desk" in ssx_desk("--help").stdout


def test_a_wrong_call_ends_with_2_and_names_the_argument() -> None:
    done = ssx_desk("--size", "large")
    assert done.returncode == 2
    assert "“large” is no size; write it like 1440x900" in done.stderr


def test_without_a_display_it_says_so_in_one_sentence() -> None:
    done = ssx_desk(QT_QPA_PLATFORM="", DISPLAY="", WAYLAND_DISPLAY="")
    assert done.returncode == 1
    assert done.stderr == (
        "ssx-desk: There is no display: set DISPLAY or WAYLAND_DISPLAY, or run it under xvfb-run.\n"
    )


def test_a_data_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = ssx_desk("--data-dir", tmp_path / "file" / "below")
    assert done.returncode == 1
    assert str(tmp_path / "file" / "below") in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("look", ["light", "dark"])
def test_a_picture_of_a_screen_shows_it_in_the_size_asked_for(tmp_path: Path, look: str) -> None:
    picture = tmp_path / "settings.png"
    done = ssx_desk(
        *("--data-dir", tmp_path / "data", "--screen", "settings", "--size", "1024x700"),
        *("--screenshot", picture, f"--{look}"),
    )
    assert (done.returncode, done.stderr) == (0, "")
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (1024, 700)
    # A place beside the cards, where nothing but the ground of the window is.
    assert (image.pixelColor(1000, 600).lightness() < 128) == (look == "dark")


@pytest.mark.parametrize("screen", ["kitchen", "shipments/first"])
def test_a_screen_that_is_none_is_told_with_those_that_are(screen: str) -> None:
    done = ssx_desk("--screen", screen)
    assert done.returncode == 2
    assert "samples, plans, acquisitions" in done.stderr


def test_a_picture_from_a_backend_that_does_not_answer_says_why(tmp_path: Path) -> None:
    picture = tmp_path / "samples.png"
    done = ssx_desk("--data-dir", tmp_path, "--url", "http://127.0.0.1:9", "--screenshot", picture)
    assert done.returncode == 1
    assert "127.0.0.1:9" in done.stderr
    assert not picture.exists()


def test_an_unsafe_address_is_refused(tmp_path: Path) -> None:
    done = ssx_desk("--data-dir", tmp_path, "--url", "http://ispyb.example.org")
    assert done.returncode == 1
    assert "https" in done.stderr
