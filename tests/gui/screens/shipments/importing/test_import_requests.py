# SPDX-License-Identifier: LGPL-3.0-or-later
"""What an import reads of the backend before it checks, and what it takes back, on a real backend."""

from __future__ import annotations

from typing import Any

import pytest

from backend.domain.containers import CONTAINER_TYPES
from backend.domain.sample_list import Context
from ssx_widget.context.app_context import AppContext
from ssx_widget.screens.shipments.importing.import_requests import (
    ImportOptions,
    read_context,
    store,
    take_back,
)

Row = dict[str, Any]
LIST = """\
dewar,container,container_type,position,protein,sample
D-1,UP-1,Unipuck,1,HEWL,first
D-1,UP-1,Unipuck,2,NEW,second
"""


@pytest.fixture
def shipment(context: AppContext) -> Row:
    """A shipment with a sample of each of two proteins, and a protein of which there is none."""
    core, mine = context.core, {"proposalId": context.proposal_id}
    shipment = core.shippings.create({"shippingName": "December", **mine})
    dewar = core.dewars.create({"shippingId": shipment["shippingId"], "code": "D-0"})
    puck = {"dewarId": dewar["dewarId"], "code": "UP-0", "containerType": "Unipuck"}
    container = core.containers.create(puck)
    for place, acronym in enumerate(("HEWL", "THAU"), start=1):
        protein = core.proteins.create({"acronym": acronym, **mine})
        crystal = core.crystals.create({"proteinId": protein["proteinId"]})
        sample = {"crystalId": crystal["crystalId"], "name": f"s_{acronym}", "location": str(place)}
        core.samples.create({"containerId": container["containerId"], **sample})
    core.proteins.create({"acronym": "MYO", **mine})
    return shipment


def known(context: AppContext, shipping: int | None, *acronyms: str) -> Context:
    """What is read for a list with these proteins."""
    assert context.proposal is not None
    return read_context(context.core, context.proposal, shipping, acronyms, CONTAINER_TYPES)


def test_what_the_check_knows_is_what_proposal_and_shipment_hold(context: AppContext, shipment: Row) -> None:
    read = known(context, shipment["shippingId"], "HEWL", "THAU", "MYO", "NOBODY")
    assert read.proteins == {"HEWL", "THAU", "MYO"}
    assert read.sample_names == {("HEWL", "s_HEWL"), ("THAU", "s_THAU")}
    assert read.containers == {"UP-0"}
    assert read.container_types == CONTAINER_TYPES
    assert context.proposal is not None
    assert read.proposal == f"mx{context.proposal['proposalNumber']}"


def test_of_proteins_that_the_list_does_not_name_no_sample_is_read(
    context: AppContext, shipment: Row
) -> None:
    read = known(context, None, "THAU")
    assert read.proteins == {"HEWL", "THAU", "MYO"}
    assert read.sample_names == {("THAU", "s_THAU")}
    assert read.containers == frozenset(), "a new shipment holds none"
    assert shipment


def test_what_was_taken_back_is_gone_and_what_was_there_stays(context: AppContext, shipment: Row) -> None:
    assert context.proposal_id is not None
    options = ImportOptions(context.proposal_id, shipment["shippingId"])
    before = known(context, shipment["shippingId"], "HEWL", "NEW")
    report = store(context.core, LIST, options, True, "a key of this import")
    made = known(context, shipment["shippingId"], "HEWL", "NEW")
    assert made.proteins - before.proteins == {"NEW"}
    assert made.sample_names - before.sample_names == {("HEWL", "first"), ("NEW", "second")}
    take_back(context.core, options, report)
    assert known(context, shipment["shippingId"], "HEWL", "NEW") == before
    take_back(context.core, options, report)
