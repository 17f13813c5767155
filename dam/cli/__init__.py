"""The commands of `flask …`: exit 0, or a sentence on standard error and exit 1."""

from __future__ import annotations

from flask import Flask

from dam.cli.demonstration import demo
from dam.cli.house import check, init
from dam.cli.images import image
from dam.cli.mail import mail
from dam.cli.people import user
from dam.cli.requests import requests
from dam.cli.running import serve, work


def register(app: Flask) -> None:
    """Add every command to the application."""
    for command in (init, serve, work, check, demo, user, image, requests, mail):
        app.cli.add_command(command)
