"""A loaded sample as a file: a sheet to read, and what other programs take."""

from __future__ import annotations

import json
from typing import Any

from ssx_widget.common.exporting import FileKind
from ssx_widget.desk import Desk

KINDS: dict[str, FileKind] = {
    "sheet": FileKind("&PDF sheet…", "pdf", "PDF"),
    "json": FileKind("&JSON…", "json", "JSON"),
    "mmcif": FileKind("&mmCIF…", "cif", "mmCIF"),
    "nexus": FileKind("&NeXus…", "nxs", "NeXus"),
}
"""What the menu offers, by name."""


def contents(desk: Desk, kind: str, loaded_sample: int) -> bytes:
    """The whole chain of a loaded sample as the bytes of such a file; to be called on a worker."""
    if kind == "json":
        info = _without_revisions(desk.ssx.sample_info(loaded_sample))
        return json.dumps(info, ensure_ascii=False, indent=2).encode()
    make = {
        "sheet": desk.ssx.sample_sheet,
        "mmcif": desk.ssx.sample_mmcif,
        "nexus": desk.ssx.sample_nexus,
    }[kind]
    return make(loaded_sample)


def _without_revisions(value: Any) -> Any:
    """Which revision a row is says nothing outside the backend that it came from."""
    if isinstance(value, dict):
        return {name: _without_revisions(held) for name, held in value.items() if name != "_etag"}
    return [*map(_without_revisions, value)] if isinstance(value, list) else value
