# SPDX-License-Identifier: LGPL-3.0-or-later
"""The SSX Desk backend: a Flask service over an ISPyB database and the SSX tables.

`create_app` is loaded on first use, so that `import backend.domain.…` stays free of Flask and SQLAlchemy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.domain.version import __version__ as __version__

if TYPE_CHECKING:
    from backend.app import create_app as create_app


def __getattr__(name: str) -> object:
    if name == "create_app":
        from backend.app import create_app

        return create_app
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
