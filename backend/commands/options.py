# SPDX-License-Identifier: LGPL-3.0-or-later
"""What most commands have in common: how they are described, and where their database is."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path

Command = Callable[[argparse.Namespace], None]
Commands = argparse._SubParsersAction  # has no public name

CONFIG_VARIABLE = "SSX_CONFIG"


def add_command(
    commands: Commands[argparse.ArgumentParser], name: str, run: Command, text: str, example: str
) -> argparse.ArgumentParser:
    """A command without options."""
    parser = commands.add_parser(name, help=text, description=text, epilog=f"Example: ssx-backend {example}")
    parser.set_defaults(run=run)
    return parser


def add_database_command(
    commands: Commands[argparse.ArgumentParser], name: str, run: Command, text: str, example: str
) -> argparse.ArgumentParser:
    """A command on a database: that of a configuration, or of a data folder."""
    parser = add_command(commands, name, run, text, example)
    parser.add_argument(
        "--config", type=Path, help=f"YAML configuration; else the file that {CONFIG_VARIABLE} names"
    )
    parser.add_argument(
        "--data-dir", type=Path, help="data folder of a local database, used without a configuration"
    )
    return parser


def add_actions(
    commands: Commands[argparse.ArgumentParser], name: str, text: str, example: str
) -> Commands[argparse.ArgumentParser]:
    """A command that has commands of its own."""
    parser = commands.add_parser(name, help=text, description=text, epilog=f"Example: ssx-backend {example}")
    return parser.add_subparsers(title="actions", required=True, metavar="ACTION")


def configured(arguments: argparse.Namespace) -> bool:
    """Whether a configuration is named, which outranks the default data folder."""
    return bool(arguments.config) or (CONFIG_VARIABLE in os.environ and not arguments.data_dir)


def folder(arguments: argparse.Namespace) -> Path:
    """The data folder, named or the window's own."""
    from backend.local.data_folder import default_folder

    found: Path = arguments.data_dir or default_folder()
    return found.absolute()
