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
    press, terms = read(folder / "press.toml"), read(folder / "terms.toml")
    lacking = [
        *_terms(session, terms["terms"], now),
        *_organisations(session, press),
        *_contacts(session, press),
        *_blocks(session, press["blocks"]),
        *_answers(session, press["answers"]),
        *_collections(session, press["collections"], now),
    ]
    session.add_all(lacking)
    session.flush()
    return len(lacking)


@cache
def read(path: Path) -> dict[str, Any]:
    """Return what a file of first content holds, for reading only."""
    with path.open("rb") as file:
        return tomllib.load(file)


def _known(session: Session, column: Any) -> set[str]:
    return set(session.scalars(select(column)))


def _terms(
    session: Session, given: Iterable[Mapping[str, Any]], now: datetime
) -> Iterator[TermsVersion]:
    known = _known(session, Terms.slug)
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


def _organisations(session: Session, press: Mapping[str, Any]) -> Iterator[Organisation]:
    known = _known(session, Organisation.slug)
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


def _contacts(session: Session, press: Mapping[str, Any]) -> Iterator[Contact]:
    known = _known(session, Contact.key)
    for position, one in enumerate(press["contacts"]):
        if one["key"] not in known:
            yield Contact(
                key=one["key"],
                label=one["label"],
                value=one.get("value") or None,
                position=position,
                checked_on=_day(one.get("checked_on")),
            )


def _blocks(session: Session, given: Mapping[str, Mapping[str, Any]]) -> Iterator[ContentBlock]:
    known = _known(session, ContentBlock.key)
    for key, one in given.items():
        if key not in known:
            yield ContentBlock(
                key=key,
                language="sv",
                title=one.get("title", ""),
                body=one["body"],
                checked_on=_day(one.get("checked_on")),
            )


def _answers(session: Session, given: Iterable[Mapping[str, str]]) -> Iterator[StandardAnswer]:
    known = _known(session, StandardAnswer.key)
    for one in given:
        if one["key"] not in known:
            yield StandardAnswer(
                key=one["key"],
                name=one["name"],
                language=one["language"],
                text=one["text"].strip(),
            )


def _collections(
    session: Session, given: Iterable[Mapping[str, str]], now: datetime
) -> Iterator[Collection]:
    known = _known(session, Collection.slug)
    for position, one in enumerate(given):
        if one["slug"] not in known:
            yield Collection(
                slug=one["slug"],
                position=position,
                created_at=now,
                updated_at=now,
                texts=[CollectionText(language="sv", name=one["name"])],
            )


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None
