"""The command `ssx-backend`: serve, prepare databases and accounts, import lists, make labels."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from flask import Flask, current_app
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from backend import __version__, audit, data_folder, migrations
from backend.backups import Backups
from backend.config import ConfigError
from backend.data_folder import FolderRefused
from backend.errors import BackendError, Invalid, Unavailable
from backend.extensions import db
from backend.local_database import bring_up_to_date, open_database
from backend.ownership import EVERYONE, PERMISSIONS
from backend.rows import Row

Command = Callable[[argparse.Namespace], None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 not possible (a sentence on standard error), 2 wrongly called."""
    parsed = _parser().parse_args(arguments)
    try:
        parsed.run(parsed)
    except (BackendError, ConfigError, FolderRefused) as error:
        return _told(str(error))
    except OSError as error:
        return _told(f"{error.filename or 'Output'} cannot be used: {error.strerror}.")
    except DBAPIError as error:
        return _told(f"The database refuses ({error.orig}); look at SQLALCHEMY_DATABASE_URI.")
    return 0


def _told(sentence: str) -> int:
    print(f"ssx-backend: {sentence}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "ssx-backend",
        description="The backend of SSX Desk.",
        epilog="Example: ssx-backend serve --config ssx.yaml --port 8080",
    )
    parser.add_argument("--version", action="version", version=f"ssx-backend {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _serve_parser(commands)
    _database_parsers(commands)
    _user_parser(commands)
    _work_parsers(commands)
    _generate_parsers(commands)
    _backup_parsers(commands)
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Command,
    text: str,
    example: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text, epilog=f"Example: ssx-backend {example}")
    parser.set_defaults(run=run)
    parser.add_argument("--config", type=Path, help="YAML configuration; else the file that SSX_CONFIG names")
    parser.add_argument(
        "--data-dir", type=Path, help="data folder of a local database, used without a configuration"
    )
    return parser


def _serve_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    serve = _command(
        commands,
        "serve",
        _serve,
        "Serve, and print one JSON line with url and pid when ready.",
        "serve --config ssx.yaml --port 8080",
    )
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=0, help="0 takes a free one")
    serve.add_argument("--services", help="such as core,ssx; else those of the configuration")
    serve.add_argument(
        "--lease", action="store_true", help="end when the last window that holds the event stream is gone"
    )


def _database_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    _command(
        commands, "init-db", _init_db, "Fill an empty database with the tables.", "init-db --config ssx.yaml"
    )
    _command(
        commands,
        "upgrade-db",
        _upgrade_db,
        "Bring our tables to this version.",
        "upgrade-db --config ssx.yaml",
    )
    _command(
        commands,
        "check-db",
        _check_db,
        "Compare a database with what is needed, and print each difference; nothing is changed. "
        "Exit status 0: it has what is needed, 1: it has not or cannot be looked at, 2: wrongly called.",
        "check-db --config ssx.yaml",
    )
    _command(
        commands, "demo", _demo, "Fill a realistic proposal to try things on.", "demo --data-dir /tmp/demo"
    )


def _user_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    text = "Add, list and remove local accounts."
    example = "Example: ssx-backend user add ada --permission own_proposals --proposal mx2415"
    user = commands.add_parser("user", help=text, description=text, epilog=example)
    actions = user.add_subparsers(title="actions", required=True, metavar="ACTION")
    add = _command(
        actions,
        "add",
        _user_add,
        "Add an account; the password comes from standard input.",
        "user add ada --permission own_proposals --proposal mx2415",
    )
    add.add_argument("name")
    add.add_argument(
        "--permission", action="append", default=[], choices=PERMISSIONS, help="repeat for several"
    )
    add.add_argument(
        "--proposal",
        action="append",
        default=[],
        metavar="CODE",
        help="a proposal that the user takes part in",
    )
    _command(actions, "list", _user_list, "List the accounts.", "user list")
    for name, run, text in (
        ("passwd", _user_passwd, "Set a password, from standard input."),
        ("remove", _user_remove, "Remove an account."),
    ):
        _command(actions, name, run, text, f"user {name} ada").add_argument("name")


def _work_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    label = _command(
        commands, "label", _label, "Write labels as a PDF file.", "label --shipping 1 -o labels.pdf"
    )
    which = label.add_mutually_exclusive_group(required=True)
    which.add_argument("--dewar", type=int, metavar="ID")
    which.add_argument("--shipping", type=int, metavar="ID")
    label.add_argument("--template", default="dewar")
    label.add_argument("--paper", help="else the template's usual one")
    label.add_argument("--engine", default="auto")
    label.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    load = _command(
        commands,
        "import-shipment",
        _import_shipment,
        "Store a sample list as a shipment.",
        "import-shipment list.csv --proposal mx2415",
    )
    load.add_argument("file", type=Path)
    load.add_argument("--proposal", required=True, metavar="CODE", help="code and number, such as mx2415")
    load.add_argument("--name", help="name of the shipment; else the file's name")
    load.add_argument(
        "--create-proteins", action="store_true", help="make the proteins that the proposal lacks"
    )
    load.add_argument(
        "--leave-out-errors", action="store_true", help="store the good rows and name the others"
    )
    bring = _command(
        commands,
        "sync-user-office",
        _sync_user_office,
        "Bring in the proposals of the user office that the configuration names.",
        "sync-user-office --config backend.yaml",
    )
    bring.add_argument("--proposal", metavar="CODE", help="only this one, such as mx2415")
    _command(
        commands, "openapi", _openapi, "Print the OpenAPI document.", "openapi --operations"
    ).add_argument(
        "--operations", action="store_true", help="a list of operations and schemas for a person to read"
    )


def _generate_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    for name, run, text in (
        ("generate-models", _generate_models, "Write SQLAlchemy models of a database's tables."),
        ("generate-schemas", _generate_schemas, "Write the marshmallow schemas of generated models."),
    ):
        example = f"{name} --url mysql://reader:secret@host/ispyb -o {name.split('-')[1]}.py"
        parser = commands.add_parser(
            name, help=text, description=text, epilog=f"Example: ssx-backend {example}"
        )
        parser.set_defaults(run=run)
        parser.add_argument("--url", required=True, metavar="DB", help="address of the database, only read")
        parser.add_argument(
            "--table", action="append", metavar="NAME", help="only this one; repeat for several"
        )
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
        if run is _generate_schemas:
            parser.add_argument("--models", default="models", metavar="MODULE", help="where the models are")


def _backup_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    text = "List, make and restore backups of a local database."
    example = "Example: ssx-backend backup list --data-dir ~/ssx"
    backup = commands.add_parser("backup", help=text, description=text, epilog=example)
    actions = backup.add_subparsers(title="actions", required=True, metavar="ACTION")
    for action, run, text in (
        ("list", _backup_list, "List the backups, the newest first, each with the result of a check."),
        ("make", _backup_make, "Make a backup now."),
        ("restore", _backup_restore, "Put a backup in the place of a database that no window uses."),
    ):
        name = " 20261124T202244000000Z-daily.sqlite" if run is _backup_restore else ""
        example = f"Example: ssx-backend backup {action}{name} --data-dir ~/ssx"
        parser = actions.add_parser(action, help=text, description=text, epilog=example)
        parser.set_defaults(run=run)
        parser.add_argument("--data-dir", type=Path, help="else the folder that the window uses")
        if name:
            parser.add_argument("name", help="one of the names that “backup list” prints")


def _configured(arguments: argparse.Namespace) -> bool:
    """Whether a configuration is named, which outranks the default data folder."""
    return bool(arguments.config) or ("SSX_CONFIG" in os.environ and not arguments.data_dir)


def _folder(arguments: argparse.Namespace) -> Path:
    return (arguments.data_dir or data_folder.default_folder()).absolute()


def _app(arguments: argparse.Namespace) -> Flask:
    """The app on the configured database, or on a data folder when no configuration is named."""
    from backend.app import create_app

    if _configured(arguments):
        return create_app(arguments.config)
    folder = _folder(arguments)
    data_folder.prepare(folder)
    app = create_app(mode="local", overrides=data_folder.local_settings(folder))
    open_database(app.extensions["ssx_engine"], folder)
    return app


@contextmanager
def _session(arguments: argparse.Namespace) -> Iterator[Session]:
    """A session inside the app, committed when all went well."""
    app = _app(arguments)
    if not migrations.is_current(app.extensions["ssx_engine"]):
        raise Unavailable(
            "The database lacks the tables of this version; “init-db” fills an empty one, "
            "“upgrade-db” brings an older one to this version."
        )
    with app.app_context(), db.open_session() as session:
        audit.sign(session, EVERYONE.name)
        yield session
        session.commit()


def _serve(arguments: argparse.Namespace) -> None:
    from backend import server
    from backend.app import create_app

    services = {"SERVICES": arguments.services.split(",")} if arguments.services else {}
    if _configured(arguments):
        server.run_service(create_app(arguments.config, overrides=services), arguments.host, arguments.port)
    else:
        folder = _folder(arguments)
        server.run(create_app, folder, arguments.host, arguments.port, arguments.lease, services)


def _init_db(arguments: argparse.Namespace) -> None:
    engine = _app(arguments).extensions["ssx_engine"]
    if _configured(arguments):  # that of a data folder is filled when it is first opened
        migrations.fill(engine)
    schema = db.own_schema(engine)
    place = f"{schema} has our tables" if schema else "The database has the tables"
    print(f"{place} of version {migrations.HEAD}.")


def _upgrade_db(arguments: argparse.Namespace) -> None:
    migrations.upgrade(_app(arguments).extensions["ssx_engine"])
    print(f"The database has version {migrations.HEAD}.")


def _check_db(arguments: argparse.Namespace) -> None:
    from backend.ispyb import checking

    found = checking.differences(_app(arguments).extensions["ssx_engine"])
    for told in found:
        print(told)
    needed = sum(told.needed for told in found)
    if needed:
        raise Unavailable(f"The database lacks what is needed: {needed} of {len(found)} differences matter.")
    print(f"The database has what is needed; {len(found)} differences are optional.")


def _demo(arguments: argparse.Namespace) -> None:
    from backend import demo

    with _session(arguments) as session:
        print(f"Proposal {demo.fill(session)} is ready.")


def _user_add(arguments: argparse.Namespace) -> None:
    from backend.core.modules import proposals
    from backend.extensions.auth import local

    with _session(arguments) as session:
        permissions = arguments.permission or ["own_proposals", "write_proposals"]
        local.add(session, arguments.name, _password(), permissions)
        for code in arguments.proposal:
            proposals.take_part(session, arguments.name, code)
    print(f"Account {arguments.name} may: {', '.join(permissions)}.")


def _user_list(arguments: argparse.Namespace) -> None:
    from backend.extensions.auth import local

    with _session(arguments) as session:
        for account in local.all_accounts(session):
            print(f"{account.username}\t{','.join(account.permissions)}")


def _user_passwd(arguments: argparse.Namespace) -> None:
    from backend.extensions.auth import local

    with _session(arguments) as session:
        local.set_password(session, arguments.name, _password())


def _user_remove(arguments: argparse.Namespace) -> None:
    from backend.extensions.auth import local

    with _session(arguments) as session:
        local.remove(session, arguments.name)


def _password() -> str:
    """A line from standard input: a password has no place on a command line."""
    return getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def _label(arguments: argparse.Namespace) -> None:
    from backend.core.modules import labels

    wish = labels.Wish(template=arguments.template, paper=arguments.paper, engine=arguments.engine)
    make = labels.for_dewar if arguments.dewar else labels.for_shipping
    with _session(arguments) as session:
        settings = current_app.extensions["ssx_labels"]
        made = make(session, EVERYONE, arguments.dewar or arguments.shipping, wish, settings)
    arguments.output.write_bytes(made.pdf)


def _import_shipment(arguments: argparse.Namespace) -> None:
    from backend.core.modules import proposals, sample_lists

    content = arguments.file.read_bytes()
    with _session(arguments) as session:
        wish = sample_lists.Wish(
            proposal=proposals.by_code(session, arguments.proposal).proposalId,
            name=arguments.name or "",
            create_proteins=arguments.create_proteins,
            leave_out_errors=arguments.leave_out_errors,
        )
        try:
            report = sample_lists.store(session, EVERYONE, content, wish, arguments.file.name)
        except Invalid as error:
            _print_left_out(error.members.get("leftOut", ()), sys.stderr)
            raise
    print(f"{report['rowsIn']} rows in, {report['rowsStored']} stored, {len(report['leftOut'])} left out.")
    _print_left_out(report["leftOut"], sys.stdout)


def _print_left_out(left_out: Iterable[Row], stream: TextIO) -> None:
    for left in left_out:
        print(f"line {left['line']}: {left['reason']}", file=stream)


def _sync_user_office(arguments: argparse.Namespace) -> None:
    from backend.core.modules import user_office
    from backend.core.routes.user_office import check, configured_office
    from backend.user_office.base import entry

    with _session(arguments) as session:
        office = configured_office()
        if arguments.proposal:
            wanted = entry("--proposal", {"proposal": arguments.proposal}).record or {}
            entries = office.proposal(wanted.get("proposalCode", ""), wanted.get("proposalNumber", ""))
        else:
            entries = office.proposals()
        report = user_office.sync(session, entries, check)
    told = ", ".join(f"{report[name]} {name}" for name in ("created", "changed", "unchanged"))
    print(f"{told}, {report['error']} in error.")
    for row in report["rows"]:
        if row["outcome"] == "error":
            print(f"{row['place']}: {row['detail']}")


def _backup_list(arguments: argparse.Namespace) -> None:
    for backup in Backups(_folder(arguments)).all():
        print(f"{backup.name}\t{backup.size} bytes\t{backup.check}")


def _backup_make(arguments: argparse.Namespace) -> None:
    print(f"Backup {Backups(_folder(arguments)).make().name} is made.")


def _backup_restore(arguments: argparse.Namespace) -> None:
    folder = _folder(arguments)
    data_folder.prepare(folder)
    with data_folder.claimed(folder):
        aside = Backups(folder).put_in_place(arguments.name, bring_up_to_date)
    print(f"{arguments.name} is in place.")
    if aside:
        print(f"What was there is now {aside}.")


def _generate_models(arguments: argparse.Namespace) -> None:
    from backend import generate

    arguments.output.write_text(generate.models(arguments.url, arguments.table), encoding="utf-8")


def _generate_schemas(arguments: argparse.Namespace) -> None:
    from backend import generate

    text = generate.schemas(arguments.url, arguments.models, arguments.table)
    arguments.output.write_text(text, encoding="utf-8")


def _openapi(arguments: argparse.Namespace) -> None:
    """The document is the same for every database, so none is needed."""
    from backend.app import create_app
    from backend.extensions.api.operation_list import operation_list

    app = create_app(overrides={"SQLALCHEMY_DATABASE_URI": "sqlite://", "SECRET_KEY": "0" * 32})
    with app.app_context():
        document = app.extensions["ssx_api"].document()
    print(operation_list(document) if arguments.operations else json.dumps(document, indent=2))
