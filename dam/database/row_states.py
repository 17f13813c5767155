"""The states and kinds of requests, letters, accounts and contacts, as their rows store them."""

from enum import StrEnum, auto


class RequestState(StrEnum):
    """State of a usage request; `dam.usage_requests.states` says which follows which."""

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
    """Decision on one image of a request."""

    OPEN = auto()
    GRANTED = auto()
    DENIED = auto()


class LetterDirection(StrEnum):
    """Direction of a letter."""

    OUT = auto()
    IN = auto()


class LetterState(StrEnum):
    """State of a letter: the first three of one that goes out, the others of one that came in."""

    WAITING = auto()
    SENT = auto()
    FAILED = auto()
    KEPT = auto()
    UNMATCHED = auto()
    ASIDE = auto()


class IncomingKind(StrEnum):
    """Kind of a letter that came in; `dam.mail.kinds` has those of letters that go out."""

    REPLY = auto()
    AUTO = auto()
    BOUNCE = auto()


class Role(StrEnum):
    """Role of an account, from the least to the most; each may do what those before it may."""

    UPLOADER = auto()
    EDITOR = auto()
    ADMIN = auto()


class OrganisationKind(StrEnum):
    """Kind of a contact: the national press office, or a region."""

    INERA = auto()
    REGION = auto()
