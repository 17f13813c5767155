"""Drafts of the next version of terms; a published version never changes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.fingerprint import mark_of
from dam.database.locks import Turn, ensure_unchanged, wait_for_turn
from dam.database.models import Image, Terms, TermsText, TermsVersion
from dam.errors import Conflict, NotFound, refuse_wrong_fields
from dam.links.languages import STAFF_NAMES
from dam.rights.lease import DurationStart
from dam.rights.terms import DATA_MINING, TermsClass
from dam.text.limits import TERMS

"""The languages of terms, as staff call them; the last is Swedish that is easy to read."""

LINE_LIMIT, NAME_LIMIT, BODY_LIMIT, ITEM_LIMIT = (
    TERMS[part] for part in ("line", "name", "body", "item")
)
CHANGED = "Någon annan har ändrat villkoren sedan du öppnade dem."
LONGEST_DAYS = 36_500
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class TermsWords:
    """The words of a version in one language."""

    name: str = ""
    line: str = ""
    may: tuple[str, ...] = ()
    may_not: tuple[str, ...] = ()
    credit: tuple[str, ...] = ()
    body: str = ""


@dataclass(frozen=True, slots=True)
class TermsDraft:
    """Content of a version; ``words`` by language, the Swedish ones are required."""

    category: str
    crop_allowed: bool = False
    end_required: bool = False
    default_from: str | None = None
    default_days: int | None = None
    data_mining: str = "DMI-PROHIBITED-AIMLTRAINING"
    words: Mapping[str, TermsWords] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """Mark of the draft that a form was opened over, to see whether it has changed."""
        return mark_of(self)


SETTINGS = (
    "category",
    "crop_allowed",
    "end_required",
    "default_from",
    "default_days",
    "data_mining",
)
"""The fields of a draft that are columns of a version."""


def all_terms(session: Session) -> list[tuple[Terms, list[tuple[TermsVersion, int]]]]:
    """Return the terms in order, each with its versions, newest first, and their images."""
    under = select(Image.terms_version_id, func.count()).group_by(Image.terms_version_id)
    counted = {key: count for key, count in session.execute(under) if key is not None}
    found: dict[int, tuple[Terms, list[tuple[TermsVersion, int]]]] = {}
    versions = (
        select(TermsVersion).join(Terms).order_by(Terms.sort, Terms.id, TermsVersion.n.desc())
    )
    for version in session.scalars(versions):
        _, listed = found.setdefault(version.terms_id, (version.terms, []))
        listed.append((version, counted.get(version.id, 0)))
    return list(found.values())


def find_newest_terms(session: Session, slug: str) -> TermsVersion:
    """Return the draft, or the newest version where there is no draft; NotFound."""
    found = session.scalars(
        select(TermsVersion).join(Terms).where(Terms.slug == slug).order_by(TermsVersion.n.desc())
    ).first()
    if found is None:
        raise NotFound
    return found


def draft_from_version(version: TermsVersion) -> TermsDraft:
    """Return what a version says."""
    by_language = {text.language: text for text in version.texts}
    return TermsDraft(
        **{name: getattr(version, name) for name in SETTINGS},
        words={
            language: _words_of_text(by_language[language])
            for language in STAFF_NAMES
            if language in by_language
        },
    )


def add_terms(
    session: Session, slug: str, category: str, name: str, *, by: int, now: datetime
) -> Terms:
    """Add terms with an empty draft; raises BadInput by field."""
    wrong = {}
    if not _SLUG.fullmatch(slug) or len(slug) > NAME_LIMIT:
        wrong["slug"] = "Skriv små bokstäver a–z, siffror och bindestreck, till exempel fri-i-bok."
    elif session.scalar(select(Terms.id).where(Terms.slug == slug)):
        wrong["slug"] = "Det finns redan villkor med den adressen."
    if category not in set(TermsClass):
        wrong["category"] = "Välj en klass."
    if not 0 < len(name) <= NAME_LIMIT:
        wrong["name"] = f"Skriv ett namn med högst {NAME_LIMIT} tecken."
    refuse_wrong_fields(wrong)
    last = session.scalar(select(func.max(Terms.sort))) or 0
    version = TermsVersion(
        terms=Terms(slug=slug, sort=last + 1),
        n=1,
        category=category,
        crop_allowed=False,
        end_required=False,
        texts=[TermsText(language="sv", name=name, line="")],
    )
    session.add(version)
    session.flush()
    audit.record_event(session, AuditAction.ADD, "terms", version.terms_id, by=by, now=now)
    return version.terms


def save_terms_draft(
    session: Session, slug: str, draft: TermsDraft, *, over: str, by: int, now: datetime
) -> TermsVersion:
    """Write the next version's draft; Conflict if ``over`` is not its mark, BadInput by field."""
    _check_terms_draft(draft)
    wait_for_turn(session, Turn.TERMS_DRAFTS)
    latest = find_newest_terms(session, slug)
    before = draft_from_version(latest)
    ensure_unchanged(over, before.mark, CHANGED, "terms", latest.terms_id)
    version = latest
    if latest.published_at is not None:
        version = TermsVersion(terms=latest.terms, n=latest.n + 1)
        session.add(version)
    for name in SETTINGS:
        setattr(version, name, getattr(draft, name))
    version.texts = [_build_terms_text(language, words) for language, words in draft.words.items()]
    session.flush()
    audit.record_change(
        session,
        AuditAction.WRITE,
        "terms",
        version.terms_id,
        before=_terms_as_json(before),
        after=_terms_as_json(draft),
        by=by,
        now=now,
    )
    return version


def publish_terms(session: Session, slug: str, *, by: int, now: datetime) -> TermsVersion:
    """Publish the draft, which never changes again; Conflict where there is none."""
    wait_for_turn(session, Turn.TERMS_DRAFTS)
    version = find_newest_terms(session, slug)
    if version.published_at is not None:
        raise Conflict("Det finns inget utkast att publicera. Ändra villkoren först.")
    _check_terms_draft(draft_from_version(version))
    version.published_at = now
    detail = {"n": version.n}
    audit.record_event(
        session, AuditAction.PUBLISH, "terms", version.terms_id, by=by, now=now, detail=detail
    )
    session.flush()
    return version


def _words_of_text(text: TermsText) -> TermsWords:
    return TermsWords(
        text.name, text.line, tuple(text.may), tuple(text.may_not), tuple(text.credit), text.body
    )


def _build_terms_text(language: str, words: TermsWords) -> TermsText:
    return TermsText(
        language=language,
        name=words.name,
        line=words.line,
        may=list(words.may),
        may_not=list(words.may_not),
        credit=list(words.credit),
        body=words.body,
    )


def _check_terms_draft(draft: TermsDraft) -> None:
    wrong = dict(_wrong_settings(draft))
    for language, called in STAFF_NAMES.items():
        words = draft.words.get(language)
        if words or language == "sv":
            found = _wrong_words(words or TermsWords())
            wrong |= {f"{name}-{language}": f"{called}: {error}" for name, error in found}
    refuse_wrong_fields(wrong)


def _wrong_settings(draft: TermsDraft) -> Iterator[tuple[str, str]]:
    if draft.category not in set(TermsClass):
        yield "category", "Välj en klass."
    if draft.data_mining not in DATA_MINING:
        yield "data_mining", "Välj vad som gäller för AI och datautvinning."
    if draft.default_from not in {None, *DurationStart}:
        yield "default_from", "Välj från när dagarna räknas."
    if (draft.default_from is None) != (draft.default_days is None):
        yield "default_days", "Skriv både antal dagar och från när de räknas, eller inget av dem."
    elif draft.default_days is not None and not 0 < draft.default_days <= LONGEST_DAYS:
        yield "default_days", f"Skriv ett antal dagar från 1 till {LONGEST_DAYS}."


def _wrong_words(words: TermsWords) -> Iterator[tuple[str, str]]:
    if not 0 < len(words.name) <= NAME_LIMIT:
        yield "name", f"skriv ett namn med högst {NAME_LIMIT} tecken."
    if not 0 < len(words.line) <= LINE_LIMIT:
        yield "line", f"skriv en rad med högst {LINE_LIMIT} tecken."
    if len(words.body) > BODY_LIMIT:
        yield "body", f"skriv högst {BODY_LIMIT} tecken."
    for name, items in (("may", words.may), ("may_not", words.may_not), ("credit", words.credit)):
        if any(len(item) > ITEM_LIMIT for item in items):
            yield name, f"skriv högst {ITEM_LIMIT} tecken på varje rad."


def _terms_as_json(draft: TermsDraft) -> dict[str, Any]:
    plain = asdict(draft)
    words = plain.pop("words")
    return plain | {f"words_{language}": each for language, each in words.items()}
