# SPDX-License-Identifier: LGPL-3.0-or-later
"""What docs/authentication.md shows is taken by the program as it stands there."""

from __future__ import annotations

import re
import shlex
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml

from backend import create_app
from backend.commands.main import command_line
from backend.config import Config
from backend.domain.permissions import PERMISSIONS
from backend.extensions.auth.authenticator import AUTH
from backend.extensions.auth.base import Authentication, Credentials
from backend.extensions.auth.ldap import LdapSettings as LdapSettings
from backend.extensions.auth.oidc import OidcSettings as OidcSettings

PAGE = (Path(__file__).parents[3] / "docs" / "authentication.md").read_text(encoding="utf-8")
SHOWN = [textwrap.dedent(block) for block in re.findall(r"(?:^    .*\n|^\n+(?=    ))+", PAGE, re.MULTILINE)]
"""The indented examples."""

CONFIGURATIONS = [
    yaml.safe_load(shown) for shown in SHOWN if re.match(r"\s*(AUTH|authorization_rules):", shown)
]


def made(settings: dict[str, Any]) -> Any:
    """The program with these settings."""
    return create_app(overrides={"SQLALCHEMY_DATABASE_URI": "sqlite://", "SECRET_KEY": "0" * 32} | settings)


@pytest.mark.parametrize("settings", CONFIGURATIONS, ids="-".join)
def test_each_configuration_that_is_shown_is_taken(settings: dict[str, Any]) -> None:
    app = made(settings)
    plugins = AUTH.of(app).plugins
    assert len(plugins) == len(settings.get("AUTH", Config().AUTH))


def test_all_settings_of_a_directory_and_of_an_issuer_are_told() -> None:
    shown = {key: found[key] for found in CONFIGURATIONS for key in ("LDAP", "OIDC") if key in found}
    assert shown.keys() == {"LDAP", "OIDC"}
    for key, kind in (("LDAP", LdapSettings), ("OIDC", OidcSettings)):
        assert all(f"{name}:" in PAGE or f"`{name}" in PAGE for name in kind.__dataclass_fields__), key


def test_the_commands_that_are_shown_can_be_called() -> None:
    lines = [line for shown in SHOWN for line in shown.splitlines() if line.startswith("ssx-backend ")]
    assert len(lines) == 4
    for line in lines:
        command_line().parse_args(shlex.split(line)[1:])


def test_the_plug_in_that_is_shown_vouches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [source] = [shown for shown in SHOWN if "class BadgeReader" in shown]
    (tmp_path / "facility_login.py").write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    [name] = re.findall(r'`AUTH: \["([\w:]+)"\]`', PAGE)
    [plugin] = AUTH.of(made({"AUTH": [name]})).plugins
    assert isinstance(plugin, Authentication)
    session: Any = None
    identity = plugin.authenticate(session, Credentials("ada", "17"))
    assert identity is not None
    assert identity.permissions == {"own_proposals"}
    assert plugin.authenticate(session, Credentials("ada", "18")) is None


def test_permissions_and_defaults_are_those_of_the_program() -> None:
    assert all(f"`{permission}`" in PAGE for permission in PERMISSIONS)
    table = dict(re.findall(r"^\| `(\w+)` \| .*?: (\d+)", PAGE, re.MULTILINE))
    assert table == {
        name: str(getattr(Config(), name))
        for name in ("TOKEN_EXP_TIME", "REFRESH_EXP_TIME", "LOGIN_ATTEMPTS")
    }
