# SPDX-License-Identifier: LGPL-3.0-or-later
"""`backup`: the backups of a local database."""

from __future__ import annotations

import argparse
from pathlib import Path

from backend.commands.options import Commands, add_actions, add_command, folder


def add_parser(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command and its actions."""
    text = "List, make and restore backups of a local database."
    actions = add_actions(commands, "backup", text, "backup list --data-dir ~/ssx")
    for action, run, text in (
        ("list", _list, "List the backups, the newest first, each with the result of a check."),
        ("make", _make, "Make a backup now."),
        ("restore", _restore, "Put a backup in the place of a database that no window uses."),
    ):
        name = " 20261124T202244000000Z-daily.sqlite" if run is _restore else ""
        parser = add_command(actions, action, run, text, f"backup {action}{name} --data-dir ~/ssx")
        parser.add_argument("--data-dir", type=Path, help="else the folder that the window uses")
        if name:
            parser.add_argument("name", help="one of the names that “backup list” prints")


def _list(arguments: argparse.Namespace) -> None:
    from backend.local.backups import Backups

    for backup in Backups(folder(arguments)).all():
        print(f"{backup.name}\t{backup.size} bytes\t{backup.check}")


def _make(arguments: argparse.Namespace) -> None:
    from backend.local.backups import Backups

    print(f"Backup {Backups(folder(arguments)).make().name} is made.")


def _restore(arguments: argparse.Namespace) -> None:
    from backend.local import data_folder
    from backend.local.backups import Backups
    from backend.local.database import bring_up_to_date

    place = folder(arguments)
    data_folder.prepare(place)
    with data_folder.claimed(place):
        aside = Backups(place).put_in_place(arguments.name, bring_up_to_date)
    print(f"{arguments.name} is in place.")
    if aside:
        print(f"What was there is now {aside}.")
