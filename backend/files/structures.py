# SPDX-License-Identifier: LGPL-3.0-or-later
"""Structures in PDB or mmCIF format: whether a file is one, and what it says of the crystal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend.domain.science.space_groups import SOHNCKE_GROUPS

if TYPE_CHECKING:
    import gemmi

CELL = ("a", "b", "c", "alpha", "beta", "gamma")

_READ_FIRST = 4096
"""Bytes in which a file shows its format."""


class NoStructure(ValueError):
    """What is no structure; the text is a sentence for a person."""


@dataclass(frozen=True)
class Structure:
    """A structure's format (`pdb` or `cif`), its cell in Å and degrees, and its space group, where told."""

    ending: str
    cell: tuple[float, ...] | None
    space_group: str | None

    def columns(self) -> dict[str, float | str | None]:
        """The columns of a crystal that it has values for."""
        cell = {f"cell_{name}": value for name, value in zip(CELL, self.cell or (), strict=False)}
        return {**({"spaceGroup": self.space_group} if self.space_group else {}), **cell}


def read(data: bytes) -> Structure:
    """What a file in PDB or mmCIF format says; raises NoStructure for what has no atoms or is damaged."""
    import gemmi  # a large library, for few requests

    if b"\0" in data[:_READ_FIRST] or data[:2] == b"\x1f\x8b":
        raise NoStructure("This is no text: a PDB or mmCIF file is needed, unpacked.")
    ending = "cif" if _is_cif(data) else "pdb"
    form = gemmi.CoorFormat.Mmcif if ending == "cif" else gemmi.CoorFormat.Pdb
    try:
        found = gemmi.read_structure_string(data.decode("latin-1"), format=form)
    except (ValueError, RuntimeError) as error:
        raise NoStructure(f"This {_NAMES[ending]} file is damaged: {_reason(error)}.") from error
    if not len(found) or not any(model.count_atom_sites() for model in found):
        raise NoStructure("This file has no atoms: a PDB or mmCIF file with coordinates is needed.")
    return Structure(ending, _cell(found), _space_group(found))


_NAMES = {"cif": "mmCIF", "pdb": "PDB"}


def _is_cif(data: bytes) -> bool:
    lines = (line.strip() for line in data[:_READ_FIRST].splitlines())
    first = next((line for line in lines if line and not line.startswith(b"#")), b"")
    return first.lower().startswith(b"data_")


def _reason(error: Exception) -> str:
    """What the library says, on one line and without a name for the text that it was given."""
    return " ".join(str(error).removeprefix("string:").split())[:200].rstrip(".")


def _cell(found: gemmi.Structure) -> tuple[float, ...] | None:
    """The unit cell; none where the format's 1 × 1 × 1 Å stands for it."""
    cell = found.cell
    return tuple(round(getattr(cell, name), 4) for name in CELL) if cell.is_crystal() else None


def _space_group(found: gemmi.Structure) -> str | None:
    """The symbol as our lists write it: P43212; R32 also for H 3 2."""
    import gemmi

    known = gemmi.find_spacegroup_by_name(found.spacegroup_hm) if found.cell.is_crystal() else None
    symbol = known.short_name() if known else ""
    symbol = f"R{symbol[1:]}" if symbol.startswith("H") else symbol
    return symbol if symbol in SOHNCKE_GROUPS else None
