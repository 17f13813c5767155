"""The decision form, read: what a person has decided, or the sentence beside each field.

Each image has an answer of its own. A field without a number holds for every image; `scope-4` holds
for image 4 alone, and where that is empty the shared one does.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from dam.database.models import UsageRequest
from dam.i18n.form_reader import FormReader
from dam.i18n.translation import Sentence, say_in_language
from dam.links.languages import LANGUAGES
from dam.links.refs import image_ref
from dam.rights.channels import CHANNELS
from dam.rights.periods import STOCKHOLM
from dam.text import limits
from dam.text.clean import clean_text
from dam.text.read import read_day, read_id, read_image_id
from dam.usage_requests.request_form import WHEN

CHOICES = ("grant", "each", "deny", "ask", "answer")
REASONS = (
    Sentence("Fotografens rättigheter räcker inte."),
    Sentence("En person på bilden har inte godkänt användningen."),
    Sentence("Användningen gäller reklam."),
    Sentence("Bilden är inaktuell."),
)
"""The reasons that are offered; any other may be written."""

TERRITORIES = (
    Sentence("Sverige"),
    Sentence("Norden"),
    Sentence("EU/EES"),
    Sentence("Hela världen"),
)
"""The territories that are offered; any other may be written, and none sets no limit."""

NO_IMAGES = "Ärendet gäller ingen bild. Svara utan beslut i stället"


@dataclass(frozen=True, slots=True)
class Permission:
    """Permission for one image, ``until`` a last day; empty ``credit``: the image's own."""

    scope: str
    until: date
    channels: tuple[str, ...] = ()
    territory: str = ""
    credit: str = ""
    conditions: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Refusal of one image: why, and what may be used instead."""

    reason: str
    alternatives: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """Yes or no to each image, by id; or only words."""

    choice: str
    granted: Mapping[int, Permission] = field(default_factory=dict)
    denied: Mapping[int, Refusal] = field(default_factory=dict)
    message: str = ""


def read_decision_form(
    form: Mapping[str, str], request: UsageRequest, *, permitted: Collection[int], now: datetime
) -> Decided:
    """Read the form, BadInput by field; only ``permitted`` images are granted or offered."""
    fields = _DecisionFields(form, permitted, now, request.language)
    ids = [item.image_id for item in request.items]
    choice = fields.choice("choice", CHOICES, "Välj vad du svarar")
    decided = Decided(choice)
    if choice in {"ask", "answer"}:
        decided = Decided(choice, message=fields.text("message", "Skriv ditt brev"))
    elif choice and not ids:
        fields.wrong["choice"] = NO_IMAGES
    elif choice:
        yes = fields.granted(choice, ids)
        decided = Decided(
            choice,
            granted={key: fields.permission(key) for key in ids if key in yes},
            denied={key: fields.refusal(key) for key in ids if key not in yes},
        )
    fields.finish()
    return decided


class _DecisionFields(FormReader):
    """The form while it is read, with what an image has of its own."""

    def __init__(
        self, form: Mapping[str, str], permitted: Collection[int], now: datetime, language: str
    ) -> None:
        super().__init__(form, limits.DECISION)
        self._language = language
        self._permitted = permitted
        self._today = now.astimezone(STOCKHOLM).date()

    def granted(self, choice: str, ids: Sequence[int]) -> frozenset[int]:
        """The images that get a yes; by the radio of each where the answers differ."""
        if choice == "deny":
            return frozenset()
        answers = {key: self.form.get(f"answer-{key}", "") for key in ids}
        yes = [key for key in ids if choice == "grant" or answers[key] == "yes"]
        for key in ids:
            at = f"answer-{key}" if choice == "each" else "choice"
            if choice == "each" and answers[key] not in {"yes", "no"}:
                self.wrong[at] = f"Välj ja eller nej för {image_ref(key)}"
            elif key in yes and key not in self._permitted:
                self.wrong[at] = f"{image_ref(key)} är inte publicerad och kan inte beviljas"
        return frozenset(yes)

    def permission(self, image_id: int) -> Permission:
        scope = self.text(self._own("scope", image_id), "Skriv vad tillståndet gäller för")
        return Permission(
            scope=scope,
            until=self._until(image_id),
            channels=self._channels(f"-{image_id}") or self._channels(),
            territory=offered_in(self._language, self.line(self._own("territory", image_id))),
            credit=self.line(self._own("credit", image_id)),
            conditions=self.text(self._own("conditions", image_id)),
        )

    def refusal(self, image_id: int) -> Refusal:
        reason = self.text(self._own("reason", image_id), "Välj eller skriv ett skäl")
        return Refusal(offered_in(self._language, reason), self._alternatives(image_id))

    def _own(self, name: str, image_id: int) -> str:
        """The name of the image's own field where it is filled in, else that of the shared one."""
        own = f"{name}-{image_id}"
        return own if self.form.get(own, "").strip() else name

    def _until(self, image_id: int) -> date:
        at = self._own("until", image_id)
        until = read_day(self.form.get(at, ""))
        if until is None or until < self._today:
            self.wrong[at] = WHEN
        return until or date.max

    def _channels(self, of: str = "") -> tuple[str, ...]:
        return tuple(code for code in CHANNELS if self.form.get(f"channel-{code}{of}"))

    def _alternatives(self, image_id: int) -> tuple[int, ...]:
        """Images to use instead, ticked on offer or written."""
        at = self._own("alternatives", image_id)
        words = _split_words(self.form.get(at, ""))
        written = [read_image_id(word) for word in words]
        closed = [w for w, key in zip(words, written, strict=True) if key not in self._permitted]
        if closed:
            refs = clean_text(", ".join(closed))[:100]
            self.wrong[at] = f"{refs} finns inte bland de publicerade bilderna"
        ticked = list(_list_ticked_alternatives(self.form, image_id))
        if gone := [image_ref(key) for key in ticked if key not in self._permitted]:
            self.wrong[f"instead-{image_id}"] = f"{', '.join(gone)} visas inte längre"
        return tuple(dict.fromkeys(key for key in (*ticked, *written) if key is not None))


def offered_in(language: str, text: str) -> str:
    """Translate an offered reason or territory; other words stay as typed."""
    offered = {
        say_in_language(offer, spoken): offer
        for offer in (*REASONS, *TERRITORIES)
        for spoken in LANGUAGES
    }
    return say_in_language(offered[text], language) if text in offered else text


def refs_named(form: Mapping[str, str]) -> list[int]:
    """The images that the form offers instead, for the gate to judge."""
    written = (
        read_image_id(word)
        for name, text in form.items()
        if name.startswith("alternatives")
        for word in _split_words(text)
    )
    return [key for key in written if key is not None] + list(_list_ticked_alternatives(form))


def _split_words(text: str) -> list[str]:
    return [word for word in re.split(r"[\s,;]+", text) if word]


def _list_ticked_alternatives(
    form: Mapping[str, str], image_id: int | None = None
) -> Iterator[int]:
    """The images ticked on offer, `instead-4-17`, for one image or for all."""
    for name in form:
        field, _, named = name.partition("-")
        asked_for, _, offered = named.partition("-")
        number, other = read_id(asked_for), read_id(offered)
        if field == "instead" and number and other and image_id in {None, number}:
            yield other
