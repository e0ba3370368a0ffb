# SPDX-License-Identifier: LGPL-3.0-or-later
"""The connection of a context that stands on a hardware object of a host."""

from __future__ import annotations

from typing import Any

from qtpy.QtCore import QObject, Qt, Signal

from hwobj.client.link import Link, LinkState
from hwobj.PyIspybClient import PyIspybClient
from ssx_widget.context.connection import Clients

_NO_LINK = LinkState(
    "failed",
    "The hardware object is not configured well; MXCuBE's log says what is wrong. "
    "Correct its file, then start MXCuBE again.",
)


class HostedConnection(Clients):
    """Speaks through a hardware object of the host, whose link it neither begins nor ends.

    It emits in a greenlet or in a thread of their own. What it tells is put into the queue of Qt's event
    loop, so that nothing of ours, least of all a dialog, ever runs inside its emit.
    """

    _stated = Signal(str, str)
    _altered = Signal(str, object, str)

    def __init__(self, ssx: Any, parent: QObject | None = None) -> None:
        """`ssx` is the host's SsxIspybClient; the other client works with the login that it has."""
        super().__init__(parent)
        self.ssx, self.rest = ssx, ssx.rest
        self.core = PyIspybClient("core of the brick", ssx.rest)
        self._stated.connect(self._pass_state, Qt.QueuedConnection)  # type: ignore[call-arg]
        self._altered.connect(self._pass_change, Qt.QueuedConnection)  # type: ignore[call-arg]
        # Held weakly there, both by mxcubecore and by our own base class: bound methods live as long as this.
        ssx.connect("connectionStateChanged", self._tell_state)
        ssx.connect("changed", self._tell_change)

    @property
    def link(self) -> Link | None:
        """The link of the host's hardware object; None where it did not come so far."""
        link: Link | None = self.ssx.link
        return link

    @property
    def state(self) -> LinkState:
        """How the connection stands now."""
        return super().state if self.link is not None else _NO_LINK

    def close(self, wait: float = 0.0) -> None:  # noqa: ARG002  there is nothing to wait for
        """Hear nothing any more; the hardware object goes on for the others in the host."""
        self.ssx.disconnect("connectionStateChanged", self._tell_state)
        self.ssx.disconnect("changed", self._tell_change)

    def _pass_state(self, name: str, sentence: str) -> None:
        self.stateChanged.emit(name, sentence)

    def _pass_change(self, table: str, key: object, verb: str) -> None:
        self.changed.emit(table, key, verb)

    def _tell_state(self, name: str, sentence: str) -> None:
        self._stated.emit(name, sentence)

    def _tell_change(self, table: str, key: object, verb: str) -> None:
        self._altered.emit(table, key, verb)
