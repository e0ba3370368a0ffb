# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is good and what wants a look before the labels of some dewars are printed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from backend.domain.rows.answers import ChecklistEntry, LabelState, Place, PrintedLabel
from backend.domain.rows.shipping import DewarRow
from ssx_widget.look.texts import shown_time

_MOST_CHANGED, _MOST_NAMED = 5, 6
_NOT_ON_LABELS = frozenset(("samples",))


@dataclass(frozen=True)
class LabelRemark:
    """One line: whether it is as it should be, and the sentence."""

    is_good: bool
    words: str

    @property
    def sign(self) -> str:
        """A sign that stands for the colour."""
        return "✓" if self.is_good else "!"


def remarks(checklist: Iterable[ChecklistEntry], dewar_ids: Collection[int]) -> list[LabelRemark]:
    """The lines of a shipment's checklist that touch these dewars' labels, what wants a look first."""
    told = [
        LabelRemark(line["level"] == "ok", line["text"])
        for line in checklist
        if line["key"] not in _NOT_ON_LABELS and _touches(line["place"], dewar_ids)
    ]
    return sorted(told, key=lambda remark: remark.is_good)


def print_remarks(
    state: Iterable[LabelState], dewars: Iterable[DewarRow], dewar_ids: Collection[int]
) -> list[LabelRemark]:
    """What was printed of these dewars: each that changed since is named, the others together."""
    codes = {row["dewarId"]: row["code"] or "A dewar without a code" for row in dewars}
    printed = [row for row in state if row["printed"] and row["dewarId"] in dewar_ids]
    changed = [
        LabelRemark(
            False,
            f"{codes[row['dewarId']]} changed since its label of {_moment(row['printed'])}: print it anew",
        )
        for row in printed
        if row["changed"] and row["dewarId"] in codes
    ]
    same = [codes[row["dewarId"]] for row in printed if not row["changed"] and row["dewarId"] in codes]
    more = len(changed) - _MOST_CHANGED
    told = changed[:_MOST_CHANGED] + ([LabelRemark(False, f"and {more} more")] if more > 0 else [])
    return told + ([LabelRemark(True, f"Label as it is now: {_listed(same)}")] if same else [])


def _moment(printed: PrintedLabel | None) -> str:
    return shown_time(printed["time"]) if printed else ""


def _listed(words: list[str]) -> str:
    more = len(words) - _MOST_NAMED
    return ", ".join(words[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _touches(place: Place | None, dewar_ids: Collection[int]) -> bool:
    return place is None or place["table"] != "Dewar" or place["id"] in dewar_ids
