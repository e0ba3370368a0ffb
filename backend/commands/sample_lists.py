# SPDX-License-Identifier: LGPL-3.0-or-later
"""`import-shipment`: a sample list, stored as a shipment."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from backend.commands.options import Commands, add_database_command
from backend.domain.rows import AnyRow


def add_parser(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    load = add_database_command(
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


def _import_shipment(arguments: argparse.Namespace) -> None:
    from backend.commands.sessions import app_session
    from backend.core.people.rules import proposals
    from backend.core.shipping.rules import sample_lists
    from backend.errors import Invalid
    from backend.store.ownership import EVERYONE

    content = arguments.file.read_bytes()
    with app_session(arguments) as session:
        options = sample_lists.ListImportOptions(
            proposal=proposals.by_code(session, arguments.proposal).proposalId,
            name=arguments.name or "",
            create_proteins=arguments.create_proteins,
            leave_out_errors=arguments.leave_out_errors,
        )
        try:
            report = sample_lists.store(session, EVERYONE, content, options, arguments.file.name)
        except Invalid as error:
            _print_left_out(error.members.get("leftOut", ()), sys.stderr)
            raise
    print(f"{report['rowsIn']} rows in, {report['rowsStored']} stored, {len(report['leftOut'])} left out.")
    _print_left_out(report["leftOut"], sys.stdout)


def _print_left_out(left_out: Iterable[AnyRow], stream: TextIO) -> None:
    for left in left_out:
        print(f"line {left['line']}: {left['reason']}", file=stream)
