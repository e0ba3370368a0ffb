# SPDX-License-Identifier: LGPL-3.0-or-later
"""The chain behind a loaded sample, without a window: what hangs together, what is picked, made, derived."""

from __future__ import annotations

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import fields_of
from ssx_widget.editing.draft import Draft, DraftRef
from ssx_widget.screens.samples import derived
from ssx_widget.screens.samples.chain import STAGES, ChainDrafts, rows_of
from ssx_widget.screens.samples.chain_reader import ChainReader
from ssx_widget.screens.samples.presets import alike, free_name, fresh

Row = dict[str, Any]
WAIT_MS = 10_000


@pytest.fixture
def stored(context: AppContext) -> Row:
    """A chain that is stored, as its `info`."""
    core, ssx, proposal = context.core, context.ssx, {"proposalId": context.proposal_id}
    protein = core.proteins.create(
        {**proposal, "acronym": "HEWL", "name": "Lysozyme", "safetyLevel": "GREEN"}
    )
    crystal = core.crystals.create({"proteinId": protein["proteinId"], "spaceGroup": "P43212"})
    slurry = ssx.crystal_slurries.create(
        {
            **proposal,
            "name": "Lys_7",
            "crystalDensity": 2000,
            "crystalIds": [crystal["crystalId"]],
            "descriptionJson": {"storageTemperature": 20},
        }
    )
    stock = ssx.sample_stocks.create(
        {
            **proposal,
            "name": "Lys_7_x5",
            "crystalSlurryId": slurry["crystalSlurryId"],
            "concentrationFactor": 5,
        }
    )
    chip = {"model": "Own", "blocks": 64, "wellsPerBlock": 400, "loadedVolume": 200, "serial": "OX-1"}
    device = ssx.delivery_devices.create({**proposal, "type": "photoChip", "descriptionJson": chip})
    sample = ssx.loaded_samples.create(
        {
            **proposal,
            "name": "chip_09",
            "sampleStockId": stock["sampleStockId"],
            "sampleDeliveryDeviceId": device["sampleDeliveryDeviceId"],
            "descriptionJson": {"multiplesLimit": 20},
        }
    )
    return ssx.sample_info(sample["loadedSampleId"])


@pytest.fixture
def chain(context: AppContext, stored: Row) -> ChainDrafts:
    """The stored chain, opened."""
    rows = list(rows_of(stored))
    opened = ChainDrafts(context, context.edits.open(*rows[0]))
    opened.know(rows)
    assert opened.follow() == []
    return opened


def test_a_new_chain_has_all_five_cards_and_a_device_and_is_one_step_of_undo(context: AppContext) -> None:
    chain = ChainDrafts(context, fresh(context))
    assert set(chain.parts) == {*STAGES, "delivery_devices"}
    assert all(draft.is_new for draft in chain.parts.values())
    assert len(context.edits.unsaved) == 6
    context.edits.undo()
    assert context.edits.unsaved == []


def test_a_chain_tells_what_is_still_needed(context: AppContext) -> None:
    chain = ChainDrafts(context, fresh(context))
    assert [field.label for field in chain.needs("crystal_slurries")] == [
        "Name", "Crystal density", "Storage temperature",
    ]  # fmt: skip
    assert "Delivery device" in [field.label for field in chain.needs("loaded_samples")]
    assert "acronym" in derived.card_text(chain, "proteins").remark


def test_picking_a_stored_stock_brings_its_slurry_crystal_and_protein_and_gives_up_what_was_begun(
    context: AppContext, stored: Row, qtbot: QtBot
) -> None:
    opening = ChainReader(context)
    opening.open(fresh(context))
    chain = opening.chain
    assert chain is not None
    stock = {name: value for name, value in stored["sampleStock"].items() if not isinstance(value, dict)}
    chain.pick("sample_stocks", stock["sampleStockId"], stock)
    qtbot.waitUntil(lambda: "proteins" in chain.parts, timeout=WAIT_MS)
    assert chain.parts["proteins"].get("acronym") == "HEWL"
    assert {draft.collection for draft in context.edits.unsaved} == {"loaded_samples", "delivery_devices"}
    context.edits.undo()
    assert chain.parts["sample_stocks"].is_new
    assert len(context.edits.unsaved) == 6


def test_making_a_new_stock_keeps_the_slurry_it_is_made_of(chain: ChainDrafts, context: AppContext) -> None:
    slurry = chain.parts["crystal_slurries"]
    chain.make("sample_stocks")
    assert chain.parts["sample_stocks"].is_new
    assert chain.parts["crystal_slurries"] is slurry
    assert isinstance(chain.sample.get("sampleStockId"), DraftRef)
    context.edits.undo()
    assert chain.follow() == []
    assert not chain.unsaved


def test_a_buffer_is_made_and_left_out_again(chain: ChainDrafts, context: AppContext) -> None:
    chain.make("buffers", {"name": "MPD"})
    assert chain.stage_of(chain.parts["buffers"]) == "crystal_slurries"
    chain.leave_out("buffers")
    assert chain.part("buffers") is None
    assert context.edits.unsaved == []


def test_a_sample_like_this_one_has_the_same_stock_and_a_device_of_its_own(
    chain: ChainDrafts, context: AppContext
) -> None:
    other = ChainDrafts(context, alike(context, chain, "chip_10"))
    device = other.parts["delivery_devices"]
    assert other.sample.get("name") == "chip_10"
    assert other.sample.get("sampleStockId") == chain.sample.get("sampleStockId")
    assert device.is_new
    assert device.get("descriptionJson.loadedVolume") == 200
    assert device.get("descriptionJson.serial") is None


def test_the_next_free_name_passes_those_of_rows_and_drafts(context: AppContext, stored: Row) -> None:
    keys = {name: stored[name] for name in ("proposalId", "sampleStockId", "sampleDeliveryDeviceId")}
    rows = [{**keys, "name": f"chip_{number}"} for number in range(10, 130)]
    context.ssx.create_loaded_samples(rows)
    assert free_name(context, "chip_09", {"chip_130"}) == "chip_131"
    assert free_name(context, "jet", set()) == "jet_2"


def test_figures_follow_what_is_typed_and_leave_out_what_is_no_number(
    chain: ChainDrafts, context: AppContext
) -> None:
    assert _figure(chain, "Crystals per well") == pytest.approx(78.125)
    context.edits.set(chain.parts["sample_stocks"], "concentrationFactor", 0.05)
    assert _figure(chain, "Crystals per well") == pytest.approx(0.78125)
    field = next(each for each in _fields(chain.parts["delivery_devices"]) if each.key == "loadedVolume")
    context.edits.set_text(chain.parts["delivery_devices"], field, "-5")
    assert _figure(chain, "Crystals per well") is None
    assert derived.card_text(chain, "loaded_samples").is_wrong


def test_a_density_that_was_entered_is_diluted_along(chain: ChainDrafts, context: AppContext) -> None:
    stock = chain.parts["sample_stocks"]
    assert derived.diluted(stock, 0.05) == {"concentrationFactor": 0.05}
    context.edits.set(stock, "crystalDensity", 9000)
    assert derived.diluted(stock, 0.05) == {"concentrationFactor": 0.05, "crystalDensity": 90}


def test_the_path_of_the_files_names_proposal_protein_and_sample(
    chain: ChainDrafts, context: AppContext
) -> None:
    assert context.proposal is not None
    number = context.proposal["proposalNumber"]
    assert derived.file_names(context, chain) == f"mx{number}/HEWL-chip_09/…"
    assert derived.file_names(context, ChainDrafts(context, fresh(context))) == f"mx{number}/…-…/…"


def _figure(chain: ChainDrafts, label: str) -> float | None:
    return next((each.derived.value for each in derived.figures(chain) if each.label == label), None)


def _fields(draft: Draft) -> Any:
    return fields_of(draft.collection, draft.values)
