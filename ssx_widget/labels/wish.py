"""What labels are wanted, and how they are had from the backend."""

from __future__ import annotations

import time
from dataclasses import dataclass

from qtpy.QtCore import QSizeF

from hwobj.PyIspybClient import PyIspybClient
from ssx_widget.common.contents import counted
from ssx_widget.labels.pages import page_sizes


@dataclass(frozen=True)
class Wish:
    """Labels of some dewars of a shipment; no paper is the template's usual one."""

    shipping_id: int
    dewar_ids: tuple[int, ...]
    template: str
    paper: str
    engine: str = "auto"


@dataclass(frozen=True)
class Labels:
    """The pages that a wish gave, their sizes in points, and the seconds that it took."""

    wish: Wish
    pdf: bytes
    sizes: tuple[QSizeF, ...]
    seconds: float

    @property
    def words(self) -> str:
        """6 pages · made in 0.3 s."""
        time_taken = f"{self.seconds:.1f} s" if self.seconds >= 0.1 else "less than 0.1 s"
        return f"{counted(len(self.sizes), 'page')} · made in {time_taken}"


def make(core: PyIspybClient, wish: Wish) -> Labels:
    """Have the labels made; to be called on a worker. Raises LimsError."""
    began = time.monotonic()
    pdf = core.shipping_labels(
        wish.shipping_id,
        wish.dewar_ids,
        template=wish.template,
        paper=wish.paper or None,
        engine=wish.engine,
    )
    return Labels(wish, pdf, tuple(page_sizes(pdf)), time.monotonic() - began)
