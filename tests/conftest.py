# SPDX-License-Identifier: LGPL-3.0-or-later
"""What all tests share: an environment of their own, a real MariaDB server, real backend processes."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pymysql
import pytest
import yaml

from backend import demo
from tests.helpers import commands, databases, limits, tree

TESTS = Path(__file__).parent

# The binding that all tests run on unless QT_API names another; pytest-qt and qtpy each ask in their way.
os.environ.setdefault("QT_API", "pyqt5")
os.environ["PYTEST_QT_API"] = os.environ["QT_API"]
os.environ["FORCE_QT_API"] = "1"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

tree.write_into_memory()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--long` and its opposite."""
    parser.addoption("--few", action="store_true", help="few examples of each property, for a quick look")
    parser.addoption(
        "--long",
        action="store_true",
        help="also what takes minutes: tests marked long, and many more examples",
    )


EXAMPLES = {"few": 10, "usual": 40, "long": 2000}
"""How many examples a property is tried with, by hypothesis' profile."""


def pytest_configure(config: pytest.Config) -> None:
    """Choose the profile; beside mxcubecore there is no hypothesis."""
    if find_spec("hypothesis") is None:
        return
    from hypothesis import settings

    for profile, count in EXAMPLES.items():
        settings.register_profile(profile, max_examples=count, deadline=None)
    chosen = [name for name in ("long", "few") if config.getoption(f"--{name}")]
    settings.load_profile(next(iter(chosen), "usual"))


def pytest_sessionstart(session: pytest.Session) -> None:
    """Remember what is in the tree."""
    if not hasattr(session.config, "workerinput"):  # one of several workers
        session.config.stash[tree.BEFORE] = tree.files()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that wrote into the tree: tests write into folders of their own."""
    before = session.config.stash.get(tree.BEFORE, None)
    new = [] if before is None else sorted(tree.files() - before)
    if new:
        session.config.stash[tree.LEFT] = new
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Name what a run left in the tree."""
    for path in config.stash.get(tree.LEFT, ()):
        terminalreporter.write_line(f"FAILED: the tests wrote {path} into the repository", red=True)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Iterator[None]:
    """Limit each fixture's own time; that of a test is pytest-timeout's."""
    name = fixturedef.argname
    with limits.within(limits.LONGER.get(name, limits.SET_UP), f"The set-up of the fixture {name}"):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Limit the end of a test, with all fixtures that end with it."""
    with limits.within(limits.TEAR_DOWN, f"The end of {item.name}"):
        return (yield)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark tests by what they need, so that no test has to say it itself."""
    skipped = pytest.mark.skip(reason="takes minutes: run with --long")
    for item in items:
        if item.get_closest_marker("long") and not config.getoption("--long"):
            item.add_marker(skipped)
        if TESTS / "e2e" in item.path.parents:
            item.add_marker("e2e")
        assert isinstance(item, pytest.Function)
        chosen = item.callspec.params.values() if hasattr(item, "callspec") else ()
        if {"mariadb", "fallible_mariadb", "ispyb", "ispyb_latin1"} & {*item.fixturenames, *map(str, chosen)}:
            item.add_marker("mariadb")


@pytest.fixture(scope="session", autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep the settings, caches and SSX_ variables of whoever runs the tests out of them."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("SSX_")]:
            patch.delenv(name)
        patch.setenv("HOME", str(home))
        for name in ("CONFIG", "DATA", "CACHE", "STATE"):
            patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
        runtime = home / "runtime"
        runtime.mkdir(mode=0o700)
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
        yield home


@dataclass(frozen=True)
class MariaDb:
    """A MariaDB server of the test run; root needs no password, it listens on 127.0.0.1 only."""

    port: int
    pid: int

    def new_database(self, name: str, charset: str = "utf8mb4") -> str:
        """Make an empty database in place of one of that name and give its SQLAlchemy URI."""
        server = pymysql.connect(host="127.0.0.1", port=self.port, user="root")
        with server, server.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS `{name}`")
            cursor.execute(f"CREATE DATABASE `{name}` CHARACTER SET {charset}")
        return f"mysql+pymysql://root@127.0.0.1:{self.port}/{name}?charset={charset}"


@pytest.fixture(scope="session")
def mariadb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MariaDb]:
    """A MariaDB server that lives as long as the test run."""
    folder = tmp_path_factory.mktemp("mariadb")
    new_data_folder(folder / "data")
    with mariadbd(folder) as server:
        yield server


def new_data_folder(folder: Path) -> None:
    """Make the files of an empty MariaDB server."""
    install = [
        program("mariadb-install-db", "mariadb-server-core mariadb-client-core"),
        "--no-defaults",
        "--force",  # works without a host name in the domain name system
        "--skip-test-db",
        "--auth-root-authentication-method=normal",
        f"--datadir={folder}",
        *_as_root(),
    ]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"mariadb-install-db failed:\n{done.stdout}{done.stderr}")


class FallibleMariaDb:
    """A MariaDB server that a test starts, kills and starts again, on the same port and data."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port = folder, free_port()
        self._running = ExitStack()

    def start(self) -> MariaDb:
        """Start it on what it left behind."""
        return self._running.enter_context(mariadbd(self._folder, self._port))

    def kill(self, server: MariaDb) -> None:
        """End it at once, as when its machine fails."""
        os.kill(server.pid, signal.SIGKILL)
        self._running.close()

    def stop(self) -> None:
        """End it in order."""
        self._running.close()


@pytest.fixture
def fallible_mariadb(tmp_path: Path) -> Iterator[FallibleMariaDb]:
    """A MariaDB server of the test's own, not started yet."""
    new_data_folder(tmp_path / "mariadb" / "data")
    server = FallibleMariaDb(tmp_path / "mariadb")
    yield server
    server.stop()


@contextmanager
def mariadbd(folder: Path, port: int = 0) -> Iterator[MariaDb]:
    """A MariaDB server on the files in `data` below the folder, as long as the block lasts."""
    port = port or free_port()
    command = [
        program("mariadbd", "mariadb-server-core"),
        "--no-defaults",
        "--bind-address=127.0.0.1",
        f"--port={port}",
        f"--datadir={folder / 'data'}",
        f"--socket={folder / 'socket'}",
        f"--pid-file={folder / 'pid'}",
        *_as_root(),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = []
        for line in process.stderr:
            said.append(line)
            if "ready for connections" in line:
                break
        else:
            pytest.fail(f"MariaDB did not start:\n{''.join(said)}")
        rest = threading.Thread(target=process.stderr.read, name="mariadb log")
        rest.start()
        try:
            yield MariaDb(port, process.pid)
        finally:
            process.terminate()
            rest.join()


@dataclass(frozen=True)
class Backend:
    """A running `python -m backend serve`."""

    url: str
    pid: int
    config: Path
    process: subprocess.Popen[str]

    def command(self, *arguments: str, text: str = "") -> str:
        """Run another command of the backend on the same configuration; give what it printed."""
        done = commands.command(*arguments, "--config", self.config, text=text)
        if done.returncode:
            pytest.fail(f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def add_account(
        self,
        name: str,
        *permissions: str,
        proposals: tuple[str, ...] = (),
        password: str = databases.PASSWORD,
    ) -> None:
        """Make an account as `user add` does."""
        with databases.session_of(self.config) as session:
            databases.add_account(session, name, permissions, proposals, password)

    def add_demo(self) -> None:
        """Store the demo proposal as `demo` does."""
        with databases.session_of(self.config) as session:
            demo.fill(session)


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[Callable[..., Backend]]:
    """Start backends as processes: `backend(uri, TOKEN_EXP_TIME=1)`; without a URI on a new SQLite file.

    Further arguments are keys of the configuration under `server:`. They end with the test.
    """
    with _backends(tmp_path) as start:
        yield start


@pytest.fixture(scope="session")
def lasting_backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Backend]]:
    """The same, for backends that live as long as the test run."""
    with _backends(tmp_path_factory.mktemp("backends")) as start:
        yield start


@contextmanager
def _backends(folder: Path) -> Iterator[Callable[..., Backend]]:
    count = itertools.count(1)
    with ExitStack() as running:

        def start(uri: str | None = None, **server: Any) -> Backend:
            own = folder / f"backend{next(count)}"
            own.mkdir()
            config = _write_config(own, uri or f"sqlite:///{own / 'ssx.sqlite'}", server)
            databases.fill(config)
            return running.enter_context(_serve(config))

        yield start


def _write_config(folder: Path, uri: str, server: dict[str, Any]) -> Path:
    config = folder / "config.yaml"
    fixed = {"SQLALCHEMY_DATABASE_URI": uri, "SECRET_KEY": "a secret for tests, long enough for HS256"}
    config.write_text(yaml.safe_dump({"server": fixed | server}), encoding="utf-8")
    return config


def _end(process: subprocess.Popen[str]) -> None:
    """End a backend in order, else by force: that it ends by itself has tests of its own."""
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()


@contextmanager
def _serve(config: Path) -> Iterator[Backend]:
    command = [sys.executable, "-m", "backend", "serve", "--config", str(config)]
    log = config.with_name("backend.log")
    with (
        log.open("w", encoding="utf-8") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
    ):
        assert process.stdout is not None
        ready = process.stdout.readline()
        if not ready:
            pytest.fail(f"The backend did not start:\n{log.read_text(encoding='utf-8')}")
        try:
            answer = json.loads(ready)
            yield Backend(answer["url"], answer["pid"], config, process)
        finally:
            _end(process)


def backend_command(*arguments: str, text: str = "") -> str:
    """Run a command of the backend and give what it printed; a failure fails the test."""
    command = [sys.executable, "-m", "backend", *arguments]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def new_port() -> Callable[[], int]:
    """Gives ports that nobody listens on."""
    return free_port


def _as_root() -> list[str]:
    return ["--user=root"] if os.geteuid() == 0 else []


def program(name: str, packages: str) -> str:
    """The path of a program; a test that lacks it fails with the line that installs it."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        pytest.fail(f"{name} is missing; install it with: apt-get install --no-install-recommends {packages}")
    return found
