"""Fields that hold for all files of an upload: read from the form, filled in again."""

from __future__ import annotations

from flask import request

from dam import accounts
from dam.ingest.intake import Common
from dam.web.sign_in import signed_in_user
from dam.web.staff.image_form import assignee


def read_common_fields() -> Common:
    form = request.form
    creators = tuple(part.strip() for part in form.get("creators", "").split(",") if part.strip())
    return Common(
        creators=creators,
        place=form.get("place", "").strip(),
        date_text=form.get("date", "").strip(),
        digital_source_type=form.get("digital_source_type", ""),
        people={"yes": True, "no": False}.get(form.get("people", "")),
        terms=form.get("terms", ""),
        collections=tuple(filter(None, form.getlist("collections"))),
        assigned_to=assignee.read_assignee(form)
        if accounts.has_role(signed_in_user(), "editor")
        else None,
    )


def fill_common_form(common: Common) -> dict[str, str | list[str]]:
    people = "" if common.people is None else "yes" if common.people else "no"
    return {
        "creators": ", ".join(common.creators),
        "place": common.place,
        "date": common.date_text,
        "digital_source_type": common.digital_source_type,
        "people": people,
        "terms": common.terms,
        "collections": list(common.collections),
        "assigned_to": str(common.assigned_to or ""),
    }
