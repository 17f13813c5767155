"""`/redaktion/mejlmallar`: what each letter says, shown with made-up values, tried, rewritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from dam import accounts
from dam.database import revisions
from dam.database.revisions import TextRevision
from dam.errors import BadInput, Conflict, NotAllowed, NotFound
from dam.links.languages import STAFF_NAMES, tag_of
from dam.links.staff_paths import LETTER_TEXTS
from dam.mail import letters, outbox, override_check, overrides, unfit_overrides
from dam.mail.filling import Wording, own_words
from dam.mail.kinds import ACCOUNT_LINKS, KINDS, REWRITABLE, draft_sample_letters
from dam.mail.letters import LetterDraft
from dam.mail.render import RenderedLetter, render_without_secrets
from dam.mail.value_names import IN_SUBJECT, VALUES
from dam.text.read import number_in, read_number
from dam.web import errors
from dam.web.context import reading_session, request_moment, services, writing_session
from dam.web.forms import sent_version
from dam.web.sign_in import own_id, require_role, signed_in_user
from dam.web.staff import conflicts
from dam.web.staff.conflicts import FormFields

bp = Blueprint("letter_texts", __name__)
LIST, FORM = "staff/letters/list.html", "staff/letters/text.html"
FOLDER = LETTER_TEXTS
FIELDS = {"subject": "Ämnesrad", "body": "Text"}
ADMINS_ONLY = "Mejl om konton ändras av en administratör."
DONE = {
    "sparat": "Mejlet är sparat och gäller från nästa som skickas.",
    "prov": "Ett provbrev är på väg till din adress.",
}


@dataclass(frozen=True, slots=True)
class LetterInLanguage:
    """A letter in a language: as it reads now with made-up values, and what its form holds.

    ``version`` is that of what staff have written, 0 where they have not; ``unfit`` says why that
    cannot be sent any more.
    """

    language: str
    rendered: RenderedLetter
    words: Wording
    version: int
    versions: list[TextRevision]
    unfit: tuple[str, ...]
    began: str = ""
    differing: tuple[conflicts.FieldDifference, ...] = ()

    @property
    def tag(self) -> str:
        return tag_of(self.language)


@bp.get("/mejlmallar")
@require_role("editor")
def show_letter_texts() -> str:
    rows = overrides.find_all(reading_session())
    return render_template(
        LIST,
        kinds=REWRITABLE,
        languages=STAFF_NAMES,
        sent_in={kind: overrides.list_letter_languages(kind) for kind in REWRITABLE},
        rewritten={
            (row.kind, row.language) for row in rows if overrides.wording_from_row(row) != Wording()
        },
        unfit={
            (override.kind, override.language)
            for override in unfit_overrides.list_unfit_wordings(reading_session(), request_moment())
        },
    )


@bp.get("/mejlmallar/<kind>")
@require_role("editor")
def show_letter_text(kind: str) -> str:
    done = DONE.get(request.args.get("klart", ""))
    return render_template(FORM, errors={}, done=done, **_letter_text_context(kind))


@bp.post("/mejlmallar/<kind>/<language>")
@require_role("editor")
def submit_letter_text(kind: str, language: str) -> Response:
    """Save, show or try what is typed, or go back to words that were: the button says which."""
    _ensure_letter_exists(kind, language)
    if not _may_change_letter(kind):
        raise NotAllowed(ADMINS_ONLY)
    verb, _, number_text = request.form.get("action", "").partition("-")
    stored = _complete_wording(
        overrides.wording_from_row(overrides.find_letter_text(reading_session(), kind, language)),
        kind,
        language,
    )
    wording = _read_letter_form(conflicts.merge_form_so_far(request.form, asdict(stored), SHEET))
    if verb == "version":
        wording = _find_earlier_wording(
            kind, language, number if (number := read_number(number_text)) is not None else -1
        )
    wordings = {language: wording}
    try:
        override_check.check_wording(
            wording, draft_sample_letters(language, request_moment())[kind]
        )
        if verb == "trial":
            _send_trial_letter(kind, language, wording)
        if verb in {"preview", "trial"}:
            context = {"previewed": language, "done": DONE["prov"] if verb == "trial" else ""}
            page = render_template(
                FORM, errors={}, **context, **_letter_text_context(kind, wordings)
            )
            return make_response(page)
        _save_letter_text(kind, language, wording)
    except (BadInput, Conflict) as error:
        if isinstance(error, BadInput):
            error.fields = {
                f"{part}-{language}": sentence for part, sentence in error.fields.items()
            }
        return errors.show_form_again(
            error, FORM, **_letter_text_context(kind, wordings, wrong=error)
        )
    return redirect(f"{FOLDER}/{kind}?klart=sparat", 303)


def _read_letter_form(form: Mapping[str, str]) -> Wording:
    """Return the words of the form; a subject is one line."""
    subject = " ".join(form.get("subject", "").split())
    return Wording(subject, form.get("body", "").replace("\r\n", "\n").strip())


SHEET = FormFields(FIELDS, lambda sent: asdict(_read_letter_form(sent)))


def _list_letter_differences(
    typed: Wording | None, theirs: Wording, wrong: Exception | None
) -> tuple[conflicts.FieldDifference, ...]:
    """Return where what is typed differs from what somebody else has saved meanwhile."""
    if typed is None or not isinstance(wrong, Conflict):
        return ()
    began = request.form.get("began", "")
    return tuple(
        conflicts.list_field_differences(FIELDS, asdict(typed), asdict(theirs), began=began)
    )


def _save_letter_text(kind: str, language: str, wording: Wording) -> None:
    """Save the words; what is the letter's own is kept as that, so that it follows the product."""
    own, version = own_words(kind, language), sent_version()
    with writing_session() as session:
        stored = overrides.wording_from_row(overrides.find_letter_text(session, kind, language))
        if conflicts.DIFFERS in request.form:
            theirs = asdict(_complete_wording(stored, kind, language))
            wording = _read_letter_form(conflicts.merge_form(request.form, theirs, SHEET))
        changed = Wording(
            "" if wording.subject == own.subject else wording.subject,
            "" if wording.body == own.body else wording.body,
        )
        overrides.save_letter_text(
            session, kind, language, changed, version=version, by=own_id(), now=request_moment()
        )


def _find_earlier_wording(kind: str, language: str, number: int) -> Wording:
    """Return what a kept version says; NotFound for none."""
    versions = overrides.list_wording_versions(
        reading_session(), overrides.find_letter_text(reading_session(), kind, language)
    )
    return _complete_wording(
        Wording(**revisions.find_revision(versions, number).values), kind, language
    )


def _complete_wording(wording: Wording, kind: str, language: str) -> Wording:
    """Return what staff have written, with the letter's own words where they have not."""
    own = own_words(kind, language)
    return Wording(wording.subject or own.subject, wording.body or own.body)


def _send_trial_letter(kind: str, language: str, wording: Wording) -> None:
    """Send the letter with made-up values to whoever asks for it."""
    letter = _render_draft(draft_sample_letters(language, request_moment())[kind][0], wording)
    with writing_session() as session:
        trial = letters.draft_trial_letter(
            signed_in_user().email, language, letter.subject, letter.text
        )
        outbox.post_letter(session, trial, now=request_moment())


def _ensure_letter_exists(kind: str, language: str | None = None) -> None:
    if kind not in REWRITABLE or language not in {None, *overrides.list_letter_languages(kind)}:
        raise NotFound


def _may_change_letter(kind: str) -> bool:
    """Whether this person may change the letter: those about accounts are administrators'."""
    return accounts.has_role(signed_in_user(), "admin" if kind in ACCOUNT_LINKS else "editor")


def _render_draft(draft: LetterDraft, wording: Wording) -> RenderedLetter:
    head = outbox.read_current_letterhead(reading_session(), services().letterhead)
    return render_without_secrets(draft.kind, draft.language, wording.beside(draft.context), head)


def _letter_text_context(
    kind: str, typed: dict[str, Wording] | None = None, *, wrong: Exception | None = None
) -> dict[str, object]:
    """Return what the page shows; ``typed`` by language is looked at where nothing is ``wrong``."""
    _ensure_letter_exists(kind)
    letters_shown = [
        _build_letter_in_language(kind, language, (typed or {}).get(language), wrong)
        for language in overrides.list_letter_languages(kind)
    ]
    context = draft_sample_letters("sv", request_moment())[kind][0].context
    names = (*context, *override_check.EVERYWHERE)
    secret = ACCOUNT_LINKS.get(kind)
    return {
        "kind": kind,
        "called": KINDS[kind].label,
        "purpose": KINDS[kind].purpose,
        "shown": letters_shown,
        "languages": STAFF_NAMES,
        "names": accounts.list_account_names(reading_session()),
        "variables": [(name, VALUES[name], name in IN_SUBJECT) for name in names if name != secret],
        "of_account": secret is not None,
        "may_change": _may_change_letter(kind),
    }


def _build_letter_in_language(
    kind: str, language: str, typed: Wording | None, wrong: Exception | None
) -> LetterInLanguage:
    row = overrides.find_letter_text(reading_session(), kind, language)
    stored, sample_drafts = (
        overrides.wording_from_row(row),
        draft_sample_letters(language, request_moment())[kind],
    )
    unfit = override_check.find_unfit_parts(stored, sample_drafts)
    wording_sent = Wording() if unfit else stored
    version = row.version if row else 0
    if typed and not isinstance(wrong, Conflict):
        version = number_in(request.form, "version", version)
    html = str(
        conflicts.open_form(SHEET, asdict(_complete_wording(stored, kind, language)))["began"]
    )
    return LetterInLanguage(
        language=language,
        rendered=_render_draft(
            sample_drafts[0], typed if typed is not None and wrong is None else wording_sent
        ),
        words=typed or _complete_wording(stored, kind, language),
        version=version,
        versions=overrides.list_wording_versions(reading_session(), row),
        unfit=tuple(unfit.values()),
        began=request.form.get("began", html) if typed else html,
        differing=_list_letter_differences(typed, _complete_wording(stored, kind, language), wrong),
    )
