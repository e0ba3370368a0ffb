# SPDX-License-Identifier: LGPL-3.0-or-later
"""Several files as one zip archive, made while it is sent: it is nowhere in memory as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from backend.errors import BackendError, NotFound
from backend.files.names import told_apart
from backend.files.roots import StoredFile

LEFT_OUT = "left-out.txt"


@dataclass(frozen=True)
class Member:
    """A file of an archive: the name that it is to have, and how it is opened."""

    name: str
    open: Callable[[], StoredFile]


@dataclass(frozen=True)
class Archive:
    """A zip archive that is still to be made, and its size in bytes."""

    parts: Iterator[bytes]
    size: int


def archive(members: Iterable[Member]) -> Archive:
    """The files uncompressed, so that the size is known before; what cannot be opened is named in a text.

    Raises NotFound when nothing can be opened.
    """
    from zipstream import ZipStream  # few requests ask for it

    made, left_out = ZipStream(sized=True), []
    listed = list(members)
    names = list(told_apart([LEFT_OUT, *(member.name for member in listed)]))[1:]
    for member, name in zip(listed, names, strict=True):
        try:
            with member.open() as file:
                size = file.size
        except BackendError as error:
            left_out.append(f"{name}: {error.detail}\n")
        else:
            made.add(_content(member, size), name, size=size)
    if len(left_out) == len(listed):
        raise NotFound("None of these files is there any more." if listed else "There are no files.")
    if left_out:
        made.add("".join(left_out), LEFT_OUT)
    return Archive(iter(made), len(made))


def _content(member: Member, size: int) -> Iterator[bytes]:
    """The file, opened when its turn comes, as long as it was when the archive's size was told."""
    with member.open() as file:
        if file.size < size:
            raise OSError(f"{member.name} became shorter while the archive was made")
        file.size = size
        yield from file.parts()
