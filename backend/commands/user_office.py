# SPDX-License-Identifier: LGPL-3.0-or-later
"""`sync-user-office`: the proposals of a facility's user office."""

from __future__ import annotations

import argparse

from backend.commands.options import Commands, add_database_command


def add_parser(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    bring = add_database_command(
        commands,
        "sync-user-office",
        _sync_user_office,
        "Bring in the proposals of the user office that the configuration names.",
        "sync-user-office --config backend.yaml",
    )
    bring.add_argument("--proposal", metavar="CODE", help="only this one, such as mx2415")


def _sync_user_office(arguments: argparse.Namespace) -> None:
    from backend.commands.sessions import app_session
    from backend.core.people.routes.user_office import check, configured_office
    from backend.core.people.rules import user_office
    from backend.outside.user_office.base import entry

    with app_session(arguments) as session:
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
