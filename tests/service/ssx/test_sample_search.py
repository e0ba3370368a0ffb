# SPDX-License-Identifier: LGPL-3.0-or-later
"""Loaded samples found by what is behind them and what came of them, and the tree of what hangs on what."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.conftest import Service
from tests.service.ssx.test_acquisitions import Beamline

Row = dict[str, Any]


@pytest.fixture
def beamline(demo_service: Service) -> Beamline:
    return Beamline(demo_service)


def _names(beamline: Beamline, query: str) -> set[str]:
    rows = beamline.api.rows(f"/ssx/samples?{query}&limit=1000")
    return {row["name"] for row in rows}


def _below(beamline: Beamline, table: str, key: int) -> dict[str, Row]:
    rows = beamline.api.rows(f"/ssx/samples/tree?table={table}&id={key}")
    return {row["name"]: row for row in rows}


def test_samples_are_found_by_protein_and_device(beamline: Beamline) -> None:
    proteins = {row["acronym"]: row["proteinId"] for row in beamline.api.rows("/samples/proteins")}
    of_lysozyme = _names(beamline, f"proteinId={proteins['HEWL']}")
    on_chips = _names(beamline, "deviceType=photoChip")
    assert of_lysozyme == {"Lys_chip_01", "Lys_chip_02"}
    assert of_lysozyme <= on_chips
    several = f"proteinId={proteins['HEWL']}&proteinId={proteins['PSI']}"
    assert _names(beamline, several) == {*of_lysozyme, "PSI_jet_a"}
    assert _names(beamline, f"proteinId={proteins['HEWL']}&deviceType=tapeDevice") == set()
    assert _names(beamline, "deviceType=photoChip&deviceType=viscoousJet") == {*on_chips, "PSI_jet_a"}


def test_samples_are_found_by_what_was_measured_of_them(beamline: Beamline) -> None:
    everything, before = _names(beamline, "offset=0"), _names(beamline, "acquired=true")
    assert "Lys_chip_02" not in before
    assert _names(beamline, "acquired=false") == everything - before
    for name in ("PSI_jet_a", "PSI_jet_a", "Lys_chip_02"):
        beamline.measured(name)
    assert _names(beamline, "acquired=true") == before | {"Lys_chip_02"}
    assert _names(beamline, "acquired=false") == everything - before - {"Lys_chip_02"}
    group = beamline.api.get(beamline.group).json()
    assert _names(beamline, f"sessionId={group['sessionId']}") == {"PSI_jet_a", "Lys_chip_02"}
    assert _names(beamline, f"sessionId={group['sessionId'] + 1}") == set()


def test_acquisitions_are_counted_for_many_samples_at_once(beamline: Beamline) -> None:
    keys = [beamline.samples[name] for name in ("PSI_jet_a", "Lys_chip_02", "CTXM_mix_30ms")]
    path = f"/ssx/samples/acquisition_counts?ids={','.join(map(str, keys))}"
    before = beamline.api.get(path).json()
    for name in ("PSI_jet_a", "PSI_jet_a", "Lys_chip_02"):
        beamline.measured(name)
    counts = beamline.api.get(path).json()
    assert [counts[str(key)] - before[str(key)] for key in keys] == [2, 1, 0]
    assert counts[str(keys[2])] == 0


@pytest.mark.parametrize("query", ["deviceType=spoon", "acquired=perhaps", "sessionId=one", "proteinId=-1"])
def test_a_filter_that_cannot_be_is_named(beamline: Beamline, query: str) -> None:
    problem = beamline.api.refused("GET", f"/ssx/samples?{query}")
    assert problem["status"] == 422
    assert query.partition("=")[0] in str(problem["errors"])


def test_a_tree_leads_from_the_proposal_to_the_stock_with_counts(beamline: Beamline) -> None:
    proteins = _below(beamline, "Proposal", beamline.proposal)
    assert [*proteins] == sorted(proteins, key=str.casefold)
    assert (proteins["HEWL"]["remark"], proteins["HEWL"]["loadedSamples"]) == ("Lysozyme", 2)
    assert proteins["CDK2"]["loadedSamples"] == 0
    crystals = _below(beamline, "Protein", proteins["HEWL"]["id"])
    assert {name: row["loadedSamples"] for name, row in crystals.items()} == {"P43212": 2}
    slurries = _below(beamline, "Crystal", crystals["P43212"]["id"])
    assert {name: row["loadedSamples"] for name, row in slurries.items()} == {
        "Lys_batch_6": 0,
        "Lys_batch_7": 2,
    }
    crystal, batch = crystals["P43212"]["id"], slurries["Lys_batch_7"]["id"]
    for query in (f"crystalId={crystal}", f"crystalSlurryId={batch}"):
        assert _names(beamline, query) == {"Lys_chip_01", "Lys_chip_02"}
    assert _names(beamline, f"crystalSlurryId={slurries['Lys_batch_6']['id']}") == set()
    (stock,) = _below(beamline, "CrystalSlurry", slurries["Lys_batch_7"]["id"]).values()
    assert (stock["table"], stock["loadedSamples"]) == ("SampleStock", 2)
    assert _names(beamline, f"sampleStockId={stock['id']}") == {"Lys_chip_01", "Lys_chip_02"}


def test_a_slurry_of_two_crystals_stands_below_both_and_its_samples_count_once(beamline: Beamline) -> None:
    api = beamline.api
    hewl = _below(beamline, "Proposal", beamline.proposal)["HEWL"]
    (crystal,) = _below(beamline, "Protein", hewl["id"]).values()
    other = api.new("/samples/crystals", proteinId=hewl["id"], spaceGroup="P1")
    slurry = _below(beamline, "Crystal", crystal["id"])["Lys_batch_7"]
    both = {"crystalIds": [crystal["id"], other["crystalId"]]}
    assert api.call("PATCH", f"/ssx/samples/crystal_slurry/{slurry['id']}", both).status_code == 200
    assert _below(beamline, "Crystal", other["crystalId"])["Lys_batch_7"]["loadedSamples"] == 2
    assert _below(beamline, "Proposal", beamline.proposal)["HEWL"]["loadedSamples"] == 2


def test_a_level_of_the_tree_comes_in_pages(beamline: Beamline) -> None:
    path = f"/ssx/samples/tree?table=Proposal&id={beamline.proposal}"
    whole = beamline.api.get(path).json()["data"]
    parts = [beamline.api.rows(f"{path}&offset={offset}&limit=2") for offset in range(0, whole["total"], 2)]
    assert [row for part in parts for row in part] == whole["rows"]


def test_somebody_else_sees_neither_tree_nor_counts(demo_service: Service) -> None:
    beamline = Beamline(demo_service)
    beamline.measured("PSI_jet_a")
    stranger = demo_service.account("stranger", "own_proposals", "own_sessions")
    assert stranger.rows(f"/ssx/samples/tree?table=Proposal&id={beamline.proposal}") == []
    key = beamline.samples["PSI_jet_a"]
    assert stranger.get(f"/ssx/samples/acquisition_counts?ids={key}").json() == {str(key): 0}
    without = demo_service.account("without", "all_proposals")
    assert without.refused("GET", f"/ssx/samples/acquisition_counts?ids={key}")["status"] == 403
    assert without.rows("/ssx/samples?acquired=true") == []
