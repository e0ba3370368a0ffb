# SPDX-License-Identifier: LGPL-3.0-or-later
"""`user`: the local accounts."""

from __future__ import annotations

import argparse
import getpass
import sys

from backend.commands.options import Commands, add_actions, add_database_command
from backend.domain.permissions import PERMISSIONS

_EXAMPLE = "user add ada --permission own_proposals --proposal mx2415"


def add_parser(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command and its actions."""
    actions = add_actions(commands, "user", "Add, list and remove local accounts.", _EXAMPLE)
    _add_adding(actions)
    add_database_command(actions, "list", _list, "List the accounts.", "user list")
    for name, run, text in (
        ("passwd", _passwd, "Set a password, from standard input."),
        ("remove", _remove, "Remove an account."),
    ):
        add_database_command(actions, name, run, text, f"user {name} ada").add_argument("name")


def _add_adding(actions: Commands[argparse.ArgumentParser]) -> None:
    text = "Add an account; the password comes from standard input."
    add = add_database_command(actions, "add", _add, text, _EXAMPLE)
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


def _add(arguments: argparse.Namespace) -> None:
    from backend.commands.sessions import plain_session
    from backend.extensions.auth import local

    with plain_session(arguments) as session:
        permissions = arguments.permission or ["own_proposals", "write_proposals"]
        local.add(session, arguments.name, _password(), permissions)
        if arguments.proposal:
            from backend.core.people.rules import proposals

            for code in arguments.proposal:
                proposals.take_part(session, arguments.name, code)
    print(f"Account {arguments.name} may: {', '.join(permissions)}.")


def _list(arguments: argparse.Namespace) -> None:
    from backend.commands.sessions import plain_session
    from backend.extensions.auth import local

    with plain_session(arguments) as session:
        for account in local.all_accounts(session):
            print(f"{account.username}\t{','.join(account.permissions)}")


def _passwd(arguments: argparse.Namespace) -> None:
    from backend.commands.sessions import plain_session
    from backend.extensions.auth import local

    with plain_session(arguments) as session:
        local.set_password(session, arguments.name, _password())


def _remove(arguments: argparse.Namespace) -> None:
    from backend.commands.sessions import plain_session
    from backend.extensions.auth import local

    with plain_session(arguments) as session:
        local.remove(session, arguments.name)


def _password() -> str:
    """A line from standard input: a password has no place on a command line."""
    return getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
