"""After printing: the dewars may go on to “labels printed”, but only when the person says so."""

from __future__ import annotations

from backend.domain.states import DRAFT, READY, STATE_WORDS
from hwobj.PyIspybClient import PyIspybClient
from ssx_widget.common.contents import counted
from ssx_widget.desk import Desk
from ssx_widget.labels.wish import Wish
from ssx_widget.messages import Action


def offer_next_state(desk: Desk, wish: Wish, words: str) -> None:
    """Tell what went where, in `words`, and offer to note it for the dewars that are drafts."""
    desk.messages.done(words, Action(f"Mark as {STATE_WORDS[READY]}", lambda: _mark(desk, wish)))


def mark_printed(core: PyIspybClient, wish: Wish) -> int:
    """Take the drafts among the dewars to “labels printed”; gives how many. To be called on a worker."""
    drafts = [
        dewar["dewarId"]
        for dewar in core.shipping_info(wish.shipping_id)["dewars"]
        if dewar["dewarId"] in wish.dewar_ids and dewar["dewarStatus"] in (None, "", DRAFT)
    ]
    for dewar_id in drafts:
        core.set_dewar_status(dewar_id, READY, reason="Labels printed")
    return len(drafts)


def _mark(desk: Desk, wish: Wish) -> None:
    desk.tasks.run(
        lambda: mark_printed(desk.core, wish),
        done=lambda count: desk.messages.done(f"{counted(count, 'dewar')} marked as {STATE_WORDS[READY]}."),
        owner=desk,
    )
