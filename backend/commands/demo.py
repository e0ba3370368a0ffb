# SPDX-License-Identifier: LGPL-3.0-or-later
"""`demo`: a proposal to try things on."""

from __future__ import annotations

import argparse

from backend.commands.options import Commands, add_database_command


def add_parser(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    text = "Fill a realistic proposal to try things on."
    add_database_command(commands, "demo", _demo, text, "demo --data-dir /tmp/demo")


def _demo(arguments: argparse.Namespace) -> None:
    from backend import demo
    from backend.commands.sessions import app_session

    with app_session(arguments) as session:
        print(f"Proposal {demo.fill(session)} is ready.")
