"""Words in other languages than Swedish, from a catalogue a language in `templates/words`.

A sentence stands in the code in Swedish; `Sentence` keeps what it was made of, so that it can be
said in another language where it is shown. The catalogue is read as it was written, once.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Protocol, Self, TypeVar

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.support import NullTranslations, Translations

from dam.errors import Misconfigured
from dam.links.languages import SWEDISH
from dam.rights.channels import CHANNELS

FOLDER = Path(__file__).parents[2] / "templates" / "words"


class HasLanguage(Protocol):
    """A row with words in one language."""

    @property
    def language(self) -> str: ...


Text = TypeVar("Text", bound=HasLanguage)


class Sentence(str):
    """A Swedish sentence, a filled `str.format` template, that a catalogue may translate."""

    __slots__ = ("template", "values")

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, **values: object) -> Self:
        made = super().__new__(cls, template.format(**values) if values else template)
        made.template, made.values = template, values
        return made


@cache
def read_catalogue(language: str) -> NullTranslations:
    """Return the words of a language; raises Misconfigured where they cannot be read."""
    if language == SWEDISH:
        return NullTranslations()
    path, compiled = FOLDER / f"{language}.po", BytesIO()
    try:
        with path.open("rb") as file:
            write_mo(compiled, read_po(file, abort_invalid=True))
    except (OSError, PoFileError) as error:
        why = "the words of this language cannot be read: {error}"
        raise Misconfigured(str(path), why, error=error) from error
    compiled.seek(0)
    return Translations(compiled)


def say_in_language(sentence: str, language: str) -> str:
    """Return the sentence in a language; what the catalogue does not know is left as it is."""
    known = read_catalogue(language)
    if isinstance(sentence, Sentence):
        return str(known.gettext(sentence.template)).format(**sentence.values)
    return str(known.gettext(sentence)) if sentence else ""


def list_channels(codes: str, language: str = SWEDISH) -> str:
    """Return the words of channels by their codes, which have commas between."""
    return ", ".join(say_in_language(CHANNELS[code].words, language) for code in codes.split(","))


def find_text_in(texts: Iterable[Text], language: str = SWEDISH) -> Text | None:
    """Return the words in a language, in Swedish where there are none in it."""
    by_language = {text.language: text for text in texts}
    return by_language.get(language) or by_language.get(SWEDISH)


def get_text_in(texts: Iterable[Text], language: str = SWEDISH) -> Text:
    """Return what `find_text_in` does of what always has words in Swedish."""
    if (text := find_text_in(texts, language)) is None:
        raise LookupError(SWEDISH)
    return text


def get_words_in(texts: Iterable[Text], field: str, language: str = SWEDISH) -> tuple[str, str]:
    """Return one of the texts in a language, in Swedish where that has none, and which it is in."""
    by_language = {text.language: str(getattr(text, field)) for text in texts}
    spoken = language if by_language.get(language) else SWEDISH
    return by_language.get(spoken, ""), spoken
