"""Every page of the public room, and the address that it has in each language.

Views, links, `hreflang`, sitemap and robots are made from this list; tests walk it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from dam.links.languages import EASY, ENGLISH, LANGUAGES, SWEDISH

_PLACE = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True, slots=True)
class PublicPage:
    """A page, by its pattern in each language as Flask writes them; "" where it is not in one, and
    then ``unspoken`` says why. ``secret`` pages carry a token or are one reader's own. What is sent
    to one that is ``part_of`` another is answered with that.
    """

    name: str
    sv: str
    en: str = ""
    latt: str = ""
    secret: bool = False
    unspoken: str = ""
    part_of: str = ""

    @property
    def patterns(self) -> dict[str, str]:
        """The pattern of each language that the page is in."""
        written = {SWEDISH: self.sv, ENGLISH: self.en, EASY: self.latt}
        return {language: pattern for language, pattern in written.items() if pattern}

    @property
    def is_feed(self) -> bool:
        return self.sv.endswith(".atom")

    @property
    def listed(self) -> bool:
        """Whether it is one page, which anybody may find."""
        return not self.secret and not self.is_feed and "<" not in self.sv


_OF_THE_IMAGE = "images are described in Swedish and English alone"
_OF_WHO_ASKED = "the page speaks the language of the request that its link belongs to"

PAGES = {
    page.name: page
    for page in (
        PublicPage("start", "/", "/en", "/latt"),
        PublicPage("gallery", "/bilder", "/en/images", "/latt/bilder"),
        PublicPage("image", "/bilder/<named>", "/en/images/<named>", unspoken=_OF_THE_IMAGE),
        PublicPage("answer", "/b/<int:image_id>", "/en/b/<int:image_id>", unspoken=_OF_THE_IMAGE),
        PublicPage("contact", "/kontakt", "/en/contact", "/latt/kontakt"),
        PublicPage("terms", "/villkor", "/en/terms", "/latt/villkor"),
        PublicPage(
            "terms_version",
            "/villkor/<versioned>",
            "/en/terms/<versioned>",
            "/latt/villkor/<versioned>",
        ),
        PublicPage(
            "source", "/kallhanvisning", "/en/using-1177-as-a-source", "/latt/kallhanvisning"
        ),
        PublicPage("about", "/om", "/en/about", "/latt/om"),
        PublicPage("withdrawn", "/aterkallade", "/en/withdrawn", "/latt/aterkallade"),
        PublicPage("feed", "/flode.atom", "/en/feed.atom", unspoken=_OF_THE_IMAGE),
        PublicPage("accessibility", "/tillganglighet", "/en/accessibility", "/latt/tillganglighet"),
        PublicPage("privacy", "/personuppgifter", "/en/privacy", "/latt/personuppgifter"),
        PublicPage("cookies", "/kakor", "/en/cookies", "/latt/kakor"),
        PublicPage("request", "/begaran", "/en/request", "/latt/begaran"),
        PublicPage("lost_link", "/arende", "/en/case", "/latt/arende", secret=True),
        PublicPage(
            "case", "/arende/<token>", "/en/case/<token>", "/latt/arende/<token>", secret=True
        ),
        PublicPage(
            "extension",
            "/arende/<token>/forlang",
            "/en/case/<token>/extend",
            "/latt/arende/<token>/forlang",
            secret=True,
            part_of="case",
        ),
        PublicPage("grant", "/hamta/<token>", secret=True, unspoken=_OF_WHO_ASKED),
        PublicPage(
            "embargo",
            "/sparrat/<token>",
            "/en/embargo/<token>",
            secret=True,
            unspoken=_OF_THE_IMAGE,
        ),
        PublicPage("watch", "/bevaka", "/en/watch", "/latt/bevaka", secret=True),
        PublicPage(
            "watch_confirm",
            "/bevaka/<token>",
            "/en/watch/<token>",
            "/latt/bevaka/<token>",
            secret=True,
        ),
        PublicPage(
            "watch_stop",
            "/bevaka/sluta/<token>",
            "/en/watch/stop/<token>",
            "/latt/bevaka/sluta/<token>",
            secret=True,
        ),
    )
}
_BY_PATTERN = {pattern: page for page in PAGES.values() for pattern in page.patterns.values()}


def page_path(
    name: str,
    language: str = SWEDISH,
    /,
    *,
    query: Mapping[str, object] | None = None,
    anchor: str = "",
    **values: object,
) -> str:
    """Return the address of a page in a language, in Swedish where it is not in that; ``values``
    fill its pattern.
    """
    page = PAGES[name]
    pattern = page.patterns.get(language, page.sv)
    path = _PLACE.sub(lambda place: quote(str(values[place[1]]), safe=""), pattern)
    parameters = f"?{urlencode(query, doseq=True, safe=',')}" if query else ""
    return path + parameters + (f"#{anchor}" if anchor else "")


def find_page(pattern: str) -> PublicPage | None:
    """Return the page that answers at a pattern of any language."""
    page = _BY_PATTERN.get(pattern)
    return PAGES[page.part_of] if page and page.part_of else page


def read_path_language(path: str) -> str:
    """Return the language of the page at an address."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return first if first in LANGUAGES else SWEDISH


def list_secret_folders() -> tuple[str, ...]:
    """Return how the addresses of secret pages begin."""
    patterns = (p for page in PAGES.values() if page.secret for p in page.patterns.values())
    return tuple(dict.fromkeys(pattern.partition("<")[0] for pattern in patterns))
