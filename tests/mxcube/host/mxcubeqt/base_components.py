# SPDX-License-Identifier: LGPL-3.0-or-later
"""The base class of bricks: it calls a brick in mxcubeqt's order, and hides the same faults."""

from __future__ import annotations

import logging
from typing import Any

from qtpy.QtWidgets import QApplication, QFrame, QWidget

from mxcubeqt.property_bag import PropertyBag

_OWN = ("fontSize", "frame", "fixedWidth", "fixedHeight", "hide")
_USUAL = (
    ("frame", "boolean", False),
    ("instanceAllowAlways", "boolean", False),
    ("instanceAllowConnected", "boolean", False),
    ("fixedWidth", "integer", -1),
    ("fixedHeight", "integer", -1),
    ("hide", "boolean", False),
)


class BaseWidget(QFrame):
    """What a brick derives from."""

    _run_mode = False

    def __init__(self, parent: QWidget | None = None, widget_name: str = "") -> None:
        QFrame.__init__(self, parent)
        self.signals: dict[str, tuple[Any, ...]] = {}
        self.slots: dict[str, tuple[Any, ...]] = {}
        self.setObjectName(widget_name)
        self.property_bag = PropertyBag()
        self.__enabled_state = True
        self.setWhatsThis(f"{widget_name} ({self.__class__.__name__})\n")
        self.add_property("fontSize", "string", str(self.font().pointSize()))
        for name, kind, default in _USUAL:
            self.add_property(name, kind, default)
        self.define_slot("enable_widget", ())
        self.define_slot("disable_widget", ())

    @staticmethod
    def set_run_mode(mode: bool) -> None:
        """Start all bricks as users' ones, or stop them as experts'."""
        BaseWidget._run_mode = mode
        for widget in QApplication.allWidgets():
            if isinstance(widget, BaseWidget):
                widget.__run() if mode else widget.__stop()
                widget.set_expert_mode(not mode)

    def __run(self) -> None:
        self.setAcceptDrops(False)
        self.blockSignals(False)
        self.setEnabled(self.__enabled_state)
        try:
            self.run()
        except BaseException:
            logging.getLogger().exception("Could not set %s to run mode", self.objectName())

    def __stop(self) -> None:
        self.blockSignals(True)
        try:
            self.stop()
        except BaseException:
            logging.getLogger().exception("Could not stop %s", self.objectName())
        self.__enabled_state = self.isEnabled()
        QWidget.setEnabled(self, True)

    def blockSignals(self, block: bool) -> None:  # type: ignore[override]
        """Of the children, not of the brick itself: nothing inside may react before the window runs."""
        for child in self.children():
            child.blockSignals(block)

    def add_property(self, name: str, kind: str, default: Any = None, comment: str = "") -> None:
        self.property_bag.add_property(name, kind, default, comment)

    def define_signal(self, name: str, arguments: tuple[Any, ...]) -> None:
        self.signals[name] = tuple(arguments)

    def define_slot(self, name: str, arguments: tuple[Any, ...]) -> None:
        self.slots[name] = tuple(arguments)

    def set_persistent_property_bag(self, held: list[dict[str, Any]]) -> None:
        """Take the values of the GUI file, then tell of every property, named there or not."""
        for each in held:
            if each["name"] in self.property_bag.properties:
                self.property_bag.properties[each["name"]].set_value(each["value"])
        self.read_properties()

    def read_properties(self) -> None:
        for each in self.property_bag:
            self._property_changed(each.get_name(), None, each.get_user_value())

    def __getitem__(self, name: str) -> Any:
        return self.property_bag[name]

    def __setitem__(self, name: str, value: Any) -> None:
        held = self.property_bag.properties[name]
        before = held.value
        held.set_value(value)
        self._property_changed(name, before, held.get_user_value())

    def _property_changed(self, name: str, old: Any, new: Any) -> None:
        if name in _OWN:
            self._change_own(name, new)
            return
        try:
            self.property_changed(name, old, new)
        except BaseException:
            logging.getLogger().exception("Error while setting property %s for %s", name, self.objectName())

    def _change_own(self, name: str, new: Any) -> None:
        if name == "fontSize":
            font = self.font()
            font.setPointSize(int(new))
            self.setFont(font)
        elif name == "fixedWidth" and new > -1:
            self.setFixedWidth(new)
        elif name == "fixedHeight" and new > -1:
            self.setFixedHeight(new)
        elif name == "hide" and new:
            self.setHidden(True)

    def property_changed(self, name: str, old: Any, new: Any) -> None:
        """A brick may override these."""

    def run(self) -> None:
        """The window stands."""

    def stop(self) -> None:
        """The window ends."""

    def set_expert_mode(self, expert: bool) -> None:
        """The mode changed."""

    def enable_widget(self, state: bool) -> None:
        self.setEnabled(state)

    def disable_widget(self, state: bool) -> None:
        self.setDisabled(state)


class NullBrick(BaseWidget):
    """Stands where a brick could not be loaded."""

    def __init__(self, *arguments: Any) -> None:
        BaseWidget.__init__(self, *arguments)
        self.property_bag = PropertyBag()
