# SPDX-License-Identifier: LGPL-3.0-or-later
"""A folder, or a place in an object store, in and below which files are opened, and never beside it."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote

from backend.errors import NotFound, Unavailable
from backend.files.names import download_name

PART = 256 * 1024
"""Bytes that are read at once."""

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
"""A pipe with nobody at its other end would keep us for ever."""

_NO_FILE = frozenset(
    {errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG, errno.ENXIO, errno.EINVAL}
)
"""What the system says of a way that leads to no file, or of a link that was put there just now."""


@dataclass
class StoredFile:
    """An open file: its plain name, its size in bytes, and a revision that changes with its content."""

    name: str
    size: int
    revision: str
    stream: BinaryIO

    def __enter__(self) -> StoredFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()

    def parts(self) -> Iterator[bytes]:
        """The content piece by piece, as many bytes as `size` says; OSError when it became shorter."""
        left = self.size
        while left:
            part = self.stream.read(min(PART, left))
            if not part:
                raise OSError(f"{self.name} became shorter while it was read")
            left -= len(part)
            yield part


def missing(path: str) -> NotFound:
    """What is said of a file that is not there, or not a plain file."""
    return NotFound(f"The file {download_name(path)} is not there any more.")


@dataclass(frozen=True)
class FileRoot:
    """One address in and below which files are opened: an absolute path or an address of fsspec."""

    address: str

    @property
    def local(self) -> bool:
        """Whether it is a folder of this machine."""
        return "://" not in self.address

    def inner(self, path: str) -> str | None:
        """The way from here to *path*, as it is written; None when it is not written as lying below."""
        base = self.address.rstrip("/")
        path = re.sub("/+", "/", path) if self.local else path
        if not path.startswith(f"{base}/"):
            return None
        rest = path[len(base) + 1 :]
        return rest if self.local or _is_plain(rest) else None

    def open(self, inner: str) -> StoredFile | None:
        """The file at that way; None when it leads out of here. Raises NotFound, Unavailable."""
        try:
            return self._open_local(inner) if self.local else self._open_remote(inner)
        except ValueError as error:
            raise missing(inner) from error
        except OSError as error:
            if isinstance(error, FileNotFoundError) or error.errno in _NO_FILE:
                raise missing(inner) from error
            text = f"The file {download_name(inner)} cannot be read"
            raise Unavailable(f"{text}: {error.strerror or 'the store failed'}.") from error

    def _open_local(self, inner: str) -> StoredFile | None:
        """Links are followed first; the way that they give is then walked without following any.

        Whoever owns a folder may swap a part of it for a link at any moment: what was checked is what is
        opened.
        """
        real = Path(os.path.realpath(Path(self.address, inner)))
        home = Path(os.path.realpath(self.address))
        if not real.is_relative_to(home):
            return None
        descriptor = _walk(home, real.relative_to(home).parts)
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            os.close(descriptor)
            raise FileNotFoundError(inner)
        revision = f"{status.st_ino:x}-{status.st_mtime_ns:x}-{status.st_size:x}"
        return StoredFile(download_name(inner), status.st_size, revision, os.fdopen(descriptor, "rb"))

    def _open_remote(self, inner: str) -> StoredFile:
        system, base = file_system(self.address)
        path = f"{base.rstrip('/')}/{inner}"
        told = system.info(path)
        if told["type"] != "file":
            raise FileNotFoundError(inner)
        revision = hashlib.sha256(system.ukey(path).encode()).hexdigest()[:20]
        return StoredFile(download_name(inner), int(told["size"]), revision, system.open(path, "rb"))


def file_system(address: str) -> tuple[Any, str]:
    """fsspec's file system for an address, and the path that the address is there."""
    from fsspec.core import url_to_fs  # its registry takes its time; a folder of this machine needs none

    found: tuple[Any, str] = url_to_fs(address)
    return found


def _is_plain(rest: str) -> bool:
    """Whether an object's name leads only down: stores differ in what they make of the rest."""
    parts = unquote(rest).split("/")
    return not {"", ".", ".."} & {*parts} and not any(mark in unquote(rest) for mark in ("::", "\\", "\0"))


def _walk(home: Path, parts: tuple[str, ...]) -> int:
    """A descriptor of the file, opened part by part; a link on the way is an OSError."""
    if os.open not in os.supports_dir_fd:
        return os.open(home.joinpath(*parts), os.O_RDONLY | getattr(os, "O_BINARY", 0))
    descriptor = os.open(home, os.O_RDONLY | os.O_DIRECTORY)
    for number, part in enumerate(parts, 1):
        last = number == len(parts)
        flags = os.O_RDONLY | _NO_LINK | (_NO_WAIT if last else os.O_DIRECTORY)
        try:
            below = os.open(part, flags, dir_fd=descriptor)
        finally:
            os.close(descriptor)
        descriptor = below
    return descriptor


def remove(root: FileRoot, inner: str) -> None:
    """Remove a file; one that is gone already is no fault."""
    with suppress(FileNotFoundError):
        if root.local:
            Path(root.address, inner).unlink()
        else:
            system, base = file_system(root.address)
            system.rm(f"{base.rstrip('/')}/{inner}")
