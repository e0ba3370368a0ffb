# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is told about a shipment that was sent or has arrived: a letter, and an entry for calendars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from backend.core.shipping.rules import dewar_steps, shippings
from backend.domain.states import AT_FACILITY, shown
from backend.errors import Conflict, Invalid
from backend.outside.mail import Letter, one_line
from backend.store.column_types import now
from backend.store.ownership import Caller
from backend.store.rows import Row

KINDS = ("sent", "arrived")


def notices(session: Session, caller: Caller, key: int, site: Mapping[str, object]) -> list[Row]:
    """Both notices of a shipment: subject, text, addresses, and a calendar entry where a day is known."""
    info = shippings.info(session, caller, key)
    arrival = _arrival(session, info)
    return [_notice(kind, info, site, arrival) for kind in KINDS]


def letter(
    session: Session, caller: Caller, key: int, kind: str, to: Sequence[str], site: Mapping[str, object]
) -> Letter:
    """The letter of a notice to these addresses, or to all that the notice names.

    Raises Conflict when there is nobody to write to, Invalid for an address that is not the shipment's: this
    is no way to send letters to anybody else.
    """
    notice = next(row for row in notices(session, caller, key, site) if row["kind"] == kind)
    strange = [address for address in to if address not in notice["to"]]
    if strange:
        raise Invalid.field(
            "to", f"{strange[0]} is no contact of this shipment; the letter goes to its contacts."
        )
    if not notice["to"]:
        raise Conflict("No contact of this shipment has an e-mail address; enter one, or copy the text.")
    return Letter(
        tuple(to) or tuple(notice["to"]), notice["subject"], notice["text"], notice["calendar"] or ""
    )


def _arrival(session: Session, info: Row) -> date | None:
    """The day on which the last of the dewars arrived, None while one is missing."""
    days = []
    for dewar in info["dewars"]:
        steps = dewar_steps.history(session, dewar["dewarId"], dewar_steps.STATE)
        arrived = [step["time"] for step in steps if step["dewarStatus"] == AT_FACILITY]
        if not arrived:
            return None
        days.append(min(arrived).astimezone().date())
    return max(days, default=None)


def _notice(kind: str, info: Row, site: Mapping[str, object], arrival: date | None) -> Row:
    day = info["deliveryAgent_deliveryDate"] if kind == "sent" else arrival
    told = {"kind": kind, "to": _addresses(kind, info, site), "subject": _subject(kind, info)}
    text = "\n".join(_lines(kind, info, site, arrival))
    summary = f"{info['shippingName']}: {'expected' if kind == 'sent' else 'arrived'} at {site['name']}"
    return {**told, "text": text, "calendar": _calendar(kind, info, day, summary, text) if day else None}


def _subject(kind: str, info: Row) -> str:
    what = "is on its way" if kind == "sent" else "has arrived"
    return one_line(f"Shipment {info['shippingName'] or info['shippingId']} ({_proposal(info)}) {what}")


def _proposal(info: Row) -> str:
    proposal = info["proposal"] or {}
    return f"{proposal.get('proposalCode') or ''}{proposal.get('proposalNumber') or ''}"


def _addresses(kind: str, info: Row, site: Mapping[str, object]) -> list[str]:
    people = [info["sendingLabContact"], info["returnLabContact"]]
    found = [((contact or {}).get("person") or {}).get("emailAddress") for contact in people]
    return list(dict.fromkeys(filter(None, [*found, site["email"] if kind == "sent" else None])))


def _lines(kind: str, info: Row, site: Mapping[str, object], arrival: date | None) -> Iterable[str]:
    name = one_line(info["shippingName"] or str(info["shippingId"]))
    parcels = f"{len(info['dewars'])} parcel{'' if len(info['dewars']) == 1 else 's'}"
    if kind == "sent":
        yield f"The shipment {name} of proposal {_proposal(info)} ({parcels}) was sent to {site['name']}."
        yield from _dated("Left on", info["deliveryAgent_shippingDate"])
        yield from _dated("Expected on", info["deliveryAgent_deliveryDate"])
        yield f"Courier: {info['deliveryAgent_agentName'] or 'not stated'}"
    else:
        yield f"The shipment {name} of proposal {_proposal(info)} ({parcels}) has arrived at {site['name']}."
        yield from _dated("Arrived on", arrival)
    yield f"Safety level: {(info['safetyLevel'] or 'not stated').lower()}"
    yield ""
    yield from (_parcel(dewar) for dewar in info["dewars"])
    yield ""
    sender = (info["sendingLabContact"] or {}).get("person") or {}
    names = " ".join(filter(None, (sender.get("givenName"), sender.get("familyName"))))
    yield f"Contact: {', '.join(filter(None, (names, sender.get('phoneNumber')))) or 'not stated'}"


def _dated(words: str, day: date | None) -> Iterable[str]:
    if day:
        yield f"{words}: {day.day} {day:%b %Y}"


def _parcel(dewar: Row) -> str:
    parts = [
        f"{dewar['code'] or 'Dewar without a code'} ({dewar['barCode'] or 'no barcode'})",
        shown(dewar["dewarStatus"]),
    ]
    if dewar["trackingNumberToSynchrotron"]:
        parts.append(f"tracking {dewar['trackingNumberToSynchrotron']}")
    if dewar["coldUntil"]:
        until = dewar["coldUntil"].astimezone()
        parts.append(f"cold until {until.day} {until:%b, %H:%M}")
    return f"- {one_line(', '.join(parts))}"


def _calendar(kind: str, info: Row, day: date, summary: str, text: str) -> str:
    """An all-day entry (RFC 5545); the same shipment keeps its UID, so that a later one replaces it."""
    from icalendar import Calendar, Event

    entry = Event()
    entry.add("uid", f"shipping-{info['shippingId']}-{kind}@{_proposal(info) or 'ssx-desk'}")
    entry.add("dtstamp", now())
    entry.add("dtstart", day)
    entry.add("dtend", day + timedelta(days=1))
    entry.add("summary", one_line(summary))
    entry.add("description", text)
    entry.add("transp", "TRANSPARENT")
    calendar = Calendar()
    calendar.add("prodid", "-//SSX Desk//shipments//EN")
    calendar.add("version", "2.0")
    calendar.add_component(entry)
    written: bytes = calendar.to_ical()
    return written.decode("utf-8")
