# SPDX-License-Identifier: LGPL-3.0-or-later
"""The brick for MXCuBE's Qt window: samples, timing plans and acquisitions on the beamline's hardware object.

mxcubeqt finds this file by its name in CUSTOM_BRICKS_PATH. No other one knows anything of mxcubeqt.
"""

from __future__ import annotations

from mxcubeqt.base_components import BaseWidget
from mxcubeqt.utils import icons
from qtpy.QtCore import Signal
from qtpy.QtWidgets import QVBoxLayout

from ssx_widget.mxcube.brick_place import BrickPlace
from ssx_widget.mxcube.brick_properties import BrickProperties


class SsxSampleBrick(BaseWidget):
    """`sampleSelected(row)`: the person went to this loaded sample (a dictionary), or to none (None)."""

    sampleSelected = Signal(object)

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        for name, kind, default, remark in BrickProperties.PROPERTIES:
            self.add_property(name, kind, default, comment=remark)
        self.define_signal("sampleSelected", ())
        for slot in ("set_session", "logged_in", "user_group_saved", "show_sample"):
            self.define_slot(slot, ())
        self.place: BrickPlace | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)

    def run(self) -> None:
        """The window stands: show what there is, or say why there is nothing."""
        self.stop()
        self.place = BrickPlace(self._choices)
        self.place.sampleChosen.connect(self.sampleSelected)
        self.layout().addWidget(self.place)

    def stop(self) -> None:
        """The window ends, or goes into design mode."""
        if self.place is not None:
            self.place.leave()
            self.place.hide()
            self.place.deleteLater()
            self.place = None

    def property_changed(self, _name: str, _old: object, _new: object) -> None:
        """A property edited while the window runs holds at once."""
        if self.place is not None:
            self.run()

    def set_expert_mode(self, expert: bool) -> None:
        """Experts may go to any proposal, and edit where the others only read."""
        if self.place is not None:
            self.place.set_expert(expert)

    def set_session(self, *_session: object) -> None:
        """Another session was selected in the host."""
        self._follow()

    def logged_in(self, _logged_in: bool) -> None:
        """Somebody logged in or out in the host."""
        self._follow()

    def user_group_saved(self, group: str) -> None:
        """Another user group works from now on."""
        self._follow(str(group))

    def show_sample(self, loaded_sample_id: int) -> None:
        """Go to a loaded sample, as from the queue."""
        if self.place is not None:
            self.place.show_sample(loaded_sample_id)

    def _choices(self) -> BrickProperties:
        return BrickProperties.of(
            {name: self[name] for name, *_rest in BrickProperties.PROPERTIES}, icons.load_icon
        )

    def _follow(self, group: str = "") -> None:
        if self.place is not None:
            self.place.follow_host(group)
