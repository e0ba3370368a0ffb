# SPDX-License-Identifier: LGPL-3.0-or-later
"""A context on a connection that begins to connect, and what its backend is called."""

from __future__ import annotations

from urllib.parse import urlsplit

from hwobj.client.local_process import LocalBackend
from hwobj.client.tokens import TokenStore
from ssx_widget.context.app_context import AppContext
from ssx_widget.context.connection import Connection
from ssx_widget.context.preferences import Preferences


def name_of_backend(url: str) -> str:
    """What a backend is called: its host, or Local."""
    return urlsplit(url).hostname or "Local"


def drafts_of(url: str) -> str:
    """The folder of the drafts for a backend: they are kept apart from those for another."""
    return urlsplit(url).netloc.replace(":", "-") or "local"


def connected_context(
    connection: Connection,
    preferences: Preferences,
    url: str,
    local: LocalBackend | None = None,
    credentials: tuple[str, str] | None = None,
) -> AppContext:
    """A context on a connection that begins to connect: to an address, or to the local backend of the folder.

    Raises BadAddress, OSError.
    """
    context = AppContext(connection, preferences, drafts_of(url))
    if url:
        connection.use_url(url, credentials, TokenStore(preferences.folder))
    else:
        connection.use_backend(local or LocalBackend(preferences.folder))
    return context
