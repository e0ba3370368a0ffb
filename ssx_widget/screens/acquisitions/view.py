# SPDX-License-Identifier: LGPL-3.0-or-later
"""The acquisitions screen: what was measured at the left, newest first; one of them at the right."""

from __future__ import annotations

from qtpy.QtGui import QFocusEvent, QHideEvent, QShowEvent
from qtpy.QtWidgets import QWidget

from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Draft, Row
from ssx_widget.lists.list_and_detail import ListAndDetail
from ssx_widget.lists.list_panel import ListPanel
from ssx_widget.look.messages import Action
from ssx_widget.look.theme import GRID
from ssx_widget.screens.acquisitions import texts
from ssx_widget.screens.acquisitions.acquisition_reader import AcquisitionReader, ReadAcquisition
from ssx_widget.screens.acquisitions.detail import AcquisitionDetail
from ssx_widget.screens.acquisitions.filters import AcquisitionFilters
from ssx_widget.widgets.placeholders import ContentArea

_LIST = 76 * GRID
_NARROW_LIST = 60 * GRID
_SIGN = "mdi6.chart-scatter-plot"
_SAMPLE = "sample="


class AcquisitionsView(QWidget):
    """`open_row` takes the key of an acquisition, or `sample=7` for all of a loaded sample."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._opening = AcquisitionReader(context, self)
        self.filters = AcquisitionFilters(context)
        self.panel = ListPanel(
            context, "data_acquisitions", texts.line, narrow=self.filters.query, reads="acquisition_infos"
        )
        self.detail = AcquisitionDetail(context)
        self._content = ContentArea(self.detail)
        self._arrange()
        self._connect()
        self._show_nothing()
        self._reload()

    @property
    def draft(self) -> Draft | None:
        """The acquisition that is shown."""
        return self._opening.draft

    def open_row(self, key: object) -> None:
        """Go to an acquisition, or list those of a loaded sample."""
        if isinstance(key, int):
            self.panel.pick_key(key)
        elif isinstance(key, str) and key.startswith(_SAMPLE):
            self._show_nothing()
            self.filters.show_only("loadedSampleId", int(key.removeprefix(_SAMPLE)))

    def save(self) -> None:
        """Store the acquisition, and a data set that was made with it."""
        if self.draft:
            self._context.edits.save([self.draft])

    def start_new(self) -> None:
        """Begin to join: of the sample that is listed, if one is."""
        wanted = self.filters.query()
        known: Row = {
            name: wanted[name] for name in ("loadedSampleId", "experimentalPlanId") if name in wanted
        }
        draft = self._context.new("data_acquisitions", known)
        self.panel.pick_draft(draft)
        self._open(draft)
        self.detail.joined.form.focus_field("dataCollectionId" if known else "loadedSampleId")

    def delete(self) -> None:
        """Delete the acquisition, its data stay; or give up the new one. Undo brings either back."""
        if self.draft:
            self._context.edits.delete(self.draft)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The arrow keys go through the acquisitions at once."""
        super().focusInEvent(event)
        self.panel.view.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Read again what changed while nobody looked."""
        super().showEvent(event)
        self._opening.watch.set_awake(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks."""
        super().hideEvent(event)
        self._opening.watch.set_awake(False)

    def _arrange(self) -> None:
        self.panel.add_tools(self.filters)
        ListAndDetail(self, self.panel, self._content, _LIST, _NARROW_LIST)

    def _connect(self) -> None:
        self.filters.changed.connect(self._reload)
        self.panel.picked.connect(self._open)
        self.panel.newWanted.connect(self.start_new)
        self.panel.view.model().modelReset.connect(self._pick_first)
        self._opening.opened.connect(self._show_opened)
        self._opening.failed.connect(self._show_failure)
        self.detail.saveButton.clicked.connect(self.save)
        self.detail.deleteButton.clicked.connect(self.delete)
        self.detail.summary.picked.connect(self.panel.pick_key)
        self.detail.setWanted.connect(lambda key: self.filters.show_only("dataSetId", key))
        edits = self._context.edits
        edits.changed.connect(self._follow)
        edits.saved.connect(self._tell_warnings)
        edits.refused.connect(lambda draft: self.detail.focus_wrong() if draft is self.draft else None)
        edits.deleted.connect(lambda _collection, _key: self._leave_gone())
        self._context.proposalChanged.connect(lambda _row: self._show_nothing())

    def _reload(self) -> None:
        self.panel.empty = self._empty_words()
        self.panel.reload()

    def _empty_words(self) -> tuple[str, str, str] | tuple[str, str, str, Action]:
        if self.filters.is_of_session:
            show_all = Action("Show all sessions", self.filters.widen)
            return (
                _SIGN,
                "Nothing measured at this session yet",
                "What is measured appears by itself.",
                show_all,
            )
        remark = "What the beamline measures appears by itself; New joins a sample with its data by hand."
        return _SIGN, "No acquisition yet", remark

    def _open(self, draft: Draft) -> None:
        if self.draft is not draft:
            self._content.show_loading()
            self._opening.open(draft)

    def _show_opened(self, opened: ReadAcquisition) -> None:
        self.detail.show_opened(opened)
        self._content.show_content()
        if opened.draft.is_new and not opened.draft.is_dirty:
            self.detail.joined.form.focus_field("loadedSampleId")

    def _follow(self, draft: Draft, _name: str) -> None:
        if draft is not self.draft:
            return
        if draft.gone:
            self._leave_gone()
        elif self._content.is_content_shown:
            self.detail.show_draft(draft)

    def _leave_gone(self) -> None:
        if self.draft and self.draft.gone:
            self._show_nothing()

    def _show_nothing(self) -> None:
        self._opening.close()
        self._content.show_empty(
            _SIGN,
            "Pick an acquisition, or join one",
            "A loaded sample, the data collection that was taken from it, and the plan it followed.",
            Action("New acquisition", self.start_new),
        )

    def _show_failure(self, sentence: str) -> None:
        self._content.show_error(sentence, Action("Try again", self._opening.read))

    def _tell_warnings(self, draft: Draft) -> None:
        if draft is self.draft:
            self.detail.warn(draft.base.get("warnings") or [])

    def _pick_first(self) -> None:
        """A screen with acquisitions shows one of them: that which is marked, else the first."""
        marked = self.panel.chosen
        if self.draft is None and marked is not None and not marked.gone:
            self._open(marked)
        elif self.draft is None:
            self.panel.view.setCurrentIndex(self.panel.view.model().index(0, 0))
