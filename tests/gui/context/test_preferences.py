# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a person chose, in its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.domain import files
from ssx_widget.context.preferences import (
    Preferences,
    choose_data_folder,
    chosen_data_folder,
    default_data_folder,
)


def test_choices_come_back(tmp_path: Path) -> None:
    chosen = Preferences(tmp_path, url="https://ispyb.example.org", username="ada", proposal_id=7)
    chosen.columns["Puck"] = ["container"]
    chosen.save()
    assert Preferences.load(tmp_path) == chosen


@pytest.mark.parametrize("content", ["", "{", "[1]", '{"paper": "Letter", "of a later version": 1}'])
def test_a_file_that_cannot_be_understood_gives_what_it_can(tmp_path: Path, content: str) -> None:
    (tmp_path / "window.json").write_text(content, encoding="utf-8")
    loaded = Preferences.load(tmp_path)
    assert loaded.template == "dewar"
    assert loaded.paper == ("Letter" if "Letter" in content else "A4")


def test_the_chosen_data_folder_holds_from_the_next_start_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    assert chosen_data_folder() == default_data_folder()
    choose_data_folder(tmp_path / "elsewhere")
    assert chosen_data_folder() == tmp_path / "elsewhere"


def test_a_file_is_replaced_in_one_step_and_for_its_owner_only(tmp_path: Path) -> None:
    target = tmp_path / "new folder" / "file.json"
    files.replace_text(target, "first", private=True)
    files.replace_text(target, "zweite Fassung 测试", private=True)
    assert target.read_text(encoding="utf-8") == "zweite Fassung 测试"
    assert target.stat().st_mode & 0o777 == 0o600
    assert list(target.parent.iterdir()) == [target]


def test_a_replacement_that_fails_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "file.json"
    files.replace_text(target, "old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.replace_text(target, "new")
    assert target.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [target]
