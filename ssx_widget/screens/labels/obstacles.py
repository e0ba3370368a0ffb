# SPDX-License-Identifier: LGPL-3.0-or-later
"""What keeps labels from being made, before anything is pressed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from backend.domain.rows.answers import ShippingInfo
from ssx_widget.screens.labels.label_kinds import LabelKinds, TemplateOffer

Way = Literal["", "look again", "shipments", "shipment", "samples"]


@dataclass(frozen=True)
class LabelObstacles:
    """A sentence and a remark that stand in place of the pages, and the way on."""

    sentence: str
    remark: str
    sign: str
    way: Way = ""


_UNCHECKED = "mdi6.checkbox-multiple-blank-outline"
_NO_SHIPMENT = LabelObstacles(
    "No shipment yet", "Make one with its dewars first.", "mdi6.package-variant", "shipments"
)
_NO_DEWAR = LabelObstacles(
    "This shipment has no dewar yet", "Add one, then print its labels.", "mdi6.package-variant", "shipment"
)
_NOTHING_CHECKED = LabelObstacles("No dewar is checked", "Check those to print.", _UNCHECKED)
_NO_CONTAINER = LabelObstacles(
    "These dewars hold no container", "Add one, then print its label.", "mdi6.package-variant", "shipment"
)


def missing(
    offers: LabelKinds, info: ShippingInfo | None, checked: Collection[int], template: TemplateOffer
) -> LabelObstacles | None:
    """What is missing for labels of these dewars of a shipment; None when they can be made."""
    if offers.install_words:
        sign = "mdi6.file-alert-outline"
        return LabelObstacles("No PDF engine is installed", offers.install_words, sign, "look again")
    if info is None:
        return _NO_SHIPMENT
    if not info["dewars"]:
        return _NO_DEWAR
    if not checked:
        return _NOTHING_CHECKED
    held = (row["containers"] for row in info["dewars"] if row["dewarId"] in checked)
    return _NO_CONTAINER if template.subject == "containers" and not any(held) else None


def missing_things(
    offers: LabelKinds, count: int, checked: Collection[int], words: str
) -> LabelObstacles | None:
    """What is missing for labels of tubes, chips or stocks, of which there are `count`, called `words`."""
    if offers.install_words:
        return missing(offers, None, (), offers.templates[0])
    if not count:
        sentence = f"No {words.casefold()} yet"
        return LabelObstacles(sentence, "Describe one first.", "mdi6.test-tube", "samples")
    if not checked:
        return LabelObstacles("Nothing is checked", "Check those to print.", _UNCHECKED)
    return None
