# SPDX-License-Identifier: LGPL-3.0-or-later
"""A form with a file, sent piece by piece from the disk: a picture of 200 MB is never held as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from uuid import uuid4

from hwobj.client.session import Progress

_STEP = 1024 * 1024
"""Bytes after which somebody is told again: the pieces that go are much smaller."""


class Multipart:
    """The body of a request: read by `requests`, which takes its length for `Content-Length`.

    Read to its end it stands at its start again, for a request that is repeated after a login.
    """

    def __init__(
        self, fields: Mapping[str, str], name: str, file: Path, progress: Progress | None = None
    ) -> None:
        """`name` is the field that holds the file. Raises OSError."""
        self._mark = uuid4().hex
        self._head = self._part_heads(fields, name)
        self._tail = f"\r\n--{self._mark}--\r\n".encode()
        self._file = file.open("rb")
        self._size = file.stat().st_size
        self._progress = progress
        self._done = self._last = 0

    @property
    def content_type(self) -> str:
        """The request's `Content-Type`."""
        return f"multipart/form-data; boundary={self._mark}"

    def __len__(self) -> int:
        return len(self._head) + self._size + len(self._tail)

    def __iter__(self) -> Iterator[bytes]:
        """Requests knows a stream by this."""
        return iter(lambda: self.read(_STEP), b"")

    def read(self, size: int) -> bytes:
        """The next bytes; none at the end."""
        begun, file_end = self._done, len(self._head) + self._size
        if begun < len(self._head):
            part = self._head[begun : begun + size]
        elif begun < file_end:
            part = self._file.read(min(size, file_end - begun))
        else:
            part = self._tail[begun - file_end : begun - file_end + size]
        self._note(len(part))
        return part

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _note(self, count: int) -> None:
        self._done += count
        if count == 0:
            self._done = self._last = 0
            self._file.seek(0)
        elif self._progress and (self._done - self._last >= _STEP or self._done == len(self)):
            self._last = self._done
            self._progress(self._done, len(self))

    def _part_heads(self, fields: Mapping[str, str], name: str) -> bytes:
        """The plain fields, and the head of the file's part; its name on the disk is nobody's concern."""
        plain = "".join(
            f'--{self._mark}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{text}\r\n'
            for field, text in fields.items()
        )
        head = f'--{self._mark}\r\nContent-Disposition: form-data; name="{name}"; filename="file"\r\n'
        return f"{plain}{head}Content-Type: application/octet-stream\r\n\r\n".encode()
