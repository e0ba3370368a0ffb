# SPDX-License-Identifier: LGPL-3.0-or-later
"""Opens pictures: fetched into a file, decoded by a process of its own, the last few kept open."""

from __future__ import annotations

import tempfile
from collections import OrderedDict
from pathlib import Path

from qtpy.QtCore import QObject, Signal

from ssx_widget.background.tasks import Task, sentence
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import name_of
from ssx_widget.editing.draft import Draft
from ssx_widget.screens.micrographs.pyramid import Pyramid, opened

_KEPT = 4
"""Pictures whose pyramids stay on the disk: the largest takes 170 MB, one in colour 260 MB."""


class PictureOpener(QObject):
    """`opened(draft, pyramid)`, `failed(draft, sentence)`: only of the picture that was asked for last."""

    opened = Signal(object, object)
    failed = Signal(object, str)

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._kept: OrderedDict[str, Pyramid] = OrderedDict()
        self._task: Task | None = None

    def open(self, draft: Draft) -> bool:
        """Open a picture; False when it has to be fetched first."""
        self.stop()
        address = str(draft.get("url"))
        found = self._kept.get(address)
        if found is not None:
            self._kept.move_to_end(address)
            self.opened.emit(draft, found)
            return True
        self._task = self._context.tasks.run_reporting(
            lambda task: _fetched(self._context, draft, task),
            done=lambda pyramid: self._take(draft, address, pyramid),
            failed=lambda error: self.failed.emit(draft, sentence(error)),
            busy=f"Opening {name_of('micrographs', draft.values)}…",
            owner=self,
        )
        return False

    def stop(self) -> None:
        """Nobody waits for a picture any more."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _take(self, draft: Draft, address: str, pyramid: Pyramid) -> None:
        self._task = None
        self._kept[address] = pyramid
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        self.opened.emit(draft, pyramid)


def _fetched(context: AppContext, draft: Draft, task: Task) -> Pyramid:
    with tempfile.TemporaryDirectory(prefix="ssx-picture-") as folder:
        file = Path(folder) / "picture"
        context.ssx.save_micrograph_image(int(draft.id or 0), file, task.report)
        return opened(file, task)
