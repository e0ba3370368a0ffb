# SPDX-License-Identifier: LGPL-3.0-or-later
"""The local process as another program meets it: its ready line, its secret, its leases, its end."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from filelock import FileLock

from backend.domain.handshake import is_proof
from backend.local import data_folder
from backend.local.server import Leases

pytestmark = pytest.mark.slow

LISTEN = """
import requests, sys
with requests.get(sys.argv[1], headers={"Authorization": "Bearer " + sys.argv[2]}, stream=True) as stream:
    for line in stream.iter_lines(chunk_size=1):
        print("open", flush=True)
"""


@dataclass
class LocalProcess:
    """A running local process, as its folder describes it."""

    process: subprocess.Popen[str]
    ready: dict[str, object]
    folder: Path

    @property
    def address(self) -> dict[str, str]:
        return dict(json.loads((self.folder / "backend.json").read_text(encoding="utf-8")))

    @property
    def log(self) -> str:
        return (self.folder.parent / "stderr").read_text(encoding="utf-8")

    def get(self, path: str, secret: str | None = None, host: str | None = None) -> requests.Response:
        headers = {} if host is None else {"Host": host}
        if secret is not None:
            headers["Authorization"] = f"Bearer {secret}"
        return requests.get(self.address["url"] + path, headers=headers, timeout=10)

    def listener(self) -> subprocess.Popen[str]:
        """A process of its own that holds the event stream open."""
        url = f"{self.address['url']}/ispyb/api/v1/events"
        command = [sys.executable, "-c", LISTEN, url, self.address["secret"]]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        return process


Serve = Callable[..., LocalProcess]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Start `ssx-backend serve` on a data folder with further options; it ends with the test."""
    with ExitStack() as stack:

        def start(*options: str, expect: bool = True) -> LocalProcess:
            folder = tmp_path / "data"
            log = stack.enter_context((tmp_path / "stderr").open("a"))
            command = [sys.executable, "-m", "backend", "serve", "--data-dir", str(folder), *options]
            process = stack.enter_context(
                subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
            )
            stack.callback(process.kill)
            assert process.stdout is not None
            line = process.stdout.readline()
            assert bool(line) is expect, (tmp_path / "stderr").read_text()
            return LocalProcess(process, json.loads(line) if line else {}, folder)

        yield start


def test_one_ready_line_tells_where_it_answers(serve: Serve) -> None:
    local = serve()
    assert set(local.ready) == {"url", "pid"}
    assert local.ready["pid"] == local.process.pid
    assert requests.get(f"{local.ready['url']}/healthz", timeout=10).json()["status"] == "ok"


def test_only_the_owner_can_read_the_folder_and_the_secret(serve: Serve) -> None:
    local = serve()
    assert stat.S_IMODE(local.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((local.folder / "backend.json").stat().st_mode) == 0o600
    assert local.address["secret"] not in Path(f"/proc/{local.process.pid}/cmdline").read_text()


def test_every_path_but_health_asks_for_the_secret(serve: Serve) -> None:
    local = serve()
    path = "/ispyb/api/v1/proposals"
    refused = local.get(path, secret="x" * 43)
    assert refused.status_code == 401
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert local.get(path).status_code == 401
    assert local.get("/ispyb/api/v1/doc/").status_code == 401
    assert local.get(path, secret="schlüssel".encode().decode("latin-1")).status_code == 401
    assert local.get(path, secret=local.address["secret"]).status_code == 200
    assert local.get("/healthz").status_code == 200
    assert local.address["secret"] not in local.log


def test_another_host_name_is_refused_even_with_the_secret(serve: Serve) -> None:
    local = serve()
    refused = local.get("/ispyb/api/v1/proposals", secret=local.address["secret"], host="evil.example")
    assert refused.status_code == 400
    assert local.get("/healthz", host="evil.example").status_code == 400


def test_health_proves_that_the_process_knows_the_secret(serve: Serve) -> None:
    local = serve()
    nonce = "0123456789abcdef"
    answer = local.get(f"/healthz?nonce={nonce}").json()
    assert is_proof(answer["proof"], local.address["secret"], nonce)
    assert not is_proof(answer["proof"], local.address["secret"], nonce[::-1])


def test_a_new_start_has_a_new_secret(serve: Serve) -> None:
    first = serve()
    secret = first.address["secret"]
    first.process.kill()
    first.process.wait(timeout=10)
    assert serve().address["secret"] != secret


@pytest.mark.parametrize("with_window", [False, True])
def test_sigterm_ends_it_and_leaves_no_address(serve: Serve, with_window: bool) -> None:
    local = serve()
    with ExitStack() as stack:
        if with_window:
            listener = stack.enter_context(local.listener())
            stack.callback(listener.kill)
        local.process.terminate()
        assert local.process.wait(timeout=5) == 0
    assert not (local.folder / "backend.json").exists()
    assert "Traceback" not in local.log


def test_it_ends_when_its_only_window_is_killed(serve: Serve) -> None:
    local = serve("--lease")
    with local.listener() as window:
        window.send_signal(signal.SIGKILL)
    assert local.process.wait(timeout=5) == 0
    assert not (local.folder / "backend.json").exists()


def test_it_stays_as_long_as_one_window_is_open(serve: Serve) -> None:
    local = serve("--lease")
    with local.listener() as second:
        with local.listener() as first:
            first.kill()
        with pytest.raises(subprocess.TimeoutExpired):
            local.process.wait(timeout=3)
        assert local.get("/healthz").status_code == 200
        second.kill()
    assert local.process.wait(timeout=5) == 0


def test_it_ends_when_no_window_ever_comes() -> None:
    Leases().wait_until_unused(first=0.01, grace=0.01)


def test_a_window_that_connects_anew_keeps_it() -> None:
    leases = Leases()
    ended = threading.Event()

    def watch() -> None:
        leases.wait_until_unused(first=10, grace=0.5)
        ended.set()

    watching = threading.Thread(target=watch)
    with leases.hold():
        watching.start()
    with leases.hold():
        assert not ended.wait(1.0)
    watching.join(10)
    assert ended.is_set()


def test_a_second_process_is_refused_and_told_who_holds_the_folder(serve: Serve) -> None:
    first = serve()
    second = serve(expect=False)
    assert second.process.wait(timeout=10) == 1
    assert f"process {first.process.pid} on {socket.gethostname()}" in second.log
    assert second.log.count("\n") == 1
    assert first.get("/healthz").status_code == 200


def test_a_start_waits_for_a_process_that_is_just_ending(tmp_path: Path) -> None:
    ending = FileLock(tmp_path / data_folder.LOCK_FILE)
    began, claimed = threading.Event(), threading.Event()

    def claim() -> None:
        began.set()
        with data_folder.claimed(tmp_path):
            claimed.set()

    starting = threading.Thread(target=claim)
    with ending:
        starting.start()
        assert began.wait(10)
        assert not claimed.wait(0.3)
    starting.join(10)
    assert claimed.is_set()


def test_a_taken_port_is_named(serve: Serve) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        local = serve("--port", str(port), expect=False)
    assert local.process.wait(timeout=10) == 1
    assert f"Port {port} cannot be used" in local.log


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(data_folder.FolderRefused, match="choose another folder"):
        data_folder.prepare(tmp_path / "file" / "data")


MOUNTS = r"""22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
35 22 0:45 / /home rw,relatime shared:9 - nfs4 server:/export rw,vers=4.2
36 35 8:2 / /home/ada/own\040disk rw,relatime shared:12 - xfs /dev/sdb1 rw
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [("/home/ada/ssx", "nfs4"), ("/home/ada/own disk/ssx", "xfs"), ("/var/ssx", "ext4"), ("/", "ext4")],
)
def test_the_innermost_mount_decides_whether_a_folder_is_on_the_network(folder: str, kind: str) -> None:
    assert data_folder.kind_of_mount(Path(folder), MOUNTS) == kind
    assert (kind in data_folder.NETWORK_FILE_SYSTEMS) is (kind == "nfs4")


def test_the_lock_does_not_outlive_a_killed_process(serve: Serve) -> None:
    first = serve()
    os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait(timeout=10)
    assert (first.folder / "backend.json").exists()
    second = serve()
    assert second.address["pid"] == second.process.pid
