"""`/redaktion/mejlmallar`: what each letter says, shown with made-up values, tried, rewritten."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from dam import kept_versions, people
from dam.errors import BadInput, Conflict, NotFound
from dam.kept_versions import Version
from dam.mail import letters, outbox, written
from dam.mail.letters import Draft
from dam.mail.render import WRITTEN, Letterhead, Rendered, own_body, render_without_secrets
from dam.procedures.sample_letters import samples
from dam.usage_requests.shown_to_staff import LETTERS
from dam.web import errors
from dam.web.auth import require, who
from dam.web.scope import now, read_anew, reading, services, writing
from dam.web.staff.letter_words import PURPOSES, VALUES

bp = Blueprint("letter_texts", __name__)
LIST, ONE = "staff/letters/list.html", "staff/letters/text.html"
FOLDER = "/redaktion/mejlmallar"
LANGUAGES = {"sv": "Svenska", "en": "Engelska"}
DONE = {
    "sparat": "Mejlet är sparat och gäller från nästa som skickas.",
    "prov": "Ett provbrev är på väg till din adress.",
}


@dataclass(frozen=True, slots=True)
class InLanguage:
    """A letter in a language: as it reads now with made-up values, and what its form holds.

    ``version`` is that of what staff have written, 0 where they have not.
    """

    language: str
    said: Rendered
    body: str
    own: bool
    version: int
    versions: list[Version]
    theirs: str = ""


@bp.get("/mejlmallar")
@require("editor")
def show_list() -> str:
    rewritten = {
        (kind, language): found is not None and bool(found.body)
        for kind in PURPOSES
        for language in written.languages(kind)
        for found in [written.find(reading(), kind, language)]
    }
    return render_template(
        LIST, purposes=PURPOSES, called=LETTERS, languages=LANGUAGES, rewritten=rewritten
    )


@bp.get("/mejlmallar/<kind>")
@require("editor")
def show(kind: str) -> str:
    done = DONE.get(request.args.get("klart", ""))
    return render_template(ONE, errors={}, done=done, **_values(kind))


@bp.post("/mejlmallar/<kind>/<language>")
@require("editor")
def change(kind: str, language: str) -> Response:
    """Save, show or try what is typed, or go back to a text that was: the button says which."""
    _ensure_known(kind, language)
    verb, _, given = request.form.get("action", "").partition("-")
    body = request.form.get("body", "").replace("\r\n", "\n").strip()
    if verb == "version":
        body = _kept(kind, language, int(given) if given.isdecimal() else -1)
    typed = {language: body}
    try:
        written.check(body, _samples(language)[kind], _head())
        if verb == "preview":
            shown = render_template(ONE, errors={}, previewed=language, **_values(kind, typed))
            return make_response(shown)
        if verb == "trial":
            _try(kind, language, body)
            return redirect(f"{FOLDER}/{kind}?klart=prov", 303)
        _save(kind, language, body)
    except (BadInput, Conflict) as error:
        read_anew()
        if isinstance(error, BadInput):
            error.fields = {f"body-{language}": told for told in error.fields.values()}
        return errors.again(error, ONE, **_values(kind, typed, wrong=error))
    return redirect(f"{FOLDER}/{kind}?klart=sparat", 303)


def _save(kind: str, language: str, body: str) -> None:
    """Save a text; the letter's own is kept as that, so that it follows the product."""
    is_own = body == own_body(kind, language).strip()
    version = request.form.get("version", -1, type=int)
    with writing() as session:
        written.save(
            session,
            kind,
            language,
            "" if is_own else body,
            version=version,
            by=who().id,
            now=now(),
        )


def _kept(kind: str, language: str, wanted: int) -> str:
    """Return what a kept version says; NotFound for none."""
    kept = written.versions(reading(), written.find(reading(), kind, language))
    body = str(kept_versions.find(kept, wanted).said["body"])
    return body or own_body(kind, language).strip()


def _try(kind: str, language: str, body: str) -> None:
    """Send the letter with made-up values to whoever asks for it."""
    draft = _samples(language)[kind][0]
    said = _read(replace(draft, context={**draft.context, WRITTEN: body}))
    with writing() as session:
        trial = letters.trial(who().email, language, said.subject, said.text)
        outbox.post(session, trial, now=now())


def _ensure_known(kind: str, language: str | None = None) -> None:
    if kind not in PURPOSES or language not in {None, *written.languages(kind)}:
        raise NotFound


def _samples(language: str) -> dict[str, list[Draft]]:
    return samples(language, now())


def _head() -> Letterhead:
    return outbox.current(reading(), services().letterhead)


def _read(draft: Draft) -> Rendered:
    return render_without_secrets(draft.kind, draft.language, draft.context, _head())


def _values(
    kind: str, typed: dict[str, str] | None = None, *, wrong: Exception | None = None
) -> dict[str, object]:
    """Return what the page shows; ``typed`` by language is looked at where nothing is ``wrong``."""
    _ensure_known(kind)
    shown = [
        _in_language(kind, language, (typed or {}).get(language), wrong)
        for language in written.languages(kind)
    ]
    context = _samples("sv")[kind][0].context
    return {
        "kind": kind,
        "called": LETTERS[kind],
        "purpose": PURPOSES[kind],
        "shown": shown,
        "languages": LANGUAGES,
        "names": people.names(reading()),
        "variables": [(name, VALUES[name]) for name in (*context, *written.EVERYWHERE)],
    }


def _in_language(
    kind: str, language: str, typed: str | None, wrong: Exception | None
) -> InLanguage:
    row = written.find(reading(), kind, language)
    stored = row.body if row else ""
    own = own_body(kind, language).strip()
    looked_at = typed if typed is not None and wrong is None else stored
    draft = _samples(language)[kind][0]
    if looked_at:
        draft = replace(draft, context={**draft.context, WRITTEN: looked_at})
    return InLanguage(
        language=language,
        said=_read(draft),
        body=typed if typed is not None else stored or own,
        own=not stored,
        version=row.version if row else 0,
        versions=written.versions(reading(), row),
        theirs=(stored or own) if typed is not None and isinstance(wrong, Conflict) else "",
    )
