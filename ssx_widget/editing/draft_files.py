# SPDX-License-Identifier: LGPL-3.0-or-later
"""Drafts on disk: a file for each, and beside it the request that was sent and not yet answered."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Any

from filelock import BaseFileLock, FileLock, Timeout

from backend.domain.files import replace_text
from ssx_widget.editing.draft import Draft, Row, from_json


@dataclass(frozen=True)
class SentRequest:
    """A write as it was sent: repeated with the same `idempotency_key` it is done once."""

    idempotency_key: str
    id: int | None
    etag: str | None
    body: Row


class DraftFiles:
    """The folder of the drafts. Called on worker threads; every method may raise OSError."""

    def __init__(self, folder: Path, lock: BaseFileLock) -> None:
        """`lock` is held as long as these files are used."""
        self.folder = folder
        self._lock = lock
        folder.mkdir(mode=0o700, exist_ok=True)

    def release(self) -> None:
        """Let another window have the drafts."""
        self._lock.release()

    def keep(self, key: str, content: str | None) -> None:
        """Keep a draft's content; None forgets the draft: all of it is stored, or was given up."""
        if content is None:
            self._draft(key).unlink(missing_ok=True)
        else:
            replace_text(self._draft(key), content, private=True)

    def keep_answered(self, key: str, content: str | None) -> None:
        """Keep what is left of a draft after its request was answered, then forget the request."""
        self.keep(key, content)
        self.answered(key)

    def sending(self, key: str) -> SentRequest | None:
        """The request of this draft that was sent and not answered."""
        try:
            held: dict[str, Any] = json.loads(self._request(key).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return SentRequest(**held)

    def send(self, key: str, request: SentRequest) -> None:
        """Keep a request that is about to be sent."""
        replace_text(self._request(key), json.dumps(asdict(request), ensure_ascii=False), private=True)

    def answered(self, key: str) -> None:
        """The draft's request has its answer: it is never repeated."""
        self._request(key).unlink(missing_ok=True)

    def read_all(self) -> tuple[list[Draft], list[Path]]:
        """The drafts, oldest first, and the files that hold none: those are put aside as `.unreadable`."""
        drafts, unreadable = [], []
        for path in sorted(self.folder.glob("*.json"), key=lambda each: each.stat().st_mtime):
            try:
                drafts.append(from_json(path.read_text(encoding="utf-8")))
            except (ValueError, KeyError, TypeError):
                unreadable.append(path.replace(path.with_suffix(".unreadable")))
        kept = {draft.key for draft in drafts}
        for path in self.folder.glob("*.sending"):
            if path.stem not in kept:
                path.unlink()
        return drafts, unreadable

    def _draft(self, key: str) -> Path:
        return self.folder / f"{key}.json"

    def _request(self, key: str) -> Path:
        return self.folder / f"{key}.sending"


def claim_folder(root: Path) -> DraftFiles:
    """A folder below `root` that no other window uses, with the drafts of windows that ended. Raises OSError.

    Two windows on one data folder would otherwise both bring back a draft, and store it twice.
    """
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    with FileLock(root / "claim.lock"):
        for number in count(1):
            own = FileLock(root / f"{number}.lock", blocking=False)
            if _acquired(own):
                break
        files = DraftFiles(root / str(number), own)
        for path in [each for each in root.iterdir() if each.is_dir() and each != files.folder]:
            other = FileLock(root / f"{path.name}.lock", blocking=False)
            if _acquired(other):
                _move_all(path, files.folder)
                other.release()
    return files


def _acquired(lock: BaseFileLock) -> bool:
    try:
        lock.acquire()
    except Timeout:
        return False
    return True


def _move_all(source: Path, target: Path) -> None:
    for path in source.iterdir():
        path.replace(target / path.name)
    source.rmdir()
