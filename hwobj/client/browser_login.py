# SPDX-License-Identifier: LGPL-3.0-or-later
"""Login through the system's browser: it goes to the facility's issuer and comes back to this program.

The browser comes back to a port of this machine that is open for this one answer (RFC 8252). What keeps
others out: `state` says that the answer belongs to our question, the code is of use only with the verifier
that never left this program (RFC 7636), and `nonce` ties the issuer's token to it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from backend.domain.rows.answers import LoginModule
from hwobj.client.transport import is_loopback
from hwobj.errors import BadAddress, NotLoggedIn

PATIENCE = 300.0
"""Seconds that somebody may take to log in."""

LOOK = 0.25
"""Seconds after which a login that was given up is noticed."""

BACK = (
    "<!doctype html><meta charset=utf-8><title>SSX Desk</title>"
    "<p style='font: 1.2em sans-serif; margin: 3em'>{}</p>"
)


class BrowserLogin:
    """One login: `begin` sends the browser, `wait` gives what the backend is to be told."""

    def __init__(self, module: LoginModule) -> None:
        """`module` is one of kind `browser`, as `/auth/modules` describes it."""
        place = str(module["authorization_endpoint"])
        if urlsplit(place).scheme != "https" and not (place.startswith("http://") and is_loopback(place)):
            raise BadAddress(f"The backend names {place!r} for the login, which no browser should open.")
        self._module = module
        self._verifier = secrets.token_urlsafe(48)
        self._state, self._nonce = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        self._given_up = threading.Event()
        self._answer: dict[str, str] = {}
        self._server = HTTPServer(("127.0.0.1", 0), self._responder())
        self._server.timeout = LOOK

    @property
    def redirect_uri(self) -> str:
        """Where the browser comes back to."""
        return f"http://127.0.0.1:{self._server.server_port}/"

    @property
    def url(self) -> str:
        """Where the browser goes."""
        digest = hashlib.sha256(self._verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self._module["client_id"],
            "redirect_uri": self.redirect_uri,
            "scope": self._module["scope"],
            "state": self._state,
            "nonce": self._nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        place = str(self._module["authorization_endpoint"])
        return f"{place}{'&' if urlsplit(place).query else '?'}{urlencode(asked)}"

    def give_up(self) -> None:
        """End the wait; from any thread."""
        self._given_up.set()

    def wait(self, open_browser: Callable[[str], object], patience: float = PATIENCE) -> dict[str, str]:
        """Send the browser and wait for it; the body for `/auth/login`. Raises NotLoggedIn."""
        timer = threading.Timer(patience, self.give_up)
        timer.start()
        try:
            # A browser may take until it is closed; it is answered meanwhile.
            threading.Thread(target=open_browser, args=(self.url,), daemon=True).start()
            while not self._answer and not self._given_up.is_set():
                self._server.handle_request()
        finally:
            timer.cancel()
            self._server.server_close()
        if "code" not in self._answer:
            raise NotLoggedIn("The browser did not come back with a login; try again.")
        return {
            "module": str(self._module["name"]),
            "code": self._answer["code"],
            "code_verifier": self._verifier,
            "redirect_uri": self.redirect_uri,
            "nonce": self._nonce,
        }

    def _take(self, target: str) -> tuple[int, str]:
        """Keep the answer to our own question; status and words for the page that the person sees."""
        parts = urlsplit(target)
        given = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path != "/" or not hmac.compare_digest(
            given.get("state", "").encode(), self._state.encode()
        ):
            return 400, "This is not the answer that SSX Desk waits for."
        self._answer = given
        if "code" not in given:
            return 200, "You are not logged in. Close this page and go back to SSX Desk."
        return 200, "You are logged in. Close this page and go back to SSX Desk."

    def _responder(self) -> type[BaseHTTPRequestHandler]:
        take = self._take

        class Responder(BaseHTTPRequestHandler):
            timeout = 2.0

            def do_GET(self) -> None:
                status, words = take(self.path)
                page = BACK.format(words).encode()
                self.send_response(status)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(page)))
                self.send_header("Cache-Control", "no-store")
                self.end_headers()
                self.wfile.write(page)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
                """Say nothing: the address that was asked for has the code in it."""

        return Responder
