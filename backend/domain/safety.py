# SPDX-License-Identifier: LGPL-3.0-or-later
"""The safety levels of samples and shipments, in words."""

from collections.abc import Iterable

SAFETY_LEVELS: tuple[str, ...] = ("GREEN", "YELLOW", "RED")

_WORDS = {"GREEN": "Green · no danger", "YELLOW": "Yellow · some danger", "RED": "Red · dangerous"}

SAFETY_LABELS: tuple[str, ...] = tuple(_WORDS[level] for level in SAFETY_LEVELS)


def safety_words(level: str | None) -> str:
    """The words that stand beside the colour, so that the level is never told by colour alone."""
    return _WORDS.get(level or "", "Not stated")


def highest(levels: Iterable[str | None]) -> str | None:
    """The most dangerous of the levels that are stated, None if none is."""
    stated = [level for level in levels if level in _WORDS]
    return max(stated, key=SAFETY_LEVELS.index, default=None)
