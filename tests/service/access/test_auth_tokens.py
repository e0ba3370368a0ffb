# SPDX-License-Identifier: LGPL-3.0-or-later
"""Tokens: what they say, how they are forged, renewed, revoked, and outlive a change of the key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import jwt
import pytest
import yaml

from tests.conftest import Backend
from tests.helpers.processes import backend_process
from tests.service.conftest import Api, Service

SECRET = "a secret for tests, long enough for HS256"
LOGIN = {"username": "root", "password": "a password"}


def begin(url: str) -> dict[str, Any]:
    """What a login answers."""
    answer = Api(url).call("POST", "/auth/login", LOGIN)
    assert answer.status_code == 200, answer.text
    begun: dict[str, Any] = answer.json()
    return begun


def renew(url: str, refresh_token: str) -> Any:
    """The answer to a refresh token."""
    return Api(url).call("POST", "/auth/refresh", {"refresh_token": refresh_token})


def test_a_token_says_by_whom_for_what_and_how_long(service: Service) -> None:
    begun = begin(service.admin.url)
    claims = jwt.decode(begun["token"], SECRET, algorithms=["HS256"], audience="api", issuer="ssx-desk")
    assert set(claims) == {"iss", "aud", "sub", "login", "permissions", "iat", "nbf", "exp", "jti"}
    assert claims["sub"] == "root"
    assert datetime.fromtimestamp(claims["exp"], timezone.utc).isoformat() == begun["expires_at"]
    again = jwt.decode(begin(service.admin.url)["token"], options={"verify_signature": False})
    assert again["jti"] != claims["jti"]
    assert again["login"] != claims["login"]


def forged(token: str, key: str | None = SECRET, algorithm: str = "HS256", **changes: Any) -> str:
    """The same token with other claims, or signed otherwise; None takes a claim out."""
    claims = jwt.decode(token, options={"verify_signature": False}) | changes
    return jwt.encode({n: v for n, v in claims.items() if v is not None}, key, algorithm=algorithm)


def unsigned_edit(token: str) -> str:
    """The true token with the true signature under another role."""
    head, _, signature = token.split(".")
    return ".".join((head, forged(token, permissions=["administrate"], sub="eve").split(".")[1], signature))


NOW = datetime.now(timezone.utc)

FORGERIES: dict[str, Callable[[str], str]] = {
    "no signature": lambda token: forged(token, None, "none"),
    "another key": lambda token: forged(token, "another secret, as long as the first one"),
    "another algorithm": lambda token: forged(token, SECRET * 2, "HS512"),
    "expired": lambda token: forged(token, exp=NOW - timedelta(minutes=1)),
    "not yet valid": lambda token: forged(token, nbf=NOW + timedelta(hours=1)),
    "other audience": lambda token: forged(token, aud="refresh"),
    "other issuer": lambda token: forged(token, iss="somebody"),
    "no audience": lambda token: forged(token, aud=None),
    "no end": lambda token: forged(token, exp=None),
    "no name of its own": lambda token: forged(token, jti=None),
    "no login": lambda token: forged(token, login=None),
    "unknown login": lambda token: forged(token, login="0" * 32),
    "role edited": unsigned_edit,
    "cut off": lambda token: token[:-4],
    "garbage": lambda _: "garbage",
    "empty": lambda _: "",
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_token_opens_nothing(service: Service, name: str) -> None:
    token = begin(service.admin.url)["token"]
    answer = Api(service.admin.url, FORGERIES[name](token)).get("/shippings")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json()["status"] == 401


def test_the_forger_with_the_true_key_would_get_in(service: Service) -> None:
    token = forged(begin(service.admin.url)["token"], jti="another")
    assert Api(service.admin.url, token).get("/shippings").status_code == 200


def test_what_the_token_says_of_permissions_gives_none(service: Service) -> None:
    reader = service.account("reader", "all_proposals")
    token = forged(reader.token, permissions=["administrate"])
    assert Api(reader.url, token).get("/auth/me").json()["permissions"] == ["all_proposals"]


def test_a_login_goes_on_without_the_password(service: Service) -> None:
    url = service.admin.url
    first = begin(url)
    second = renew(url, first["refresh_token"]).json()
    assert Api(url, second["token"]).get("/auth/me").json()["username"] == "root"
    third = renew(url, second["refresh_token"])
    assert third.status_code == 200
    assert Api(url, first["refresh_token"]).refused("GET", "/auth/me")["status"] == 401
    assert renew(url, first["token"]).status_code == 401


def test_an_old_refresh_token_ends_the_login_for_the_thief_and_for_the_owner(service: Service) -> None:
    url = service.admin.url
    stolen = begin(url)
    owners = renew(url, stolen["refresh_token"]).json()
    other_login = begin(url)
    assert renew(url, stolen["refresh_token"]).status_code == 401
    assert renew(url, owners["refresh_token"]).status_code == 401
    for ended in (stolen, owners):
        assert "has ended" in Api(url, ended["token"]).refused("GET", "/auth/me")["detail"]
    assert Api(url, other_login["token"]).get("/auth/me").status_code == 200


def test_logging_out_ends_the_token_and_its_renewal_at_once(service: Service) -> None:
    url = service.admin.url
    begun = begin(url)
    assert Api(url, begun["token"]).call("POST", "/auth/logout").status_code == 204
    assert Api(url, begun["token"]).refused("GET", "/shippings")["status"] == 401
    assert renew(url, begun["refresh_token"]).status_code == 401
    assert service.admin.get("/auth/me").status_code == 200


def test_who_is_removed_or_gets_another_password_is_logged_out(service: Service) -> None:
    ada, bob = service.account("ada", "own_proposals"), service.account("bob", "own_proposals")
    service.command("user", "remove", "ada")
    service.command("user", "passwd", "bob", text="another password\n")
    for gone in (ada, bob):
        assert gone.refused("GET", "/auth/me")["status"] == 401
    assert Api(bob.url).login("bob", "another password").get("/auth/me").status_code == 200


def test_answers_with_tokens_are_kept_by_nobody(service: Service) -> None:
    key = {"Idempotency_Key": "11111111-2222-3333-4444-555555555555"}
    first = Api(service.admin.url).call("POST", "/auth/login", LOGIN, **key)
    second = Api(service.admin.url).call("POST", "/auth/login", LOGIN, **key)
    assert first.json()["token"] != second.json()["token"]
    assert first.headers["Cache-Control"] == "no-store"


def test_what_is_public_answers_with_a_token_that_ran_out(service: Service) -> None:
    token = forged(begin(service.admin.url)["token"], exp=NOW - timedelta(minutes=1))
    assert Api(service.admin.url, token).call("POST", "/auth/login", LOGIN).status_code == 200
    assert Api(service.admin.url, token).get("/openapi.json").status_code == 200


def test_tokens_outlive_a_change_of_the_key_and_no_longer(
    backend: Callable[..., Backend], tmp_path: Path
) -> None:
    """Three processes on one database: with the first key, with a new one beside it, with that alone."""
    first = backend(f"sqlite:///{tmp_path / 'shared.sqlite'}")
    first.add_account("root", "administrate")
    begun = begin(first.url)
    server = yaml.safe_load(first.config.read_text())["server"]
    new = server | {"SECRET_KEY": "a second secret, for the time after the first"}

    with backend_process(_written(tmp_path / "both.yaml", new | {"OLD_SECRET_KEYS": [SECRET]})) as url:
        assert Api(url, begun["token"]).get("/auth/me").status_code == 200
        renewed = renew(url, begun["refresh_token"]).json()
        assert Api(first.url, renewed["token"]).refused("GET", "/auth/me")["status"] == 401
    with backend_process(_written(tmp_path / "new.yaml", new)) as url:
        assert Api(url, begun["token"]).refused("GET", "/auth/me")["status"] == 401
        assert Api(url, renewed["token"]).get("/auth/me").status_code == 200


def _written(path: Path, server: dict[str, Any]) -> Path:
    path.write_text(yaml.safe_dump({"server": server}), encoding="utf-8")
    return path


def test_wrong_passwords_are_slowed_down_by_all_processes_together(
    backend: Callable[..., Backend], tmp_path: Path
) -> None:
    first = backend(f"sqlite:///{tmp_path / 'shared.sqlite'}", LOGIN_ATTEMPTS=3)
    for name in ("ada", "bob"):
        first.add_account(name)
    with backend_process(first.config) as second:
        for url in (first.url, second, first.url):
            wrong = Api(url).refused("POST", "/auth/login", {"username": "ada", "password": "a guess"})
            assert wrong["status"] == 401
        for name, password in (("ada", "a guess"), ("ADA", "a password")):
            refused = Api(second).call("POST", "/auth/login", {"username": name, "password": password})
            assert refused.status_code == 429
            assert 0 < int(refused.headers["Retry-After"]) <= 300
        unknown = [_guess(url, "nobody") for url in (first.url, second, first.url, second)]
        assert unknown == [401, 401, 401, 429]
        assert Api(second).login("bob", "a password").get("/auth/me").status_code == 200


def _guess(url: str, name: str) -> int:
    return Api(url).call("POST", "/auth/login", {"username": name, "password": "a guess"}).status_code


def test_who_remembers_the_password_in_time_starts_anew(service: Service) -> None:
    service.account("ada", "own_proposals")
    for _ in range(3):
        assert [_guess(service.admin.url, "ada") for _ in range(5)] == [401] * 5
        assert Api(service.admin.url).login("ada", "a password").token
