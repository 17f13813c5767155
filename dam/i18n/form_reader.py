"""A form read field by field: what each says, and the sentence beside each that cannot be used."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from dam.errors import BadInput, refuse_wrong_fields
from dam.i18n.translation import Sentence
from dam.text.clean import clean_line, clean_text

T = TypeVar("T")


class FormReader:
    """``wrong`` fills in the order in which fields are read. ``limits`` are of texts by name, also
    of a field such as `scope-4`, which is the image's own.
    """

    def __init__(self, form: Mapping[str, str], limits: Mapping[str, int] | None = None) -> None:
        self.form, self.limits = form, limits or {}
        self.wrong: dict[str, str] = {}

    def text(self, name: str, missing: str = "", too_long: str = "") -> str:
        """Return a text of any lines; ``missing`` is the sentence where it must be filled in."""
        text = clean_text(self.form.get(name, "")).strip()
        return self._check_text(name, text, missing, too_long)

    def line(self, name: str, missing: str = "") -> str:
        """Return a text on one line."""
        return self._check_text(name, clean_line(self.form.get(name, "")), missing)

    def choice(self, name: str, choices: Collection[str], sentence: str) -> str:
        """Return which of the choices was made; "" for none of them."""
        return self.value(name, lambda text: text if text in choices else None, sentence) or ""

    def value(self, name: str, read: Callable[[str], T | None], sentence: str) -> T | None:
        """Return what ``read`` makes of a field: a day, a number; None for nothing."""
        value = read(self.form.get(name, ""))
        if value is None and sentence:
            self.wrong[name] = sentence
        return value

    def finish(self) -> None:
        """Raise BadInput where anything was wrong."""
        refuse_wrong_fields(self.wrong)

    def _check_text(self, name: str, text: str, missing: str, too_long: str = "") -> str:
        most = self.limits.get(name.partition("-")[0])
        if missing and not text:
            self.wrong[name] = missing
        elif most is not None and len(text) > most:
            self.wrong[name] = too_long or Sentence("Skriv högst {most} tecken", most=most)
        return text


def require_text(name: str, text: str, most: int, missing: str, too_long: str = "") -> str:
    """Return the words of a form's only field; BadInput without any, or with too many."""
    fields = FormReader({name: text}, {name: most})
    words = fields.text(name, missing, too_long)
    fields.finish()
    return words


def find_too_long(record: object, limits: Mapping[str, int]) -> dict[str, str]:
    """Return a sentence for each attribute whose text is longer than it may be."""
    return {
        name: f"Skriv högst {limit} tecken."
        for name, limit in limits.items()
        if len(getattr(record, name)) > limit
    }


def read_field(
    sent: Mapping[str, str], name: str, read: Callable[[str], T | None], sentence: str
) -> T | None:
    """Return what a field says, None if empty; BadInput where ``read`` makes nothing of it."""
    typed = sent.get(name, "").strip()
    if not typed:
        return None
    value = read(typed)
    if value is None:
        raise BadInput(sentence, fields={name: sentence})
    return value
