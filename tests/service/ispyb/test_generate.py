# SPDX-License-Identifier: LGPL-3.0-or-later
"""Models and schemas written from a live database: they import, and rows go in and out through them."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.processes import backend_process, written_config
from tests.helpers.published_ispyb import make_tables
from tests.service.conftest import Api

SERVICE = """
from flask_smorest import Blueprint
import models, schemas
from backend.extensions.api.resource import Resource, mount

pages = Blueprint("facility", __name__)
for path, name in (("/beamlines", "BeamLineSetup"), ("/proposals", "Proposal"), ("/visits", "BLSession")):
    mount(pages, Resource(path, getattr(models, name), getattr(schemas, f"{name}Schema")))
BLUEPRINTS = [(pages, "/facility")]
"""
"""A facility's own service: generated tables as resources."""


@pytest.fixture(scope="module")
def uri(mariadb: Any) -> str:
    """A database as a facility has it, made from the published schema."""
    made: str = mariadb.new_database("ispyb_generate")
    make_tables(made)
    return made


def command(*arguments: object, text: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `ssx-backend` with these arguments."""
    line = [sys.executable, "-m", "backend", *map(str, arguments)]
    env = os.environ | environment
    return subprocess.run(line, input=text, capture_output=True, text=True, check=False, timeout=100, env=env)


@pytest.fixture(scope="module")
def written(uri: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with models.py and schemas.py of that database."""
    folder = tmp_path_factory.mktemp("generated")
    for name in ("models", "schemas"):
        done = command(f"generate-{name}", "--url", uri, "-o", folder / f"{name}.py")
        assert done.returncode == 0, done.stderr
    return folder


def test_all_tables_of_a_facility_become_classes_that_import(written: Path) -> None:
    program = (
        "import models, schemas; print(len(models.Base.registry.mappers), schemas.BLSampleSchema.key_name)"
    )
    line = [sys.executable, "-W", "error", "-c", program]
    done = subprocess.run(line, cwd=written, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    classes, key = done.stdout.split()
    assert int(classes) > 180
    assert key == "blSampleId"
    enum = "Enum('Open', 'Closed', 'Cancelled')"
    assert enum in (written / "models.py").read_text(), "enums are plain values"


def test_generated_tables_serve_as_resources(written: Path, uri: str, mariadb: Any, tmp_path: Path) -> None:
    """A service of the facility's own, named in the configuration, on the facility's rows."""
    (written / "facility_tables.py").write_text(SERVICE)
    own = mariadb.new_database("ispyb_generate_ssx")
    services = ["facility_tables:BLUEPRINTS"]
    config = written_config(
        tmp_path, uri, SERVICES=services, SSX_DATABASE_URI=own, DATABASE_TIMEZONE="Europe/Paris"
    )
    environment = {"PYTHONPATH": str(written)}
    assert command("init-db", "--config", config, **environment).returncode == 0
    for name, permission in (("root", "administrate"), ("ada", "own_proposals")):
        add = ("user", "add", name, "--permission", permission, "--config", config)
        assert command(*add, text="a password\n", **environment).returncode == 0
    with backend_process(config, **environment) as url:
        api = Api(url).login("root", "a password")
        row = api.new("/facility/beamlines", synchrotronMode="hybrid", setupDate="2026-11-24T08:00:00+01:00")
        assert row["setupDate"] == "2026-11-24T07:00:00+00:00"
        path = f"/facility/beamlines/{row['beamLineSetupId']}"
        changed = api.call("PATCH", path, {"synchrotronMode": "photon counting"}, If_Match=row["_etag"])
        assert changed.status_code == 200
        late = api.refused("PATCH", path, {"synchrotronMode": "late"}, If_Match=row["_etag"])
        assert late["status"] == 412
        assert [r["synchrotronMode"] for r in api.rows("/facility/beamlines?q=counting")] == [
            "photon counting"
        ]
        assert "colour" in api.refused("POST", "/facility/beamlines", {"colour": "red"})["errors"]
        assert api.rows("/audit?tableName=BeamLineSetup&verb=updated")[0]["person"] == "root"
        assert Api(url).login("ada", "a password").rows("/facility/visits") == []


def _documented() -> tuple[list[str], str]:
    """The commands and the module that the documentation shows."""
    page = (Path(__file__).parents[3] / "docs" / "deploy.md").read_text(encoding="utf-8")
    section = page.partition("## Tables of your own\n")[2].partition("\n## ")[0]
    shown = textwrap.dedent("\n".join(line for line in section.splitlines() if line[:4] in ("    ", "")))
    commands = [line for line in shown.splitlines() if line.startswith("ssx-backend ")]
    module = shown.partition("from flask_smorest")
    return commands, module[1] + module[2]


def test_the_documented_example_serves_a_table_of_a_database_that_we_filled(tmp_path: Path) -> None:
    uri = f"sqlite:///{tmp_path / 'filled.sqlite'}"
    config = written_config(
        tmp_path, uri, SERVICES=["core", "ssx", "facility_tables:BLUEPRINTS"], LOG_LEVEL="WARNING"
    )
    environment = {"PYTHONPATH": str(tmp_path)}
    assert command("init-db", "--config", config).returncode == 0
    commands, module = _documented()
    assert len(commands) == 2
    for line in commands:
        words = [uri if "://" in word else word for word in shlex.split(line)[1:]]
        words[-1] = str(tmp_path / words[-1])
        done = command(*words)
        assert done.returncode == 0, done.stderr
    (tmp_path / "facility_tables.py").write_text(module, encoding="utf-8")
    add = ("user", "add", "root", "--permission", "administrate", "--config", config)
    assert command(*add, text="a password\n").returncode == 0
    with backend_process(config, **environment) as url:
        api = Api(url).login("root", "a password")
        setup = api.new("/beamline/setups", synchrotronMode="hybrid")
        [row] = api.rows("/facility/beamlines")
        assert (row["beamLineSetupId"], row["synchrotronMode"]) == (setup["beamLineSetupId"], "hybrid")
