"""A letter's row → subject, plain text and the same text as HTML, its links filled at last.

The HTML is made from the plain text, so the two cannot say different things.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import partial
from typing import Any

from dam.i18n import dates
from dam.i18n.translation import Sentence, say_in_language
from dam.links.languages import tag_of
from dam.links.paths import (
    case_path,
    grant_path,
    invitation_path,
    password_path,
    watch_off_path,
    watch_path,
)
from dam.links.staff_paths import REQUESTS
from dam.links.tokens import Signer
from dam.mail.filling import account_lines, fill_letter_part, values_of
from dam.mail.kinds import KINDS
from dam.mail.templates import TEMPLATES

SENDER = Sentence("Pressbilder från Inera")

PATHS: dict[str, Callable[..., str]] = {
    "case": case_path,
    "grant": grant_path,
    "watch": watch_path,
    "watch_off": watch_off_path,
    "invitation": invitation_path,
    "password": password_path,
}
OF_STAFF = {"invitation", "password"}
HIDDEN = Sentence("(personlig länk)")
_ADDRESS = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:])")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Sender of letters, and what fills their links; ``phone`` is None while unknown.

    Answers to a case come to ``case_address`` with a tag, where there is one.
    """

    base_url: str
    mail_from: str
    press_email: str
    signer: Signer
    phone: str | None = None
    case_address: str | None = None


@dataclass(frozen=True, slots=True)
class RenderedLetter:
    """A letter as it is read; ``off`` is the address that stops more of its kind."""

    subject: str
    text: str
    html: str
    off: str | None = None


def render_letter(
    kind: str, language: str, context: Mapping[str, Any], letterhead: Letterhead
) -> RenderedLetter:
    """Fill a letter's templates; Swedish where the language has none of its own."""
    values = values_of(
        context,
        partial(_resolve_letter_link, letterhead=letterhead, language=language),
        press_email=letterhead.press_email,
        phone=dates.format_phone(letterhead.phone, language),
    )
    # A header is one line, whatever its values hold.
    subject = " ".join(fill_letter_part(kind, "subject", language, context, values).split())
    filled = fill_letter_part(kind, "body", language, context, values)
    whole = f"{filled.strip()}\n\n{account_lines(kind, language, values)}"
    text = re.sub(r"\n{3,}", "\n\n", whole).strip() + "\n"
    html = TEMPLATES.get_template("letter.html").render(
        language=tag_of(language),
        subject=subject,
        paragraphs=_split_letter_paragraphs(text, letterhead.base_url),
    )
    return RenderedLetter(subject, text, html, values.get("off"))


def render_without_secrets(
    kind: str, language: str, context: Mapping[str, Any], letterhead: Letterhead
) -> RenderedLetter:
    """As `render_letter`, with words in the place of each link that would open something."""
    values = {
        name: _hide_secret_links(value, say_in_language(HIDDEN, language))
        for name, value in context.items()
    }
    return render_letter(kind, language, values, letterhead)


def compose_message(
    rendered: RenderedLetter,
    *,
    kind: str,
    language: str,
    recipient: str,
    reply_to: str,
    message_id: str,
    letterhead: Letterhead,
    now: datetime,
) -> EmailMessage:
    """Build the message: text first, HTML as alternative, nothing that loads from elsewhere."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(say_in_language(SENDER, language), addr_spec=letterhead.mail_from)
    message["To"] = Address(addr_spec=recipient)
    message["Reply-To"] = Address(addr_spec=reply_to)
    message["Subject"] = rendered.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id
    if letterhead.case_address:
        # A letter of ours that comes back to us is known by it.
        message["X-Loop"] = letterhead.case_address
    if KINDS[kind].automatic:
        message["Auto-Submitted"] = "auto-generated"
    if rendered.off:
        # RFC 8058: the reader's mail program stops the letters with one click.
        message["List-Unsubscribe"] = f"<{rendered.off}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    # Quoted-printable carries no bare CR, no lone dot and no long line, whatever people wrote.
    message.set_content(rendered.text, cte="quoted-printable")
    message.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
    # Last, since a new content takes away what the headers say of the old one.
    message["Content-Language"] = tag_of(language)
    return message


def _hide_secret_links(value: Any, words: str) -> Any:
    """Replace each secret link by words; the links of a context stand alone or in lists."""
    if isinstance(value, list):
        return [_hide_secret_links(item, words) for item in value]
    return words if isinstance(value, Mapping) and value.get("link") in PATHS else value


def _resolve_letter_link(
    link: Mapping[str, Any], letterhead: Letterhead, language: str
) -> str | None:
    """The address of a link, or None in the preview of a letter whose link is unmade."""
    kind = link["link"]
    if kind == "page":
        return letterhead.base_url + str(link["path"])
    if kind == "desk":
        return f"{letterhead.base_url}{REQUESTS}/{link['number']}"
    if link["id"] is None:
        return None
    token = letterhead.signer.token(kind, link["id"], link["generation"])
    path = PATHS[kind]
    return letterhead.base_url + (path(token) if kind in OF_STAFF else path(token, language))


def _split_letter_paragraphs(text: str, base_url: str) -> list[list[list[tuple[str, bool]]]]:
    """Paragraphs of lines of (words, whether they are an address of ours, and so a link)."""
    return [
        [
            [(part, part.startswith(f"{base_url}/")) for part in _ADDRESS.split(line) if part]
            for line in paragraph.splitlines()
        ]
        for paragraph in text.strip().split("\n\n")
    ]
