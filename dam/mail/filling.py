"""Letters' words filled in: the product's templates, and what staff have written instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import TemplateError

from dam.log import get_logger
from dam.mail.kinds import ACCOUNT_LINKS
from dam.mail.override_filling import fill_words
from dam.mail.templates import FOLDER, TEMPLATES, template_name

WRITTEN = {"subject": "written_subject", "body": "written"}
"""By part of a letter, the value that holds what staff had written in the place of the letter's own
when it was posted: `dam.mail.overrides` has checked it.
"""
UNFILLABLE = (TemplateError, LookupError, TypeError, ValueError)
"""What filling in words may raise."""
Address = Callable[[Mapping[str, Any]], str | None]
"""Makes the address of a {"link": …}."""
log = get_logger("dam.mail")


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a letter, to be filled in; "" stands for the letter's own."""

    subject: str = ""
    body: str = ""

    def beside(self, context: Mapping[str, Any]) -> dict[str, Any]:
        """Return a letter's values with these words in the place of its own."""
        own = {"subject": self.subject, "body": self.body}
        return {**context, **{WRITTEN[part]: words for part, words in own.items() if words}}


def own_words(kind: str, language: str) -> Wording:
    """Return the product's words of a letter, as a form shows them; Swedish where no other are."""
    subject, body = (
        (FOLDER / template_name(kind, part, language)).read_text(encoding="utf-8")
        for part in WRITTEN
    )
    return Wording(" ".join(subject.split()), body.strip())


def values_of(
    context: Mapping[str, Any], address: Address, *, press_email: str, phone: str | None
) -> dict[str, Any]:
    """Return what a letter's words are filled in with, its links as addresses."""
    filled = {name: _fill_address(value, address) for name, value in context.items()}
    return {**filled, "press_email": press_email, "phone": phone}


def fill_template(kind: str, words: str, values: Mapping[str, Any]) -> str:
    """Fill in words that staff have written; raises one of `UNFILLABLE`."""
    secret = ACCOUNT_LINKS.get(kind)
    return fill_words(words, {name: value for name, value in values.items() if name != secret})


def account_lines(kind: str, language: str, values: Mapping[str, Any]) -> str:
    """Return the lines that end a letter about an account, with its link: nobody's but ours."""
    if kind not in ACCOUNT_LINKS:
        return ""
    return TEMPLATES.get_template(template_name(kind, "account", language)).render(values)


def fill_letter_part(
    kind: str, part: str, language: str, context: Mapping[str, Any], values: Mapping[str, Any]
) -> str:
    """Return a part of a letter, filled in: in the words that staff had written, where they can be.

    A letter that was posted before a release took away what they are made of must go all the same.
    """
    if written := context.get(WRITTEN[part]):
        try:
            return fill_template(kind, written, values)
        except UNFILLABLE:
            log.exception("own_words_unfillable", letter_kind=kind, part=part, language=language)
    return TEMPLATES.get_template(template_name(kind, part, language)).render(values)


def _fill_address(value: Any, address: Address) -> Any:
    if isinstance(value, list):
        return [_fill_address(item, address) for item in value]
    if isinstance(value, Mapping):
        if "link" in value:
            return address(value)
        return {name: _fill_address(item, address) for name, item in value.items()}
    return value
