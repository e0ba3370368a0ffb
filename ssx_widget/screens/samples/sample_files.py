# SPDX-License-Identifier: LGPL-3.0-or-later
"""A loaded sample as a file: a sheet to read, and what other programs take."""

from __future__ import annotations

import json

from backend.domain.acquisition_document import plain
from backend.domain.export_formats import DOCUMENT, SAMPLE_FORMATS, SHEET
from ssx_widget.context.app_context import AppContext
from ssx_widget.files.file_export import FileKind

KINDS: dict[str, FileKind] = {
    each.name: FileKind(f"&{each.words}…", each.ending, each.file_words or each.words)
    for each in SAMPLE_FORMATS
}
"""What the menu offers, by name."""


def contents(context: AppContext, kind: str, loaded_sample: int) -> bytes:
    """A loaded sample with its whole chain as the bytes of such a file; to be called on a worker."""
    if kind == SHEET.name:
        return context.ssx.sample_sheet(loaded_sample)
    if kind == DOCUMENT.name:
        document = plain(context.ssx.sample_document(loaded_sample))
        return json.dumps(document, ensure_ascii=False, indent=2).encode()
    return context.ssx.sample_file(loaded_sample, kind)
