# SPDX-License-Identifier: LGPL-3.0-or-later
"""How a shipment is described in a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from backend.domain.states import DRAFT, shown
from ssx_widget.editing.draft import AnyRow
from ssx_widget.lists.list_lines import ListLine
from ssx_widget.look.texts import counted
from ssx_widget.screens.shipments.contents.tree import state_tone


def journey(row: Mapping[str, object]) -> str:
    """Dates and courier: leaves 30 Nov · back 14 Dec · DHL."""
    leaves = row.get("deliveryAgent_shippingDate")
    back, courier = row.get("dateOfShippingToUser"), row.get("deliveryAgent_agentName")
    parts = [
        f"leaves {_day(leaves)}" if leaves else "",
        f"back {_day(back)}" if back else "",
        str(courier or ""),
    ]
    return " · ".join(part for part in parts if part)


def list_line(row: AnyRow, counts: Callable[[object], tuple[int, int] | None]) -> ListLine:
    """A shipment in the list; `counts` gives its numbers of dewars and containers as far as known."""
    found = counts(row.get("shippingId"))
    held = f"{counted(found[0], 'dewar')}, {counted(found[1], 'container')}" if found else ""
    remark = " · ".join(part for part in (journey(row), held) if part)
    state = row.get("shippingStatus") or DRAFT
    name = row.get("shippingName") or "unnamed shipment"
    return ListLine(name, remark or "no dates yet", shown(state), state_tone(state))


def _day(value: object) -> str:
    try:
        day = date.fromisoformat(str(value)[:10])
    except ValueError:
        return str(value)
    this_year = day.year == date.today().year  # noqa: DTZ011  a day on this person's calendar
    return f"{day.day} {day:%b}" if this_year else f"{day.day} {day:%b %Y}"
