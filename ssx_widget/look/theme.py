# SPDX-License-Identifier: LGPL-3.0-or-later
"""How the window looks: light and dark colours as the system has it, one style sheet, icons tinted alike."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from string import Template
from typing import Literal, cast

import qtawesome
from qtpy.QtCore import QEvent, QObject, QSize, Qt, QTimer
from qtpy.QtGui import QColor, QFontInfo, QIcon, QPalette
from qtpy.QtWidgets import QAbstractButton, QAction, QApplication, QLabel, QWidget

from resources import path

GRID = 4
"""Pixels between things: layouts use multiples of it."""

Appearance = Literal["system", "light", "dark"]


@dataclass(frozen=True)
class Colours:
    """The colours of one look; `ok`, `warn` and `bad` never stand without a sign or a word."""

    window: str
    panel: str
    navigation: str
    border: str
    edge: str
    hover: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_hover: str
    on_accent: str
    chosen: str
    chip: str
    ok: str
    ok_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    excitation: str
    exposure: str
    detection: str


LIGHT = Colours(
    window="#f4f5f7", panel="#ffffff", navigation="#eaedf2", border="#d9dde4", edge="#b9c0cb",
    hover="#eef1f5", text="#1a2230", muted="#5b6675", faint="#9aa3af",
    accent="#1565b8", accent_hover="#0f56a0", on_accent="#ffffff", chosen="#e4effb",
    chip="#e9ecf1", ok="#14703f", ok_soft="#dcf2e5", warn="#8a5600", warn_soft="#fdf0d4",
    bad="#b3261e", bad_soft="#fce8e6",
    excitation="#7d45c4", exposure="#0f7f86", detection="#2f6fb5",
)  # fmt: skip
DARK = Colours(
    window="#1b1e23", panel="#24282f", navigation="#16181c", border="#383e47", edge="#525a66",
    hover="#2c313a", text="#e6e8eb", muted="#a0a9b5", faint="#6c7582",
    accent="#5aa5f2", accent_hover="#7ab8f6", on_accent="#0b1825", chosen="#1e3448",
    chip="#16181c", ok="#6fcf9a", ok_soft="#1d3a2a", warn="#e7b75f", warn_soft="#3f3119",
    bad="#f28b82", bad_soft="#462523",
    excitation="#b48cf2", exposure="#4fc3c9", detection="#5aa5f2",
)  # fmt: skip


@dataclass(frozen=True)
class PictureColours:
    """What is drawn over micrographs: bright on grey, light or dark; told apart also by dashes."""

    length: str = "#ffb020"
    width: str = "#35c4e8"
    scale: str = "#ff5ca8"
    chosen: str = "#ffffff"
    outline: str = "#7ee787"
    shadow: str = "#80000000"


ON_PICTURES = PictureColours()
PAPER = "#ffffff"
"""Of pages that will be printed, in every look."""


def colours() -> Colours:
    """The colours that hold now, by the application's palette."""
    return _by(QApplication.palette())


def _by(palette: QPalette) -> Colours:
    window, text = palette.color(QPalette.Window), palette.color(QPalette.WindowText)
    look = DARK if window.lightness() < 128 else LIGHT
    if abs(window.lightness() - text.lightness()) == 255:
        # A high contrast palette: black on white, or white on black.
        return replace(look, window=window.name(), panel=window.name(), text=text.name(), muted=text.name())
    return look


class Theme(QObject):
    """Gives an application our look, and again when the system's palette changes."""

    def __init__(self, app: QApplication, appearance: Appearance = "system") -> None:
        super().__init__(app)
        self._app = app
        app.setStyle("Fusion")
        self._apply({"light": LIGHT, "dark": DARK}.get(appearance) or _by(app.palette()))
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Follow a palette that is not ours: the system has changed its own."""
        if watched is self._app and event and event.type() == QEvent.ApplicationPaletteChange:
            QTimer.singleShot(0, self._follow)
        return False

    def _follow(self) -> None:
        if self._app.palette().color(QPalette.Window) != QColor(self._colours.window):
            self._apply(_by(self._app.palette()))

    def _apply(self, look: Colours) -> None:
        self._colours = look
        self._app.setPalette(_palette(look))
        self._app.setStyleSheet(_style_sheet(look))
        for widget in self._app.allWidgets():
            _tint(widget)


class Dress(QObject):
    """Gives one widget our look inside a program that has its own: its colours and style, our shapes."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        cast("QApplication", QApplication.instance()).paletteChanged.connect(self._apply)
        self._apply(QApplication.palette())

    def _apply(self, palette: QPalette) -> None:
        self._widget.setStyleSheet(_style_sheet(_in_place(palette)))
        for widget in self._widget.findChildren(QWidget):
            _tint(widget)


def _in_place(palette: QPalette) -> Colours:
    """Our colours on the grounds of a program that we are a guest of."""
    return replace(
        _by(palette),
        window=palette.color(QPalette.Window).name(),
        panel=palette.color(QPalette.Base).name(),
        text=palette.color(QPalette.Text).name(),
    )


def _palette(look: Colours) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.Window: look.window, QPalette.WindowText: look.text, QPalette.Base: look.panel,
        QPalette.AlternateBase: look.window, QPalette.Text: look.text, QPalette.Button: look.panel,
        QPalette.ButtonText: look.text, QPalette.BrightText: look.bad, QPalette.Highlight: look.accent,
        QPalette.HighlightedText: look.on_accent, QPalette.Link: look.accent, QPalette.Mid: look.border,
        QPalette.ToolTipBase: look.panel, QPalette.ToolTipText: look.text, QPalette.Dark: look.edge,
        QPalette.PlaceholderText: look.faint,
    }  # fmt: skip
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.Text, QPalette.WindowText, QPalette.ButtonText):
        palette.setColor(QPalette.Disabled, role, QColor(look.faint))
    return palette


def _style_sheet(look: Colours) -> str:
    body = max(13, QFontInfo(QApplication.font()).pixelSize())
    sizes = {"body": f"{body}px", "title": f"{body * 19 // 13}px", "remark": f"{body - 1}px"}
    template = Template(path("styles/desk.qss").read_text(encoding="utf-8"))
    return template.substitute(asdict(look), **sizes, icons=path("icons").as_posix())


def mark(widget: QWidget, role: str, **states: object) -> None:
    """Give a widget a role of the style sheet (`primary`, `card`, `title` …) and states such as `tone`."""
    for name, value in {"role": role, **states}.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def label(text: str, role: str) -> QLabel:
    """A line of words in a role of the style sheet; the text is never read as HTML."""
    made = QLabel()
    made.setTextFormat(Qt.PlainText)
    made.setText(text)
    made.setProperty("role", role)
    return made


def icon(name: str, on: QWidget, size: int = 16) -> None:
    """Put an icon (a qtawesome name such as `mdi6.plus`) on a button or label, tinted from the palette."""
    on.setProperty("icon_name", name)
    on.setProperty("icon_size", size)
    _tint(on)


def picture(name: str, colour: str) -> QIcon:
    """An icon in one colour, for painting."""
    return cast("QIcon", qtawesome.icon(name, color=colour))


def action_icon(name: str, action: QAction) -> None:
    """Put an icon on an action inside a field, tinted from the palette."""
    action.setProperty("icon_name", name)
    action.setIcon(picture(name, colours().muted))


def _tint(widget: QWidget) -> None:
    for action in widget.actions():
        if action.property("icon_name"):
            action_icon(action.property("icon_name"), action)
    name = widget.property("icon_name")
    if not name:
        return
    look = colours()
    side = int(widget.property("icon_size"))
    if isinstance(widget, QLabel):
        widget.setPixmap(picture(name, look.muted).pixmap(QSize(side, side)))
    elif isinstance(widget, QAbstractButton):
        tint = look.on_accent if widget.property("role") == "primary" else look.muted
        widget.setIcon(qtawesome.icon(name, color=tint, color_on=look.accent, color_disabled=look.faint))
        widget.setIconSize(QSize(side, side))
