# SPDX-License-Identifier: LGPL-3.0-or-later
"""`label`: the labels of a dewar or a shipment as a PDF file."""

from __future__ import annotations

import argparse
from pathlib import Path

from backend.commands.options import Commands, add_database_command


def add_parser(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    label = add_database_command(
        commands, "label", _label, "Write labels as a PDF file.", "label --shipping 1 -o labels.pdf"
    )
    which = label.add_mutually_exclusive_group(required=True)
    which.add_argument("--dewar", type=int, metavar="ID")
    which.add_argument("--shipping", type=int, metavar="ID")
    label.add_argument("--template", default="dewar")
    label.add_argument("--paper", help="else the template's usual one")
    label.add_argument("--engine", default="auto")
    label.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")


def _label(arguments: argparse.Namespace) -> None:

    from backend.commands.sessions import app_session
    from backend.core.shipping.rules import labels
    from backend.store.ownership import EVERYONE

    options = labels.LabelQuery(template=arguments.template, paper=arguments.paper, engine=arguments.engine)
    make = labels.for_dewar if arguments.dewar else labels.for_shipping
    with app_session(arguments) as session:
        settings = labels.LABEL_SETTINGS.here()
        made = make(session, EVERYONE, arguments.dewar or arguments.shipping, options, settings)
    arguments.output.write_bytes(made.pdf)
