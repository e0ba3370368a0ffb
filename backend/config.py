# SPDX-License-Identifier: LGPL-3.0-or-later
"""The configuration: one YAML file, each key of which an `SSX_…` environment variable may override."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, get_type_hints

import yaml

from backend.domain.pictures import MOST_BYTES


class ConfigError(ValueError):
    """A configuration that cannot be used; the text names the key and what would be right."""


@dataclass
class Config:
    """The keys under `server:`; where py-ispyb has the key, the name is its name."""

    SERVICES: list[str] = field(default_factory=lambda: ["core", "ssx"])
    CORE_URL: str = ""
    """Where core's API answers when another process serves it; rows of core are then asked for there."""
    API_ROOT: str = "/ispyb/api/v1"
    SQLALCHEMY_DATABASE_URI: str = ""
    SSX_DATABASE_URI: str = ""
    """Where our own and the SSX tables are beside a facility's ISPyB: a database of the same server."""
    DATABASE_TIMEZONE: str = ""
    """The zone in which a facility's ISPyB holds its times, such as Europe/Paris; UTC unless named."""
    SECRET_KEY: str = ""
    OLD_SECRET_KEYS: list[str] = field(default_factory=list)
    """Earlier keys, by which tokens are still read while none is signed with them any more."""
    TOKEN_EXP_TIME: int = 180
    """Minutes for which a token is good."""
    REFRESH_EXP_TIME: int = 7 * 24 * 60
    """Minutes within which it can be renewed without a password."""
    AUTH: list[str] = field(default_factory=lambda: ["backend.extensions.auth.local:LocalAccounts"])
    """Authentication plug-ins as `module:Class`, asked in this order; see docs/authentication.md."""
    LDAP: dict[str, Any] = field(default_factory=dict)
    OIDC: dict[str, Any] = field(default_factory=dict)
    LOGIN_ATTEMPTS: int = 10
    """Wrong passwords for one name from one address within five minutes, before more are refused."""
    SITE_NAME: str = "Synchrotron facility"
    SITE_LOGO_PATH: str = ""
    FACILITY_FILE: str = ""
    """YAML file with the facility's profile: addresses, phone, texts."""
    MAIL_URL: str = ""
    """Mail server for notices, such as smtp+starttls://user:password@host; empty to only show them."""
    MAIL_FROM: str = ""
    """The address that notices come from."""
    BARCODE_TYPE: str = "code128"
    BARCODE_PATTERN: str = "{proposal}-{random}"
    UNCLAIMED_PROPOSAL: str = ""
    """Code and number of the proposal that takes in dewars whose owner nobody knows, such as staff1."""
    LABEL_ENGINE: str = "auto"
    LABEL_TEMPLATES: str = ""
    """Folder whose templates replace those of the same name."""
    QR_BASE_URL: str = ""
    CACHE_FOLDER: str = ""
    """Where made PDFs are kept; empty for a folder in the system's cache."""
    FILE_ROOTS: list[str] = field(default_factory=list)
    """Folders and places in object stores from which files are given; none unless named."""
    UPLOAD_FOLDER: str = ""
    """Folder, or place in an object store, for files that are uploaded."""
    PDB_URI: str = "https://files.rcsb.org/download"
    """Where a crystal's PDB entry is fetched from: code and ending are added."""
    MAX_CONTENT_LENGTH: int = 64 * 1024 * 1024
    MAX_PICTURE_LENGTH: int = MOST_BYTES
    """The same for a request that brings a micrograph."""
    LOG_LEVEL: str = "INFO"
    LOG_FORMAT: str = "plain"
    """`plain` or `json`."""
    CORS_ORIGINS: list[str] = field(default_factory=list)
    """Web pages of these origins may call the API, such as https://portal.example.org; none unless named."""
    USER_OFFICE: dict[str, Any] = field(default_factory=dict)
    """Where proposals come from: `plugin` and what that plug-in asks for; see docs/deploy.md."""
    DATA_DIR: str = ""
    """The data folder of a local process; empty in a service."""
    authorization_rules: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """endpoint → method → permissions, as in py-ispyb; overrides the defaults of the routes."""


def load(
    config_file: str | Path | None = None,
    overrides: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Config:
    """Read the file (`SSX_CONFIG` when none is given), then the environment, then *overrides*.

    Raises ConfigError for an unknown key, a wrong type or a file that is not YAML.
    """
    config_file = config_file or environ.get("SSX_CONFIG")
    values = _from_file(Path(config_file)) if config_file else {}
    values |= _from_environment(environ)
    values |= dict(overrides or {})
    return Config(**{name: _checked(name, value) for name, value in values.items()})


def _from_file(path: Path) -> dict[str, Any]:
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except OSError as error:
        raise ConfigError(f"The configuration {path} cannot be read: {error.strerror}.") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"The configuration {path} is not YAML: {error}.") from error
    if not isinstance(document, dict) or not isinstance(document.get("server", {}), dict):
        raise ConfigError(f"The configuration {path} needs a section “server:” with keys and values.")
    unknown = set(document) - {"server", "authorization_rules"}
    if unknown:
        raise ConfigError(f"Unknown section in {path}: {', '.join(sorted(unknown))}.")
    rules = document.get("authorization_rules") or {}
    return {**(document.get("server") or {}), "authorization_rules": rules}


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """`SSX_TOKEN_EXP_TIME=60` is YAML too, so that lists and numbers can be given."""
    # SSX_DATABASE_URI has the prefix already.
    names = {setting.name: f"SSX_{setting.name.removeprefix('SSX_')}" for setting in fields(Config)}
    given = {name: environ[variable] for name, variable in names.items() if variable in environ}
    return {name: text if _type(name) is str else yaml.safe_load(text) for name, text in given.items()}


def _type(name: str) -> Any:
    hint = get_type_hints(Config)[name]
    return getattr(hint, "__origin__", hint)


def _checked(name: str, value: Any) -> Any:
    known = sorted(setting.name for setting in fields(Config))
    if name not in known:
        raise ConfigError(f"Unknown configuration key {name}. Known keys: {', '.join(known)}.")
    wanted = _type(name)
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        raise ConfigError(f"Configuration key {name} must be {wanted.__name__}, not {type(value).__name__}.")
    return value
