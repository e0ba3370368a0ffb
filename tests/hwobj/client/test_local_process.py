# SPDX-License-Identifier: LGPL-3.0-or-later
"""A window and the local backend of its folder: found, started, proved, restarted, never left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hwobj.client.local_process import LocalBackend, NotStarted, find
from hwobj.client.session import RestSession
from hwobj.errors import Unreachable

pytestmark = pytest.mark.slow

Open = Callable[[Path], Any]
Scripted = Callable[..., Any]
EndsWithin = Callable[[int, float], bool]

WINDOW = """
import sys
from pathlib import Path
from hwobj.client.link import Link
from hwobj.client.local_process import LocalBackend, find
from hwobj.client.session import RestSession
folder = Path(sys.argv[1])
def tell(state):
    if state.name == "connected":
        print(find(folder).pid, flush=True)
Link(RestSession(), LocalBackend(folder), on_state=tell, on_change=print).begin()
sys.stdin.read()
"""


def test_a_window_starts_its_backend_and_works_on_it(window: Open, tmp_path: Path) -> None:
    opened = window(tmp_path / "data")
    assert opened.core.me()["username"] == "local"
    assert opened.core.proposals.list().total == 0


def test_the_backend_ends_when_the_window_closes(
    window: Open, tmp_path: Path, ends_within: EndsWithin
) -> None:
    opened = window(tmp_path / "data")
    pid = opened.pid
    opened.link.close(wait=5)
    assert ends_within(pid, 5)
    assert find(tmp_path / "data") is None


def test_two_windows_share_one_backend(window: Open, tmp_path: Path, ends_within: EndsWithin) -> None:
    first, second = window(tmp_path / "data"), window(tmp_path / "data")
    assert first.pid == second.pid
    first.link.close(wait=5)
    assert not ends_within(second.pid, 3)
    assert second.core.proposals.list().total == 0


def test_two_windows_that_open_at_once_share_one_backend(tmp_path: Path) -> None:
    backends = [LocalBackend(tmp_path / "data") for _ in range(2)]
    addresses: list[Any] = []
    threads = [
        threading.Thread(target=lambda each=each: addresses.append(each.ensure())) for each in backends
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(addresses) == 2
    assert addresses[0] == addresses[1]
    os.kill(addresses[0].pid, signal.SIGTERM)


def test_a_killed_window_leaves_no_backend_behind(tmp_path: Path, ends_within: EndsWithin) -> None:
    command = [sys.executable, "-c", WINDOW, str(tmp_path / "data")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
    assert ends_within(pid, 5)


def test_a_killed_backend_is_back_within_three_seconds(window: Open, tmp_path: Path) -> None:
    opened = window(tmp_path / "data")
    killed = opened.pid
    os.kill(killed, signal.SIGKILL)
    opened.wait_for("starting", seconds=3)
    opened.wait_for("connected", seconds=3)
    assert opened.pid != killed


def test_a_request_survives_the_death_of_its_backend(window: Open, tmp_path: Path) -> None:
    opened = window(tmp_path / "data")
    os.kill(opened.pid, signal.SIGKILL)
    assert opened.core.proposals.list().total == 0


def test_the_link_tells_what_another_window_changed(window: Open, tmp_path: Path) -> None:
    first, second = window(tmp_path / "data"), window(tmp_path / "data")
    stored = first.core.laboratories.create({"name": "Protein Crystallography"})
    change = second.changes.get(timeout=5)
    assert (change.table, change.id, change.verb) == ("Laboratory", stored["laboratoryId"], "created")


HEALTH = '{"status": "ok", "version": "1", "api": 1, "proof": "00"}'
ANSWER = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(HEALTH)}\r\n\r\n{HEALTH}"


def take_over(folder: Path, impostor: Any) -> None:
    """Leave the address file of a backend that died, whose port somebody else has taken."""
    folder.mkdir()
    address = {"url": impostor.url, "pid": 1, "secret": "the secret", "version": "1"}
    (folder / "backend.json").write_text(json.dumps(address))


def test_who_took_the_port_of_a_dead_backend_never_gets_the_secret(
    scripted: Scripted, window: Open, tmp_path: Path
) -> None:
    impostor = scripted(*[ANSWER.encode()] * 20)
    take_over(tmp_path / "data", impostor)
    assert window(tmp_path / "data").rest.target.url != impostor.url
    assert impostor.requests
    assert not [each for each in impostor.requests if b"secret" in each or b"Authorization" in each]


def test_the_port_is_taken_while_the_window_works(scripted: Scripted) -> None:
    impostor = scripted(*[ANSWER.encode()] * 20)
    rest = RestSession()
    rest.point(impostor.url, "the secret", local=True)
    with pytest.raises(Unreachable):
        rest.json("GET", "/proposals")
    assert impostor.requests
    assert all(each.startswith(b"GET /healthz?nonce=") for each in impostor.requests)
    assert not [each for each in impostor.requests if b"secret" in each]


def test_a_nonce_is_used_once(scripted: Scripted, tmp_path: Path) -> None:
    impostor = scripted(*[ANSWER.encode()] * 2)
    take_over(tmp_path / "data", impostor)
    assert find(tmp_path / "data") is None
    assert find(tmp_path / "data") is None
    assert len({each.splitlines()[0] for each in impostor.requests}) == 2


@pytest.mark.parametrize("content", ["", "[]", '{"url": "http://127.0.0.1:1"}', "\x00"])
def test_a_broken_address_file_counts_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "backend.json").write_text(content)
    assert find(tmp_path) is None


def test_why_a_backend_does_not_start_is_told_in_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "ssx-desk.sqlite").write_bytes(b"this is no database, but somebody's notes" * 100)
    with pytest.raises(NotStarted) as raised:
        LocalBackend(tmp_path).ensure()
    assert "is damaged or not readable" in str(raised.value)
    assert str(tmp_path / "backend.log") in str(raised.value)
    assert (tmp_path / "ssx-desk.sqlite").read_bytes().startswith(b"this is no database")


def test_a_closing_window_starts_nothing_any_more(tmp_path: Path) -> None:
    backend = LocalBackend(tmp_path / "data")
    backend.close()
    with pytest.raises(Unreachable, match="closing"):
        backend.ensure()
    assert not (tmp_path / "data").exists()


def test_an_early_start_is_the_one_that_is_used(tmp_path: Path, ends_within: EndsWithin) -> None:
    backend = LocalBackend(tmp_path / "data")
    backend.begin()
    address = backend.ensure()
    assert (tmp_path / "data" / "backend.log").read_text() == ""
    os.kill(address.pid, signal.SIGTERM)
    assert ends_within(address.pid, 5)
