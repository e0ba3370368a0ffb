# SPDX-License-Identifier: LGPL-3.0-or-later
"""The window of the host: bricks from a GUI file, their connections, and the mode in which users work."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import logging
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml
from mxcubecore import HardwareRepository
from mxcubeqt.base_components import BaseWidget, NullBrick
from qtpy.QtCore import QEvent
from qtpy.QtWidgets import QApplication, QVBoxLayout, QWidget


def load_module(name: str) -> ModuleType | None:
    """A flat module from the folders of bricks on the path; a fault in it is only logged."""
    try:
        found = importlib.machinery.PathFinder.find_spec(name, sys.path)
        if found is None or found.loader is None:
            raise ImportError(name)
        module = importlib.util.module_from_spec(found)
        sys.modules[name] = module
        found.loader.exec_module(module)
    except BaseException:
        logging.getLogger().exception("Cannot import module %s", name)
        return None
    return module


def load_brick(kind: str, name: str) -> BaseWidget:
    """A brick by the name of its module: `ssx_sample_brick` holds SsxSampleBrick; else a NullBrick."""
    module = load_module(kind)
    wanted = getattr(module, "".join(part.title() for part in kind.split("_")), None)
    try:
        brick: BaseWidget = wanted(None, name)  # type: ignore[misc]
    except BaseException:
        logging.getLogger("HWR").exception("Cannot load brick %s", name)
        return NullBrick(None, name)
    brick._BaseWidget__stop()  # type: ignore[attr-defined]
    return brick


class Window:
    """All windows of a GUI file in one run."""

    def __init__(self, gui_file: Path) -> None:
        self.bricks: dict[str, BaseWidget] = {}
        self.items: list[dict[str, Any]] = yaml.safe_load(gui_file.read_text(encoding="utf-8"))
        for item in self.items:
            self._load(item)
        self.windows = [self._draw(item) for item in self.items]
        self._connect(self.items)

    def start(self) -> None:
        """Users may begin."""
        BaseWidget.set_run_mode(True)
        for window in self.windows:
            window.show()
        # The menu bar leaves the expert mode once more, and the beamline tells how everything stands.
        self.set_expert_mode(False)
        if hasattr(HardwareRepository.beamline, "force_emit_signals"):
            HardwareRepository.beamline.force_emit_signals()

    def set_expert_mode(self, expert: bool) -> None:
        """What the menu does: every widget that has such a method is called."""
        for widget in QApplication.allWidgets():
            if hasattr(widget, "set_expert_mode"):
                widget.set_expert_mode(expert)

    def end(self) -> None:
        """The last window is closed."""
        BaseWidget.set_run_mode(False)
        HardwareRepository.get_hardware_repository().close()
        QApplication.sendPostedEvents()
        QApplication.processEvents()
        # Python would drop the application before its widgets.
        for window in self.windows:
            window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.DeferredDelete)

    def _load(self, item: dict[str, Any]) -> None:
        if "brick" in item:
            brick = self.bricks[item["name"]] = load_brick(item["type"], item["name"])
            brick.set_persistent_property_bag(item["properties"])
        for child in item["children"]:
            self._load(child)

    def _draw(self, item: dict[str, Any]) -> QWidget:
        """A brick is put into its place only after it was made."""
        widget = self.bricks.get(item["name"]) or QWidget()
        if "brick" not in item:
            column = QVBoxLayout(widget)
            for child in item["children"]:
                column.addWidget(self._draw(child))
        return widget

    def _connect(self, items: list[dict[str, Any]]) -> None:
        for item in items:
            for each in item["connections"]:
                sender, receiver = self.bricks[item["name"]], self.bricks[each["receiver"]]
                if not isinstance(sender, NullBrick):
                    getattr(sender, each["signal"]).connect(getattr(receiver, each["slot"]))
            self._connect(item["children"])
