"""Words and tones for what stands on a dewar's card."""

from __future__ import annotations

from collections.abc import Sequence

from backend.domain.states import AT_BEAMLINE, CLOSED, DRAFT, RETURNED, is_held_by_facility, stored
from hwobj.rest import Row
from ssx_widget.common.chip import Tone
from ssx_widget.dates import shown_time


def session_words(sessions: Sequence[Row]) -> str:
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
