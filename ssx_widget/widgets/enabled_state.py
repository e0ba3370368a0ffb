# SPDX-License-Identifier: LGPL-3.0-or-later
"""Buttons that are grey with a reason."""

from __future__ import annotations

from qtpy.QtWidgets import QAbstractButton


def allow(button: QAbstractButton, why_not: str, usual: str = "") -> None:
    """Free a button, its tooltip saying what it does; or grey it, its tooltip saying why."""
    button.setEnabled(not why_not)
    button.setToolTip(why_not or usual)
