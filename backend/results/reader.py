# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a reader of results is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from backend.domain.acquisition_results import Results


@dataclass(frozen=True)
class ResultReader:
    """Reads the files of one format.

    ending: of the names of its files. most_bytes: a longer file is none. read: the results in a file's
    content, ValueError with a sentence for what is none.
    """

    name: str
    ending: str
    most_bytes: int
    read: Callable[[bytes], Results]
