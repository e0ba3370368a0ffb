# SPDX-License-Identifier: LGPL-3.0-or-later
"""The script `desk`: what it says, and which environments it makes for which tests."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def _desk(*arguments: str, script: Path = ROOT / "desk") -> subprocess.CompletedProcess[str]:
    screen = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    without_screen = {name: value for name, value in os.environ.items() if name not in screen}
    return subprocess.run(
        [script, *arguments], env=without_screen, capture_output=True, text=True, check=False
    )


def test_help_names_every_command() -> None:
    done = _desk("help")
    assert done.returncode == 0
    for command in ("run", "test", "lint", "bench", "screenshots"):
        assert f"\n  {command} " in done.stdout


def test_an_unknown_command_is_named() -> None:
    done = _desk("fly")
    assert done.returncode == 1
    assert "there is no command fly" in done.stderr


@pytest.mark.long
def test_a_fresh_copy_installs_what_it_runs_on(tmp_path: Path) -> None:
    """The real thing, some 700 MB; that a display is missing is said only once all is there."""
    copied = shutil.copytree(
        ROOT, tmp_path / "copy", ignore=shutil.ignore_patterns(".*", "build", "*.egg-info")
    )
    done = _desk("run", script=copied / "desk")
    assert (done.returncode, done.stdout) == (1, "")
    assert "needs a display" in done.stderr.splitlines()[-1]
    assert (copied / ".venv" / "bin" / "ssx-desk").exists()


def test_every_package_is_listed_once_with_a_reason() -> None:
    lines = (ROOT / "deploy" / "debian-packages").read_text(encoding="utf-8").splitlines()
    listed = [line.split(maxsplit=2) for line in lines if line and not line.startswith("#")]
    assert all(len(entry) == 3 and entry[0] in {"run", "pdf", "optional", "test"} for entry in listed)
    assert len({entry[1] for entry in listed}) == len(listed)


PROGRAM = """#!/bin/sh
# Stands for Python and for what is installed with it; tells what it was asked.
case $* in
    "-m venv "*)
        mkdir -p "$3/bin"
        for name in python ruff mypy lint-imports; do cp "$0" "$3/bin/$name"; done
        printf '#!%s/%s/bin/python\\n' "$(pwd -P)" "$3" >"$3/bin/pip"
        ;;
esac
case $* in "-c "*) ;; *) printf '%s %s\\n' "$0" "$*" >>"$DESK_ASKED" ;; esac
"""


@dataclass
class Clone:
    """The script in a folder of its own, where nothing is installed; it installs nothing real."""

    folder: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the script."""
        variables = {"PATH": f"{self.folder / 'programs'}:/usr/bin:/bin", "DESK_ASKED": str(self.asked)}
        return subprocess.run(
            [self.folder / "desk", *arguments], env=variables, capture_output=True, text=True, check=False
        )

    @property
    def asked(self) -> Path:
        """The file in which the stand-ins tell what they were asked."""
        return self.folder / "asked"

    def desk(self, *arguments: str) -> list[str]:
        """What a run that went well asked of its environments, each line with the environment's name."""
        self.asked.write_text("")
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        return [line for line in self.asked.read_text().splitlines() if line.startswith(".venv")]


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    for name in ("desk", "setup.cfg", "deploy/debian-packages", ".ci/run"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    programs = {
        "python3": PROGRAM,
        "Xvfb": "#!/bin/sh\necho 99 >&3\nexec sleep 60\n",
        "getent": "#!/bin/sh\n",
        "shellcheck": "#!/bin/sh\n",
        "dpkg-query": '#!/bin/sh\nshift 3\nfor name in "$@"; do echo "$name installed"; done\n',
    }
    (tmp_path / "programs").mkdir()
    for name, text in programs.items():
        (tmp_path / "programs" / name).write_text(text)
        (tmp_path / "programs" / name).chmod(0o755)
    return Clone(tmp_path)


def installed(asked: list[str]) -> list[str]:
    """The environments into which something was installed."""
    return [line.partition("/")[0] for line in asked if " -m pip install " in line]


def calls_of_pytest(asked: list[str]) -> list[str]:
    """The calls of pytest, in order."""
    return [line for line in asked if " -m pytest " in line]


def test_run_says_in_one_sentence_that_it_needs_a_display(clone: Clone) -> None:
    done = clone.run("run")
    assert (done.returncode, done.stdout) == (1, "")
    assert "needs a display" in done.stderr.splitlines()[-1]
    assert installed(clone.asked.read_text().splitlines()) == [".venv"]


def test_all_tests_run_also_beside_mxcubecore_in_an_environment_that_is_made_once(clone: Clone) -> None:
    first, second = clone.desk("test"), clone.desk("test")
    assert installed(first) == [".venv", ".venv-mxcube"]
    assert any("mxcubecore==2." in line for line in first)
    assert installed(second) == []
    assert {".venv/bin/mypy ", ".venv/bin/ruff check", ".venv/bin/lint-imports --no-logo"} <= set(second)
    *_, last = calls_of_pytest(second)
    assert last.startswith(".venv-mxcube/bin/python -m pytest")
    assert last.endswith("tests/mxcube tests/hwobj")


def test_a_check_of_the_code_that_fails_fails_the_run_though_all_tests_pass(clone: Clone) -> None:
    clone.desk("test")
    (clone.folder / ".venv" / "bin" / "mypy").write_text("#!/bin/sh\necho not typed\nexit 1\n")
    done = clone.run("test")
    assert done.returncode == 1
    assert "not typed" in done.stdout
    assert done.stderr.splitlines()[-1] == "desk: failed: lint"


def test_options_of_its_own_become_those_of_pytest(clone: Clone) -> None:
    asked = calls_of_pytest(clone.desk("test", "--long", "--durations", "tests/unit"))
    assert len(asked) == 2
    assert all("--long" in line and "--durations=40" in line for line in asked)
    assert all(line.endswith("tests/unit") for line in asked)


@pytest.mark.parametrize("arguments", [("tests/unit", "-k", "barcode"), ("--quick",)])
def test_other_tests_need_no_mxcubecore(clone: Clone, arguments: tuple[str, ...]) -> None:
    assert installed(clone.desk("test", *arguments)) == [".venv"]


def test_tests_beside_mxcubecore_alone_need_no_other_environment(clone: Clone) -> None:
    asked = clone.desk("test", "tests/mxcube/test_environment.py", "-k", "binding")
    assert installed(asked) == [".venv-mxcube"]
    assert asked[-1].endswith("tests/mxcube/test_environment.py -k binding")


def test_the_first_generation_of_mxcubecore_has_an_environment_of_its_own(clone: Clone) -> None:
    asked = clone.desk("test", "--mxcube1")
    assert installed(asked) == [".venv-mxcube1"]
    assert any("mxcubecore==1." in line for line in asked)
    assert asked[-1].startswith(".venv-mxcube1/bin/python -m pytest")
