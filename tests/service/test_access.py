"""Who may do what: login, tokens, permissions, and whose a row is."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta, timezone
from typing import Any

import jwt
import pytest

from .conftest import Api, Service

Chain = dict[str, dict[str, Any]]
SECRET = "a secret for tests, long enough for HS256"


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


def test_a_token_is_renewed_without_the_password(service: Service) -> None:
    first = service.admin.call("POST", "/auth/login", {"username": "root", "password": "a password"}).json()
    again = Api(service.admin.url).call("POST", "/auth/refresh", {"refresh_token": first["refresh_token"]})
    assert Api(service.admin.url, again.json()["token"]).get("/auth/me").status_code == 200
    assert Api(service.admin.url, first["refresh_token"]).refused("GET", "/auth/me")["status"] == 401


def test_an_unknown_name_and_a_wrong_password_get_the_same_words(service: Service) -> None:
    stranger = Api(service.admin.url)
    wrong = stranger.refused("POST", "/auth/login", {"username": "root", "password": "not this one"})
    unknown = stranger.refused("POST", "/auth/login", {"username": "nobody", "password": "not this one"})
    assert wrong == unknown
    assert wrong["status"] == 401


def _forged(**changes: Any) -> str:
    now = datetime.now(timezone.utc)
    claims = {
        "sub": "root",
        "permissions": ["administrate"],
        "iss": "ssx-desk",
        "aud": "api",
        "iat": now,
        "exp": now + timedelta(hours=1),
        "jti": "x",
    }
    key = changes.pop("key", SECRET)
    algorithm = changes.pop("algorithm", "HS256")
    return jwt.encode({**claims, **changes}, key, algorithm=algorithm)


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(_forged(key="another secret, as long as the first one"), id="wrong key"),
        pytest.param(_forged(exp=datetime(2020, 1, 1, tzinfo=timezone.utc)), id="expired"),
        pytest.param(_forged(aud="other"), id="other audience"),
        pytest.param(_forged(iss="other"), id="other issuer"),
        pytest.param(_forged(nbf=datetime(2100, 1, 1, tzinfo=timezone.utc)), id="not yet valid"),
        pytest.param(_forged(algorithm="none", key=None), id="no signature"),
        pytest.param("garbage", id="garbage"),
        pytest.param("", id="none"),
    ],
)
def test_a_forged_token_opens_nothing(service: Service, token: str) -> None:
    answer = Api(service.admin.url, token).get("/shippings")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_the_forger_with_the_true_key_would_get_in(service: Service) -> None:
    assert Api(service.admin.url, _forged()).get("/shippings").status_code == 200


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


def test_every_route_asks_for_a_login_but_the_few_that_say_so(service: Service) -> None:
    stranger, document = Api(service.admin.url), service.admin.get("/openapi.json").json()
    for path, item in document["paths"].items():
        for method in set(item) & {"get", "post", "put", "patch", "delete"}:
            if path.startswith(("/healthz", "/readyz")) or "/auth/" in path:
                continue
            local = path.removeprefix("/ispyb/api/v1").replace("{key}", "1").replace("{barcode}", "x")
            assert stranger.refused(method.upper(), local)["status"] == 401, (method, path)
