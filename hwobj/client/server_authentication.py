# SPDX-License-Identifier: LGPL-3.0-or-later
"""Proof before trust: a local backend shows that it knows the secret before anybody sends it the secret.

The port of a backend that died can be taken by another user of the machine. So each new connection first asks
for the HMAC of a fresh nonce, on the very socket that the secret would travel on.
"""

from __future__ import annotations

import http.client
import json
import secrets
import socket

from backend.domain.handshake import is_proof


class NotProven(ConnectionError):
    """Whoever answers at this port does not know the secret of our backend."""


def prove(connection: socket.socket, host: str, secret: str) -> dict[str, object]:
    """Ask the peer of an open connection for its proof; gives its health answer, raises NotProven or OSError.

    `host` is the Host header, as `127.0.0.1:8080`. The connection can be used for further requests.
    """
    nonce = secrets.token_hex(16)
    request = f"GET /healthz?nonce={nonce} HTTP/1.1\r\nHost: {host}\r\nAccept: application/json\r\n\r\n"
    connection.sendall(request.encode("ascii"))
    answer = http.client.HTTPResponse(connection, method="GET")
    try:
        answer.begin()
        health = json.loads(answer.read(65536))
    except (http.client.HTTPException, ValueError) as error:
        raise NotProven(f"What answers at {host} is not the local backend.") from error
    finally:
        answer.close()
    if not isinstance(health, dict) or not is_proof(health.get("proof"), secret, nonce):
        raise NotProven(f"What answers at {host} is not the local backend.")
    return health
