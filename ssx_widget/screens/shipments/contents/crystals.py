# SPDX-License-Identifier: LGPL-3.0-or-later
"""The crystals of a proposal, found by what a table of samples says: protein acronym and space group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from backend.domain.rows.samples import CrystalRow, ProteinRow


@dataclass(frozen=True)
class Crystals:
    """Proteins and crystals as they were read, the newest crystal of a kind before the older ones."""

    proteins: dict[str, ProteinRow] = field(default_factory=dict)
    rows: dict[int, CrystalRow] = field(default_factory=dict)

    @classmethod
    def of(cls, proteins: Iterable[ProteinRow], crystals: Iterable[CrystalRow]) -> Crystals:
        """From the rows of both tables."""
        newest_first = sorted(crystals, key=lambda row: -int(row["crystalId"]))
        return cls(
            {row["acronym"]: row for row in proteins if row["acronym"]},
            {row["crystalId"]: row for row in newest_first},
        )

    def acronym(self, crystal: object) -> str:
        """The protein of a crystal, empty where it is not known."""
        known = self._row(crystal)
        protein = known and known["proteinId"]
        return next((name for name, row in self.proteins.items() if row["proteinId"] == protein), "")

    def space_group(self, crystal: object) -> str:
        """The space group of a crystal."""
        return ((known := self._row(crystal)) and known["spaceGroup"]) or ""

    def find(self, acronym: str, space_group: str | None = None) -> int | None:
        """The newest crystal of a protein, with this space group if one is asked for."""
        known = self.proteins.get(acronym)
        protein = known and known["proteinId"]
        return next(
            (
                key
                for key, row in self.rows.items()
                if row["proteinId"] == protein and space_group in (None, row["spaceGroup"] or "")
            ),
            None,
        )

    def known_as(self, text: str) -> str | None:
        """The acronym that a person means, whatever the case; None when the proposal has no such protein."""
        wanted = text.strip().casefold()
        return next((name for name in self.proteins if name.casefold() == wanted), None)

    def _row(self, crystal: object) -> CrystalRow | None:
        return self.rows.get(crystal) if isinstance(crystal, int) else None
