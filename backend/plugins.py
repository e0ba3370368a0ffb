# SPDX-License-Identifier: LGPL-3.0-or-later
"""A facility's own code that the configuration names: logins, services, the user office."""

from __future__ import annotations

import traceback
from importlib import import_module
from typing import Any

from backend.config import ConfigError


def load_plugin(key: str, name: str, form: str = "module:Class") -> Any:
    """What the configuration's *key* names as `module:attribute`.

    Raises ConfigError: that it is not there, or the fault itself of a module that is there and fails.
    """
    place, _, attribute = name.partition(":")
    if not all(part.isidentifier() for part in (*place.split("."), attribute)):
        raise ConfigError(f"{key} names {name or 'nothing'}; write it as {form}.")
    module = _imported(key, name, place, form)
    if not hasattr(module, attribute):
        raise ConfigError(f"{key} names {name}, but the module {place} has no {attribute}.")
    return getattr(module, attribute)


def _imported(key: str, name: str, place: str, form: str) -> object:
    try:
        return import_module(place)
    except Exception as error:
        if isinstance(error, ModuleNotFoundError) and f"{place}.".startswith(f"{error.name}."):
            raise ConfigError(f"{key} names {name}, which is not there; write it as {form}.") from error
        raise ConfigError(
            f"{key} names {name}; its module is there, but its import failed{_where(error)}: "
            f"{type(error).__name__}: {error}."
        ) from error


def _where(error: Exception) -> str:
    """The line that raised, where it is known: a facility looks for it in a file of its own."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    written = not last.filename.startswith("<")  # a SyntaxError says its own line
    return f" in {last.filename}, line {last.lineno}" if written else ""
