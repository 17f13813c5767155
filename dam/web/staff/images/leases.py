"""`/redaktion/bilder/<id>/tider`: when an image may be seen and used, and who sees it before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime

from flask import Blueprint, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from dam import accounts, catalogue, clearance
from dam.clearance import facts
from dam.database.models import Image, Lease
from dam.database.session import Session
from dam.delivery import embargo_links
from dam.errors import BadInput, Conflict
from dam.lifecycle import waiting_changes
from dam.links.paths import embargo_path
from dam.rights.decision import decide
from dam.rights.lease import LeaseKind, SetLease
from dam.rights.periods import at_clock, from_day, last_day, through
from dam.rights.terms import Purpose
from dam.rights.window import Level
from dam.text.read import number_in, read_clock, read_day, read_id
from dam.web import errors
from dam.web.context import now, read_anew, reading, services, writing
from dam.web.form_fields import read_field
from dam.web.forms import INCOMPLETE, sent_version
from dam.web.sign_in import require, who
from dam.web.staff import conflicts
from dam.web.staff.conflicts import Difference, Sheet
from dam.web.staff.image_row import WAITS, row_of
from dam.web.template_filters import clock, day

bp = Blueprint("leases", __name__)
PAGE = "staff/leases.html"
KINDS = {
    LeaseKind.EMBARGO: "Spärrad till",
    LeaseKind.USE_UNTIL: "Får användas till",
    LeaseKind.DISPLAY_UNTIL: "Visas till",
    LeaseKind.DENY: "Stängd under en period",
}
REMAINS = {
    Level.NOTHING: "Ingenting",
    Level.TEXT: "Bara texten",
    Level.SMALL: "Texten och den lilla bilden",
}
DONE = {
    "sparad": "Sparat.",
    "vantar": WAITS,
    "lank": "Länken är skapad. Kopiera den nedan och ge den till läsaren.",
    "slut": "Länken är stängd.",
}
WHEN = "Skriv datum som 2026-12-31 och tid som 09:00."
NO_SUCH_TIME = "Den tiden finns inte, för då ställs klockan fram. Välj en timme senare."


@bp.get("/bilder/<int:one>/tider")
@require("editor")
def show(one: int) -> str:
    values = _values(one) | {"done": DONE.get(request.args.get("klart", ""))}
    return render_template(PAGE, errors={}, form={}, **values)


@bp.post("/bilder/<int:one>/tider")
@require("editor")
def act(one: int) -> Response:
    """Add or remove a lease or a link, or choose what remains: the button says which."""
    done, action = "sparad", request.form.get("action", "")
    try:
        with writing() as session:
            image = catalogue.hold(session, one, who())
            verb, version, stored = action.partition("-")[0], sent_version(), _stored(image)
            if version != image.version and _is_stale(verb, stored):
                catalogue.check_version(image, version)
            form = conflicts.settle(request.form, stored, SHEET)
            with waiting_changes.proposing(session, image, by=who().id, now=now()) as proposal:
                done = _do(session, image, action, form)
                clearance.settle(session, image, now=now())
        done = "vantar" if proposal.waits else done
    except (BadInput, Conflict) as error:
        if isinstance(error, clearance.NotPublishable):
            error.fields = {}
        read_anew()
        values = _values(one)
        if isinstance(error, Conflict):
            values["differing"] = _differing(action.partition("-")[0], _stored(_image(one)))
        return errors.again(error, PAGE, form=request.form, **values)
    return redirect(f"/redaktion/bilder/{one}/tider?klart={done}", 303)


def _stored(image: Image) -> dict[str, str]:
    """Return what the page's forms change, in words or as the form says it."""
    told = (
        (KINDS[LeaseKind(one.kind)], SetLease(LeaseKind(one.kind), one.starts, one.ends))
        for one in image.leases
    )
    leases = "\n".join(f"{gettext(words)} {period(lease)}" for words, lease in told)
    return {"leases": leases, "remains": str(image.remains)}


SHEET = Sheet(
    {"remains": "Det här visas då"},
    lambda sent: {"remains": sent.get("remains", "")},
    lambda _, value: {str(int(level)): words for level, words in REMAINS.items()}[str(value)],
)
ABOUT = {"add": "leases", "remove": "leases", "remains": "remains"}
"""What each button changes of that; links are nobody else's."""


def _is_stale(verb: str, stored: Mapping[str, str]) -> bool:
    """Whether somebody else has changed what the button is about since the page was opened."""
    return verb in ABOUT and conflicts.has_changed(request.form, stored, ABOUT[verb])


def _differing(verb: str, stored: Mapping[str, str]) -> list[Difference]:
    """Return what one wanted beside what stands now."""
    if verb == "remains":
        return conflicts.differences(
            SHEET.labels, SHEET.typed(request.form), stored, said=SHEET.said
        )
    mine = ""
    if verb == "add":
        with suppress(BadInput):
            lease = _read(request.form)
            mine = f"{gettext(KINDS[lease.kind])} {period(lease)}"
    return [Difference("leases", "Tider", mine, stored["leases"])]


def _image(one: int) -> Image:
    return catalogue.find_for(reading(), one, who())


def _do(session: Session, image: Image, action: str, form: Mapping[str, str]) -> str:
    """Do what the button says; returns the word for what was done."""
    verb, _, given = action.partition("-")
    by = who().id
    if verb == "add":
        lease, note = _read(form), form.get("note", "").strip()
        clearance.add_lease(session, image, lease, note, by=by, now=now())
    elif verb == "remove" and (lease_id := read_id(given)):
        clearance.remove_lease(session, image, lease_id, by=by, now=now())
    elif verb == "remains" and (level := number_in(form, "remains", -1)) in set(REMAINS):
        remains = Level(level)
        clearance.set_remains(session, image, remains, by=by, now=now())
    elif verb == "give":
        embargo_links.give(session, image, form.get("reader", ""), by=by, now=now())
        return "lank"
    elif verb == "revoke" and (link_id := read_id(given)):
        embargo_links.revoke(session, image, link_id, by=by, now=now())
        return "slut"
    else:
        raise BadInput(INCOMPLETE)
    return "sparad"


def _read(form: Mapping[str, str]) -> SetLease:
    """Read the lease of the form; raises BadInput by field."""
    kinds = {str(kind): kind for kind in KINDS}
    if form.get("kind") not in kinds:
        sentence = "Välj vad tiden gäller."
        raise BadInput(sentence, fields={"kind": sentence})
    kind = kinds[form["kind"]]
    starts = read_moment(form, "starts", whole_day=from_day) if kind is LeaseKind.DENY else None
    ends = read_moment(form, "ends", whole_day=from_day if kind is LeaseKind.EMBARGO else through)
    if ends is None and kind is not LeaseKind.DENY:
        sentence = "Skriv ett datum, till exempel 2026-12-31."
        raise BadInput(sentence, fields={"ends": sentence})
    return SetLease(kind, starts, ends)


def read_moment(
    form: Mapping[str, str], name: str, *, whole_day: Callable[[date], datetime]
) -> datetime | None:
    """Read a day and a clock in Stockholm; without a clock the day itself says when."""
    chosen = read_field(form, name, read_day, WHEN)
    if chosen is None:
        return None
    hour = read_field(form, f"{name}_clock", read_clock, WHEN)
    if hour is None:
        return whole_day(chosen)
    try:
        return at_clock(chosen, hour)
    except ValueError as error:
        raise BadInput(NO_SUCH_TIME, fields={name: NO_SUCH_TIME}) from error


def _values(one: int) -> dict[str, object]:
    image = _image(one)
    names = accounts.names(reading())
    base = services().house.base_url
    signer = services().signer
    decision = decide(facts.facts_of(image, now()), Purpose.TEXT, now())
    return {
        "row": row_of(image, now()),
        "version": image.version,
        "began": conflicts.marks(_stored(image)),
        "differing": [],
        "reasons": decision.reasons if image.state == "published" else (),
        "leases": [_told(lease, names) for lease in image.leases],
        "kinds": [(str(kind), gettext(words)) for kind, words in KINDS.items()],
        "remains": [(str(int(level)), gettext(words)) for level, words in REMAINS.items()],
        "remains_now": str(image.remains),
        "embargoed": image.state == "published" and embargo_links.ends(image, now()) is not None,
        "links": [
            (link.id, link.reader, base + embargo_path(embargo_links.token(signer, link)))
            for link in embargo_links.links_of(reading(), image)
        ],
    }


def _told(lease: Lease, names: Mapping[int, str]) -> dict[str, object]:
    """Return a lease in words: its id, what it says, until when, and who set it."""
    kind = LeaseKind(lease.kind)
    return {
        "id": lease.id,
        "words": gettext(KINDS[kind]),
        "period": period(SetLease(kind, lease.starts, lease.ends)),
        "note": lease.note,
        "by": names.get(lease.set_by) if lease.set_by else None,
        "at": lease.set_at,
    }


def period(lease: SetLease) -> str:
    """Return when a lease begins and ends, in words."""
    moments = (lease.starts, lease.ends) if lease.kind is LeaseKind.DENY else (lease.ends,)
    return " – ".join(
        _words(moment, ends=moment is lease.ends and lease.kind is not LeaseKind.EMBARGO)
        if moment
        else gettext("tills vidare")
        for moment in moments
    )


def _words(moment: datetime, *, ends: bool) -> str:
    """Return "31 december 2026" for the end of a whole day, else with the clock."""
    if ends and through(last_day(moment)) == moment:
        return str(gettext("till och med %(day)s", day=day(last_day(moment))))
    return f"{day(moment)} {clock(moment)}"
