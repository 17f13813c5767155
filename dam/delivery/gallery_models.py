"""What an outsider sees of the gallery: its cards, facets and addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dam.delivery.page_models import Card


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet; ``url`` adds or removes it and is None where nothing would be left.
    ``language`` is that of the label.
    """

    value: str
    label: str
    language: str
    count: int
    url: str | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """``name`` is the parameter: riktning, villkor, varumarke or amne."""

    name: str
    label: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Gallery:
    """One page of the gallery. ``more_url`` leads to the next 24; ``ignored`` names parameters
    that were not understood; ``suggestion`` is the nearest spelling that has hits; ``views`` are
    the ways the pictures may lie, with their addresses. ``found_as`` says of an image's id by which
    of its own words it was found; where some are ``lacking`` hits have not every typed word; with
    ``no_words`` what was typed holds none; ``corrected`` ones are found by the suggestion.
    """

    cards: tuple[Card, ...]
    total: int
    of: int
    query: str
    facets: tuple[Facet, ...]
    more_url: str | None
    clear_url: str
    ignored: tuple[str, ...]
    suggestion: str | None
    suggestion_url: str | None
    sort: str
    view: str
    views: Mapping[str, str]
    found_as: Mapping[int, tuple[str, ...]]
    lacking: bool
    no_words: bool
    corrected: bool
