# SPDX-License-Identifier: LGPL-3.0-or-later
"""Loads the Qt Designer files."""

from __future__ import annotations

from qtpy import uic
from qtpy.QtWidgets import QWidget

from ui import path


def load_ui(name: str, into: QWidget) -> None:
    """Lay out a widget as a Qt Designer file says; its children become attributes."""
    uic.loadUi(str(path(name)), into)
