"""The tables, gathered so that one import knows them all. Columns and constraints, no rules."""

from dam.models.afterwards import Clipping, DownloadMonth, ImageMonth
from dam.models.base import FAR_FUTURE, Base
from dam.models.collection import Collection, CollectionImage, CollectionText
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
from dam.models.letter import Letter, LetterAttachment, LetterText
from dam.models.listing import Listing, ListingGap, ListingText
from dam.models.people import Idempotency, Invitation, Tries, User, UserSession
from dam.models.persons import ImagePerson, Person, PersonBasis
from dam.models.terms import Terms, TermsText, TermsVersion
from dam.models.upload import Upload, UploadBatch
from dam.models.usage import (
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
from dam.models.versions import ComingFile, Duplicate, HashPart
from dam.models.workflow import Approval, HouseChoices, ImageNote, WaitingChange

__all__ = [
    "FAR_FUTURE",
    "Approval",
    "AuditEvent",
    "Base",
    "Clipping",
    "Collection",
    "CollectionImage",
    "CollectionText",
    "ComingFile",
    "Contact",
    "ContentBlock",
    "Download",
    "DownloadMonth",
    "Duplicate",
    "EmbargoLink",
    "Extension",
    "Grant",
    "GrantItem",
    "HashPart",
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
    "Invitation",
    "Lease",
    "Letter",
    "LetterAttachment",
    "LetterText",
    "Listing",
    "ListingGap",
    "ListingText",
    "Organisation",
    "Person",
    "PersonBasis",
    "Rendition",
    "RequestEvent",
    "RequestItem",
    "RequestNote",
    "Revision",
    "Route",
    "SignedFile",
    "StandardAnswer",
    "Terms",
    "TermsText",
    "TermsVersion",
    "Tries",
    "Upload",
    "UploadBatch",
    "UsageRequest",
    "User",
    "UserSession",
    "WaitingChange",
    "Watcher",
]

# PostgreSQL gives no id a second time, and SQLite does not either where it is told so: an id that a
# worker, the queue or a counted download holds on to means one row for good.
for _table in Base.metadata.tables.values():
    _given = _table.autoincrement_column
    if _given is not None and not _given.foreign_keys:
        _table.dialect_options["sqlite"]["autoincrement"] = True
