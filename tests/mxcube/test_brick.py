# SPDX-License-Identifier: LGPL-3.0-or-later
"""The brick in a host that calls it as mxcubeqt does, on real hardware objects and a real backend."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml

from hwobj.client.local_process import LocalBackend
from hwobj.client.session import RestSession
from hwobj.PyIspybClient import PyIspybClient
from hwobj.SsxIspybClient import SsxIspybClient
from ssx_widget.context.connection import Connection
from ssx_widget.window.screens import SCREENS
from tests.mxcube.gate import Gate

ROOT = Path(__file__).parents[2]
BRICKS = ROOT / "ssx_widget" / "bricks"
GUI = ROOT / "deploy" / "mxcube" / "ssx_window.yml"
CLOSED_PORT = 9
PASSWORD = "the right password"
SLOW = 3.0
"""Seconds until a slow backend answers."""
RIGHTS = ("all_proposals", "all_sessions", "write_proposals", "write_sessions")
Seen = dict[str, Any]

BEAMLINE = "mxcubecore.HardwareObjects.Beamline.Beamline"
FIRST_GENERATION = f"""_initialise_class:
  class: {BEAMLINE}
_objects:
  !!omap
  - session: session.xml
"""
SESSION = """<object class="Session">
<synchrotron_name>TEST</synchrotron_name><endstation_name>eh1</endstation_name><beamline_name>test</beamline_name><file_info><file_suffix>h5</file_suffix><precision>5</precision>
<base_directory>{folder}</base_directory><raw_data_folder_name>RAW</raw_data_folder_name>
<processed_data_base_directory>{folder}</processed_data_base_directory>
<processed_data_folder_name>PROC</processed_data_folder_name>
<archive_base_directory>{folder}</archive_base_directory>
<archive_folder>ARCHIVE</archive_folder></file_info></object>"""


@pytest.fixture(scope="module")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder with the demo and a second, empty proposal, whose backend runs as long as these tests."""
    folder = tmp_path_factory.mktemp("data")
    backend = LocalBackend(folder)
    address = backend.ensure()
    rest = RestSession()
    rest.point(address.url, address.secret, local=True)
    core = PyIspybClient("core", rest)
    person = core.load_demo()["personId"]
    core.proposals.create({"proposalCode": "mx", "proposalNumber": "7777", "personId": person})
    keeper = Connection()
    keeper.use_backend(backend)
    yield folder
    keeper.close(wait=5)
    rest.close()


@pytest.fixture(scope="module")
def ssx(data_folder: Path) -> SsxIspybClient:
    """The backend as the laboratory sees it."""
    address = LocalBackend(data_folder).ensure()
    rest = RestSession()
    rest.point(address.url, address.secret, local=True)
    return SsxIspybClient("ssx", rest)


class Stage:
    """A beamline's configuration on disk, and its runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.objects: dict[str, str] = {"session": "session.xml"}
        self.properties: dict[str, Any] = {"dataDir": str(folder / "own")}
        (folder / "session.xml").write_text(SESSION.format(folder=folder), encoding="utf-8")

    def hardware_object(self, role: str, kind: str = "SsxIspybClient", **configuration: Any) -> None:
        """Configure one of our hardware objects."""
        body = {"class": f"hwobj.{kind}.{kind}", "configuration": configuration}
        (self.folder / f"{role}.yaml").write_text(yaml.safe_dump(body), encoding="utf-8")
        rows = "".join(f"<{name}>{value}</{name}>" for name, value in configuration.items())
        file = self.folder / f"{role}.xml"
        file.write_text(f'<object class="hwobj.{kind}">{rows}</object>', encoding="utf-8")
        self.objects[role] = f"{role}.yaml"

    def play(self, act: str, **answers: Callable[[], object]) -> Seen:
        """One run of the host; the brick is what it should be, and nothing was written with a traceback.

        `answers` are what the act may ask for meanwhile.
        """
        self._configure()
        environment = os.environ | {
            "MXCUBE_CORE_CONFIG_PATH": str(self.folder),
            "CUSTOM_BRICKS_PATH": str(BRICKS),
            "QT_QPA_PLATFORM": "offscreen",
            "QT_API": "pyqt5",
            "HOME": str(self.folder),
        }
        command = [sys.executable, str(Path(__file__).parent / "host" / "program.py"), self._gui_file(), act]
        seen: Seen = {}
        with (self.folder / "errors").open("w+") as errors:
            with subprocess.Popen(
                command, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
            ) as host:
                for line in host.stdout or ():
                    seen = json.loads(line) if line.startswith("{") else seen
                    if "ask" in seen:
                        answers[seen["ask"]]()
            errors.seek(0)
            said = errors.read()
        assert host.returncode == 0, f"{host.returncode}: {seen}\n{said}"
        assert "failed" not in seen, f"{seen}\n{said}"
        assert seen["kinds"] == {"proposal_brick": "ProposalBrick", "ssx_sample_brick": "SsxSampleBrick"}
        assert seen["tracebacks"] == []
        return seen

    def _configure(self) -> None:
        """The first generation knows no role of ours: it finds the object by the name of its file."""
        if version("mxcubecore").startswith("1."):
            (self.folder / "beamline_config.yml").write_text(FIRST_GENERATION, encoding="utf-8")
            return
        beamline = {"class": BEAMLINE, "objects": self.objects}
        text = yaml.safe_dump(beamline, sort_keys=False)
        (self.folder / "beamline.yaml").write_text(text, encoding="utf-8")

    def _gui_file(self) -> str:
        """The window that we ship, with other values for some properties, and a brick to log in by."""
        windows = yaml.safe_load(GUI.read_text(encoding="utf-8"))
        brick = windows[0]["children"][0]
        for each in brick["properties"]:
            each["value"] = self.properties.get(each["name"], each["value"])
        slots = {
            "loggedIn": "logged_in",
            "sessionSelected": "set_session",
            "userGroupSaved": "user_group_saved",
        }
        connections = [
            {"receiver": brick["name"], "receiverWindow": "", "signal": signal, "slot": slot}
            for signal, slot in slots.items()
        ]
        login = {"brick": {}, "type": "proposal_brick", "name": "proposal_brick", "properties": []}
        windows[0]["children"].insert(0, login | {"children": [], "connections": connections})
        file = self.folder / "gui.yml"
        file.write_text(yaml.safe_dump(windows), encoding="utf-8")
        return str(file)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """A beamline without any hardware object of ours."""
    return Stage(tmp_path)


@pytest.fixture
def running(stage: Stage, data_folder: Path) -> Stage:
    """A beamline with the hardware object that the brick needs."""
    stage.hardware_object("ssx", local=True, data_dir=str(data_folder))
    return stage


def test_a_sample_that_is_gone_to_is_announced_and_the_host_s_proposal_is_followed(
    running: Stage, ssx: SsxIspybClient
) -> None:
    seen = running.play("choose")
    proposal = PyIspybClient("core", ssx.rest).proposals.list(proposalNumber="2415").rows[0]["proposalId"]
    assert sorted(seen["names"]) == sorted(row["name"] for row in ssx.loaded_samples.all(proposalId=proposal))
    parts = [each.words for each in SCREENS if each.name in ("samples", "plans", "acquisitions")]
    assert sorted(filter(None, seen["tabs"])) == sorted(parts)
    assert any("mx2415" in line and "group team7" in line for line in seen["head"])
    assert seen["last"] is None
    assert seen["users"] == []


def test_what_the_queue_stores_for_the_announced_sample_is_in_the_backend_and_in_the_list_of_the_brick(
    running: Stage, ssx: SsxIspybClient
) -> None:
    seen = running.play("measure")
    [stored] = ssx.data_acquisitions.list(loadedSampleId=seen["sample"]).rows[-1:]
    assert stored["ssxDataAcquisitionId"] == seen["stored"]["ssxDataAcquisitionId"]
    assert stored["ssxDataAcquisitionId"] not in seen["before"]


def test_a_sample_that_the_laboratory_stores_comes_into_the_list(running: Stage) -> None:
    running.play("sample_from_the_laboratory")


def test_only_experts_change_anything_in_a_brick_that_is_read_only(running: Stage) -> None:
    running.properties["readOnly"] = True
    seen = running.play("read_only")
    assert seen["new_allowed"] == [False, True]
    assert seen["refused"] == ["This is read only: switch MXCuBE to expert mode to change it."]
    assert seen["users"] == ["SSX Desk: This is read only: switch MXCuBE to expert mode to change it."]
    assert seen["picks"]


def test_a_sample_that_the_laboratory_deletes_is_told_with_what_to_do(
    running: Stage, ssx: SsxIspybClient
) -> None:
    first = ssx.loaded_samples.list(q="Lys_chip_02").rows[0]
    kept = ("proposalId", "sampleStockId", "sampleDeliveryDeviceId")
    row = ssx.loaded_samples.create({name: first[name] for name in kept} | {"name": "doomed"})
    seen = running.play(
        "sample_deleted_meanwhile", delete=lambda: ssx.loaded_samples.delete(row["loadedSampleId"])
    )
    assert seen["stored"] == {}
    lost, not_stored, not_found = seen["users"]
    assert "doomed was deleted meanwhile by somebody else: pick another sample." in lost
    assert "not stored; New under Acquisitions joins its data by hand." in not_stored
    assert "It may have been deleted meanwhile: pick another one." in not_found


def test_what_was_typed_is_there_again_after_the_window_was_closed(running: Stage) -> None:
    assert running.play("type_and_close")["found"] == ["typed and not saved"]


def test_nothing_of_ours_runs_inside_an_emit_of_the_hardware_object(running: Stage) -> None:
    seen = running.play("emit_from_a_greenlet")
    assert seen["order"][:2] == ["emit returned", "offline"]
    assert seen["users"] == []


def test_a_local_backend_is_started_by_the_hardware_object_inside_the_host(
    stage: Stage, tmp_path: Path
) -> None:
    stage.hardware_object("ssx", local=True, data_dir=str(tmp_path / "data"))
    seen = stage.play("look")
    assert "MXCuBE is not logged in" in seen["words"]
    assert (seen["users"], LocalBackend(tmp_path / "data").log_file.exists()) == ([], True)


def test_a_role_that_is_missing_is_named_with_what_to_do_and_found_once_it_is_corrected(
    running: Stage,
) -> None:
    running.properties["hwobj_ssx"] = "sxs"
    seen = running.play("correct_the_role")
    assert any(
        "“sxs” is not there. Add it to MXCuBE's beamline configuration" in line for line in seen["said"]
    )
    assert [line for line in seen["users"] if "sxs" in line] == seen["users"][:1]


def test_a_hardware_object_of_another_kind_is_refused_with_its_class(running: Stage) -> None:
    running.properties["hwobj_ssx"] = "session"
    seen = running.play("look")
    assert any("“session” is a Session and cannot be used here." in line for line in seen["words"])
    assert len(seen["users"]) == 1


def test_a_part_that_does_not_exist_is_named(running: Stage) -> None:
    running.properties["parts"] = "samples, dewars"
    seen = running.play("look")
    [line] = seen["users"]
    assert "“samples dewars”: write some of samples, plans, acquisitions into it" in line


def test_a_backend_that_is_down_is_said_once_with_a_way_to_try_again(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("any")
    stage.hardware_object(
        "ssx",
        url=f"http://127.0.0.1:{CLOSED_PORT}",
        username="beamline",
        password_file=str(tmp_path / "password"),
    )
    seen = stage.play("look")
    assert any(f"http://127.0.0.1:{CLOSED_PORT}" in line for line in seen["words"])
    assert len(seen["users"]) == 1


def test_a_configuration_that_is_wrong_is_told_with_what_is_missing_in_it(stage: Stage) -> None:
    stage.hardware_object("ssx", username="beamline")
    seen = stage.play("look")
    assert any("is not configured well" in line for line in seen["words"])
    [line] = seen["users"]
    assert "url" in line


def test_a_wrong_password_is_said_once_and_the_person_can_log_in(
    stage: Stage, tmp_path: Path, lasting_backend: Callable[..., Any]
) -> None:
    served = lasting_backend()
    served.add_account("beamline", "all_proposals", password="the right password")
    (tmp_path / "password").write_text("a wrong one")
    stage.hardware_object(
        "ssx", url=served.url, username="beamline", password_file=str(tmp_path / "password")
    )
    seen = stage.play("log_in_after_a_wrong_password")
    assert seen["opened_before"] == 0
    assert any("password" in line for line in seen["said"])
    assert len([line for line in seen["users"] if "password" in line]) == 1


@pytest.fixture
def beamline(
    stage: Stage, tmp_path: Path, lasting_backend: Callable[..., Any], new_port: Callable[[], int]
) -> Iterator[tuple[Any, Gate]]:
    """A backend elsewhere with the demo behind a gate, and the hardware object that logs in there."""
    served = lasting_backend(UPLOAD_FOLDER=str(tmp_path / "files"))
    served.add_demo()
    served.add_account("beamline", *RIGHTS, password=PASSWORD)
    (tmp_path / "password").write_text(PASSWORD)
    gate = Gate(served.url, new_port())
    gate.open()
    stage.hardware_object("ssx", url=gate.url, username="beamline", password_file=str(tmp_path / "password"))
    yield served, gate
    gate.close()


def test_a_login_that_ended_is_told_with_a_way_to_log_in(stage: Stage, beamline: tuple[Any, Gate]) -> None:
    served, gate = beamline

    def end() -> None:
        served.command("user", "passwd", "beamline", text="another password\n")
        gate.shut()
        gate.open()

    seen = stage.play("login_that_ended", end=end)
    assert seen["ways"] == ["Log in…"]
    assert [line for line in seen["users"] if "log in again" in line] == seen["users"][-1:]


def test_window_and_greenlets_live_on_while_the_backend_is_slow_dies_and_comes_back(
    stage: Stage, beamline: tuple[Any, Gate]
) -> None:
    gate = beamline[1]

    def slow() -> None:
        # Connections that are open would be quick.
        gate.delay = SLOW
        gate.shut()
        gate.open()

    seen = stage.play("outlive_the_backend", slow=slow, shut=gate.shut, open=gate.open)
    for what, hearts in seen["told"].items():
        for name, (beats, longest) in hearts.items():
            sys.stdout.write(f"{what}: longest gap in the {name} {longest * 1000:.0f} ms of {beats} beats\n")
    # They beat every 10 ms: 3 s are some hundred beats, however busy the machine is.
    assert min(beats for beats, _longest in seen["told"]["slow"].values()) > 20
    assert min(beats for beats, _longest in seen["told"]["back"].values()) > 0
    assert any("backend" in line for line in seen["said"]), seen["said"]
