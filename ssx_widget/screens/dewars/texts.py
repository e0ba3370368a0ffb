# SPDX-License-Identifier: LGPL-3.0-or-later
"""Words and tones for what stands on a dewar's card."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from backend.domain.rows.people import BLSessionRow
from backend.domain.rows.shipping import DewarRow
from backend.domain.states import AT_BEAMLINE, CLOSED, DRAFT, RETURNED, is_held_by_facility, stored
from ssx_widget.look.texts import shown_time
from ssx_widget.widgets.chip import Tone

_SOON = timedelta(hours=24)


def session_words(sessions: Sequence[BLSessionRow]) -> str:
    """ID29 · 3 Dec 2026 · B. Hall, of the first session that the shipment is for."""
    dated = sorted(sessions, key=lambda row: row["startDate"] or "9999")
    if not dated:
        return "none chosen"
    first = dated[0]
    day = shown_time(first["startDate"]).rpartition(" ")[0] if first["startDate"] else None
    return " · ".join(filter(None, (first["beamLineName"], day, first["beamLineOperator"])))


def tone_of(state: str | None) -> Tone:
    """Grey before it leaves and after it is back, green at the facility, the accent where it is in use."""
    known = stored(state or DRAFT) or DRAFT
    if known == AT_BEAMLINE:
        return "accent"
    return "ok" if is_held_by_facility(known) and known not in (RETURNED, CLOSED) else ""


def cold_words(cold_until: str | None, now: datetime) -> tuple[str, Tone]:
    """4 Dec 2026 18:00 · 3 d 9 h left, amber on the last day and red when it is over."""
    if not cold_until:
        return "not known", ""
    left = _moment(cold_until) - now
    if left < timedelta(0):
        return f"{shown_time(cold_until)} · over since {_span(-left)}", "bad"
    return f"{shown_time(cold_until)} · {_span(left)} left", "warn" if left < _SOON else ""


def is_warm(cold_until: str | None, now: datetime) -> bool:
    """Whether the hold time is used up."""
    return bool(cold_until) and _moment(str(cold_until)) < now


def packing_words(dewar: DewarRow) -> str:
    """dry shipper · CX100 · filled 30 Nov 2026 12:00."""
    ice = f"{dewar['dryIceWeight']:g} kg" if dewar["dryIceWeight"] else ""
    filled = f"filled {shown_time(dewar['filledAt'])}" if dewar["filledAt"] else ""
    return " · ".join(filter(None, (dewar["packing"], ice, dewar["dewarModel"], filled))) or "not declared"


def _span(time: timedelta) -> str:
    hours = int(time.total_seconds() // 3600)
    if hours < 1:
        return f"{int(time.total_seconds() // 60)} min"
    return f"{hours // 24} d {hours % 24} h" if hours >= 24 else f"{hours} h"


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
