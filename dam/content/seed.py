"""The first content: terms, organisations, contacts, texts, answers and collections, from
`config/*.toml`.

`flask init` adds what is missing and never changes what staff may have edited since.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dam.database.models import (
    Collection,
    CollectionText,
    Contact,
    ContentBlock,
    Organisation,
    StandardAnswer,
    Terms,
    TermsText,
    TermsVersion,
)


def add_missing(session: Session, folder: Path, *, now: datetime) -> int:
    """Add what `press.toml` and `terms.toml` hold and the database lacks; returns how much."""
    press, terms = read_seed_file(folder / "press.toml"), read_seed_file(folder / "terms.toml")
    lacking = [
        *_seed_terms(session, terms["terms"], now),
        *_seed_organisations(session, press),
        *_seed_contacts(session, press),
        *_seed_content_blocks(session, press["blocks"]),
        *_seed_reply_templates(session, press["answers"]),
        *_seed_collections(session, press["collections"], now),
    ]
    session.add_all(lacking)
    session.flush()
    return len(lacking)


@cache
def read_seed_file(path: Path) -> dict[str, Any]:
    """Return what a file of first content holds, for reading only."""
    with path.open("rb") as file:
        return tomllib.load(file)


def _list_known_keys(session: Session, column: Any) -> set[str]:
    return set(session.scalars(select(column)))


def _seed_terms(
    session: Session, given: Iterable[Mapping[str, Any]], now: datetime
) -> Iterator[TermsVersion]:
    known = _list_known_keys(session, Terms.slug)
    for position, one in enumerate(given):
        if one["slug"] in known:
            continue
        version = TermsVersion(
            terms=Terms(slug=one["slug"], sort=position),
            n=1,
            klass=one["class"],
            crop_allowed=one["crop_allowed"],
            end_required=one["end_required"],
            published_at=now,
        )
        version.texts = [
            TermsText(language=language, **words)
            for language, words in one.items()
            if isinstance(words, dict)
        ]
        yield version


def _seed_organisations(session: Session, press: Mapping[str, Any]) -> Iterator[Organisation]:
    known = _list_known_keys(session, Organisation.slug)
    inera = {"slug": "inera", "name": "Inera", "kind": "inera"}
    regions = [{**region, "kind": "region"} for region in press["regions"]]
    for position, one in enumerate([inera, *regions]):
        if one["slug"] not in known:
            yield Organisation(
                kind=one["kind"],
                slug=one["slug"],
                display_name=one["name"],
                official_name=one.get("official"),
                search_names=one.get("search_names", []),
                position=position,
            )


def _seed_contacts(session: Session, press: Mapping[str, Any]) -> Iterator[Contact]:
    known = _list_known_keys(session, Contact.key)
    for position, one in enumerate(press["contacts"]):
        if one["key"] not in known:
            yield Contact(
                key=one["key"],
                label=one["label"],
                value=one.get("value") or None,
                position=position,
                checked_on=_read_seed_day(one.get("checked_on")),
            )


def _seed_content_blocks(
    session: Session, given: Mapping[str, Mapping[str, Any]]
) -> Iterator[ContentBlock]:
    known = _list_known_keys(session, ContentBlock.key)
    for key, one in given.items():
        if key not in known:
            yield ContentBlock(
                key=key,
                language="sv",
                title=one.get("title", ""),
                body=one["body"],
                checked_on=_read_seed_day(one.get("checked_on")),
            )


def _seed_reply_templates(
    session: Session, given: Iterable[Mapping[str, str]]
) -> Iterator[StandardAnswer]:
    known = _list_known_keys(session, StandardAnswer.key)
    for one in given:
        if one["key"] not in known:
            yield StandardAnswer(
                key=one["key"],
                name=one["name"],
                language=one["language"],
                text=one["text"].strip(),
            )


def _seed_collections(
    session: Session, given: Iterable[Mapping[str, str]], now: datetime
) -> Iterator[Collection]:
    known = _list_known_keys(session, Collection.slug)
    for position, one in enumerate(given):
        if one["slug"] not in known:
            yield Collection(
                slug=one["slug"],
                position=position,
                created_at=now,
                updated_at=now,
                texts=[CollectionText(language="sv", name=one["name"])],
            )


def _read_seed_day(value: object) -> date | None:
    return value if isinstance(value, date) else None
