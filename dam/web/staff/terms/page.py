"""`/redaktion/villkor`: write and publish terms, and move images from one version to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from dam import clearance
from dam.clearance import terms_drafts
from dam.database.models import TermsVersion
from dam.database.session import Session
from dam.errors import BadInput, Conflict, NotFound
from dam.lifecycle import move_terms
from dam.lifecycle.move_terms import Move
from dam.links.refs import image_ref
from dam.links.staff_paths import IMAGES, TERMS
from dam.text.read import number_in, read_image_id, read_number
from dam.web import errors
from dam.web.context import reading_session, request_moment, writing_session
from dam.web.sign_in import own_id, require_role
from dam.web.staff import conflicts
from dam.web.staff.terms import form as terms_form
from dam.web.staff.terms.form import SHEET, terms_name

bp = Blueprint("terms", __name__)
LIST, PAGE, MOVE = (f"staff/terms/{name}.html" for name in ("list", "terms", "move"))
FOLDER = TERMS
MOST_TYPED = 1000


@dataclass(frozen=True, slots=True)
class ImageSelection:
    """Images that are meant: all under a version of terms, or those named."""

    source: TermsVersion | None = None
    image_ids: tuple[int, ...] = ()

    def plan(self, session: Session, target: TermsVersion) -> Move:
        return move_terms.plan_terms_move(
            session, target, source=self.source, image_ids=self.image_ids, now=request_moment()
        )


@bp.get("/villkor")
@require_role("editor")
def show_all_terms() -> str:
    return render_template(LIST, errors={}, form={}, done=_terms_message(), **_all_terms_context())


@bp.post("/villkor")
@require_role("editor")
def create_terms() -> Response:
    slug, category, name = (
        request.form.get(field, "").strip() for field in ("slug", "category", "name")
    )
    try:
        with writing_session() as session:
            terms_drafts.add_terms(session, slug, category, name, by=own_id(), now=request_moment())
    except BadInput as error:
        return errors.show_form_again(error, LIST, form=request.form, **_all_terms_context())
    return redirect(f"{FOLDER}/{slug}", 303)


@bp.get("/villkor/<slug>")
@require_role("editor")
def show_terms_form(slug: str) -> str:
    version = terms_drafts.find_newest_terms(reading_session(), slug)
    form = conflicts.open_form(
        SHEET, terms_form.fill_terms_form(terms_drafts.draft_from_version(version))
    )
    return render_template(
        PAGE, errors={}, done=_terms_message(), **form, **_terms_context(version)
    )


@bp.post("/villkor/<slug>")
@require_role("editor")
def submit_terms_draft(slug: str) -> Response:
    """Save the draft, and publish it where that button was pressed."""
    publishing = "publish" in request.form
    try:
        with writing_session() as session:
            stored = terms_form.fill_terms_form(
                terms_drafts.draft_from_version(terms_drafts.find_newest_terms(session, slug))
            )
            draft = terms_form.read_terms_form(conflicts.merge_form(request.form, stored, SHEET))
            over = request.form.get("over", "")
            terms_drafts.save_terms_draft(
                session, slug, draft, over=over, by=own_id(), now=request_moment()
            )
            if publishing:
                terms_drafts.publish_terms(session, slug, by=own_id(), now=request_moment())
    except (BadInput, Conflict) as error:
        version = terms_drafts.find_newest_terms(reading_session(), slug)
        theirs = terms_form.fill_terms_form(terms_drafts.draft_from_version(version))
        fields = conflicts.reopen_form(SHEET, error, request.form, theirs, "over")
        return errors.show_form_again(error, PAGE, **_terms_context(version) | fields)
    address = f"{FOLDER}?klart=publicerad" if publishing else f"{FOLDER}/{slug}?klart=sparad"
    return redirect(address, 303)


@bp.get("/villkor/<slug>/flytta")
@require_role("editor")
def show_terms_move(slug: str) -> str | Response:
    """Ask which images; once they are chosen, show what moving them does."""
    target = _find_newest_published(reading_session(), slug)
    try:
        selection = _read_image_selection(reading_session(), request.args)
    except BadInput as error:
        return errors.show_form_again(error, MOVE, form=request.args, **_terms_move_context(target))
    plan = selection.plan(reading_session(), target) if selection else None
    return render_template(MOVE, errors={}, form=request.args, **_terms_move_context(target, plan))


@bp.post("/villkor/<slug>/flytta")
@require_role("editor")
def submit_terms_move(slug: str) -> Response:
    """Move what was shown; show it once more where it has become something else."""
    try:
        with writing_session() as session:
            target = _find_newest_published(session, slug)
            selection = _read_image_selection(session, request.form) or ImageSelection()
            plan = selection.plan(session, target)
            mark = request.form.get("shown", "")
            move_terms.move_images_to_terms(
                session, target, plan, mark=mark, by=own_id(), now=request_moment()
            )
    except Conflict as error:
        target = _find_newest_published(reading_session(), slug)
        plan = (_read_image_selection(reading_session(), request.form) or ImageSelection()).plan(
            reading_session(), target
        )
        return errors.show_form_again(
            error, MOVE, form=request.form, **_terms_move_context(target, plan)
        )
    return redirect(f"{FOLDER}?klart=flyttade&antal={len(plan.ids)}", 303)


def _find_newest_published(session: Session, slug: str) -> TermsVersion:
    """Return the newest published version of terms; NotFound."""
    published = clearance.versions_of(session, slug)
    if not published:
        raise NotFound
    return published[0]


def _read_image_selection(session: Session, form: Mapping[str, str]) -> ImageSelection | None:
    """Read which images are meant; None where nothing is said. Raises BadInput."""
    version, typed = form.get("fran", ""), form.get("bilder", "").replace(",", " ").split()
    if version:
        slug, _, n = version.rpartition("-v")
        return ImageSelection(clearance.find_published_terms(session, slug, read_number(n) or 0))
    ids = [image_id for image_id in map(read_image_id, typed) if image_id is not None]
    if len(ids) < len(typed) or len(ids) > MOST_TYPED:
        sentence = f"Skriv id för högst {MOST_TYPED} bilder, till exempel IN-2041, IN-2044."
        raise BadInput(sentence, fields={"bilder": sentence})
    return ImageSelection(image_ids=tuple(ids)) if ids else None


def _terms_message() -> str | None:
    """Return what was just done, in words."""
    moved_count = number_in(request.args, "antal", 0)
    return {
        "sparad": gettext("Utkastet är sparat. Det gäller först när det publiceras."),
        "publicerad": gettext("Villkoren gäller. Bilder behåller sin version tills de flyttas."),
        "flyttade": ngettext(
            "%(num)s bild är flyttad.", "%(num)s bilder är flyttade.", moved_count
        ),
    }.get(request.args.get("klart", ""))


def _all_terms_context() -> dict[str, object]:
    current = {version.terms_id: version for version in clearance.current_terms(reading_session())}
    return {
        "classes": terms_form.CLASSES,
        "rows": [
            {
                "slug": terms.slug,
                "name": terms_name(current.get(terms.id) or versions[0][0]),
                "current": current.get(terms.id),
                "draft": next(
                    (candidate for candidate, _ in versions if candidate.published_at is None), None
                ),
                "published": [row for row in versions if row[0].published_at is not None],
            }
            for terms, versions in terms_drafts.all_terms(reading_session())
        ],
    }


def _terms_context(version: TermsVersion) -> dict[str, object]:
    published = version.n if version.published_at else version.n - 1
    draft = terms_drafts.draft_from_version(version)
    return {
        "slug": version.terms.slug,
        "name": terms_name(version),
        "published": published,
        "next": published + 1,
        "over": draft.mark,
        **terms_form.terms_form_choices(),
    }


def _terms_move_context(target: TermsVersion, plan: Move | None = None) -> dict[str, object]:
    sources = [
        (f"{terms.slug}-v{version.n}", terms_name(version), version.n, images)
        for terms, versions in terms_drafts.all_terms(reading_session())
        for version, images in versions
        if images and version.id != target.id
    ]
    staying = plan.staying if plan else ()
    return {
        "slug": target.terms.slug,
        "name": terms_name(target),
        "n": target.n,
        "sources": sources,
        "plan": plan,
        "staying": [(image_ref(key), f"{IMAGES}/{key}", why) for key, why in staying],
    }
