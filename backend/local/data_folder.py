# SPDX-License-Identifier: LGPL-3.0-or-later
"""The data folder of a local process: its mode, its lock, and the file by which windows find the process."""

from __future__ import annotations

import json
import os
import secrets
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import platformdirs
from filelock import FileLock, Timeout

from backend.domain.files import replace_text
from backend.domain.handshake import ADDRESS_FILE

DATABASE_FILE = "ssx-desk.sqlite"
FACILITY_FILE = "facility.yaml"
LOCK_FILE = "backend.lock"
HOLDER_FILE = "backend.holder"

ENDING = 10.0
"""Seconds within which a process that is on its way up or down has to answer or to go."""

NETWORK_FILE_SYSTEMS = frozenset(
    {
        "afs", "beegfs", "ceph", "cifs", "fuse.ceph", "fuse.glusterfs", "fuse.sshfs", "glusterfs", "gpfs",
        "lustre", "ncpfs", "nfs", "nfs4", "smb3", "smbfs",
    }
)  # fmt: skip


class FolderRefused(Exception):
    """The folder cannot be used; the sentence says why and what to do."""


def local_settings(data_dir: Path) -> dict[str, Any]:
    """The configuration that follows from a data folder; the key for tokens lives as long as the process."""
    from sqlalchemy import URL  # a quarter of a second that who only lists backups need not wait

    data_dir = data_dir.absolute()
    facility = data_dir / FACILITY_FILE
    return {
        "DATA_DIR": str(data_dir),
        "SQLALCHEMY_DATABASE_URI": URL.create(
            "sqlite", database=str(data_dir / DATABASE_FILE)
        ).render_as_string(),
        "CACHE_FOLDER": str(data_dir / "cache"),
        "FACILITY_FILE": str(facility) if facility.exists() else "",
        "SECRET_KEY": secrets.token_urlsafe(32),
    }


def default_folder() -> Path:
    """The data folder that is used when none is named."""
    return Path(platformdirs.user_data_dir("ssx-desk", appauthor=False))


def prepare(data_dir: Path) -> None:
    """Make the folder, for its owner's eyes only; raises FolderRefused."""
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        data_dir.chmod(0o700)
    except OSError as error:
        raise FolderRefused(
            f"The data folder {data_dir} cannot be used ({error.strerror}): choose another folder."
        ) from error
    kind = _file_system(data_dir)
    if kind in NETWORK_FILE_SYSTEMS:
        raise FolderRefused(
            f"The data folder {data_dir} is on a network file system ({kind}), where the database could be "
            "damaged: choose a folder on this computer's own disk."
        )


@contextmanager
def claimed(data_dir: Path) -> Iterator[None]:
    """Hold the folder for this process alone; raises FolderRefused, naming who holds it."""
    lock = FileLock(data_dir / LOCK_FILE)
    _acquire(lock, data_dir)
    try:
        (data_dir / ADDRESS_FILE).unlink(missing_ok=True)  # of a process that was killed
        holder = f"process {os.getpid()} on {socket.gethostname()}"
        replace_text(data_dir / HOLDER_FILE, holder, private=True)
        yield
    finally:
        lock.release()


@contextmanager
def published(data_dir: Path, address: Mapping[str, object]) -> Iterator[None]:
    """Let windows find the process by its address file, as long as it serves."""
    replace_text(data_dir / ADDRESS_FILE, json.dumps(dict(address)), private=True)
    try:
        yield
    finally:
        (data_dir / ADDRESS_FILE).unlink(missing_ok=True)


def private_file(file: Path) -> int:
    """The descriptor of a new file of mode 0600, open for writing."""
    return os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


def _acquire(lock: FileLock, data_dir: Path) -> None:
    """Take the lock; wait only for a holder that does not serve, because it starts or ends just now."""
    deadline = time.monotonic() + ENDING
    while True:
        try:
            lock.acquire(timeout=0.1)
        except Timeout as error:
            if (data_dir / ADDRESS_FILE).exists() or time.monotonic() > deadline:
                raise FolderRefused(
                    f"The data folder {data_dir} is in use by {_holder(data_dir)}: "
                    "close the windows that work on it, or choose another folder."
                ) from error
        else:
            return


def _holder(data_dir: Path) -> str:
    """Who holds the lock, in words."""
    try:
        return (data_dir / HOLDER_FILE).read_text(encoding="utf-8")
    except OSError:
        return "another process"


def _file_system(folder: Path) -> str:
    """The kind of file system below a folder, empty where the platform does not tell."""
    if sys.platform == "win32":
        import ctypes

        remote = ctypes.windll.kernel32.GetDriveTypeW(f"{folder.absolute().drive}\\") == 4
        return "smb3" if remote else ""
    mounts = Path("/proc/self/mountinfo")
    return kind_of_mount(folder.resolve(), mounts.read_text(encoding="utf-8")) if mounts.exists() else ""


def kind_of_mount(folder: Path, mountinfo: str) -> str:
    """The file system type of the innermost mount that holds the folder, from Linux's table of mounts."""
    kinds: dict[Path, str] = {}
    for line in mountinfo.splitlines():
        left, _, right = line.partition(" - ")
        # Blanks inside a path are written as octal escapes.
        place = left.split(" ")[4].encode("latin-1", "backslashreplace").decode("unicode_escape")
        kinds[Path(place)] = right.split(" ")[0]
    return next((kinds[place] for place in (folder, *folder.parents) if place in kinds), "")
