"""`flask user add` and `first`."""

from __future__ import annotations

import secrets
import sys

import click

from dam import accounts
from dam.accounts.passwords import hash_password
from dam.cli.command import command, services, writing
from dam.database.row_states import Role

FIRST = "redaktion@pressbilder.test"


@click.group()
def user() -> None:
    """Staff accounts."""


@user.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice(["uploader", "editor", "admin"]), required=True)
@click.option(
    "--password-stdin", is_flag=True, required=True, expose_value=False, help="The only way in."
)
@command
def add(email: str, role: str) -> None:
    """Add an account; its password is the first line of standard input."""
    password = hash_password(sys.stdin.readline().rstrip("\r\n"))
    with writing() as session:
        accounts.add_account(session, email, role, password, by=None, now=services().clock())
    click.echo(f"{email} kan logga in som {role}.")


@user.command("first")
@command
def first() -> None:
    """Make the first account where there is none, and print its one-time password."""
    resources = services()
    with resources.database.reading() as session:
        known = bool(accounts.list_accounts(session))
    if known:
        click.echo("Det finns redan ett konto för redaktionen.")
        return
    password = secrets.token_urlsafe(12)
    hashed = hash_password(password)
    with writing() as session:
        accounts.add_account(
            session, FIRST, Role.ADMIN, hashed, first_password=True, by=None, now=resources.clock()
        )
    click.echo(f"Logga in som {FIRST} med engångslösenordet {password}")
