# SPDX-License-Identifier: LGPL-3.0-or-later
"""Labels as a file: written beside, then put in place."""

from __future__ import annotations

from pathlib import Path

from backend.domain.names import repaired_name
from ssx_widget.files.written_file import write_file


def save_pdf(file: Path, pdf: bytes) -> None:
    """Write the PDF in one step. Raises OSError with a sentence."""
    write_file(file, pdf)


def file_name(shipment: str, template: str) -> str:
    """A name for the file that says what is in it: labels-December_SSX_run.pdf."""
    kind = "labels" if template == "dewar" else template
    return "-".join(filter(None, (kind, repaired_name(shipment)))) + ".pdf"
