# SPDX-License-Identifier: LGPL-3.0-or-later
"""Rows of any table that has a resource, made over HTTP with those that they need first."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Enum

from backend import create_app
from backend.store.base import Base
from backend.store.column_types import HexBytes, JsonText, NumberList
from tests.service.conftest import ROOT, Api

KEY = "a secret for tests, long enough for HS256"


def settings(uri: str) -> dict[str, Any]:
    """A service that serves all tables."""
    return {"SQLALCHEMY_DATABASE_URI": uri, "SECRET_KEY": KEY, "SERVICES": ["core", "ssx", "em"]}


def resources() -> dict[str, str]:
    """The path of every table's list, by the table's class."""
    rules = list(create_app(overrides=settings("sqlite://")).url_map.iter_rules())
    items = {rule.endpoint.rpartition(".")[2] for rule in rules}
    lists = [rule for rule in rules if rule.endpoint.endswith("List")]
    names = {rule.endpoint.rpartition(".")[2].removesuffix("List"): rule.rule for rule in lists}
    return {name: path.removeprefix(ROOT) for name, path in names.items() if f"{name}Item" in items}


PATHS = resources()
MODELS = {mapper.class_.__name__: mapper.class_ for mapper in Base.registry.mappers}


TIES = {
    "DiffractionPlan": "presetForProposalId",
    "Screening": "dataCollectionId",
    "MotionCorrection": "dataCollectionId",
    "CTF": "motionCorrectionId",
    "Person": "laboratoryId",
    "DataCollectionGroup": "workflowId",
    "GridInfo": "dataCollectionGroupId",
    "AutoProcIntegration": "autoProcProgramId",
    "Phasing": "phasingProgramRunId",
}
"""Columns that may be empty, and by which this row or the one that it names belongs to a proposal."""


class Rows:
    """Makes rows of any table, and those that they need first; `made` are those that others share.

    lacking: tables that this database has not.
    """

    _count = 0

    def __init__(self, api: Api, lacking: Collection[str] = (), **made: dict[str, Any]) -> None:
        self._api = api
        self._lacking = lacking
        self._made = made

    def new(self, name: str) -> dict[str, Any]:
        """One more row of a table."""
        return self._api.new(PATHS[name], **self.body(name))

    def body(self, name: str) -> dict[str, Any]:
        """What a table asks for: its owner, and what may not be empty."""
        Rows._count += 1
        asked = {column: self._value(MODELS[name], column) for column in self._asked(MODELS[name])}
        return {n: value for n, value in {**asked, **self._asked_by_rules(name)}.items() if value is not None}

    def one(self, name: str) -> dict[str, Any]:
        """A row of a table, the same each time."""
        if name not in self._made:
            self._made[name] = self.new(name)
        return self._made[name]

    def _asked(self, model: Any) -> Iterator[str]:
        for name in model.attributes():
            column = model.__mapper__.columns[name]
            has_default = column.default is not None or column.server_default is not None
            wanted = name in (model.policy.owner, self._tie(model))
            if wanted or not (column.nullable or has_default or _is_key(column)):
                yield name

    def _tie(self, model: Any) -> str | None:
        name = TIES.get(model.__name__)
        parent = model.parent(name) if name else None
        return None if parent is not None and parent.__name__ in self._lacking else name

    def _asked_by_rules(self, name: str) -> dict[str, Any]:
        """What a table's own rules ask for beyond its columns."""
        if name == "CrystalSlurry":
            return {"crystalIds": [self.one("Crystal")["crystalId"]]}
        if name == "BLSession":
            return {"visit_number": self._count}
        if name == "LabContact":
            return {"personId": None, "person": {"familyName": f"x{self._count}"}}
        if name == "SampleDeliveryDevice":
            return {"type": "photoChip", "descriptionJson": {"model": "own"}}
        return {"name": f"x{self._count}"} if name in ("BLSample", "Protein") else {}

    def _value(self, model: Any, name: str) -> Any:
        parent, column = model.parent(name), model.__mapper__.columns[name]
        if parent is not None and parent is not model:
            # A row whose key is its parent's has a parent of its own.
            parents = self.new if column.primary_key else self.one
            return parents(parent.__name__)[parent.key_name()]
        kind = column.type
        if isinstance(kind, Enum):
            return kind.enums[0]
        if isinstance(kind, HexBytes):
            return f"{self._count:032x}"
        if isinstance(kind, JsonText):
            return {}
        if isinstance(kind, NumberList):
            return [1.0]
        made = {str: f"x{self._count}", int: self._count, float: 1.5}
        known = {datetime: "2026-11-30T08:00:00+00:00", date: "2026-11-30"}
        return (made | known)[kind.python_type]


def _is_key(column: Any) -> bool:
    return bool(column.primary_key and not column.foreign_keys)
