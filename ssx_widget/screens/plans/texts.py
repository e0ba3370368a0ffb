# SPDX-License-Identifier: LGPL-3.0-or-later
"""How a plan is put in words: its line in the list, its figures."""

from __future__ import annotations

from backend.domain.plans.plan_checks import wrong
from backend.domain.plans.timing import LISTS, Timing, timing_of, totals
from backend.domain.quantities.durations import attoseconds, in_words
from backend.domain.rows import AnyRow
from ssx_widget.lists.list_lines import ListLine

_THIN = "\u2009"
_EXCITATIONS = LISTS[2]
_SIZES = ("bytes", "kB", "MB", "GB", "TB", "PB")


def line(plan: AnyRow) -> ListLine:
    """A plan in the list: what it is, how long it takes, and whether its checks fail."""
    timing = timing_of(plan)
    failing = wrong(timing)
    bad = any(check.state == "impossible" for check in failing)
    badge = f"{len(failing)} to check" if failing else ""
    remark = " · ".join(part for part in (kind(timing), time(timing)) if part)
    return ListLine(plan.get("name") or "unnamed", remark, badge, "bad" if bad else "warn")


def kind(timing: Timing) -> str:
    """What kind of experiment it is, in two words."""
    if not timing.events:
        return "nothing in it yet"
    names = dict.fromkeys(event.excitation or "excitation" for event in timing.of(_EXCITATIONS))
    what = " and ".join(names) or "no excitation"
    return f"{what}, interleaved" if timing.interleaves else what


def time(timing: Timing) -> str:
    """How long it takes in all, empty where that is not known."""
    held = totals(timing).time
    return "" if held is None else in_words(attoseconds(held))


def count(number: int) -> str:
    """A number with thin spaces in thousands."""
    return f"{number:,}".replace(",", _THIN)


def size(number: int) -> str:
    """So many bytes in three figures: 229 GB."""
    value, unit = float(number), 0
    while value >= 1000 and unit < len(_SIZES) - 1:
        value, unit = value / 1000, unit + 1
    return f"{number} bytes" if not unit else f"{value:.3g} {_SIZES[unit]}"


def figures(timing: Timing) -> list[tuple[str, str, str]]:
    """What a plan comes to: label, value, and how it is worked out."""
    sums, detector = totals(timing), timing.detector
    rows = [
        ("Repetitions", count(timing.repetitions), "How often the sequence runs."),
        (
            "Time",
            time(timing) or "period unknown",
            "Repetitions × period, and what the last sequence reaches beyond it.",
        ),
        ("Images", count(sums.frames), "Repetitions × detections in a sequence × images at each."),
    ]
    if detector and sums.data is not None:
        pixels = f"{detector.width * detector.height / 1e6:.3g} Mpixel at {detector.bytes} bytes"
        formula = f"Images × {detector.width} × {detector.height} × {detector.bytes} bytes."
        rows.append((f"Data, {pixels}, uncompressed", size(sums.data), formula))
    else:
        rows.append(("Data", "detector unknown", "Name a detector, or its pixels and bytes per pixel."))
    return rows
