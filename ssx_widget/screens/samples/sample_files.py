"""A loaded sample as a file: a sheet to read, and what other programs take."""

from __future__ import annotations

import json

from backend.domain.acquisition_document import plain
from ssx_widget.context.app_context import AppContext
from ssx_widget.files.file_export import FileKind

KINDS: dict[str, FileKind] = {
    "sheet": FileKind("&PDF sheet…", "pdf", "PDF"),
    "json": FileKind("&JSON…", "json", "JSON"),
    "mmcif": FileKind("&mmCIF…", "cif", "mmCIF"),
    "nexus": FileKind("&NeXus…", "nxs", "NeXus"),
}
"""What the menu offers, by name."""


def contents(context: AppContext, kind: str, loaded_sample: int) -> bytes:
    """A loaded sample with its whole chain as the bytes of such a file; to be called on a worker."""
    if kind == "json":
        document = plain(context.ssx.sample_document(loaded_sample))
        return json.dumps(document, ensure_ascii=False, indent=2).encode()
    make = {
        "sheet": context.ssx.sample_sheet,
        "mmcif": context.ssx.sample_mmcif,
        "nexus": context.ssx.sample_nexus,
    }[kind]
    return make(loaded_sample)
