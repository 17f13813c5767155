"""The request form, read: each field's value, or the sentence beside it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta

from dam.errors import BadInput
from dam.i18n.form_reader import FormReader
from dam.i18n.translation import Sentence
from dam.links.refs import image_ref
from dam.mail.address import HOW_TO, one_address
from dam.rights.periods import STOCKHOLM, end_of_last_day
from dam.text import limits
from dam.text.clean import leads_to_a_page
from dam.text.read import read_clock, read_day

ABOUT = ("image_use", "image_other", "national", "fault", "region", "care")
ANSWERED_ELSEWHERE = ("region", "care")
USES = ("editorial", "book", "education", "marketing", "other")
MOST_IMAGES = 50
FARTHEST = timedelta(days=2 * 366)

HOW = Sentence("Berätta hur bilden ska användas")
WHEN = Sentence("Skriv ett datum som inte har passerat, till exempel 2026-03-14")
TOO_FAR = Sentence("Skriv ett datum inom två år")
UNKNOWN = (
    Sentence("Bilden {refs} finns inte och är borttagen ur begäran"),
    Sentence("Bilderna {refs} finns inte och är borttagna ur begäran"),
)
CLOSED = (
    Sentence("Bilden {refs} kan inte användas längre och är borttagen ur begäran"),
    Sentence("Bilderna {refs} kan inte användas längre och är borttagna ur begäran"),
)
WITHHELD = (
    Sentence("Bilden {refs} visas inte just nu och är borttagen ur begäran"),
    Sentence("Bilderna {refs} visas inte just nu och är borttagna ur begäran"),
)


@dataclass(frozen=True, slots=True)
class RequestForm:
    """A request that can be submitted. ``deadline`` is an instant, None where none was given."""

    about: str
    images: tuple[int, ...]
    name: str
    email: str
    phone: str
    organisation: str
    use: str
    use_text: str
    link: str
    deadline: datetime | None


def read_request_form(
    form: Mapping[str, str],
    images: Sequence[int],
    *,
    permitted: Collection[int],
    gone: Collection[int] = (),
    withheld: Collection[int] = (),
    now: datetime,
) -> RequestForm:
    """Read the form of a request; raises BadInput with a sentence for each wrong field.

    ``permitted`` are the images that may be asked for, ``gone`` those that were public once,
    ``withheld`` those that are not shown now; any other number is answered as if it had never been
    used.
    """
    fields, about = FormReader(form, limits.REQUEST), form.get("about")
    uses_images = about == "image_use"
    about_use, question = Sentence("Berätta kort om användningen"), Sentence("Skriv din fråga")
    result = RequestForm(
        about=_read_about(fields),
        images=_read_images(fields, images, left_out(images, permitted, gone, withheld)),
        name=fields.line("name", Sentence("Skriv ditt namn")),
        email=_read_email(fields),
        phone=fields.line("phone"),
        organisation=fields.line(
            "organisation",
            "" if about == "fault" else Sentence("Skriv redaktion eller uppdragsgivare"),
        ),
        use=fields.choice("use", USES, HOW if uses_images else "") or "other",
        use_text=fields.text("use_text", about_use if uses_images else question),
        link=_read_link(fields),
        deadline=_read_deadline(fields, now),
    )
    if uses_images and not form.get("terms_read"):
        fields.wrong["terms_read"] = Sentence("Läs villkoren och kryssa i rutan")
    fields.finish()
    return result


def _read_about(fields: FormReader) -> str:
    about = fields.choice("about", ABOUT, Sentence("Välj vad det gäller"))
    if about in ANSWERED_ELSEWHERE:
        fields.wrong["about"] = Sentence("Frågan kan inte skickas härifrån. Välj vem den gäller")
    return about


def _read_images(
    fields: FormReader, ids: Sequence[int], sentence: Sentence | None
) -> tuple[int, ...]:
    chosen = tuple(dict.fromkeys(ids))
    if len(chosen) > MOST_IMAGES:
        fields.wrong["b"] = Sentence("Välj högst {most} bilder", most=MOST_IMAGES)
    elif sentence:
        fields.wrong["b"] = sentence
    return chosen


def _read_email(fields: FormReader) -> str:
    text = fields.line("email", HOW_TO)
    if "email" in fields.wrong:
        return text
    try:
        return one_address(text)
    except BadInput as error:
        fields.wrong |= error.fields
        return text


def _read_link(fields: FormReader) -> str:
    text = fields.line("link")
    if not text or "link" in fields.wrong:
        return text
    link = text if "://" in text else f"https://{text}"
    if not leads_to_a_page(link):
        sentence = Sentence("Skriv en länk, till exempel https://redaktion.se/artikel")
        fields.wrong["link"] = sentence
    return link


def _read_deadline(fields: FormReader, now: datetime) -> datetime | None:
    """The instant before which an answer is needed: a time, or the end of a day."""
    time_text = fields.line("needed_time")
    if not fields.line("needed_date") and not time_text:
        return None
    day = read_coming_day(fields, "needed_date", now)
    if day is None:
        return None
    clock = read_clock(time_text)
    if time_text and (clock is None or _resolve_deadline(day, clock) <= now):
        fields.wrong["needed_time"] = Sentence(
            "Skriv ett klockslag som inte har passerat, till exempel 15.00"
        )
    return end_of_last_day(day) if clock is None else _resolve_deadline(day, clock)


def read_coming_day(fields: FormReader, name: str, now: datetime) -> date | None:
    """Return a day of the next two years; None, with its sentence, for any other."""
    today = now.astimezone(STOCKHOLM).date()
    day = read_day(fields.line(name), last_year=MAXYEAR)
    if day is None or day < today:
        fields.wrong[name] = WHEN
        return None
    if day > today + FARTHEST:
        fields.wrong[name] = TOO_FAR
        return None
    return day


def left_out(
    images: Sequence[int],
    permitted: Collection[int],
    gone: Collection[int],
    withheld: Collection[int],
) -> Sentence | None:
    """Name the images that cannot be asked for; what is hidden and what never was are one."""
    chosen, known = dict.fromkeys(images), {*permitted, *gone, *withheld}
    for ids, (single, several) in (
        ([image for image in chosen if image not in known], UNKNOWN),
        ([image for image in chosen if image in gone], CLOSED),
        ([image for image in chosen if image in withheld], WITHHELD),
    ):
        if ids:
            refs = ", ".join(map(image_ref, ids))
            return Sentence(single if len(ids) == 1 else several, refs=refs)
    return None


def _resolve_deadline(day: date, clock: time) -> datetime:
    """The instant of a time in Stockholm: the first of an hour that comes twice."""
    return datetime.combine(day, clock, tzinfo=STOCKHOLM).astimezone(UTC)
