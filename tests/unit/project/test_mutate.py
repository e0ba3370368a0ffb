# SPDX-License-Identifier: LGPL-3.0-or-later
"""Which tests `./desk mutate` asks about a module."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers import mutate

TESTS = {
    "unit/domain/test_barcodes.py": "",
    "unit/labels/test_sheets.py": "",
    "service/test_dewar_steps.py": "",
    "service/test_access.py": "from backend.core.modules import clearing, dewars\n",
    "gui/test_dewars.py": "",
    "gui/test_labels.py": "from ssx_widget.labels.output import Sheets\n",
    "gui/test_labels_kinds.py": "",
    "gui/screens/labels/test_page_range.py": "",
    "e2e/test_labels.py": "from ssx_widget.labels.printed import mark_printed\n",
}


@pytest.fixture(autouse=True)
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tree with these tests."""
    for name, text in TESTS.items():
        file = tmp_path / "tests" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    monkeypatch.setattr(mutate, "TREE", tmp_path)


@pytest.mark.parametrize(
    ("module", "tests"),
    [
        ("backend/domain/barcodes.py", ["unit/domain/test_barcodes.py"]),
        ("backend/core/modules/dewars.py", ["service/test_access.py", "service/test_dewar_steps.py"]),
        ("ssx_widget/labels/output.py", ["gui/test_labels.py"]),
        ("ssx_widget/labels/page_range.py", ["gui/screens/labels/test_page_range.py"]),
        (
            "ssx_widget/labels/printed.py",
            ["gui/screens/labels/test_page_range.py", "gui/test_labels.py", "gui/test_labels_kinds.py"],
        ),
        ("hwobj/errors.py", []),
        ("docs/conf.py", []),
    ],
)
def test_the_nearest_tests_are_named_for_a_module_or_import_it(module: str, tests: list[str]) -> None:
    assert mutate.nearest_tests(Path(module)) == [f"tests/{name}" for name in tests]
