"""What a visitor asks of the gallery: words, facets, order and place. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from dam.links.paths import slug

PER_PAGE = 24
MAX_QUERY = 200


class Sort(StrEnum):
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
class Query:
    """``chosen`` maps a facet's parameter to its chosen words; ``after`` is a cursor."""

    text: str = ""
    chosen: tuple[tuple[str, tuple[str, ...]], ...] = ()
    sort: Sort = Sort.NEWEST
    after: str | None = None

    def values(self, facet: str) -> tuple[str, ...]:
        return dict(self.chosen).get(facet, ())

    def toggled(self, facet: str, value: str) -> Query:
        """Return the query with the value added or taken away, at its first page."""
        values = self.values(facet)
        changed = tuple(v for v in values if v != value) if value in values else (*values, value)
        chosen = {**dict(self.chosen), facet: changed}
        kept = tuple((name, chosen[name]) for name in (*COLUMNS, TOPIC) if chosen.get(name))
        return replace(self, chosen=kept, after=None)

    def parameters(self) -> list[tuple[str, str]]:
        """Return the query as parameters of an address, defaults left out."""
        found = [("q", self.text)] if self.text else []
        found += [(facet, value) for facet, values in self.chosen for value in values]
        default = Sort.RELEVANCE if self.text else Sort.NEWEST
        if self.sort is not default:
            found.append(("sortera", self.sort.value))
        if self.after:
            found.append(("efter", self.after))
        return found


def read_query(parameters: Mapping[str, Sequence[str]]) -> tuple[Query, tuple[str, ...]]:
    """Return the query and the values that were not understood, which are named to the visitor."""
    ignored: list[str] = []
    text = " ".join(parameters.get("q", [""])[0].split())[:MAX_QUERY]
    chosen = []
    for facet, known in FACETS.items():
        values = tuple(dict.fromkeys(v for v in parameters.get(facet, ()) if v in known))
        ignored += [v for v in parameters.get(facet, ()) if v and v not in known]
        if values:
            chosen.append((facet, values))
    topics = tuple(dict.fromkeys(v for v in parameters.get(TOPIC, ()) if v and slug(v) == v))
    ignored += [v for v in parameters.get(TOPIC, ()) if v and slug(v) != v]
    if topics:
        chosen.append((TOPIC, topics))
    sort = _sort(parameters.get("sortera", [""])[0], text, ignored)
    after = parameters.get("efter", [""])[0]
    if after and _CURSOR.fullmatch(after) is None:
        ignored.append(after)
        after = ""
    return Query(text, tuple(chosen), sort, after or None), tuple(ignored)


def _sort(value: str, text: str, ignored: list[str]) -> Sort:
    default = Sort.RELEVANCE if text else Sort.NEWEST
    if value in {"", default.value}:
        return default
    if value in set(Sort) and text:
        return Sort(value)
    ignored.append(value)
    return default
