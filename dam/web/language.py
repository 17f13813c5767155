"""Which language a page speaks: its address says so, or the request that its secret link opens.

`register` has Flask-Babel take words from `dam.i18n.translation`, and gives templates the global
`language`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from babel.support import NullTranslations
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, Domain

from dam.i18n import translation
from dam.links.paths import language_of

NAMES = {translation.SWEDISH: "Svenska", translation.ENGLISH: "English"}
"""Each language by its own name."""


class _Catalogues(Domain):  # type: ignore[misc] # Flask-Babel is untyped
    """Every catalogue, each in the language that the page speaks."""

    def get_translations(self) -> NullTranslations:
        return translation.catalogue(language())


def register(app: Flask) -> None:
    """Raises Misconfigured where the words of a language cannot be read."""
    for one in translation.LANGUAGES:
        translation.catalogue(one)
    babel = Babel(app, default_locale=translation.SWEDISH, default_timezone="Europe/Stockholm")
    babel.domain_instance = _Catalogues()
    app.jinja_env.globals["language"] = language


def language() -> str:
    """Return the language in which the request is answered."""
    if not has_request_context():
        return translation.SWEDISH
    if g.get("language") is None:
        g.language = language_of(request.path)
    return cast("str", g.language)


def speak(spoken: str | None) -> None:
    """Answer the request in a language that its address does not say, where one is known."""
    g.language = spoken


def say(sentence: str) -> str:
    """Return the sentence in the language of the page."""
    return translation.say(sentence, language())


def in_languages(address: Callable[..., str]) -> list[tuple[str, str, str]]:
    """Return the page in every language: (language, its own name, the address there)."""
    return [(one, name, address(language=one)) for one, name in NAMES.items()]
