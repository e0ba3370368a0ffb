# SPDX-License-Identifier: LGPL-3.0-or-later
"""The user office, from which a facility's proposals come: plug-ins that read it, each in its own way.

A plug-in gives entries (`base.OfficeEntry`); `backend.core.people.rules.user_office` stores them. The
configuration's `USER_OFFICE` names the plug-in as `file`, `rest` or `module:Class`; its other keys are the
plug-in's own.
"""

from __future__ import annotations

from collections.abc import Mapping

from backend.app_keys import AppKey
from backend.config import ConfigError
from backend.outside.user_office.base import OfficeEntry, UserOffice
from backend.plugins import load_plugin

__all__ = ["USER_OFFICE", "OfficeEntry", "UserOffice", "load"]

_OURS = {
    "file": "backend.outside.user_office.file_drop:FileDrop",
    "rest": "backend.outside.user_office.rest:RestOffice",
}


USER_OFFICE = AppKey[UserOffice | None]("user_office")


def load(settings: Mapping[str, object]) -> UserOffice | None:
    """The plug-in that the settings name, None without settings; ConfigError for what cannot be used."""
    if not settings:
        return None
    given = dict(settings)
    name = str(given.pop("plugin", ""))
    made = load_plugin("USER_OFFICE", _OURS.get(name, name), "file, rest or module:Class")
    try:
        office: UserOffice = made(**given)
    except TypeError as error:
        raise ConfigError(f"USER_OFFICE does not fit the plug-in {name}: {error}.") from error
    return office
