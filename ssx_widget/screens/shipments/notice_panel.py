# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is told of a shipment that was sent or has arrived: a letter, and an entry for a calendar."""

from __future__ import annotations

from pathlib import Path

from qtpy.QtCore import Qt
from qtpy.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from backend.domain.names import repaired_name
from backend.domain.rows.answers import NoticeLetter, NoticeList
from ssx_widget.context.app_context import AppContext
from ssx_widget.files.written_file import write_file
from ssx_widget.look.theme import GRID, icon, label
from ssx_widget.widgets.enabled_state import allow

_WORDS = {"sent": "It is on its way", "arrived": "It has arrived"}
_TEXT_HEIGHT = 52 * GRID


class NoticePanel(QWidget):
    """Shows one of the two letters; nothing in it can be changed, all of it can be copied."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._shipping, self._name = 0, ""
        self._notices: list[NoticeLetter] = []
        self._can_send = False
        self.kind = QComboBox()
        self.to, self.subject = label("", "plain"), label("", "plain")
        self.text = QPlainTextEdit()
        self.copy_button, self.calendar_button = (
            QPushButton("&Copy the text"),
            QPushButton("Save &calendar entry…"),
        )
        self.send_button = QPushButton("Send by &mail")
        self._arrange()
        self.kind.currentIndexChanged.connect(lambda _index: self._show())
        self.copy_button.clicked.connect(self._copy)
        self.calendar_button.clicked.connect(self._ask_for_file)
        self.send_button.clicked.connect(self._send)

    def show_notices(self, shipping: int, name: str, answer: NoticeList, kind: str) -> None:
        """Show the letters of a shipment; of another one, that of this kind first."""
        another = shipping != self._shipping
        self._shipping, self._name = shipping, name
        self._notices, self._can_send = answer["notices"], answer["canSend"]
        if another:
            self.kind.setCurrentIndex(self.kind.findData(kind))
        self._show()

    def save_calendar(self, file: Path) -> None:
        """Write the calendar entry into this file."""
        notice = self._notice
        entry = ((notice and notice["calendar"]) or "").encode()
        self._context.tasks.run(
            lambda: write_file(file, entry),
            done=lambda _none: self._context.messages.done(f"The calendar entry is saved as {file}."),
            owner=self,
        )

    @property
    def _notice(self) -> NoticeLetter | None:
        wanted = self.kind.currentData()
        return next((each for each in self._notices if each["kind"] == wanted), None)

    def _arrange(self) -> None:
        for kind, words in _WORDS.items():
            self.kind.addItem(words, kind)
        self.kind.setAccessibleName("Which letter")
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Text of the letter")
        self.text.setFixedHeight(_TEXT_HEIGHT)
        self.text.setTabChangesFocus(True)
        for line in (self.to, self.subject):
            line.setWordWrap(True)
            line.setTextInteractionFlags(Qt.TextSelectableByMouse)
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignRight)
        form.setHorizontalSpacing(3 * GRID)
        for title, widget in (("Letter", self.kind), ("To", self.to), ("Subject", self.subject)):
            form.addRow(label(title, "label"), widget)
        buttons = QHBoxLayout()
        buttons.setSpacing(2 * GRID)
        for button, sign in (
            (self.copy_button, "mdi6.content-copy"),
            (self.calendar_button, "mdi6.calendar-export"),
            (self.send_button, "mdi6.email-outline"),
        ):
            icon(sign, button)
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        column.addLayout(form)
        column.addWidget(self.text)
        column.addLayout(buttons)

    def _show(self) -> None:
        notice = self._notice
        if not notice:
            return
        self.to.setText(", ".join(notice["to"]) or "no contact has an e-mail address")
        self.subject.setText(notice["subject"])
        self.text.setPlainText(notice["text"])
        day = "arrives" if notice["kind"] == "sent" else "arrived"
        allow(
            self.calendar_button, "" if notice["calendar"] else f"The day on which it {day} is not known yet."
        )
        allow(self.send_button, self._why_not_sent(notice))

    def _why_not_sent(self, notice: NoticeLetter) -> str:
        if not self._can_send:
            return "The backend knows no mail server (MAIL_URL): copy the text and send it yourself."
        return "" if notice["to"] else "Enter an e-mail address for one of its contacts first."

    def _copy(self) -> None:
        notice = self._notice
        if notice is None:
            return
        QApplication.clipboard().setText(f"{notice['subject']}\n\n{notice['text']}\n")
        self._context.messages.done("Subject and text are on the clipboard.")

    def _ask_for_file(self) -> None:
        dialog = QFileDialog(self.window(), "Save calendar entry", str(Path.home()), "Calendar (*.ics)")
        dialog.setAcceptMode(QFileDialog.AcceptSave)
        dialog.setDefaultSuffix("ics")
        dialog.selectFile(f"{repaired_name(self._name) or 'shipment'}-{self.kind.currentData()}.ics")
        if dialog.exec_():
            self.save_calendar(Path(dialog.selectedFiles()[0]))

    def _send(self) -> None:
        core, shipping, kind = self._context.core, self._shipping, self.kind.currentData()
        self.send_button.setEnabled(False)
        self._context.tasks.run(
            lambda: core.send_notice(shipping, kind),
            done=lambda answer: self._end(f"The letter went to {', '.join(answer['to'])}."),
            failed=lambda error: self._end("", error),
            busy="Sending the letter…",
            owner=self,
        )

    def _end(self, words: str, error: Exception | None = None) -> None:
        if error is None:
            self._context.messages.done(words)
        else:
            self._context.messages.error(f"The letter was not sent. {error}")
        self._show()
