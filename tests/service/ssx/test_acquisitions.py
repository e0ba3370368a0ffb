# SPDX-License-Identifier: LGPL-3.0-or-later
"""What was measured: kept beside the sample and the plan, and told in ISPyB's own tables of 2023."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.conftest import Api, Service

Row = dict[str, Any]

LOOK_UPS = {
    "/data_collections/event_types": ("XrayDetection", "XrayExposure", "LaserExcitation", "ReactionTrigger"),
    "/samples/components/types": ("Buffer", "Ligand", "JetMaterial", "Additive"),
}


class Beamline:
    """The demo's samples and plan, and data collections of a session of the same proposal."""

    def __init__(self, service: Service) -> None:
        self.api: Api = service.admin
        self.samples = {row["name"]: row["loadedSampleId"] for row in self.api.rows("/ssx/samples")}
        self.plan = next(row for row in self.api.rows("/ssx/plans") if row["name"] == "Pump-probe, 3 delays")
        self.proposal = self.plan["proposalId"]
        session = self.api.new("/sessions", proposalId=self.proposal, beamLineName="ID29", visit_number=9)
        group = self.api.new("/data_collections/groups", sessionId=session["sessionId"])
        self.group = f"/data_collections/groups/{group['dataCollectionGroupId']}"
        times = {"startTime": "2026-12-03T08:00:00+00:00", "endTime": "2026-12-03T08:30:00+00:00"}
        collection = self.api.new(
            "/data_collections", dataCollectionGroupId=group["dataCollectionGroupId"], **times
        )
        self.collection: int = collection["dataCollectionId"]

    def know(self) -> None:
        """Fill ISPyB's look-up tables, which the tests empty."""
        for path, names in LOOK_UPS.items():
            for name in names:
                self.api.new(path, name=name)
        for name, symbol in (("Molar", "M"), ("Percentage Volume / Volume", "%(v/v)")):
            self.api.new("/samples/components/concentration_types", name=name, symbol=symbol)

    def measured(self, sample: str, **columns: Any) -> Row:
        """An acquisition from a sample of that name."""
        body = {"loadedSampleId": self.samples[sample], "dataCollectionId": self.collection, **columns}
        return self.api.new("/ssx/data_acquisitions", **body)

    def ssx_collection(self) -> Row:
        """ISPyB's SSXDataCollection."""
        row: Row = self.api.get(f"/data_collections/ssx/{self.collection}").json()
        return {name: value for name, value in row.items() if value is not None and name != "_etag"}

    def chains(self) -> list[Row]:
        """ISPyB's chains of events of the data collection."""
        path = f"/data_collections/event_chains?dataCollectionId={self.collection}"
        rows: list[Row] = self.api.rows(path)
        return rows

    def events(self) -> dict[str, list[Row]]:
        """ISPyB's events by the name of their type."""
        types = {row["eventTypeId"]: row["name"] for row in self.api.rows("/data_collections/event_types")}
        found: dict[str, list[Row]] = {}
        for row in self.api.rows("/data_collections/events?limit=1000"):
            found.setdefault(types[row["eventTypeId"]], []).append(row)
        return found


@pytest.fixture
def beamline(demo_service: Service) -> Beamline:
    return Beamline(demo_service)


def test_an_acquisition_ties_sample_plan_collection_and_data_set(beamline: Beamline) -> None:
    merged = beamline.api.new(
        "/ssx/data_sets", proposalId=beamline.proposal, name="run 1", mergedResultsFilename="/data/run1.mtz"
    )
    row = beamline.measured(
        "Lys_chip_01",
        experimentalPlanId=beamline.plan["experimentalPlanId"],
        dataSetId=merged["dataSetId"],
        eventLogFilename="/data/log.h5",
        descriptionJson={"photonEnergy": 12.4},
    )
    path = f"/ssx/data_acquisitions/{row['ssxDataAcquisitionId']}"
    assert beamline.api.get(path).json() == {n: v for n, v in row.items() if n != "warnings"}
    assert beamline.api.rows(f"/ssx/data_acquisitions?loadedSampleId={row['loadedSampleId']}")
    used = beamline.api.refused("DELETE", f"/ssx/data_sets/{merged['dataSetId']}")
    assert "1 SsxDataAcquisition" in used["detail"]
    plan = beamline.plan["experimentalPlanId"]
    assert beamline.api.refused("DELETE", f"/ssx/plans/{plan}")["status"] == 409


def test_a_chip_is_told_in_ispybs_tables(beamline: Beamline) -> None:
    beamline.know()
    about = {"repetitionRate": 925, "bandwidth": 1.0, "monoStripe": "Mo", "reactionTime": 30}
    row = beamline.measured("Lys_chip_01", descriptionJson=about)
    assert "warnings" not in row
    assert beamline.ssx_collection() == {
        "dataCollectionId": beamline.collection,
        "repetitionRate": 925,  # Hz
        "energyBandwidth": 1.0,  # %
        "monoStripe": "Mo",
        "chipModel": "Oxford 8 × 8 blocks of 20 × 20",
        "reactionDuration": 0.03,  # 30 ms in s
        "experimentName": "Lys_chip_01",
    }
    assert beamline.api.get(beamline.group).json()["experimentType"] == "SSX-Chip"


@pytest.mark.parametrize("sample", ["PSI_jet_a", "MyoCO_tape_1", "CTXM_mix_30ms"])
def test_what_flows_is_a_jet_to_ispyb(beamline: Beamline, sample: str) -> None:
    beamline.measured(sample)
    assert beamline.api.get(beamline.group).json()["experimentType"] == "SSX-Jet"


def test_jet_and_laser_keep_their_units(beamline: Beamline) -> None:
    key = beamline.samples["PSI_jet_a"]
    info = beamline.api.get(f"/ssx/samples/{key}/info").json()
    device = info["sampleDeliveryDevice"]
    path = f"/ssx/samples/delivery_devices/{device['sampleDeliveryDeviceId']}"
    jet = {**device["descriptionJson"], "jetSpeed": 4, "jetDiameter": 50}
    assert beamline.api.call("PATCH", path, {"descriptionJson": jet}).status_code == 200
    laser = {"trigger": "laser", "pulseEnergy": 5}
    assert beamline.api.call("PATCH", f"/ssx/samples/{key}", {"descriptionJson": laser}).status_code == 200
    beamline.measured("PSI_jet_a", descriptionJson={"experimentName": "dark"})
    found = beamline.ssx_collection()
    assert (found["jetSpeed"], found["jetSize"], found["laserEnergy"]) == (4, 50, 5)  # mm/s, µm, µJ
    assert found["experimentName"] == "dark"


def test_the_plans_events_are_told_on_one_level(beamline: Beamline) -> None:
    """The demo's plan: every 40 ms, 6400 times, a laser and four gates and shots every 10 ms."""
    beamline.know()
    beamline.measured("Lys_chip_01", experimentalPlanId=beamline.plan["experimentalPlanId"])
    (chain,) = beamline.chains()
    assert (chain["name"], chain["dataCollectionId"]) == (beamline.plan["name"], beamline.collection)
    told = {
        kind: [(row["offset"], row["duration"], row["period"], row["repetition"]) for row in rows]
        for kind, rows in beamline.events().items()
    }
    assert told == {
        "XrayDetection": [(0.001, 0.0045, 0.01, 25600)],
        "XrayExposure": [(0.0015, 0.003, 0.01, 25600)],
        "LaserExcitation": [(0.0102, 20e-9, 0.04, 6400)],
    }
    assert beamline.ssx_collection()["repetitionRate"] == 25


def test_written_again_ispybs_rows_follow_and_those_of_others_stay(beamline: Beamline) -> None:
    beamline.know()
    row = beamline.measured("Lys_chip_01", experimentalPlanId=beamline.plan["experimentalPlanId"])
    api, path = beamline.api, f"/ssx/data_acquisitions/{row['ssxDataAcquisitionId']}"
    api.new("/data_collections/event_chains", dataCollectionId=beamline.collection, name="from the beamline")
    api.call("PATCH", f"/data_collections/ssx/{beamline.collection}", {"jetSize": 7})
    assert api.call("PATCH", path, {"experimentalPlanId": None}).status_code == 200
    assert [chain["name"] for chain in beamline.chains()] == ["from the beamline"]
    assert beamline.events() == {}
    again = {"experimentalPlanId": beamline.plan["experimentalPlanId"]}
    for _ in range(2):
        assert api.call("PATCH", path, again).status_code == 200
    assert len(beamline.chains()) == 2
    assert sum(map(len, beamline.events().values())) == 3
    assert beamline.ssx_collection()["jetSize"] == 7


def test_a_look_up_row_that_is_missing_is_named_and_the_rest_is_stored(beamline: Beamline) -> None:
    for name in ("XrayDetection", "XrayExposure"):
        beamline.api.new("/data_collections/event_types", name=name)
    row = beamline.measured("Lys_chip_01", experimentalPlanId=beamline.plan["experimentalPlanId"])
    assert [text.partition(" is missing")[0] for text in row["warnings"]] == [
        "EventType LaserExcitation",
        "ComponentType Buffer",
        "ComponentType Additive",
    ]
    assert set(beamline.events()) == {"XrayDetection", "XrayExposure"}
    stored = beamline.api.get(f"/ssx/data_acquisitions/{row['ssxDataAcquisitionId']}").json()
    assert stored["_etag"] == row["_etag"]


def test_buffer_medium_and_ligand_become_components(beamline: Beamline) -> None:
    beamline.know()
    api = beamline.api
    key = beamline.samples["PSI_jet_a"]
    ligand = {"descriptionJson": {"trigger": "mixing", "ligand": "NADH", "mixingRatio": 4}}
    assert api.call("PATCH", f"/ssx/samples/{key}", ligand).status_code == 200
    for _ in range(2):
        beamline.measured("PSI_jet_a")
    components = {row["componentId"]: row["name"] for row in api.rows("/samples/components")}
    known = api.rows("/samples/components/concentration_types")
    units = {row["concentrationTypeId"]: row["symbol"] for row in known}
    (in_crystal,) = api.rows("/samples/crystals/compositions")
    assert components[in_crystal["componentId"]] == "MES"
    # 5 mM in mol/l.
    assert (in_crystal["abundance"], units[in_crystal["concentrationTypeId"]]) == (0.005, "M")
    assert in_crystal["pH"] == 6.4
    in_sample = {
        components[row["componentId"]]: (row["abundance"], row["ratio"])
        for row in api.rows("/samples/compositions")
    }
    # The medium is 60 % of the mix: the slurry's share is 0.4.
    assert in_sample == {"Monoolein": (60, 0.6), "NADH": (None, 4)}


def test_a_collection_of_another_proposal_is_not_there(service: Service, beamline: Beamline) -> None:
    api = beamline.api
    person = api.new("/contacts/persons", familyName="Other")
    other = api.new("/proposals", proposalCode="mx", proposalNumber="77", personId=person["personId"])
    session = api.new("/sessions", proposalId=other["proposalId"], beamLineName="ID29", visit_number=1)
    group = api.new("/data_collections/groups", sessionId=session["sessionId"])
    theirs = api.new("/data_collections", dataCollectionGroupId=group["dataCollectionGroupId"])
    body = {
        "loadedSampleId": beamline.samples["PSI_jet_a"],
        "dataCollectionId": theirs["dataCollectionId"],
    }
    problem = api.refused("POST", "/ssx/data_acquisitions", body)
    assert (problem["status"], list(problem["errors"])) == (422, ["dataCollectionId"])
    user = service.account("user", "own_sessions", "write_sessions", proposals=("mx2415",))
    assert user.refused("POST", "/ssx/data_acquisitions", body)["status"] == 422
    assert user.rows(f"/ssx/data_acquisitions?dataCollectionId={theirs['dataCollectionId']}") == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"descriptionJson": {"photonEnergy": -1}}, "descriptionJson.photonEnergy"),
        ({"descriptionJson": {"beamSize": [1, 2, 3]}}, "descriptionJson.beamSize"),
        ({"experimentalPlanId": 2**31 - 1}, "experimentalPlanId"),
        ({"eventLogFilename": "x" * 256}, "eventLogFilename"),
        ({"dataCollectionId": None}, "dataCollectionId"),
    ],
)
def test_impossible_values_are_named(beamline: Beamline, body: Row, field: str) -> None:
    given = {"loadedSampleId": beamline.samples["PSI_jet_a"], "dataCollectionId": beamline.collection, **body}
    problem = beamline.api.refused("POST", "/ssx/data_acquisitions", given)
    assert (problem["status"], list(problem["errors"])) == (422, [field])


def test_the_measured_beam_is_in_the_mmcif(beamline: Beamline) -> None:
    beamline.measured("CTXM_mix_30ms", descriptionJson={"photonEnergy": 12.4, "beamSize": [4, 2]})
    text = beamline.api.get(f"/ssx/samples/{beamline.samples['CTXM_mix_30ms']}/mmcif").text
    for item, value in (
        ("pulse_photon_energy", "12.4"),  # keV
        ("focal_spot_size", "8"),  # µm²
        ("collection_time_total", "0.5"),  # 30 min in hours
    ):
        assert f"_pdbx_serial_crystallography_measurement.{item} {value}\n" in text
