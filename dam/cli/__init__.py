"""The commands of `flask …`: exit 0, or a sentence on standard error and exit 1."""

from __future__ import annotations

from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup

_WHERE = {
    "init": "dam.cli.setup",
    "check": "dam.cli.setup",
    "serve": "dam.cli.serve",
    "work": "dam.cli.serve",
    "demo": "demo.command",
    "user": "dam.cli.people",
    "image": "dam.cli.images",
    "requests": "dam.cli.requests",
    "mail": "dam.cli.mail",
}
"""In which module each command stands."""


class _Commands(AppGroup):
    """Each command is loaded when it is asked for: a web process asks for none."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return sorted(_WHERE)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _WHERE:
            return None
        found: click.Command = getattr(import_module(_WHERE[cmd_name]), cmd_name)
        return found


def register_commands(app: Flask) -> None:
    """Let the application answer to every command."""
    app.cli = _Commands(app.name)
