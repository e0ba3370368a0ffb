# SPDX-License-Identifier: LGPL-3.0-or-later
"""The papers that labels are printed on, in millimetres."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Paper:
    """A sheet: its name, what a person calls it, width and height in millimetres."""

    name: str
    words: str
    width_mm: float
    height_mm: float


PAPERS = {
    paper.name: paper
    for paper in (
        Paper("A4", "A4", 210.0, 297.0),
        Paper("Letter", "US Letter", 215.9, 279.4),
        Paper("100x150", "100 × 150 mm", 100.0, 150.0),
    )
}
