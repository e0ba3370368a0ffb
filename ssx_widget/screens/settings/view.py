# SPDX-License-Identifier: LGPL-3.0-or-later
"""The settings screen: local data folder or a backend elsewhere, a test of it, and the labels' defaults."""

from __future__ import annotations

from pathlib import Path

from qtpy.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from backend.domain.rows.answers import LabelEngines, TemplateEntry
from hwobj.client.session import RestSession
from hwobj.errors import BadAddress
from ssx_widget.background.tasks import sentence
from ssx_widget.context.app_context import AppContext
from ssx_widget.context.preferences import Preferences, choose_data_folder
from ssx_widget.look.theme import label, mark
from ssx_widget.screens.settings.connection_test import probe_folder, probe_url
from ssx_widget.screens.settings.facility_card import FacilityCard
from ssx_widget.screens.settings.login_dialog import LoginDialog
from ssx_widget.support.report import ask_where_to_save
from ssx_widget.widgets.scroll_area import scrolled
from ssx_widget.widgets.ui_file import load_ui


class SettingsView(QWidget):
    """All of it holds at once, another backend too."""

    localChoice: QRadioButton
    remoteChoice: QRadioButton
    folderLine: QLineEdit
    folderButton: QPushButton
    urlLine: QLineEdit
    usernameLine: QLineEdit
    loginButton: QPushButton
    testButton: QPushButton
    useButton: QPushButton
    templateCombo: QComboBox
    paperCombo: QComboBox
    said: QLabel
    facilityBox: QVBoxLayout

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        load_ui("settings.ui", self)
        self._context = context
        self.facility = FacilityCard(context)
        self.facilityBox.addWidget(self.facility)
        self.facilityBox.addLayout(self._report_line())
        self._let_scroll()
        self._templates: list[TemplateEntry] = []
        self._show_choices(context.preferences)
        self._connect()
        self._follow_choice()
        context.tasks.run(context.core.label_engines, done=self._show_templates, owner=self)

    def _report_line(self) -> QHBoxLayout:
        button = QPushButton("Save a &report…")
        button.setAccessibleName("Save a report")
        button.clicked.connect(lambda _checked: ask_where_to_save(self._context, self))
        row = QHBoxLayout()
        row.addWidget(button)
        row.addWidget(label("Versions, log and settings for whoever helps; no password is in it.", "label"))
        row.addStretch(1)
        return row

    def _let_scroll(self) -> None:
        """The cards keep their height where the window is low."""
        inside = QWidget()
        mark(inside, "page")
        inside.setLayout(self.layout())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inside))

    def _show_choices(self, preferences: Preferences) -> None:
        self.folderLine.setText(str(preferences.folder))
        self.urlLine.setText(preferences.url)
        self.usernameLine.setText(preferences.username)
        (self.remoteChoice if preferences.url else self.localChoice).setChecked(True)

    def _connect(self) -> None:
        self.localChoice.toggled.connect(lambda _on: self._follow_choice())
        for line in (self.folderLine, self.urlLine):
            line.textEdited.connect(lambda _text: self._follow_choice())
        self.folderButton.clicked.connect(self._browse)
        self.loginButton.clicked.connect(self._log_in)
        self.testButton.clicked.connect(self._test)
        self.useButton.clicked.connect(self._use)
        self.templateCombo.activated.connect(lambda _index: self._take_template())
        self.paperCombo.activated.connect(lambda _index: self._take_paper())

    def _follow_choice(self) -> None:
        local, preferences = self.localChoice.isChecked(), self._context.preferences
        for widget in (self.folderLine, self.folderButton):
            widget.setEnabled(local)
        for widget in (self.urlLine, self.usernameLine):
            widget.setEnabled(not local)
        same = self._chosen() == (preferences.url, preferences.folder)
        self.loginButton.setEnabled(not local and same)
        self.loginButton.setToolTip("" if same else "Use this backend first; it then asks for the login.")
        complete = bool(self.folderLine.text().strip() if local else self.urlLine.text().strip())
        self.useButton.setEnabled(complete and not same)
        self.useButton.setToolTip("" if complete and not same else "This is what the window uses now.")
        self._say("", "label")

    def _chosen(self) -> tuple[str, Path]:
        if self.localChoice.isChecked():
            return "", Path(self.folderLine.text().strip()).expanduser().absolute()
        return self.urlLine.text().strip(), self._context.preferences.folder

    def _browse(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Data folder", self.folderLine.text())
        if folder:
            self.folderLine.setText(folder)
            self._follow_choice()

    def _log_in(self) -> None:
        self._context.preferences.username = self.usernameLine.text().strip()
        LoginDialog(self._context, self.urlLine.text().strip(), self).open()

    def _test(self) -> None:
        url, folder = self._chosen()
        self._say("Asking…", "label")
        self._context.tasks.run(
            lambda: probe_url(url) if url else probe_folder(folder),
            done=lambda words: self._say(f"✓ {words}", "label"),
            failed=lambda error: self._say(f"× {sentence(error)}", "error"),
            busy="Testing the connection…",
            owner=self,
        )

    def _use(self) -> None:
        """Go on with this backend, in this window."""
        url, folder = self._chosen()
        try:
            if url:
                RestSession(url).close()
            else:
                choose_data_folder(folder)
        except (BadAddress, OSError) as error:
            self._say(f"× {error}", "error")
            return
        if url:
            self._context.preferences.username = self.usernameLine.text().strip()
        self._context.moveWanted.emit(url, folder)

    def _say(self, words: str, role: str) -> None:
        self.said.setText(words)
        self.said.setVisible(bool(words))
        mark(self.said, role)

    def _show_templates(self, engines: LabelEngines) -> None:
        self._templates = engines["templates"]
        for template in self._templates:
            self.templateCombo.addItem(template["title"], template["name"])
        self.templateCombo.setCurrentIndex(
            max(0, self.templateCombo.findData(self._context.preferences.template))
        )
        self._show_papers()

    def _show_papers(self) -> None:
        self.paperCombo.clear()
        self.paperCombo.addItems(self._templates[self.templateCombo.currentIndex()]["papers"])
        self.paperCombo.setCurrentIndex(max(0, self.paperCombo.findText(self._context.preferences.paper)))

    def _take_template(self) -> None:
        self._context.preferences.template = self.templateCombo.currentData()
        self._show_papers()
        self._take_paper()

    def _take_paper(self) -> None:
        self._context.preferences.paper = self.paperCombo.currentText()
        self._context.tasks.run(self._context.preferences.save)
