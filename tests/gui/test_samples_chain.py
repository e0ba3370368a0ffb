"""The chain behind a loaded sample, without a window: what hangs together, what is picked, made, derived."""

from __future__ import annotations

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from ssx_widget.desk import Desk
from ssx_widget.drafts import Draft, DraftRef
from ssx_widget.samples import derived
from ssx_widget.samples.beginnings import alike, free_name, fresh
from ssx_widget.samples.chain import STAGES, Chain, rows_of
from ssx_widget.samples.opening import Opening
from ssx_widget.tables import fields_of

Row = dict[str, Any]
WAIT_MS = 10_000


@pytest.fixture
def stored(desk: Desk) -> Row:
    """A chain that is stored, as its `info`."""
    core, ssx, proposal = desk.core, desk.ssx, {"proposalId": desk.proposal_id}
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
def chain(desk: Desk, stored: Row) -> Chain:
    """The stored chain, opened."""
    rows = list(rows_of(stored))
    opened = Chain(desk, desk.edits.open(*rows[0]))
    opened.know(rows)
    assert opened.follow() == []
    return opened


def test_a_new_chain_has_all_five_cards_and_a_device_and_is_one_step_of_undo(desk: Desk) -> None:
    chain = Chain(desk, fresh(desk))
    assert set(chain.parts) == {*STAGES, "delivery_devices"}
    assert all(draft.is_new for draft in chain.parts.values())
    assert len(desk.edits.unsaved) == 6
    desk.edits.undo()
    assert desk.edits.unsaved == []


def test_a_chain_tells_what_is_still_needed(desk: Desk) -> None:
    chain = Chain(desk, fresh(desk))
    assert [field.label for field in chain.needs("crystal_slurries")] == [
        "Name", "Crystal density", "Storage temperature",
    ]  # fmt: skip
    assert "Delivery device" in [field.label for field in chain.needs("loaded_samples")]
    assert "acronym" in derived.card_text(chain, "proteins").remark


def test_picking_a_stored_stock_brings_its_slurry_crystal_and_protein_and_gives_up_what_was_begun(
    desk: Desk, stored: Row, qtbot: QtBot
) -> None:
    opening = Opening(desk)
    opening.open(fresh(desk))
    chain = opening.chain
    assert chain is not None
    stock = {name: value for name, value in stored["sampleStock"].items() if not isinstance(value, dict)}
    chain.pick("sample_stocks", stock["sampleStockId"], stock)
    qtbot.waitUntil(lambda: "proteins" in chain.parts, timeout=WAIT_MS)
    assert chain.parts["proteins"].get("acronym") == "HEWL"
    assert {draft.collection for draft in desk.edits.unsaved} == {"loaded_samples", "delivery_devices"}
    desk.edits.undo()
    assert chain.parts["sample_stocks"].is_new
    assert len(desk.edits.unsaved) == 6


def test_making_a_new_stock_keeps_the_slurry_it_is_made_of(chain: Chain, desk: Desk) -> None:
    slurry = chain.parts["crystal_slurries"]
    chain.make("sample_stocks")
    assert chain.parts["sample_stocks"].is_new
    assert chain.parts["crystal_slurries"] is slurry
    assert isinstance(chain.sample.get("sampleStockId"), DraftRef)
    desk.edits.undo()
    assert chain.follow() == []
    assert not chain.unsaved


def test_a_buffer_is_made_and_left_out_again(chain: Chain, desk: Desk) -> None:
    chain.make("buffers", {"name": "MPD"})
    assert chain.stage_of(chain.parts["buffers"]) == "crystal_slurries"
    chain.leave_out("buffers")
    assert chain.part("buffers") is None
    assert desk.edits.unsaved == []


def test_a_sample_like_this_one_has_the_same_stock_and_a_device_of_its_own(chain: Chain, desk: Desk) -> None:
    other = Chain(desk, alike(desk, chain, "chip_10"))
    device = other.parts["delivery_devices"]
    assert other.sample.get("name") == "chip_10"
    assert other.sample.get("sampleStockId") == chain.sample.get("sampleStockId")
    assert device.is_new
    assert device.get("descriptionJson.loadedVolume") == 200
    assert device.get("descriptionJson.serial") is None


def test_the_next_free_name_passes_those_of_rows_and_drafts(desk: Desk, stored: Row) -> None:
    keys = {name: stored[name] for name in ("proposalId", "sampleStockId", "sampleDeliveryDeviceId")}
    rows = [{**keys, "name": f"chip_{number}"} for number in range(10, 130)]
    desk.ssx.create_loaded_samples(rows)
    assert free_name(desk, "chip_09", {"chip_130"}) == "chip_131"
    assert free_name(desk, "jet", set()) == "jet_2"


def test_figures_follow_what_is_typed_and_leave_out_what_is_no_number(chain: Chain, desk: Desk) -> None:
    assert _figure(chain, "Crystals per well") == pytest.approx(78.125)
    desk.edits.set(chain.parts["sample_stocks"], "concentrationFactor", 0.05)
    assert _figure(chain, "Crystals per well") == pytest.approx(0.78125)
    field = next(each for each in _fields(chain.parts["delivery_devices"]) if each.key == "loadedVolume")
    desk.edits.set_text(chain.parts["delivery_devices"], field, "-5")
    assert _figure(chain, "Crystals per well") is None
    assert derived.card_text(chain, "loaded_samples").is_wrong


def test_a_density_that_was_entered_is_diluted_along(chain: Chain, desk: Desk) -> None:
    stock = chain.parts["sample_stocks"]
    assert derived.diluted(stock, 0.05) == {"concentrationFactor": 0.05}
    desk.edits.set(stock, "crystalDensity", 9000)
    assert derived.diluted(stock, 0.05) == {"concentrationFactor": 0.05, "crystalDensity": 90}


def test_the_path_of_the_files_names_proposal_protein_and_sample(chain: Chain, desk: Desk) -> None:
    assert desk.proposal is not None
    number = desk.proposal["proposalNumber"]
    assert derived.file_names(desk, chain) == f"mx{number}/HEWL-chip_09/…"
    assert derived.file_names(desk, Chain(desk, fresh(desk))) == f"mx{number}/…-…/…"


def _figure(chain: Chain, label: str) -> float | None:
    return next((each.derived.value for each in derived.figures(chain) if each.label == label), None)


def _fields(draft: Draft) -> Any:
    return fields_of(draft.collection, draft.values)
