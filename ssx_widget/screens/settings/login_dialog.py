# SPDX-License-Identifier: LGPL-3.0-or-later
"""Asks for user name and password of a backend elsewhere; the token is kept, the password never."""

from __future__ import annotations

import webbrowser
from functools import partial

from qtpy.QtCore import Qt
from qtpy.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from backend.domain.rows.answers import LoginModule
from ssx_widget.context.app_context import AppContext
from ssx_widget.look.theme import GRID, label, mark


class LoginDialog(QDialog):
    """Stays until the backend has taken the login, or the person gives up."""

    def __init__(self, context: AppContext, url: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WA_DeleteOnClose)
        self.setWindowTitle("Log in")
        self._context = context
        self.username, self.password = QLineEdit(context.preferences.username), QLineEdit()
        self.password.setEchoMode(QLineEdit.Password)
        self._said = label("", "error")
        self._said.setWordWrap(True)
        self._form = QWidget()
        form = QFormLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setLabelAlignment(Qt.AlignRight)
        for words, line in (("&User name", self.username), ("&Password", self.password)):
            line.setAccessibleName(words.replace("&", ""))
            line.setMinimumWidth(60 * GRID)
            form.addRow(words, line)
        buttons = QDialogButtonBox(QDialogButtonBox.Cancel)
        self._button = buttons.addButton("Log in", QDialogButtonBox.AcceptRole)
        mark(self._button, "primary")
        buttons.accepted.connect(self._log_in)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(3 * GRID)
        column.addWidget(label(f"Log in to {url}", "heading"))
        column.addWidget(self._form)
        column.addWidget(self._said)
        column.addWidget(buttons)
        self._browsers = QVBoxLayout()
        column.insertLayout(1, self._browsers)
        context.connection.stateChanged.connect(self._follow)
        context.tasks.run(context.connection.rest.login_modules, self._offer, lambda _error: None, owner=self)
        (self.password if self.username.text() else self.username).setFocus()

    def _log_in(self) -> None:
        self._button.setEnabled(False)
        self._said.clear()
        self._context.preferences.username = self.username.text()
        self._context.connection.login(self.username.text(), self.password.text())

    def _offer(self, modules: list[LoginModule]) -> None:
        """A button for each way through the browser; no lines to type into where none would be read."""
        for module in modules:
            if module["kind"] == "browser":
                button = QPushButton("Log in with the &browser", self)
                button.clicked.connect(partial(self._log_in_by_browser, module))
                self._browsers.addWidget(button)
        typed = any(module["kind"] == "password" for module in modules)
        for widget in (self._form, self._button):
            widget.setVisible(typed)

    def _log_in_by_browser(self, module: LoginModule) -> None:
        self._said.setText("Log in in the browser, which then comes back here.")
        self._context.connection.login_in_browser(module, webbrowser.open)

    def _follow(self, state: str, sentence: str) -> None:
        if state == "connected":
            self.accept()
        elif state != "starting":
            self._button.setEnabled(True)
            self._said.setText(sentence)
            self.password.selectAll()
