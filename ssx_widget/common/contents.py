"""What a dewar holds, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any


def contents_words(containers: Iterable[Mapping[str, Any]]) -> str:
    """3 Unipucks, 45 samples: containers by type in the order of their first, then all that is in them."""
    held = list(containers)
    if not held:
        return "empty"
    types = Counter(str(row.get("containerType") or "container") for row in held)
    parts = [counted(count, name) for name, count in types.items()]
    samples = sum(len(row.get("samples") or ()) for row in held)
    return ", ".join([*parts, counted(samples, "sample")] if samples else parts)


def counted(count: int, word: str) -> str:
    """1 sample, 2 samples, 3 chip boxes."""
    if count == 1:
        return f"1 {word}"
    return f"{count} {word}{'es' if word.endswith(('x', 's', 'ch')) else 's'}"
