# SPDX-License-Identifier: LGPL-3.0-or-later
"""The local process: the backend of one data folder, for the windows of one user on one machine."""

from __future__ import annotations

import _thread
import gc
import hmac
import json
import os
import secrets
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from waitress import create_server
from waitress.wasyncore import ExitNow

from backend.domain.handshake import proof
from backend.domain.version import __version__
from backend.extensions.api.events import LEASES
from backend.extensions.auth.authenticator import LOCAL_GUARD
from backend.local.backups import BACKUPS
from backend.local.data_folder import FolderRefused, claimed, local_settings, prepare, published
from backend.local.database import open_database
from backend.store.database import ENGINE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from flask import Flask

THREADS = 16
"""Each open event stream holds one."""

FIRST_LEASE = 30.0
"""Seconds in which the first window has to come."""

GRACE = 1.0
"""Seconds without any lease after which the process ends: a window that connects anew takes less."""

ENDING_SIGNALS = (signal.SIGTERM, signal.SIGINT)

LAST_ANSWERS = 2.0
"""Seconds that requests in work get when the process ends."""


class LocalGuard:
    """Lets in only who knows the secret and calls us by our own address."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.hosts: frozenset[str] = frozenset()

    def listens_on(self, port: int) -> None:
        """Name the addresses that a request may call us by: another one comes from a web page's script."""
        self.hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})

    def proof(self, nonce: str) -> str:
        """The proof that we know the secret."""
        return proof(self.secret, nonce)

    def refusal(self, environ: WSGIEnvironment) -> tuple[str, str] | None:
        """Status and reason if this request may not come in."""
        if environ.get("HTTP_HOST") not in self.hosts:
            return "400 Bad Request", "This address is not the local backend's own."
        if environ.get("PATH_INFO") == "/healthz":
            return None
        expected = f"Bearer {self.secret}".encode()
        if not hmac.compare_digest(environ.get("HTTP_AUTHORIZATION", "").encode("latin-1"), expected):
            return "401 Unauthorized", "The local backend asks for the secret of its data folder."
        return None

    def around(self, application: WSGIApplication) -> WSGIApplication:
        """The application behind this guard."""

        def guarded(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            refused = self.refusal(environ)
            if refused is None:
                return application(environ, start_response)
            return _refuse(*refused, start_response)

        return guarded


class Leases:
    """Counts the open event streams: each is a window that needs the process."""

    def __init__(self) -> None:
        self._held = 0
        self._ever = False
        self._changed = threading.Condition()

    @contextmanager
    def hold(self) -> Iterator[None]:
        """One lease, as long as the block lasts."""
        with self._changed:
            self._held += 1
            self._ever = True
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._held -= 1
                self._changed.notify_all()

    def wait_until_unused(self, first: float = FIRST_LEASE, grace: float = GRACE) -> None:
        """Return when no lease came within `first` seconds, or none has been held for `grace` seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._ever, first)
            while True:
                self._changed.wait_for(lambda: not self._held)
                if not self._changed.wait_for(lambda: self._held, grace):
                    return


def run(
    app_factory: Callable[..., Flask],
    data_dir: Path,
    host: str = "127.0.0.1",
    port: int = 0,
    lease: bool = False,
    settings: Mapping[str, object] | None = None,
) -> None:
    """Serve the data folder until SIGTERM, or with `lease` until no window needs it any more.

    Prints one JSON line with url and pid when it answers. `app_factory` is `create_app`; port 0 is any free
    one. Raises FolderRefused.
    """
    if host not in ("127.0.0.1", "localhost"):
        raise FolderRefused(f"The local process listens on 127.0.0.1 only, not on {host}: leave --host out.")
    data_dir = data_dir.absolute()
    prepare(data_dir)
    with claimed(data_dir):
        guard, leases = LocalGuard(secrets.token_urlsafe(32)), Leases()
        with _nothing_collected():
            app = app_factory(mode="local", overrides={**local_settings(data_dir), **(settings or {})})
        open_database(ENGINE.of(app), data_dir)
        LOCAL_GUARD.put(app, guard)
        LEASES.put(app, leases)
        server = _listen(guard.around(app.wsgi_app), port)
        guard.listens_on(server.effective_port)
        ready = {"url": f"http://127.0.0.1:{server.effective_port}", "pid": os.getpid()}
        daily = BACKUPS.of(app).made_daily()
        with published(data_dir, {**ready, "secret": guard.secret, "version": __version__}), daily:
            _serve(server, json.dumps(ready), leases if lease else None)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """What is made while the program is put together stays; looking for garbage is a fifth of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def run_service(app: Flask, host: str = "127.0.0.1", port: int = 0) -> None:
    """Serve a configured app until SIGTERM; prints the same line when it answers."""
    try:
        server = create_server(app.wsgi_app, host=host, port=port, threads=THREADS, ident=None)
    except OSError as error:
        raise FolderRefused(
            f"{host}:{port} cannot be used ({error.strerror}): choose another port."
        ) from error
    ready = {"url": f"http://{host}:{server.effective_port}", "pid": os.getpid()}
    _serve(server, json.dumps(ready), None)


def _listen(application: WSGIApplication, port: int) -> Any:
    """The server, its socket open; raises FolderRefused for a port that is taken."""
    try:
        return create_server(application, host="127.0.0.1", port=port, threads=THREADS, ident=None)
    except OSError as error:
        raise FolderRefused(
            f"Port {port} cannot be used ({error.strerror}): choose another one, or 0 for any that is free."
        ) from error


def _serve(server: Any, ready_line: str, leases: Leases | None) -> None:
    """Answer requests until the process is to end; those in work are finished."""
    try:
        for number in ENDING_SIGNALS:
            signal.signal(number, _end)
        if leases is not None:
            threading.Thread(target=_end_when_unused, args=(leases, server), daemon=True).start()
        sys.stdout.write(f"{ready_line}\n")
        sys.stdout.flush()
        server.run()
    except ExitNow:
        server.task_dispatcher.shutdown(timeout=LAST_ANSWERS)
    finally:
        server.close()


def _end(_number: int, _frame: FrameType | None) -> None:
    """Leave the server's loop, once; the exception is the one that the loop lets through at any point."""
    for number in ENDING_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise ExitNow


def _end_when_unused(leases: Leases, server: Any) -> None:
    leases.wait_until_unused()
    _thread.interrupt_main(signal.SIGTERM)
    server.pull_trigger()


def _refuse(status: str, detail: str, start_response: StartResponse) -> list[bytes]:
    """A problem answer from before the application."""
    number, _, title = status.partition(" ")
    body = json.dumps(
        {"type": "about:blank", "title": title, "status": int(number), "detail": detail}
    ).encode()
    headers = [("Content-Type", "application/problem+json"), ("Content-Length", str(len(body)))]
    if number == "401":
        headers.append(("WWW-Authenticate", "Bearer"))
    start_response(status, headers)
    return [body]
