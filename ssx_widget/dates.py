"""Days and times as a person reads them."""

from __future__ import annotations

from datetime import date, datetime


def shown_time(value: str) -> str:
    """30 Nov 2026 for a date, 30 Nov 2026 09:30 for a time, in the zone of this computer."""
    try:
        if len(value) <= len("2026-11-30"):
            day = date.fromisoformat(value)
            return f"{day.day} {day:%b %Y}"
        moment = datetime.fromisoformat(value.replace("Z", "+00:00")).astimezone()
    except ValueError:
        return value
    return f"{moment.day} {moment:%b %Y %H:%M}"


def shown_day(value: str) -> str:
    """The day of a date or a time: 30 Nov 2026."""
    day = shown_time(value)
    return day.rpartition(" ")[0] if ":" in day else day
