# SPDX-License-Identifier: LGPL-3.0-or-later
"""The classes of rows are those that the models give."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from backend.commands import row_source
from backend.commands.main import main

COMMAND = "ssx-backend generate-rows"


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    return row_source.sources()


def test_the_rows_are_current(sources: dict[str, str]) -> None:
    there = {name: (row_source.FOLDER / name).read_text(encoding="utf-8") for name in sources}
    old = [name for name, text in sources.items() if there[name] != text]
    assert old == [], f"the models have changed: run `{COMMAND}`"


def test_no_module_is_left_of_tables_that_are_gone(sources: dict[str, str]) -> None:
    written = {path.name for path in row_source.FOLDER.glob("*.py") if COMMAND in path.read_text()[:120]}
    assert written == set(sources)


def test_a_class_stands_once(sources: dict[str, str]) -> None:
    lines = [line for text in sources.values() for line in text.splitlines() if line.startswith("class ")]
    assert [name for name, times in Counter(lines).items() if times > 1] == []


def test_the_command_writes_them(tmp_path: Path, sources: dict[str, str]) -> None:
    assert main(["generate-rows", "-o", str(tmp_path)]) == 0
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == sources


def test_null_json_and_what_stands_inside_are_told(sources: dict[str, str]) -> None:
    shipping, plan = sources["shipping.py"], sources["ssx_plan.py"]
    assert "    sessionIds: list[int]\n" in shipping
    assert "    bltimeStamp: str | None\n" in shipping
    assert "    repeatedSequence: NestedRepeatedSequenceRow | None\n" in plan
    assert '_ProteinRow = TypedDict("_ProteinRow", {"global": "int | None"})\n' in sources["samples.py"]
    assert "    warnings: NotRequired[list[str]]\n" in sources["ssx_acquisition.py"]
