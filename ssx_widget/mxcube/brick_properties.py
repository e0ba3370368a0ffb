# SPDX-License-Identifier: LGPL-3.0-or-later
"""The properties of the brick, and what they mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from qtpy.QtGui import QIcon

from ssx_widget.context.preferences import default_data_folder
from ssx_widget.mxcube.host_objects import HostObjectMissing
from ssx_widget.window.screens import SCREENS, Screen

PARTS = ("samples", "plans", "acquisitions")
"""The screens that belong to a beamline; the others are for the laboratory."""


@dataclass(frozen=True)
class BrickProperties:
    """What a beamline chose for one brick."""

    PROPERTIES: ClassVar[Sequence[tuple[str, str, object, str]]] = (
        ("hwobj_ssx", "string", "ssx", "Role or name of the SsxIspybClient"),
        ("parts", "string", " ".join(PARTS), f"What to show, in this order: {', '.join(PARTS)}"),
        ("readOnly", "boolean", False, "Only in expert mode can anything be changed"),
        ("icons", "string", "", "Names of MXCuBE's own icons for the parts, in their order"),
        ("dataDir", "string", "", "Folder for drafts and choices; empty for one of the user"),
    )
    """Name, type, default and remark of each."""

    ssx: str
    parts: Sequence[Screen]
    read_only: bool
    icons: Sequence[QIcon]
    folder: Path

    @classmethod
    def of(cls, values: Mapping[str, object], load_icon: Callable[[str], QIcon]) -> BrickProperties:
        """From the values of the properties; raises HostObjectMissing for a part that does not exist."""
        folder = str(values["dataDir"] or "").strip()
        return cls(
            str(values["hwobj_ssx"] or "").strip(),
            _screens(str(values["parts"] or "").replace(",", " ").split()),
            bool(values["readOnly"]),
            [load_icon(name) for name in str(values["icons"] or "").replace(",", " ").split()],
            Path(folder).expanduser().absolute() if folder else default_data_folder() / "mxcube",
        )


def _screens(names: Sequence[str]) -> Sequence[Screen]:
    unknown = [name for name in names if name not in PARTS]
    if unknown or not names:
        raise HostObjectMissing(
            f"The property parts of this brick is “{' '.join(names)}”: write some of "
            f"{', '.join(PARTS)} into it."
        )
    found = {each.name: each for each in SCREENS}
    return [found[name] for name in dict.fromkeys(names) if name in found]
