"""E-mail addresses: what a visitor typed, and what may stand in a header and an envelope."""

from __future__ import annotations

import re

from email_validator import EmailNotValidError, validate_email

from dam.errors import BadInput
from dam.i18n.translation import Sentence

HOW_TO = Sentence("Skriv en e-postadress, till exempel namn@redaktion.se")
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{0,63}@[A-Za-z0-9.-]{1,253}")


def one_address(text: str) -> str:
    """Return the one address that a visitor typed, in ASCII; raises BadInput. Asks no DNS."""
    try:
        found = validate_email(
            text.strip(),
            check_deliverability=False,
            allow_smtputf8=False,
            # Names under .test never deliver, so refusing them protects nobody.
            test_environment=True,
        )
    except EmailNotValidError as error:
        raise BadInput(HOW_TO, fields={"email": HOW_TO}) from error
    return found.ascii_email or found.normalized


def is_plain(address: str) -> bool:
    """Whether this is exactly one ASCII address; nothing else reaches a header or an envelope."""
    return _PLAIN.fullmatch(address) is not None
