"""Terms, contact, source, about and the statements: texts that staff keep."""

from __future__ import annotations

import re

from flask import Blueprint, render_template, request
from flask_babel import gettext

from dam import clearance
from dam.content import contacts, pages
from dam.delivery import pages as delivery_pages
from dam.errors import NotFound
from dam.web.context import now, reading

bp = Blueprint("content", __name__)
_VERSIONED = re.compile(r"([a-z0-9-]+)-v([1-9][0-9]{0,6})")


@bp.get("/kontakt")
def contact() -> str:
    regions = contacts.public_regions(reading())
    wanted = request.args.get("region", "")
    chosen = next((region for region in regions if region.slug == wanted), None)
    return render_template(
        "press/contact.html",
        regions=regions,
        chosen=chosen,
        blocks=pages.blocks(reading(), "kontakt."),
    )


@bp.get("/villkor")
def terms() -> str:
    current = clearance.current_terms(reading())
    return render_template(
        "press/terms.html",
        terms=[delivery_pages.terms_page(version) for version in current],
        versions=[
            delivery_pages.terms_page(version)
            for one in current
            for version in clearance.versions_of(reading(), one.terms.slug)
        ],
        blocks=pages.blocks(reading(), "villkor."),
    )


@bp.get("/villkor/<versioned>")
def terms_version(versioned: str) -> str:
    match = _VERSIONED.fullmatch(versioned)
    if match is None:
        raise NotFound
    found = clearance.terms_version(reading(), match[1], int(match[2]))
    newest = clearance.versions_of(reading(), match[1])[0]
    return render_template(
        "press/terms_version.html",
        terms=delivery_pages.terms_page(found),
        others=[
            (language, delivery_pages.terms_page(found, language))
            for language in ("en", "latt")
            if any(text.language == language for text in found.texts)
        ],
        newest=delivery_pages.terms_page(newest) if newest.n != found.n else None,
    )


@bp.get("/kallhanvisning")
def source() -> str:
    return render_template(
        "press/source.html",
        blocks=pages.blocks(reading(), "kallhanvisning."),
        today=now(),
    )


@bp.get("/om")
def about() -> str:
    return render_template("press/about.html", blocks=pages.blocks(reading(), "om."))


@bp.get("/tillganglighet")
def accessibility() -> str:
    return _statement(gettext("Tillgänglighet"), "tillganglighet")


@bp.get("/personuppgifter")
def privacy() -> str:
    return _statement(gettext("Personuppgifter"), "personuppgifter")


@bp.get("/kakor")
def cookies() -> str:
    return _statement(gettext("Kakor"), "kakor")


def _statement(title: str, word: str) -> str:
    found = pages.blocks(reading(), f"{word}.")
    days = [block.checked_on for block in found.values() if block.checked_on]
    return render_template(
        "press/statement.html",
        title=title,
        address=f"/{word}",
        prefix=f"{word}.",
        blocks=found,
        updated=max(days, default=None),
    )
