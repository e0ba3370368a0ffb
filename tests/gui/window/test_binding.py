# SPDX-License-Identifier: LGPL-3.0-or-later
"""The Qt binding that all these tests run on."""

import os

import pytestqt.qt_compat
import qtpy


def test_the_tests_run_on_the_binding_that_was_asked_for() -> None:
    """With two bindings installed qtpy or pytest-qt would quietly take the other."""
    asked = os.environ["QT_API"].lower()
    assert qtpy.API_NAME.lower() == asked
    assert pytestqt.qt_compat.qt_api.pytest_qt_api == asked
