"""`flask mail receive`: the door for a mail server that hands letters to a program.

It answers with the exit codes that mail servers know: 0 for what is done with, 75 (EX_TEMPFAIL) for
what should be tried again, 1 for what cannot be a letter and goes back to its sender.
"""

from __future__ import annotations

import sys

import click
from sqlalchemy.exc import SQLAlchemyError

from dam.cli.command import command, services
from dam.errors import BadInput, DamError
from dam.log import get_logger
from dam.mail.inbound.mime import MOST_BYTES
from dam.worker import main
from storage_adapters.contract import StorageError

TRY_AGAIN = 75
log = get_logger("dam.cli")


@click.group()
def mail() -> None:
    """Letters that come in."""


@mail.command("receive")
@command
def receive() -> None:
    """Take in the letter on standard input; once, however often it is handed in."""
    raw = sys.stdin.buffer.read(MOST_BYTES + 1)
    try:
        main.take_letter(services(), raw)
    except BadInput:
        raise
    except DamError as error:
        _try_again(str(error), error)
    except (StorageError, SQLAlchemyError, OSError) as error:
        _try_again("Brevet gick inte att spara just nu.", error)


def _try_again(sentence: str, error: Exception) -> None:
    log.error("letter_not_taken", error=str(error))
    click.echo(sentence, err=True)
    raise click.exceptions.Exit(TRY_AGAIN) from error
