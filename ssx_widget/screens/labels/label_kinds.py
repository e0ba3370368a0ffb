# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the backend can make: templates with their papers, and the engines that are installed."""

from __future__ import annotations

from dataclasses import dataclass

from backend.domain.rows.answers import LabelEngines, TemplateEntry


@dataclass(frozen=True)
class TemplateOffer:
    """A kind of label: its name for the backend, its title, and its papers, the usual one first.

    `subject` is what it prints one of after the other; `pages_per_dewar` is 0 where a page holds several.
    """

    name: str
    title: str
    papers: tuple[str, ...]
    subject: str = "dewars"
    pages_per_dewar: int = 0

    @property
    def is_sheet(self) -> bool:
        """Whether its pages are sheets of small labels, some of which may be used already."""
        return self.subject != "dewars"


@dataclass(frozen=True)
class LabelKinds:
    """Templates, the installed engines, and the lines that install one where there is none."""

    templates: tuple[TemplateOffer, ...]
    engines: tuple[str, ...]
    install_lines: tuple[str, ...]

    @classmethod
    def of(cls, answer: LabelEngines) -> LabelKinds:
        """From the backend's answer about labels."""
        engines = answer["engines"]
        return cls(
            tuple(map(_template, answer["templates"])),
            tuple(row["name"] for row in engines if row["available"]),
            tuple(row["install"] for row in engines if not row["available"]),
        )

    @property
    def install_words(self) -> str:
        """What to install so that labels can be made; empty when they can."""
        return (
            "" if self.engines else f"Install one where the backend runs: {', or: '.join(self.install_lines)}"
        )


def _template(row: TemplateEntry) -> TemplateOffer:
    papers = tuple(row["papers"])
    return TemplateOffer(row["name"], row["title"], papers, row["subject"], row["pages_per_dewar"])
