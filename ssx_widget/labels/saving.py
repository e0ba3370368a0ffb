"""Labels as a file: written beside, then put in place."""

from __future__ import annotations

from pathlib import Path

from qtpy.QtCore import QSaveFile

from backend.domain.names import repaired_name


def save_pdf(file: Path, pdf: bytes) -> None:
    """Write the PDF in one step, an older file stays whole until then. Raises OSError with a sentence."""
    saved = QSaveFile(str(file))
    written = saved.open(QSaveFile.WriteOnly) and saved.write(pdf) == len(pdf) and saved.commit()
    if not written:
        raise OSError(f"{file} was not saved: {saved.errorString()}. Choose another folder or name.")


def file_name(shipment: str, template: str) -> str:
    """A name for the file that says what is in it: labels-December_SSX_run.pdf."""
    kind = "labels" if template == "dewar" else template
    return "-".join(filter(None, (kind, repaired_name(shipment)))) + ".pdf"
