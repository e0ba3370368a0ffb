# SPDX-License-Identifier: LGPL-3.0-or-later
"""Where the tokens of remote backends are kept: the desktop's keyring, or else a file of mode 0600."""

from __future__ import annotations

import json
from pathlib import Path

from backend.domain.files import replace_text
from hwobj.client.session import Target

SERVICE = "ssx-desk"
FILE = "tokens.json"


class TokenStore:
    """Keeps one login for each address, so that the next start needs no password."""

    def __init__(self, folder: Path) -> None:
        """`folder` holds the file for desktops without a keyring."""
        self._file = folder / FILE

    def keep(self, target: Target) -> None:
        """Keep the login of a target, replacing an earlier one for the same address."""
        if target.token:
            self._store(target.url, json.dumps([target.token, target.refresh_token]))

    def kept(self, url: str) -> Target | None:
        """The target as it was when somebody last logged in there."""
        text = self._load(url)
        if not text:
            return None
        token, refresh_token = json.loads(text)
        return Target(url, token, refresh_token)

    def forget(self, url: str) -> None:
        """Log out: the next start asks for the password."""
        self._store(url, "")

    def _store(self, url: str, text: str) -> None:
        import keyring  # slow to import, and needed for remote backends only
        from keyring.errors import KeyringError

        try:
            keyring.set_password(SERVICE, url, text)
        except KeyringError:
            self._write({**self._read(), url: text})

    def _load(self, url: str) -> str:
        import keyring
        from keyring.errors import KeyringError

        try:
            return keyring.get_password(SERVICE, url) or ""
        except KeyringError:
            return self._read().get(url, "")

    def _read(self) -> dict[str, str]:
        if not self._file.exists():
            return {}
        rows: dict[str, str] = json.loads(self._file.read_text(encoding="utf-8"))
        return rows

    def _write(self, rows: dict[str, str]) -> None:
        """Nobody else may read it at any moment."""
        kept = {url: text for url, text in rows.items() if text}
        replace_text(self._file, json.dumps(kept), private=True)
