"""`flask user add`."""

from __future__ import annotations

import sys

import click

from dam import people
from dam.cli.door import command, services, writing


@click.group()
def user() -> None:
    """Staff accounts."""


@user.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice(["uploader", "editor", "admin"]), required=True)
@click.option("--password-stdin", is_flag=True, required=True, help="Read the password from stdin.")
@command
def add(email: str, role: str, password_stdin: bool) -> None:
    """Add an account."""
    password = sys.stdin.readline().rstrip("\r\n")
    with writing() as session:
        people.add(session, email, role=role, password=password, by=None, now=services().clock())
    click.echo(f"{email} kan logga in som {role}.")
