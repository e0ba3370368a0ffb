# SPDX-License-Identifier: LGPL-3.0-or-later
"""What was printed on which label, and whether it is still so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.core.models import Dewar, LabelPrint
from backend.core.shipping.rules import shippings
from backend.core.shipping.rules.labels import LabelQuery, LabelSettings, context_of
from backend.errors import Invalid
from backend.labels.context import dewar_hash, short_hash
from backend.labels.templates import template_named
from backend.store.ownership import Caller
from backend.store.rows import Row


def state(session: Session, caller: Caller, key: int, template: str, settings: LabelSettings) -> list[Row]:
    """For each dewar of a shipment: the hash that its label bears now, and when it was last printed.

    `changed` says whether the contents changed since printing, None when nothing was printed.
    """
    hashes = _hashes(session, caller, key, template, settings)
    printed = _last(session, hashes, template)
    return [_told(dewar, now, printed.get(dewar)) for dewar, now in hashes.items()]


def note(
    session: Session, caller: Caller, key: int, dewars: Iterable[int], template: str, settings: LabelSettings
) -> list[Row]:
    """Keep that the labels of these dewars, or of all, were printed as they are now; gives the new state."""
    hashes = _hashes(session, caller, key, template, settings)
    chosen = tuple(dewars) or tuple(hashes)
    strange = set(chosen) - set(hashes)
    if strange:
        raise Invalid.field("dewarIds", f"There is no dewar {min(strange)} in this shipment.")
    for dewar in dict.fromkeys(chosen):
        row = LabelPrint(dewarId=dewar, template=template, contentHash=hashes[dewar], person=caller.name)
        session.add(row)
    session.flush()
    return state(session, caller, key, template, settings)


def _hashes(
    session: Session, caller: Caller, key: int, template: str, settings: LabelSettings
) -> dict[int, str]:
    info = shippings.info(session, caller, key)
    context = context_of(info, LabelQuery(template_named(template).name), settings)
    pairs = zip(info["dewars"], context["dewars"], strict=True)
    return {row["dewarId"]: dewar_hash(context, dewar) for row, dewar in pairs}


def _last(session: Session, dewars: Iterable[int], template: str) -> dict[int, LabelPrint]:
    """The last print of each dewar with this template."""
    newest = (
        select(func.max(LabelPrint.labelPrintId))
        .where(LabelPrint.dewarId.in_(list(dewars)), LabelPrint.template == template)
        .group_by(LabelPrint.dewarId)
    )
    found = session.scalars(select(LabelPrint).where(LabelPrint.labelPrintId.in_(newest)))
    return {row.dewarId: row for row in found}


def _told(dewar: int, now: str, last: LabelPrint | None) -> dict[str, Any]:
    printed = None
    if last is not None:
        printed = {"hash": short_hash(last.contentHash), "person": last.person, "time": last.time}
    changed = None if last is None else last.contentHash != now
    return {Dewar.key_name(): dewar, "hash": short_hash(now), "printed": printed, "changed": changed}
