# SPDX-License-Identifier: LGPL-3.0-or-later
"""A folder into which the user office drops CSV and JSON files; they are read, never changed."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from backend.config import ConfigError
from backend.errors import Unavailable
from backend.outside.user_office.base import OfficeEntry, Record, UserOffice, entry, look_up, mapped

ENDINGS = (".csv", ".json")


class FileDrop(UserOffice):
    """path: a file, or a folder of which all CSV and JSON files are read by name, later ones last.

    CSV: a line for each proposal, its columns named like a record's values with dots: `person.login`,
    `person.laboratory.name`; `participant.…` and `session.…` hold one of each, further ones stand in further
    lines of the same proposal. columns: the file's own names → ours. JSON: a list of records, or `items`
    leads to it; fields: as of the REST plug-in.
    """

    def __init__(
        self,
        path: str,
        columns: Mapping[str, str] | None = None,
        items: str = "",
        fields: Mapping[str, Any] | None = None,
        max_bytes: int = 50 * 1024 * 1024,
    ) -> None:
        if not path:
            raise ConfigError("USER_OFFICE needs a path: the file or folder that the user office writes.")
        self._path = Path(path)
        self._columns = dict(columns or {})
        self._items = items
        self._fields = fields
        self._most = max_bytes

    def proposals(self) -> Iterable[OfficeEntry]:
        """Every proposal of every file; a file that cannot be read is an entry that says so."""
        return [found for file in self._files() for found in self._read(file)]

    def _files(self) -> list[Path]:
        if self._path.is_dir():
            return sorted(file for file in self._path.iterdir() if file.suffix.lower() in ENDINGS)
        if not self._path.exists():
            raise Unavailable(f"The user office's {self._path.name} is not there.")
        return [self._path]

    def _read(self, file: Path) -> Iterable[OfficeEntry]:
        try:
            if file.stat().st_size > self._most:
                return [OfficeEntry(file.name, problem=f"The file is larger than {self._most} bytes.")]
            text = file.read_text(encoding="utf-8-sig")
            return list(
                self._from_json(file, text) if file.suffix.lower() == ".json" else self._from_csv(file, text)
            )
        except OSError as error:
            return [OfficeEntry(file.name, problem=f"The file cannot be read: {error.strerror}.")]
        except UnicodeDecodeError:
            return [OfficeEntry(file.name, problem="The file is not written in UTF-8.")]
        except (ValueError, csv.Error) as error:
            return [OfficeEntry(file.name, problem=f"The file is not what its name says: {error}.")]

    def _from_json(self, file: Path, text: str) -> Iterator[OfficeEntry]:
        found = look_up(json.loads(text), self._items)
        if not isinstance(found, list):
            raise ValueError("a list of proposals is needed")
        for number, item in enumerate(found, 1):
            record = mapped(self._fields, item) if self._fields else item
            yield entry(f"{file.name} record {number}", record)

    def _from_csv(self, file: Path, text: str) -> Iterator[OfficeEntry]:
        """Entries by proposal; the place is the first line of each."""
        reader = csv.DictReader(text.splitlines(), restkey="")
        lines: dict[str, tuple[int, Record]] = {}
        for line in reader:
            record, problem = self._line(line)
            name = entry("", dict(record)).name or f"line {reader.line_num}"
            if problem:
                yield OfficeEntry(f"{file.name} line {reader.line_num}", problem=problem)
            elif name in lines:
                _join(lines[name][1], record)
            else:
                lines[name] = (reader.line_num, record)
        for number, record in lines.values():
            yield entry(f"{file.name} line {number}", record)

    def _line(self, line: Mapping[str, Any]) -> tuple[Record, str]:
        """The record of a line, and what is wrong with it."""
        record: Record = {}
        if "" in line:
            return record, "The line has more values than there are columns."
        for name, value in line.items():
            if value is not None and value.strip():
                _set(record, self._columns.get(name, name).split("."), value.strip())
        for one, many in (("participant", "participants"), ("session", "sessions")):
            if one in record:
                record[many] = [record.pop(one)]
        return record, ""


def _set(record: Record, path: list[str], value: str) -> None:
    for step in path[:-1]:
        inner = record.setdefault(step, {})
        record = inner if isinstance(inner, dict) else {}
    record[path[-1]] = value


def _join(first: Record, further: Record) -> None:
    """Add the participants and sessions of a further line."""
    for many in ("participants", "sessions"):
        known = first.setdefault(many, []) if many in further else []
        known += [one for one in further.get(many, ()) if one not in known]
