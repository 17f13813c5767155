"""The request form, read: each field's value, or the sentence beside it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta

from dam.errors import BadInput
from dam.i18n.translation import Sentence
from dam.links.refs import image_ref
from dam.mail.address import HOW_TO, one_address
from dam.rights.periods import STOCKHOLM, end_of_last_day
from dam.text.clean import clean_line, clean_text, leads_to_a_page
from dam.text.read import read_clock, read_day

ABOUT = ("image_use", "image_other", "national", "region", "care")
ANSWERED_ELSEWHERE = ("region", "care")
USES = ("editorial", "book", "education", "marketing", "other")
LIMITS = {"name": 200, "email": 254, "phone": 40, "organisation": 200, "use_text": 500, "link": 500}
MOST_IMAGES = 50
FARTHEST = timedelta(days=2 * 366)

NEEDS_FIXING = Sentence("Något behöver rättas")
WHEN = Sentence("Skriv ett datum som inte har passerat, till exempel 2026-03-14")
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
    """Read the form of `model.md` 6; raises BadInput with a sentence for each wrong field.

    ``permitted`` are the images that may be asked for, ``gone`` those that were public once,
    ``withheld`` those that are not shown now; any other number is answered as if it had never been
    used.
    """
    fields = _RequestFields(form)
    asked = RequestForm(
        about=fields.about(),
        images=fields.images(images, left_out(images, permitted, gone, withheld)),
        name=fields.line("name", Sentence("Skriv ditt namn")),
        email=fields.email(),
        phone=fields.line("phone"),
        organisation=fields.line("organisation", Sentence("Skriv redaktion eller uppdragsgivare")),
        use=fields.use(),
        use_text=fields.use_text(),
        link=fields.link(),
        deadline=fields.deadline(now),
    )
    fields.terms_read()
    if fields.wrong:
        raise BadInput(NEEDS_FIXING, fields=fields.wrong)
    return asked


class _RequestFields:
    """The form while it is read; ``wrong`` fills in the order of the page."""

    def __init__(self, form: Mapping[str, str]) -> None:
        self._form = form
        self._uses_images = form.get("about") == "image_use"
        self.wrong: dict[str, str] = {}

    def about(self) -> str:
        about = self._form.get("about", "")
        if about in ANSWERED_ELSEWHERE:
            self.wrong["about"] = Sentence("Frågan kan inte skickas härifrån. Välj vem den gäller")
        elif about not in ABOUT:
            self.wrong["about"] = Sentence("Välj vad det gäller")
        return about

    def images(self, given: Sequence[int], sentence: Sentence | None) -> tuple[int, ...]:
        chosen = tuple(dict.fromkeys(given))
        if len(chosen) > MOST_IMAGES:
            self.wrong["b"] = Sentence("Välj högst {most} bilder", most=MOST_IMAGES)
        elif sentence:
            self.wrong["b"] = sentence
        return chosen

    def line(self, name: str, missing: str = "") -> str:
        """One line of text; ``missing`` is the sentence where it must be filled in."""
        text = clean_line(self._form.get(name, ""))
        self._check_length(name, text)
        if missing and not text:
            self.wrong[name] = missing
        return text

    def email(self) -> str:
        text = self.line("email", HOW_TO)
        if "email" in self.wrong:
            return text
        try:
            return one_address(text)
        except BadInput as error:
            self.wrong |= error.fields
            return text

    def use(self) -> str:
        use = self._form.get("use", "")
        if use in USES:
            return use
        if self._uses_images:
            self.wrong["use"] = Sentence("Berätta hur bilden ska användas")
        return "other"

    def use_text(self) -> str:
        text = clean_text(self._form.get("use_text", "")).strip()
        self._check_length("use_text", text)
        if not text:
            about_use, question = (
                Sentence("Berätta kort om användningen"),
                Sentence("Skriv din fråga"),
            )
            self.wrong["use_text"] = about_use if self._uses_images else question
        return text

    def link(self) -> str:
        text = self.line("link")
        if not text or "link" in self.wrong:
            return text
        link = text if "://" in text else f"https://{text}"
        if not leads_to_a_page(link):
            self.wrong["link"] = Sentence(
                "Skriv en länk, till exempel https://redaktion.se/artikel"
            )
        return link

    def deadline(self, now: datetime) -> datetime | None:
        """The instant before which an answer is needed: a time, or the end of a day."""
        day_text, time_text = self.line("needed_date"), self.line("needed_time")
        if not day_text and not time_text:
            return None
        day, today = read_day(day_text, last_year=MAXYEAR), now.astimezone(STOCKHOLM).date()
        if day is None or day < today:
            self.wrong["needed_date"] = WHEN
            return None
        if day > today + FARTHEST:
            self.wrong["needed_date"] = Sentence("Skriv ett datum inom två år")
            return None
        clock = read_clock(time_text)
        if time_text and (clock is None or _resolve_deadline(day, clock) <= now):
            self.wrong["needed_time"] = Sentence(
                "Skriv ett klockslag som inte har passerat, till exempel 15.00"
            )
        return end_of_last_day(day) if clock is None else _resolve_deadline(day, clock)

    def terms_read(self) -> None:
        if self._uses_images and not self._form.get("terms_read"):
            self.wrong["terms_read"] = Sentence("Läs villkoren och kryssa i rutan")

    def _check_length(self, name: str, text: str) -> None:
        limit = LIMITS.get(name, 40)
        if len(text) > limit:
            self.wrong[name] = Sentence("Skriv högst {most} tecken", most=limit)


def left_out(
    images: Sequence[int],
    permitted: Collection[int],
    gone: Collection[int],
    withheld: Collection[int],
) -> Sentence | None:
    """Name the images that cannot be asked for; what is hidden and what never was are one."""
    chosen, known = dict.fromkeys(images), {*permitted, *gone, *withheld}
    for ids, (one, several) in (
        ([image for image in chosen if image not in known], UNKNOWN),
        ([image for image in chosen if image in gone], CLOSED),
        ([image for image in chosen if image in withheld], WITHHELD),
    ):
        if ids:
            refs = ", ".join(map(image_ref, ids))
            return Sentence(one if len(ids) == 1 else several, refs=refs)
    return None


def _resolve_deadline(day: date, clock: time) -> datetime:
    """The instant of a time in Stockholm: the first where an hour comes twice; where one is
    skipped, as long after midnight as the clock says.
    """
    return datetime.combine(day, clock, tzinfo=STOCKHOLM).astimezone(UTC)
