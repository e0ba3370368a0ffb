# SPDX-License-Identifier: LGPL-3.0-or-later
"""The formats in which a loaded sample leaves as a file: one line a format.

The backend writes one by the module of that name in `backend/ssx/exports/`, which has a function `write`;
the window's menu follows this table.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ExportFormat:
    """A format: its name in addresses, its words in a menu, the ending and media type of its files."""

    name: str
    words: str
    ending: str
    media_type: str
    file_words: str = ""
    """What a file dialog calls such files, where it is not `words`."""


SHEET = ExportFormat("sheet", "PDF sheet", "pdf", "application/pdf", "PDF")
DOCUMENT = ExportFormat("document", "JSON", "json", "application/json")

COMMUNITY_FORMATS = (
    ExportFormat("mmcif", "mmCIF", "cif", "chemical/x-mmcif"),
    ExportFormat("nexus", "NeXus", "nxs", "application/x-hdf5"),
)
"""What other programs take."""

SAMPLE_FORMATS = (SHEET, DOCUMENT, *COMMUNITY_FORMATS)
