# SPDX-License-Identifier: LGPL-3.0-or-later
"""The contents list of a shipment, cut into pages so that both PDF engines give the same ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from backend.labels.context import LabelDewar


@dataclass(frozen=True)
class ContentsLine:
    """A line of the list: a dewar's heading, or one sample (or nothing) in one of its containers."""

    heading: str = ""
    cells: tuple[str, ...] = ()


def contents_pages(dewars: Sequence[LabelDewar], first: int, others: int) -> list[list[ContentsLine]]:
    """Give the lines page by page: `first` of them on the first page, `others` on each that follows.

    No heading stands last on a page.
    """
    return paged(_lines(dewars), first, others)


class Headed(Protocol):
    """A line that may be a heading."""

    @property
    def heading(self) -> str:
        """Empty in a line that is none."""


L = TypeVar("L", bound=Headed)


def paged(lines: Iterable[L], first: int, others: int) -> list[list[L]]:
    """Give lines page by page, `first` and then `others` on each; no heading stands last on a page."""
    pages: list[list[L]] = [[]]
    for line in lines:
        room = (first if len(pages) == 1 else others) - len(pages[-1])
        if room < (2 if line.heading else 1):
            pages.append([])
        pages[-1].append(line)
    return pages


def _lines(dewars: Sequence[LabelDewar]) -> Iterator[ContentsLine]:
    for dewar in dewars:
        code = dewar["code"] or "Dewar without a code"
        barcode = dewar["barcode"] or "no barcode yet"
        yield ContentsLine(f"{code} · {barcode} · parcel {dewar['parcel']} of {dewar['parcels']}")
        if not dewar["containers"]:
            yield ContentsLine(cells=("No containers entered", "", "", "", "", ""))
        for container in dewar["containers"]:
            where = (container["code"], container["type"])
            if not container["samples"]:
                yield ContentsLine(cells=(*where, "", "empty", "", ""))
            for sample in container["samples"]:
                what = (sample["position"], sample["name"], sample["protein"], sample["safety_level"])
                yield ContentsLine(cells=(*where, *what))
