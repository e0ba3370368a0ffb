"""What is good and what wants a look before the labels of some dewars are printed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from hwobj.rest import Row

_NOT_ON_LABELS = frozenset(("samples",))


@dataclass(frozen=True)
class Remark:
    """One line: whether it is as it should be, and the sentence."""

    is_good: bool
    words: str

    @property
    def sign(self) -> str:
        """A sign that stands for the colour."""
        return "✓" if self.is_good else "!"


def remarks(checklist: Iterable[Row], dewar_ids: Collection[int]) -> list[Remark]:
    """The lines of a shipment's checklist that touch these dewars' labels, what wants a look first."""
    told = [
        Remark(line["level"] == "ok", line["text"])
        for line in checklist
        if line["key"] not in _NOT_ON_LABELS and _touches(line["place"], dewar_ids)
    ]
    return sorted(told, key=lambda remark: remark.is_good)


def _touches(place: Row | None, dewar_ids: Collection[int]) -> bool:
    return place is None or place["table"] != "Dewar" or place["id"] in dewar_ids
