# SPDX-License-Identifier: LGPL-3.0-or-later
"""The pages for people name what is there, and the files beside them are what other programs read."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from backend.domain.version import __version__

ROOT = Path(__file__).parents[3]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FOLDERS = {path.name for path in ROOT.iterdir() if path.is_dir()}

_LINK = re.compile(r"\]\(([^)#:\s]+)\)")
_CODE = re.compile(r"`([^`\s]+)`")


def _named(page: Path) -> set[Path]:
    """The files that a page names: by a link from where it stands, or as code from the root."""
    text = page.read_text(encoding="utf-8")
    linked = {(page.parent / name).resolve() for name in _LINK.findall(text)}
    quoted = {name.partition(":")[0] for name in _CODE.findall(text) if name.partition("/")[0] in FOLDERS}
    return linked | {ROOT / name for name in quoted if "/" in name and not set(name) & set("<>{}*$…")}


def _is_there(path: Path) -> bool:
    """Decisions are named by their number alone."""
    return path.exists() or (path.name.isdigit() and any(path.parent.glob(f"{path.name}-*.md")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_each_file_that_a_page_names_is_there(page: Path) -> None:
    assert [str(path.relative_to(ROOT)) for path in sorted(_named(page)) if not _is_there(path)] == []


def test_the_readme_names_every_page() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    pages = [*(ROOT / "docs").glob("*.*"), *(ROOT / name for name in ("CONTRIBUTING.md", "SECURITY.md"))]
    assert [path.name for path in pages if f"`{path.relative_to(ROOT)}`" not in text] == []


def test_the_readme_shows_each_picture_once() -> None:
    shown = Counter(_LINK.findall((ROOT / "README.md").read_text(encoding="utf-8")))
    assert {name: times for name, times in shown.items() if times > 1} == {}


def test_changes_are_told_by_version_and_kind() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert versions[0] == "Unreleased"
    released = [re.fullmatch(r"(\d+\.\d+\.\d+), \d{4}-\d\d-\d\d", version) for version in versions[1:]]
    assert all(released)
    kinds = set(re.findall(r"^### (.*)$", text, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    latest = released[0][1] if released[0] else ""
    assert __version__ == latest or __version__.endswith(".dev0")
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert f"{citation['version']}, {citation['date-released']}" == versions[1]
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()


def test_hooks_take_nothing_from_elsewhere() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repository["repo"] for repository in hooks["repos"]] == ["local"]
    for hook in hooks["repos"][0]["hooks"]:
        assert hook["language"] == "pygrep" or hook["entry"].startswith(".venv/bin/")
