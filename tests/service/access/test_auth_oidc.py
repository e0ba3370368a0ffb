# SPDX-License-Identifier: LGPL-3.0-or-later
"""Login by an OpenID Connect issuer: a real one, small, as a process of its own; codes, keys, tokens."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hwobj.client.browser_login import BrowserLogin
from hwobj.errors import BadAddress, NotLoggedIn
from tests.conftest import Backend
from tests.helpers.issuers import MODULE, RunningIssuer, browser_of, running_issuer
from tests.service.conftest import Api

pytestmark = pytest.mark.slow

LOCAL = "backend.extensions.auth.local:LocalAccounts"


@pytest.fixture(scope="module")
def lasting_issuer() -> Iterator[RunningIssuer]:
    """One issuer for all tests here."""
    with running_issuer() as running:
        yield running


@pytest.fixture
def issuer(lasting_issuer: RunningIssuer) -> RunningIssuer:
    """The issuer, without faults."""
    lasting_issuer.has_faults()
    return lasting_issuer


@pytest.fixture(scope="module")
def url(lasting_backend: Callable[..., Backend], lasting_issuer: RunningIssuer) -> str:
    """A backend whose users come from the issuer."""
    return lasting_backend(AUTH=[MODULE], OIDC=lasting_issuer.settings(), LOGIN_ATTEMPTS=1000).url


def way(url: str) -> dict[str, Any]:
    """The login that the backend offers."""
    modules: list[dict[str, Any]] = Api(url).get("/auth/modules").json()["modules"]
    return modules[0]


def log_in(url: str, name: str, **changes: Any) -> Any:
    """What the backend answers to what a browser brought, with changes on the way."""
    body = BrowserLogin(way(url)).wait(browser_of(name))
    return Api(url).call("POST", "/auth/login", body | changes)


def test_a_desktop_learns_where_to_send_the_browser(url: str, issuer: RunningIssuer) -> None:
    assert way(url) == {
        "name": "oidc",
        "kind": "browser",
        "authorization_endpoint": f"{issuer.url}/authorize",
        "client_id": "ssx-desk",
        "scope": "openid profile",
    }


def test_who_logged_in_in_the_browser_is_let_in_with_the_groups_permissions(
    url: str, issuer: RunningIssuer
) -> None:
    ada, bob = log_in(url, "ada").json(), log_in(url, "bob").json()
    assert ada["username"] == "ada"
    assert ada["permissions"] == ["all_proposals", "own_proposals", "write_proposals"]
    assert bob["permissions"] == ["own_proposals"]
    assert Api(url, ada["token"]).get("/shippings").status_code == 200
    assert issuer.asked("/token") >= 2


def test_a_code_is_of_use_once_and_only_with_its_verifier(url: str, issuer: RunningIssuer) -> None:
    assert issuer.asked("/authorize") >= 0
    body = BrowserLogin(way(url)).wait(browser_of("ada"))
    stolen = body | {"code_verifier": secrets.token_urlsafe(48)}
    assert Api(url).refused("POST", "/auth/login", stolen)["status"] == 401
    body = BrowserLogin(way(url)).wait(browser_of("ada"))
    assert Api(url).call("POST", "/auth/login", body).status_code == 200
    assert Api(url).refused("POST", "/auth/login", body)["status"] == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": "another nonce, as long"},
        {"redirect_uri": "http://127.0.0.1:1/"},
        {"code": "made up"},
    ],
    ids=["nonce", "redirect", "code"],
)
def test_what_the_browser_brought_belongs_together(
    url: str, issuer: RunningIssuer, changes: dict[str, str]
) -> None:
    assert issuer.url
    assert log_in(url, "ada", **changes).status_code == 401


@pytest.mark.parametrize(
    "place", ["https://example.org/", "http://example.org:80/", "http://127.0.0.1", "x:/"]
)
def test_codes_that_went_elsewhere_are_not_taken(url: str, issuer: RunningIssuer, place: str) -> None:
    assert issuer.url
    answer = log_in(url, "ada", redirect_uri=place)
    assert answer.status_code == 422
    assert "redirect_uri" in answer.json()["errors"]


FAULTS: dict[str, dict[str, Any]] = {
    "another key under the same name": {"key": True},
    "unknown key": {"kid": "nobody's"},
    "no signature": {"alg": "none"},
    "shared secret": {"alg": "HS256"},
    "expired": {"claims": {"exp": 1}},
    "other issuer": {"claims": {"iss": "http://127.0.0.1:1"}},
    "for another client": {"claims": {"aud": "portal"}},
    "for another client too": {"claims": {"aud": ["ssx-desk", "portal"]}},
    "asked for by another client": {"claims": {"azp": "portal"}},
    "no end": {"claims": {"exp": None}},
    "no name": {"claims": {"preferred_username": None}},
    "a name that a database takes for another": {"claims": {"preferred_username": "ádá"}},
    "no nonce": {"claims": {"nonce": None}},
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_token_that_is_not_the_issuers_for_us_opens_nothing(
    url: str, issuer: RunningIssuer, name: str
) -> None:
    issuer.has_faults(**FAULTS[name])
    assert log_in(url, "ada").status_code == 401
    issuer.has_faults()
    assert log_in(url, "ada").status_code == 200


def test_keys_are_asked_for_once_and_again_when_the_issuer_has_a_new_one(
    backend: Callable[..., Backend],
) -> None:
    with running_issuer() as issuer:
        url = backend(AUTH=[MODULE], OIDC=issuer.settings()).url
        assert [log_in(url, "ada").status_code for _ in range(3)] == [200] * 3
        assert issuer.asked("/keys") == 1
        issuer.takes_another_key()
        assert [log_in(url, "ada").status_code for _ in range(3)] == [200] * 3
        assert issuer.asked("/keys") == 2
        issuer.has_faults(kid="made up")
        assert [log_in(url, "ada").status_code for _ in range(3)] == [401] * 3
        assert issuer.asked("/keys") == 2, "made-up names do not become requests"


def test_an_issuer_may_have_one_key_without_a_name(backend: Callable[..., Backend]) -> None:
    with running_issuer() as issuer:
        issuer.has_faults(kid="")
        url = backend(AUTH=[MODULE], OIDC=issuer.settings()).url
        assert log_in(url, "ada").status_code == 200


def test_a_token_of_the_issuer_in_a_header_as_older_clients_send_it(url: str, issuer: RunningIssuer) -> None:
    answer = Api(url).get("/auth/login", token=issuer.token_of("ada"), module="oidc")
    assert answer.json()["username"] == "ada"
    issuer.has_faults(claims={"aud": "account", "azp": "ssx-desk"})
    assert Api(url).get("/auth/login", token=issuer.token_of("ada")).status_code == 200
    issuer.has_faults(claims={"aud": "account", "azp": "portal"})
    assert Api(url).get("/auth/login", token=issuer.token_of("ada")).status_code == 401
    assert Api(url).get("/auth/login", token="garbage").status_code == 401


def test_roles_may_lie_deeper(backend: Callable[..., Backend], issuer: RunningIssuer) -> None:
    chosen = issuer.settings(groups_claim="realm_access.roles", scope="openid")
    url = backend(AUTH=[MODULE], OIDC=chosen).url
    issuer.has_faults(claims={"realm_access": {"roles": ["staff"]}, "groups": []})
    assert "write_proposals" in log_in(url, "bob").json()["permissions"]


def test_an_issuer_that_is_away_keeps_nobody_else_out(backend: Callable[..., Backend]) -> None:
    oidc = {"issuer": "http://127.0.0.1:1", "client_id": "ssx-desk"}
    started = backend(AUTH=[MODULE, LOCAL], OIDC=oidc)
    started.add_account("root", "administrate")
    assert Api(started.url).get("/auth/modules").json() == {
        "modules": [{"name": "local", "kind": "password"}]
    }
    assert Api(started.url).login("root", "a password").token
    token = "x" * 20
    assert Api(started.url).refused("GET", "/auth/login", token=token)["status"] == 401


def test_the_login_ends_when_it_was_to_end_as_nobody_looks_again(url: str, issuer: RunningIssuer) -> None:
    assert issuer.url
    begun = log_in(url, "ada").json()
    again = Api(url).call("POST", "/auth/refresh", {"refresh_token": begun["refresh_token"]}).json()
    ends = [_end(one["refresh_token"]) for one in (begun, again)]
    assert ends[0] == ends[1]


def _end(token: str) -> int:
    import jwt

    end: int = jwt.decode(token, options={"verify_signature": False})["exp"]
    return end


def test_who_gives_up_in_the_browser_is_told_so(url: str, issuer: RunningIssuer) -> None:
    assert issuer.url
    with pytest.raises(NotLoggedIn, match="did not come back"):
        BrowserLogin(way(url)).wait(browser_of("nobody"))
    with pytest.raises(NotLoggedIn, match="did not come back"):
        BrowserLogin(way(url)).wait(lambda _url: None, patience=0.01)


def test_an_answer_to_somebody_elses_question_is_not_taken(url: str, issuer: RunningIssuer) -> None:
    import requests

    assert issuer.url
    login = BrowserLogin(way(url))
    said = []

    def opens(place: str) -> None:
        said.append(requests.get(f"{login.redirect_uri}?code=stolen&state=guessed", timeout=10).status_code)
        said.append(requests.get(f"{login.redirect_uri}favicon.ico", timeout=10).status_code)
        browser_of("ada")(place)

    assert login.wait(opens)["code"] != "stolen"
    assert said == [400, 400]


@pytest.mark.parametrize(
    "place", ["file:///etc/passwd", "http://example.org/authorize", "javascript:alert(1)"]
)
def test_the_browser_is_sent_to_no_odd_place(place: str) -> None:
    module = {"name": "oidc", "authorization_endpoint": place, "client_id": "x", "scope": "openid"}
    with pytest.raises(BadAddress):
        BrowserLogin(module)
