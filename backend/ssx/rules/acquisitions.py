# SPDX-License-Identifier: LGPL-3.0-or-later
"""Acquisitions: written together with what they say in ISPyB's own tables."""

from __future__ import annotations

from sqlalchemy.orm import Session

from backend.ssx.models import SsxDataAcquisition
from backend.ssx.rules import ispyb_rows
from backend.store.rows import Row, RowRules

_SAID = "ssx_acquisition_warnings"


def _store(session: Session, acquisition: SsxDataAcquisition, _values: Row) -> None:
    session.info[_SAID] = (acquisition.ssxDataAcquisitionId, ispyb_rows.store(session, acquisition))


def _extend(session: Session, rows: list[Row]) -> None:
    """The answer to a write says in `warnings` what ISPyB's tables could not take."""
    key, warnings = session.info.get(_SAID, (None, []))
    for row in rows:
        if warnings and row["ssxDataAcquisitionId"] == key:
            row["warnings"] = warnings


RULES = RowRules(stored=_store, extend=_extend)
