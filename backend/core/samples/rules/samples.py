# SPDX-License-Identifier: LGPL-3.0-or-later
"""Proteins, containers and samples: names that become file names, and positions that exist and are free."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.core.models import BLSample, Container, Crystal, Dewar, Protein
from backend.core.shipping.rules.deletion import clear_samples, leave_no_place
from backend.core.shipping.rules.dewars import lock_shipping
from backend.domain.barcodes import barcode_problem
from backend.domain.containers import CONTAINER_TYPES, ContainerType, find_type
from backend.domain.names import name_problem
from backend.errors import Conflict, Invalid
from backend.store.rows import Row, RowRules


def _prepare_protein(session: Session, values: Row, before: Row | None) -> None:
    if values.get("acronym") is None:
        return
    row = {**(before or {}), **values}
    taken = select(Protein.proteinId).where(
        Protein.proposalId == row["proposalId"],
        Protein.acronym == row["acronym"],
        Protein.proteinId != row.get("proteinId", 0),
    )
    if session.scalar(taken) is not None:
        _refuse(
            "acronym", f"This proposal has a protein {row['acronym']} already; take that, or another acronym."
        )


def _refuse(field: str, text: str) -> None:
    raise Conflict(text, errors={field: [text]})


def _prepare_container(session: Session, values: Row, before: Row | None) -> None:
    row = {**(before or {}), **values}
    if before is None and row.get("dewarId") is None:
        raise Invalid.field("dewarId", "A container travels in a dewar: say which.")
    known = find_type(values.get("containerType") or "", container_types(session))
    if known and not row.get("capacity"):
        values["capacity"] = known.capacity
    problem = barcode_problem(values.get("barcode") or "")
    if problem:
        raise Invalid.field("barcode", problem)
    if row.get("code") and ("code" in values or "dewarId" in values):
        _check_container_code(session, row)


def container_types(session: Session) -> tuple[ContainerType, ...]:
    """The container types of this site: `session.info["container_types"]`, or the usual ones."""
    types: tuple[ContainerType, ...] = session.info.get("container_types", CONTAINER_TYPES)
    return types


def _check_container_code(session: Session, row: Row) -> None:
    lock_shipping(session, session.scalar(select(Dewar.shippingId).where(Dewar.dewarId == row["dewarId"])))
    shipping = select(Dewar.shippingId).where(Dewar.dewarId == row["dewarId"]).scalar_subquery()
    taken = (
        select(Container.containerId)
        .join(Dewar, Dewar.dewarId == Container.dewarId)
        .where(Dewar.shippingId == shipping, Container.code == row.get("code"))
        .where(Container.containerId != row.get("containerId", 0))
    )
    if session.scalar(taken) is not None:
        _refuse("code", f"This shipment has a container “{row['code']}” already; choose another code.")


def _remove_container(session: Session, container: Container) -> None:
    clear_samples(
        session, select(Container.containerId).where(Container.containerId == container.containerId)
    )


def _prepare_sample(session: Session, values: Row, before: Row | None) -> None:
    row = {**(before or {}), **values}
    if row.get("crystalId") is None:
        raise Invalid.field("crystalId", "A sample is made of a crystal: say which.")
    if {"name", "crystalId"} & values.keys():
        _check_name(session, row)
    if {"containerId", "location"} & values.keys() and row.get("containerId") is not None:
        _check_position(session, row)


def _check_name(session: Session, row: Row) -> None:
    protein = session.scalar(
        select(Protein)
        .join(Crystal, Crystal.proteinId == Protein.proteinId)
        .where(Crystal.crystalId == row["crystalId"])
    )
    if protein is None:
        raise Invalid.field("crystalId", f"There is no Crystal {row['crystalId']} in this proposal.")
    problem = name_problem(row.get("name") or "", protein.acronym or "")
    if problem:
        raise Invalid.field("name", problem)
    taken = (
        select(BLSample.blSampleId)
        .join(Crystal, Crystal.crystalId == BLSample.crystalId)
        .where(Crystal.proteinId == protein.proteinId, BLSample.name == row["name"])
        .where(BLSample.blSampleId != row.get("blSampleId", 0))
    )
    if session.scalar(taken) is not None:
        _refuse(
            "name", f"There is a sample {row['name']} of {protein.acronym} already; file names would collide."
        )


def _check_position(session: Session, row: Row) -> None:
    # Two people who fill one place at once take turns: ISPyB has no unique key for it.
    container = session.get(Container, row["containerId"], with_for_update=True)
    location = str(row.get("location") or "")
    if container is None or not location:
        return
    capacity: Any = container.capacity
    if not location.isdecimal() or int(location) < 1 or (capacity and int(location) > capacity):
        text = (
            f"{container.code} has positions 1 to {capacity}."
            if capacity
            else "A position is a number from 1."
        )
        raise Invalid.field("location", f"Position {location} does not exist: {text}")
    taken = select(func.count()).where(
        BLSample.containerId == container.containerId,
        BLSample.location == location,
        BLSample.blSampleId != row.get("blSampleId", 0),
    )
    if session.scalar(taken):
        _refuse("location", f"Position {location} of {container.code} holds a sample already.")


def _remove_sample(session: Session, sample: BLSample) -> None:
    leave_no_place(session, select(BLSample.blSampleId).where(BLSample.blSampleId == sample.blSampleId))


PROTEIN_RULES = RowRules(prepare=_prepare_protein)
CONTAINER_RULES = RowRules(prepare=_prepare_container, remove=_remove_container)
SAMPLE_RULES = RowRules(prepare=_prepare_sample, remove=_remove_sample)
