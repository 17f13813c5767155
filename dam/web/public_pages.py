"""The list of public pages as views and templates use it.

`add_page` gives a view every address of its page; templates have `page_path`, `page_href` (with
what a link says of a page in another language), `page_versions` (the page itself in each language)
and `canonical_address`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Blueprint, Flask, request
from markupsafe import Markup

from dam.links.languages import LANGUAGES, SWEDISH, tag_of
from dam.links.public_pages import PAGES, PublicPage, find_page, page_path, read_path_language
from dam.web.context import services
from dam.web.language import page_language

View = TypeVar("View", bound=Callable[..., Any])
NUMBERED = ("efter", "sida")
"""Parameters that make a page of its own; others choose among what one shows."""
UNLISTED = ("q", "b")
"""Parameters of what one reader asks for, which nobody else should find."""


@dataclass(frozen=True, slots=True)
class PageVersion:
    """A page in a language; ``absolute`` is None where what it tells of has no words in it."""

    language: str
    name: str
    tag: str
    alternate: str
    address: str
    absolute: str | None


def register_public_pages(app: Flask) -> None:
    app.jinja_env.globals |= {
        "page_path": path_on_page,
        "page_href": _link_on_page,
        "page_versions": _list_page_versions,
        "canonical_address": _find_canonical_address,
        "path_language": read_path_language,
        "absolute": _make_absolute,
    }


def add_page(blueprint: Blueprint, name: str, method: str = "GET") -> Callable[[View], View]:
    """Give a view the page's addresses in every language."""

    def register(view: View) -> View:
        for pattern in PAGES[name].patterns.values():
            blueprint.add_url_rule(pattern, view_func=view, methods=[method])
        return view

    return register


def path_on_page(name: str, /, **values: Any) -> str:
    """Return the address of a page in the reader's language, in Swedish where it is not in that."""
    return page_path(name, page_language(), **values)


def _link_on_page(name: str, /, **values: Any) -> Markup:
    """Return what a link to a page says: `href`, and `hreflang` where it is in another language."""
    is_spoken = page_language() in PAGES[name].patterns or not _is_foreign(SWEDISH)
    other = "" if is_spoken else Markup(' hreflang="{}"').format(tag_of(SWEDISH))
    return Markup('href="{}"{}').format(path_on_page(name, **values), other)


def _is_foreign(language: str) -> bool:
    return tag_of(language) != tag_of(page_language())


def _list_page_versions(
    values: Mapping[str, Mapping[str, Any]] | None,
    query: Mapping[str, Any] | None,
    translated: Collection[str] | None,
    leads_home: bool,
) -> list[PageVersion]:
    """Return the page that is shown, in each of its languages; nothing for what is no public page.
    An error, which must tell no address from another, ``leads_home``.

    ``values`` (by language) and ``query`` make its addresses where they are not the request's own;
    ``translated`` are the languages in which there are words of what it tells of, if not in all.
    """
    if (page := PAGES["start"] if leads_home else _find_shown_page()) is None:
        return []
    kept = request.args.to_dict(flat=False) if query is None and not leads_home else query
    versions = []
    for language in page.patterns:
        spoken = LANGUAGES[language]
        named = {**(request.view_args or {}), **(values[language] if values else {})}
        address = page_path(page.name, language, query=kept, **named)
        found = not page.secret and (translated is None or language in translated)
        absolute = _make_absolute(address) if found else None
        versions.append(
            PageVersion(language, spoken.name, spoken.tag, spoken.alternate, address, absolute)
        )
    return versions


def _find_canonical_address() -> str | None:
    """Return the one absolute address of the page that is shown; None for what none should find."""
    page = _find_shown_page()
    if page is None or page.secret or any(name in request.args for name in UNLISTED):
        return None
    kept = {name: request.args[name] for name in NUMBERED if name in request.args}
    return _make_absolute(path_on_page(page.name, query=kept, **(request.view_args or {})))


def _make_absolute(path: str) -> str:
    return services().settings.base_url + path


def _find_shown_page() -> PublicPage | None:
    return find_page(request.url_rule.rule) if request.url_rule else None
