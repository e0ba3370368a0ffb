# SPDX-License-Identifier: LGPL-3.0-or-later
"""The micrographs screen: the pictures of a slurry, lines over its crystals, and the sizes that follow."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from qtpy.QtCore import QEvent
from qtpy.QtGui import QDragEnterEvent, QDropEvent, QFocusEvent, QHideEvent, QShowEvent
from qtpy.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from backend.domain.rows.ssx_sample import MicrographRow
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import name_of
from ssx_widget.editing.draft import Draft
from ssx_widget.files.dropped_files import files_of
from ssx_widget.look.messages import Action
from ssx_widget.look.texts import counted
from ssx_widget.screens.micrographs.measurements import Measurements
from ssx_widget.screens.micrographs.outline_proposals import OutlineProposals
from ssx_widget.screens.micrographs.page import MicrographsPage
from ssx_widget.screens.micrographs.picture_files import CHOICE
from ssx_widget.screens.micrographs.picture_opener import PictureOpener
from ssx_widget.screens.micrographs.pyramid import Contrast, Pyramid
from ssx_widget.screens.micrographs.slurry_pictures import SlurryPictures, lines_of, scale_of
from ssx_widget.screens.micrographs.undo_commands import remove
from ssx_widget.screens.micrographs.uploads import Uploads
from ssx_widget.widgets.placeholders import ContentArea

_SIGN = "mdi6.image-outline"
_EMPTY = (_SIGN, "No picture yet", "Drop TIFF, PNG or JPEG files anywhere on this page, or choose them.")


class MicrographsView(QWidget):
    """`pictures` holds what is edited, `page` shows it; pictures are opened and sent on workers."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._newest: int | None = None
        self.current: Draft | None = None
        self.page = MicrographsPage(context)
        self.pictures, self.opener = SlurryPictures(context, self), PictureOpener(context, self)
        self.uploads = Uploads(context, self)
        self.measuring = Measurements(self.pictures, self.page, self)
        self.proposing = OutlineProposals(context, self.pictures, self.page, self)
        self._content = ContentArea(self.page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._content)
        self.setAcceptDrops(True)
        self._connect()
        self._show_no_slurry()

    def open_row(self, key: object) -> None:
        """Show the pictures of the slurry with this key."""
        slurry = int(str(key))
        if slurry != self.pictures.slurry_id:
            self._content.show_loading()
            self._show_picture(None)
            self.pictures.open(slurry)

    def save(self) -> None:
        """Store lines, scales and sizes."""
        self.pictures.save()

    def add_files(self, files: list[Path]) -> None:
        """Send these files to the backend as pictures of the slurry."""
        if self.pictures.slurry_id is not None and files:
            self.uploads.add(self.pictures.slurry_id, files)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Pictures may be dropped anywhere, once a slurry stands here."""
        if self.pictures.slurry is not None and files_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what was dropped."""
        event.acceptProposedAction()
        self.add_files(files_of(event.mimeData()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys work on the picture at once."""
        super().focusInEvent(event)
        self.page.canvas.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Keep up with what others store."""
        super().showEvent(event)
        self.pictures.watch.set_awake(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is read while another screen is shown."""
        super().hideEvent(event)
        self.pictures.watch.set_awake(False)

    def changeEvent(self, event: QEvent) -> None:
        """The look changed: the ground of the picture too."""
        super().changeEvent(event)
        if event.type() == QEvent.PaletteChange:
            self.page.canvas.follow_look()

    # States.

    def _show_no_slurry(self) -> None:
        self._content.show_empty(
            _SIGN,
            "No slurry is open",
            "Micrographs belong to a slurry: open one on the samples screen, there Micrographs….",
            Action("Go to the samples", lambda: self._context.show("samples")),
        )

    def _show_opened(self) -> None:
        self._content.show_content()
        self.page.canvas.setFocus()

    def _show_listed(self) -> None:
        """Pictures came or went: one that is new is shown, else that which was, else the first."""
        drafts = self.pictures.drafts
        newest = next((draft for draft in drafts if draft.id == self._newest), None)
        wanted = newest or (self.current if self.current in drafts else next(iter(drafts), None))
        self._newest = None if newest else self._newest
        self.page.strip.show_drafts(drafts, wanted)
        if wanted is not self.current or wanted is None:
            self._show_picture(wanted)
        self._refresh()

    def _show_picture(self, draft: Draft | None) -> None:
        self.current = draft
        self.measuring.show_draft(draft)
        self._show_pyramid(None)
        self.proposing.show_draft(draft)
        if draft is None:
            self.opener.stop()
            self.page.place.show_empty(*_EMPTY, Action("Add images…", self._choose_files))
        elif not self.opener.open(draft):
            self.page.place.show_loading()
        self._refresh()

    def _take_pyramid(self, draft: Draft, pyramid: Pyramid) -> None:
        if draft is self.current:
            self.page.place.show_content()
            self._show_pyramid(pyramid)

    def _show_pyramid(self, pyramid: Pyramid | None) -> None:
        self.page.canvas.show_pyramid(pyramid)
        self.page.contrast.show_pyramid(pyramid)

    def _show_problem(self, draft: Draft, sentence: str) -> None:
        if draft is self.current:
            again = Action("Try again", partial(self._show_picture, draft))
            self.page.place.show_error(f"The picture is not shown. {sentence}", again)

    def _follow(self, draft: Draft) -> None:
        self.page.strip.follow(draft)
        if draft is self.current:
            self.measuring.follow()
        self._refresh()

    def _refresh(self) -> None:
        page, pictures = self.page, self.pictures
        slurry = pictures.slurry.get("name") if pictures.slurry else ""
        page.title.tell(f"Slurry {slurry} · micrographs")
        page.sizes.show_sizes(pictures.measured(), self._left_out())
        unsaved = bool(pictures.unsaved)
        page.state.show_state("not saved" if unsaved else "", "warn")
        page.saveButton.setEnabled(unsaved)
        page.saveButton.setToolTip("Save lines, scales and sizes (Ctrl+S)" if unsaved else "All is saved.")
        page.show_tools(self.current is not None)
        self._show_conflict()
        self._show_scale()

    def _show_conflict(self) -> None:
        """Somebody else stored another version: either stands, nothing is overwritten unasked."""
        edits, banner = self._context.edits, self.page.banner
        draft = next((each for each in self.pictures.unsaved if each.conflict is not None), None)
        if draft is None:
            banner.hide()
        elif banner.isHidden():
            banner.tell(
                f"Somebody changed {name_of(draft.collection, draft.values)} meanwhile.",
                "warn",
                Action("Keep mine", lambda: edits.keep_mine(draft)),
                Action("Take theirs", lambda: edits.take_theirs(draft)),
                closable=False,
            )

    def _left_out(self) -> str:
        left_out = self.pictures.without_scale()
        lines = sum(len(lines_of(draft)) for draft in left_out)
        if not left_out:
            return ""
        return (
            f"{counted(lines, 'line')} on {counted(len(left_out), 'picture')} not counted: "
            "the scale is missing. Type it, or draw over the scale bar (S)."
        )

    def _show_scale(self) -> None:
        size = scale_of(self.current) if self.current else None
        words = f"{size[0]:.4g} µm/pixel" if size else "no scale"
        share = f" · {self.page.canvas.scale_shown:.0%}".replace("%", " %")
        self.page.shown.setText(words + share if self.page.canvas.tiles.pyramid else "")

    # What the person does.

    def _choose_files(self) -> None:
        names, _filter = QFileDialog.getOpenFileNames(self, "Add pictures", "", CHOICE)
        self.add_files([Path(name) for name in names])

    def _remove(self, draft: Draft | None) -> None:
        if draft is not None:
            remove(self._context, draft)

    def _take_stored(self, row: MicrographRow) -> None:
        if row["crystalSlurryId"] == self.pictures.slurry_id:
            self._newest = row["micrographId"]
            self.pictures.read()

    def _take_contrast(self, contrast: Contrast) -> None:
        self.page.canvas.show_contrast(contrast)

    # Who hears whom.

    def _connect(self) -> None:
        page, pictures = self.page, self.pictures
        pictures.opened.connect(self._show_opened)
        pictures.listed.connect(self._show_listed)
        pictures.changed.connect(self._follow)
        pictures.failed.connect(self._fail)
        self.opener.opened.connect(self._take_pyramid)
        self.opener.failed.connect(self._show_problem)
        self.uploads.begun.connect(page.upload_line.follow)
        self.uploads.stored.connect(self._take_stored)
        self.uploads.finished.connect(page.upload_line.hide)
        page.upload_line.cancelled.connect(self.uploads.cancel)
        page.backButton.clicked.connect(lambda: self._context.show("samples"))
        page.addButton.clicked.connect(self._choose_files)
        page.removeButton.clicked.connect(lambda: self._remove(self.current))
        page.saveButton.clicked.connect(self.save)
        page.strip.picked.connect(self._show_picture)
        page.strip.removeWanted.connect(self._remove)
        page.sizes.useWanted.connect(pictures.use_as_distribution)
        page.contrast.changed.connect(self._take_contrast)
        page.canvas.zoomed.connect(lambda _share: self._show_scale())
        self._context.edits.refused.connect(lambda _draft: self._refresh())
        self._context.edits.saved.connect(self._follow_stored)
        self._context.edits.deleted.connect(lambda _collection, _key: pictures.read())
        self._context.proposalChanged.connect(lambda _row: self._leave())

    def _follow_stored(self, draft: Draft) -> None:
        """A picture that was brought back has another key."""
        if draft.collection == "micrographs" and draft not in self.pictures.drafts:
            self._newest = draft.id
            self.pictures.read()
        else:
            self._refresh()

    def _fail(self, sentence: str) -> None:
        again = Action("Try again", self.pictures.read)
        self._content.show_error(f"The micrographs cannot be shown. {sentence}", again)

    def _leave(self) -> None:
        """Another proposal has other slurries."""
        self.pictures.close()
        self._show_picture(None)
        self._show_no_slurry()
