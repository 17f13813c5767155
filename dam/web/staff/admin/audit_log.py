"""`/redaktion/logg`: who did what, when and to what, as a page and a file. For administrators."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from dam import accounts
from dam.accounts import invitations
from dam.database import audit
from dam.database.audit import NOBODY, Wanted
from dam.database.models import AuditEvent, Revision
from dam.delivery import watchers
from dam.links.refs import image_ref
from dam.rights.periods import STOCKHOLM, from_day, through
from dam.text.read import number_in, read_day
from dam.text.swedish import order_key
from dam.usage_requests import retention
from dam.usage_requests.case_page import LABELS
from dam.web.context import now, reading
from dam.web.csv_files import spreadsheet
from dam.web.sign_in import require
from dam.web.staff.admin.audit_labels import ACTIONS, DETAILS, KINDS, field_words

bp = Blueprint("log", __name__)
PAGE = 50
BATCH = 500
WHO_ELSE = "Ingen på redaktionen"
COLUMNS = ("Tid", "Vem", "Gjorde", "Sak", "Vilken", "Fält", "Före", "Efter", "Uppgifter")


@dataclass(frozen=True, slots=True)
class Line:
    """An event as it is read; ``changes`` are (field, before, after), both None where what it held
    is not kept.
    """

    id: int
    at: datetime
    who: str
    action: str
    kind: str
    thing: str
    url: str | None
    changes: tuple[tuple[str, str | None, str | None], ...]
    detail: tuple[tuple[str, str], ...]


@bp.get("/logg")
@require("admin")
def show() -> str:
    wanted = _wanted(request.args)
    before = number_in(request.args, "fore", None)
    found = audit.find(reading(), wanted, most=PAGE + 1, before=before)
    chosen = {
        name: value
        for name in ("vem", "sak", "gjorde", "fran", "till")
        if (value := request.args.get(name, ""))
    }
    return render_template(
        "staff/log.html",
        lines=list(_lines(found[:PAGE])),
        more=found[PAGE - 1][0].id if len(found) > PAGE else None,
        chosen=chosen,
        persons=_persons(),
        kinds=list(KINDS.items()),
        actions=sorted(ACTIONS.items(), key=lambda one: order_key(one[1])),
        kept=list(_kept()),
    )


@bp.get("/logg.csv")
@require("admin")
def download() -> Response:
    """Everything that the filter lets through, as a file: a line a changed field."""
    rows = _rows(_wanted(request.args))
    return spreadsheet(f"logg-{now():%Y-%m-%d}", list(map(gettext, COLUMNS)), rows)


def _persons() -> list[tuple[str, str]]:
    names = accounts.names(reading())
    return [*((str(one), name) for one, name in names.items()), (str(NOBODY), gettext(WHO_ELSE))]


def _wanted(sent: Mapping[str, str]) -> Wanted:
    """Read the filter; what cannot be is as if not chosen."""
    first, last = read_day(sent.get("fran", "")), read_day(sent.get("till", ""))
    return Wanted(
        user_id=number_in(sent, "vem", None),
        kind=sent.get("sak", ""),
        action=sent.get("gjorde", ""),
        starts=from_day(first) if first else None,
        ends=through(last) if last else None,
    )


def _lines(found: Sequence[tuple[AuditEvent, Revision | None]]) -> Iterator[Line]:
    names = accounts.names(reading())
    told = audit.objects(reading(), [event for event, _ in found])
    for event, revision in found:
        thing, url = _thing(event, told.get((event.kind, event.object_id or 0)))
        yield Line(
            id=event.id,
            at=event.at,
            who=names[event.user_id] if event.user_id else gettext(WHO_ELSE),
            action=gettext(ACTIONS.get(event.action, event.action)),
            kind=gettext(KINDS.get(event.kind, event.kind)),
            thing=thing,
            url=url,
            changes=tuple(_changes(event, revision)),
            detail=tuple(_details(event.detail)),
        )


def _details(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    order = [*DETAILS, *sorted(said)]
    for name in sorted(said, key=order.index):
        if words := _read_out(said[name]):
            yield gettext(DETAILS.get(name, name)), words


def _thing(event: AuditEvent, told: str | None) -> tuple[str, str | None]:
    """Return what the thing is called and where it stands, if it still does."""
    one = event.object_id
    if one is None:
        return "", None
    if event.kind == "image":
        there = told not in {None, "erased"}
        return image_ref(one), f"/redaktion/bilder/{one}" if there else None
    pages = {
        "request": f"/redaktion/arenden/{told}",
        "person": f"/redaktion/samtycken/{one}",
        "terms": f"/redaktion/villkor/{told}",
        "letter text": f"/redaktion/mejlmallar/{told}",
        "page text": f"/redaktion/sidor/{told}",
        "user": "/redaktion/anvandare",
        "collection": "/redaktion/samlingar",
    }
    return told or str(one), pages.get(event.kind) if told else None


def _changes(
    event: AuditEvent, revision: Revision | None
) -> Iterator[tuple[str, str | None, str | None]]:
    for name in event.fields:
        if revision is None:
            yield gettext(field_words(name)), None, None
        else:
            before, after = revision.before.get(name), revision.after.get(name)
            yield gettext(field_words(name)), _read_out(before), _read_out(after)


def _read_out(value: Any) -> str:
    """Return a value as it is read: words as they are, several with commas between."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(gettext("ja") if value else gettext("nej"))
    if isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
        return ", ".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _rows(wanted: Wanted) -> Iterator[tuple[object, ...]]:
    """Return the lines of the file, a few hundred events a question."""
    before = None
    while found := audit.find(reading(), wanted, most=BATCH, before=before):
        before = found[-1][0].id
        for line in _lines(found):
            said = line.at.astimezone(STOCKHOLM).isoformat(" ", "seconds")
            detail = "; ".join(f"{name}: {value}" for name, value in line.detail)
            for field, was, became in line.changes or [("", "", "")]:
                head = (said, line.who, line.action, line.kind, line.thing)
                yield (*head, field, was or "", became or "", detail)
        reading().expunge_all()


def _kept() -> Iterable[tuple[str, str]]:
    """Return what is kept and for how long."""
    yield gettext("Vem som gjorde vad, med vad och när"), gettext("Så länge pressbilderna finns")
    yield gettext("Vad som stod före och efter"), gettext("Tills bilden eller personen raderas")
    for state, time in retention.CASES.items():
        yield gettext("Ärende: %(state)s", state=gettext(LABELS[state])), _long(time)
    yield gettext("Brev om ändrade bilder, utan ärende"), _long(retention.LETTERS["image_changed"])
    yield gettext("Brev som kom in utan ärende"), _long(retention.LETTERS["reply"])
    yield gettext("Obekräftad bevakning av en bild"), _long(watchers.UNCONFIRMED_KEPT)
    yield gettext("Bevakning av en återkallad bild"), _long(watchers.KEPT_AFTER_WITHDRAWAL)
    yield gettext("Inbjudan som ingen har tagit emot"), _long(invitations.KEPT)
    yield gettext("Inloggning"), _long(accounts.SESSION_LENGTH)


def _long(time: timedelta) -> str:
    if time < timedelta(days=1):
        said: str = ngettext("%(num)s timme", "%(num)s timmar", time // timedelta(hours=1))
    elif time % retention.YEAR:
        said = ngettext("%(num)s dag", "%(num)s dagar", time.days)
    else:
        said = ngettext("%(num)s år", "%(num)s år", time // retention.YEAR)
    return said
