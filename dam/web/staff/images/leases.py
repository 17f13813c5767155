"""`/redaktion/bilder/<id>/tider`: when an image may be seen and used, and who sees it before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from dam import accounts, catalogue, clearance
from dam.clearance import facts
from dam.database.models import Image
from dam.database.session import Session
from dam.delivery import embargo_links
from dam.errors import BadInput, Conflict, NotFound
from dam.i18n.form_reader import read_field
from dam.lifecycle import waiting_changes, wanted_times
from dam.lifecycle.change_fields import lease_as_json
from dam.links.paths import embargo_path
from dam.links.staff_paths import IMAGES
from dam.rights.decision import decide
from dam.rights.image_states import ImageState
from dam.rights.lease import LeaseKind, SetLease
from dam.rights.periods import end_of_last_day, instant_at_clock, start_of_day
from dam.rights.terms import Purpose
from dam.rights.window import VisibilityLevel
from dam.text.read import read_clock, read_day, read_id
from dam.web import errors
from dam.web.context import reading_session, request_moment, services, writing_session
from dam.web.forms import INCOMPLETE, sent_version
from dam.web.sign_in import own_id, require_role, signed_in_user
from dam.web.staff import conflicts
from dam.web.staff.conflicts import FieldDifference, FormFields
from dam.web.staff.image_row import WAITS, build_image_row
from dam.web.staff.images.lease_rows import KINDS, build_lease_rows, format_period, read_lease_row

bp = Blueprint("leases", __name__)
PAGE = "staff/leases.html"
REMAINS = {
    VisibilityLevel.NOTHING: "Ingenting",
    VisibilityLevel.TEXT: "Bara texten",
    VisibilityLevel.SMALL: "Texten och den lilla bilden",
}
DONE = {
    "sparad": "Sparat.",
    "vantar": WAITS,
    "lank": "Länken är skapad. Kopiera den nedan och ge den till läsaren.",
    "slut": "Länken är stängd.",
}
WHEN = "Skriv datum som 2026-12-31 och tid som 09:00."
NO_SUCH_TIME = "Den tiden finns inte, för då ställs klockan fram. Välj en timme senare."


@bp.get("/bilder/<int:image_id>/tider")
@require_role("editor")
def show_leases(image_id: int) -> str:
    values = _leases_context(image_id) | {"done": DONE.get(request.args.get("klart", ""))}
    return render_template(PAGE, errors={}, form={}, **values)


@bp.post("/bilder/<int:image_id>/tider")
@require_role("editor")
def change_leases(image_id: int) -> Response:
    """Add or remove a lease or a link, or choose what remains: the button says which."""
    done, action = "sparad", request.form.get("action", "")
    try:
        with writing_session() as session:
            image = catalogue.lock_image(session, image_id, signed_in_user())
            by, now = own_id(), request_moment()
            times = wanted_times.read_wanted_times(session, image, by)
            verb, version, stored = (
                action.partition("-")[0],
                sent_version(),
                _describe_times(times),
            )
            leaving = _mark_public_lease(image, action) if verb == "remove" else ""
            if version != image.version and _is_lease_form_stale(verb, stored):
                catalogue.check_version(image, version)
            form = conflicts.merge_form(request.form, stored, SHEET)
            instead_of = wanted_times.TIMES if verb in ABOUT else ()
            with waiting_changes.propose_changes(
                session, image, instead_of=instead_of, by=by, now=now
            ) as proposal:
                if verb in ABOUT:
                    wanted_times.put_wanted_times(session, image, times, by=by, now=now)
                done = _apply_lease_action(session, image, leaving or action, form)
                clearance.recompute_or_refuse(session, image, now=request_moment())
        done = "vantar" if proposal.waits else done
    except (BadInput, Conflict) as error:
        if isinstance(error, clearance.NotPublishable):
            error.fields = {}
        values = _leases_context(image_id)
        if isinstance(error, Conflict):
            values["differing"] = _list_lease_differences(
                action.partition("-")[0], _describe_times(_read_own_times(image_id))
            )
        return errors.show_form_again(error, PAGE, form=request.form, **values)
    return redirect(f"{IMAGES}/{image_id}/tider?klart={done}", 303)


def _describe_times(times: Mapping[str, Any]) -> dict[str, str]:
    """Return what the page's forms change, in words or as the form says it."""
    leases = [read_lease_row(row) for row in times["leases"]]
    words = "\n".join(f"{gettext(KINDS[lease.kind])} {format_period(lease)}" for lease in leases)
    return {"leases": words, "residual_level": str(times["residual_level"])}


def _mark_public_lease(image: Image, action: str) -> str:
    """Return the action by which a lease of the image's own, named by its id, is taken away."""
    lease_id = read_id(action.partition("-")[2])
    rows = [row for row in image.leases if row.id == lease_id]
    if lease_id is not None and not rows:
        raise NotFound
    return f"drop-{wanted_times.mark_lease(lease_as_json(rows[0]))}" if rows else ""


def _read_own_times(image_id: int) -> dict[str, Any]:
    """Return the times of an image as this person wants them."""
    image = catalogue.find_for(reading_session(), image_id, signed_in_user())
    return wanted_times.read_wanted_times(reading_session(), image, own_id())


def _read_residual_level(form: Mapping[str, str]) -> VisibilityLevel | None:
    """Return the chosen level, None for what is none of the choices."""
    return next((level for level in REMAINS if str(int(level)) == form.get("residual_level")), None)


SHEET = FormFields(
    {"residual_level": "Det här visas då"},
    lambda sent: {
        "residual_level": "" if (level := _read_residual_level(sent)) is None else str(int(level))
    },
    lambda _, value: REMAINS[VisibilityLevel(int(str(value)))] if value else "",
)
ABOUT = {"add": "leases", "remove": "leases", "drop": "leases", "residual_level": "residual_level"}
"""What each button changes of that; links are nobody else's."""


def _is_lease_form_stale(verb: str, stored: Mapping[str, str]) -> bool:
    """Whether somebody else has changed what the button is about since the page was opened."""
    return verb in ABOUT and conflicts.has_changed(request.form, stored, ABOUT[verb])


def _list_lease_differences(verb: str, stored: Mapping[str, str]) -> list[FieldDifference]:
    """Return what one wants beside what stands now."""
    if verb == "residual_level":
        return conflicts.list_field_differences(
            SHEET.labels, SHEET.typed(request.form), stored, describe=SHEET.describe
        )
    mine = ""
    if verb == "add":
        with suppress(BadInput):
            lease = _read_lease_form(request.form)
            mine = f"{gettext(KINDS[lease.kind])} {format_period(lease)}"
    return [FieldDifference("leases", "Tider", mine, stored["leases"])]


def _apply_lease_action(
    session: Session, image: Image, action: str, form: Mapping[str, str]
) -> str:
    """Do what the button says; returns the word for what was done."""
    verb, _, row_id = action.partition("-")
    by = own_id()
    if verb == "add":
        lease, note = _read_lease_form(form), form.get("note", "").strip()
        clearance.add_lease(session, image, lease, note, by=by, now=request_moment())
    elif verb == "drop":
        wanted_times.remove_wanted_lease(session, image, row_id, by=by, now=request_moment())
    elif verb == "residual_level" and (residual_level := _read_residual_level(form)) is not None:
        clearance.set_residual_level(session, image, residual_level, by=by, now=request_moment())
    elif verb == "give":
        embargo_links.create_embargo_link(
            session, image, form.get("reader", ""), by=by, now=request_moment()
        )
        return "lank"
    elif verb == "revoke" and (link_id := read_id(row_id)):
        embargo_links.revoke_embargo_link(session, image, link_id, by=by, now=request_moment())
        return "slut"
    else:
        raise BadInput(INCOMPLETE)
    return "sparad"


def _read_lease_form(form: Mapping[str, str]) -> SetLease:
    """Read the lease of the form; raises BadInput by field."""
    kinds = {str(kind): kind for kind in KINDS}
    if form.get("kind") not in kinds:
        sentence = "Välj vad tiden gäller."
        raise BadInput(sentence, fields={"kind": sentence})
    kind = kinds[form["kind"]]
    starts = read_moment(form, "starts", whole_day=start_of_day) if kind is LeaseKind.DENY else None
    ends = read_moment(
        form, "ends", whole_day=start_of_day if kind is LeaseKind.EMBARGO else end_of_last_day
    )
    if ends is None and kind is not LeaseKind.DENY:
        sentence = "Skriv ett datum, till exempel 2026-12-31."
        raise BadInput(sentence, fields={"ends": sentence})
    return SetLease(kind, starts, ends)


def read_moment(
    form: Mapping[str, str], name: str, *, whole_day: Callable[[date], datetime]
) -> datetime | None:
    """Read a day and a clock in Stockholm; without a clock the day itself says when."""
    day_chosen = read_field(form, name, read_day, WHEN)
    if day_chosen is None:
        return None
    hour = read_field(form, f"{name}_clock", read_clock, WHEN)
    if hour is None:
        return whole_day(day_chosen)
    try:
        return instant_at_clock(day_chosen, hour)
    except ValueError as error:
        raise BadInput(NO_SUCH_TIME, fields={name: NO_SUCH_TIME}) from error


def _leases_context(image_id: int) -> dict[str, object]:
    image = catalogue.find_for(reading_session(), image_id, signed_in_user())
    times = _read_own_times(image_id)
    names = accounts.list_account_names(reading_session())
    base = services().site.base_url
    signer = services().signer
    decision = decide(facts.facts_of(image, request_moment()), Purpose.TEXT, request_moment())
    return {
        "row": build_image_row(image, request_moment()),
        "version": image.version,
        "began": conflicts.fingerprint_fields(_describe_times(times)),
        "differing": [],
        "reasons": decision.reasons if image.state == ImageState.PUBLISHED else (),
        "leases": build_lease_rows(image, times["leases"], names),
        "kinds": [(str(kind), gettext(words)) for kind, words in KINDS.items()],
        "residual_level": [(str(int(level)), gettext(words)) for level, words in REMAINS.items()],
        "residual_level_now": str(times["residual_level"]),
        "embargoed": image.state == ImageState.PUBLISHED
        and embargo_links.get_embargo_end(image, request_moment()) is not None,
        "links": [
            (
                link.id,
                link.reader,
                base + embargo_path(embargo_links.sign_embargo_link(signer, link)),
            )
            for link in embargo_links.list_embargo_links(reading_session(), image)
        ],
    }
