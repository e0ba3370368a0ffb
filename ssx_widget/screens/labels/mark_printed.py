# SPDX-License-Identifier: LGPL-3.0-or-later
"""After printing: the dewars may go on to “labels printed”, but only when the person says so."""

from __future__ import annotations

from backend.domain.states import DRAFT, READY, STATE_WORDS
from hwobj.PyIspybClient import PyIspybClient
from ssx_widget.context.app_context import AppContext
from ssx_widget.look.messages import Action
from ssx_widget.look.texts import counted
from ssx_widget.screens.labels.label_options import LabelOptions


def offer_next_state(context: AppContext, options: LabelOptions, words: str) -> None:
    """Tell what went where, in `words`, and offer to note it for the dewars that are drafts."""
    context.messages.done(words, Action(f"Mark as {STATE_WORDS[READY]}", lambda: _mark(context, options)))


def mark_printed(core: PyIspybClient, options: LabelOptions) -> int:
    """Take the drafts among the dewars to “labels printed”; gives how many. To be called on a worker."""
    drafts = [
        dewar["dewarId"]
        for dewar in core.shipping_info(options.shipping_id)["dewars"]
        if dewar["dewarId"] in options.dewar_ids and dewar["dewarStatus"] in (None, "", DRAFT)
    ]
    for dewar_id in drafts:
        core.set_dewar_status(dewar_id, READY, reason="Labels printed")
    return len(drafts)


def _mark(context: AppContext, options: LabelOptions) -> None:
    context.tasks.run(
        lambda: mark_printed(context.core, options),
        done=lambda count: context.messages.done(
            f"{counted(count, 'dewar')} marked as {STATE_WORDS[READY]}."
        ),
        owner=context,
    )
