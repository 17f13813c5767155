"""Everything that can go wrong, as sentences a journalist or a press officer can act on.

    DamError
    ├── BadInput      what was typed or sent cannot be used         (bad_input)
    │   └── Refused   this file cannot be taken in, and why         (refused)
    ├── NotFound      nothing here for this reader                  (not_found)
    ├── Gone          was public, is no more                        (gone)
    ├── NotAllowed    signed in, but not for this                   (not_allowed)
    │   └── SignedOut a script of somebody whose session has ended  (signed_out)
    ├── Conflict      somebody else changed it first                (conflict)
    │   └── Changed   it was saved since this form was opened       (conflict)
    ├── TooMany       wait a while                                  (too_many)
    ├── Busy          too much is being done at once                (busy)
    ├── NoRoom        the disk or store is full                     (no_room)
    ├── Unavailable   a part we depend on does not answer           (unavailable)
    └── Misconfigured a setting is wrong; the start stops           (misconfigured)

A kind is a word; only `dam.web.errors` knows which status code it becomes.
"""

from __future__ import annotations

from typing import ClassVar

NEEDS_FIXING = "Något behöver rättas"


class DamError(Exception):
    """An error with a public sentence in Swedish, the catalogue's source language.

    ``sentence`` is a `str.format` template that the catalogue may translate;
    ``values`` fill it. ``report`` says whether operators should hear of it.
    ``str(error)`` is the Swedish sentence, filled.
    """

    kind: ClassVar[str] = "error"
    report: ClassVar[bool] = False

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.values = values

    def __str__(self) -> str:
        return self.sentence.format(**self.values)


class BadInput(DamError):
    """What was typed or sent cannot be used; ``fields`` maps form fields to sentences."""

    kind = "bad_input"

    def __init__(
        self, sentence: str, *, fields: dict[str, str] | None = None, **values: object
    ) -> None:
        super().__init__(sentence, **values)
        self.fields = fields or {}


class Refused(BadInput):
    """A file that cannot be taken in; the sentence says what is wrong with that file."""

    kind = "refused"


class NotFound(DamError):
    kind = "not_found"

    def __init__(self, sentence: str = "Sidan finns inte.", **values: object) -> None:
        super().__init__(sentence, **values)


class Gone(DamError):
    kind = "gone"


class NotAllowed(DamError):
    kind = "not_allowed"


class SignedOut(NotAllowed):
    kind = "signed_out"


class Conflict(DamError):
    kind = "conflict"


class Changed(Conflict):
    """What a form was opened over has been saved since; ``thing`` and ``object_id`` are what the
    log calls it, None where there is one of its kind.

    ``own`` once it is known that whoever sends the form has saved it too, and nobody else.
    """

    OWN: ClassVar[str] = (
        "Du har själv sparat i en annan flik sedan du öppnade sidan. Läs igenom och försök igen."
    )

    def __init__(self, sentence: str, thing: str, object_id: int | None = None) -> None:
        super().__init__(sentence)
        self.thing, self.object_id, self.own = thing, object_id, False

    def turn_own(self) -> None:
        """Say that it was the same person, in another tab."""
        self.sentence, self.own = self.OWN, True


class TooMany(DamError):
    """Too many tries; ``retry_after`` is in seconds."""

    kind = "too_many"

    def __init__(self, sentence: str, *, retry_after: int, **values: object) -> None:
        super().__init__(sentence, **values)
        self.retry_after = retry_after


class Busy(DamError):
    """Too much is being done at once; ``retry_after`` is in seconds."""

    kind = "busy"

    def __init__(self, sentence: str, *, retry_after: int, **values: object) -> None:
        super().__init__(sentence, **values)
        self.retry_after = retry_after


class NoRoom(DamError):
    kind = "no_room"
    report = True


class Unavailable(DamError):
    kind = "unavailable"
    report = True


class Misconfigured(DamError):
    """A setting is wrong; ``variable`` is its name in the environment."""

    kind = "misconfigured"

    def __init__(self, variable: str, sentence: str, **values: object) -> None:
        super().__init__(sentence, variable=variable, **values)
        self.variable = variable

    def __str__(self) -> str:
        return f"{self.variable}: {super().__str__()}"


def refuse_wrong_fields(fields: dict[str, str]) -> None:
    """Raise BadInput where any field of a form has a sentence beside it."""
    if fields:
        raise BadInput(NEEDS_FIXING, fields=fields)
