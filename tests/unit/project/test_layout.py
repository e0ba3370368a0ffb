# SPDX-License-Identifier: LGPL-3.0-or-later
"""Modules and functions stay short enough to be read at once."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).parents[3]
VERSIONS = ROOT / "backend" / "migrations" / "versions"  # long lists of tables


def _modules() -> Iterator[Path]:
    for package in ("backend", "hwobj", "ssx_widget"):
        yield from (path for path in (ROOT / package).rglob("*.py") if VERSIONS not in path.parents)


def test_no_module_is_longer_than_500_lines() -> None:
    lengths = {
        path.relative_to(ROOT): len(path.read_text(encoding="utf-8").splitlines()) for path in _modules()
    }
    assert {path: lines for path, lines in lengths.items() if lines > 500} == {}


def test_functions_are_short() -> None:
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in _modules())
    functions = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    lengths = [(node.end_lineno or node.lineno) - node.lineno + 1 for node in functions]
    assert median(lengths) <= 8
    assert quantiles(lengths, n=20)[-1] <= 35


def test_no_module_is_named_after_nothing() -> None:
    vague = {"utils", "util", "helpers", "helper", "manager", "handlers", "misc", "common"}
    assert [path for path in _modules() if path.stem in vague] == []


def test_no_timer_calls_a_lambda() -> None:
    """A timer may outlive the Python half of what it belongs to; Qt then passes over a method only."""
    for path in _modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".timeout.connect"):
                assert not isinstance(node.args[0], ast.Lambda), f"{path.name}, line {node.lineno}"


ON_BOTH_SIDES_OF_THE_WIRE = {
    "Conflict", "Invalid", "NotAllowed", "NotFound", "NotLoggedIn", "Stale", "Unavailable",
}  # fmt: skip
"""Errors of the backend and, when its answer has come, of its clients: the same thing on both sides."""


def test_a_class_name_has_one_meaning() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in _modules()]
    names = Counter(node.name for tree in trees for node in tree.body if isinstance(node, ast.ClassDef))
    assert {name for name, times in names.items() if times > 1} == ON_BOTH_SIDES_OF_THE_WIRE


def test_colours_stand_in_one_place() -> None:
    theme = ROOT / "ssx_widget" / "look" / "theme.py"
    window = [path for path in _modules() if "ssx_widget" in path.parts and path != theme]
    colour = re.compile(
        r"[\"']#[0-9a-fA-F]{3,8}[\"']|QColor\(\d|Qt\.(GlobalColor\.)?(white|black|red|green|blue)\b"
    )
    assert [path.name for path in window if colour.search(path.read_text(encoding="utf-8"))] == []


def test_few_modules_are_loose_at_the_top() -> None:
    for room, most in (("backend", 8), ("hwobj", 4), ("ssx_widget", 2)):
        assert len(list((ROOT / room).glob("*.py"))) <= most, room


def test_each_module_names_its_licence() -> None:
    folders = ("backend", "hwobj", "ssx_widget", "resources", "ui", "tests", "benchmarks")
    modules = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    line = "# SPDX-License-Identifier: LGPL-3.0-or-later\n"
    assert [path for path in modules if line not in path.read_text(encoding="utf-8")[:200]] == []
