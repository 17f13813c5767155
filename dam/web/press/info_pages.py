"""Terms, contact, source, about and the statements: texts that staff keep."""

from __future__ import annotations

import re

from flask import Blueprint, render_template, request
from flask_babel import gettext

from dam import clearance
from dam.content import contacts, pages
from dam.delivery import pages as delivery_pages
from dam.errors import NotFound
from dam.web.context import reading_session, request_moment

bp = Blueprint("content", __name__)
_VERSIONED = re.compile(r"([a-z0-9-]+)-v([1-9][0-9]{0,6})")


@bp.get("/kontakt")
def show_contact() -> str:
    regions = contacts.public_regions(reading_session())
    slug = request.args.get("region", "")
    chosen = next((region for region in regions if region.slug == slug), None)
    return render_template(
        "press/contact.html",
        regions=regions,
        chosen=chosen,
        blocks=pages.list_content_blocks(reading_session(), "kontakt."),
    )


@bp.get("/villkor")
def show_terms() -> str:
    current = clearance.current_terms(reading_session())
    return render_template(
        "press/terms.html",
        terms=[delivery_pages.build_terms_page(version) for version in current],
        versions=[
            delivery_pages.build_terms_page(version)
            for terms in current
            for version in clearance.versions_of(reading_session(), terms.terms.slug)
        ],
        blocks=pages.list_content_blocks(reading_session(), "villkor."),
    )


@bp.get("/villkor/<versioned>")
def show_terms_version(versioned: str) -> str:
    match = _VERSIONED.fullmatch(versioned)
    if match is None:
        raise NotFound
    found = clearance.find_published_terms(reading_session(), match[1], int(match[2]))
    newest = clearance.versions_of(reading_session(), match[1])[0]
    return render_template(
        "press/terms_version.html",
        terms=delivery_pages.build_terms_page(found),
        others=[
            (language, delivery_pages.build_terms_page(found, language))
            for language in ("en", "latt")
            if any(text.language == language for text in found.texts)
        ],
        newest=delivery_pages.build_terms_page(newest) if newest.n != found.n else None,
    )


@bp.get("/kallhanvisning")
def show_source() -> str:
    return render_template(
        "press/source.html",
        blocks=pages.list_content_blocks(reading_session(), "kallhanvisning."),
        today=request_moment(),
    )


@bp.get("/om")
def show_about() -> str:
    return render_template(
        "press/about.html", blocks=pages.list_content_blocks(reading_session(), "om.")
    )


@bp.get("/tillganglighet")
def show_accessibility() -> str:
    return _show_statement(gettext("Tillgänglighet"), "tillganglighet")


@bp.get("/personuppgifter")
def show_privacy() -> str:
    return _show_statement(gettext("Personuppgifter"), "personuppgifter")


@bp.get("/kakor")
def show_cookies() -> str:
    return _show_statement(gettext("Kakor"), "kakor")


def _show_statement(title: str, word: str) -> str:
    found = pages.list_content_blocks(reading_session(), f"{word}.")
    days = [block.checked_on for block in found.values() if block.checked_on]
    return render_template(
        "press/statement.html",
        title=title,
        address=f"/{word}",
        prefix=f"{word}.",
        blocks=found,
        updated=max(days, default=None),
    )
