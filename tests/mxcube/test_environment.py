# SPDX-License-Identifier: LGPL-3.0-or-later
"""The environment of these tests is what it says: mxcubecore, our package, and one Qt binding."""

from __future__ import annotations

import importlib

import qtpy


def test_the_binding_is_pyqt5() -> None:
    assert qtpy.API_NAME == "PyQt5"


def test_our_hardware_objects_are_mxcubecore_s() -> None:
    base = importlib.import_module("mxcubecore.BaseHardwareObjects").HardwareObject
    for name in ("PyIspybClient", "SsxIspybClient"):
        assert issubclass(getattr(importlib.import_module(f"hwobj.{name}"), name), base)
