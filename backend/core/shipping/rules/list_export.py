# SPDX-License-Identifier: LGPL-3.0-or-later
"""A shipment as a sample list: the rows that would import to it again."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.models import DiffractionPlan
from backend.core.shipping.rules import shippings
from backend.domain.quantities.decimals import format_decimal
from backend.domain.sample_list import COLUMNS, SampleList, write_csv, write_xlsx
from backend.domain.sample_list import Row as ListRow
from backend.store.ownership import Caller
from backend.store.rows import Row, columns

WRITERS = {"csv": lambda rows: write_csv(rows).encode("utf-8-sig"), "xlsx": write_xlsx}
"""The forms of a list; the mark at the start of CSV tells spreadsheets its encoding."""


def export(session: Session, caller: Caller, key: int, form: str) -> tuple[str, bytes]:
    """The name of a shipment and its samples as a list, in a form of WRITERS; NotFound as `info`.

    A list has a row for each sample, so a container without samples leaves no trace in it.
    """
    info = shippings.info(session, caller, key)
    rows = (ListRow(line, cells) for line, cells in enumerate(_rows(session, info), start=2))
    return info["shippingName"] or str(key), WRITERS[form](SampleList(tuple(rows)))


def _rows(session: Session, info: Row) -> Iterator[dict[str, str]]:
    plans = _plans(session, info)
    for dewar in info["dewars"]:
        for container in dewar["containers"]:
            for sample in container["samples"]:
                crystal = sample["crystal"] or {}
                yield _cells(
                    {
                        "Dewar": dewar,
                        "Container": container,
                        "BLSample": sample,
                        "Crystal": crystal,
                        "Protein": crystal.get("protein") or {},
                        "DiffractionPlan": plans.get(sample["diffractionPlanId"], {}),
                    }
                )


def _plans(session: Session, info: Row) -> dict[int, Row]:
    """The diffraction plans of a shipment's samples."""
    keys = {
        sample["diffractionPlanId"]
        for dewar in info["dewars"]
        for container in dewar["containers"]
        for sample in container["samples"]
    }
    wanted = select(*columns(DiffractionPlan))
    found: dict[int, Row] = {}
    some = sorted(filter(None, keys))
    for start in range(0, len(some), 1000):
        part = wanted.where(DiffractionPlan.diffractionPlanId.in_(some[start : start + 1000]))
        found |= {row["diffractionPlanId"]: dict(row) for row in session.execute(part).mappings()}
    return found


def _cells(values: dict[str, Row]) -> dict[str, str]:
    return {
        column.key: text
        for column in COLUMNS
        if column.table and (text := _text(values[column.table].get(column.field.name)))
    }


def _text(value: object) -> str:
    if value is None:
        return ""
    return format_decimal(value) if isinstance(value, float) else str(value)
