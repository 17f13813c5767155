"""The tables, gathered so that one import knows them all. Columns and constraints, no rules."""

from dam.database.models.accounts import Idempotency, Invitation, RateLimitCount, User, UserSession
from dam.database.models.audit import AuditEvent, Revision
from dam.database.models.base import FAR_FUTURE, Base
from dam.database.models.collection import Collection, CollectionImage, CollectionText
from dam.database.models.content import Contact, ContentBlock, Organisation
from dam.database.models.image import (
    Image,
    ImageFile,
    ImageText,
    ImageTopic,
    ImageWindow,
    Lease,
    Rendition,
)
from dam.database.models.letter import Letter, LetterAttachment, LetterText
from dam.database.models.listing import Listing, ListingGap, ListingText
from dam.database.models.persons import ImagePerson, Person, PersonBasis
from dam.database.models.replacements import DhashBand, Duplicate, PendingReplacement
from dam.database.models.search_words import ImageWords, SearchSynonym, SearchWord
from dam.database.models.statistics import Clipping, DownloadMonth, ImageMonth
from dam.database.models.terms import Terms, TermsText, TermsVersion
from dam.database.models.upload import Upload, UploadBatch
from dam.database.models.usage_requests import (
    Download,
    Extension,
    Grant,
    GrantItem,
    RequestEvent,
    RequestItem,
    RequestNote,
    Route,
    StandardAnswer,
    UsageRequest,
)
from dam.database.models.watchers import EmbargoLink, SignedFile, Watcher
from dam.database.models.workflow import Approval, HouseChoices, ImageNote, WaitingChange

__all__ = [
    "FAR_FUTURE",
    "Approval",
    "AuditEvent",
    "Base",
    "Clipping",
    "Collection",
    "CollectionImage",
    "CollectionText",
    "Contact",
    "ContentBlock",
    "DhashBand",
    "Download",
    "DownloadMonth",
    "Duplicate",
    "EmbargoLink",
    "Extension",
    "Grant",
    "GrantItem",
    "HouseChoices",
    "Idempotency",
    "Image",
    "ImageFile",
    "ImageMonth",
    "ImageNote",
    "ImagePerson",
    "ImageText",
    "ImageTopic",
    "ImageWindow",
    "ImageWords",
    "Invitation",
    "Lease",
    "Letter",
    "LetterAttachment",
    "LetterText",
    "Listing",
    "ListingGap",
    "ListingText",
    "Organisation",
    "PendingReplacement",
    "Person",
    "PersonBasis",
    "RateLimitCount",
    "Rendition",
    "RequestEvent",
    "RequestItem",
    "RequestNote",
    "Revision",
    "Route",
    "SearchSynonym",
    "SearchWord",
    "SignedFile",
    "StandardAnswer",
    "Terms",
    "TermsText",
    "TermsVersion",
    "Upload",
    "UploadBatch",
    "UsageRequest",
    "User",
    "UserSession",
    "WaitingChange",
    "Watcher",
]
