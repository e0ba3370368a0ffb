# SPDX-License-Identifier: LGPL-3.0-or-later
"""A template folder while somebody edits in it: changes are seen, mistakes are told by their line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backend.labels.documents import make_labels
from backend.labels.template_watch import changes_in
from backend.labels.templates import TemplateFault

EVENT = {"table": "LabelTemplate", "id": 0, "verb": "updated"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder with one file of a template."""
    (tmp_path / "dewar").mkdir()
    (tmp_path / "dewar" / "style.css").write_text("b { color: red }")
    return tmp_path


def test_a_saved_an_added_and_a_removed_file_are_each_told_once(folder: Path) -> None:
    look = changes_in(lambda: folder)
    assert look() == []
    changes = (
        lambda: (folder / "dewar" / "style.css").write_text("b { color: green }"),
        lambda: (folder / "dewar" / "up.svg").write_text("<svg/>"),
        (folder / "dewar" / "up.svg").unlink,
    )
    for change in changes:
        change()
        assert (look(), look()) == ([EVENT], [])


def test_another_folder_is_a_change_and_none_is_none() -> None:
    places: list[Path | None] = [None]
    look = changes_in(lambda: places[0])
    assert look() == []
    places[0] = Path("nowhere")
    assert look() == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("one\n{% if shipment %}\n", "dewar/template.html, line 2: Unexpected end"),
        ("one\ntwo\n{{ shipment.colour }}", "dewar/template.html, line 3: .*colour"),
        ("{{ 1 / 0 }}", "dewar/template.html, line 1: division by zero"),
        ("{{ ''.__class__.__mro__ }}", "dewar/template.html, line 1: .*unsafe"),
        ("{% include 'dewar/none.svg' %}", "none.svg is not there"),
        (b"\xff\xfe", "cannot be used"),
    ],
)
def test_a_mistake_in_a_template_is_told_with_file_and_line(
    folder: Path, context: dict[str, Any], text: str | bytes, said: str
) -> None:
    file = folder / "dewar" / "template.html"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(TemplateFault, match=said) as failure:
        make_labels(context, overrides=folder)
    assert failure.value.status == 503
    assert str(folder) not in str(failure.value)
