# SPDX-License-Identifier: LGPL-3.0-or-later
"""Python source of models and schemas for a facility's tables, and of our tables' rows on the wire."""

from __future__ import annotations

import argparse
from pathlib import Path

from backend.commands.options import Command, Commands, add_command


def add_parser(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    text = "Write SQLAlchemy models of a database's tables."
    _add(commands, "models", _generate_models, text)
    text = "Write the marshmallow schemas of generated models."
    schemas = _add(commands, "schemas", _generate_schemas, text)
    schemas.add_argument("--models", default="models", metavar="MODULE", help="where the models are")
    text = "Write the classes of our tables' rows on the wire."
    rows = add_command(commands, "generate-rows", _generate_rows, text, "generate-rows")
    rows.add_argument(
        "-o", "--output", type=Path, metavar="FOLDER", help="instead of the source's own backend/domain/rows"
    )


def _add(
    commands: Commands[argparse.ArgumentParser], what: str, run: Command, text: str
) -> argparse.ArgumentParser:
    name = f"generate-{what}"
    example = f"{name} --url mysql://reader:secret@host/ispyb -o {what}.py"
    parser = add_command(commands, name, run, text, example)
    parser.add_argument("--url", required=True, metavar="DB", help="address of the database, only read")
    parser.add_argument("--table", action="append", metavar="NAME", help="only this one; repeat for several")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    return parser


def _generate_models(arguments: argparse.Namespace) -> None:
    from backend.commands import model_source

    arguments.output.write_text(model_source.models(arguments.url, arguments.table), encoding="utf-8")


def _generate_schemas(arguments: argparse.Namespace) -> None:
    from backend.commands import model_source

    text = model_source.schemas(arguments.url, arguments.models, arguments.table)
    arguments.output.write_text(text, encoding="utf-8")


def _generate_rows(arguments: argparse.Namespace) -> None:
    from backend.commands import row_source

    folder = arguments.output or row_source.FOLDER
    for name, text in row_source.sources().items():
        (folder / name).write_text(text, encoding="utf-8")
