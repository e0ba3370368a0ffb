# SPDX-License-Identifier: LGPL-3.0-or-later
"""Which plug-ins a server takes, and what their settings may be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backend import create_app, migrations
from backend.config import ConfigError
from backend.store.database import ENGINE

DUMMY = "tests.helpers.dummy_login:DummyLogin"
LDAP = "backend.extensions.auth.ldap:Ldap"
OIDC = "backend.extensions.auth.oidc:OpenIdConnect"


def app(mode: str = "prod", **settings: Any) -> Any:
    """The program with these settings."""
    return create_app(
        mode=mode, overrides={"SQLALCHEMY_DATABASE_URI": "sqlite://", "SECRET_KEY": "0" * 32} | settings
    )


def test_the_dummy_login_takes_no_part_in_a_facilitys_server() -> None:
    with pytest.raises(ConfigError, match="for tests"):
        app(AUTH=[DUMMY])


def test_the_dummy_login_lets_a_developer_in(tmp_path: Path) -> None:
    made = app("dev", AUTH=[DUMMY], SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path / 'x.sqlite'}")
    migrations.fill(ENGINE.of(made))
    answer = made.test_client().get(
        "/ispyb/api/v1/auth/login", headers={"username": "ada+own_proposals", "password": "any"}
    )
    assert answer.json["permissions"] == ["own_proposals"]
    ENGINE.of(made).dispose()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"AUTH": ["nowhere:Class"]}, "module:Class"),
        ({"AUTH": [LDAP]}, "lacks a setting"),
        ({"AUTH": [LDAP], "LDAP": {"url": "ldap://x", "user_dn": "uid={username}", "wrong": 1}}, "wrong"),
        ({"AUTH": [LDAP], "LDAP": {"url": "http://x", "user_dn": "uid={username}"}}, "ldap://"),
        ({"AUTH": [LDAP], "LDAP": {"url": "ldap://x"}}, "user_dn or user_base"),
        ({"AUTH": [LDAP], "LDAP": {"url": "ldap://x", "user_dn": "uid=name"}}, "username"),
        ({"AUTH": [LDAP], "LDAP": {"url": "ldap://x", "user_dn": "{username}", "timeout": "5"}}, "timeout"),
        (
            {
                "AUTH": [LDAP],
                "LDAP": {"url": "ldap://x", "user_dn": "{username}", "permissions": {"*": ["all"]}},
            },
            "permissions are own_proposals",
        ),
        ({"AUTH": [OIDC], "OIDC": {"issuer": "http://sso.example.org", "client_id": "x"}}, "https"),
        ({"AUTH": [OIDC], "OIDC": {"issuer": "https://sso.example.org"}}, "client_id"),
        ({"authorization_rules": {"shippings.Nothing": {"get": ["all_proposals"]}}}, "not served"),
        ({"authorization_rules": {"shippings.ShippingList": {"delete": ["all_proposals"]}}}, "not served"),
        ({"authorization_rules": {"shippings.ShippingList": {"get": ["everything"]}}}, "everything"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused_by_name(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        app(**settings)
