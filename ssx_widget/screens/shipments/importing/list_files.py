# SPDX-License-Identifier: LGPL-3.0-or-later
"""The files or pasted texts of an import, read as sample lists with their rows numbered through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from backend.domain.sample_list import COLUMNS, SampleList, mapping_problem, read, read_as

PASTED = "the clipboard"
_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}


@dataclass(frozen=True)
class ListFile:
    """One file as it was read. Its rows bear the line of the file plus `offset`, so that no two are alike."""

    name: str
    data: bytes | str
    offset: int
    sample_list: SampleList
    skip: int = 0
    """How many lines before the rows a person took for titles."""

    @property
    def spelling(self) -> str:
        """Encoding and separator in words."""
        separator = _SEPARATORS.get(self.sample_list.separator, self.sample_list.separator)
        return f"{self.sample_list.encoding}, {separator}"

    def holds(self, line: int) -> bool:
        """Whether the row of this line is from this file."""
        return any(row.line == line for row in self.sample_list.rows)

    @property
    def header(self) -> str:
        """The titles of its columns, by which a choice of columns is known again; empty without any."""
        titles = [guess.header.strip().casefold() for guess in self.sample_list.guesses]
        return "\t".join(titles) if any(titles) else ""

    def mapped(self, columns: Sequence[str], reason: str = "You chose the columns.") -> ListFile:
        """The same file with its columns taken for these, "" for one that is not read."""
        chosen = replace(read(self.data, self.name, columns, self.skip), reason=reason)
        return replace(self, sample_list=_moved(chosen, self.offset))

    def titled(self, first_line: bool) -> ListFile:
        """The same file with its first line taken for titles, or for a row as any other."""
        skip = 1 if first_line else 0
        return replace(
            self, skip=skip, sample_list=_moved(read(self.data, self.name, None, skip), self.offset)
        )

    def read_as(self, format_name: str) -> ListFile:
        """The same file, its columns taken as those of a format that a person chose."""
        chosen = replace(read_as(self.data, format_name), format=format_name)
        return replace(self, sample_list=_moved(chosen, self.offset))


Remembered = Mapping[str, Sequence[str]]
"""The columns that a person chose for lists with a header, by `ListFile.header`."""

_NOTHING: Remembered = MappingProxyType({})


def read_paths(paths: Iterable[Path], remembered: Remembered = _NOTHING) -> list[ListFile]:
    """The lists in files. Raises OSError, and UnreadableList for what is none."""
    return read_files(((path.name, path.read_bytes()) for path in paths), remembered)


def read_files(files: Iterable[tuple[str, bytes | str]], remembered: Remembered = _NOTHING) -> list[ListFile]:
    """The lists in these contents, by name; columns as they were chosen the last time.

    Raises UnreadableList with a sentence for what is none.
    """
    found: list[ListFile] = []
    offset = 0
    for name, data in files:
        sample_list = read(data, name)
        found.append(_as_last_time(ListFile(name, data, offset, _moved(sample_list, offset)), remembered))
        offset += sample_list.rows[-1].line
    return found


def _as_last_time(file: ListFile, remembered: Remembered) -> ListFile:
    """A header that nothing but its last choice makes known is looked for too."""
    untitled = remembered and not file.header and len(file.sample_list.rows) > 1
    for each in (file, *((file.titled(True),) if untitled else ())):
        columns = remembered.get(each.header, ())
        if columns and len(columns) == len(each.sample_list.guesses) and not mapping_problem(columns):
            return each.mapped(columns, "As you chose for this header before.")
    return file


def joined(files: Sequence[ListFile]) -> SampleList:
    """One list with the rows of all files."""
    filled = {column for file in files for column in file.sample_list.columns}
    rows = tuple(row for file in files for row in file.sample_list.rows)
    columns = tuple(column.key for column in COLUMNS if column.key in filled)
    return replace(files[0].sample_list, rows=rows, columns=columns)


def names_of(files: Sequence[ListFile]) -> str:
    """The files in words: a.csv, or a.csv and 2 more."""
    more = len(files) - 1
    return files[0].name + (f" and {more} more" if more else "")


def _moved(sample_list: SampleList, offset: int) -> SampleList:
    if not offset:
        return sample_list
    return replace(sample_list, rows=tuple(replace(row, line=row.line + offset) for row in sample_list.rows))
