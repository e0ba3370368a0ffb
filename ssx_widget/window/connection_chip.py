# SPDX-License-Identifier: LGPL-3.0-or-later
"""A chip that says how the connection stands, and whether anything is not saved."""

from __future__ import annotations

from dataclasses import astuple

from qtpy.QtWidgets import QWidget

from ssx_widget.context.app_context import AppContext
from ssx_widget.widgets.chip import Chip


class ConnectionChip(Chip):
    """Follows a context; its tooltip has the whole sentence."""

    def __init__(self, context: AppContext, where: str, parent: QWidget) -> None:
        """`where` names the backend: Local, or the host of its address."""
        super().__init__(parent=parent)
        self._context, self._where, self._state = context, where, "starting"
        context.connection.stateChanged.connect(self._follow)
        context.edits.listChanged.connect(self._show)
        self._follow(*astuple(context.connection.state))

    def _follow(self, state: str, sentence: str) -> None:
        self._state = state
        self.setToolTip(sentence)
        self._show()

    def _show(self) -> None:
        unsaved = len(self._context.edits.unsaved)
        waits = f"{unsaved} not saved" if unsaved else "all saved"
        if self._state == "connected":
            self.show_state(f"{self._where} · {waits}", "warn" if unsaved else "ok")
        elif self._state == "starting":
            self.show_state(f"{self._where} · connecting")
        elif self._state == "login":
            self.show_state(f"{self._where} · not logged in", "warn")
        else:
            self.show_state(f"Offline · {waits}", "warn" if self._state == "offline" else "bad")
