"""Terms, contact, source, about and the statements: texts that staff keep."""

from __future__ import annotations

import re

from flask import Blueprint, render_template, request
from flask_babel import gettext

from dam import clearance
from dam.content import contacts, pages
from dam.delivery import pages as delivery_pages
from dam.errors import NotFound
from dam.links.languages import EASY, ENGLISH, SWEDISH
from dam.web.context import reading_session, request_moment
from dam.web.language import page_language
from dam.web.public_pages import add_page

bp = Blueprint("content", __name__)
_VERSIONED = re.compile(r"([a-z0-9-]+)-v([1-9][0-9]{0,6})")


@add_page(bp, "contact")
def show_contact() -> str:
    regions = contacts.public_regions(reading_session())
    slug = request.args.get("region", "")
    chosen = next((region for region in regions if region.slug == slug), None)
    return render_template(
        "press/contact.html", regions=regions, chosen=chosen, blocks=_list_blocks("kontakt.")
    )


@add_page(bp, "terms")
def show_terms() -> str:
    current = clearance.current_terms(reading_session())
    return render_template(
        "press/terms.html",
        terms=[delivery_pages.build_terms_page(version, page_language()) for version in current],
        versions=[
            delivery_pages.build_terms_page(version, page_language())
            for terms in current
            for version in clearance.versions_of(reading_session(), terms.terms.slug)
        ],
        blocks=_list_blocks("villkor."),
    )


@add_page(bp, "terms_version")
def show_terms_version(versioned: str) -> str:
    match = _VERSIONED.fullmatch(versioned)
    if match is None:
        raise NotFound
    found = clearance.find_published_terms(reading_session(), match[1], int(match[2]))
    newest = clearance.versions_of(reading_session(), match[1])[0]
    return render_template(
        "press/terms_version.html",
        terms=delivery_pages.build_terms_page(found, page_language()),
        others=[
            (language, delivery_pages.build_terms_page(found, language))
            for language in (ENGLISH, EASY)
            if page_language() == SWEDISH and any(text.language == language for text in found.texts)
        ],
        translated=[text.language for text in found.texts],
        newest=delivery_pages.build_terms_page(newest, page_language())
        if newest.n != found.n
        else None,
    )


@add_page(bp, "source")
def show_source() -> str:
    return render_template(
        "press/source.html", blocks=_list_blocks("kallhanvisning."), today=request_moment()
    )


@add_page(bp, "about")
def show_about() -> str:
    return render_template("press/about.html", blocks=_list_blocks("om."))


@add_page(bp, "accessibility")
def show_accessibility() -> str:
    return _show_statement("accessibility", gettext("Tillgänglighetsredogörelse"), "tillganglighet")


@add_page(bp, "privacy")
def show_privacy() -> str:
    return _show_statement("privacy", gettext("Personuppgifter"), "personuppgifter")


@add_page(bp, "cookies")
def show_cookies() -> str:
    return _show_statement("cookies", gettext("Kakor"), "kakor")


def _show_statement(page_name: str, title: str, word: str) -> str:
    found = _list_blocks(f"{word}.")
    days = [block.checked_on for block in found.values() if block.checked_on]
    return render_template(
        "press/statement.html",
        title=title,
        page_name=page_name,
        prefix=f"{word}.",
        blocks=found,
        updated=max(days, default=None),
    )


def _list_blocks(prefix: str) -> dict[str, pages.Block]:
    return pages.list_content_blocks(reading_session(), prefix, page_language())
