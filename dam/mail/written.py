"""What staff have written in the place of a letter's own text, and whether it can be sent.

A letter keeps the words that were in force when it was posted: what has been sent reads as it did.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from jinja2 import TemplateError, TemplateSyntaxError, meta, nodes
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dam import audit, kept_versions
from dam.errors import BadInput, Conflict
from dam.kept_versions import Version
from dam.mail.letters import Draft
from dam.mail.render import FILTERS, FOLDER, OWN_WORDS, PATHS, WRITTEN, Letterhead, render
from dam.models import LetterText

LONGEST = 10_000
EVERYWHERE = ("press_email", "phone")
"""What every letter may say beside what its own values are."""

FILTERS_ALLOWED = {*FILTERS, "join", "length", "default"}
ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Filter),
    *(nodes.If, nodes.For, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.Test, nodes.Not),
    *(nodes.And, nodes.Or, nodes.Concat, nodes.Getitem, nodes.Dict, nodes.Pair, nodes.Include),
)
"""What a text may be made of: values, choices and plain lists, so that it always ends."""

PARTS = "_parts/"
CHANGED = "Någon annan har ändrat mejlet sedan du öppnade det. Läs det igen."
KIND = "letter text"


def find(session: Session, kind: str, language: str) -> LetterText | None:
    """Return what staff have written for a letter in a language."""
    chosen = select(LetterText).where(LetterText.kind == kind, LetterText.language == language)
    return session.scalar(chosen)


def worded(session: Session, draft: Draft) -> Draft:
    """Return the draft with the words that are in force for it."""
    found = find(session, draft.kind, draft.language)
    if found is None or not found.body:
        return draft
    return replace(draft, context={**draft.context, WRITTEN: found.body})


def languages(kind: str) -> tuple[str, ...]:
    """Return the languages that a letter is sent in."""
    return ("sv", "en") if (FOLDER / kind / "body.en.txt").exists() else ("sv",)


def versions(session: Session, row: LetterText | None) -> list[Version]:
    """Return what a letter has said, the newest first; an empty body is its own text."""
    return kept_versions.versions(session, KIND, row.id, {"body": row.body}) if row else []


def save(
    session: Session,
    kind: str,
    language: str,
    body: str,
    *,
    version: int,
    by: int,
    now: datetime,
) -> None:
    """Write what a letter says, checked before; "" is its own text. Conflict where ``version`` is
    not the newest, 0 where nobody has written anything.
    """
    row = find(session, kind, language)
    if row is not None:
        session.refresh(row, with_for_update=True)
    if version != (row.version if row else 0):
        raise Conflict(CHANGED)
    if row is None:
        row = LetterText(kind=kind, language=language, version=0, body="")
        _add(session, row)
    before, row.body = row.body, body
    row.version += 1
    audit.record_change(
        session,
        "edit",
        "letter text",
        row.id,
        before={"body": before},
        after={"body": body},
        by=by,
        now=now,
    )
    session.flush()


def _add(session: Session, row: LetterText) -> None:
    """Add the row; Conflict where somebody has added it at the same moment."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise Conflict(CHANGED) from error


def check(body: str, samples: Sequence[Draft], letterhead: Letterhead) -> None:
    """Raise BadInput where a text cannot be sent in the place of the samples' own."""
    wrong = next(_wrong(body, samples, letterhead), None)
    if wrong is not None:
        raise BadInput("Något behöver rättas.", fields={"body": wrong})


def _wrong(body: str, samples: Sequence[Draft], letterhead: Letterhead) -> Iterator[str]:
    """Return what is wrong, the first first: each is looked for where those before it are right."""
    if not 0 < len(body) <= LONGEST:
        yield f"Skriv ett mejl på högst {LONGEST} tecken."
    try:
        tree = OWN_WORDS.parse(body)
    except TemplateSyntaxError as error:
        yield f"Rad {error.lineno} går inte att läsa. Kontrollera klamrarna runt namnen."
        return
    yield from _wrong_parts(tree)
    for name in sorted(meta.find_undeclared_variables(tree)):
        if name not in {*samples[0].context, *EVERYWHERE}:
            yield f"Det finns inget som heter {name} i det här mejlet."
    for draft in samples:
        yield from _wrong_read(body, draft, letterhead)


def _wrong_parts(tree: nodes.Template) -> Iterator[str]:
    for node in tree.find_all(nodes.Node):
        line = f"Rad {node.lineno}: "
        if isinstance(node, nodes.Filter) and node.name not in FILTERS_ALLOWED:
            yield f"{line}{node.name} går inte att använda i ett mejl."
        elif isinstance(node, nodes.For) and next(node.find_all(nodes.For), None) is not None:
            yield f"{line}en lista kan inte stå inuti en annan."
        elif isinstance(node, nodes.Include) and not _is_part(node.template):
            yield f"{line}bara filer i {PARTS} kan hämtas in."
        elif not isinstance(node, ALLOWED):
            yield f"{line}det där går inte att använda i ett mejl. Skriv bara text och namn."


def _is_part(named: nodes.Expr) -> bool:
    known = {f"{PARTS}{path.name}" for path in (FOLDER / PARTS).iterdir()}
    return isinstance(named, nodes.Const) and named.value in known


def _wrong_read(body: str, draft: Draft, letterhead: Letterhead) -> Iterator[str]:
    """Return what is wrong with the text as it would read in the place of a sample's own."""
    context = {**draft.context, WRITTEN: body}
    try:
        text = render(draft.kind, draft.language, context, letterhead).text
    except (TemplateError, LookupError, TypeError, ValueError) as error:
        yield f"Något går inte att fylla i: {error}"
        return
    for name, address in _links(draft, letterhead).items():
        if address not in text:
            yield f"Mejlet behöver länken {{{{ {name} }}}}."


def _links(draft: Draft, letterhead: Letterhead) -> Mapping[str, str]:
    """Return the addresses that whoever gets the letter cannot do without, by name."""
    needed = {
        name: link
        for name, link in draft.context.items()
        if isinstance(link, dict) and link["link"] in {*PATHS, "desk"}
    }
    return {name: _address(link, draft, letterhead) for name, link in needed.items()}


def _address(link: Mapping[str, Any], draft: Draft, letterhead: Letterhead) -> str:
    context = {**draft.context, "link": link, WRITTEN: "{{ link }}"}
    return render(draft.kind, draft.language, context, letterhead).text.strip()
