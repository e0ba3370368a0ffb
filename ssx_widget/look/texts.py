# SPDX-License-Identifier: LGPL-3.0-or-later
"""How the window puts things in words: days and times, counts, what a dewar holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from backend.domain.rows import AnyRow


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


def contents_words(containers: Iterable[AnyRow]) -> str:
    """3 Unipucks, 45 samples: containers by type in the order of their first, then all that is in them."""
    held = list(containers)
    if not held:
        return "empty"
    types = Counter(str(row.get("containerType") or "container") for row in held)
    parts = [counted(count, name) for name, count in types.items()]
    samples = sum(len(row.get("samples") or ()) for row in held)
    return ", ".join([*parts, counted(samples, "sample")] if samples else parts)


def counted(count: int, word: str) -> str:
    """1 sample, 2 samples, 3 chip boxes."""
    if count == 1:
        return f"1 {word}"
    return f"{count} {word}{'es' if word.endswith(('x', 's', 'ch')) else 's'}"
