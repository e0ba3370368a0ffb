# SPDX-License-Identifier: LGPL-3.0-or-later
"""The app factory: configuration, extensions, and the services that this process is to serve."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from flask import Flask

from backend.config import Config, ConfigError, load
from backend.extensions import api, cors, logging, metrics, services
from backend.extensions.api.events import LOOKS
from backend.extensions.api.service import SCHEMA
from backend.extensions.auth import authenticator
from backend.extensions.auth.access import check_rules
from backend.facility import profile
from backend.files.store import Store
from backend.local.backups import BACKUPS, Backups
from backend.migrations.schema_check import SchemaWatch
from backend.outside import user_office
from backend.outside.mail import MailServer
from backend.plugins import load_plugin
from backend.store import database

MODES = ("prod", "dev", "local")


def create_app(
    config_file: str | Path | None = None,
    mode: str = "prod",
    overrides: Mapping[str, object] | None = None,
) -> Flask:
    """The WSGI application.

    config_file: YAML; without one, the file that `SSX_CONFIG` names. mode: "prod" and "dev" serve a
    facility, "local" is the process behind a window. Raises ConfigError for what cannot be used.
    """
    if mode not in MODES:
        raise ConfigError(f"The mode {mode} is not known; it is one of {', '.join(MODES)}.")
    config = load(config_file, overrides)
    _require(config)
    app = Flask("backend", static_folder=None)
    app.config["SSX"] = config
    app.config["SECRET_KEY"] = config.SECRET_KEY
    app.config["MAX_CONTENT_LENGTH"] = config.MAX_CONTENT_LENGTH
    app.debug = mode == "dev"
    database.init_app(app, config)
    SCHEMA.put(app, SchemaWatch(database.ENGINE.of(app)))
    secrets = (config.SECRET_KEY, *database.passwords(database.ENGINE.of(app)))
    logging.init_app(app, config.LOG_LEVEL, config.LOG_FORMAT, secrets)
    metrics.init_app(app)
    cors.init_app(app, config.CORS_ORIGINS, config.API_ROOT)
    from backend.core.people.rules import memberships
    from backend.core.shipping.rules import labels
    from backend.labels.template_watch import changes_in
    from backend.outside.pdb_site import PDB_SITE, PdbSite

    files = Store.of(config)
    PDB_SITE.put(app, PdbSite.of(config))
    found = profile.load(config)
    profile.FACILITY.put(app, found)
    labels.LABEL_SETTINGS.put(app, labels.LabelSettings.of(config, found))
    LOOKS.put(app, [lambda: changes_in(lambda: labels.LABEL_SETTINGS.of(app).templates)])
    database.SESSION_INFO.put(app, lambda: _session_info(app, config, files))
    user_office.USER_OFFICE.put(app, user_office.load(config.USER_OFFICE))
    services.REMOTE_SERVICES.put(app, services.elsewhere(config))
    authenticator.init_app(app, config, memberships, mode)
    if config.DATA_DIR:
        BACKUPS.put(app, Backups(Path(config.DATA_DIR)))
    if "core" in config.SERVICES:
        from backend.core.shipping.routes import dewar_page

        dewar_page.init_app(app)
    api.init_app(app, config, _blueprints(config))
    check_rules(app)
    return app


def _session_info(app: Flask, config: Config, files: Store) -> dict[str, object]:
    """What rules over rows ask a session for."""
    return {
        "barcode_pattern": config.BARCODE_PATTERN,
        "container_types": profile.FACILITY.of(app).container_types,
        "files": files,
    }


def _require(config: Config) -> None:
    database.require_address(config)
    if len(config.SECRET_KEY) < 32:
        raise ConfigError(
            "The configuration needs a SECRET_KEY of at least 32 characters; there is no default."
        )
    if config.LOG_FORMAT not in logging.FORMATS:
        raise ConfigError(f"LOG_FORMAT is one of {', '.join(logging.FORMATS)}, not {config.LOG_FORMAT}.")
    if config.LOG_LEVEL.upper() not in logging.LEVELS:
        raise ConfigError(f"LOG_LEVEL is one of {', '.join(logging.LEVELS)}, not {config.LOG_LEVEL}.")
    unknown = {name for name in config.SERVICES if ":" not in name} - {"core", "ssx", "em"}
    if unknown:
        raise ConfigError(f"SERVICES names {', '.join(sorted(unknown))}; the services are core, ssx and em.")
    MailServer.of(config)


def _of_service(name: str) -> list[api.Mounted]:
    """The blueprints of a service: one of ours, or a facility's own; only what is served is imported."""
    if ":" in name:
        found: list[api.Mounted] = load_plugin("SERVICES", name, "module:LIST")
        return found
    ours: list[api.Mounted] = import_module(f"backend.{name}.routes").BLUEPRINTS
    return ours


def _blueprints(config: Config) -> list[api.Mounted]:
    from backend.demo import routes as demo

    mounted = [pair for name in config.SERVICES for pair in _of_service(name)]
    if {"core", "ssx"} <= set(config.SERVICES):
        from backend.transfers.routes import transfers

        mounted.append((transfers, "/transfers"))
    if not config.DATA_DIR:
        return mounted
    from backend.local.routes import backups

    return [*mounted, (demo.blueprint, ""), (backups, "")]
