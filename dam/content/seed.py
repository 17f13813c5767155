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
    SearchSynonym,
    StandardAnswer,
    Terms,
    TermsText,
    TermsVersion,
)
from dam.database.row_states import OrganisationKind
from dam.links.languages import LANGUAGES, SWEDISH


def add_missing(session: Session, folder: Path, *, now: datetime) -> int:
    """Add what the files in `config` hold and the database lacks; returns how much."""
    press, terms, synonyms = (
        read_seed_file(folder / f"{name}.toml") for name in ("press", "terms", "synonyms")
    )
    lacking = [
        *_seed_terms(session, terms["terms"], now),
        *_seed_organisations(session, press),
        *_seed_contacts(session, press),
        *_seed_content_blocks(session, press["blocks"]),
        *_seed_reply_templates(session, press["answers"]),
        *_seed_collections(session, press["collections"], now),
        *_seed_synonyms(session, synonyms),
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
    session: Session, templates: Iterable[Mapping[str, Any]], now: datetime
) -> Iterator[TermsVersion]:
    known = _list_known_keys(session, Terms.slug)
    for position, template in enumerate(templates):
        if template["slug"] in known:
            continue
        version = TermsVersion(
            terms=Terms(slug=template["slug"], sort=position),
            n=1,
            category=template["class"],
            crop_allowed=template["crop_allowed"],
            end_required=template["end_required"],
            published_at=now,
        )
        version.texts = [
            TermsText(language=language, **words)
            for language, words in template.items()
            if isinstance(words, dict)
        ]
        yield version


def _seed_organisations(session: Session, press: Mapping[str, Any]) -> Iterator[Organisation]:
    known = _list_known_keys(session, Organisation.slug)
    inera = {"slug": "inera", "name": "Inera", "kind": OrganisationKind.INERA}
    regions = [{**region, "kind": OrganisationKind.REGION} for region in press["regions"]]
    for position, organisation in enumerate([inera, *regions]):
        if organisation["slug"] not in known:
            yield Organisation(
                kind=organisation["kind"],
                slug=organisation["slug"],
                display_name=organisation["name"],
                official_name=organisation.get("official"),
                search_names=organisation.get("search_names", []),
                position=position,
            )


def _seed_contacts(session: Session, press: Mapping[str, Any]) -> Iterator[Contact]:
    known = _list_known_keys(session, Contact.key)
    for position, contact in enumerate(press["contacts"]):
        if contact["key"] not in known:
            yield Contact(
                key=contact["key"],
                label=contact["label"],
                value=contact.get("value") or None,
                position=position,
                checked_on=_read_seed_day(contact.get("checked_on")),
            )


def _seed_content_blocks(
    session: Session, blocks: Mapping[str, Mapping[str, Any]]
) -> Iterator[ContentBlock]:
    chosen = select(ContentBlock.key, ContentBlock.language)
    known = {(key, language) for key, language in session.execute(chosen)}
    for key, block in blocks.items():
        for language in LANGUAGES:
            words = block if language == SWEDISH else block.get(language, {"body": ""})
            if (key, language) not in known:
                yield ContentBlock(
                    key=key,
                    language=language,
                    title=words.get("title", ""),
                    body=words["body"],
                    checked_on=_read_seed_day(block.get("checked_on")),
                )


def _seed_reply_templates(
    session: Session, templates: Iterable[Mapping[str, str]]
) -> Iterator[StandardAnswer]:
    known = _list_known_keys(session, StandardAnswer.key)
    for template in templates:
        if template["key"] not in known:
            yield StandardAnswer(
                key=template["key"],
                name=template["name"],
                language=template["language"],
                text=template["text"].strip(),
            )


def _seed_collections(
    session: Session, collections: Iterable[Mapping[str, str]], now: datetime
) -> Iterator[Collection]:
    known = _list_known_keys(session, Collection.slug)
    for position, collection in enumerate(collections):
        if collection["slug"] not in known:
            yield Collection(
                slug=collection["slug"],
                position=position,
                created_at=now,
                updated_at=now,
                texts=[CollectionText(language="sv", name=collection["name"])],
            )


def _seed_synonyms(session: Session, synonyms: Mapping[str, Any]) -> Iterator[SearchSynonym]:
    """Yield the lines where there are none: staff write the lists as wholes."""
    if session.scalar(select(SearchSynonym.position).limit(1)) is not None:
        return
    lines = [*((words, "") for words in synonyms["same"]), *synonyms["also"].items()]
    for position, (words, also) in enumerate(lines):
        yield SearchSynonym(position=position, words=words, also=also)


def _read_seed_day(value: object) -> date | None:
    return value if isinstance(value, date) else None
