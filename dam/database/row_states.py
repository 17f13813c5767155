"""The states and kinds of requests, letters, accounts and contacts, as their rows store them."""

from enum import StrEnum, auto


class RequestState(StrEnum):
    """Where a usage request is; `dam.usage_requests.states` says from which to which it goes."""

    RECEIVED = auto()
    CLAIMED = auto()
    NEEDS_INFORMATION = auto()
    ANSWERED = auto()
    GRANTED = auto()
    PARTLY_GRANTED = auto()
    DENIED = auto()
    WITHDRAWN = auto()
    REVOKED = auto()
    EXPIRED = auto()
    SPAM = auto()


class ItemOutcome(StrEnum):
    """What was decided of one image of a request."""

    OPEN = auto()
    GRANTED = auto()
    DENIED = auto()


class LetterDirection(StrEnum):
    """Whether a letter goes out or came in."""

    OUT = auto()
    IN = auto()


class LetterState(StrEnum):
    """Where a letter is: the first three of one that goes out, the others of one that came in."""

    WAITING = auto()
    SENT = auto()
    FAILED = auto()
    KEPT = auto()
    UNMATCHED = auto()
    ASIDE = auto()


class IncomingKind(StrEnum):
    """What a letter that came in is; those that go out have their kinds in `dam.mail.kinds`."""

    REPLY = auto()
    AUTO = auto()
    BOUNCE = auto()


class Role(StrEnum):
    """What an account may do, from the least to the most; each may do what those before it may."""

    UPLOADER = auto()
    EDITOR = auto()
    ADMIN = auto()


class OrganisationKind(StrEnum):
    """Whether a contact is the national press office's or a region's."""

    INERA = auto()
    REGION = auto()
