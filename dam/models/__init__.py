"""The tables, gathered so that one import knows them all. Columns and constraints, no rules."""

from dam.models.base import FAR_FUTURE, Base
from dam.models.following import EmbargoLink, SignedFile, Watcher
from dam.models.house import AuditEvent, Contact, ContentBlock, Organisation, Revision
from dam.models.image import (
    Image,
    ImageFile,
    ImageText,
    ImageTopic,
    ImageWindow,
    Lease,
    Rendition,
)
from dam.models.letter import Letter, LetterAttachment
from dam.models.listing import Listing, ListingGap, ListingText
from dam.models.people import Idempotency, Tries, User, UserSession
from dam.models.persons import ImagePerson, Person, PersonBasis
from dam.models.terms import Terms, TermsText, TermsVersion
from dam.models.usage import (
    Download,
    Grant,
    GrantItem,
    RequestEvent,
    RequestItem,
    Route,
    UsageRequest,
)

__all__ = [
    "FAR_FUTURE",
    "AuditEvent",
    "Base",
    "Contact",
    "ContentBlock",
    "Download",
    "EmbargoLink",
    "Grant",
    "GrantItem",
    "Idempotency",
    "Image",
    "ImageFile",
    "ImagePerson",
    "ImageText",
    "ImageTopic",
    "ImageWindow",
    "Lease",
    "Letter",
    "LetterAttachment",
    "Listing",
    "ListingGap",
    "ListingText",
    "Organisation",
    "Person",
    "PersonBasis",
    "Rendition",
    "RequestEvent",
    "RequestItem",
    "Revision",
    "Route",
    "SignedFile",
    "Terms",
    "TermsText",
    "TermsVersion",
    "Tries",
    "UsageRequest",
    "User",
    "UserSession",
    "Watcher",
]
