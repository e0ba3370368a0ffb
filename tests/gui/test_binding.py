"""The Qt binding that all these tests run on."""

import qtpy


def test_the_tests_run_on_the_binding_that_they_are_meant_for() -> None:
    """With two bindings installed pytest-qt would quietly take the other."""
    assert qtpy.API_NAME == "PyQt5"
