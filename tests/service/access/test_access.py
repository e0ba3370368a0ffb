# SPDX-License-Identifier: LGPL-3.0-or-later
"""Who may do what: login, tokens, permissions, and whose a row is."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from backend.store.ownership import PERMISSIONS
from tests.helpers.every_row import Rows
from tests.service.conftest import Api, Service

Chain = dict[str, dict[str, Any]]


def test_login_gives_a_token_that_says_who_one_is(service: Service) -> None:
    ada = service.account("ada", "own_proposals", "write_proposals")
    assert ada.get("/auth/me").json() == {
        "username": "ada",
        "permissions": ["own_proposals", "write_proposals"],
    }


def test_login_as_older_clients_do_it(service: Service) -> None:
    stranger = Api(service.admin.url)
    by_header = stranger.get("/auth/login", username="root", password="a password")
    basic = base64.b64encode(b"root:a password").decode()
    by_basic = stranger.get("/auth/login", Authorization=f"Basic {basic}")
    assert by_header.json()["username"] == by_basic.json()["username"] == "root"


def test_one_module_can_be_asked_for_by_name(service: Service) -> None:
    stranger = Api(service.admin.url)
    named = stranger.get("/auth/login", username="root", password="a password", module="local")
    assert named.json()["username"] == "root"
    wrong = stranger.refused("GET", "/auth/login", username="root", password="a password", module="magic")
    assert wrong["errors"] == {"module": ["There is no login magic here; there are local."]}
    assert stranger.get("/auth/modules").json() == {"modules": [{"name": "local", "kind": "password"}]}


def test_a_body_without_name_or_password_is_told_what_it_lacks(service: Service) -> None:
    stranger = Api(service.admin.url)
    assert set(stranger.refused("POST", "/auth/login", {"username": "root"})["errors"]) == {"password"}
    assert set(stranger.refused("POST", "/auth/login", {"code": "x"})["errors"]) == {
        "code_verifier",
        "redirect_uri",
        "nonce",
    }
    assert stranger.refused("GET", "/auth/login")["status"] == 401
    assert stranger.refused("GET", "/auth/login", username="root", password="")["status"] == 401


def test_an_unknown_name_and_a_wrong_password_get_the_same_words(service: Service) -> None:
    stranger = Api(service.admin.url)
    wrong = stranger.refused("POST", "/auth/login", {"username": "root", "password": "not this one"})
    unknown = stranger.refused("POST", "/auth/login", {"username": "nobody", "password": "not this one"})
    assert wrong.pop("request_id") != unknown.pop("request_id")
    assert wrong == unknown
    assert wrong["status"] == 401


def test_people_see_their_own_proposals_only(service: Service, chain: Chain) -> None:
    mine = service.account("ada", "own_proposals", "write_proposals", proposals=("mx2415",))
    other = service.account("eve", "own_proposals", "write_proposals")
    for path, key in (
        ("/proposals", chain["shipping"]["proposalId"]),
        ("/shippings", chain["shipping"]["shippingId"]),
        ("/shippings/dewars", chain["dewar"]["dewarId"]),
        ("/shippings/containers", chain["container"]["containerId"]),
        ("/samples/proteins", chain["protein"]["proteinId"]),
        ("/samples/crystals", chain["crystal"]["crystalId"]),
    ):
        assert len(mine.rows(path)) == 1
        assert mine.get(f"{path}/{key}").status_code == 200
        assert other.get(path).json()["data"]["total"] == 0
        for method in ("GET", "DELETE"):
            assert other.refused(method, f"{path}/{key}")["status"] == 404
        assert other.refused("PATCH", f"{path}/{key}", {})["status"] == 404
    assert other.refused("GET", f"/shippings/{chain['shipping']['shippingId']}/info")["status"] == 404
    assert other.refused("GET", f"/shippings/dewars/by_barcode/{chain['dewar']['barCode']}")["status"] == 404
    assert other.refused("GET", f"/shippings/dewars/{chain['dewar']['dewarId']}/history")["status"] == 404


def test_nobody_ties_a_row_to_somebody_elses(service: Service, chain: Chain) -> None:
    person = service.admin.new("/contacts/persons", familyName="Eve", login="eve")["personId"]
    hers = service.admin.new("/proposals", proposalCode="mx", proposalNumber="666", personId=person)[
        "proposalId"
    ]
    eve = service.account("eve", "own_proposals", "write_proposals")
    foreign = eve.refused(
        "POST", "/samples/crystals", {"proteinId": chain["protein"]["proteinId"], "spaceGroup": "P1"}
    )
    assert "proteinId" in foreign["errors"]
    shipping = {"proposalId": chain["shipping"]["proposalId"], "shippingName": "x"}
    assert "proposalId" in eve.refused("POST", "/shippings", shipping)["errors"]
    slurry = {
        "proposalId": hers,
        "name": "s",
        "crystalDensity": 1,
        "crystalIds": [chain["crystal"]["crystalId"]],
        "descriptionJson": {"storageTemperature": 20},
    }
    assert "crystalIds" in eve.refused("POST", "/ssx/samples/crystal_slurry", slurry)["errors"]


def test_even_who_sees_all_cannot_tie_two_proposals_together(service: Service, chain: Chain) -> None:
    admin = service.admin
    person = admin.new("/contacts/persons", familyName="B")["personId"]
    other = admin.new("/proposals", proposalCode="mx", proposalNumber="1", personId=person)["proposalId"]
    contact = admin.new("/contacts/lab_contacts", proposalId=other, cardName="B", personId=person)
    body = {"sendingLabContactId": contact["labContactId"]}
    path = f"/shippings/{chain['shipping']['shippingId']}"
    assert "sendingLabContactId" in admin.refused("PATCH", path, body)["errors"]


def test_who_may_only_read_writes_nothing(service: Service, chain: Chain) -> None:
    reader = service.account("reader", "all_proposals")
    assert reader.get(f"/shippings/{chain['shipping']['shippingId']}").status_code == 200
    body = {"proposalId": chain["shipping"]["proposalId"], "shippingName": "x"}
    assert reader.refused("POST", "/shippings", body)["status"] == 403
    assert reader.refused("DELETE", f"/shippings/{chain['shipping']['shippingId']}")["status"] == 403


def test_what_no_rule_names_is_refused_to_all_but_who_administrates(backend: Callable[..., Any]) -> None:
    running = backend(SERVICES=["core", "tests.helpers.careless_service:BLUEPRINTS"])
    service = Service(Api(running.url), running)
    everything_else = [permission for permission in PERMISSIONS if permission != "administrate"]
    assert service.admin.refused("GET", "/unmarked")["status"] == 401
    assert service.account("ada", *everything_else).refused("GET", "/unmarked")["status"] == 403
    assert service.account("root", "administrate").get("/unmarked").status_code == 200


def test_a_program_belongs_to_the_first_data_that_name_it(service: Service, proposal: Chain) -> None:
    first, second = Rows(service.admin, Proposal=proposal), Rows(service.admin)
    program = service.admin.new("/autoproc/programs")["autoProcProgramId"]
    data = {rows: rows.one("DataCollection")["dataCollectionId"] for rows in (first, second)}
    body = {"autoProcProgramId": program, "dataCollectionId": data[first]}
    service.admin.new("/autoproc/integrations", **body)
    other = {"autoProcProgramId": program, "dataCollectionId": data[second]}
    assert "autoProcProgramId" in service.admin.refused("POST", "/autoproc/integrations", other)["errors"]


def test_who_sees_a_part_makes_nothing_that_would_be_nobodys(service: Service, chain: Chain) -> None:
    ada = service.account(
        "ada",
        *("own_proposals", "write_proposals", "own_sessions", "write_sessions"),
        proposals=("mx2415",),
    )
    program = ada.refused("POST", "/autoproc/programs", {})
    assert (program["status"], list(program["errors"])) == (422, ["processingJobId"])
    person = ada.refused("POST", "/contacts/persons", {"familyName": "B"})
    assert person["status"] == 422
    assert person["detail"].endswith("Write it with a contact's card, which is a proposal's.")
    assert service.admin.rows("/autoproc/programs") == []
    assert service.admin.rows("/contacts/persons?familyName=B") == []
    plan = {"presetForProposalId": chain["protein"]["proposalId"]}
    assert ada.call("POST", "/samples/diffraction_plans", plan).status_code == 201
    assert ada.refused("POST", "/samples/diffraction_plans", {})["status"] == 422


def test_ones_own_phasing_is_seen_through_all_that_lies_between(service: Service, proposal: Chain) -> None:
    mine, other = Rows(service.admin, Proposal=proposal), Rows(service.admin)
    for rows in (mine, other):
        rows.one("AutoProcIntegration")
        rows.one("PhasingStatistics")
    ada = service.account("ada", "own_sessions", proposals=("mx2415",))
    assert [row["phasingStatisticsId"] for row in ada.rows("/phasing/statistics")] == [
        mine.one("PhasingStatistics")["phasingStatisticsId"]
    ]


def test_a_session_is_changed_by_who_may_write_sessions_and_sees_no_proposal(
    service: Service, proposal: Chain
) -> None:
    session = service.admin.new("/sessions", proposalId=proposal["proposalId"], visit_number=1)
    ada = service.account("ada", "own_sessions", "write_sessions", proposals=("mx2415",))
    path = f"/sessions/{session['sessionId']}"
    assert ada.call("PATCH", path, {"comments": "tuned"}).json()["comments"] == "tuned"
    whole = {"proposalId": proposal["proposalId"], "comments": "again"}
    assert ada.call("PUT", path, whole).json()["comments"] == "again"


def test_nobody_changes_a_person_that_other_proposals_use_too(service: Service, proposal: Chain) -> None:
    person = proposal["personId"]
    service.admin.new("/proposals", proposalCode="mx", proposalNumber="7", personId=person)
    ada = service.account("ada", "own_proposals", "write_proposals", proposals=("mx2415",))
    path = f"/contacts/persons/{person}"
    for method, body in (("PATCH", {"familyName": "Eve"}), ("PUT", {"familyName": "Eve"}), ("DELETE", None)):
        assert ada.refused(method, path, body)["status"] == 403
    assert service.admin.get(path).json()["familyName"] == "Zürich"
    own = next(row for row in ada.rows("/contacts/persons") if row["login"] == "ada")
    renamed = ada.call("PATCH", f"/contacts/persons/{own['personId']}", {"familyName": "Lovelace"})
    assert renamed.json()["familyName"] == "Lovelace"


def test_a_person_is_told_with_the_proposals_taken_part_in(service: Service, proposal: Chain) -> None:
    service.account("ada", "own_proposals", proposals=("mx2415",))
    told = service.admin.get("/contacts/persons/ada/info").json()
    assert [row["proposalId"] for row in told["proposals"]] == [proposal["proposalId"]]
    assert told["personId"] != proposal["personId"], "somebody else is its main person"
