# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is still missing before a shipment can be sent: the whole list, each line with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from typing import Any, Literal

from backend.domain.barcodes import code128_problem
from backend.domain.containers import find_type
from backend.domain.names import name_problem
from backend.domain.packing import DRY_ICE
from backend.domain.safety import highest, safety_words
from backend.errors import Conflict
from backend.store.rows import Row

Level = Literal["ok", "warning", "error"]

_MOST_NAMED = 20
"""Lines of one kind that are told singly; of more, the rest is counted."""


@dataclass(frozen=True)
class ChecklistLine:
    """One thing that was looked at; `place` is the table, key and column where it is put right."""

    key: str
    level: Level
    text: str
    place: dict[str, Any] | None = None

    def as_row(self) -> Row:
        """The line on the wire."""
        return {"key": self.key, "level": self.level, "text": self.text, "place": self.place}


Check = Callable[[Row], Iterable[ChecklistLine]]


def lines(info: Row) -> list[ChecklistLine]:
    """The list for a shipment with all that is in it, as `shippings.info` gives it.

    Its `repeatedNames` holds the keys of samples whose name another sample of the same protein bears.
    """
    return [line for check in _CHECKS for line in _shortened(list(check(info)))]


def require_complete(told: Iterable[ChecklistLine]) -> None:
    """Raise Conflict that tells every error of the list."""
    wrong = [line for line in told if line.level == "error"]
    if wrong:
        errors: dict[str, list[str]] = {}
        for line in wrong:
            errors.setdefault(line.key, []).append(line.text)
        detail = f"This shipment cannot be sent yet. {' '.join(line.text for line in wrong)}"
        raise Conflict(detail, errors=errors, checklist=[line.as_row() for line in wrong])


def _shortened(found: list[ChecklistLine]) -> Iterator[ChecklistLine]:
    yield from islice(found, _MOST_NAMED)
    if len(found) > _MOST_NAMED:
        last = found[_MOST_NAMED]
        yield ChecklistLine(
            last.key, last.level, f"And {len(found) - _MOST_NAMED} more of this kind.", last.place
        )


def _at(info: Row, column: str) -> dict[str, object]:
    return {"table": "Shipping", "id": info["shippingId"], "column": column}


def _contacts(info: Row) -> Iterator[ChecklistLine]:
    found = list(chain(_contact(info, "sendingLabContact"), _contact(info, "returnLabContact")))
    yield from found or [ChecklistLine("contacts", "ok", "Sending and return contact")]


def _contact(info: Row, name: str) -> Iterator[ChecklistLine]:
    what = "sending contact" if name == "sendingLabContact" else "return contact"
    contact = info[name]
    if contact is None:
        yield ChecklistLine("contacts", "error", f"The {what} is not chosen.", _at(info, f"{name}Id"))
    elif not (contact["laboratory"] or {}).get("address"):
        place = {"table": "LabContact", "id": contact["labContactId"], "column": "laboratory"}
        yield ChecklistLine("contacts", "warning", f"The {what} {contact['cardName']} has no address.", place)


def _courier(info: Row) -> Iterator[ChecklistLine]:
    back = info["returnLabContact"] or {}
    if not info["deliveryAgent_agentName"]:
        yield ChecklistLine(
            "courier", "warning", "No courier is named.", _at(info, "deliveryAgent_agentName")
        )
    elif back and not (back["courierAccount"] or info["deliveryAgent_agentCode"]):
        place = {"table": "LabContact", "id": back["labContactId"], "column": "courierAccount"}
        yield ChecklistLine("courier", "warning", "No courier account pays for the way back.", place)
    else:
        yield ChecklistLine("courier", "ok", "Courier and account")


def _dates(info: Row) -> Iterator[ChecklistLine]:
    starts = [row["startDate"].astimezone().date() for row in info["sessions"] if row["startDate"]]
    names = ("deliveryAgent_shippingDate", "deliveryAgent_deliveryDate")
    given = {name: info[name] for name in names if info[name]}
    if not starts:
        yield ChecklistLine(
            "dates", "warning", "No session is chosen for this shipment.", _at(info, "sessionIds")
        )
    elif names[0] not in given:
        yield ChecklistLine(
            "dates", "warning", "The day on which it leaves is not stated.", _at(info, names[0])
        )
    elif late := [name for name, day in given.items() if day > min(starts)]:
        verb = "leaves" if late[0] == names[0] else "arrives"
        text = f"It {verb} on {_day(given[late[0]])}, after the session begins on {_day(min(starts))}."
        yield ChecklistLine("dates", "error", text, _at(info, late[0]))
    else:
        yield ChecklistLine("dates", "ok", f"Dates before the session on {_day(min(starts))}")


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"


def _safety(info: Row) -> Iterator[ChecklistLine]:
    proteins = {
        protein["proteinId"]: protein
        for _, _, sample in _samples(info)
        if (protein := (sample["crystal"] or {}).get("protein"))
    }
    unstated = [protein for protein in proteins.values() if not protein["safetyLevel"]]
    for protein in unstated:
        place = {"table": "Protein", "id": protein["proteinId"], "column": "safetyLevel"}
        yield ChecklistLine(
            "safety", "warning", f"Safety level of {protein['acronym']} is not stated.", place
        )
    stated, worst = info["safetyLevel"], highest(row["safetyLevel"] for row in proteins.values())
    if not stated:
        yield ChecklistLine("safety", "error", "The safety level is not stated.", _at(info, "safetyLevel"))
    elif worst and highest([stated, worst]) != stated:
        text = f"The safety level is {stated}, but one of its proteins is {worst}."
        yield ChecklistLine("safety", "error", text, _at(info, "safetyLevel"))
    elif not unstated:
        yield ChecklistLine("safety", "ok", f"Safety level: {safety_words(stated)}")


def _dewars(info: Row) -> Iterator[ChecklistLine]:
    if not info["dewars"]:
        yield ChecklistLine("dewars", "error", "There is no dewar in it.", _at(info, "dewars"))
        return
    bare = [dewar for dewar in info["dewars"] if not dewar["barCode"]]
    for dewar in bare:
        yield ChecklistLine(
            "dewars", "error", f"Dewar {_code(dewar)} has no barcode.", _dewar_place(dewar, "barCode")
        )
    odd = [dewar for dewar in info["dewars"] if dewar["barCode"] and code128_problem(dewar["barCode"])]
    for dewar in odd:
        text = f"Dewar {_code(dewar)} has only a QR code on its labels: {code128_problem(dewar['barCode'])}"
        yield ChecklistLine("dewars", "warning", text, _dewar_place(dewar, "barCode"))
    if not bare and not odd:
        yield ChecklistLine("dewars", "ok", "Every dewar has a barcode")


def _containers(info: Row) -> Iterator[ChecklistLine]:
    empty = [dewar for dewar in info["dewars"] if not dewar["containers"]]
    for dewar in empty:
        text = f"Dewar {_code(dewar)} holds no container."
        yield ChecklistLine("containers", "warning", text, _dewar_place(dewar, "containers"))
    if info["dewars"] and not empty:
        yield ChecklistLine("containers", "ok", "Every dewar holds containers")


def _code(row: Row) -> str:
    return row["code"] or "without a code"


def _dewar_place(dewar: Row, column: str) -> dict[str, object]:
    return {"table": "Dewar", "id": dewar["dewarId"], "column": column}


def _cold(info: Row) -> Iterator[ChecklistLine]:
    """Whether each dewar stays cold until it arrives, and dry ice has its weight, as far as stated."""
    arrives = info["deliveryAgent_deliveryDate"]
    for dewar in info["dewars"]:
        if dewar["packing"] == DRY_ICE and not dewar["dryIceWeight"]:
            text = f"Dewar {_code(dewar)} travels on dry ice; UN1845 asks for its weight."
            yield ChecklistLine("cold", "warning", text, _dewar_place(dewar, "dryIceWeight"))
        until = dewar["coldUntil"]
        if until and arrives and until.astimezone().date() < arrives:
            day = _day(until.astimezone().date())
            text = f"Dewar {_code(dewar)} stays cold until {day}, but arrives on {_day(arrives)}."
            yield ChecklistLine("cold", "warning", text, _dewar_place(dewar, "holdTime"))
        elif until and arrives:
            yield ChecklistLine(
                "cold", "ok", f"Dewar {_code(dewar)} is cold until {_day(until.astimezone().date())}"
            )


def _samples(info: Row) -> Iterator[tuple[Row, Row, Row]]:
    for dewar in info["dewars"]:
        for container in dewar["containers"]:
            for sample in container["samples"]:
                yield dewar, container, sample


def _names_and_positions(info: Row) -> Iterator[ChecklistLine]:
    samples = list(_samples(info))
    wrong = [
        line
        for _, container, sample in samples
        for line in chain(_name(info, container, sample), _position(container, sample))
    ]
    yield from wrong
    if samples and not wrong:
        count = "1 sample" if len(samples) == 1 else f"{len(samples)} samples"
        yield ChecklistLine("samples", "ok", f"{count}, named and placed")


def _name(info: Row, container: Row, sample: Row) -> Iterator[ChecklistLine]:
    acronym = ((sample["crystal"] or {}).get("protein") or {}).get("acronym")
    where = f"{_code(container)}, position {sample['location'] or '?'}"
    problem = name_problem(sample["name"] or "", acronym or "")
    if not acronym:
        text = f"{where}: {sample['name'] or 'a sample'} belongs to no protein."
        yield ChecklistLine("samples", "error", text, _sample_place(sample, "crystalId"))
    elif problem:
        yield ChecklistLine("samples", "error", f"{where}: {problem}", _sample_place(sample, "name"))
    elif sample["blSampleId"] in info["repeatedNames"]:
        text = f"{where}: the proposal has another {acronym}-{sample['name']}; file names would collide."
        yield ChecklistLine("samples", "error", text, _sample_place(sample, "name"))


def _position(container: Row, sample: Row) -> Iterator[ChecklistLine]:
    location = sample["location"] or ""
    capacity = container["capacity"] or getattr(find_type(container["containerType"] or ""), "capacity", None)
    if not location:
        text = f"{_code(container)}: {sample['name'] or 'a sample'} has no position."
        yield ChecklistLine("samples", "error", text, _sample_place(sample, "location"))
    elif capacity and not (location.isdecimal() and 1 <= int(location) <= capacity):
        text = f"{_code(container)} has positions 1 to {capacity}, not {location}."
        yield ChecklistLine("samples", "error", text, _sample_place(sample, "location"))


def _sample_place(sample: Row, column: str) -> dict[str, object]:
    return {"table": "BLSample", "id": sample["blSampleId"], "column": column}


_CHECKS: tuple[Check, ...] = (
    _contacts,
    _courier,
    _dates,
    _safety,
    _dewars,
    _containers,
    _cold,
    _names_and_positions,
)
