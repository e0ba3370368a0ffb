# SPDX-License-Identifier: LGPL-3.0-or-later
"""Changes modules one small step at a time and prints the steps that no test sees: `./desk mutate [FILE…]`.

The steps are cosmic-ray's, which is installed for this alone. They are made in a copy of the tree that comes
first on the path of every process that the tests start: nobody meets a changed file in the tree itself.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cosmic_ray.work_item import MutationSpec

TREE = Path(__file__).parents[2]
TESTED_BY = {
    "backend": ("unit", "service"),
    "hwobj": ("hwobj",),
    "ssx_widget": ("gui",),
}
"""The folders of tests that are near a package; end-to-end tests are too slow to be asked a hundred times."""

WANTED = re.compile(
    r"core/(AddNot|ExceptionReplacer|NumberReplacer|RemoveDecorator|Replace(AndWithOr|OrWithAnd)"
    r"|Replace(TrueWithFalse|FalseWithTrue|BreakWithContinue|ContinueWithBreak)|ZeroIterationForLoop"
    r"|ReplaceBinaryOperator_(Add_Sub|Sub_Add|Mul_Div|Div_Mul|FloorDiv_Mul|Mod_Mul|Pow_Mul|BitAnd_BitOr)"
    r"|ReplaceComparisonOperator_(Eq_NotEq|NotEq_Eq|Lt_(LtE|Gt)|LtE_(Lt|GtE)|Gt_(GtE|Lt)|GtE_(Gt|LtE)|Is_IsNot"
    r"|IsNot_Is)|ReplaceUnaryOperator_(USub_UAdd|Delete_Not))"
)
"""One or two steps of each kind; a `|` is left alone, as it mostly stands in a type."""

MOST = 100
SLOWER = 3
"""A changed module that makes its tests so many times slower is seen by that."""


@dataclass(frozen=True)
class Survivor:
    """A step that no test saw: its line, and the lines that differ."""

    line: int
    diff: str


def nearest_tests(file: Path) -> list[str]:
    """The test files near a module: those named for it and those that import it, else its folder's."""
    stem = file.stem if file.stem != "__init__" else file.parent.name
    tests = [TREE / "tests" / folder for folder in TESTED_BY.get(file.parts[0], ())]
    found = [each for folder in tests for each in sorted(folder.rglob("test_*.py"))]
    near = [each for each in found if _is_named_for(each, stem) or _imports(each, file)]
    near = near or [each for each in found if _is_named_for(each, file.parent.name)]
    return [str(each.relative_to(TREE)) for each in near]


def _is_named_for(test: Path, name: str) -> bool:
    """`test_dewars`, `test_dewar_steps` and `dewars/test_steps` are named for `dewars`."""
    word = re.escape(name.removesuffix("s"))
    return bool(re.match(rf"test_{word}(s?_|s?$)", test.stem)) or test.parent.name == name


def _imports(test: Path, file: Path) -> bool:
    module = ".".join(file.with_suffix("").parts).removesuffix(".__init__")
    package, _, name = module.rpartition(".")
    text = test.read_text(encoding="utf-8")
    return bool(
        re.search(rf"^\s*(from|import) {re.escape(module)}\b", text, re.MULTILINE)
        or re.search(rf"^\s*from {re.escape(package)} import [^\n]*\b{name}\b", text, re.MULTILINE)
    )


def changed_files() -> list[Path]:
    """The modules of the program that differ from the last commit, also those that are new."""
    told = _git("diff", "--name-only", "--diff-filter=d", "HEAD") + _git(
        "ls-files", "--others", "--exclude-standard"
    )
    return [Path(name) for name in told if name.endswith(".py") and name.partition("/")[0] in TESTED_BY]


def steps_of(file: Path, most: int) -> list[MutationSpec]:
    """So many steps at the most, drawn over the whole module and the same each time."""
    from cosmic_ray.commands import init
    from cosmic_ray.work_db import WorkDB, use_db

    with tempfile.TemporaryDirectory() as aside, use_db(f"{aside}/steps", WorkDB.Mode.create) as found:
        init([file], found, {})
        items = [item.mutations[0] for item in found.pending_work_items]
    steps = [step for step in items if WANTED.fullmatch(step.operator_name)]
    drawn = random.Random(0).sample(steps, most) if len(steps) > most else steps  # noqa: S311  no secret
    return sorted(drawn, key=lambda step: step.start_pos)


def survivors(steps: Sequence[MutationSpec], tests: str, limit: float) -> Iterator[Survivor]:
    """The steps after which the tests still pass."""
    from cosmic_ray.mutating import mutate_and_test
    from cosmic_ray.work_item import TestOutcome

    for step in steps:
        result = mutate_and_test([step], tests, limit)
        if result.test_outcome == TestOutcome.SURVIVED:
            lines = [line for line in (result.diff or "").splitlines() if re.match(r"[-+](?![-+])", line)]
            yield Survivor(step.start_pos[0], "\n".join(lines))


def look_at(file: Path, tests: Sequence[str], most: int) -> bool:
    """Print what survives in one module; False when its tests do not pass as it is."""
    if not tests:
        print(f"{file}: no test is near it; name some with --tests.")
        return False
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-m", "not slow", *tests]
    began = time.monotonic()
    if subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode:
        print(f"{file}: its tests do not pass as it is: {' '.join(tests)}")
        return False
    took = time.monotonic() - began
    steps = steps_of(file, most)
    print(f"{file}: {len(steps)} steps, {took:.0f} s at most each, by {' '.join(tests)}", flush=True)
    alive = 0
    for each in survivors(steps, subprocess.list2cmdline(command), SLOWER * took + 10):
        alive += 1
        print(f"{file}:{each.line}: nobody saw\n{each.diff}", flush=True)
    print(f"{file}: {alive} of {len(steps)} survived")
    return True


def main() -> int:
    """Look at the named or the changed modules; 1 when that was not possible for one of them."""
    parser = argparse.ArgumentParser("./desk mutate", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="modules; those that differ from the last commit")
    parser.add_argument("--tests", nargs="+", help="tests to ask instead of the nearest")
    parser.add_argument("--most", type=int, default=MOST, help=f"steps in each module, {MOST} unless named")
    chosen = parser.parse_args()
    files = chosen.files or changed_files()
    if not files:
        print("No module of the program differs from the last commit; name some.")
    with tempfile.TemporaryDirectory() as aside:
        _copy_tree(Path(aside))
        os.chdir(aside)
        os.environ["PYTHONPATH"] = aside
        looked = [look_at(file, chosen.tests or nearest_tests(file), chosen.most) for file in files]
    return 0 if all(looked) else 1


def _copy_tree(target: Path) -> None:
    for name in _git("ls-files", "--cached", "--others", "--exclude-standard"):
        if (TREE / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(TREE / name, target / name)


def _git(*words: str) -> list[str]:
    done = subprocess.run(["git", *words], cwd=TREE, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


if __name__ == "__main__":
    sys.exit(main())
