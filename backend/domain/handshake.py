# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a client and a local backend agree on before they trust each other: file, proof, version."""

from __future__ import annotations

import hashlib
import hmac

API_VERSION = 1
"""Version of the REST interface; raised when an older client could no longer work with the backend."""

ADDRESS_FILE = "backend.json"
"""File of mode 0600 in the data folder where the local backend writes its url, pid, secret and version."""

LOG_FILE = "backend.log"
"""File in the data folder with what the local backend writes while it starts and runs."""


def proof(secret: str, nonce: str) -> str:
    """Hexadecimal HMAC-SHA256 of the nonce: only who knows the secret can make it."""
    return hmac.new(secret.encode(), nonce.encode(), hashlib.sha256).hexdigest()


def is_proof(answer: object, secret: str, nonce: str) -> bool:
    """Whether `answer` is the proof for this nonce, compared in constant time."""
    return isinstance(answer, str) and hmac.compare_digest(answer.encode(), proof(secret, nonce).encode())
