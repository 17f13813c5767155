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
from dam.links.staff_paths import (
    COLLECTIONS,
    IMAGES,
    LETTER_TEXTS,
    PAGES,
    PERSONS,
    REQUESTS,
    TERMS,
    USERS,
)
from dam.rights.periods import STOCKHOLM, end_of_last_day, start_of_day
from dam.text.read import number_in, read_day
from dam.text.swedish import order_key
from dam.usage_requests import retention
from dam.usage_requests.case_page import LABELS
from dam.web.context import reading_session, request_moment
from dam.web.csv_files import send_spreadsheet
from dam.web.sign_in import require_role
from dam.web.staff.admin.audit_labels import ACTIONS, DETAILS, KINDS, audit_field_label

bp = Blueprint("log", __name__)
PAGE = 50
BATCH = 500
WHO_ELSE = "Ingen på redaktionen"
COLUMNS = ("Tid", "Vem", "Gjorde", "Sak", "Vilken", "Fält", "Före", "Efter", "Uppgifter")


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An event as it is read; ``changes`` are (field, before, after), None for what is not kept."""

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
@require_role("admin")
def show_audit_log() -> str:
    query = _read_audit_filter(request.args)
    before = number_in(request.args, "fore", None)
    events = audit.find_audit_events(reading_session(), query, most=PAGE + 1, before=before)
    chosen = {
        name: value
        for name in ("vem", "sak", "gjorde", "fran", "till")
        if (value := request.args.get(name, ""))
    }
    return render_template(
        "staff/log.html",
        lines=list(_build_audit_lines(events[:PAGE])),
        more=events[PAGE - 1][0].id if len(events) > PAGE else None,
        chosen=chosen,
        persons=_list_person_filters(),
        kinds=list(KINDS.items()),
        actions=sorted(ACTIONS.items(), key=lambda action: order_key(action[1])),
        kept=list(_list_retention()),
    )


@bp.get("/logg.csv")
@require_role("admin")
def download_audit_log() -> Response:
    """Send what the filter lets through as a file: a line a changed field."""
    rows = _build_audit_csv_rows(_read_audit_filter(request.args))
    return send_spreadsheet(f"logg-{request_moment():%Y-%m-%d}", list(map(gettext, COLUMNS)), rows)


def _list_person_filters() -> list[tuple[str, str]]:
    names = accounts.list_account_names(reading_session())
    return [
        *((str(user_id), name) for user_id, name in names.items()),
        (str(NOBODY), gettext(WHO_ELSE)),
    ]


def _read_audit_filter(sent: Mapping[str, str]) -> Wanted:
    """Read the filter; what cannot be is as if not chosen."""
    first, last = read_day(sent.get("fran", "")), read_day(sent.get("till", ""))
    return Wanted(
        user_id=number_in(sent, "vem", None),
        kind=sent.get("sak", ""),
        action=sent.get("gjorde", ""),
        starts=start_of_day(first) if first else None,
        ends=end_of_last_day(last) if last else None,
    )


def _build_audit_lines(events: Sequence[tuple[AuditEvent, Revision | None]]) -> Iterator[AuditLine]:
    names = accounts.list_account_names(reading_session())
    object_names = audit.name_audited_objects(reading_session(), [event for event, _ in events])
    for event, revision in events:
        object_ref, url = _describe_object(
            event, object_names.get((event.kind, event.object_id or 0))
        )
        yield AuditLine(
            id=event.id,
            at=event.at,
            who=names[event.user_id] if event.user_id else gettext(WHO_ELSE),
            action=gettext(ACTIONS.get(event.action, event.action)),
            kind=gettext(KINDS.get(event.kind, event.kind)),
            thing=object_ref,
            url=url,
            changes=tuple(_list_field_changes(event, revision)),
            detail=tuple(_describe_details(event.detail)),
        )


def _describe_details(detail: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    order = [*DETAILS, *sorted(detail)]
    for name in sorted(detail, key=order.index):
        if words := _format_logged_value(detail[name]):
            yield gettext(DETAILS.get(name, name)), words


def _describe_object(event: AuditEvent, name: str | None) -> tuple[str, str | None]:
    """Return what the thing is called and where it stands, if it still does."""
    object_id = event.object_id
    if object_id is None:
        return "", None
    if event.kind == "image":
        exists = name not in {None, "erased"}
        return image_ref(object_id), f"{IMAGES}/{object_id}" if exists else None
    pages = {
        "request": f"{REQUESTS}/{name}",
        "person": f"{PERSONS}/{object_id}",
        "terms": f"{TERMS}/{name}",
        "letter text": f"{LETTER_TEXTS}/{name}",
        "page text": f"{PAGES}/{name}",
        "user": USERS,
        "collection": COLLECTIONS,
    }
    return name or str(object_id), pages.get(event.kind) if name else None


def _list_field_changes(
    event: AuditEvent, revision: Revision | None
) -> Iterator[tuple[str, str | None, str | None]]:
    for name in event.fields:
        if revision is None:
            yield gettext(audit_field_label(name)), None, None
        else:
            before, after = revision.before.get(name), revision.after.get(name)
            yield (
                gettext(audit_field_label(name)),
                _format_logged_value(before),
                _format_logged_value(after),
            )


def _format_logged_value(value: Any) -> str:
    """Return a value as it is read: words as they are, several with commas between."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(gettext("ja") if value else gettext("nej"))
    if isinstance(value, list) and not any(isinstance(item, dict | list) for item in value):
        return ", ".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _build_audit_csv_rows(query: Wanted) -> Iterator[tuple[object, ...]]:
    """Return the lines of the file, a few hundred events a question."""
    before = None
    while events := audit.find_audit_events(reading_session(), query, most=BATCH, before=before):
        before = events[-1][0].id
        for line in _build_audit_lines(events):
            timestamp = line.at.astimezone(STOCKHOLM).isoformat(" ", "seconds")
            detail = "; ".join(f"{name}: {value}" for name, value in line.detail)
            for field, before_text, after_text in line.changes or [("", "", "")]:
                columns = (timestamp, line.who, line.action, line.kind, line.thing)
                yield (*columns, field, before_text or "", after_text or "", detail)
        reading_session().expunge_all()


def _list_retention() -> Iterable[tuple[str, str]]:
    """Return what is kept and for how long."""
    yield gettext("Vem som gjorde vad, med vad och när"), gettext("Så länge pressbilderna finns")
    yield gettext("Vad som stod före och efter"), gettext("Tills bilden eller personen raderas")
    for state, time in retention.CASES.items():
        yield gettext("Ärende: %(state)s", state=gettext(LABELS[state])), _format_retention(time)
    yield (
        gettext("Brev om ändrade bilder, utan ärende"),
        _format_retention(retention.LETTERS["image_changed"]),
    )
    yield gettext("Brev som kom in utan ärende"), _format_retention(retention.LETTERS["reply"])
    yield gettext("Obekräftad bevakning av en bild"), _format_retention(watchers.UNCONFIRMED_KEPT)
    yield (
        gettext("Bevakning av en återkallad bild"),
        _format_retention(watchers.KEPT_AFTER_WITHDRAWAL),
    )
    yield gettext("Inbjudan som ingen har tagit emot"), _format_retention(invitations.KEPT)
    yield gettext("Inloggning"), _format_retention(accounts.SESSION_LENGTH)


def _format_retention(time: timedelta) -> str:
    if time < timedelta(days=1):
        text: str = ngettext("%(num)s timme", "%(num)s timmar", time // timedelta(hours=1))
    elif time % retention.YEAR:
        text = ngettext("%(num)s dag", "%(num)s dagar", time.days)
    else:
        text = ngettext("%(num)s år", "%(num)s år", time // retention.YEAR)
    return text
