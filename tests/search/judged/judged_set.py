"""The judged set: captions and queries that the project wrote, which images answer each query, and
how well a search does. `captions.txt` and `queries.txt` say how they are written.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import log2
from pathlib import Path

from sqlalchemy.orm import Session

from config.settings import ROOT
from dam.clearance.listing import collect_search_text, index_words
from dam.content import seed
from dam.database.models import Image, ImageText, Listing, Organisation
from dam.rights.periods import FAR_FUTURE, FAR_PAST
from dam.search import find
from dam.search.query import SearchQuery, SortOrder

FOLDER = Path(__file__).parent
GENERATED = 2_000
BEST = 10
WHO = (
    "En snickare",
    "Två ingenjörer",
    "En kvinna",
    "En man",
    "Ett barn",
    "En lärare",
    "Tre vänner",
)
WHO += ("En bonde", "En målare", "En fiskare", "En kock", "Två elever", "En väktare", "En säljare")
DOES = ("målar", "lagar", "bär", "mäter", "tvättar", "flyttar", "packar", "visar", "rättar till")
WHAT = ("ett staket", "en trasig lampa", "en låda äpplen", "ett gammalt bord", "en röd cykel")
WHAT += ("en matta", "ett segel", "en motor", "en korg med ved", "ett fiskenät", "en stor skylt")
WHERE = ("i Arboga", "i Sala", "vid hamnen i Oxelösund", "på torget i Köping", "på en gård i Flen")
WHERE += ("i en verkstad i Mjölby", "utanför skolan i Laxå", "i Ystad", "på stranden i Båstad")
WHEN = ("en solig dag", "en grå morgon", "före lunch", "i skymningen", "i juni", "på en lördag")


@dataclass(frozen=True)
class Judged:
    """A query and what it is worth to find each image, 2 or 1."""

    layer: str
    text: str
    grades: dict[str, int]


@dataclass
class Score:
    """What a layer's queries came to, summed."""

    queries: int = 0
    ndcg: float = 0.0
    recall: float = 0.0
    empty: int = 0
    worst: list[tuple[float, str]] = field(default_factory=list)

    def add(self, text: str, grades: dict[str, int], found: list[str]) -> None:
        gains = [grades.get(name, 0) for name in found[:BEST]]
        ideal = sorted(grades.values(), reverse=True)[:BEST]
        ndcg = _discount(gains) / _discount(ideal)
        self.queries += 1
        self.ndcg += ndcg
        self.recall += sum(gain > 0 for gain in gains) / min(BEST, len(grades))
        self.empty += not found
        self.worst.append((ndcg, text))

    def means(self) -> tuple[float, ...]:
        """Return nDCG, recall and the rate of no hits."""
        totals = (self.ndcg, self.recall, self.empty)
        return tuple(round(total / self.queries, 3) for total in totals)


def _discount(gains: list[int]) -> float:
    return sum((2**gain - 1) / log2(at + 2) for at, gain in enumerate(gains))


def read_queries() -> list[Judged]:
    """Return the queries that some image answers."""
    lines = (FOLDER / "queries.txt").read_text(encoding="utf-8").splitlines()
    queries = [_read_query(line) for line in lines if line and not line.startswith("#")]
    return [query for query in queries if query.grades]


def _read_query(line: str) -> Judged:
    layer, text, images = (part.strip() for part in line.split("|"))
    grades: dict[str, int] = {}
    for grade, some in zip((2, 1), images.split("~"), strict=False):
        for group in some.split():
            heading, numbers = group.split(":")
            for number in numbers.split(","):
                grades.setdefault(f"{heading}:{number}", grade)
    return Judged(layer, text, grades)


def read_captions() -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """Return (name, title, caption, fields) of each image that was written."""
    heading, number = "", 0
    for line in (FOLDER / "captions.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            heading, number = line.strip("[]"), 0
        elif line and not line.startswith("#"):
            number += 1
            title, caption, *fields = (part.strip() for part in line.split(" | "))
            pairs = (pair.split("=") for each in fields for pair in each.split("; "))
            yield f"{heading}:{number}", title, caption, dict(pairs)


def generate_captions() -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """Return images of everything else, the same each time."""
    drawn = random.Random(16)
    for number in range(GENERATED):
        who, does, what, where, when = (
            drawn.choice(some) for some in (WHO, DOES, WHAT, WHERE, WHEN)
        )
        title = f"{what.split(maxsplit=1)[1].capitalize()} {where}"
        yield f"other:{number}", title, f"{who} {does} {what} {where} {when}.", {}


def fill_with_judged(session: Session, now: datetime) -> dict[int, str]:
    """Put all images in the database, the written ones among the others; return their names."""
    seed.add_missing(session, ROOT / "config", now=now)
    session.add(Organisation(id=90, kind="inera", slug="judged", display_name="Inera", position=9))
    session.flush()
    everything = [*read_captions(), *generate_captions()]
    random.Random(8).shuffle(everything)
    return {
        _add_image(session, title, caption, fields, now + timedelta(seconds=at)): name
        for at, (name, title, caption, fields) in enumerate(everything)
    }


def _add_image(
    session: Session, title: str, caption: str, fields: dict[str, str], now: datetime
) -> int:
    image = Image(owner_id=90, state="published", created_at=now, updated_at=now)
    image.texts = [ImageText(language="sv", title=title, caption=caption, headline="", alt="")]
    image.brand, image.kind = fields.get("brand", "1177"), fields.get("kind", "foto")
    image.creators, image.keywords = ["Foto Person"], []
    image.persons = fields["persons"].split(",") if "persons" in fields else []
    session.add(image)
    session.flush()
    listing = Listing(
        image_id=image.id,
        visible_from=FAR_PAST,
        visible_until=FAR_FUTURE,
        orientation="landscape",
        terms_class="free",
        brand=image.brand,
    )
    session.add(listing)
    session.flush()
    index_words(session, listing.id, collect_search_text(image))
    return image.id


def measure_search(session: Session, names: dict[int, str], now: datetime) -> dict[str, Score]:
    """Return the score of each layer, and of all under ""."""
    scores: dict[str, Score] = {}
    for judged in read_queries():
        found = [names[image_id] for image_id in search_judged(session, judged.text, now)]
        for layer in (judged.layer, ""):
            scores.setdefault(layer, Score()).add(judged.text, judged.grades, found)
    return scores


def search_judged(session: Session, text: str, now: datetime) -> tuple[int, ...]:
    """Return what a visitor gets."""
    query = SearchQuery(text=text, sort=SortOrder.RELEVANCE)
    return find.search_images(session, query, now).image_ids
