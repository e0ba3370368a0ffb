# SPDX-License-Identifier: LGPL-3.0-or-later
"""MXCuBE's LIMS: what it stores is found again field by field, what goes wrong is in the user log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from hwobj.client.session import RestSession
from hwobj.lims import mxcube_names
from hwobj.lims.sessions import is_today
from hwobj.PyIspybClient import PyIspybClient

Row = dict[str, Any]
SCRIPT = "<script>alert('µ')</script> ; DROP TABLE x -- "

OSCILLATION: Row = {
    "start": 12.5,
    "range": 0.1,
    "offset": -0.02,
    "number_of_images": 100,
    "start_image_number": 3,
    "number_of_passes": 2,
    "exposure_time": 0.04,
    "kappaStart": 30.0,
    "phiStart": 15.0,
}
FILES: Row = {
    "directory": "/data/visitor/mx2415/RAW_DATA",
    "prefix": "lyso",
    "suffix": "cbf",
    "template": "lyso_1_%05d.cbf",
    "run_number": 4,
}


@pytest.fixture
def lims(rest: RestSession) -> PyIspybClient:
    client = PyIspybClient("lims", rest)
    client.beamline_name = "ID29"
    return client


@pytest.fixture(scope="module")
def proposal(rest: RestSession) -> Row:
    """A proposal of the demo, with samples in containers."""
    rest.json("POST", "/demo")
    return PyIspybClient("core", rest).proposals.list().rows[0]


@pytest.fixture(scope="module")
def session(rest: RestSession, proposal: Row) -> int:
    """A session of that proposal at another beamline."""
    row = {"proposalId": proposal["proposalId"], "beamLineName": "BM07", "visit_number": 41}
    return int(rest.json("POST", "/sessions", json=row)["sessionId"])


@pytest.fixture(scope="module")
def detector(rest: RestSession) -> Row:
    row = {"detectorManufacturer": "DECTRIS", "detectorModel": "Eiger 4M", "detectorType": "hybrid"}
    return rest.json("POST", "/beamline/detectors", json=row)


BEAMLINE: Row = {
    "synchrotron_name": "ESRF",
    "detector_manufacturer": "DECTRIS",
    "detector_model": "Eiger 4M",
    "detector_type": "hybrid",
    "undulators": [{"type": "U18"}, {"type": "U21"}],
    "monochromator_type": "Si 111",
    "focusing_optic": "CRL",
    "beam_divergence_vertical": 10.5,
    "beam_divergence_horizontal": 20.5,
    "polarisation": 0.99,
    "maximum_phi_speed": 360.0,
    "minimum_phi_oscillation": 0.01,
    "minimum_exposure_time": 0.002,
}

PLAIN: Row = {
    "wavelength": 0.9763,
    "resolutionAtCorner": 1.2,
    "detectorDistance": 180.0,
    "xBeam": 100.5,
    "yBeam": 101.5,
    "beamSizeAtSampleX": 0.02,
    "beamSizeAtSampleY": 0.01,
    "beamShape": "ellipse",
    "slitGapHorizontal": 0.1,
    "slitGapVertical": 0.2,
    "synchrotronMode": "7/8+1",
    "flux": 1e12,
    "flux_end": 9e11,
    "transmission": 55.5,
    "totalAbsorbedDose": 3.5,
    "undulatorGap1": 6.1,
    "undulatorGap2": 7.1,
    "undulatorGap3": 8.1,
    "comments": SCRIPT,
    **{f"xtalSnapshotFullPath{i}": f"/data/snapshots/{i}.jpeg" for i in (1, 2, 3, 4)},
}


def measured(session: int, **more: Any) -> Row:
    """A data collection as MXCuBE's queue passes it."""
    return {
        "oscillation_sequence": [dict(OSCILLATION)],
        "fileinfo": dict(FILES),
        "status": "Data collection successful",
        "sessionId": session,
        "resolution": {"lower": 40.0, "upper": 1.5},
        "centringMethod": "manual",
        "actualCentringPosition": "phi=1.0 sampx=0.2",
        "screening_sub_wedge_id": 5,
        "collection_start_time": "2026-11-24 21:30:00",
        "experiment_type": "OSC",
        **PLAIN,
        **more,
    }


CHANGED_NAMES: Row = {
    **{
        column: OSCILLATION[name.partition(".")[2]]
        for name, column in mxcube_names.COLLECTION.items()
        if name.startswith("osc")
    },
    **{
        column: FILES[name.partition(".")[2]]
        for name, column in mxcube_names.COLLECTION.items()
        if name.startswith("file")
    },
    "runStatus": "Data collection successful",
    "resolution": 1.5,
    "centeringMethod": "manual",
    "actualCenteringPosition": "phi=1.0 sampx=0.2",
    "strategySubWedgeOrigId": 5,
    "experimenttype": "OSC",
    "axisEnd": pytest.approx(12.5 + 0.08 * 100),
    "overlap": pytest.approx(0.02),
    "rotationAxis": "Omega",
    "omegaStart": 12.5,
}


@pytest.fixture
def stored(lims: PyIspybClient, session: int, detector: Row) -> tuple[Row, Row]:
    """A data collection as it was passed, and as the interface gives it."""
    given = measured(session)
    key, found_detector = lims.store_data_collection(given, BEAMLINE)
    assert found_detector == detector["detectorId"]
    return given, lims.rest.json("GET", f"/data_collections/{key}")


def test_every_field_of_a_data_collection_is_found_again(
    stored: tuple[Row, Row], detector: Row, lims: PyIspybClient, session: int
) -> None:
    given, row = stored
    expected = {**PLAIN, **CHANGED_NAMES, "detectorId": detector["detectorId"]}
    assert {column: row[column] for column in expected} == expected
    assert datetime.fromisoformat(row["startTime"]) == datetime(2026, 11, 24, 21, 30).astimezone()
    # Nothing that has a column was left out of this test.
    assert set(mxcube_names.COLLECTION.values()) <= {*expected, "dataCollectionGroupId", "startTime"}
    assert row["dataCollectionGroupId"] == given["group_id"]
    group = lims.rest.json("GET", f"/data_collections/groups/{given['group_id']}")
    assert (group["sessionId"], group["experimentType"]) == (session, "OSC")


def test_an_updated_data_collection_has_the_new_values_and_an_end(
    lims: PyIspybClient, stored: tuple[Row, Row]
) -> None:
    given, row = stored
    key = row["dataCollectionId"]
    assert lims.update_data_collection({**given, "collection_id": key, "flux_end": 7e11})[0] == key
    changed = lims.get_data_collection(key)
    assert (changed["flux_end"], changed["flux"]) == (7e11, 1e12)
    assert changed["endTime"]
    assert lims.finalize_data_collection({**given, "collection_id": key})[0] == key


def test_the_set_up_of_the_beamline_belongs_to_the_session(lims: PyIspybClient, session: int) -> None:
    key = lims.store_beamline_setup(session, BEAMLINE)
    row = lims.rest.json("GET", f"/beamline/setups/{key}")
    columns = {column: BEAMLINE[name] for name, column in mxcube_names.BEAMLINE.items() if name in BEAMLINE}
    assert {name: row[name] for name in columns} == columns
    assert (row["undulatorType1"], row["undulatorType2"]) == ("U18", "U21")
    assert lims.sessions.get(session)["beamLineSetupId"] == key


TIMES = {"startTime": "2026-11-24 21:30:00", "endTime": "2026-11-24 21:31:00"}


def scan(table: mxcube_names.Names, session: int) -> Row:
    """Something for each name of a table: text for paths and names, else a number."""
    texts = ("Path", "name", "Class", "comments", "element", "Detector", "edge", "Directory", "Spectrum")
    return {
        **{name: "text" if any(part in name for part in texts) else 1.5 for name in table},
        **TIMES,
        "sessionId": session,
        "blSampleId": None,
    }


@pytest.mark.parametrize(
    ("call", "path", "key", "table"),
    [
        ("store_energy_scan", "/beamline/energy_scans", "energyScanId", mxcube_names.ENERGY_SCAN),
        (
            "store_xfe_spectrum",
            "/beamline/xfe_spectra",
            "xfeFluorescenceSpectrumId",
            mxcube_names.XFE_SPECTRUM,
        ),
    ],
)
def test_every_field_of_a_scan_is_found_again(
    lims: PyIspybClient, session: int, call: str, path: str, key: str, table: mxcube_names.Names
) -> None:
    given = {**scan(table, session), "remoteEnergy": 12.6}
    answer = getattr(lims, call)(given)
    row = lims.rest.json("GET", f"{path}/{answer[key]}")
    plain = {name for name in table if name not in TIMES}
    assert {name: row[name] for name in plain} == {name: given[name] for name in plain}
    assert datetime.fromisoformat(row["endTime"]) == datetime(2026, 11, 24, 21, 31).astimezone()


def test_a_robot_s_step_is_found_again(lims: PyIspybClient, session: int) -> None:
    given = {
        "actionType": "LOAD",
        "containerLocation": 2,
        "dewarLocation": 3,
        "sampleBarcode": "HA0001",
        "sampleId": -1,
        "sessionId": session,
        "status": "SUCCESS",
        "message": "ok",
        **TIMES,
    }
    row = lims.rest.json("GET", f"/beamline/robot_actions/{lims.store_robot_action(given)}")
    same = ("actionType", "containerLocation", "dewarLocation", "sampleBarcode", "status", "message")
    assert {name: row[name] for name in same} == {name: given[name] for name in same}
    assert (row["blsessionId"], row["blsampleId"]) == (session, None)


def test_an_image_is_found_by_its_collection(lims: PyIspybClient, stored: tuple[Row, Row]) -> None:
    key = stored[1]["dataCollectionId"]
    given = {"dataCollectionId": key, "imageNumber": 5, "fileName": "a.cbf", "temperature": 100.0}
    row = lims.rest.json("GET", f"/data_collections/images/{lims.store_image(given)}")
    assert {name: row[name] for name in given} == given


def test_a_workflow_is_changed_the_second_time_and_has_its_grid(
    lims: PyIspybClient, stored: tuple[Row, Row]
) -> None:
    given = {
        "workflow_type": "MeshScan",
        "title": "mesh",
        "status": "Started",
        "group_id": stored[0]["group_id"],
        "dx_mm": 0.2,
        "dy_mm": 0.1,
        "steps_x": 12,
        "steps_y": 9,
        "mesh_angle": 45.0,
    }
    workflow, _, grid = lims.store_workflow(given)
    again = lims.store_workflow(
        {**given, "workflow_id": workflow, "grid_info_id": grid, "status": "Finished"}
    )
    assert again == (workflow, None, grid)
    assert lims.rest.json("GET", f"/beamline/workflows/{workflow}")["status"] == "Finished"
    row = lims.rest.json("GET", f"/data_collections/grids/{grid}")
    assert (row["dx_mm"], row["steps_y"], row["meshAngle"]) == (0.2, 9, 45.0)


def test_samples_have_cell_space_group_dewar_and_shipment_and_are_of_one_proposal(
    lims: PyIspybClient, proposal: Row
) -> None:
    person = lims.persons.create({"familyName": "Other"})["personId"]
    other = lims.proposals.create({"proposalCode": "xx", "proposalNumber": "9", "personId": person})
    crystal = lims.crystals.list(limit=1).rows[0]
    cell = {
        "cell_a": 79.1,
        "cell_b": 79.2,
        "cell_c": 38.3,
        "cell_alpha": 90.0,
        "cell_beta": 91.0,
        "cell_gamma": 92.0,
    }
    lims.crystals.update(crystal["crystalId"], {**cell, "spaceGroup": "P43212"})
    container = lims.containers.list(limit=1).rows[0]
    dewar = lims.dewars.get(container["dewarId"])
    made = lims.samples.create(
        {
            "name": "in_puck",
            "crystalId": crystal["crystalId"],
            "containerId": container["containerId"],
            "location": "16",
        }
    )
    listed = {row["sampleId"]: row for row in lims.get_samples(proposal["proposalId"], 1)}
    row = listed[made["blSampleId"]]
    assert [row[name] for name in ("cellA", "cellB", "cellC", "cellAlpha", "cellBeta", "cellGamma")] == [
        *cell.values()
    ]
    assert row["crystalSpaceGroup"] == "P43212"
    assert (row["sampleName"], row["sampleLocation"]) == ("in_puck", "16")
    assert (row["containerCode"], row["dewarCode"]) == (container["code"], dewar["code"])
    assert row["shippingName"] == lims.shippings.get(dewar["shippingId"])["shippingName"]
    assert row["proteinAcronym"] == lims.proteins.get(crystal["proteinId"])["acronym"]
    assert lims.find_sample_by_sample_id(str(made["blSampleId"])) == row
    assert lims.get_samples(other["proposalId"], 1) == []


def test_a_proposal_is_told_with_its_sessions_as_mxcubeqt_reads_them(
    lims: PyIspybClient, proposal: Row, session: int
) -> None:
    found = lims.getProposal(proposal["proposalCode"], proposal["proposalNumber"])
    assert found["status"] == {"code": "ok"}
    assert (found["Proposal"]["code"], found["Proposal"]["number"]) == (
        proposal["proposalCode"],
        proposal["proposalNumber"],
    )
    assert session in {each["sessionId"] for each in found["Session"]}
    assert {"familyName", "laboratoryId"} <= found["Person"].keys()


def test_a_session_is_created_for_today(lims: PyIspybClient, proposal: Row) -> None:
    manager = lims.create_session(proposal["proposalId"])
    chosen = manager.active_session
    assert (chosen.beamline_name, chosen.is_scheduled_time) == ("ID29", True)
    row = lims.sessions.get(int(chosen.session_id))
    assert is_today(row)
    told = {"proposalId": proposal["proposalId"], "beamlineName": "ID29", "nbShifts": 3}
    key = lims.createSession({**told, "startDate": "2026-01-02 00:00:00", "endDate": "2026-01-03 07:59:59"})
    again = lims.get_session(key)
    assert (again["startDate"], again["endDate"]) == ("2026-01-02 00:00:00", "2026-01-03 07:59:59")


@pytest.fixture
def user_log(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """What the user log was told; a traceback fails the test."""

    def lines() -> list[str]:
        told = [record for record in caplog.records if record.name == "user_level_log"]
        assert not [record for record in told if record.exc_info]
        return [record.getMessage() for record in told]

    return lines


def test_a_sample_that_was_deleted_meanwhile_costs_no_data_collection(
    lims: PyIspybClient, session: int, user_log: Callable[[], list[str]]
) -> None:
    given = measured(session, sample_reference={"blSampleId": 999_999})
    key, _ = lims.store_data_collection(given)
    assert lims.get_data_collection(key)["flux"] == 1e12
    assert any("without blSampleId" in line for line in user_log())


@pytest.mark.parametrize(
    ("call", "arguments", "answer"),
    [
        ("store_data_collection", ({"sessionId": 999_999, "oscillation_sequence": [{}]},), (None, None)),
        ("store_data_collection", ({"sessionId": 1, "oscillation_sequence": [{}, {}]},), (None, None)),
        ("update_data_collection", ({},), (None, None)),
        ("update_data_collection", ({"collection_id": "x"},), (None, None)),
        ("store_robot_action", ({"startTime": "yesterday"},), None),
        ("store_image", ({},), None),
        ("store_energy_scan", ({"sessionId": SCRIPT},), {"energyScanId": -1}),
        ("get_proposal", ("no", "1"), {"status": {"code": "error"}}),
        ("get_samples", ("MX",), []),
        ("get_session", (999_999,), {}),
        ("create_session", (999_999,), None),
        ("store_beamline_setup", (999_999, BEAMLINE), None),
    ],
)
def test_what_cannot_be_done_is_one_line_that_says_why(
    lims: PyIspybClient, user_log: Callable[[], list[str]], call: str, arguments: tuple[Any, ...], answer: Any
) -> None:
    assert getattr(lims, call)(*arguments) == answer
    assert len(user_log()) == 1
    assert user_log()[0].startswith("SSX Desk: The ")


def test_who_works_without_a_proposal_stores_nothing(
    lims: PyIspybClient, session: int, user_log: Callable[[], list[str]]
) -> None:
    lims.disable()
    assert lims.store_data_collection(measured(session)) == (None, None)
    lims.enable()
    assert lims.store_data_collection(measured(session))[0]
    assert user_log() == []
