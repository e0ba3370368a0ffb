# SPDX-License-Identifier: LGPL-3.0-or-later
"""Acquisitions as the screen lists them: what they join, hits, files, and the sample's figures."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from jsonschema import Draft7Validator
from sqlalchemy import Engine

from backend.demo import fill as fill_demo
from backend.files.store import Store
from backend.store.database import new_session
from tests.service.conftest import Api, Disk, Service

Row = dict[str, Any]


@pytest.fixture
def demo(service: Service, running: tuple[Any, Engine], disk: Disk) -> Api:
    """The service with the demo proposal and its files."""
    with new_session(running[1]) as session:
        session.info["files"] = Store(uploads=disk.settings["UPLOAD_FOLDER"])
        fill_demo(session)
        session.commit()
    return service.admin


def _infos(api: Api, query: str = "") -> list[Row]:
    return api.rows(f"/ssx/data_acquisitions/infos{query}")


def _names(rows: list[Row]) -> set[str]:
    return {row["info"]["loadedSample"] for row in rows}


def test_the_list_says_what_is_joined_and_what_came_of_it_the_newest_first(demo: Api) -> None:
    rows = _infos(demo)
    keys = [row["ssxDataAcquisitionId"] for row in rows]
    assert keys == sorted(keys, reverse=True)
    assert len(rows) == 8
    last, first = rows[0], rows[-1]
    assert first["info"].items() >= {
        "loadedSample": "Lys_chip_01",
        "deviceType": "photoChip",
        "protein": "HEWL",
        "plan": None,
        "dataSet": "Lys_chip_01 merged",
        "program": "CrystFEL 0.11",
        "startTime": "2026-12-03T08:00:00+00:00",
        "numberOfImages": 25600,
        "beamLineName": "ID29",
        "results": {
            "images": 25600,
            "hits": 8704,
            "indexed": 7050,
            "hitRate": 34.0,
            "indexingRate": 100 * 7050 / 8704,
        },
    }.items()  # fmt: skip
    # Nobody processed the last one: its images are known from the data collection.
    assert last["info"]["plan"] == "Pump-probe, 3 delays"
    assert last["info"]["results"] == {
        "images": 12800, "hits": None, "indexed": None, "hitRate": None, "indexingRate": None,
    }  # fmt: skip


def test_the_revision_is_that_of_the_row_whatever_is_said_beside_it(demo: Api) -> None:
    row = _infos(demo)[0]
    path = f"/ssx/data_acquisitions/{row['ssxDataAcquisitionId']}"
    assert demo.get(path).json()["_etag"] == row["_etag"]
    assert demo.get(f"/ssx/data_acquisitions/infos/{row['ssxDataAcquisitionId']}").json() == row
    changed = demo.call("PATCH", path, {"descriptionJson": {"note": "dark"}}, If_Match=row["_etag"])
    assert changed.status_code == 200


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?q=psi_jet", {"PSI_jet_a"}),
        ("?q=hewl", {"Lys_chip_01"}),
        ("?q=pump-probe", {"MyoCO_tape_1"}),
        ("?q=RAW_DATA/PSI", {"PSI_jet_a"}),
        ("?q=unicorn", set()),
        ("?deviceType=photoChip&deviceType=tapeDevice", {"Lys_chip_01", "MyoCO_tape_1"}),
        ("?since=2026-12-03T13:00:00%2B01:00", {"MyoCO_tape_1"}),
        ("?until=2026-12-03T10:00:00%2B01:00", {"Lys_chip_01"}),
        ("?sessionId=2147483647", set()),
        ("?proposalId=2147483647", set()),
    ],
)
def test_filters_narrow_the_list(demo: Api, query: str, names: set[str]) -> None:
    assert _names(_infos(demo, query)) == names


def test_keys_narrow_the_list(demo: Api) -> None:
    row = next(each for each in _infos(demo) if each["info"]["loadedSample"] == "PSI_jet_a")
    protein = next(each for each in demo.rows("/samples/proteins") if each["acronym"] == "PSI")
    for query in (
        f"loadedSampleId={row['loadedSampleId']}",
        f"proteinId={protein['proteinId']}",
        f"dataSetId={row['dataSetId']}",
    ):
        assert _names(_infos(demo, f"?{query}")) == {"PSI_jet_a"}, query
    assert len(_infos(demo, f"?sessionId={row['info']['sessionId']}")) == 8


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("deviceType=rocket", "deviceType"),
        ("since=yesterday", "since"),
        ("proteinId=-1", "proteinId"),
        ("limit=0", "limit"),
        ("colour=red", "colour"),
    ],
)
def test_what_is_no_filter_is_named(demo: Api, query: str, named: str) -> None:
    refused = demo.refused("GET", f"/ssx/data_acquisitions/infos?{query}")
    assert refused["status"] == 422
    assert any(name.startswith(named) for name in refused["errors"])


def test_pages_follow_each_other_without_a_gap(demo: Api) -> None:
    first = demo.get("/ssx/data_acquisitions/infos?limit=3").json()["data"]
    assert (first["total"], len(first["rows"])) == (8, 3)
    keys = [row["ssxDataAcquisitionId"] for row in first["rows"]]
    following = first["next"]
    while following:
        page = demo.get(f"/ssx/data_acquisitions/infos?limit=3&after={following}").json()["data"]
        keys += [row["ssxDataAcquisitionId"] for row in page["rows"]]
        following = page["next"]
    assert keys == [row["ssxDataAcquisitionId"] for row in _infos(demo)]


def test_the_figures_of_a_sample_leave_out_what_was_not_processed_yet(demo: Api) -> None:
    samples = {row["name"]: row["loadedSampleId"] for row in demo.rows("/ssx/samples")}
    data = demo.get(f"/ssx/samples/{samples['MyoCO_tape_1']}/acquisitions").json()["data"]
    assert [row["info"]["results"]["hits"] for row in data["rows"]] == [9984, 10240, None]
    hits, indexed = 9984 + 10240, 8390 + 8910
    assert data["totals"] == {
        "acquisitions": 3, "images": 51200, "hits": hits, "indexed": indexed,
        "hitRate": 100 * hits / 51200, "indexingRate": 100 * indexed / hits,
    }  # fmt: skip
    nothing = demo.get(f"/ssx/samples/{samples['Lys_chip_02']}/acquisitions").json()["data"]
    assert (nothing["rows"], nothing["totals"]["images"]) == ([], None)


def test_details_hold_all_that_is_joined_and_its_files(demo: Api) -> None:
    row = _infos(demo)[-1]
    found = demo.get(f"/ssx/data_acquisitions/{row['ssxDataAcquisitionId']}/details").json()
    assert (
        found["loadedSample"]["sampleStock"]["crystalSlurry"]["crystals"][0]["protein"]["acronym"] == "HEWL"
    )
    assert found["dataCollection"]["detectorDistance"] == 140
    assert found["detector"]["detectorModel"] == "JUNGFRAU 4M"
    assert found["session"]["beamLineName"] == "ID29"
    assert found["experimentalPlan"] is None
    assert found["program"]["processingPrograms"] == "CrystFEL 0.11"
    assert found["pictures"] == ["snapshot/1", "snapshot/2", "imageQualityIndicatorsPlot", "bestWilsonPlot"]
    listed = {each["name"]: each for each in found["attachments"]}
    assert set(listed) == {"Lys_chip_01_01_quality.csv", "ssx-results.json", "Lys_chip_01.log"}
    assert all(each["size"] > 0 for each in listed.values())
    log = listed["Lys_chip_01.log"]
    content = demo.get(f"/autoproc/attachments/{log['id']}/download")
    assert len(content.content) == log["size"]


def test_all_files_come_as_one_archive_with_the_document(demo: Api) -> None:
    key = _infos(demo)[-1]["ssxDataAcquisitionId"]
    answer = demo.get(f"/ssx/data_acquisitions/{key}/files/download")
    assert len(answer.content) == int(answer.headers["Content-Length"])
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert set(archive.namelist()) == {
            "ssx-acquisition.json", "snapshot_1.jpg", "snapshot_2.jpg", "image_quality.png", "wilson.png",
            "Lys_chip_01_01_quality.csv", "ssx-results.json", "Lys_chip_01.log",
        }  # fmt: skip
        document = json.loads(archive.read("ssx-acquisition.json"))
    assert document == demo.get(f"/ssx/data_acquisitions/{key}/document").json()


def test_the_document_fits_its_published_schema_and_says_all_without_the_service(demo: Api) -> None:
    schema = demo.get("/ssx/data_acquisitions/schemas/document").json()
    Draft7Validator.check_schema(schema)
    for row in _infos(demo):
        made = demo.get(f"/ssx/data_acquisitions/{row['ssxDataAcquisitionId']}/document").json()
        assert list(Draft7Validator(schema).iter_errors(made)) == []
        assert "_etag" not in json.dumps(made)
    # The last one that was made is the first: a chip.
    assert made["sample"]["sampleDeliveryDevice"]["descriptionJson"]["serial"] == "OX-001"
    assert made["dataCollection"]["wavelength"] == 1.0717
    assert made["units"]["dataCollection.wavelength"] == "Å"
    assert made["results"]["hits"] == 8704
    assert len(made["files"]) == 7


def test_the_document_of_a_plan_has_its_trains(demo: Api) -> None:
    row = next(each for each in _infos(demo) if each["info"]["plan"])
    made = demo.get(f"/ssx/data_acquisitions/{row['ssxDataAcquisitionId']}/document").json()
    [pump] = made["plan"]["repeatedSequence"]["timedExcitations"]
    assert pump["eventTrain"]["timeOn"] == 0.0102


def test_a_sample_leaves_as_one_document_with_its_acquisitions(demo: Api) -> None:
    samples = {row["name"]: row["loadedSampleId"] for row in demo.rows("/ssx/samples")}
    made = demo.get(f"/ssx/samples/{samples['PSI_jet_a']}/document").json()
    assert (made["document"], made["proposal"]) == ("ssx-sample", "mx2415")
    assert made["sample"] == demo.get(f"/ssx/samples/{samples['PSI_jet_a']}/info").json()
    assert [each["results"]["hits"] for each in made["acquisitions"]] == [5400, 6300]
    assert made["totals"]["hits"] == 11700


def test_a_stranger_sees_no_acquisition(service: Service, demo: Api) -> None:
    key = _infos(demo)[0]["ssxDataAcquisitionId"]
    stranger = service.account("stranger", "own_sessions", "own_proposals")
    assert _infos(stranger) == []
    for path in (f"infos/{key}", f"{key}/details", f"{key}/document", f"{key}/files/download"):
        assert stranger.refused("GET", f"/ssx/data_acquisitions/{path}")["status"] == 404


def _told(demo: Api, disk: Disk, content: bytes) -> Row:
    """What is said of an acquisition whose program left a file of results with this content."""
    row = next(each for each in _infos(demo) if each["info"]["program"] is None)
    job = demo.new("/autoproc/jobs", dataCollectionId=row["dataCollectionId"])
    program = demo.new("/autoproc/programs", processingJobId=job["processingJobId"])["autoProcProgramId"]
    path = disk.file("archive/run_ssx-results.json", content)
    folder, _, name = path.rpartition("/")
    columns = {"filePath": folder, "fileName": name, "fileType": "Result"}
    demo.new("/autoproc/attachments", autoProcProgramId=program, **columns)
    address = f"/ssx/data_acquisitions/{row['ssxDataAcquisitionId']}"
    about = {"images": 10, "hits": 5}
    joined = {"autoprocessingProgrammId": program, "descriptionJson": about}
    assert demo.call("PATCH", address, joined).status_code == 200
    found: Row = demo.get(f"/ssx/data_acquisitions/infos/{row['ssxDataAcquisitionId']}").json()
    results: Row = found["info"]["results"]
    return results


def test_a_programs_file_counts_more_than_what_was_typed(demo: Api, disk: Disk) -> None:
    told = _told(demo, disk, b'{"images": 100, "hits": 20, "indexed": 10, "lattices": 12}')
    assert told == {"images": 100, "hits": 20, "indexed": 10, "hitRate": 20, "indexingRate": 50}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no json",
        b"[1]",
        b"{}",
        b'{"images": -1}',
        b'{"images": 10, "hits": 11}',
        b'{"images": "many"}',
        b'{"images": 1e400}',
        b'{"images": NaN}',
        b'{"images": 10, "note": "' + b"x" * 70_000 + b'"}',
        b"\xff\xfe",
    ],
    ids=["empty", "text", "list", "nothing", "negative", "hits", "word", "infinite", "nan", "long", "bytes"],
)  # fmt: skip
def test_a_file_that_is_no_count_is_passed_over(demo: Api, disk: Disk, content: bytes) -> None:
    told = _told(demo, disk, content)
    assert (told["images"], told["hits"], told["hitRate"]) == (10, 5, 50)
