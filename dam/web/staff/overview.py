"""`/redaktion/`: what needs somebody today, as lists that lead to the fix."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, render_template

from dam import catalogue, clearance, people, register
from dam.rights.periods import last_day
from dam.usage_requests import find
from dam.web.auth import who
from dam.web.scope import now, reading
from dam.web.staff.persons_words import KINDS
from dam.web.staff.rows import row_of

bp = Blueprint("overview", __name__)
SOON = timedelta(days=60)
MOST = 10


@bp.get("/")
def show() -> str:
    session = reading()
    drafts = catalogue.list_images(session, state="draft", user=who(), most=MOST)
    decides = people.may(who(), "editor")
    ending = clearance.ending_between(session, now(), now() + SOON) if decides else ()
    today = last_day(now())
    return render_template(
        "staff/overview.html",
        requests=find.listed(session, most=MOST) if decides else None,
        drafts=[row_of(image, now()) for image in drafts],
        draft_count=catalogue.count_by_state(session, who()).get("draft", 0),
        ending=[
            (row_of(catalogue.find_image(session, lease.image_id), now()), lease.ends)
            for lease in ending[:MOST]
        ],
        ending_count=len(ending),
        bases=[
            (basis.person, KINDS[basis.kind], basis.valid_to)
            for basis in (register.ending_between(session, today, today + SOON) if decides else ())
        ],
        now=now(),
    )
