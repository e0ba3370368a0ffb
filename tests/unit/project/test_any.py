# SPDX-License-Identifier: LGPL-3.0-or-later
"""How much of the product mypy does not look at: `Any` in annotations only becomes less."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]
PACKAGES = ("backend", "hwobj", "ssx_widget")
VERSIONS = ROOT / "backend" / "migrations" / "versions"

MOST = {"Any": 287, "dict[str, Any]": 67}
"""Not more than this: who makes it less writes the new figure here."""


def annotations(tree: ast.AST) -> Iterator[ast.expr]:
    """Every annotation, and what an alias of a type stands for."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from _of_function(node)
        elif isinstance(node, ast.AnnAssign):
            yield node.annotation
            if ast.unparse(node.annotation).endswith("TypeAlias") and node.value is not None:
                yield node.value
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Subscript):
            yield node.value


def _of_function(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.expr]:
    given = function.args
    arguments = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    yield from (each.annotation for each in arguments if each is not None and each.annotation is not None)
    if function.returns is not None:
        yield function.returns


def counted(tree: ast.AST) -> dict[str, int]:
    """How often `Any` and `dict[str, Any]` are said."""
    parts = [part for annotation in annotations(tree) for part in ast.walk(annotation)]
    names = [part for part in parts if isinstance(part, ast.Name) and part.id == "Any"]
    rows = [
        part for part in parts if isinstance(part, ast.Subscript) and ast.unparse(part) == "dict[str, Any]"
    ]
    return {"Any": len(names), "dict[str, Any]": len(rows)}


def modules() -> Iterator[Path]:
    for package in PACKAGES:
        yield from (path for path in (ROOT / package).rglob("*.py") if VERSIONS not in path.parents)


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_any_becomes_only_less() -> None:
    found = Counter[str]()
    for path in modules():
        found.update(counted(parsed(path)))
    more = {name: count for name, count in found.items() if count > MOST[name]}
    assert more == {}, "say object, Mapping[str, object] or a class of backend.domain.rows instead"


def _said_any(function: ast.FunctionDef, aliases: set[str]) -> bool:
    """Whether a signature says `Any`, also by the name of an alias."""
    parts = (part for annotation in _of_function(function) for part in ast.walk(annotation))
    return any(isinstance(part, ast.Name) and part.id in aliases for part in parts)


def _aliases(trees: dict[Path, ast.Module]) -> set[str]:
    """Names that stand for a type with `Any` in it."""
    found = {"Any"}
    for node in (node for tree in trees.values() for node in tree.body):
        if isinstance(node, (ast.AnnAssign, ast.Assign)) and node.value and counted(node)["Any"]:
            targets = [node.target] if isinstance(node, ast.AnnAssign) else node.targets
            found |= {each.id for each in targets if isinstance(each, ast.Name)}
    return found


def test_no_public_method_of_hwobj_says_any() -> None:
    """Not even where mxcubecore's own signature does: what it passes is looked at before it is used."""
    trees = {path: parsed(path) for path in (ROOT / "hwobj").rglob("*.py")}
    aliases = _aliases(trees)
    found = [
        f"{path.relative_to(ROOT)}: {function.name}"
        for path, tree in trees.items()
        for node in tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
        for function in node.body
        if isinstance(function, ast.FunctionDef) and not function.name.startswith("_")
        if _said_any(function, aliases)
    ]
    assert found == []


def test_any_is_found_wherever_it_is_said() -> None:
    said = """
x: TypeAlias = dict[str, Any]
def f(*a: Any, b: list[Any] = []) -> dict[str, Any]: ...
R = dict[str, Any]
"""
    assert counted(ast.parse(said)) == {"Any": 5, "dict[str, Any]": 3}
