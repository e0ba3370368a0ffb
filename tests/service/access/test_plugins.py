# SPDX-License-Identifier: LGPL-3.0-or-later
"""A facility's own code that cannot be used: the fault itself is told, whatever key names it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from backend import create_app
from backend.config import ConfigError

NAMED: dict[str, Callable[[str], dict[str, Any]]] = {
    "AUTH": lambda name: {"AUTH": [name]},
    "SERVICES": lambda name: {"SERVICES": ["core", name]},
    "USER_OFFICE": lambda name: {"USER_OFFICE": {"plugin": name}},
}
"""The keys under which a plug-in may stand."""


@pytest.fixture
def facility(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for modules of a facility's own."""
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def _refusal(settings: dict[str, Any]) -> str:
    with pytest.raises(ConfigError) as refused:
        create_app(overrides={"SQLALCHEMY_DATABASE_URI": "sqlite://", "SECRET_KEY": "0" * 32} | settings)
    return str(refused.value)


@pytest.mark.parametrize("key", NAMED)
@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("import no_such_library", "ModuleNotFoundError: No module named 'no_such_library'"),
        ("\nfrom json import nonsense", "line 2: ImportError: cannot import name 'nonsense'"),
        ("LIMIT = int('many')", "line 1: ValueError: invalid literal"),
        ("object().colour", "line 1: AttributeError: 'object' object has no attribute 'colour'"),
        ("def (", "SyntaxError: invalid syntax"),
    ],
)
def test_a_fault_inside_a_plug_in_is_told_itself(facility: Path, key: str, source: str, told: str) -> None:
    name = f"faulty_{key.lower()}_{abs(hash(source))}"
    (facility / f"{name}.py").write_text(source, encoding="utf-8")
    refusal = _refusal(NAMED[key](f"{name}:Thing"))
    assert refusal.startswith(f"{key} names {name}:Thing; its module is there, but its import failed")
    assert told in refusal
    assert "SyntaxError" in told or f"{name}.py, line" in refusal


@pytest.mark.parametrize("key", NAMED)
def test_a_plug_in_that_is_not_there_is_told_so(facility: Path, key: str) -> None:
    assert "nowhere.logins:Thing, which is not there" in _refusal(NAMED[key]("nowhere.logins:Thing"))
    (facility / f"empty_{key.lower()}.py").touch()
    assert f"empty_{key.lower()} has no Thing" in _refusal(NAMED[key](f"empty_{key.lower()}:Thing"))
    assert "write it as" in _refusal(NAMED[key](":Thing"))


def test_a_command_tells_the_fault_in_a_sentence(facility: Path) -> None:
    (facility / "faulty_login.py").write_text("import no_such_library", encoding="utf-8")
    config = facility / "config.yaml"
    server = {"SQLALCHEMY_DATABASE_URI": "sqlite://", "SECRET_KEY": "0" * 32, "AUTH": ["faulty_login:Login"]}
    config.write_text(yaml.safe_dump({"server": server}), encoding="utf-8")
    line = [sys.executable, "-m", "backend", "serve", "--config", str(config)]
    env = os.environ | {"PYTHONPATH": str(facility)}
    done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=60, env=env)
    assert done.returncode == 1
    assert "No module named 'no_such_library'" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
