"""Running of every command: find the services, turn an error into its sentence and exit 1."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from dam.errors import DamError
from dam.services import Services, transaction
from dam.text.clean import clean_text

P = ParamSpec("P")
R = TypeVar("R")


def services() -> Services:
    found: Services = current_app.extensions["dam.services"]
    return found


def command(work: Callable[P, R]) -> Callable[P, R]:
    """Run a command with the application; an error is its sentence and exit 1."""

    @with_appcontext
    @wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return work(*args, **{name: _clean_option(option) for name, option in kwargs.items()})  # type: ignore[arg-type] # of the same types
        except DamError as error:
            raise click.ClickException(str(error)) from error

    return run


def _clean_option(option: object) -> object:
    """Clean what was typed as an option; the addresses of files stay as they are."""
    if isinstance(option, tuple):
        return tuple(map(_clean_option, option))
    return clean_text(option) if isinstance(option, str) else option


@contextmanager
def writing() -> Iterator[Session]:
    """Yield a writing session that is committed at the end, and wake the worker."""
    with transaction.writing(services()) as session:
        yield session


def print_json(answer: dict[str, Any]) -> None:
    """Print one JSON object on a line."""
    click.echo(json.dumps(answer, ensure_ascii=False, default=str))
