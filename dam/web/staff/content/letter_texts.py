"""`/redaktion/mejlmallar`: what each letter says, shown with made-up values, tried, rewritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from dam import accounts
from dam.database import revisions
from dam.database.revisions import Version
from dam.errors import BadInput, Conflict, NotAllowed, NotFound
from dam.mail import letters, outbox, override_check, overrides, unfit_overrides
from dam.mail.filling import Wording, own_words
from dam.mail.labels import LETTERS
from dam.mail.letters import Draft
from dam.mail.render import Rendered, render_without_secrets
from dam.mail.samples import samples
from dam.mail.templates import ACCOUNT_LINKS
from dam.text.read import number_in, read_number
from dam.web import errors
from dam.web.context import now, read_anew, reading, services, writing
from dam.web.forms import sent_version
from dam.web.sign_in import require, who
from dam.web.staff import conflicts
from dam.web.staff.conflicts import Sheet
from dam.web.staff.content.letter_labels import PURPOSES, VALUES

bp = Blueprint("letter_texts", __name__)
LIST, ONE = "staff/letters/list.html", "staff/letters/text.html"
FOLDER = "/redaktion/mejlmallar"
FIELDS = {"subject": "Ämnesrad", "body": "Text"}
LANGUAGES = {"sv": "Svenska", "en": "Engelska"}
ADMINS_ONLY = "Mejl om konton ändras av en administratör."
DONE = {
    "sparat": "Mejlet är sparat och gäller från nästa som skickas.",
    "prov": "Ett provbrev är på väg till din adress.",
}


@dataclass(frozen=True, slots=True)
class InLanguage:
    """A letter in a language: as it reads now with made-up values, and what its form holds.

    ``version`` is that of what staff have written, 0 where they have not; ``unfit`` says why that
    cannot be sent any more.
    """

    language: str
    said: Rendered
    words: Wording
    version: int
    versions: list[Version]
    unfit: tuple[str, ...]
    began: str = ""
    differing: tuple[conflicts.Difference, ...] = ()


@bp.get("/mejlmallar")
@require("editor")
def show_list() -> str:
    rows = overrides.find_all(reading())
    return render_template(
        LIST,
        purposes=PURPOSES,
        called=LETTERS,
        languages=LANGUAGES,
        sent_in={kind: overrides.languages(kind) for kind in PURPOSES},
        rewritten={(row.kind, row.language) for row in rows if overrides.said(row) != Wording()},
        unfit={(one.kind, one.language) for one in unfit_overrides.unfit(reading(), now())},
    )


@bp.get("/mejlmallar/<kind>")
@require("editor")
def show(kind: str) -> str:
    done = DONE.get(request.args.get("klart", ""))
    return render_template(ONE, errors={}, done=done, **_values(kind))


@bp.post("/mejlmallar/<kind>/<language>")
@require("editor")
def change(kind: str, language: str) -> Response:
    """Save, show or try what is typed, or go back to words that were: the button says which."""
    _ensure_known(kind, language)
    if not _may_change(kind):
        raise NotAllowed(ADMINS_ONLY)
    verb, _, given = request.form.get("action", "").partition("-")
    stored = _whole(overrides.said(overrides.find(reading(), kind, language)), kind, language)
    words = _typed(conflicts.settle_chosen(request.form, asdict(stored), SHEET))
    if verb == "version":
        words = _kept(kind, language, number if (number := read_number(given)) is not None else -1)
    typed = {language: words}
    try:
        override_check.check(words, samples(language, now())[kind])
        if verb == "trial":
            _try(kind, language, words)
        if verb in {"preview", "trial"}:
            shown = {"previewed": language, "done": DONE["prov"] if verb == "trial" else ""}
            page = render_template(ONE, errors={}, **shown, **_values(kind, typed))
            return make_response(page)
        _save(kind, language, words)
    except (BadInput, Conflict) as error:
        read_anew()
        if isinstance(error, BadInput):
            error.fields = {f"{part}-{language}": told for part, told in error.fields.items()}
        return errors.again(error, ONE, **_values(kind, typed, wrong=error))
    return redirect(f"{FOLDER}/{kind}?klart=sparat", 303)


def _typed(form: Mapping[str, str]) -> Wording:
    """Return the words of the form; a subject is one line."""
    subject = " ".join(form.get("subject", "").split())
    return Wording(subject, form.get("body", "").replace("\r\n", "\n").strip())


SHEET = Sheet(FIELDS, lambda sent: asdict(_typed(sent)))


def _differing(
    typed: Wording | None, theirs: Wording, wrong: Exception | None
) -> tuple[conflicts.Difference, ...]:
    """Return where what is typed differs from what somebody else has saved meanwhile."""
    if typed is None or not isinstance(wrong, Conflict):
        return ()
    began = request.form.get("began", "")
    return tuple(conflicts.differences(FIELDS, asdict(typed), asdict(theirs), began=began))


def _save(kind: str, language: str, words: Wording) -> None:
    """Save the words; what is the letter's own is kept as that, so that it follows the product."""
    own, version = own_words(kind, language), sent_version()
    with writing() as session:
        stored = overrides.said(overrides.find(session, kind, language))
        if conflicts.DIFFERS in request.form:
            theirs = asdict(_whole(stored, kind, language))
            words = _typed(conflicts.settle(request.form, theirs, SHEET))
        changed = Wording(
            "" if words.subject == own.subject else words.subject,
            "" if words.body == own.body else words.body,
        )
        overrides.save(session, kind, language, changed, version=version, by=who().id, now=now())


def _kept(kind: str, language: str, wanted: int) -> Wording:
    """Return what a kept version says; NotFound for none."""
    kept = overrides.versions(reading(), overrides.find(reading(), kind, language))
    return _whole(Wording(**revisions.find(kept, wanted).said), kind, language)


def _whole(wording: Wording, kind: str, language: str) -> Wording:
    """Return what staff have written, with the letter's own words where they have not."""
    own = own_words(kind, language)
    return Wording(wording.subject or own.subject, wording.body or own.body)


def _try(kind: str, language: str, words: Wording) -> None:
    """Send the letter with made-up values to whoever asks for it."""
    said = _read(samples(language, now())[kind][0], words)
    with writing() as session:
        trial = letters.trial(who().email, language, said.subject, said.text)
        outbox.post(session, trial, now=now())


def _ensure_known(kind: str, language: str | None = None) -> None:
    if kind not in PURPOSES or language not in {None, *overrides.languages(kind)}:
        raise NotFound


def _may_change(kind: str) -> bool:
    """Whether this person may change the letter: those about accounts are administrators'."""
    return accounts.may(who(), "admin" if kind in ACCOUNT_LINKS else "editor")


def _read(draft: Draft, words: Wording) -> Rendered:
    head = outbox.current(reading(), services().letterhead)
    return render_without_secrets(draft.kind, draft.language, words.beside(draft.context), head)


def _values(
    kind: str, typed: dict[str, Wording] | None = None, *, wrong: Exception | None = None
) -> dict[str, object]:
    """Return what the page shows; ``typed`` by language is looked at where nothing is ``wrong``."""
    _ensure_known(kind)
    shown = [
        _in_language(kind, language, (typed or {}).get(language), wrong)
        for language in overrides.languages(kind)
    ]
    context = samples("sv", now())[kind][0].context
    names = (*context, *override_check.EVERYWHERE)
    secret = ACCOUNT_LINKS.get(kind)
    return {
        "kind": kind,
        "called": LETTERS[kind],
        "purpose": PURPOSES[kind],
        "shown": shown,
        "languages": LANGUAGES,
        "names": accounts.names(reading()),
        "variables": [
            (name, VALUES[name], name in override_check.IN_SUBJECT)
            for name in names
            if name != secret
        ],
        "of_account": secret is not None,
        "may_change": _may_change(kind),
    }


def _in_language(
    kind: str, language: str, typed: Wording | None, wrong: Exception | None
) -> InLanguage:
    row = overrides.find(reading(), kind, language)
    stored, both = overrides.said(row), samples(language, now())[kind]
    unfit = override_check.unfit(stored, both)
    sent = Wording() if unfit else stored
    version = row.version if row else 0
    if typed and not isinstance(wrong, Conflict):
        version = number_in(request.form, "version", version)
    shown = str(conflicts.begin(SHEET, asdict(_whole(stored, kind, language)))["began"])
    return InLanguage(
        language=language,
        said=_read(both[0], typed if typed is not None and wrong is None else sent),
        words=typed or _whole(stored, kind, language),
        version=version,
        versions=overrides.versions(reading(), row),
        unfit=tuple(unfit.values()),
        began=request.form.get("began", shown) if typed else shown,
        differing=_differing(typed, _whole(stored, kind, language), wrong),
    )
