# SPDX-License-Identifier: LGPL-3.0-or-later
"""Labels that were made are kept whole, and not for ever."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any

import pytest

from backend.files.cache import FileCache
from backend.labels.documents import make_labels


def test_what_was_put_is_got(tmp_path: Path) -> None:
    cache = FileCache(tmp_path / "labels")
    assert cache.get("a-1") is None
    cache.put("a-1", b"%PDF one")
    cache.put("a-1", b"%PDF two")
    assert cache.get("a-1") == b"%PDF two"
    assert [file.name for file in (tmp_path / "labels").iterdir()] == ["a-1.pdf"]


def test_a_key_is_no_path(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="letters, digits and dashes"):
        FileCache(tmp_path).get("../secret")


def test_what_was_not_asked_for_longest_makes_room(tmp_path: Path) -> None:
    cache = FileCache(tmp_path, most_bytes=25)
    for age, key in enumerate(("new", "middle", "old")):
        cache.put(key, b"0123456789")
        os.utime(tmp_path / f"{key}.pdf", (1000 - age, 1000 - age))
    cache.get("old")
    cache.put("newest", b"0123456789")
    assert cache.get("old") is not None
    assert cache.get("newest") is not None
    assert cache.get("middle") is None


def test_an_unchanged_label_is_answered_from_the_cache(tmp_path: Path, context: dict[str, Any]) -> None:
    cache = FileCache(tmp_path)
    first = make_labels(context, engine="wkhtmltopdf", cache=cache)
    again = make_labels({**context, "printed_on": "2027-01-01"}, engine="wkhtmltopdf", cache=cache)
    context["dewars"][0]["code"] = "DEW-99"
    changed = make_labels(context, engine="wkhtmltopdf", cache=cache)
    assert again == first
    assert changed != first


def test_a_label_is_made_although_it_cannot_be_kept(
    tmp_path: Path, context: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "labels").write_text("a file where the folder should be")
    with caplog.at_level(logging.WARNING):
        pdf = make_labels(context, engine="wkhtmltopdf", cache=FileCache(tmp_path / "labels" / "deep"))
    assert pdf.startswith(b"%PDF")
    assert "could not be kept" in caplog.text
