# SPDX-License-Identifier: LGPL-3.0-or-later
"""The files that programs and beamlines left: one at a time, or all of a program as an archive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.data.rules import visits
from backend.core.models import (
    AutoProcProgramAttachment,
    DataCollectionFileAttachment,
    PhasingProgramAttachment,
)
from backend.errors import NotFound
from backend.files.archives import Archive, Member, archive
from backend.files.names import download_name
from backend.files.roots import StoredFile
from backend.files.store import FileVisit, files_of
from backend.store.base import Base
from backend.store.ownership import Caller
from backend.store.rows import Row, columns, one, read


@dataclass(frozen=True)
class AttachmentKind:
    """A table of attachments: where a row's file is, and at which sessions its data were measured."""

    model: type[Base]
    path: Callable[[Row], str]
    visits: Callable[[Session, int], list[FileVisit]]

    @property
    def owner(self) -> type[Base]:
        """What the files belong to: a program or a data collection."""
        found = self.model.parent(self.model.policy.owner)
        assert found is not None  # noqa: S101 - each of the tables below has one
        return found


def _folder_and_name(row: Row) -> str:
    return "/".join(part for part in ((row["filePath"] or "").rstrip("/"), row["fileName"]) if part)


PROCESSING = AttachmentKind(AutoProcProgramAttachment, _folder_and_name, visits.of_program)
PHASING = AttachmentKind(PhasingProgramAttachment, _folder_and_name, visits.of_phasing_run)
COLLECTION = AttachmentKind(
    DataCollectionFileAttachment, lambda row: row["fileFullPath"], visits.of_collection
)


def attachment(session: Session, caller: Caller, kind: AttachmentKind, key: int) -> StoredFile:
    """The file of an attachment, open; NotFound also where it was deleted or no root holds it."""
    row = one(session, caller, kind.model, key)
    return _open(session, kind, row, kind.visits(session, row[kind.model.policy.owner]))


def archive_of(session: Session, caller: Caller, kind: AttachmentKind, key: int) -> Archive:
    """All files of a program that are still there, as a zip archive that is made while it is read."""
    one(session, caller, kind.owner, key)
    model = kind.model
    mine = getattr(model, model.policy.owner) == key
    statement = select(*columns(model)).where(mine, caller.sees(model)).order_by(model.key())
    rows, known = read(session, statement), kind.visits(session, key)
    return archive(
        Member(download_name(kind.path(row)), partial(_open, session, kind, row, known)) for row in rows
    )


def _open(session: Session, kind: AttachmentKind, row: Row, known: list[FileVisit]) -> StoredFile:
    path = kind.path(row)
    if row.get("deleted") or not path:
        raise NotFound(f"The file {download_name(path)} was deleted.")
    return files_of(session).open(path, known)
