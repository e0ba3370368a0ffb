# SPDX-License-Identifier: LGPL-3.0-or-later
"""The screens of the window: one line each. Nothing of Qt is loaded by reading the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from qtpy.QtWidgets import QWidget

    from ssx_widget.context.app_context import AppContext


@dataclass(frozen=True)
class Screen:
    """`name` as in `context.show(name)` and `--screen`; `view` is module and class below `screens`.

    `place` is where it stands in the navigation; one without a place is reached from screen `below`.
    """

    name: str
    words: str
    sign: str
    view: str
    place: Literal["top", "bottom", ""] = "top"
    below: str = ""

    def make(self, context: AppContext) -> QWidget:
        """The screen's widget; its module is imported only now."""
        module, _, name = self.view.rpartition(".")
        view: Callable[[AppContext], QWidget] = getattr(import_module(f"ssx_widget.screens.{module}"), name)
        return view(context)


SCREENS: tuple[Screen, ...] = (
    Screen("samples", "Samples", "mdi6.flask-outline", "samples.view.SamplesView"),
    Screen("plans", "Timing plans", "mdi6.timeline-clock-outline", "plans.view.PlansView"),
    Screen(
        "acquisitions",
        "Acquisitions",
        "mdi6.chart-scatter-plot",
        "acquisitions.view.AcquisitionsView",
    ),
    Screen(
        "micrographs",
        "Micrographs",
        "mdi6.image-outline",
        "micrographs.view.MicrographsView",
        place="",
        below="samples",
    ),
    Screen("shipments", "Shipments", "mdi6.package-variant-closed", "shipments.view.ShipmentsView"),
    Screen("dewars", "Dewars", "mdi6.barcode-scan", "dewars.view.DewarsView"),
    Screen(
        "labels",
        "Labels",
        "mdi6.label-outline",
        "labels.view.LabelsView",
        place="",
        below="shipments",
    ),
    Screen("settings", "Settings", "mdi6.cog-outline", "settings.view.SettingsView", place="bottom"),
    Screen("welcome", "Welcome", "mdi6.hand-wave-outline", "welcome.view.WelcomeView", place=""),
)


def screen(name: str) -> Screen | None:
    """The screen of this name."""
    return next((each for each in SCREENS if each.name == name), None)
