"""What the backend can make: templates with their papers, and the engines that are installed."""

from __future__ import annotations

from dataclasses import dataclass

from hwobj.rest import Row


@dataclass(frozen=True)
class Template:
    """A kind of label: its name for the backend, its title, and its papers, the usual one first."""

    name: str
    title: str
    papers: tuple[str, ...]


@dataclass(frozen=True)
class Offers:
    """Templates, the installed engines, and the lines that install one where there is none."""

    templates: tuple[Template, ...]
    engines: tuple[str, ...]
    install_lines: tuple[str, ...]

    @classmethod
    def of(cls, answer: Row) -> Offers:
        """From the backend's answer about labels."""
        engines = answer["engines"]
        return cls(
            tuple(Template(row["name"], row["title"], tuple(row["papers"])) for row in answer["templates"]),
            tuple(row["name"] for row in engines if row["available"]),
            tuple(row["install"] for row in engines if not row["available"]),
        )

    @property
    def install_words(self) -> str:
        """What to install so that labels can be made; empty when they can."""
        return (
            "" if self.engines else f"Install one where the backend runs: {', or: '.join(self.install_lines)}"
        )


PAPER_WORDS = {"A4": "A4", "Letter": "US Letter", "100x150": "100 × 150 mm"}
"""The papers as a person calls them."""
