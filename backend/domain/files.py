# SPDX-License-Identifier: LGPL-3.0-or-later
"""The one way to write a file: beside its place first, then put there whole, so that a kill leaves no half.

The standard library only, so that the window, the hardware objects and the backend may all use it.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

OWNER_ONLY = 0o600
AS_USUAL = 0o666
"""The mode that the person's umask narrows down."""


@contextmanager
def replacing(path: Path, *, private: bool = False, durable: bool = True) -> Iterator[BinaryIO]:
    """A file to write into, which takes the place of *path* when the block ends, and is gone when it raises.

    private: readable by its owner only, and so is a folder that is made for it. durable: it is on the disk
    before it takes the place; what can be made again needs no such wait. Raises OSError.
    """
    target = path.resolve() if path.is_symlink() else path
    if private:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY if private else AS_USUAL)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            if durable:
                os.fsync(file.fileno())
        if not private and target.exists():
            beside.chmod(stat.S_IMODE(target.stat().st_mode))
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def replace_bytes(path: Path, data: bytes, *, private: bool = False) -> None:
    """Give *path* a new content in one step; an older one stays whole until then. Raises OSError."""
    with replacing(path, private=private) as file:
        file.write(data)


def replace_text(path: Path, text: str, *, private: bool = False) -> None:
    """The same for text, in UTF-8."""
    replace_bytes(path, text.encode(), private=private)
