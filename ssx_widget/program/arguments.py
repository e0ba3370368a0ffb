# SPDX-License-Identifier: LGPL-3.0-or-later
"""The command line of `ssx-desk`, read before anything of Qt is loaded."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from ssx_widget.window.screens import SCREENS, screen

_WITHOUT_DISPLAY = ("offscreen", "minimal", "vnc", "linuxfb", "eglfs")


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The choices of the command line; ends the program with 2 for a wrong call."""
    parser = argparse.ArgumentParser(
        "ssx-desk",
        description="Samples, shipments and labels of serial synchrotron crystallography.",
        epilog="Example: ssx-desk --data-dir ~/ssx --screen shipments",
    )
    parser.add_argument("--version", action="version", version=f"ssx-desk {version('ssx-desk')}")
    parser.add_argument("--data-dir", type=Path, help="folder of the local data, drafts and choices")
    parser.add_argument("--url", help="address of a backend elsewhere; without it the local one is used")
    parser.add_argument("--username", help="user name there; SSX_PASSWORD may hold the password for scripts")
    parser.add_argument(
        "--screen",
        type=_screen,
        metavar="NAME[/KEY]",
        help="screen to begin with: samples, or shipments/1 for one row",
    )
    parser.add_argument("--screenshot", type=Path, metavar="FILE", help="draw the screen to a PNG and end")
    parser.add_argument("--size", type=_size, metavar="WxH", help="size of the window, such as 1440x900")
    look = parser.add_mutually_exclusive_group()
    look.add_argument(
        "--dark", dest="look", action="store_const", const="dark", help="dark, whatever the system has"
    )
    look.add_argument(
        "--light", dest="look", action="store_const", const="light", help="light, whatever the system has"
    )
    parser.add_argument(
        "--bricks-dir", action="store_true", help="print the folder for CUSTOM_BRICKS_PATH and end"
    )
    parser.set_defaults(look="system")
    return parser.parse_args(arguments)


def has_display() -> bool:
    """Whether a window can be shown: Qt would abort the program without one."""
    platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if platform in _WITHOUT_DISPLAY or sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _screen(text: str) -> str:
    name, _, key = text.partition("/")
    if screen(name) is None or (key and not key.isdecimal()):
        known = ", ".join(each.name for each in SCREENS)
        raise argparse.ArgumentTypeError(
            f"“{text}” is no screen; they are {known}, with a key as in shipments/1"
        )
    return text


def _size(text: str) -> tuple[int, int]:
    try:
        width, height = (int(part) for part in text.lower().split("x"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no size; write it like 1440x900") from None
    return width, height
