# SPDX-License-Identifier: LGPL-3.0-or-later
"""A running service on each database, and an account to call it with."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import requests
from aiosmtpd.controller import Controller
from sqlalchemy import Engine, Select, Table, delete, exists, inspect, literal, select, union_all
from sqlalchemy.orm import Session

from backend import demo, migrations
from backend.config import Config, load
from backend.core import models
from backend.extensions.auth import logins, tokens
from backend.extensions.auth.base import Identity
from backend.extensions.auth.local import Account, LocalAccounts
from backend.store.database import new_session, own_schema
from tests.conftest import Backend
from tests.helpers.databases import PASSWORD, engine_of
from tests.helpers.pdb_entries import PdbSiteServer, pdb_site_server
from tests.helpers.published_ispyb import make_tables

ROOT = "/ispyb/api/v1"


@dataclass
class Api:
    """The API as one account sees it."""

    url: str
    token: str = ""
    session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        # No look for proxies and passwords in the environment, which takes longer than many an answer.
        self.session.trust_env = False

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
        """One request; headers are given with underscores."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        return self.session.request(method, self.url + ROOT + path, json=body, headers=sent, timeout=30)

    def get(self, path: str, **headers: str) -> requests.Response:
        """GET."""
        return self.call("GET", path, **headers)

    def rows(self, path: str) -> list[dict[str, Any]]:
        """The rows of a list."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["data"]["rows"]
        return found

    def new(self, path: str, **body: Any) -> dict[str, Any]:
        """A row that must be accepted."""
        answer = self.call("POST", path, body)
        assert answer.status_code == 201, answer.text
        row: dict[str, Any] = answer.json()
        return row

    def refused(self, method: str, path: str, body: Any = None, **headers: str) -> dict[str, Any]:
        """The problem of a call that must fail."""
        answer = self.call(method, path, body, **headers)
        assert answer.headers["Content-Type"] == "application/problem+json", answer.text
        problem: dict[str, Any] = answer.json()
        assert problem["status"] == answer.status_code >= 400
        return problem

    def login(self, username: str, password: str) -> Api:
        """The same service as another account sees it."""
        answer = self.call("POST", "/auth/login", {"username": username, "password": password})
        assert answer.status_code == 200, answer.text
        return Api(self.url, answer.json()["token"])


@dataclass
class Service:
    """A running service, its administrator's view, and the commands that manage it."""

    admin: Api
    backend: Backend

    def command(self, *arguments: str, text: str = "") -> str:
        """Run a command of the backend; give what it printed."""
        return self.backend.command(*arguments, text=text)

    def account(self, name: str, *permissions: str, proposals: tuple[str, ...] = ()) -> Api:
        """A new account, logged in."""
        self.backend.add_account(name, *permissions, proposals=proposals)
        return Api(self.admin.url).login(name, PASSWORD)


@pytest.fixture(scope="session")
def dropped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the user office of the running backends writes into."""
    return tmp_path_factory.mktemp("dropped")


@dataclass(frozen=True)
class Disk:
    """The folders from which the running backends give files, and the one in which they keep uploads."""

    folder: Path

    @property
    def settings(self) -> dict[str, Any]:
        """What the configuration says of them."""
        roots = [f"{self.folder}/visitor/{{proposal}}", f"{self.folder}/archive"]
        return {"FILE_ROOTS": roots, "UPLOAD_FOLDER": f"{self.folder}/uploads"}

    def file(self, path: str, content: bytes = b"some text") -> str:
        """Write a file below the folder and give its whole path."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        return str(target)

    def uploads(self) -> list[Path]:
        """The files that are kept."""
        return [path for path in (self.folder / "uploads").rglob("*") if path.is_file()]


@pytest.fixture(scope="session")
def lasting_disk(tmp_path_factory: pytest.TempPathFactory) -> Disk:
    """The disk of the running backends."""
    return Disk(tmp_path_factory.mktemp("disk"))


@pytest.fixture
def disk(lasting_disk: Disk) -> Disk:
    """The same, empty."""
    for folder in lasting_disk.folder.iterdir():
        shutil.rmtree(folder)
    return lasting_disk


@pytest.fixture(scope="session")
def pdb_site() -> Iterator[PdbSiteServer]:
    """A site of PDB entries that lives as long as the test run."""
    with pdb_site_server() as site:
        yield site


class PostOffice:
    """Takes in what an SMTP server is given."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refuses = False
        self.port = 0

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep a letter, or refuse it."""
        if self.refuses:
            return "554 not today"
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture(scope="session")
def lasting_post_office() -> Iterator[PostOffice]:
    """An SMTP server that lives as long as the test run."""
    office = PostOffice()
    # Port 0 is not told by aiosmtpd until it listens; its own start-up check needs the number.
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        office.port = probe.getsockname()[1]
    controller = Controller(office, hostname="127.0.0.1", port=office.port)
    controller.start()
    yield office
    controller.stop()


@pytest.fixture
def post_office(lasting_post_office: PostOffice) -> PostOffice:
    """The SMTP server of the service, its letter box empty."""
    lasting_post_office.letters.clear()
    lasting_post_office.refuses = False
    return lasting_post_office


ON_ISPYB = (
    "test_resources",
    "test_every_table",
    "test_dewar_steps",
    "test_dewar_board",
    "test_label_prints",
    "test_sample_lists",
    "test_list_export",
    "test_shipment_clone",
    "test_checklist",
)
"""The modules whose tests run on a database that we did not make, too."""

ON_LATIN1 = ("test_resources", "test_dewar_steps", "test_sample_lists")
"""Those of them that also run on one whose text is latin1."""

ON_SQLITE_ALONE = {
    "test_attachments": "which files are given",
    "test_backups": "that a service has none",
    "test_collection_files": "which files are given",
    "test_dewar_page": "a page: cookies, forms, words",
    "test_facility": "a profile, which is a file",
    "test_labels": "what stands on paper; test_label_prints is about rows",
    "test_notices": "letters",
    "test_servers": "headers",
    "test_services_apart": "what one process asks of another",
    "test_ssx_exports": "mmCIF, NeXus and JSON of rows that other tests store on MariaDB too",
    "test_structures": "files of PDB entries",
}
"""The modules that MariaDB would only slow down, and what they are about instead of SQL, types and locks."""

ISPYBS = ["ispyb", "ispyb_latin1"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test of the service on each kind of database, unless it names its own."""
    own = any("running" in mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    if "running" in metafunc.fixturenames and not own:
        name = Path(metafunc.module.__file__).stem
        found = {
            "test_ispyb": ISPYBS,
            **{module: ["sqlite", "mariadb", ISPYBS[0]] for module in ON_ISPYB},
            **{module: ["sqlite", "mariadb", *ISPYBS] for module in ON_LATIN1},
            **{module: ["sqlite"] for module in ON_SQLITE_ALONE},
        }
        kinds: list[Any] = found.get(name, ["sqlite", "mariadb"])
        metafunc.parametrize("running", kinds, indirect=True, scope="module")


@pytest.fixture(scope="session")
def new_ispyb(mariadb: Any) -> Callable[..., dict[str, str]]:
    """Makes databases as a facility has them, from the published schema, with an empty one beside each.

    Gives what the configuration says of them.
    """

    def make(name: str, charset: str = "utf8mb4") -> dict[str, str]:
        uri = mariadb.new_database(name, charset)
        make_tables(uri)
        own = mariadb.new_database(f"{name}_ssx")
        return {
            "SQLALCHEMY_DATABASE_URI": uri,
            "SSX_DATABASE_URI": own,
            "DATABASE_TIMEZONE": "Europe/Paris",
        }

    return make


@pytest.fixture(scope="session")
def services(
    request: pytest.FixtureRequest,
    lasting_backend: Callable[..., Backend],
    dropped: Path,
    lasting_post_office: PostOffice,
    lasting_disk: Disk,
    pdb_site: PdbSiteServer,
) -> Iterator[Callable[[str], tuple[Backend, Engine]]]:
    """Gives the backend of a kind of database, which lives as long as the test run, and its database."""
    told = {
        "SERVICES": ["core", "ssx", "em"],
        "UNCLAIMED_PROPOSAL": "staff1",
        "USER_OFFICE": {"plugin": "file", "path": str(dropped)},
        "MAIL_URL": f"smtp://127.0.0.1:{lasting_post_office.port}",
        "MAIL_FROM": "desk@example.org",
        "PDB_URI": pdb_site.url,
        **lasting_disk.settings,
    }
    with ExitStack() as engines:

        @cache
        def of(kind: str) -> tuple[Backend, Engine]:
            database = _new_database(request, kind)
            started = lasting_backend(database.pop("SQLALCHEMY_DATABASE_URI", None), **told, **database)
            started.add_account("root", "administrate")
            engine = engine_of(started.config)
            engines.callback(engine.dispose)
            return started, engine

        yield of


def _new_database(request: pytest.FixtureRequest, kind: str) -> dict[str, str]:
    """What the configuration says of a new database of a kind: SQLite, MariaDB, a facility's ISPyB."""
    if kind == "sqlite":
        return {}
    if kind == "mariadb":
        return {"SQLALCHEMY_DATABASE_URI": request.getfixturevalue("mariadb").new_database("ssx_service")}
    charset = "latin1" if "latin1" in kind else "utf8mb4"
    made: dict[str, str] = request.getfixturevalue("new_ispyb")(f"service_{kind}", charset)
    return made


@pytest.fixture(scope="module")
def running(
    request: pytest.FixtureRequest, services: Callable[[str], tuple[Backend, Engine]]
) -> tuple[Backend, Engine]:
    """A backend with an administrator, and its database."""
    return services(request.param)


@pytest.fixture
def service(running: tuple[Any, Engine]) -> Service:
    """The service, its tables empty but for the administrator's account."""
    return emptied(running)


def emptied(running: tuple[Backend, Engine]) -> Service:
    """The running service with nothing in it but the administrator, who is logged in."""
    started, engine = running
    with new_session(engine) as session:
        empty(session, engine)
        token = _log_in(session, started.config)
        session.commit()
    return Service(Api(started.url, token), started)


def empty(session: Session, engine: Engine) -> None:
    """Delete all rows but the administrator's account."""
    connection, sqlite = session.connection(), engine.dialect.name == "sqlite"
    known = _tables(engine)
    held = connection.scalars(union_all(*[_held(table) for table in known.values()])).all()
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON" if sqlite else "SET FOREIGN_KEY_CHECKS=0")
    for name in held:
        connection.execute(delete(known[name]))
    connection.execute(delete(Account).where(Account.username != "root"))
    if not sqlite:
        connection.exec_driver_sql("SET FOREIGN_KEY_CHECKS=1")


@cache
def _tables(engine: Engine) -> dict[str, Table]:
    """Our tables that a database has, without that of the accounts."""
    looked = inspect(engine)
    present = {*looked.get_table_names(), *looked.get_table_names(own_schema(engine))} - {"Account"}
    return {table.name: table for table in migrations.metadata().sorted_tables if table.name in present}


def _held(table: Table) -> Select[str]:
    """The table's name if there is a row in it: to delete from each of a hundred takes much longer."""
    return select(literal(table.name)).where(exists(select(literal(1)).select_from(table)))


def _log_in(session: Session, configuration: Path) -> str:
    """A token as the administrator's login gives it, without the tenth of a second for the password."""
    settings = _settings(configuration)
    identity = Identity("root", frozenset({"administrate"}))
    login = logins.begin(session, identity, LocalAccounts.name, settings.REFRESH_EXP_TIME)
    return tokens.issue(settings, login).token


@cache
def _settings(configuration: Path) -> Config:
    return load(configuration)


@pytest.fixture
def demo_service(running: tuple[Any, Engine], service: Service) -> Service:
    """The service with the demo proposal, stored without the command's start-up."""
    with new_session(running[1]) as session:
        demo.fill(session)
        session.commit()
    return service


@pytest.fixture
def proposal(service: Service) -> dict[str, Any]:
    """A proposal mx2415 with its owner."""
    person = service.admin.new("/contacts/persons", familyName="Zürich", login="zuerich")
    return service.admin.new(
        "/proposals", proposalCode="mx", proposalNumber="2415", personId=person["personId"]
    )


@pytest.fixture
def chain(service: Service, proposal: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """A protein, a crystal, a shipment, a dewar and a Unipuck."""
    api, mine = service.admin, proposal["proposalId"]
    protein = api.new("/samples/proteins", proposalId=mine, acronym="HEWL", name="Lysozyme")
    crystal = api.new("/samples/crystals", proteinId=protein["proteinId"], spaceGroup="P43212")
    shipping = api.new("/shippings", proposalId=mine, shippingName="December")
    dewar = api.new("/shippings/dewars", shippingId=shipping["shippingId"], code="DEW-1")
    container = api.new(
        "/shippings/containers", dewarId=dewar["dewarId"], code="UP-1", containerType="Unipuck"
    )
    return {
        "protein": protein,
        "crystal": crystal,
        "shipping": shipping,
        "dewar": dewar,
        "container": container,
    }


@dataclass(frozen=True)
class Measured:
    """What was measured and processed for proposal mx2415: the keys."""

    collection: int
    program: int
    run: int


@pytest.fixture
def measured(service: Service, proposal: dict[str, Any], running: tuple[Any, Engine]) -> Measured:
    """A session with a data collection, a processing program and a phasing program."""
    new = service.admin.new
    start = "2026-12-03T12:00:00+00:00"
    visit = new("/sessions", proposalId=proposal["proposalId"], beamLineName="ID29", startDate=start)
    group = new("/data_collections/groups", sessionId=visit["sessionId"])
    owner = {"dataCollectionGroupId": group["dataCollectionGroupId"]}
    collection = new("/data_collections", **owner)["dataCollectionId"]
    job = new("/autoproc/jobs", dataCollectionId=collection)["processingJobId"]
    program = new("/autoproc/programs", processingJobId=job)["autoProcProgramId"]
    result = new("/autoproc", autoProcProgramId=program)["autoProcId"]
    return Measured(collection, program, _phased(running[1], result))


def _phased(engine: Engine, result: int) -> int:
    """A phasing program that ran on a result of processing, as another program writes it."""
    with new_session(engine) as session:
        scaling = models.AutoProcScaling(autoProcId=result)
        analysis, run = models.PhasingAnalysis(), models.PhasingProgramRun(phasingPrograms="SHELX")
        session.add_all([scaling, analysis, run])
        session.flush()
        phased = {"phasingAnalysisId": analysis.phasingAnalysisId}
        session.add(models.PhasingHasScaling(autoProcScalingId=scaling.autoProcScalingId, **phased))
        session.add(models.Phasing(phasingProgramRunId=run.phasingProgramRunId, **phased))
        session.commit()
        return run.phasingProgramRunId


@pytest.fixture
def complete(service: Service, proposal: dict[str, Any], chain: dict[str, dict[str, Any]]) -> int:
    """The key of a shipment that lacks nothing."""
    api, mine = service.admin, proposal["proposalId"]
    contacts = [
        api.new(
            "/contacts/lab_contacts",
            proposalId=mine,
            cardName=name,
            courierAccount="960",
            person={"familyName": name},
            laboratory={"name": "EMBL", "address": "Notkestraße 85"},
        )["labContactId"]
        for name in ("Anna", "Bertha")
    ]
    session = api.new(
        "/sessions", proposalId=mine, beamLineName="ID29", startDate="2026-12-03T12:00:00+00:00"
    )
    key: int = chain["shipping"]["shippingId"]
    changes = {
        "sendingLabContactId": contacts[0],
        "returnLabContactId": contacts[1],
        "deliveryAgent_agentName": "DHL",
        "deliveryAgent_shippingDate": "2026-11-30",
        "deliveryAgent_deliveryDate": "2026-12-01",
        "safetyLevel": "GREEN",
        "sessionIds": [session["sessionId"]],
    }
    assert api.call("PATCH", f"/shippings/{key}", changes).status_code == 200
    api.call("PATCH", f"/samples/proteins/{chain['protein']['proteinId']}", {"safetyLevel": "GREEN"})
    place = {"containerId": chain["container"]["containerId"], "location": "1"}
    api.new("/samples", crystalId=chain["crystal"]["crystalId"], name="lys_1", **place)
    return key
