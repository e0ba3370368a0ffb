# SPDX-License-Identifier: LGPL-3.0-or-later
"""Requests to the backend: the one place that knows a URL and a token, for all threads of a program."""

from __future__ import annotations

import base64
import threading
import weakref
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from json import loads
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeAlias, TypedDict, TypeVar, cast
from urllib.parse import urlsplit

import requests

from backend.domain.files import replacing
from backend.domain.handshake import API_VERSION
from backend.domain.rows.answers import Health, LoginAnswer, LoginModule, LoginModules, Problem
from hwobj.client.gevent_support import run_in_thread_pool
from hwobj.client.transport import is_loopback, local_session, remote_session
from hwobj.errors import BadAddress, ServerFault, Unreachable, VersionMismatch, error_from

if TYPE_CHECKING:
    from typing_extensions import Unpack

T = TypeVar("T")

JsonObject: TypeAlias = dict[str, object]
"""An object as it is on the wire, of which nothing is known."""

Progress: TypeAlias = Callable[[int, int], None]
"""Called while a file comes: bytes that are there, bytes in all."""

API_ROOT = "/ispyb/api/v1"
CONNECT_TIMEOUT = 5.0
_PART = 1024 * 1024
"""Bytes of a file that are held at once."""

PDF_TIMEOUT = 180.0
"""Seconds that the labels of a large shipment may take."""


class SendOptions(TypedDict, total=False):
    """What a request carries, as in requests; a write's idempotency key, and the revision that it expects."""

    params: Mapping[str, object]
    json: object
    data: bytes | Mapping[str, str] | Iterable[bytes]
    files: Mapping[str, tuple[str, bytes]]
    stream: bool
    headers: Mapping[str, str]
    timeout: float
    key: str | None
    etag: str | None


@dataclass(frozen=True)
class Target:
    """Where requests go and as whom; replaced as a whole, so that no thread sees half of it."""

    url: str = ""
    token: str | None = None
    refresh_token: str | None = None
    local: bool = False
    """The token is the secret of a local process, which proves itself before it is sent."""


class _Dropped(Unreachable):
    """The connection broke, or none came about: the request may be sent again if that does no harm."""


class ListAnswer(TypedDict):
    """The envelope of a list."""

    data: ListData
    message: str | None


class ListData(TypedDict):
    """A list's rows, how many there are in all, and the cursor of the next ones."""

    rows: list[object]
    total: int
    next: str | None


class RestSession:
    """Sends requests; gives rows and bytes or raises a LimsError; may be shared between threads."""

    def __init__(
        self,
        url: str = "",
        token: str | None = None,
        *,
        timeout: float = 30.0,
        verify: bool | str = True,
        proxy: str | None = None,
    ) -> None:
        """`timeout` is in seconds; `verify` may be the file of an own certificate authority."""
        self.timeout = timeout
        self.verify = verify
        self.proxy = proxy
        self.recover: Callable[[Target], None] | None = None
        """Called when the connection broke, before the one repetition: it may point elsewhere, or raise."""
        self.logged_in: Callable[[Target], None] | None = None
        """Called with each new token, so that it can be kept."""
        self.kept: Callable[[str], Target | None] | None = None
        """Called for an address before a token is renewed: another window may have done that already."""
        self.spare: Callable[[], str | Mapping[str, str] | None] | None = None
        """Called when a token cannot be renewed: gives another token, or what `/auth/login` takes for one."""
        self._target = Target()
        self._per_thread = threading.local()
        self._sessions: weakref.WeakSet[requests.Session] = weakref.WeakSet()
        self._renewing = threading.Lock()
        if url:
            self.point(url, token)

    @property
    def target(self) -> Target:
        """Where requests go now."""
        return self._target

    def point(
        self, url: str, token: str | None = None, refresh_token: str | None = None, *, local: bool = False
    ) -> None:
        """Send the next requests there; raises BadAddress."""
        self._target = Target(_checked(url), token, refresh_token, local)

    def resume(self, target: Target) -> None:
        """Go on with a login that was kept."""
        self.point(target.url, target.token, target.refresh_token)

    def detach(self) -> None:
        """Point nowhere: requests fail until the next `point`."""
        self._target = Target()

    def close(self) -> None:
        """Close the connections that wait for further requests."""
        for session in list(self._sessions):
            session.close()

    def login(self, username: str, password: str) -> LoginAnswer:
        """Log in; gives the token, its end, the user name and the permissions."""
        return self.log_in({"username": username, "password": password})

    def log_in(self, body: Mapping[str, str]) -> LoginAnswer:
        """Log in with what `/auth/login` takes, such as what a browser brought; gives the same."""
        self._target = replace(self._target, token=None, refresh_token=None)
        answer = self.ask(LoginAnswer, "POST", "/auth/login", json=body)
        self._take_tokens(answer)
        return answer

    def login_modules(self) -> list[LoginModule]:
        """How the backend lets people log in: name and kind (`password`, `browser`) of each way."""
        return self.ask(LoginModules, "GET", "/auth/modules")["modules"]

    def logout(self) -> None:
        """End the login: its tokens are good nowhere any more."""
        self.send("POST", "/auth/logout")
        self._target = replace(self._target, token=None, refresh_token=None)

    def health(self) -> Health:
        """What the backend says about itself, which needs no token."""
        return cast("Health", _object(self._exchange("GET", "/healthz", absolute=True)))

    def check_version(self) -> None:
        """Raise VersionMismatch, with a sentence that says which side is too old, unless both fit."""
        theirs = self.health().get("api")
        if not isinstance(theirs, int):
            raise ServerFault(_NOT_OURS.format(url=self._target.url))
        if theirs < API_VERSION:
            raise VersionMismatch(
                f"The backend at {self._target.url} is too old for this program (interface {theirs}, "
                f"{API_VERSION} is needed): update the backend, or close the windows that started it."
            )
        if theirs > API_VERSION:
            raise VersionMismatch(
                f"This program is too old for the backend at {self._target.url} (interface {API_VERSION}, "
                f"{theirs} is needed): update SSX Desk."
            )

    def json(self, method: str, path: str, **options: Unpack[SendOptions]) -> JsonObject:
        """The JSON object that the backend answers; options as for `send`."""
        return _object(self.send(method, path, **options))

    def ask(self, shape: type[T], method: str, path: str, **options: Unpack[SendOptions]) -> T:  # noqa: ARG002
        """The same, as the class of answer that *shape* tells mypy; at run time any object is taken."""
        return cast("T", self.json(method, path, **options))

    def ask_data(self, shape: type[T], path: str, **options: Unpack[SendOptions]) -> T:  # noqa: ARG002
        """What lies in a list's envelope: its `rows`, and what is told beside them."""
        return cast("T", self.json("GET", path, **options)["data"])

    def ask_rows(
        self,
        shape: type[T],  # noqa: ARG002
        path: str,
        method: str = "GET",
        **options: Unpack[SendOptions],
    ) -> list[T]:
        """The rows of a list, as *shape* has them."""
        rows = self.ask(ListAnswer, method, path, **options)["data"]["rows"]
        return cast("list[T]", rows)

    def content(self, path: str, **options: Unpack[SendOptions]) -> bytes:
        """A file, as a label's PDF; options as for `send`."""
        return self.send("GET", path, **options).content

    def save(
        self, path: str, target: Path, progress: Progress | None = None, **options: Unpack[SendOptions]
    ) -> None:
        """Write a file, such as an archive, beside its place piece by piece and put it there whole.

        progress: called with the bytes that are written and those that there are (0: not known); what it
        raises ends the work, and nothing is left of the file.
        """
        try:
            with replacing(target) as output:
                run_in_thread_pool(partial(self._save, path, output, progress, **options))
        except requests.RequestException as error:
            raise Unreachable(_BROKE_OFF.format(url=self._target.url)) from error

    def _save(
        self, path: str, output: BinaryIO, progress: Progress | None, **options: Unpack[SendOptions]
    ) -> None:
        options["stream"] = True
        with self.send("GET", path, **options) as answer:
            whole, written = int(answer.headers.get("Content-Length", 0)), 0
            for part in answer.iter_content(_PART):
                output.write(part)
                written += len(part)
                if progress:
                    progress(written, whole)
        if written < whole:
            raise Unreachable(_BROKE_OFF.format(url=self._target.url))

    def send(self, method: str, path: str, **options: Unpack[SendOptions]) -> requests.Response:
        """Send a request below the API's root; `params`, `json`, `data`, `files` and so on as in requests.

        `key` is the idempotency key of a write, `etag` the revision that it expects. A read, or a write that
        has a key, is repeated once after a broken connection; after a 401 the token is renewed once.
        """
        key, etag = options.get("key"), options.get("etag")
        headers = dict(options.get("headers", {}))
        if key:
            headers["Idempotency-Key"] = key
        if etag:
            headers["If-Match"] = etag if etag.endswith('"') else f'"{etag}"'
        options["headers"] = headers
        return self._exchange(method, path, options, repeatable=method == "GET" or bool(key))

    def _exchange(
        self,
        method: str,
        path: str,
        options: SendOptions | None = None,
        *,
        repeatable: bool = True,
        absolute: bool = False,
    ) -> requests.Response:
        place = path if absolute else API_ROOT + path
        return run_in_thread_pool(partial(self._ask, method, place, options or {}, repeatable))

    def _ask(self, method: str, path: str, options: SendOptions, repeatable: bool) -> requests.Response:
        target = self._target
        try:
            response = self._once(target, method, path, options)
        except _Dropped:
            if self.recover:
                self.recover(target)
            if not repeatable:
                raise
            response = self._once(self._target, method, path, options)
        if response.status_code == 401 and self._renew(target):
            response.close()
            response = self._once(self._target, method, path, options)
        return _checked_answer(response)

    def _once(self, target: Target, method: str, path: str, options: SendOptions) -> requests.Response:
        """Send it once to this target; raises Unreachable."""
        if not target.url:
            raise Unreachable("No backend is connected yet.")
        timeout = options.get("timeout", self.timeout)
        try:
            return self._session(target).request(
                method,
                target.url + path,
                # Requests takes lists, numbers and None beside text.
                params=cast("Mapping[str, str] | None", options.get("params")),
                json=options.get("json"),
                data=options.get("data"),
                files=options.get("files"),
                headers=options.get("headers"),
                stream=options.get("stream"),
                timeout=(CONNECT_TIMEOUT, timeout),
                verify=self.verify,
                allow_redirects=False,
            )
        except requests.exceptions.SSLError as error:
            raise Unreachable(
                f"The certificate of {target.url} cannot be trusted: name the certificate authority of your "
                "facility in the settings."
            ) from error
        except requests.ReadTimeout as error:
            raise Unreachable(f"{target.url} did not answer within {timeout:g} s: try again.") from error
        except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError) as error:
            raise _Dropped(
                f"{target.url} cannot be reached: check the network and that the backend runs."
            ) from error
        except requests.RequestException as error:
            raise Unreachable(f"The request to {target.url} could not be made: {error}.") from error

    def _session(self, target: Target) -> requests.Session:
        """This thread's session for the target."""
        if getattr(self._per_thread, "target", None) != target:
            if target.local:
                session = local_session(target.token or "")
            else:
                session = remote_session(target.url, target.token, self.proxy)
            self._per_thread.target = target
            self._per_thread.session = session
            self._sessions.add(session)
        return self._per_thread.session  # type: ignore[no-any-return]

    def _renew(self, refused: Target) -> bool:
        """Get a new token with the refresh token, once for all threads; whether there is a newer one now."""
        with self._renewing:
            if self._target != refused:
                return True
            if refused.local or refused.token is None:
                return False
            return self._refresh(refused) or self._use_spare(refused)

    def _refresh(self, refused: Target) -> bool:
        """Get a new token for the refresh token; whether that worked."""
        if not refused.refresh_token:
            return False
        newer = self.kept(refused.url) if self.kept else None
        if newer is not None and newer.token != refused.token and _same_login(newer, refused):
            self.resume(newer)
            return True
        return self._tokens_for(refused, "/auth/refresh", {"refresh_token": refused.refresh_token})

    def _use_spare(self, refused: Target) -> bool:
        """Go on with the token or the login that is kept for this; whether that worked."""
        spare = self.spare() if self.spare else None
        if isinstance(spare, str):
            self.point(refused.url, spare)
            return spare != refused.token
        return spare is not None and self._tokens_for(refused, "/auth/login", spare)

    def _tokens_for(self, refused: Target, path: str, body: Mapping[str, str]) -> bool:
        """Whether the backend gave new tokens for this."""
        response = self._once(replace(refused, token=None), "POST", API_ROOT + path, {"json": body})
        if not response.ok:
            return False
        self._take_tokens(cast("LoginAnswer", _object(response)))
        return True

    def _take_tokens(self, answer: LoginAnswer) -> None:
        refresh_token = answer.get("refresh_token") or self._target.refresh_token
        self._target = replace(self._target, token=answer["token"], refresh_token=refresh_token)
        if self.logged_in:
            self.logged_in(self._target)


_BROKE_OFF = "{url} broke off: try again."
_NOT_OURS = "What answers at {url} is not an SSX Desk backend: check the address."


def _checked(url: str) -> str:
    """The address without the API's root; plain http only to this machine, or others could read the token."""
    url = url.strip()
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadAddress(f"{url!r} is not the address of a backend: write it as https://host.")
    if parts.scheme == "http" and not is_loopback(url):
        raise BadAddress(
            f"Only https is used for {parts.hostname}: plain http would show your password to others."
        )
    if parts.username or parts.query or parts.fragment:
        raise BadAddress("The address takes no user name, question mark or hash: write it as https://host.")
    return f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/").removesuffix(API_ROOT)


def _same_login(one: Target, other: Target) -> bool:
    """Whether two tokens came from the same login, and so are the same person's."""
    return bool(_login_in(one.token)) and _login_in(one.token) == _login_in(other.token)


def _login_in(token: str | None) -> str:
    """The login that a token names; empty for what is no token of ours."""
    try:
        middle = (token or "").split(".")[1]
        claims = loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
        return str(claims["login"])
    except (ValueError, LookupError, TypeError):
        return ""


def _checked_answer(response: requests.Response) -> requests.Response:
    """The answer, unless it is a refusal: then the error that it means."""
    if response.status_code < 300:
        return response
    if response.status_code < 400:
        raise ServerFault(_NOT_OURS.format(url=response.url))
    raise error_from(response.status_code, _problem(response), response.headers)


def _problem(response: requests.Response) -> Problem:
    """The problem document; an error page of a proxy in between counts as none."""
    try:
        problem = response.json()
    except ValueError:
        return {}
    return cast("Problem", problem) if isinstance(problem, dict) else {}


def _object(response: requests.Response) -> JsonObject:
    """The JSON object in the body."""
    try:
        answer = response.json()
    except ValueError as error:
        raise ServerFault(_NOT_OURS.format(url=response.url)) from error
    if not isinstance(answer, dict):
        raise ServerFault(_NOT_OURS.format(url=response.url))
    return answer
