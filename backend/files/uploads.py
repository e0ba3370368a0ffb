# SPDX-License-Identifier: LGPL-3.0-or-later
"""Files that are uploaded: written before the rows that name them, removed after those are gone.

A file has a new name each time, so that a transaction that comes to nothing leaves the old one as it was.
A row never names a file that is not whole.
"""

from __future__ import annotations

import logging
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from uuid import uuid4

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from backend.errors import Unavailable
from backend.files import roots
from backend.files.roots import FileRoot
from backend.files.store import files_of

log = logging.getLogger(__name__)


@dataclass
class _Work:
    """What a transaction wrote, what it made superfluous, and whether it was committed."""

    home: FileRoot
    written: list[str] = field(default_factory=list)
    outdated: list[str] = field(default_factory=list)
    committed: bool = False

    def finish(self) -> None:
        """Remove what no row names any more."""
        gone = self.outdated if self.committed else self.written
        for name in gone:
            try:
                roots.remove(self.home, name)
            except OSError as error:
                log.warning("the file %s stays although no row names it: %s", name, error)
        self.written, self.outdated, self.committed = [], [], False


def put(
    session: Session, folder: str, stream: IO[bytes], replaces: str | None = None, called: str = ""
) -> str:
    """Store a file in a folder of the uploads and give its name there; it stays if the session commits.

    replaces: the name of a file that the new one takes the place of; called: what it is called for people,
    in a folder of its own. Raises Unavailable.
    """
    work = _work(session)
    name = "/".join(part for part in (folder, uuid4().hex, called) if part)
    work.written.append(name)
    try:
        _write(work.home, name, stream)
    except OSError as error:
        text = f"The file cannot be stored: {error.strerror or 'the store failed'}."
        raise Unavailable(f"{text} Ask whoever runs this server.") from error
    drop(session, replaces)
    return name


def drop(session: Session, name: str | None) -> None:
    """Remove an uploaded file once the session commits."""
    if name:
        _work(session).outdated.append(name)


def _work(session: Session) -> _Work:
    found: _Work | None = session.info.get("ssx_uploads")
    if found is None:
        found = session.info["ssx_uploads"] = _Work(files_of(session).home())
        event.listen(session, "after_commit", _note_commit)
        event.listen(session, "after_transaction_end", _finish)
    return found


def _note_commit(session: Session) -> None:
    if not session.in_nested_transaction():
        _work(session).committed = True


def _finish(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        _work(session).finish()


def _write(home: FileRoot, name: str, stream: IO[bytes]) -> None:
    if not home.local:
        system, base = roots.file_system(home.address)
        with system.open(f"{base.rstrip('/')}/{name}", "wb") as file:
            shutil.copyfileobj(stream, file, roots.PART)
        return
    target = Path(home.address, name)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with target.open("xb") as written:
        shutil.copyfileobj(stream, written, roots.PART)
        written.flush()
        os.fsync(written.fileno())
