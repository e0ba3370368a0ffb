"""What keeps labels from being made, before anything is pressed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from hwobj.rest import Row
from ssx_widget.labels.offers import Offers

Way = Literal["", "look again", "shipments", "shipment"]


@dataclass(frozen=True)
class Missing:
    """A sentence and a remark that stand in place of the pages, and the way on."""

    sentence: str
    remark: str
    sign: str
    way: Way = ""


def missing(offers: Offers, info: Row | None, checked: Collection[int]) -> Missing | None:
    """What is missing for labels of these dewars of a shipment; None when they can be made."""
    if offers.install_words:
        sign = "mdi6.file-alert-outline"
        return Missing("No PDF engine is installed", offers.install_words, sign, "look again")
    if info is None:
        return Missing(
            "No shipment yet", "Make one with its dewars first.", "mdi6.package-variant", "shipments"
        )
    if not info["dewars"]:
        remark = "Add one, then print its labels."
        return Missing("This shipment has no dewar yet", remark, "mdi6.package-variant", "shipment")
    if not checked:
        return Missing("No dewar is checked", "Check those to print.", "mdi6.checkbox-multiple-blank-outline")
    return None
