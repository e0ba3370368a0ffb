# SPDX-License-Identifier: LGPL-3.0-or-later
"""`init-db`, `upgrade-db` and `check-db`: the tables of a database."""

from __future__ import annotations

import argparse

from backend.commands.options import Commands, add_database_command, configured

_CHECK = (
    "Compare a database with what is needed, and print each difference; nothing is changed. "
    "Exit status 0: it has what is needed, 1: it has not or cannot be looked at, 2: wrongly called."
)


def add_parser(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    for name, run, text in (
        ("init-db", _init_db, "Fill an empty database with the tables."),
        ("upgrade-db", _upgrade_db, "Bring our tables to this version."),
        ("check-db", _check_db, _CHECK),
    ):
        add_database_command(commands, name, run, text, f"{name} --config ssx.yaml")


def _init_db(arguments: argparse.Namespace) -> None:
    from backend import migrations
    from backend.commands.sessions import open_engine
    from backend.store.database import own_schema

    engine = open_engine(arguments)
    if configured(arguments):  # that of a data folder is filled when it is first opened
        migrations.fill(engine)
    schema = own_schema(engine)
    place = f"{schema} has our tables" if schema else "The database has the tables"
    print(f"{place} of version {migrations.HEAD}.")


def _upgrade_db(arguments: argparse.Namespace) -> None:
    from backend import migrations
    from backend.commands.sessions import open_engine

    migrations.upgrade(open_engine(arguments))
    print(f"The database has version {migrations.HEAD}.")


def _check_db(arguments: argparse.Namespace) -> None:
    from backend.commands.sessions import open_engine
    from backend.errors import Unavailable
    from backend.migrations import schema_check

    found = schema_check.differences(open_engine(arguments))
    for told in found:
        print(told)
    needed = sum(told.needed for told in found)
    if needed:
        raise Unavailable(f"The database lacks what is needed: {needed} of {len(found)} differences matter.")
    print(f"The database has what is needed; {len(found)} differences are optional.")
