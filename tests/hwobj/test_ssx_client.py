# SPDX-License-Identifier: LGPL-3.0-or-later
"""The SSX hardware object against a real backend: plans, acquisitions, many samples at once, and files."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import gemmi
import h5py
import pytest

from backend.domain.rows.ssx_acquisition import SsxDataAcquisitionRow
from hwobj.client.collections import Collection
from hwobj.client.session import RestSession
from hwobj.errors import Invalid, Unreachable
from hwobj.PyIspybClient import PyIspybClient
from hwobj.SsxIspybClient import SsxIspybClient

Row = dict[str, Any]


@pytest.fixture(scope="module", autouse=True)
def _demo(rest: RestSession) -> None:
    """The backend holds the demo."""
    rest.json("POST", "/demo")


@pytest.fixture
def ssx(rest: RestSession) -> SsxIspybClient:
    return SsxIspybClient("ssx", rest)


@pytest.fixture
def sample(ssx: SsxIspybClient) -> Row:
    return ssx.loaded_samples.list(name="PSI_jet_a").rows[0]


@pytest.fixture(scope="module")
def collection(rest: RestSession) -> int:
    """A data collection of the demo's proposal."""
    proposal = PyIspybClient("core", rest).proposals.list().rows[0]["proposalId"]
    body = {"proposalId": proposal, "beamLineName": "ID29", "visit_number": 9}
    session = rest.json("POST", "/sessions", json=body)
    group = rest.json("POST", "/data_collections/groups", json={"sessionId": session["sessionId"]})
    body = {"dataCollectionGroupId": group["dataCollectionGroupId"]}
    return int(rest.json("POST", "/data_collections", json=body)["dataCollectionId"])


def test_a_data_acquisition_is_stored_once_with_its_beam(
    ssx: SsxIspybClient, sample: Row, collection: int
) -> None:
    plan = ssx.plans.list().rows[0]
    merged = ssx.data_sets.create({"proposalId": sample["proposalId"], "name": "run 1"})
    stored = [
        ssx.store_ssx_data_acquisition(
            sample["loadedSampleId"],
            collection,
            plan["experimentalPlanId"],
            {"photonEnergy": 12.4, "repetitionRate": 25},
            key="one-acquisition",
            dataSetId=merged["dataSetId"],
        )
        for _ in range(2)
    ]
    assert stored[0] == stored[1]
    assert "warnings" not in stored[0]
    assert ssx.data_acquisitions.list(dataCollectionId=collection).rows == stored[:1]
    chains = ssx.rest.json("GET", "/data_collections/event_chains")["data"]["rows"]
    ours = [chain for chain in chains if chain["dataCollectionId"] == collection]
    assert [chain["name"] for chain in ours] == [plan["name"]]


def test_a_plan_travels_with_its_sequence(ssx: SsxIspybClient, sample: Row) -> None:
    train = {"name": "laser", "timeOn": 0.01, "duration": 1e-8}
    plan: Row = {
        "proposalId": sample["proposalId"],
        "name": "one laser",
        "period": 0.04,
        "repeatedSequence": {"timedExcitations": [{"name": "laser", "eventTrain": train}]},
    }
    stored = ssx.plans.create(plan)
    (event,) = stored["repeatedSequence"]["timedExcitations"]
    assert ssx.timed_excitations.get(event["timedExcitationId"])["eventTrainId"] == event["eventTrainId"]
    train["timeOn"] = 0.05
    with pytest.raises(Invalid) as raised:
        ssx.plans.create(plan)
    assert list(raised.value.errors) == ["repeatedSequence.timedExcitations.0.eventTrain.timeOn"]


def test_many_loaded_samples_are_stored_together_or_not_at_all(ssx: SsxIspybClient, sample: Row) -> None:
    same = {key: sample[key] for key in ("proposalId", "sampleStockId", "sampleDeliveryDeviceId")}
    rows = [{**same, "name": f"many_{number}"} for number in range(3)]
    assert [row["name"] for row in ssx.create_loaded_samples(rows)] == [row["name"] for row in rows]
    with pytest.raises(Invalid) as raised:
        ssx.create_loaded_samples([{**same, "name": "other"}, {**same, "name": "a b"}])
    assert list(raised.value.errors) == ["1.name"]
    assert ssx.loaded_samples.list(name="other").total == 0


def test_a_sample_leaves_as_sheet_mmcif_and_nexus(ssx: SsxIspybClient, sample: Row) -> None:
    key = sample["loadedSampleId"]
    assert ssx.sample_sheet(key, engine="weasyprint").startswith(b"%PDF")
    assert gemmi.cif.read_string(ssx.sample_mmcif(key).decode()).sole_block().name == "PSI_jet_a"
    with h5py.File(io.BytesIO(ssx.sample_nexus(key))) as file:
        assert file["entry/title"].asstr()[()] == "PSI_jet_a"


def test_a_file_beside_the_data_tells_the_acquisition_also_without_a_backend(
    ssx: SsxIspybClient, sample: Row, collection: int, tmp_path: Path
) -> None:
    key = sample["loadedSampleId"]
    ssx.get_loaded_sample_info(key)
    # A connection of its own that points nowhere: the others share theirs.
    ssx.data_acquisitions = Collection(
        RestSession(), SsxDataAcquisitionRow, "/ssx/data_acquisitions", "ssxDataAcquisitionId"
    )
    with pytest.raises(Unreachable):
        ssx.store_ssx_data_acquisition(key, collection, None, {"photonEnergy": 12.4}, directory=tmp_path)
    (file,) = tmp_path.iterdir()
    assert file.name == f"ssx-acquisition-{collection}.json"
    told = json.loads(file.read_text())
    assert told["acquisition"]["photonEnergy"] == 12.4
    assert told["sample"]["name"] == "PSI_jet_a"
