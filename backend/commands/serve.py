# SPDX-License-Identifier: LGPL-3.0-or-later
"""`serve`: the backend of a facility, or of the windows on a data folder."""

from __future__ import annotations

import argparse

from backend.commands.options import Commands, add_database_command, configured, folder


def add_parser(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    serve = add_database_command(
        commands,
        "serve",
        _serve,
        "Serve, and print one JSON line with url and pid when ready.",
        "serve --config ssx.yaml --port 8080",
    )
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=0, help="0 takes a free one")
    serve.add_argument("--services", help="such as core,ssx; else those of the configuration")
    serve.add_argument(
        "--lease", action="store_true", help="end when the last window that holds the event stream is gone"
    )


def _serve(arguments: argparse.Namespace) -> None:
    from backend.app import create_app
    from backend.local import server

    services = {"SERVICES": arguments.services.split(",")} if arguments.services else {}
    if configured(arguments):
        server.run_service(create_app(arguments.config, overrides=services), arguments.host, arguments.port)
    else:
        place = folder(arguments)
        server.run(create_app, place, arguments.host, arguments.port, arguments.lease, services)
