# SPDX-License-Identifier: LGPL-3.0-or-later
"""The place of SSX Desk in a host's window: its panel, or a sentence that says why it cannot be shown."""

from __future__ import annotations

from collections.abc import Callable

from qtpy.QtCore import QSize, Signal
from qtpy.QtWidgets import QVBoxLayout, QWidget

from hwobj.errors import LimsError
from hwobj.lims.mxcube import USER_LOG
from ssx_widget.context.app_context import AppContext
from ssx_widget.context.connected_context import drafts_of, name_of_backend
from ssx_widget.context.preferences import Preferences
from ssx_widget.look.messages import Action
from ssx_widget.look.theme import GRID, Dress, mark
from ssx_widget.mxcube.brick_properties import BrickProperties
from ssx_widget.mxcube.host_connection import HostedConnection
from ssx_widget.mxcube.host_objects import HostObjectMissing, hardware_object
from ssx_widget.mxcube.panel import Panel
from ssx_widget.support.recent_log import recent
from ssx_widget.widgets.placeholders import Notice

_USUAL = (256 * GRID, 175 * GRID)
_ONLY_EXPERTS = "This is read only: switch MXCuBE to expert mode to change it."


class BrickPlace(QWidget):
    """Looks for the hardware object when it is made, and again when the person asks for that.

    `sampleChosen(row)`: the person went to this stored loaded sample, or to none (None).
    """

    sampleChosen = Signal(object)

    def __init__(self, choose: Callable[[], BrickProperties], parent: QWidget | None = None) -> None:
        """`choose` gives the properties of the brick, or raises HostObjectMissing."""
        super().__init__(parent)
        recent.begin()
        mark(self, "page")
        self._choose = choose
        self._read_only = self._expert = False
        self.panel: Panel | None = None
        self.notice = Notice()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.notice)
        self._dress = Dress(self)
        self._look()

    def sizeHint(self) -> QSize:
        """What a window that holds nothing else begins with."""
        return QSize(*_USUAL)

    def follow_host(self, group: str = "") -> None:
        """The host works on something else now."""
        if self.panel is not None:
            self.panel.follow_host(group)

    def show_sample(self, key: int) -> None:
        """Go to a loaded sample."""
        if self.panel is not None:
            self.panel.show_screen("samples", key)

    def set_expert(self, expert: bool) -> None:
        """Experts may do more."""
        self._expert = expert
        if self.panel is not None:
            self.panel.context.edits.lock(_ONLY_EXPERTS if self._read_only and not expert else "")
            self.panel.set_expert(expert)

    def leave(self) -> None:
        """Keep what was typed, and let go of the hardware object."""
        if self.panel is not None:
            self.panel.leave()

    def _look(self) -> None:
        try:
            self._show_panel(self._choose())
        except (HostObjectMissing, LimsError, OSError) as error:
            self._refuse(str(error))

    def _show_panel(self, choices: BrickProperties) -> None:
        connection = HostedConnection(hardware_object(choices.ssx, "loaded_samples"), self)
        target = connection.rest.target
        # A local backend has another port each time.
        url = "" if target.local else target.url
        context = AppContext(connection, Preferences.load(choices.folder), drafts_of(url))
        self._read_only = choices.read_only
        self.panel = Panel(context, name_of_backend(url), choices.parts, choices.icons)
        self.panel.sampleChosen.connect(self.sampleChosen)
        self.layout().addWidget(self.panel)
        self.notice.hide()
        self.set_expert(self._expert)

    def _refuse(self, sentence: str) -> None:
        USER_LOG.error("SSX Desk: %s", sentence)
        again = Action("Try again", self._look)
        self.notice.tell("mdi6.alert-circle-outline", "Samples cannot be shown", sentence, again)
