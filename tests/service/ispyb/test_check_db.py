# SPDX-License-Identifier: LGPL-3.0-or-later
"""`check-db`, `init-db`, `upgrade-db` and the start on databases of others: nothing of theirs is changed."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from sqlalchemy import Engine, text

from backend.config import load
from backend.store.database import make_engine
from tests.helpers import commands, databases
from tests.helpers.processes import SECRET, backend_process
from tests.service.conftest import ROOT, Api

pytestmark = pytest.mark.timeout(300)
"""Two hundred tables are made first, and a command each time starts anew."""

LIST = "D,P,Unipuck,3,HEWL,s1,007,P212121,10,20,30,90,90,90,Default,1.9,,50,,,,,,CCO,,,,a comment\n"

OLDER_SITE = (
    "ALTER TABLE Dewar DROP COLUMN extra, DROP COLUMN source",
    "ALTER TABLE DiffractionPlan DROP COLUMN scanParameters, DROP COLUMN anomalousData",
    "ALTER TABLE BLSample DROP COLUMN staffComments",
    "ALTER TABLE Shipping MODIFY shippingName VARCHAR(12), ADD COLUMN colour VARCHAR(9)",
    "ALTER TABLE Proposal MODIFY state ENUM('Open', 'Closed') DEFAULT 'Open'",
    "ALTER TABLE Container DROP INDEX Container_UNIndex1, ADD UNIQUE INDEX their_own_name (barcode)",
)
"""What another site has otherwise: all of it optional."""


def command(config: Path | str, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    """Run `ssx-backend` on a configuration."""
    return commands.command(*arguments, "--config", config, text=text)


@pytest.fixture(scope="module")
def place(new_ispyb: Callable[..., dict[str, str]]) -> dict[str, str]:
    """The addresses of a facility's database."""
    return new_ispyb("ispyb_site")


@pytest.fixture(scope="module")
def config(place: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A configuration for it."""
    return configured(tmp_path_factory.mktemp("site"), place)


@pytest.fixture
def engine(place: dict[str, str]) -> Iterator[Engine]:
    """The facility's own way to its database."""
    made = make_engine(place["SQLALCHEMY_DATABASE_URI"])
    yield made
    made.dispose()


def configured(folder: Path, place: dict[str, str], **server: str) -> Path:
    """A configuration with these addresses."""
    path = folder / "backend.yaml"
    path.write_text(yaml.safe_dump({"server": {"SECRET_KEY": SECRET, **place, **server}}))
    return path


def schema_of(engine: Engine) -> dict[str, str]:
    """`SHOW CREATE TABLE` of every table, without the counters that writing rows moves on."""
    with engine.connect() as connection:
        names = connection.scalars(text("SHOW FULL TABLES WHERE Table_type = 'BASE TABLE'")).all()
        told = {name: connection.exec_driver_sql(f"SHOW CREATE TABLE `{name}`").one()[1] for name in names}
    return {name: re.sub(r" AUTO_INCREMENT=\d+", "", made) for name, made in told.items()}


def alter(engine: Engine, *statements: str) -> None:
    """Change the facility's tables, as its administrator does."""
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_nothing_is_ever_altered_in_a_database_that_is_not_ours(engine: Engine, config: Path) -> None:
    before = schema_of(engine)
    assert len(before) > 200
    assert command(config, "check-db").returncode == 1
    assert command(config, "init-db").returncode == 0
    assert command(config, "upgrade-db").returncode == 0
    assert command(config, "check-db").returncode == 0
    with databases.session_of(config) as session:
        databases.add_account(session, "root", ["administrate"])
    with backend_process(config) as url:
        api = Api(url).login("root", "a password")
        person = api.new("/contacts/persons", familyName="Zürich")
        mine = api.new("/proposals", proposalCode="mx", proposalNumber="1", personId=person["personId"])
        path = f"/proposals/{mine['proposalId']}"
        assert api.call("PATCH", path, {"title": "Lysozyme"}).status_code == 200
        assert api.call("DELETE", path).status_code == 204
        assert requests.get(f"{url}/readyz", timeout=30).json() == {"status": "ready"}
    assert schema_of(engine) == before


def test_ours_are_not_made_among_ispybs_tables_nor_twice(
    engine: Engine, place: dict[str, str], config: Path, tmp_path: Path
) -> None:
    before = schema_of(engine)
    alone = configured(tmp_path, {"SQLALCHEMY_DATABASE_URI": place["SQLALCHEMY_DATABASE_URI"]})
    for made in ("init-db", "upgrade-db"):
        refused = command(alone, made)
        assert refused.returncode == 1
        assert "SSX_DATABASE_URI" in refused.stderr
    command(config, "init-db")
    again = command(config, "init-db")
    assert (again.returncode, "upgrade-db" in again.stderr) == (1, True)
    assert schema_of(engine) == before


def test_what_is_optional_is_told_met_and_does_not_stop_the_service(
    new_ispyb: Callable[..., dict[str, str]], tmp_path: Path
) -> None:
    place = new_ispyb("ispyb_older_site")
    config = configured(tmp_path, place)
    engine = make_engine(place["SQLALCHEMY_DATABASE_URI"])
    alter(engine, *OLDER_SITE)
    assert command(config, "init-db").returncode == 0
    checked = command(config, "check-db")
    assert checked.returncode == 0, checked.stdout
    for told in (
        "Dewar.extra: the column is missing (optional)",
        "Shipping.shippingName: holds 12 characters, not 45 characters (optional)",
        "Proposal.state: takes one of Open, Closed, not one of Open, Closed, Cancelled (optional)",
        "Workflow: the table is missing (optional)",
    ):
        assert told in checked.stdout.splitlines()
    with databases.session_of(config) as session:
        databases.add_account(session, "root", ["administrate"])
    with backend_process(config) as url:
        _meets_an_older_site(Api(url).login("root", "a password"))
        assert requests.get(f"{url}/readyz", timeout=30).status_code == 200
    with backend_process(config) as url:
        alter(engine, "ALTER TABLE Dewar DROP COLUMN storageLocation")
        unready = requests.get(f"{url}/readyz", timeout=30)
        assert unready.status_code == 503
        assert "Dewar.storageLocation: the column is missing" in unready.json()["detail"]
    broken = command(config, "check-db")
    assert broken.returncode == 1
    assert "Dewar.storageLocation: the column is missing" in broken.stdout.splitlines()
    assert "1 of" in broken.stderr
    engine.dispose()


def _meets_an_older_site(api: Api) -> None:
    person = api.new("/contacts/persons", familyName="Zürich")
    mine = api.new("/proposals", proposalCode="mx", proposalNumber="1", personId=person["personId"])
    long = {"proposalId": mine["proposalId"], "shippingName": "a long name, for here"}
    refused = api.refused("POST", "/shippings", long)
    assert (refused["status"], list(refused["errors"])) == (422, ["shippingName"])
    refused = api.refused("PATCH", f"/proposals/{mine['proposalId']}", {"state": "Cancelled"})
    assert (refused["status"], list(refused["errors"])) == (422, ["state"])
    shipping = api.new("/shippings", **(long | {"shippingName": "short"}))
    dewar = api.new("/shippings/dewars", shippingId=shipping["shippingId"], code="D")
    assert (dewar["extra"], dewar["source"]) == (None, None)
    path = f"/shippings/dewars/{dewar['dewarId']}"
    for method, body in (
        ("PATCH", {"extra": "{}"}),
        ("PUT", {**dewar, "extra": "{}"}),
    ):
        refused = api.refused(method, path, body)
        assert (refused["status"], list(refused["errors"])) == (422, ["extra"])
    refused = api.refused("POST", "/shippings/dewars", {"shippingId": shipping["shippingId"], "extra": "{}"})
    assert (refused["status"], list(refused["errors"])) == (422, ["extra"])
    assert api.call("PUT", path, {**dewar, "comments": "seen"}).json()["comments"] == "seen"
    assert [row["code"] for row in api.rows("/shippings/dewars?sort=extra&q=D")] == ["D"]
    box = {"dewarId": dewar["dewarId"], "code": "C", "barcode": "B"}
    api.new("/shippings/containers", **box)
    other = {**box, "code": "C2"}
    assert list(api.refused("POST", "/shippings/containers", other)["errors"]) == ["barcode"]
    _takes_a_list(api, mine["proposalId"])


def _takes_a_list(api: Api, proposal: int) -> None:
    url = f"{api.url}{ROOT}/shippings/import?proposalId={proposal}&create_proteins=1&filename=exi.csv"
    headers = {"Authorization": f"Bearer {api.token}", "Content-Type": "text/csv"}
    stored = api.session.post(url, data=LIST, headers=headers, timeout=60)
    assert stored.status_code == 201, stored.text
    samples = api.rows("/samples")
    assert [(row["name"], row["staffComments"]) for row in samples] == [("s1", None)]
    plans = api.rows("/samples/diffraction_plans")
    assert [(row["experimentKind"], row["anomalousData"]) for row in plans] == [("Default", None)]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"SSX_DATABASE_URI": "mysql://ssx@elsewhere.example.org/ssx"}, "elsewhere.example.org:3306"),
        ({"SSX_DATABASE_URI": "sqlite:////tmp/ssx.sqlite"}, "one MariaDB server"),
        ({"SSX_DATABASE_URI": "nonsense"}, "SSX_DATABASE_URI is an address"),
        ({"DATABASE_TIMEZONE": "Europe/Nowhere"}, "DATABASE_TIMEZONE"),
        ({"SSX_DATABASE_URI": ""}, "needs an SSX_DATABASE_URI"),
    ],
)
def test_a_place_that_cannot_be_is_refused_with_a_sentence(
    place: dict[str, str], tmp_path: Path, changed: dict[str, str], told: str
) -> None:
    refused = command(configured(tmp_path, place, **changed), "init-db")
    assert refused.returncode == 1
    assert told in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_the_environment_may_name_the_place_of_ours(tmp_path: Path) -> None:
    path = configured(tmp_path, {})
    assert load(path, environ={"SSX_DATABASE_URI": "mysql://h/ssx"}).SSX_DATABASE_URI == "mysql://h/ssx"


def test_ours_beside_a_database_without_ispyb_are_refused(mariadb: Any, tmp_path: Path) -> None:
    empty = {
        "SQLALCHEMY_DATABASE_URI": mariadb.new_database("no_ispyb"),
        "SSX_DATABASE_URI": mariadb.new_database("no_ispyb_ssx"),
    }
    refused = command(configured(tmp_path, empty), "init-db")
    assert refused.returncode == 1
    assert "leave SSX_DATABASE_URI out" in refused.stderr


@pytest.mark.parametrize("kind", ["sqlite", "mariadb"])
def test_a_database_of_ours_differs_in_nothing(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    uri = f"sqlite:///{tmp_path / 'own.sqlite'}"
    if kind == "mariadb":
        uri = request.getfixturevalue("mariadb").new_database("check_own")
    own = configured(tmp_path, {"SQLALCHEMY_DATABASE_URI": uri, "SSX_DATABASE_URI": uri})
    lacking = command(own, "check-db")
    assert (lacking.returncode, "init-db" in lacking.stdout) == (1, True)
    assert command(own, "init-db").returncode == 0
    checked = command(own, "check-db")
    assert (checked.returncode, checked.stdout) == (
        0,
        "The database has what is needed; 0 differences are optional.\n",
    )


def test_the_help_has_an_example_and_a_wrong_call_is_told_apart() -> None:
    assert "ssx-backend check-db --config" in commands.command("check-db", "--help").stdout
    assert commands.command("check-db", "--colour").returncode == 2
