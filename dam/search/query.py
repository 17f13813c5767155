"""Search query of the gallery: words, facets, order and cursor. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from dam.links.paths import make_slug

PER_PAGE = 24
MAX_QUERY = 200


class View(StrEnum):
    """How the pictures lie: in rows of one height, or as equals on a light table."""

    ROWS = "rader"
    LIGHT_TABLE = "ljusbord"


class SortOrder(StrEnum):
    """Newest first, or best match first; the latter only where something was searched for."""

    NEWEST = "nyast"
    RELEVANCE = "relevans"


FACETS: Mapping[str, Mapping[str, str]] = {
    "riktning": {
        "liggande": "landscape",
        "staende": "portrait",
        "kvadrat": "square",
        "panorama": "panorama",
    },
    "villkor": {"fri": "free", "med-villkor": "conditional", "kraver-godkannande": "approval"},
    "varumarke": {"inera": "Inera", "1177": "1177", "umo": "UMO"},
}
"""Single-valued facets: parameter → word in the address → value in the listing."""

COLUMNS = {"riktning": "orientation", "villkor": "terms_class", "varumarke": "brand"}
TOPIC = "amne"
_CURSOR = re.compile(r"(r?)([0-9]{1,12})")


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """``chosen`` maps a facet's parameter to its chosen words; ``after`` is a cursor."""

    text: str = ""
    chosen: tuple[tuple[str, tuple[str, ...]], ...] = ()
    sort: SortOrder = SortOrder.NEWEST
    after: str | None = None
    view: View = View.ROWS

    def values(self, facet: str) -> tuple[str, ...]:
        return dict(self.chosen).get(facet, ())

    def toggled(self, facet: str, value: str) -> SearchQuery:
        """Return the query with the value added or taken away, at its first page."""
        values = self.values(facet)
        changed = tuple(v for v in values if v != value) if value in values else (*values, value)
        chosen = {**dict(self.chosen), facet: changed}
        in_order = tuple((name, chosen[name]) for name in (*COLUMNS, TOPIC) if chosen.get(name))
        return replace(self, chosen=in_order, after=None)

    def parameters(self) -> list[tuple[str, str]]:
        """Return the query as parameters of an address, defaults left out."""
        pairs = [("q", self.text)] if self.text else []
        pairs += [(facet, value) for facet, values in self.chosen for value in values]
        default = SortOrder.RELEVANCE if self.text else SortOrder.NEWEST
        if self.sort is not default:
            pairs.append(("sortera", self.sort.value))
        if self.view is not View.ROWS:
            pairs.append(("vy", self.view.value))
        if self.after:
            pairs.append(("efter", self.after))
        return pairs


def read_query(parameters: Mapping[str, Sequence[str]]) -> tuple[SearchQuery, tuple[str, ...]]:
    """Return the query and the values that were not understood, which are named to the visitor."""
    ignored: list[str] = []
    text = " ".join(parameters.get("q", [""])[0].split())[:MAX_QUERY]
    chosen = []
    for facet, words in FACETS.items():
        values = tuple(dict.fromkeys(v for v in parameters.get(facet, ()) if v in words))
        ignored += [v for v in parameters.get(facet, ()) if v and v not in words]
        if values:
            chosen.append((facet, values))
    topics = tuple(dict.fromkeys(v for v in parameters.get(TOPIC, ()) if v and make_slug(v) == v))
    ignored += [v for v in parameters.get(TOPIC, ()) if v and make_slug(v) != v]
    if topics:
        chosen.append((TOPIC, topics))
    sort = _read_sort_order(parameters.get("sortera", [""])[0], text, ignored)
    after = parameters.get("efter", [""])[0]
    if after and _CURSOR.fullmatch(after) is None:
        ignored.append(after)
        after = ""
    view = parameters.get("vy", [""])[0]
    if view and view not in set(View):
        ignored.append(view)
        view = ""
    query = SearchQuery(text, tuple(chosen), sort, after or None, View(view or View.ROWS))
    return query, tuple(ignored)


def _read_sort_order(value: str, text: str, ignored: list[str]) -> SortOrder:
    default = SortOrder.RELEVANCE if text else SortOrder.NEWEST
    if value in {"", default.value}:
        return default
    if value in set(SortOrder) and text:
        return SortOrder(value)
    ignored.append(value)
    return default
