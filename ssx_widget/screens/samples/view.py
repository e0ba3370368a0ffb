# SPDX-License-Identifier: LGPL-3.0-or-later
"""The samples screen: the loaded samples of the proposal at the left, the chain of one at the right."""

from __future__ import annotations

from qtpy.QtCore import QTimer
from qtpy.QtGui import QFocusEvent
from qtpy.QtWidgets import QWidget

from backend.domain.quantities import conversions
from backend.domain.rows.ssx_sample import LoadedSampleRow
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Draft
from ssx_widget.lists.list_and_detail import ListAndDetail
from ssx_widget.lists.list_panel import ListPanel
from ssx_widget.look.messages import Action
from ssx_widget.look.theme import GRID
from ssx_widget.screens.samples.chain import ChainDrafts
from ssx_widget.screens.samples.chain_reader import ChainReader
from ssx_widget.screens.samples.detail import LAST, SampleDetail
from ssx_widget.screens.samples.export_menu import ExportMenu
from ssx_widget.screens.samples.filters import SampleFilters
from ssx_widget.screens.samples.list_remarks import ListRemarks
from ssx_widget.screens.samples.presets import alike, free_name, fresh
from ssx_widget.screens.samples.tree_model import SampleTreeNode, one_of
from ssx_widget.screens.samples.tree_view import SampleTreePanel
from ssx_widget.widgets.placeholders import ContentArea

_LIST = 72 * GRID
_NARROW_LIST = 56 * GRID
_UNITS_MS = 1000
_EMPTY = (
    "mdi6.flask-outline",
    "No loaded sample yet",
    "New leads from the protein to the chip, jet, tape or cell that goes into the beam.",
)


class SamplesView(QWidget):
    """What is typed goes through the edits; what is read comes by `ChainReader` and `ListPanel`."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._opening = ChainReader(context, self)
        self._remarks = ListRemarks(context, self)
        self.filters, self.tree = SampleFilters(context), SampleTreePanel(context)
        self.panel = ListPanel(context, "loaded_samples", self._remarks.line, self._narrow, _EMPTY)
        self.panel.add_tools(self.filters)
        self.detail = SampleDetail(context)
        self.export_menu = ExportMenu(
            context, self, self.detail, lambda: self.chain.sample if self.chain else None
        )
        self._content = ContentArea(self.detail)
        self._units_timer = QTimer(self)
        self._arrange()
        self._connect()
        self._show_nothing()
        self.panel.reload()

    @property
    def chain(self) -> ChainDrafts | None:
        """The chain that is shown."""
        return self._opening.chain

    def open_row(self, key: object) -> None:
        """Go to a stored loaded sample."""
        if isinstance(key, int):
            self.panel.pick_key(key)

    def save(self) -> None:
        """Store the chain, each row after those that it points to."""
        if self.chain:
            self._context.edits.save(self.chain.unsaved)

    def start_new(self) -> None:
        """Begin a chain of which nothing is known."""
        self._go_to(fresh(self._context), "proteins")

    def new_like(self) -> None:
        """A second sample like this one: same stock, same device, the name counted up."""
        chain = self.chain
        if chain is None:
            return
        name = chain.sample.get("name") or "sample"
        drafts = {draft.get("name") for draft in self._context.edits.new_drafts("loaded_samples")}
        self._context.tasks.run(
            lambda: free_name(self._context, name, drafts),
            done=lambda free: self._go_to(alike(self._context, chain, free), LAST),
            owner=self,
        )

    def delete(self) -> None:
        """Delete the loaded sample, its stock stays; or give up the new chain. Undo brings either back."""
        if self.chain and self.chain.sample.is_new:
            self.chain.give_up()
        elif self.chain:
            self._context.edits.delete(self.chain.sample)

    @property
    def _key(self) -> int | None:
        return self.chain.sample.id if self.chain else None

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The arrow keys go through the samples at once."""
        super().focusInEvent(event)
        self.panel.view.setFocus()

    def _arrange(self) -> None:
        ListAndDetail(self, self.panel, self._content, _LIST, _NARROW_LIST)

    def _connect(self) -> None:
        # Units are wanted only when somebody types one, and take their time: there is some once all is shown.
        self._units_timer.setSingleShot(True)
        self._units_timer.setInterval(_UNITS_MS)
        self._units_timer.timeout.connect(self._load_units)
        self.panel.picked.connect(self._open)
        self.panel.newWanted.connect(self.start_new)
        self.panel.filter.textEdited.connect(lambda _text: self.filters.show_list())
        self.filters.changed.connect(self.panel.refresh)
        self.filters.treeWanted.connect(lambda tree: self.panel.show_instead(self.tree if tree else None))
        self.tree.picked.connect(self._open_node)
        self.panel.source.replaced.connect(self._read_remarks)
        self.panel.source.added.connect(lambda first: self._remarks.read_more(self.panel.source.rows[first:]))
        self.panel.view.model().modelReset.connect(self._pick_first)
        self._remarks.changed.connect(self.panel.view.viewport().update)
        self._remarks.changed.connect(self._show_acquired)
        self._opening.opened.connect(self._show_opened)
        self._opening.changed.connect(self._refresh)
        self._opening.failed.connect(self._show_failure)
        self._opening.lost.connect(self._leave_lost)
        self.detail.saveButton.clicked.connect(self.save)
        self.detail.likeButton.clicked.connect(self.new_like)
        self.detail.deleteButton.clicked.connect(self.delete)
        self._context.edits.refused.connect(self._show_refusal)
        self._context.proposalChanged.connect(lambda _row: self._show_nothing())

    def _load_units(self) -> None:
        self._context.tasks.run(conversions.registry, owner=self)

    def _narrow(self) -> dict[str, object]:
        return {"proposalId": self._context.proposal_id, **self.filters.query}

    def _open_node(self, node: SampleTreeNode) -> None:
        """Open the card of what was picked in the tree, with a sample that hangs on it."""
        part = self.chain.part(node.collection) if self.chain else None
        if part is not None and part.id == node.key:
            self.detail.show_stage(node.collection)
        elif node.collection == LAST:
            self.detail.show_stage(LAST)
            self.panel.pick_key(node.key)
        elif node.samples:
            self._context.tasks.run(
                lambda: one_of(self._context, node), done=lambda row: self._open_of(node, row), owner=self
            )
        else:
            self._show_unused(node)

    def _open_of(self, node: SampleTreeNode, row: LoadedSampleRow | None) -> None:
        if row is None:
            self._show_unused(node)
            return
        self.detail.show_stage(node.collection)
        self.panel.pick_key(row["loadedSampleId"])

    def _show_unused(self, node: SampleTreeNode) -> None:
        self._opening.close()
        self._content.show_empty(
            "mdi6.flask-outline",
            f"Nothing is loaded from {node.name} yet",
            "",
            Action("New sample of it", lambda: self._start_of(node)),
        )

    def _start_of(self, node: SampleTreeNode) -> None:
        """Begin a chain that runs through what was picked."""
        self.start_new()
        chain = self.chain
        if chain:
            rows, key = self._context.collection(node.collection), node.key
            self._context.tasks.run(
                lambda: rows.get(key), done=lambda row: chain.pick(node.collection, key, row), owner=self
            )

    def _go_to(self, sample: Draft, stage: str) -> None:
        self.panel.pick_draft(sample)
        self._open(sample)
        self.detail.begin(stage)

    def _open(self, sample: Draft) -> None:
        if self.chain is None or self.chain.sample is not sample:
            self._content.show_loading()
            self._opening.open(sample)

    def _show_opened(self, chain: ChainDrafts) -> None:
        self._content.show_content()
        self._units_timer.start()
        if chain.sample.is_new:
            self.detail.go_on(chain)
        elif self._remarks.acquisitions(chain.sample.id) is None:
            self._remarks.count([key for key in (chain.sample.id,) if key is not None])

    def _refresh(self) -> None:
        chain = self.chain
        if chain is None or chain.sample.gone:
            self._show_nothing()
            return
        self.detail.show_chain(chain)
        self._show_acquired()
        self.panel.view.viewport().update()

    def _show_acquired(self) -> None:
        self.detail.show_acquired(self._remarks.acquisitions(self._key))

    def _show_nothing(self) -> None:
        self._opening.close()
        self._content.show_empty(
            "mdi6.flask-outline",
            "Pick a loaded sample, or begin one",
            "From protein to device: what is known is picked, the rest is described in place.",
            Action("New sample", self.start_new),
        )

    def _leave_lost(self, sample: Draft) -> None:
        """Somebody else deleted it; what was typed and not saved stays in sight."""
        name = sample.get("name")
        self._context.messages.warning(f"{name} was deleted meanwhile by somebody else: pick another sample.")
        if not sample.is_dirty:
            sample.gone = True
            self._show_nothing()
            self._context.edits.deleted.emit("loaded_samples", sample.id)

    def _show_failure(self, sentence: str) -> None:
        sample = self.chain.sample if self.chain else None
        again = Action("Try again", lambda: self._opening.open(sample)) if sample else None
        self._content.show_error(sentence, again)

    def _show_refusal(self, draft: Draft) -> None:
        if self.chain and self.chain.stage_of(draft):
            self.detail.go_to_wrong(self.chain)

    def _read_remarks(self) -> None:
        self._remarks.read(self.panel.source.rows)

    def _pick_first(self) -> None:
        """A screen with samples shows one of them: that which is marked, else the first."""
        marked = self.panel.chosen
        if self.chain is None and marked is not None and not marked.gone:
            self._open(marked)
        elif self.chain is None:
            self.panel.view.setCurrentIndex(self.panel.view.model().index(0, 0))
