# SPDX-License-Identifier: LGPL-3.0-or-later
"""Backups of a local database: written whole beside their place and checked there, the last seven kept.

They are made by SQLite's own online backup, so that a process that writes meanwhile does no harm. A file
that does not pass its check never takes the place of another, neither as a backup nor as the database.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from backend.app_keys import AppKey
from backend.errors import BackendError, NotFound, Unavailable
from backend.local.data_folder import DATABASE_FILE, private_file

FOLDER = "backups"
KEPT = 7
DAY = timedelta(days=1)

FIRST_LOOK = 5.0
"""Seconds after the start in which a window loads and has the machine for itself."""

LOOK_AGAIN = 3600.0

WAIT = 10.0
"""Seconds for another writer to finish."""

_BUSY = (5, 6)
"""SQLite's numbers for a database or a table that another connection has locked."""

DAILY, MIGRATION, RESTORE, ASKED = "daily", "migration", "restore", "asked"
"""Why a backup was made: once a day, before a migration, before a restore, or because somebody asked."""

_NAME = re.compile(rf"(\d{{8}}T\d{{12}})Z-({DAILY}|{MIGRATION}|{RESTORE}|{ASKED})\.sqlite")
_STAMP = "%Y%m%dT%H%M%S%f"
_PART = ".part"
_BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database."""

log = logging.getLogger(__name__)

Prepare = Callable[[Path], None]
"""Brings a copy of the database to this version."""


@dataclass(frozen=True)
class Backup:
    """One backup; `size` in bytes, `check` is “ok” or what is wrong with the file."""

    name: str
    time: datetime
    reason: str
    size: int
    check: str


class Backups:
    """The backups of the database in one data folder."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.database = data_dir / DATABASE_FILE
        self.folder = data_dir / FOLDER
        self.problem = ""
        """Why the last backup came to nothing; empty when it went well."""
        self._turn = threading.Lock()

    def all(self) -> list[Backup]:
        """The backups that are there, the newest first."""
        return [_described(file) for file in reversed(self._files())]

    def newest_good(self) -> Backup | None:
        """The newest backup that passes its check."""
        return next((found for found in self.all() if found.check == "ok"), None)

    def make(self, reason: str = ASKED) -> Backup:
        """Make a backup now; Unavailable when it cannot be made or does not pass its check."""
        with self._turn:
            return self._make(reason)

    def make_if_due(self) -> Backup | None:
        """Make the backup of the day, unless there is one; a clock that was wrong does not hold it up."""
        with self._turn:
            files = self._files()
            if any(abs(datetime.now(timezone.utc) - _time(file.name)) < DAY for file in files):
                return None
            return self._make(DAILY)

    @contextmanager
    def made_daily(self) -> Iterator[None]:
        """Make a backup a day, by a thread of its own, as long as the block lasts."""
        over = threading.Event()
        threading.Thread(target=self._watch, args=(over,), name="backups", daemon=True).start()
        try:
            yield
        finally:
            over.set()

    def restore(self, name: str, prepare: Prepare) -> Backup | None:
        """Bring a backup's contents into the database that is in use, in one transaction of SQLite's.

        What the database held is kept as a backup of its own, and given; None where it is too damaged for
        that: then the file is kept as it is. Raises NotFound, and Unavailable where nothing was changed.
        """
        with self._turn, self._prepared(name, prepare) as copy:
            before = self._kept_before()
            try:
                _copy(copy, self.database)
            except (sqlite3.Error, OSError) as error:
                raise Unavailable(
                    f"The backup could not be brought into the database ({error}); nothing was changed. "
                    f"Close all windows and put it in place with “{restore_command(self.data_dir, name)}”."
                ) from error
            return before

    def put_in_place(self, name: str, prepare: Prepare) -> Path | None:
        """Put a backup in the place of a database that no process uses; gives where the old one is now."""
        with self._turn, self._prepared(name, prepare) as copy:
            aside = self._moved_aside(shutil.move) if self.database.exists() else None
            copy.replace(self.database)
            return aside

    def _watch(self, over: threading.Event) -> None:
        wait = FIRST_LOOK
        while not over.wait(wait):
            wait = LOOK_AGAIN
            try:
                self.make_if_due()
            except BackendError as error:
                log.error("no backup was made: %s", error)

    def _files(self) -> list[Path]:
        """The backups, the oldest first."""
        held = self.folder.iterdir() if self.folder.exists() else ()
        return sorted(file for file in held if _NAME.fullmatch(file.name))

    def _make(self, reason: str, spared: str = "") -> Backup:
        file = self.folder / f"{datetime.now(timezone.utc).strftime(_STAMP)}Z-{reason}.sqlite"
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            with _beside(file) as part:
                _copy(self.database, part)
                _refuse_damaged(part)
                part.replace(file)
        except (sqlite3.Error, OSError) as error:
            self.problem = f"No backup could be made ({error}); those that are there were kept."
            raise Unavailable(self.problem) from error
        self.problem = ""
        # By the clock this one may not be the newest; it stays all the same, and so does the one in use.
        for old in [f for f in self._files() if f.name not in (file.name, spared)][: -(KEPT - 1)]:
            old.unlink()
        return _described(file)

    @contextmanager
    def _prepared(self, name: str, prepare: Prepare) -> Iterator[Path]:
        """A checked copy of a backup, at this version, beside the database."""
        wanted = next((file for file in self._files() if file.name == name), None)
        if wanted is None:
            raise NotFound(f"There is no backup {name}; the list has the names of those that are there.")
        with _beside(self.database) as copy:
            try:
                _copy(wanted, copy)
                _refuse_damaged(copy)
                prepare(copy)
                _refuse_damaged(copy)
            except (sqlite3.Error, OSError) as error:
                raise Unavailable(
                    f"The backup {name} cannot be used ({error}); nothing was changed. {self.advice()}"
                ) from error
            yield copy

    def advice(self) -> str:
        """What to do when a file is damaged."""
        good = self.newest_good()
        if good is None:
            return "There is no good backup: start with another --data-dir."
        return (
            f"The newest good backup is {good.name}, of {good.time.astimezone():%d %B %Y, %H:%M}: "
            f"“{restore_command(self.data_dir, good.name)}” puts it in place."
        )

    def _kept_before(self) -> Backup | None:
        """What is in the database now, kept before it goes."""
        try:
            return self._make(RESTORE)
        except Unavailable as error:
            log.warning("the database is kept as it is before a restore: %s", error)
            self._moved_aside(shutil.copy2)
            return None

    def _moved_aside(self, take: Callable[[Path, Path], object]) -> Path:
        """Move or copy the database with what SQLite keeps beside it, under a name that says when."""
        aside = self.database.with_name(f"{DATABASE_FILE}.{datetime.now(timezone.utc).strftime(_STAMP)}Z")
        for end in ("", *_BESIDE):
            held = Path(f"{self.database}{end}")
            if held.exists():
                take(held, Path(f"{aside}{end}"))
        return aside


def restore_command(data_dir: Path, name: str) -> str:
    """The command that puts a backup in place when no process runs."""
    return f"ssx-backend backup restore {name} --data-dir {data_dir}"


def damage(file: Path) -> str:
    """What SQLite finds wrong with a database that nobody writes; “ok” if nothing."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?immutable=1", uri=True)) as connection:
            return str(connection.execute("PRAGMA quick_check").fetchone()[0])
    except sqlite3.Error as error:
        return str(error)


def _described(file: Path) -> Backup:
    parts = _NAME.fullmatch(file.name)
    reason = parts[2] if parts else ""
    return Backup(file.name, _time(file.name), reason, file.stat().st_size, damage(file))


def _time(name: str) -> datetime:
    return datetime.strptime(name.partition("Z")[0], _STAMP).replace(tzinfo=timezone.utc)


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """A new file for its owner only, in the folder of *file*; gone after the block unless it was moved."""
    part = file.with_name(f"{file.name}.{os.getpid()}{_PART}")
    part.unlink(missing_ok=True)
    os.close(private_file(part))
    try:
        yield part
    finally:
        for end in ("", *_BESIDE):
            Path(f"{part}{end}").unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    """All of a database into another file, as one transaction there; the target is there already."""
    with closing(_opened(source)) as read, closing(_opened(target)) as written:
        read.backup(written, progress=_patience())


def _patience() -> Callable[[int, int, int], None]:
    """Ends a copy that waits for another writer for too long; by itself it would wait for ever."""
    end = time.monotonic() + WAIT

    def look(status: int, _left: int, _pages: int) -> None:
        if status in _BUSY and time.monotonic() > end:
            raise sqlite3.OperationalError("another program writes into the database")

    return look


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=WAIT)


def _refuse_damaged(file: Path) -> None:
    """Make one file of a copy, and look at all of it; raises sqlite3.DatabaseError."""
    with closing(_opened(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        found = str(connection.execute("PRAGMA integrity_check").fetchone()[0])
    if found != "ok":
        raise sqlite3.DatabaseError(f"it does not pass its check: {found.splitlines()[0]}")


BACKUPS = AppKey[Backups]("backups")
