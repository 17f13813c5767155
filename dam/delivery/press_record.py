"""The one place that builds the record of an image: for page, file, JSON-LD and letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dam.clearance.facts import people_of
from dam.database.models import Image, TermsText
from dam.i18n.dates import format_moment
from dam.i18n.translation import Sentence, get_text_in, get_words_in, say_in_language
from dam.imaging.metadata.records import PressMetadata
from dam.links.languages import ENGLISH, SWEDISH, tag_of
from dam.links.paths import download_path, request_path, short_path, terms_path
from dam.links.refs import image_ref
from dam.rights.channels import CHANNELS
from dam.rights.credit import copyright_notice, credit_line, translate_label
from dam.rights.origin import source_type_uri
from dam.rights.periods import STOCKHOLM
from dam.text.read import read_partial_date

LICENSOR = "Inera"
AND = Sentence("och")
PLUS = "http://ns.useplus.org/ldf/vocab/"
"""The vocabulary of the data-mining policy (PLUS, as IPTC's Data Mining property takes it)."""

WEEKDAYS = {
    "sv": ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


@dataclass(frozen=True, slots=True)
class SiteIdentity:
    """Where the product stands (an origin, no slash at the end) and who answers questions."""

    base_url: str
    press_email: str


def build_metadata(
    image: Image,
    site: SiteIdentity,
    now: datetime,
    *,
    language: str = "sv",
    credit: str | None = None,
    embargo: datetime | None = None,
) -> PressMetadata:
    """Return what the image says of itself now; its addresses are absolute.

    ``credit`` is the credit line of a grant, where it differs from the image's own; ``embargo``
    the instant before which whoever gets the file may not publish it.
    """
    base_url = site.base_url
    text = get_text_in(image.texts, language)
    terms = image.terms_version
    terms_text = get_image_terms_text(image, language)
    limits = describe_use_limits(image, now, language)
    return PressMetadata(
        image_id=image_ref(image.id),
        title=text.title or None,
        headline=text.headline or None,
        caption=get_words_in(image.texts, "caption", language)[0] or None,
        alt_text=get_words_in(image.texts, "alt", language)[0] or None,
        creators=tuple(image.creators),
        credit_line=translate_label(credit or format_image_credit(image), language),
        copyright_notice=copyright_notice(image.creators, image.brand, _get_copyright_year(image)),
        usage_terms=_format_usage_terms(terms_text, limits, embargo),
        web_statement=base_url
        + terms_path(terms.terms.slug, terms.n, terms_text.language if terms_text else language)
        if terms
        else None,
        licensor_name=LICENSOR,
        licensor_email=site.press_email,
        licensor_url=base_url + request_path(image.id, language=language),
        image_url=base_url + short_path(image.id),
        persons=tuple(image.persons),
        keywords=tuple(image.keywords),
        city=image.place,
        date_created=image.date_text,
        digital_source_type=source_type_uri(image.digital_source_type)
        if image.digital_source_type
        else None,
        data_mining=PLUS + terms.data_mining if terms else None,
        language=text.language,
    )


def format_image_credit(image: Image, language: str = "sv") -> str:
    line = credit_line(image.creators, image.brand, image.credit_override, kind=image.kind)
    return translate_label(line, language)


def get_image_terms_text(image: Image, language: str) -> TermsText | None:
    """Return the words of the image's terms; None where it has none yet."""
    return get_text_in(image.terms_version.texts, language) if image.terms_version else None


def build_json_ld(
    record: PressMetadata, image: Image, *, base_url: str, page_url: str, content_url: str | None
) -> dict[str, object]:
    """Return schema.org's ImageObject with the properties that search engines read for licences."""
    creators = [{"@type": "Person", "name": name} for name in record.creators]
    properties: dict[str, object | None] = {
        "@context": "https://schema.org",
        "@type": "ImageObject",
        "identifier": record.image_id,
        "name": record.title,
        "caption": record.caption,
        "description": record.alt_text,
        "url": base_url + page_url,
        "contentUrl": base_url + content_url if content_url else None,
        "creator": creators or None,
        "creditText": record.credit_line,
        "copyrightNotice": record.copyright_notice,
        "license": record.web_statement,
        "acquireLicensePage": record.licensor_url,
        "width": image.file.width if image.file else None,
        "height": image.file.height if image.file else None,
        "dateCreated": record.date_created,
        "digitalSourceType": record.digital_source_type,
        "inLanguage": record.language,
    }
    return {name: value for name, value in properties.items() if value}


def original_path(image: Image, record: PressMetadata, size: str = "original") -> str:
    return download_path(image.id, record.title or "", size)


def describe_use_limits(image: Image, now: datetime, language: str = SWEDISH) -> str | None:
    """Return what the people in the image limit its use to, in a sentence; None for nothing."""
    codes = people_of(image).press_scope(now).limited_channels
    if not codes:
        return None
    channels = f" {say_in_language(AND, language)} ".join(
        say_in_language(CHANNELS[code].words, language) for code in codes
    )
    return say_in_language(Sentence("Får bara användas {channels}.", channels=channels), language)


def _format_usage_terms(
    terms_text: TermsText | None, limited: str | None, embargo: datetime | None
) -> str | None:
    terms = f"{terms_text.name}. {terms_text.line}" if terms_text else None
    until = f"Spärrad för publicering till {format_embargo_end(embargo)}." if embargo else None
    return " ".join(part for part in (until, terms, limited) if part) or None


def format_embargo_end(until: datetime, language: str = "sv") -> str:
    """Return "tisdag 14 mars 2026 kl. 09.00, svensk tid"."""
    day = WEEKDAYS[tag_of(language)][until.astimezone(STOCKHOLM).weekday()]
    moment = f"{day} {format_moment(until.isoformat(), language)}"
    return moment if language == ENGLISH else f"{moment}, svensk tid"


def _get_copyright_year(image: Image) -> str | None:
    read = read_partial_date(image.date_text or "")
    return str(read[0]) if read else None
