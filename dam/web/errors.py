"""Errors as status codes and calm pages, JSON under `/api/`; no page asks the database."""

from __future__ import annotations

import errno
import html
from dataclasses import dataclass, field
from typing import cast

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from jinja2 import Template, TemplateError
from werkzeug.exceptions import HTTPException

from dam import accounts
from dam.database.models import User
from dam.errors import BadInput, Busy, Conflict, DamError, NoRoom, TooMany, Unavailable
from dam.i18n.translation import Sentence
from dam.log import get_logger
from dam.web import own_tabs
from dam.web.context import services
from dam.web.language import page_language, say_on_page
from storage_adapters.contract import StorageDown, StorageFull

log = get_logger("dam.web")

STATUS = {
    "bad_input": 400,
    "refused": 422,
    "over_quota": 413,
    "not_found": 404,
    "gone": 410,
    "not_allowed": 403,
    "signed_out": 403,
    "conflict": 409,
    "too_many": 429,
    "busy": 503,
    "no_room": 507,
    "unavailable": 503,
}
SENTENCES = {
    400: Sentence("Det gick inte att läsa det som skickades. Gå tillbaka och försök igen."),
    403: Sentence("Du har inte rätt att göra det här."),
    405: Sentence("Det går inte att göra så på den här adressen. Gå tillbaka och försök igen."),
    413: Sentence("Det som skickades är för stort. Dela upp det och försök igen."),
    500: Sentence("Något gick fel hos oss. Försök igen om en stund."),
}
NAME, WRONG = Sentence("Pressbilder från Inera"), Sentence("Fel")
NO_PAGE = Sentence("Sidan finns inte.")
OLD_FORM = "Formuläret hade varit öppet länge. Gå tillbaka, ladda om sidan och skicka en gång till."
RETRY_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as it is answered. ``sentence`` is None where the page's own words say it best."""

    status: int
    code: str
    sentence: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    retry_after: int | None = None


def register_errors(app: Flask) -> None:
    app.register_error_handler(DamError, answer_known)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_unknown)


def show_form_again(error: DamError, template: str, **values: object) -> Response:
    """Show a form again with what was typed: ``error`` and ``errors`` (field → sentence)."""
    problem = _known_problem(error)
    version = request.form.get("version", "")
    if isinstance(error, Conflict) or str(values.get("version", version)) != version:
        own_tabs.note_shown_anew()
    page = render_template(template, error=problem.sentence, errors=problem.fields, **values)
    answer = make_response(page)
    answer.status_code = problem.status
    if problem.retry_after is not None:
        answer.headers["Retry-After"] = str(problem.retry_after)
    return answer


def answer_known(error: DamError) -> Response:
    """Answer an error as itself, where it has no page of its own."""
    if error.report:
        log.error(error.kind, sentence=str(error), exc_info=error)
    return _answer_problem(_known_problem(error))


def _known_problem(error: DamError) -> Problem:
    status = STATUS.get(error.kind, 500)
    # One page for what is hidden and what never was: the sentence must not tell them apart.
    sentence = None if status in {404, 500} else say_on_page(error.sentence).format(**error.values)
    retry_after = RETRY_SECONDS if isinstance(error, Unavailable) else None
    if isinstance(error, TooMany | Busy):
        retry_after = error.retry_after
    wrong = error.fields if isinstance(error, BadInput) else {}
    fields = {name: say_on_page(sentence) for name, sentence in wrong.items()}
    return Problem(status, error.kind, sentence, fields, retry_after)


def _answer_http(error: HTTPException) -> Response:
    """Answer what Werkzeug found wrong; a redirect stays one."""
    status = error.code or 500
    if status < 400:
        return cast("Response", error.get_response())
    if isinstance(error, CSRFError):
        return _answer_problem(Problem(400, "old_form", say_on_page(OLD_FORM)))
    sentence = say_on_page(SENTENCES[status]) if status in SENTENCES else None
    answer = _answer_problem(Problem(status, error.name.lower().replace(" ", "_"), sentence))
    if status == 405:
        answer.headers["Allow"] = dict(error.get_headers()).get("Allow", "")
    return answer


def _answer_unknown(error: Exception) -> Response:
    cause = _find_error_cause(error)
    if cause is not None:
        log.error(cause.kind, exc_info=error)
        return _answer_problem(_known_problem(cause))
    log.error("unknown_error", endpoint=request.endpoint, method=request.method, exc_info=error)
    return _answer_problem(Problem(500, "error"))


def _find_error_cause(error: Exception) -> DamError | None:
    """Return the sentence for a store or a disk that could not do its part."""
    if isinstance(error, StorageDown):
        return Unavailable("Lagringen svarar inte just nu. Försök igen om en stund.")
    full = isinstance(error, OSError) and error.errno == errno.ENOSPC
    if full or isinstance(error, StorageFull):
        return NoRoom("Det finns inte plats just nu. Försök igen om en stund.")
    return None


def _answer_problem(problem: Problem) -> Response:
    answer = make_response(_as_json(problem) if wants_json() else _as_page(problem))
    answer.status_code = problem.status
    answer.cache_control.no_store = True
    if problem.retry_after is not None:
        answer.headers["Retry-After"] = str(problem.retry_after)
    return answer


def wants_json() -> bool:
    """Whether a script asks, not a page."""
    named = request.path.startswith("/api/") or request.path.endswith(".json")
    return named or request.accept_mimetypes.best == "application/json"


def _as_json(problem: Problem) -> Response:
    message = problem.sentence or say_on_page(SENTENCES.get(problem.status, NO_PAGE))
    answer = {"code": problem.code, "message": message, "fields": problem.fields}
    return jsonify(error=answer | {"request_id": g.request_id})


def _as_page(problem: Problem) -> str:
    """Return the status's own template or the common one, or bare HTML where even that fails.

    The desk's page for whom this request has already met there; `render_template` would ask the
    database who that is.
    """
    known = {"sentence": problem.sentence, "request_id": g.request_id, "status": problem.status}
    names: list[str | Template] = [f"errors/{problem.status}.html", "errors/_page.html"]
    person: User | None = g.get("signed_in")
    if person is not None:
        known |= {"who": person, "may": accounts.has_role}
        names = ["staff/error.html"]
    try:
        return current_app.jinja_env.select_template(names).render(known)
    except (TemplateError, DamError):
        log.exception("error_page_failed", status=problem.status)
        return _render_bare_problem(problem)


def _render_bare_problem(problem: Problem) -> str:
    sentence = problem.sentence or say_on_page(SENTENCES.get(problem.status, SENTENCES[500]))
    name, email = say_on_page(NAME), html.escape(services().settings.press_email)
    link = f'<a href="mailto:{email}">{email}</a>'
    hurry = Sentence("Mejla {mail} om det är bråttom.", mail=link)
    reference = Sentence("Referens: {id}", id=html.escape(g.request_id))
    return (
        f'<!doctype html><html lang="{page_language()}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{say_on_page(WRONG)} – {name}</title><h1>{name}</h1><p>{html.escape(sentence)}"
        f"<p>{say_on_page(hurry)}<p>{say_on_page(reference)}</html>"
    )
