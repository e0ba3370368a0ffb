# SPDX-License-Identifier: LGPL-3.0-or-later
"""Snapshots and plots of a data collection, and small pictures of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.data.rules import visits
from backend.core.models import DataCollection, DataCollectionFileAttachment
from backend.errors import NotFound
from backend.files.roots import StoredFile
from backend.files.store import files_of
from backend.store.ownership import Caller
from backend.store.rows import Row, one

SNAPSHOTS = 4

_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".pdf")


@dataclass(frozen=True)
class WantedFile:
    """A file by its name: the column that tells its path, and how an attachment of that name looks."""

    column: str
    words: str
    endings: tuple[str, ...]

    def fits(self, path: str) -> bool:
        """Whether the name of a file says that it is this one."""
        name = PurePosixPath(path.casefold())
        return self.words in re.sub("[^a-z0-9]", "", name.stem) and name.suffix in self.endings


NAMES = {
    "imageQualityIndicatorsPlot": WantedFile(
        "imageQualityIndicatorsPlotPath", "imagequalityindicators", _PICTURES
    ),
    "imageQualityIndicatorsCSV": WantedFile(
        "imageQualityIndicatorsCSVPath", "imagequalityindicators", (".csv", ".txt")
    ),
    "bestWilsonPlot": WantedFile("bestWilsonPlotPath", "wilson", _PICTURES),
    "dat": WantedFile("datFullPath", "dat", (".dat",)),
}


def snapshot(session: Session, caller: Caller, key: int, index: int) -> StoredFile:
    """A snapshot of the crystal, numbered from 1 to 4."""
    row = one(session, caller, DataCollection, key)
    path = row.get(f"xtalSnapshotFullPath{index}")
    if not path:
        raise NotFound(f"Data collection {key} has no snapshot {index}.")
    return files_of(session).open(path, visits.of_collection(session, key))


def file(session: Session, caller: Caller, key: int, name: str) -> StoredFile:
    """One of `NAMES`: the file that its column tells, else the attachment whose name says so."""
    wanted = NAMES[name]
    path = one(session, caller, DataCollection, key).get(wanted.column) or _attached(session, key, wanted)
    if not path:
        raise NotFound(f"Data collection {key} has no {name}.")
    return files_of(session).open(path, visits.of_collection(session, key))


def has_file(session: Session, collection: Row, name: str) -> bool:
    """Whether a path of one of `NAMES` is known for a data collection's row."""
    wanted = NAMES[name]
    return bool(collection.get(wanted.column) or _attached(session, collection["dataCollectionId"], wanted))


def _attached(session: Session, key: int, wanted: WantedFile) -> str | None:
    """The newest attachment that fits: ISPyB 12 has no column for some of the files."""
    attached = DataCollectionFileAttachment
    paths = session.scalars(
        select(attached.fileFullPath)
        .where(attached.dataCollectionId == key)
        .order_by(attached.dataCollectionFileAttachmentId.desc())
    )
    return next((path for path in paths if wanted.fits(path)), None)
