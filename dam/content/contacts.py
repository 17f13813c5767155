"""Contacts of regions and press rooms, as staff write and check them and public pages read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dam.content.pages import list_content_blocks
from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.fingerprint import mark_of
from dam.database.locks import Turn, ensure_unchanged, lock_unchanged, wait_for_turn
from dam.database.models import Contact, Organisation
from dam.database.row_states import OrganisationKind
from dam.errors import NotFound, refuse_wrong_fields
from dam.i18n.form_reader import find_too_long
from dam.mail.address import HOW_TO, is_plain
from dam.rights.periods import last_whole_day
from dam.text import limits
from dam.text.clean import leads_to_a_page

STALE = timedelta(days=183)
"""Six months: then somebody should look whether a contact still holds."""

CHANGED = "Någon annan har ändrat uppgifterna sedan du öppnade sidan. Läs dem igen."
WRONG_PAGE = "Skriv en webbadress som börjar med https://."
PHONE, ROOMS = "press.phone", "tt."
LINES = "sidfot.rader"
"""The key of the text whose lines stand in every page's footer."""


@dataclass(frozen=True, slots=True)
class Reached:
    """Ways to reach a region's press office; what nobody has supplied is empty."""

    official_name: str = ""
    press_url: str = ""
    email: str = ""
    phone: str = ""


def list_press_regions(session: Session) -> Sequence[Organisation]:
    """Return the regions in the press page's order."""
    chosen = select(Organisation).where(Organisation.kind == OrganisationKind.REGION)
    return session.scalars(chosen.order_by(Organisation.position)).all()


def find_region(session: Session, slug: str) -> Organisation:
    found = session.scalar(
        select(Organisation).where(
            Organisation.slug == slug, Organisation.kind == OrganisationKind.REGION
        )
    )
    if found is None:
        raise NotFound("Det finns ingen sådan region.")
    return found


def read_region_contact(row: Organisation) -> Reached:
    """Return how a region is reached now."""
    return Reached(**{name: getattr(row, name) or "" for name in limits.CONTACT})


def judge_contact_freshness(row: Organisation, now: datetime) -> str:
    """Return how the contact stands: missing, stale (unchecked for six months) or complete."""
    if not (row.email or row.phone or row.press_url):
        return "missing"
    if row.checked_on is None or row.checked_on < last_whole_day(now) - STALE:
        return "stale"
    return "complete"


def edit_region(
    session: Session, row: Organisation, contact: Reached, *, over: str, by: int, now: datetime
) -> None:
    """Write how a region is reached, checked today; Conflict where ``over`` is not its mark."""
    lock_unchanged(session, row, over, CHANGED, "organisation", read=mark_of_region)
    before = read_region_contact(row)
    _check_contact(contact)
    for name, value in asdict(contact).items():
        setattr(row, name, value or None)
    mark_region_checked(session, row, by=by, now=now)
    after = asdict(contact)
    audit.record_change(
        session,
        AuditAction.EDIT,
        "organisation",
        row.id,
        before=asdict(before),
        after=after,
        by=by,
        now=now,
    )
    session.flush()


def mark_region_checked(session: Session, row: Organisation, *, by: int, now: datetime) -> None:
    """Note that somebody has looked today and found the contact right."""
    row.checked_on = last_whole_day(now)
    audit.record_event(session, AuditAction.CHECK, "organisation", row.id, by=by, now=now)


def list_national_contacts(session: Session) -> Sequence[Contact]:
    """Return the press office's own number and the press rooms, in their order."""
    chosen = select(Contact).where((Contact.key == PHONE) | Contact.key.startswith(ROOMS))
    return session.scalars(chosen.order_by(Contact.position)).all()


def national_values(session: Session) -> dict[str, str]:
    """Return what they say now, by key; empty where nobody has supplied it."""
    return {row.key: row.value or "" for row in list_national_contacts(session)}


def mark_of_region(row: Organisation) -> str:
    return mark_of(read_region_contact(row))


def mark_of_national(session: Session) -> str:
    return mark_of([(row.key, row.value) for row in list_national_contacts(session)])


def edit_national(
    session: Session, values: Mapping[str, str], *, over: str, by: int, now: datetime
) -> None:
    """Write the number and the press rooms' addresses, checked today; BadInput by key, Conflict."""
    wait_for_turn(session, Turn.PRESS_CONTACTS)
    ensure_unchanged(over, mark_of_national(session), CHANGED, "contact")
    rows = list_national_contacts(session)
    wrong = {row.key: error for row in rows if (error := _wrong_contact(row, values[row.key]))}
    refuse_wrong_fields(wrong)
    for row in rows:
        row.value = values[row.key] or None
        row.checked_on = last_whole_day(now)
    audit.record_event(
        session, AuditAction.EDIT, "contact", None, by=by, now=now, fields=[row.key for row in rows]
    )
    session.flush()


def _wrong_contact(row: Contact, value: str) -> str | None:
    if row.key == PHONE:
        digits = sum(character.isdigit() for character in value)
        return None if 7 <= digits <= 15 else "Skriv ett telefonnummer, till exempel 08-123 45 67."
    return None if not value or leads_to_a_page(value) else WRONG_PAGE


def _check_contact(contact: Reached) -> None:
    wrong = find_too_long(contact, limits.CONTACT)
    if contact.press_url and not leads_to_a_page(contact.press_url):
        wrong["press_url"] = WRONG_PAGE
    if contact.email and not is_plain(contact.email):
        wrong["email"] = HOW_TO + "."
    if contact.phone and not any(character.isdigit() for character in contact.phone):
        wrong["phone"] = "Skriv ett telefonnummer, till exempel 08-123 45 67."
    refuse_wrong_fields(wrong)


@dataclass(frozen=True, slots=True)
class Office:
    """Ways to reach the press office; ``rooms`` are (name, address), ``lines`` in the footer."""

    email: str
    phone_shown: str | None
    rooms: tuple[tuple[str, str | None], ...] = ()
    checked_on: date | None = None
    lines: tuple[str, ...] = ()

    @property
    def phone_link(self) -> str | None:
        """`tel:` with the country's number: 072-450 01 45 → tel:+46724500145."""
        digits = "".join(character for character in self.phone_shown or "" if character.isdigit())
        return f"tel:+46{digits.removeprefix('0')}" if digits else None


@dataclass(frozen=True, slots=True)
class Region:
    """A region's press contact; what nobody has supplied is None."""

    slug: str
    name: str
    official: str | None
    press_url: str | None
    email: str | None
    phone: str | None
    checked_on: date | None


def read_press_office(session: Session, *, press_email: str) -> Office:
    """Return how to reach the press office; letters and pages carry ``press_email``."""
    rows = session.scalars(select(Contact).order_by(Contact.position)).all()
    by_key = {row.key: row for row in rows}
    phone = by_key.get(PHONE)
    return Office(
        email=press_email,
        phone_shown=phone.value if phone else None,
        rooms=tuple((row.label, row.value) for row in rows if row.key.startswith(ROOMS)),
        checked_on=phone.checked_on if phone else None,
        lines=lines_of(footer.body)
        if (footer := list_content_blocks(session, LINES).get(LINES))
        else (),
    )


def lines_of(body: str) -> tuple[str, ...]:
    """Return the lines of a text that have words."""
    return tuple(line.strip() for line in body.splitlines() if line.strip())


def public_regions(session: Session) -> Sequence[Region]:
    """Return the 21 public_regions in the press page's order."""
    rows = session.scalars(
        select(Organisation)
        .where(Organisation.kind == OrganisationKind.REGION)
        .order_by(Organisation.position)
    )
    return [
        Region(
            slug=row.slug,
            name=row.display_name,
            official=row.official_name,
            press_url=row.press_url,
            email=row.email,
            phone=row.phone,
            checked_on=row.checked_on,
        )
        for row in rows
    ]
