"""Language of a page: of its address, or of the request that its secret link opens.

`register_languages` has Flask-Babel take words from `dam.i18n.translation`, and gives templates the
globals `language` and `language_tag`.
"""

from __future__ import annotations

from typing import cast

from babel.support import NullTranslations
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, Domain

from dam.i18n import translation
from dam.links.languages import LANGUAGES, SWEDISH, tag_of
from dam.links.public_pages import read_path_language


class _Catalogues(Domain):  # type: ignore[misc] # Flask-Babel is untyped
    """Every catalogue, each in the language that the page speaks."""

    def get_translations(self) -> NullTranslations:
        return translation.read_catalogue(page_language())


def register_languages(app: Flask) -> None:
    """Raises Misconfigured where the words of a language cannot be read."""
    for language in LANGUAGES:
        translation.read_catalogue(language)
    babel = Babel(app, default_locale=SWEDISH, default_timezone="Europe/Stockholm")
    babel.domain_instance = _Catalogues()
    app.jinja_env.globals |= {"language": page_language, "say_on_page": say_on_page}
    app.jinja_env.globals["language_tag"] = lambda code=None: tag_of(code or page_language())


def page_language() -> str:
    """Return the language in which the request is answered."""
    if not has_request_context():
        return SWEDISH
    if g.get("language") is None:
        g.language = read_path_language(request.path)
    return cast("str", g.language)


def set_page_language(spoken: str | None) -> None:
    """Answer the request in a language that its address does not say, where one is known."""
    g.language = spoken


def say_on_page(sentence: str) -> str:
    """Return the sentence in the language of the page."""
    return translation.say_in_language(sentence, page_language())
