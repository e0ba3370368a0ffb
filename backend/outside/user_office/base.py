# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a user-office plug-in is, and what it gives.

A record is a dictionary with the columns of Proposal (`proposalCode`, `proposalNumber`, `title` …, or both
parts of the name in `proposal`, such as mx2415), `person` (columns of Person, and `laboratory` with those of
Laboratory), `participants` (a list of persons, each perhaps with a `role`) and `sessions` (columns of
BLSession). What a record leaves out stays as it is.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Record = dict[str, Any]

_NAME = re.compile(r"([A-Za-z][A-Za-z_]*)[- ]?(\d+)")


@dataclass(frozen=True)
class OfficeEntry:
    """One proposal as the user office has it, or why it cannot be read, and where that stands."""

    place: str
    record: Record | None = None
    problem: str = ""

    @property
    def name(self) -> str:
        """Code and number, such as mx2415; empty for what has none."""
        return (
            f"{self.record.get('proposalCode', '')}{self.record.get('proposalNumber', '')}"
            if self.record
            else ""
        )


class UserOffice(ABC):
    """Reads proposals from a user office; its keyword arguments are its settings."""

    @abstractmethod
    def proposals(self) -> Iterable[OfficeEntry]:
        """Every proposal; raises BadGateway or Unavailable when the user office cannot be read at all."""

    def proposal(self, code: str, number: str) -> Iterable[OfficeEntry]:
        """One proposal, where it can be asked for by itself; else it is looked for among all."""
        wanted = f"{code}{number}".lower()
        return [entry for entry in self.proposals() if entry.name.lower() == wanted]


def entry(place: str, record: object) -> OfficeEntry:
    """The entry of a record as it was read: a name in one piece is taken apart."""
    if not isinstance(record, dict):
        return OfficeEntry(place, problem="This is no proposal with named values.")
    whole = record.pop("proposal", None)
    if whole is not None:
        found = _NAME.fullmatch(str(whole).strip())
        if found is None:
            return OfficeEntry(place, problem=f"{whole} is no proposal's name; it looks like mx2415.")
        record |= {"proposalCode": found[1], "proposalNumber": found[2]}
    for name in ("proposalCode", "proposalNumber"):
        if record.get(name) in (None, ""):
            return OfficeEntry(place, problem=f"{name} is missing.")
        record[name] = str(record[name]).strip()
    return OfficeEntry(place, record)


def mapped(fields: Mapping[str, Any], source: object) -> Record:
    """A record out of *source*: each name with the dotted path to its value.

    A name with a mapping is an object; with `from` in it, a list whose members the mapping reads.
    """
    record: Record = {}
    for name, rule in fields.items():
        value = _value(rule, source)
        if value not in (None, {}):
            record[name] = value
    return record


def _value(rule: object, source: object) -> Any:
    if not isinstance(rule, Mapping):
        found = look_up(source, str(rule))
        return found.strip() if isinstance(found, str) else found
    if "from" not in rule:
        return mapped(rule, source)
    inner = {name: path for name, path in rule.items() if name != "from"}
    members = look_up(source, str(rule["from"]))
    return None if members is None else [mapped(inner, member) for member in members]


def look_up(source: object, path: str) -> Any:
    """The value at a dotted path, in which a number counts a list's members; None where there is none."""
    for step in path.split(".") if path else ():
        if isinstance(source, Mapping):
            source = source.get(step)
        elif isinstance(source, list) and step.isdigit() and int(step) < len(source):
            source = source[int(step)]
        else:
            return None
    return source
