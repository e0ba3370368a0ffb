# SPDX-License-Identifier: LGPL-3.0-or-later
"""Login by a directory: a real OpenLDAP server, with a certificate of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Backend
from tests.helpers.certificates import certificate
from tests.helpers.ldap_directory import BASE, SERVICE, Directory, group, person, slapd
from tests.service.conftest import Api

pytestmark = pytest.mark.slow

ENTRIES = (
    person("ada", "correct horse")
    + person("ádá", "her own password")
    + person("gast", "guest password", "ou=guests,ou=people")
    + person("bob", "bobs password")
    + group("staff", "ada")
    + group("users", "ada", "bob")
)
PERMISSIONS = {"*": ["own_proposals"], "staff": ["all_proposals", "write_proposals"]}
LDAP = "backend.extensions.auth.ldap:Ldap"
LOCAL = "backend.extensions.auth.local:LocalAccounts"


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Directory]:
    """A directory with a few people and two groups."""
    with slapd(tmp_path_factory.mktemp("slapd"), ENTRIES) as running:
        yield running


def settings(directory: Directory, **changes: Any) -> dict[str, Any]:
    """What the configuration says of it: a service's own login looks people up."""
    looked_up = {
        "url": directory.url,
        "ca_file": directory.ca_file,
        "bind_dn": SERVICE,
        "bind_password": "the service's own",
        "user_base": f"ou=people,{BASE}",
        "group_base": f"ou=groups,{BASE}",
        "permissions": PERMISSIONS,
    }
    return {name: value for name, value in (looked_up | changes).items() if value is not None}


def by_own_name(directory: Directory) -> dict[str, Any]:
    """The other way: the name in the directory follows from the user name, and nobody else looks."""
    own = {"user_dn": f"uid={{username}},ou=people,{BASE}", "user_base": None}
    return settings(directory, bind_dn=None, bind_password=None, **own)


@pytest.fixture(scope="module", params=["looked up", "by own name"])
def url(request: pytest.FixtureRequest, lasting_backend: Callable[..., Backend], directory: Directory) -> str:
    """A backend that asks the directory, in both ways."""
    chosen = settings(directory) if request.param == "looked up" else by_own_name(directory)
    return lasting_backend(AUTH=[LDAP], LDAP=chosen, LOGIN_ATTEMPTS=1000).url


def status(url: str, name: str, password: str) -> int:
    """How a login is answered."""
    given = {"username": name, "password": password}
    return Api(url).call("POST", "/auth/login", given).status_code


def test_the_directorys_password_lets_in_with_the_groups_permissions(url: str) -> None:
    ada, bob = Api(url).login("ada", "correct horse"), Api(url).login("bob", "bobs password")
    assert ada.get("/auth/me").json() == {
        "username": "ada",
        "permissions": ["all_proposals", "own_proposals", "write_proposals"],
    }
    assert bob.get("/auth/me").json()["permissions"] == ["own_proposals"]
    assert ada.get("/shippings").status_code == 200


def test_a_name_is_the_directorys_however_it_was_typed(url: str) -> None:
    assert Api(url).login("ADA", "correct horse").get("/auth/me").json()["username"] == "ada"


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(url: str) -> None:
    answers = [
        Api(url).refused("POST", "/auth/login", {"username": name, "password": "not this one"})
        for name in ("ada", "nobody")
    ]
    for answer in answers:
        answer.pop("request_id")
    assert answers[0] == answers[1]
    assert answers[0]["status"] == 401


@pytest.mark.parametrize("name", ["ada", "cn=desk,dc=example,dc=org"])
def test_an_empty_password_never_lets_in(url: str, name: str) -> None:
    assert Api(url).get("/auth/login", username=name, password="").status_code == 401
    assert status(url, name, "") == 422


@pytest.mark.parametrize(
    "name",
    [
        "ad*",
        "*",
        "ada)(uid=*",
        "ada)(|(uid=*)",
        "*)(uid=ada",
        "ada\\2a",
        "ada\0",
        "ada+cn=ada",
        f"ada,ou=people,{BASE}",
        "ada#",
        '"ada"',
    ],
)
def test_a_name_is_never_read_as_a_filter_or_a_path(url: str, name: str) -> None:
    assert status(url, name, "correct horse") == 401


def test_a_name_cannot_reach_into_another_unit(url: str) -> None:
    assert status(url, "gast,ou=guests", "guest password") == 401


def test_a_name_that_a_database_takes_for_another_is_refused(url: str) -> None:
    assert status(url, "ádá", "her own password") == 401


def test_who_leaves_the_directory_or_a_group_loses_it_at_the_next_renewal(
    backend: Callable[..., Backend], tmp_path: Path
) -> None:
    with slapd(tmp_path / "slapd", ENTRIES) as own:
        url = backend(AUTH=[LDAP], LDAP=settings(own)).url
        login = {"username": "ada", "password": "correct horse"}
        begun = Api(url).call("POST", "/auth/login", login).json()
        own.change(
            f"dn: cn=staff,ou=groups,{BASE}\nchangetype: modify\nreplace: member\n"
            f"member: uid=bob,ou=people,{BASE}\n"
        )
        renewed = Api(url).call("POST", "/auth/refresh", {"refresh_token": begun["refresh_token"]}).json()
        assert renewed["permissions"] == ["own_proposals"]
        own.change(f"dn: uid=ada,ou=people,{BASE}\nchangetype: delete\n")
        gone = Api(url).refused("POST", "/auth/refresh", {"refresh_token": renewed["refresh_token"]})
        assert gone["status"] == 401
        assert Api(url, renewed["token"]).refused("GET", "/auth/me")["status"] == 401


@pytest.mark.parametrize("fault", ["another authority", "another name", "no encryption", "away"])
def test_no_password_goes_to_a_directory_that_cannot_prove_itself(
    backend: Callable[..., Backend], directory: Directory, tmp_path: Path, fault: str
) -> None:
    if fault == "no encryption":
        with slapd(tmp_path / "plain", ENTRIES, encrypted=False) as plain:
            _refuses(backend, settings(plain))
        return
    changes = {
        "another authority": {"ca_file": str(certificate(tmp_path, "stranger")[0])},
        "another name": {"url": directory.url.replace("127.0.0.1", "localhost")},
        "away": {"url": "ldap://127.0.0.1:1"},
    }
    _refuses(backend, settings(directory, **changes[fault]))


def _refuses(backend: Callable[..., Backend], ldap: dict[str, Any]) -> None:
    """The directory is not asked; a local account is let in all the same."""
    started = backend(AUTH=[LDAP, LOCAL], LDAP=ldap)
    started.add_account("root", "administrate")
    problem = Api(started.url).refused(
        "POST", "/auth/login", {"username": "ada", "password": "correct horse"}
    )
    assert problem["status"] == 503
    assert "directory" in problem["detail"]
    assert "correct horse" not in problem["detail"]
    assert Api(started.url).login("root", "a password").token


def test_a_directory_and_local_accounts_stand_side_by_side(
    backend: Callable[..., Backend], directory: Directory
) -> None:
    started = backend(AUTH=[LDAP, LOCAL], LDAP=settings(directory))
    started.add_account("root", "administrate")
    modules = Api(started.url).get("/auth/modules").json()["modules"]
    assert [module["name"] for module in modules] == ["ldap", "local"]
    assert Api(started.url).login("root", "a password").token
    assert Api(started.url).login("ada", "correct horse").token
    by_module = {"username": "ada", "password": "correct horse", "module": "local"}
    assert Api(started.url).refused("POST", "/auth/login", by_module)["status"] == 401
