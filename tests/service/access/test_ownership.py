# SPDX-License-Identifier: LGPL-3.0-or-later
"""The ownership matrix: every route, method and role, on rows of the role's own proposal and of another's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Engine

from backend import create_app
from tests.helpers.every_row import MODELS, PATHS, Rows, settings
from tests.helpers.roles import (
    FILES,
    ROLES,
    TAKING_PART,
    USED,
    accounts,
    contents,
    expected,
    keys_of,
    realm,
    refused,
    sees,
)
from tests.service.conftest import ROOT, Api, emptied

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
"""The first test of each database also makes the two proposals, with a row of every table."""

BY_EVERY_ROLE = pytest.mark.parametrize("running", ["sqlite"], indirect=True)
"""Every role on every row; that MariaDB finds the same rows the lists show, where each role asks for all."""

REALM = {name: realm(name, path) for name, path in PATHS.items()}

STALE = {"If-Match": '"stale"'}
"""Of who may change or delete a row, it asks for nothing more than this answer: 412."""


@dataclass(frozen=True)
class Route:
    """A route that is no table's list or item: {Table} in its path is a row's key, {Table.column} a value.

    done: the status for who may; body: what is sent, bytes as they are; form: bytes as a form's file.
    """

    path: str
    done: int = 200
    method: str = "GET"
    body: Any = None
    form: bytes | None = None


# Of one row: the first table in the path says whose it is.
# A method in a key tells routes of one endpoint apart.
OF_A_ROW = {
    "proposals.proposal_info": Route("/proposals/{Proposal}/info"),
    "sessions.beam_calendar": Route("/sessions/beam_calendar/{BeamCalendar}"),
    "sessions.session_info": Route("/sessions/{BLSession}/info"),
    "data_collections.groups_of_session": Route(
        "/data_collections/groups/infos/session/{DataCollectionGroup.sessionId}"
    ),
    "contacts.person_info": Route("/contacts/persons/{Person.login}/info"),
    "shippings.info": Route("/shippings/{Shipping}/info"),
    "shippings.shipping_checklist": Route("/shippings/{Shipping}/checklist"),
    "shippings.set_status": Route("/shippings/{Shipping}/status", method="POST", body={"status": "opened"}),
    "shippings.clone": Route("/shippings/{Shipping}/clone", 201, "POST", {}),
    "imports.export_samples": Route("/shippings/{Shipping}/export"),
    "notices.shipping_notices": Route("/shippings/{Shipping}/notices"),
    "notices.send_notice": Route("/shippings/{Shipping}/notices", 409, "POST", {"kind": "sent"}),
    "notices.notice_calendar": Route("/shippings/{Shipping}/notices/sent.ics", 404),
    "labels.shipping_labels": Route("/shippings/{Shipping}/labels"),
    "labels.dewar_labels": Route("/shippings/dewars/{Dewar}/labels"),
    "labels.container_labels": Route("/shippings/containers/{Container}/labels"),
    "labels.manifest": Route("/shippings/{Shipping}/manifest"),
    "labels.proforma": Route("/shippings/{Shipping}/proforma"),
    "labels.label_state": Route("/shippings/{Shipping}/labels/state"),
    "labels.note_printed": Route("/shippings/{Shipping}/labels/printed", method="POST", body={}),
    "dewars.dewar_history": Route("/shippings/dewars/{Dewar}/history"),
    "dewars.dewar_refills": Route("/shippings/dewars/{Dewar}/refills"),
    "dewars.refill_dewar": Route("/shippings/dewars/{Dewar}/refills", method="POST", body={}),
    "dewars.set_dewar_status": Route(
        "/shippings/dewars/{Dewar}/status", method="POST", body={"dewarStatus": "opened", "again": True}
    ),
    "dewars.undo_dewar_step": Route("/shippings/dewars/{Dewar}/undo", method="POST"),
    "dewars.dewar_by_barcode": Route("/shippings/dewars/by_barcode/{Dewar.barCode}"),
    "shippings.shipping_history": Route("/shippings/{Shipping}/history"),
    "structures.PdbFile GET": Route("/samples/crystals/{Crystal}/pdb", 404),
    "structures.PdbFile PATCH": Route("/samples/crystals/{Crystal}/pdb", 422, "PATCH", form=b"no structure"),
    "structures.PdbFile DELETE": Route("/samples/crystals/{Crystal}/pdb", 404, "DELETE"),
    "collection_files.snapshot": Route("/data_collections/{DataCollection}/snapshot/1", 404),
    "collection_files.file": Route("/data_collections/{DataCollection}/file?name=bestWilsonPlot", 404),
    "attachments.AutoProcProgramAttachmentDownload": Route(
        "/autoproc/attachments/{AutoProcProgramAttachment}/download", 404
    ),
    "attachments.PhasingProgramAttachmentDownload": Route(
        "/phasing/attachments/{PhasingProgramAttachment}/download", 404
    ),
    "attachments.DataCollectionFileAttachmentDownload": Route(
        "/data_collections/attachments/{DataCollectionFileAttachment}/download", 404
    ),
    "attachments.AutoProcProgramAttachmentsOfProgram": Route(
        "/autoproc/programs/{AutoProcProgram}/attachments"
    ),
    "attachments.AutoProcProgramAttachmentArchive": Route(
        "/autoproc/programs/{AutoProcProgram}/attachments/download", 404
    ),
    "attachments.PhasingProgramAttachmentsOfProgram": Route(
        "/phasing/programs/{PhasingProgramRun}/attachments"
    ),
    "attachments.PhasingProgramAttachmentArchive": Route(
        "/phasing/programs/{PhasingProgramRun}/attachments/download", 404
    ),
    "ssx_samples.sheet": Route("/ssx/samples/{LoadedSample}/sheet"),
    "ssx_samples.mmcif_file": Route("/ssx/samples/{LoadedSample}/mmcif"),
    "ssx_samples.nexus_file": Route("/ssx/samples/{LoadedSample}/nexus"),
    "ssx_micrographs.image": Route("/ssx/samples/micrographs/{Micrograph}/image", 404),
    "transfers.export": Route("/transfers/export?proposalId={Proposal}"),
    "imports.import_samples": Route("/shippings/import?shippingId={Shipping}", 422, "POST", b"no list"),
    "ssx_samples.info": Route("/ssx/samples/{LoadedSample}/info"),
    "ssx_samples.document": Route("/ssx/samples/{LoadedSample}/document"),
    "ssx_samples.acquisitions_of": Route("/ssx/samples/{SsxDataAcquisition.loadedSampleId}/acquisitions"),
    "ssx_data_acquisitions.info_of": Route("/ssx/data_acquisitions/infos/{SsxDataAcquisition}"),
    "ssx_data_acquisitions.details": Route("/ssx/data_acquisitions/{SsxDataAcquisition}/details"),
    "ssx_data_acquisitions.document": Route("/ssx/data_acquisitions/{SsxDataAcquisition}/document"),
    "ssx_data_acquisitions.files": Route("/ssx/data_acquisitions/{SsxDataAcquisition}/files/download"),
    "ssx_samples.tube_labels": Route("/ssx/samples/labels?ids={LoadedSample}"),
}

# Of many rows or none: the realm that opens it.
OF_A_REALM = {
    "sessions.infos": ("sessions", Route("/sessions/infos")),
    "sessions.by_date": ("sessions", Route("/sessions/date")),
    "data_collections.ImageQualityIndicatorsList": (
        "data",
        Route("/data_collections/image_quality_indicators"),
    ),
    "ssx_data_acquisitions.infos": ("data", Route("/ssx/data_acquisitions/infos")),
    "ssx_samples.acquisition_counts": ("data", Route("/ssx/samples/acquisition_counts?ids=1")),
    "ssx_samples.tree": ("proposals", Route("/ssx/samples/tree?table=Proposal&id=1")),
    "dewars.dewar_board_rows": ("proposals", Route("/shippings/dewars/board")),
    "transfers.TransferReceivedList": ("proposals", Route("/transfers")),
    "audit.trail": ("proposals", Route("/audit")),
    "labels.engines": ("proposals", Route("/labels/engines")),
    "facility.get_facility": ("proposals", Route("/facility")),
    "facility.load_facility": ("proposals", Route("/facility", 403, "PUT", {})),
    "events.stream": ("proposals", Route("/events")),
}

# For who administrates alone.
OF_THE_FACILITY = {
    "user_office.sync_all": Route("/user_office/sync_all", method="POST"),
    "user_office.sync_one": Route("/user_office/sync/mx/404", 404, "POST"),
}

ELSEWHERE = {
    **dict.fromkeys(
        ("health.healthz", "health.readyz", "health.figures"), "public: for balancers and monitors"
    ),
    **dict.fromkeys(("openapi", "swagger_ui.show"), "public: what the API is, none of its rows"),
    **dict.fromkeys(("auth.login", "auth.refresh", "auth.modules"), "public: how one becomes somebody"),
    **dict.fromkeys(("auth.me", "auth.logout"), "one's own login: test_access, test_auth_tokens"),
    **dict.fromkeys(("dewar_page.style", "dewar_page.show", "dewar_page.act"), "own login: test_dewar_page"),
    **dict.fromkeys(
        ("schemas.available_names", "schemas.json_schema", "ssx_data_acquisitions.json_schema"),
        "public: what the tables and files are",
    ),
    "ssx_micrographs.create": "the list's POST, which takes a form too: test_micrographs",
    "ssx_micrographs.put_image": "looks at the picture before its row: test_micrographs",
    "ssx_samples.put_in_place": "names its rows in the body: test_ssx_places",
    "transfers.take_in": "reads its bundle before it looks for the proposal: test_transfers",
    "references.reference": "what a write may name, for every table: test_services_apart",
    "dewars.take_in_unknown_dewar": "staff only, into a proposal of the facility's: test_dewar_board",
}
"""Routes that the matrix passes over, and why."""


def routes() -> Iterator[tuple[str, str]]:
    """Every endpoint and method that is served."""
    for rule in create_app(overrides=settings("sqlite://")).url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            yield rule.endpoint, method


ROUTES = set(routes())
BULK = {e.rpartition(".")[2].removesuffix("Bulk") for e, _ in ROUTES if e.endswith("Bulk")}


def test_every_route_is_in_the_matrix_or_passed_over_for_a_reason() -> None:
    of_a_row = {key.partition(" ")[0] for key in OF_A_ROW}
    known = {*of_a_row, *OF_A_REALM, *OF_THE_FACILITY, *ELSEWHERE}
    of_tables = {f"{name}{kind}" for name in PATHS for kind in ("List", "Item", "Bulk")}
    served = {endpoint for endpoint, _ in ROUTES}
    assert sorted(e for e in served - known if e.rpartition(".")[2] not in of_tables) == []
    assert known - served == set()
    methods = {(e, m) for e, m in ROUTES if e in of_a_row}
    assert methods == {(key.partition(" ")[0], route.method) for key, route in OF_A_ROW.items()}


LISTS = [
    *PATHS.items(),
    ("BLSession", "/sessions/infos"),
    ("BLSession", "/sessions/date"),
    ("Dewar", "/shippings/dewars/board"),
    ("SsxDataAcquisition", "/ssx/data_acquisitions/infos"),
]


class World:
    """Two proposals, mx1 and mx2, with a row of each table; every role takes part in the first."""

    def __init__(self, admin: Api, engine: Engine) -> None:
        self.engine = engine
        self.rows: dict[bool, Rows] = {}
        self.keys: dict[bool, dict[str, set[int]]] = {}
        before = {name: keys_of(engine, name) for name in PATHS}
        for mine, number in ((True, "1"), (False, "2")):
            self.rows[mine] = self._filled(admin, number)
            after = {name: keys_of(engine, name) for name in PATHS}
            self.keys[mine] = {name: after[name] - before[name] for name in PATHS}
            before = after
        self.roles = accounts(admin, engine, self.rows[True].one("BLSession")["sessionId"])

    @staticmethod
    def _filled(admin: Api, number: str) -> Rows:
        laboratory = admin.new("/contacts/labs", name=f"Lab {number}")
        body = {"familyName": f"Owner {number}", "login": f"owner{number}"}
        person = admin.new("/contacts/persons", laboratoryId=laboratory["laboratoryId"], **body)
        code = {"proposalCode": "mx", "proposalNumber": number}
        proposal = admin.new("/proposals", personId=person["personId"], **code)
        rows = Rows(admin, Laboratory=laboratory, Person=person, Proposal=proposal)
        for name in PATHS:
            rows.one(name)
        return rows

    def key(self, name: str, mine: bool) -> int:
        """The key of a table's row in one of the two proposals."""
        found: int = self.rows[mine].one(name)[MODELS[name].key_name()]
        return found

    def path(self, path: str, mine: bool) -> str:
        """A path with the keys and values of one proposal's rows."""
        before, brace, rest = path.partition("{")
        if not brace:
            return path
        inner, _, after = rest.partition("}")
        name, _, column = inner.partition(".")
        value = self.rows[mine].one(name)[column] if column else self.key(name, mine)
        return f"{before}{value}{after}"


@pytest.fixture(scope="module")
def world(running: tuple[Any, Engine]) -> World:
    """Two proposals and all roles; no test here changes or deletes what they hold at first."""
    return World(emptied(running).admin, running[1])


def sides(name: str) -> tuple[bool, ...]:
    """One's own proposal and another's, where a table's rows are a proposal's."""
    return (True,) if REALM[name] == "facility" else (True, False)


def asked(
    api: Api, method: str, path: str, body: Any = None, form: bytes | None = None, **headers: str
) -> int:
    """The status of a request, whose answer is not read."""
    sent = {"Authorization": f"Bearer {api.token}", **headers} if api.token else headers
    raw: dict[str, Any] = {"data": body} if isinstance(body, bytes) else {"json": body}
    if form is not None:
        raw = {"files": {"file": ("file", form)}}
    stream = path.startswith("/events")
    url = api.url + ROOT + path
    with api.session.request(method, url, headers=sent, timeout=60, stream=stream, **raw) as answer:
        assert answer.status_code < 500, f"{method} {path}: {answer.text}"
        return answer.status_code


def test_a_list_counts_what_the_caller_may_see_and_nothing_else(world: World) -> None:
    wrong = {}
    for role, api in world.roles.items():
        for name, path in LISTS:
            of, seen = REALM[name], set()
            for mine in (True, False):
                seen |= world.keys[mine][name] if sees(role, of, mine) else set()
            others = len(TAKING_PART) + sees(role, of, False) if name == "Person" else 0
            answer = api.get(f"{path}?limit=1")
            wanted = refused(role, of, "GET") or len(seen) + others
            got = answer.json()["data"]["total"] if answer.ok else answer.status_code
            shown = (
                {row[MODELS[name].key_name()] for row in answer.json()["data"]["rows"]}
                if answer.ok
                else set()
            )
            if got != wanted or len(shown) != bool(seen and answer.ok) or not shown <= seen:
                wrong[role, path] = (got, wanted, shown)
    assert wrong == {}


@BY_EVERY_ROLE
@pytest.mark.parametrize("role", ROLES)
def test_a_row_is_shown_and_written_for_who_may_and_is_not_there_for_others(world: World, role: str) -> None:
    api = world.roles[role]
    before = contents(world.engine, PATHS)
    bodies = {mine: {name: rows.body(name) for name in PATHS} for mine, rows in world.rows.items()}
    made = {name: keys_of(world.engine, name) for name in PATHS}
    wrong = {}
    for name, path in PATHS.items():
        for mine in sides(name):
            item = f"{path}/{world.key(name, mine)}"
            for method, body, done in (
                ("GET", None, 200),
                ("PATCH", {}, 200),
                ("PUT", bodies[mine][name], 412),
                ("DELETE", None, 412),
            ):
                wanted = expected(role, REALM[name], method, mine, done)
                got = asked(api, method, item, body, **(STALE if wanted == 412 else {}))
                if got != wanted:
                    wrong[method, path, "own" if mine else "other's"] = (got, wanted)
    assert wrong == {}
    after = contents(world.engine, PATHS)
    assert {name for name in PATHS if after[name][: len(before[name])] != before[name]} == set()
    assert {name: keys_of(world.engine, name) for name in PATHS} == made


@BY_EVERY_ROLE
@pytest.mark.parametrize("role", ROLES)
def test_a_new_row_names_only_rows_that_its_writer_sees(world: World, role: str) -> None:
    api, wrong = world.roles[role], {}
    for name, path in PATHS.items():
        for mine in sides(name):
            body = world.rows[mine].body(name)
            wanted = refused(role, REALM[name], "POST") or _stored(role, name, body, mine)
            got = [asked(api, "POST", path, body)]
            if name in BULK:
                got.append(asked(api, "POST", f"{path}/bulk", [world.rows[mine].body(name)]))
            if set(got) != {wanted}:
                wrong[path, "own" if mine else "other's"] = (got, wanted)
    assert wrong == {}


def _stored(role: str, name: str, body: Mapping[str, Any], mine: bool) -> int:
    """201 where all that the row names is seen and the row itself would be; else 422, or 403 for a path."""
    if name in FILES and not sees(role, REALM[name], False):
        return 403
    model = MODELS[name]
    parents = [model.parent(column) for column in body if column in model.attributes()]
    named = all(sees(role, REALM[parent.__name__], mine) for parent in parents if parent)
    return 201 if named and sees(role, REALM[name], mine and name not in USED) else 422


def test_what_is_asked_of_a_row_is_answered_to_who_may(world: World) -> None:
    wrong = {}
    for role, api in world.roles.items():
        for endpoint, route in OF_A_ROW.items():
            name = route.path.partition("{")[2].partition("}")[0].partition(".")[0]
            of = REALM[name]
            for mine in sides(name):
                wanted = expected(role, of, route.method, mine, route.done)
                got = asked(api, route.method, world.path(route.path, mine), route.body, route.form)
                if got != wanted:
                    wrong[role, endpoint, "own" if mine else "other's"] = (got, wanted)
    assert wrong == {}


def test_what_is_asked_of_no_row_is_answered_to_who_may(world: World) -> None:
    wrong = {}
    for role, api in world.roles.items():
        for endpoint, (of, route) in OF_A_REALM.items():
            wanted = refused(role, of, route.method) or route.done
            got = asked(api, route.method, route.path, route.body)
            if got != wanted:
                wrong[role, endpoint] = (got, wanted)
        for endpoint, route in OF_THE_FACILITY.items():
            may = {"stranger": 401, "administrate": route.done}.get(role, 403)
            got = asked(api, route.method, route.path, route.body)
            if got != may:
                wrong[role, endpoint] = (got, may)
    assert wrong == {}
