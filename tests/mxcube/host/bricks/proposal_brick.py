# SPDX-License-Identifier: LGPL-3.0-or-later
"""The brick by which somebody logs in: it fills MXCuBE's session and tells the others."""

from __future__ import annotations

from mxcubecore import HardwareRepository
from mxcubeqt.base_components import BaseWidget
from qtpy.QtCore import Signal


class ProposalBrick(BaseWidget):
    """`log_in` is what the person does with code, number and password."""

    loggedIn = Signal(bool)
    sessionSelected = Signal(int, str, str, int, str, str, bool)
    userGroupSaved = Signal(str)

    def log_in(self, code: str, number: str, session_id: int | None = None) -> None:
        session = HardwareRepository.beamline.session
        session.proposal_code, session.proposal_number, session.session_id = code, number, session_id
        self.loggedIn.emit(True)

    def log_out(self) -> None:
        session = HardwareRepository.beamline.session
        session.proposal_code = session.proposal_number = session.session_id = None
        self.loggedIn.emit(False)
