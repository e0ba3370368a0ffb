# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is installed is what the repository holds: every module, every data file, and no name but ours."""

from __future__ import annotations

import configparser
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PACKAGES = ["backend", "hwobj", "resources", "ssx_widget", "ui"]


@pytest.fixture(scope="module")
def setup() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


@pytest.fixture(scope="module")
def files() -> list[Path]:
    """All files of our packages, relative to the repository."""
    found = (path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file())
    return [path.relative_to(ROOT) for path in found if path.parent.name != "__pycache__"]


def test_only_our_own_names_are_installed(setup: configparser.ConfigParser) -> None:
    included = setup["options.packages.find"]["include"].split()
    assert included == [f"{package}*" for package in PACKAGES]


def test_every_module_is_in_a_package(files: list[Path]) -> None:
    folders = {path.parent for path in files if path.suffix == ".py"}
    assert [folder for folder in sorted(folders) if not (ROOT / folder / "__init__.py").exists()] == []


def test_every_data_file_is_installed(setup: configparser.ConfigParser, files: list[Path]) -> None:
    patterns = [
        f"{package}/{pattern}"
        for package, given in setup["options.package_data"].items()
        for pattern in given.replace(",", " ").split()
    ]
    data = [path.as_posix() for path in files if path.suffix != ".py"]
    assert [path for path in data if not any(fnmatch(path, pattern) for pattern in patterns)] == []
