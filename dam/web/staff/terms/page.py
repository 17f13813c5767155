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
from dam.text.read import number_in, read_image_id, read_number
from dam.web import errors
from dam.web.context import now, read_anew, reading, writing
from dam.web.sign_in import require, who
from dam.web.staff import conflicts
from dam.web.staff.terms import form as terms_form
from dam.web.staff.terms.form import SHEET, name_of

bp = Blueprint("terms", __name__)
LIST, PAGE, MOVE = (f"staff/terms/{name}.html" for name in ("list", "terms", "move"))
FOLDER = "/redaktion/villkor"
MOST_TYPED = 1000


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which images are meant: all under a version of terms, or those named."""

    source: TermsVersion | None = None
    image_ids: tuple[int, ...] = ()

    def plan(self, session: Session, target: TermsVersion) -> Move:
        return move_terms.plan(
            session, target, source=self.source, image_ids=self.image_ids, now=now()
        )


@bp.get("/villkor")
@require("editor")
def show_list() -> str:
    return render_template(LIST, errors={}, form={}, done=_done(), **_list_values())


@bp.post("/villkor")
@require("editor")
def add() -> Response:
    slug, klass, name = (request.form.get(one, "").strip() for one in ("slug", "klass", "name"))
    try:
        with writing() as session:
            terms_drafts.add(session, slug, klass, name, by=who().id, now=now())
    except BadInput as error:
        return errors.again(error, LIST, form=request.form, **_list_values())
    return redirect(f"{FOLDER}/{slug}", 303)


@bp.get("/villkor/<slug>")
@require("editor")
def show(slug: str) -> str:
    version = terms_drafts.newest(reading(), slug)
    form = conflicts.begin(SHEET, terms_form.fill(terms_drafts.said(version)))
    return render_template(PAGE, errors={}, done=_done(), **form, **_values(version))


@bp.post("/villkor/<slug>")
@require("editor")
def save(slug: str) -> Response:
    """Save the draft, and publish it where that button was pressed."""
    publishing = "publish" in request.form
    try:
        with writing() as session:
            stored = terms_form.fill(terms_drafts.said(terms_drafts.newest(session, slug)))
            wanted = terms_form.read(conflicts.settle(request.form, stored, SHEET))
            over = request.form.get("over", "")
            terms_drafts.save(session, slug, wanted, over=over, by=who().id, now=now())
            if publishing:
                terms_drafts.publish(session, slug, by=who().id, now=now())
    except (BadInput, Conflict) as error:
        read_anew()
        version = terms_drafts.newest(reading(), slug)
        theirs = terms_form.fill(terms_drafts.said(version))
        shown = conflicts.again(SHEET, error, request.form, theirs, "over")
        return errors.again(error, PAGE, **_values(version) | shown)
    there = f"{FOLDER}?klart=publicerad" if publishing else f"{FOLDER}/{slug}?klart=sparad"
    return redirect(there, 303)


@bp.get("/villkor/<slug>/flytta")
@require("editor")
def show_move(slug: str) -> str | Response:
    """Ask which images; once they are chosen, show what moving them does."""
    target = _target(reading(), slug)
    try:
        chosen = _chosen(reading(), request.args)
    except BadInput as error:
        return errors.again(error, MOVE, form=request.args, **_move_values(target))
    plan = chosen.plan(reading(), target) if chosen else None
    return render_template(MOVE, errors={}, form=request.args, **_move_values(target, plan))


@bp.post("/villkor/<slug>/flytta")
@require("editor")
def move(slug: str) -> Response:
    """Move what was shown; show it once more where it has become something else."""
    try:
        with writing() as session:
            target = _target(session, slug)
            chosen = _chosen(session, request.form) or Chosen()
            plan = chosen.plan(session, target)
            shown = request.form.get("shown", "")
            move_terms.move(session, target, plan, shown=shown, by=who().id, now=now())
    except Conflict as error:
        target = _target(reading(), slug)
        plan = (_chosen(reading(), request.form) or Chosen()).plan(reading(), target)
        return errors.again(error, MOVE, form=request.form, **_move_values(target, plan))
    return redirect(f"{FOLDER}?klart=flyttade&antal={len(plan.ids)}", 303)


def _target(session: Session, slug: str) -> TermsVersion:
    """Return the newest published version of terms; NotFound."""
    published = clearance.versions_of(session, slug)
    if not published:
        raise NotFound
    return published[0]


def _chosen(session: Session, form: Mapping[str, str]) -> Chosen | None:
    """Read which images are meant; None where nothing is said. Raises BadInput."""
    version, typed = form.get("fran", ""), form.get("bilder", "").replace(",", " ").split()
    if version:
        slug, _, n = version.rpartition("-v")
        return Chosen(clearance.terms_version(session, slug, read_number(n) or 0))
    ids = [one for one in map(read_image_id, typed) if one is not None]
    if len(ids) < len(typed) or len(ids) > MOST_TYPED:
        sentence = f"Skriv id för högst {MOST_TYPED} bilder, till exempel IN-2041, IN-2044."
        raise BadInput(sentence, fields={"bilder": sentence})
    return Chosen(image_ids=tuple(ids)) if ids else None


def _done() -> str | None:
    """Return what was just done, in words."""
    moved = number_in(request.args, "antal", 0)
    return {
        "sparad": gettext("Utkastet är sparat. Det gäller först när det publiceras."),
        "publicerad": gettext("Villkoren gäller. Bilder behåller sin version tills de flyttas."),
        "flyttade": ngettext("%(num)s bild är flyttad.", "%(num)s bilder är flyttade.", moved),
    }.get(request.args.get("klart", ""))


def _list_values() -> dict[str, object]:
    current = {version.terms_id: version for version in clearance.current_terms(reading())}
    return {
        "classes": terms_form.CLASSES,
        "rows": [
            {
                "slug": terms.slug,
                "name": name_of(current.get(terms.id) or versions[0][0]),
                "current": current.get(terms.id),
                "draft": next((one for one, _ in versions if one.published_at is None), None),
                "published": [row for row in versions if row[0].published_at is not None],
            }
            for terms, versions in terms_drafts.all_terms(reading())
        ],
    }


def _values(version: TermsVersion) -> dict[str, object]:
    published = version.n if version.published_at else version.n - 1
    said = terms_drafts.said(version)
    return {
        "slug": version.terms.slug,
        "name": name_of(version),
        "published": published,
        "next": published + 1,
        "over": said.mark,
        **terms_form.choices(),
    }


def _move_values(target: TermsVersion, plan: Move | None = None) -> dict[str, object]:
    sources = [
        (f"{terms.slug}-v{one.n}", name_of(one), one.n, images)
        for terms, versions in terms_drafts.all_terms(reading())
        for one, images in versions
        if images and one.id != target.id
    ]
    staying = plan.staying if plan else ()
    return {
        "slug": target.terms.slug,
        "name": name_of(target),
        "n": target.n,
        "sources": sources,
        "plan": plan,
        "staying": [(image_ref(one), f"/redaktion/bilder/{one}", why) for one, why in staying],
    }
