# SPDX-License-Identifier: LGPL-3.0-or-later
"""What became of a scan, as one line, and the answers to what it asks."""

from __future__ import annotations

from collections.abc import Callable

from ssx_widget.lists.list_lines import ListLine
from ssx_widget.look.messages import Action
from ssx_widget.screens.dewars.apply_scan import name_of, stand_words
from ssx_widget.screens.dewars.scan import scanned_barcode, shortened
from ssx_widget.screens.dewars.scan_queue import QueuedScan

_BADGES = {
    "waiting": ("waiting", "warn"),
    "taken": ("taken", "ok"),
    "asked": ("asks", "warn"),
    "unknown": ("unknown", "bad"),
    "failed": ("not taken", "bad"),
    "left": ("left", ""),
}


def line_of_scan(entry: QueuedScan) -> ListLine:
    """DEW-12 · at facility, Dewar bay A3 · taken."""
    badge, tone = _BADGES[entry.state]
    if entry.state == "taken" and not entry.scan.state:
        badge, tone = "shown", ""
    title = name_of(entry.dewar) if entry.dewar else shortened(scanned_barcode(entry.scan.text))
    remark = (
        stand_words(entry.dewar["dewarStatus"], entry.dewar["storageLocation"])
        if entry.dewar and entry.state == "taken"
        else entry.sentence
    )
    return ListLine(title, remark, badge, tone)  # type: ignore[arg-type]


def yes_of(entry: QueuedScan, do: Callable[[], object]) -> Action | None:
    """The way on for a scan that was not taken; None where scanning again is the only one."""
    words = {
        "asked": "Write it all the same",
        "unknown": "Take it in as arrived, owner unknown",
        "failed": "Try again" if entry.scan.state else "",
    }.get(entry.state)
    return Action(words, do) if words else None


def no_of(entry: QueuedScan) -> str:
    """The words for leaving it as it is."""
    return "Leave it" if entry.is_open else "Close"
