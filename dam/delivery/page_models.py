"""What an outsider sees of an image: the card in a list and the image page.

Plain values for the templates; built by `dam.delivery.pages` and only after the gate has allowed
it. Addresses are site-relative unless said otherwise; sizes are in pixels and bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from math import log

from dam.links.languages import LANGUAGES, SWEDISH
from dam.rights.sizes import CROPS, LABELS


@dataclass(frozen=True, slots=True)
class TermsLine:
    """The terms of an image in one line, with the ``language`` of their words."""

    slug: str
    version: int
    category: str
    name: str
    line: str
    url: str
    crop_allowed: bool
    language: str = "sv"


@dataclass(frozen=True, slots=True)
class TermsPage:
    """A version of the terms in full."""

    slug: str
    version: int
    category: str
    name: str
    line: str
    may: tuple[str, ...]
    may_not: tuple[str, ...]
    credit: tuple[str, ...]
    text: str
    url: str
    language: str
    crop_allowed: bool
    published_on: datetime | None


_TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


@dataclass(frozen=True, slots=True)
class PreviewSource:
    """One stored preview: its address and real width."""

    url: str
    width: int
    height: int

    @property
    def content_type(self) -> str:
        """The media type, by the address's ending."""
        return _TYPES[self.url.rsplit(".", 1)[1]]


@dataclass(frozen=True, slots=True)
class Preview:
    """The previews of an image, narrowest first, in both formats; `largest` is for the page."""

    webp: tuple[PreviewSource, ...]
    jpeg: tuple[PreviewSource, ...]
    placeholder: str | None
    transparent: bool

    @property
    def fallback(self) -> PreviewSource | None:
        """The JPEG for browsers without srcset: the second narrowest, or the only one."""
        return self.jpeg[min(1, len(self.jpeg) - 1)] if self.jpeg else None


@dataclass(frozen=True, slots=True)
class OfferedSize:
    """One size to download, by its name in `dam.rights.sizes`; ``format`` is JPEG, PNG…"""

    name: str
    url: str
    file_name: str
    format: str
    width: int
    height: int
    bytes: int

    @property
    def label(self) -> str:
        return LABELS[self.name]


NARROWEST_RATIO, RATIO_STEP, RATIOS = 0.86, 1.02, 112
"""Width by height of the cells in a row, as `build.js` gives each its class: the narrowest holds
words under a portrait, each is 2 % wider than the one before.
"""


@dataclass(frozen=True, slots=True)
class Card:
    """An image in a list. ``orientation`` is landscape, portrait, square or panorama;
    ``original`` is None where the terms ask for approval first; ``ai`` says what part AI has had;
    ``language`` is that of the title.
    """

    id: int
    ref: str
    title: str
    alt: str
    alt_language: str
    url: str
    credit: str
    orientation: str
    width: int
    height: int
    terms: TermsLine
    preview: Preview
    original: OfferedSize | None
    request_url: str
    ai: str | None
    language: str

    @property
    def wide(self) -> bool:
        """Two columns of the light table: the ratio is 2.4 or more."""
        return self.width >= 2.4 * self.height

    @property
    def cell_ratio(self) -> float:
        """Width by height of its cell in a row."""
        return max(self.width / self.height, NARROWEST_RATIO)

    @property
    def ratio_class(self) -> str:
        """The class of its cell's ratio in a row: "r-0" … "r-111"."""
        step = log(self.cell_ratio / NARROWEST_RATIO, RATIO_STEP)
        return f"r-{min(round(step), RATIOS - 1)}"

    @property
    def row_width(self) -> int:
        """How wide the picture mostly is in a row, in rem."""
        return round(min(17 * self.width / self.height, 80))


@dataclass(frozen=True, slots=True)
class GrantedImage:
    """An image that a grant opens, with its sizes, the best first; ``language`` is that of the
    title, and ``card`` is None where others may not see the image.
    """

    id: int
    ref: str
    title: str
    language: str
    credit: str
    sizes: tuple[OfferedSize, ...]
    card: Card | None


@dataclass(frozen=True, slots=True)
class ContentCredentials:
    """Content credentials (C2PA) of the upload; ``state`` is trusted, valid or invalid."""

    state: str
    signer: str | None
    generator: str | None


@dataclass(frozen=True, slots=True)
class ImageOwner:
    """The region whose image it is, and how its press office is reached; unknown is None."""

    slug: str
    name: str
    email: str | None
    phone: str | None
    press_url: str | None


@dataclass(frozen=True, slots=True)
class ImagePage:
    """Everything on the image page; ``json_ld`` is a schema.org ImageObject, ready to dump.

    ``used_until`` is set once the use has ended and what remains is shown; ``limits`` is what the
    people in the image limit its use to; ``shows_people`` unless somebody has said that nobody can
    be recognised; ``owner`` is None for Inera's own; ``names`` are what its address ends with, by
    the languages that it is described in.
    """

    card: Card
    headline: str | None
    caption: str
    caption_language: str
    copy_text: str
    names: dict[str, str]
    creators: tuple[str, ...]
    photographed: bool
    persons: str | None
    shows_people: bool
    place: str | None
    date: str | None
    colour_space: str | None
    format: str
    topics: tuple[str, ...]
    brand: str
    origin: str | None
    published: datetime
    visible_until: datetime | None
    other_sizes: tuple[OfferedSize, ...]
    zoom_url: str | None
    used_until: datetime | None
    limits: str | None
    credentials: ContentCredentials | None
    owner: ImageOwner | None
    short_url: str
    json_ld: dict[str, object]

    @property
    def addresses(self) -> dict[str, dict[str, str]]:
        """What makes the page's address in each language."""
        return {
            language: {"named": self.names.get(language, self.names[SWEDISH])}
            for language in LANGUAGES
        }

    @property
    def cropped(self) -> bool:
        """Whether crops are among the other sizes."""
        return any(size.name in CROPS for size in self.other_sizes)

    def served_from(self, folder: str) -> ImagePage:
        """The page with its files at closed addresses: ``<folder>/w640.webp``, ``…/original``."""

        def source(preview: PreviewSource) -> PreviewSource:
            return replace(preview, url=f"{folder}/{preview.url.rsplit('/', 1)[1]}")

        def size(offered: OfferedSize) -> OfferedSize:
            return replace(offered, url=f"{folder}/{offered.name}")

        card, preview = self.card, self.card.preview
        preview = replace(
            preview, webp=tuple(map(source, preview.webp)), jpeg=tuple(map(source, preview.jpeg))
        )
        original = size(card.original) if card.original else None
        return replace(
            self,
            card=replace(card, preview=preview, original=original),
            other_sizes=tuple(map(size, self.other_sizes)),
            zoom_url=f"{folder}/{self.zoom_url.rsplit('/', 1)[1]}" if self.zoom_url else None,
        )


@dataclass(frozen=True, slots=True)
class WithdrawnFacts:
    """What a 410 page states: facts without title or picture. ``reason`` is a public sentence."""

    id: int
    ref: str
    since: datetime | None
    expired: bool
    reason: str | None
    replacement: Card | None
