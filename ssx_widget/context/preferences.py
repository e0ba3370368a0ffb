# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a person chose in the window: kept in `window.json` of the data folder."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import platformdirs

from backend.domain.files import replace_text

log = logging.getLogger(__name__)
FILE = "window.json"


@dataclass
class Preferences:
    """The choices of one data folder; a file that cannot be read gives the defaults."""

    folder: Path
    url: str = ""
    username: str = ""
    paper: str = "A4"
    template: str = "dewar"
    proposal_id: int | None = None
    session_id: int | None = None
    screen: str = ""
    geometry: str = ""
    sound: bool = True
    places: list[str] = field(default_factory=list)
    """The backends that were used: addresses, and data folders of this computer."""
    work: dict[str, list[int | None]] = field(default_factory=dict)
    """The proposal and session of the last time at each of them."""
    columns: dict[str, list[str]] = field(default_factory=dict)
    """What the columns of sample lists are, by the titles in their header."""

    @classmethod
    def load(cls, folder: Path) -> Preferences:
        """Read the choices; unknown names in the file, of a later version, are passed over."""
        held = _read(folder / FILE)
        names = {each.name for each in fields(cls)} - {"folder"}
        return cls(folder, **{name: value for name, value in held.items() if name in names})

    @property
    def place(self) -> str:
        """The backend that is used: its address, or the data folder."""
        return self.url or str(self.folder)

    def leave_place(self) -> None:
        """Note what was worked on here: keys of one backend mean nothing to another."""
        self.work[self.place] = [self.proposal_id, self.session_id]

    def go_to_place(self, url: str, known: Iterable[str]) -> None:
        """Go on with another backend; `known` are those that can be gone back to."""
        self.url = url
        self.proposal_id, self.session_id = self.work.get(self.place, (None, None))
        self.places = list(dict.fromkeys([*known, *self.places, self.place]))

    def save(self) -> None:
        """Write the choices beside the data. Raises OSError."""
        chosen = {name: value for name, value in asdict(self).items() if name != "folder"}
        replace_text(self.folder / FILE, json.dumps(chosen, indent=1), private=True)


def default_data_folder() -> Path:
    """Where a person's data are unless another folder is named."""
    return Path(platformdirs.user_data_dir("ssx-desk", appauthor=False))


def chosen_data_folder() -> Path:
    """The data folder that was chosen in the settings, else the usual one."""
    folder = _read(default_data_folder() / "folder.json").get("data_folder")
    return Path(folder) if folder else default_data_folder()


def choose_data_folder(folder: Path) -> None:
    """Use another data folder from the next start on. Raises OSError."""
    replace_text(
        default_data_folder() / "folder.json", json.dumps({"data_folder": str(folder)}), private=True
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        log.info("%s could not be read, so the defaults hold: %s", path, error)
        return {}
    return held if isinstance(held, dict) else {}
