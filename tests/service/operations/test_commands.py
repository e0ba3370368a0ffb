# SPDX-License-Identifier: LGPL-3.0-or-later
"""The commands by hand: what they print, how they end, and one sentence when they cannot."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from backend.commands.main import command_line
from backend.domain.version import __version__
from tests.helpers.commands import command

LISTS = Path(__file__).parents[2] / "data" / "shipments"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence of a command that could not."""
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    sentence = done.stderr.strip().splitlines()[-1]
    assert sentence.startswith("ssx-backend: ")
    assert sentence.endswith(".")
    return sentence


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder that is not there yet."""
    return tmp_path / "data"


@pytest.fixture
def run(folder: Path) -> Run:
    """A command on that folder."""
    return lambda *arguments, text="": command(*arguments, "--data-dir", folder, text=text)


@pytest.fixture(params=["sqlite", "mariadb"])
def config(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A configuration with an empty database of each kind."""
    uri = f"sqlite:///{tmp_path / 'ssx.sqlite'}"
    if request.param == "mariadb":
        uri = request.getfixturevalue("mariadb").new_database("ssx_cli")
    return _config(tmp_path, uri)


def _config(folder: Path, uri: str) -> Path:
    file = folder / "config.yaml"
    file.write_text(yaml.safe_dump({"server": {"SQLALCHEMY_DATABASE_URI": uri, "SECRET_KEY": "s" * 40}}))
    return file


def test_a_new_folder_gets_the_demo_a_list_and_labels(run: Run, folder: Path, tmp_path: Path) -> None:
    assert run("demo").stdout == "Proposal mx2415 is ready.\n"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert "there already" in refused(run("demo"))
    done = run("import-shipment", LISTS / "exi-unipuck.csv", "--proposal", "mx2415", "--create-proteins")
    assert (done.returncode, done.stdout) == (0, "16 rows in, 16 stored, 0 left out.\n")
    for which, file in (("--shipping", "all.pdf"), ("--dewar", "one.pdf")):
        assert run("label", which, 1, "-o", tmp_path / file).returncode == 0
        assert (tmp_path / file).read_bytes().startswith(b"%PDF")


def test_a_list_in_error_is_told_line_by_line_and_not_stored(run: Run) -> None:
    run("demo")
    faulty = ("import-shipment", LISTS / "exi-full-columns.csv", "--proposal", "mx2415")
    done = run(*faulty, "--create-proteins")
    assert "28 rows need mending" in refused(done)
    assert done.stdout == ""
    assert len([line for line in done.stderr.splitlines() if line.startswith("line ")]) == 28
    assert "nothing to store" in refused(run(*faulty, "--create-proteins", "--leave-out-errors"))


def test_good_rows_are_stored_and_the_others_named(run: Run, tmp_path: Path) -> None:
    run("demo")
    rows = tmp_path / "list.csv"
    rows.write_text("D,P,Unipuck,1,HEWL,good\nD,P,Unipuck,99,HEWL,far\n")
    done = run("import-shipment", rows, "--proposal", "MX2415", "--name", "Two", "--leave-out-errors")
    first, second = done.stdout.splitlines()
    assert first == "2 rows in, 1 stored, 1 left out."
    assert second.startswith("line 2: ")
    assert "99" in second


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("import-shipment", "/no/such.csv", "--proposal", "mx2415"), "/no/such.csv"),
        (("import-shipment", LISTS / "exi-unipuck.csv", "--proposal", "mx1"), "mx1"),
        (("label", "--dewar", 99, "-o", "labels.pdf"), "Dewar 99"),
        (("label", "--shipping", 1, "-o", "/no/such/labels.pdf"), "/no/such/labels.pdf"),
        (("label", "--shipping", 1, "--template", "nonsense", "-o", "labels.pdf"), "nonsense"),
        (("user", "remove", "nobody"), "nobody"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(run: Run, arguments: tuple[object, ...], said: str) -> None:
    run("demo")
    assert said in refused(run(*arguments))
    assert not Path("labels.pdf").exists()


@pytest.mark.parametrize("arguments", [(), ("nonsense",), ("label", "--dewar", "1"), ("user",)])
def test_a_wrong_call_shows_how_it_is_called(arguments: tuple[str, ...]) -> None:
    done = command(*arguments)
    assert done.returncode == 2
    assert "usage: ssx-backend" in done.stderr


def _commands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command with its parser, also those of commands."""
    yield parser.prog, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from _commands(inner)


def test_every_command_has_help_with_an_example_that_can_be_called() -> None:
    parser = command_line()
    commands = dict(_commands(parser))
    assert {"ssx-backend serve", "ssx-backend user passwd", "ssx-backend backup restore"} < commands.keys()
    for name, inner in commands.items():
        told = " ".join(inner.format_help().split())
        example = told.rpartition("Example: ")[2]
        assert example.startswith(name), told
        parser.parse_args(shlex.split(example)[1:])


@pytest.mark.parametrize("words", ["serve", "user add", "backup restore"])
def test_help_ends_well(words: str) -> None:
    done = command(*words.split(), "--help")
    assert done.returncode == 0
    assert f"Example: ssx-backend {words}" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("words", "without"),
    [
        ("--help", {"sqlalchemy", "flask", "marshmallow"}),
        ("--version", {"sqlalchemy", "flask", "marshmallow"}),
        ("backup list", {"sqlalchemy", "flask", "marshmallow"}),
        ("user list", {"flask", "marshmallow", "alembic", "jwt"}),
        ("user remove ada", {"flask", "marshmallow", "alembic", "jwt"}),
    ],
)
def test_a_command_loads_only_what_it_needs(run: Run, folder: Path, words: str, without: set[str]) -> None:
    run("user", "list")  # makes the database, which takes more
    run("user", "add", "ada", text="a password\n")
    program = (
        "import atexit, sys; from backend.commands.main import main;"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr)); sys.exit(main(sys.argv[1:]))"
    )
    place = [] if words.startswith("--") else ["--data-dir", str(folder)]
    line = [sys.executable, "-c", program, *words.split(), *place]
    done = subprocess.run(line, capture_output=True, text=True, check=True, timeout=60)
    assert without.isdisjoint(done.stderr.split())


def test_the_version_is_the_packages() -> None:
    assert command("--version").stdout == f"ssx-backend {__version__}\n"


def test_as_a_program_it_reads_prints_and_ends_as_it_does_here(folder: Path) -> None:
    def program(*arguments: object, text: str = "") -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "backend", *map(str, arguments), "--data-dir", str(folder)]
        return subprocess.run(line, input=text, capture_output=True, text=True, check=False, timeout=60)

    added = program("user", "add", "ada", "--permission", "administrate", text="a password\n")
    assert (added.returncode, added.stdout) == (0, "Account ada may: administrate.\n")
    assert "already" in refused(program("user", "add", "ada", text="a password\n"))
    wrong = program("user", "fly")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "usage: ssx-backend" in wrong.stderr


def test_a_configured_database_is_filled_once(config: Path) -> None:
    assert "lacks the tables" in refused(command("user", "list", "--config", config))
    assert command("init-db", "--config", config).returncode == 0
    assert "already" in refused(command("init-db", "--config", config))
    assert command("upgrade-db", "--config", config).returncode == 0


def test_accounts_are_added_listed_changed_and_removed(config: Path) -> None:
    command("init-db", "--config", config)
    command("demo", "--config", config)
    added = command("user", "add", "ada", "--proposal", "mx2415", "--config", config, text="a password\n")
    assert added.stdout == "Account ada may: own_proposals, write_proposals.\n"
    assert command("user", "list", "--config", config).stdout == "ada\town_proposals,write_proposals\n"
    assert "at least 8" in refused(command("user", "passwd", "ada", "--config", config, text="short\n"))
    assert command("user", "passwd", "ada", "--config", config, text="long enough\n").returncode == 0
    again = command("user", "add", "ada", "--config", config, text="a password\n")
    assert "already" in refused(again)
    assert command("user", "remove", "ada", "--config", config).returncode == 0
    assert command("user", "list", "--config", config).stdout == ""


def test_an_account_of_an_unknown_proposal_is_not_made(config: Path) -> None:
    command("init-db", "--config", config)
    done = command("user", "add", "ada", "--proposal", "mx1", "--config", config, text="a password\n")
    assert "mx1" in refused(done)
    assert command("user", "list", "--config", config).stdout == ""


@pytest.mark.parametrize(
    "uri", ["nonsense", "oracle://host/x", "mysql://a:b@127.0.0.1:1/x", "sqlite:////no/such/folder/x.sqlite"]
)
def test_a_database_that_cannot_be_used_is_said(tmp_path: Path, uri: str) -> None:
    sentence = refused(command("init-db", "--config", _config(tmp_path, uri)))
    assert "SQLALCHEMY_DATABASE_URI" in sentence
    assert "a:b" not in sentence


def test_the_configuration_may_be_named_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSX_CONFIG", str(_config(tmp_path, f"sqlite:///{tmp_path / 'named.sqlite'}")))
    assert command("init-db").returncode == 0
    assert (tmp_path / "named.sqlite").exists()


def test_the_openapi_document_needs_no_database() -> None:
    document = json.loads(command("openapi").stdout)
    assert document["openapi"].startswith("3.")
    root = "/ispyb/api/v1"
    wanted = {"/shippings/import", "/shippings/{key}/labels", "/labels/engines", "/shippings/{key}/checklist"}
    assert {root + path for path in wanted} <= set(document["paths"])
    assert f"{root}/demo" not in document["paths"]


def test_a_damaged_database_is_left_as_it_is(run: Run, folder: Path) -> None:
    run("demo")
    file = folder / "ssx-desk.sqlite"
    with file.open("r+b") as database:
        database.write(os.urandom(4096))
    damaged = file.read_bytes()
    assert "damaged" in refused(run("user", "list"))
    assert file.read_bytes() == damaged
