# SPDX-License-Identifier: LGPL-3.0-or-later
"""What an app carries, each thing under a typed key that stands beside the thing's own class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from flask import Flask

T = TypeVar("T")


class AppKey(Generic[T]):
    """A place in an app: `HUB = AppKey[Hub]("hub")`, filled by `put`, read by `here` within a request.

    Flask is imported late: commands that serve nothing know these keys too.
    """

    def __init__(self, name: str) -> None:
        self._name = f"ssx_{name}"

    def put(self, app: Flask, value: T) -> None:
        """Have the app carry this from now on."""
        app.extensions[self._name] = value

    def of(self, app: Flask) -> T:
        """What the app carries; KeyError where nothing was put."""
        found: T = app.extensions[self._name]
        return found

    def here(self) -> T:
        """What the current app carries; KeyError where nothing was put."""
        from flask import current_app

        found: T = current_app.extensions[self._name]
        return found

    def here_or_none(self) -> T | None:
        """The same, None where nothing was put: a facility's app has no local process around it."""
        from flask import current_app

        return current_app.extensions.get(self._name)
