# SPDX-License-Identifier: LGPL-3.0-or-later
"""The command `ssx-backend`: serve, prepare databases and accounts, import lists, make labels."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from backend.commands import (
    backups,
    database,
    demo,
    generate,
    labels,
    openapi,
    sample_lists,
    serve,
    user_office,
    users,
)
from backend.domain.version import __version__

GROUPS = (
    serve,
    database,
    demo,
    users,
    labels,
    sample_lists,
    user_office,
    openapi,
    generate,
    backups,
)
"""In the order in which the help tells them; each has an `add_parser`."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 not possible (a sentence on standard error), 2 wrongly called."""
    parsed = command_line().parse_args(arguments)
    try:
        parsed.run(parsed)
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        print(f"ssx-backend: {sentence}", file=sys.stderr)
        return 1
    return 0


def command_line() -> argparse.ArgumentParser:
    """The parser of all commands; each says by `run` what it does."""
    parser = argparse.ArgumentParser(
        "ssx-backend",
        description="The backend of SSX Desk.",
        epilog="Example: ssx-backend serve --config ssx.yaml --port 8080",
    )
    parser.add_argument("--version", action="version", version=f"ssx-backend {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for group in GROUPS:
        group.add_parser(commands)
    return parser


def _sentence(error: Exception) -> str | None:
    """What a person is told of a failure; None for a fault of the program."""
    from sqlalchemy.exc import DBAPIError

    from backend.config import ConfigError
    from backend.errors import BackendError
    from backend.local.data_folder import FolderRefused

    if isinstance(error, (BackendError, ConfigError, FolderRefused)):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.filename or 'Output'} cannot be used: {error.strerror}."
    if isinstance(error, DBAPIError):
        return f"The database refuses ({error.orig}); look at SQLALCHEMY_DATABASE_URI."
    return None
