"""How a picture came to be: the digital source types of IPTC that the product uses, and AI.

Terms of http://cv.iptc.org/newscodes/digitalsourcetype/ (IPTC NewsCodes); the last part is stored.
"""

from __future__ import annotations

from dataclasses import dataclass

SCHEME = "http://cv.iptc.org/newscodes/digitalsourcetype/"

CAMERA = "digitalCapture"
EDITED = "humanEdits"
DRAWN = "digitalCreation"
SCREEN = "screenCapture"
SCANNED = "print"
COMPOSITE = "composite"
AI_EDITED = "compositeWithTrainedAlgorithmicMedia"
AI_MADE = "trainedAlgorithmicMedia"


@dataclass(frozen=True, slots=True)
class Origin:
    """``label`` is what everybody reads, ``choice`` what staff state."""

    label: str
    choice: str


ORIGINS = {
    CAMERA: Origin("Fotografi", "Fotograferad med kamera"),
    EDITED: Origin("Bearbetat fotografi", "Fotograferad och bearbetad utan AI"),
    DRAWN: Origin("Skapad digitalt", "Gjord av en människa i dator"),
    SCREEN: Origin("Skärmbild", "Skärmbild"),
    SCANNED: Origin("Inskannad", "Inskannad"),
    COMPOSITE: Origin("Sammansatt av flera bilder", "Sammansatt av flera bilder utan AI"),
    AI_EDITED: Origin("Ändrad med AI", "Ändrad med AI"),
    AI_MADE: Origin("Gjord med AI", "Gjord med AI"),
}

AI = frozenset({AI_EDITED, AI_MADE})
_READ_AS = {
    "compositeSynthetic": AI_EDITED,
    "algorithmicallyEnhanced": EDITED,
    "minorHumanEdits": EDITED,
    "softwareImage": DRAWN,
    "digitalArt": DRAWN,
    "negativeFilm": SCANNED,
    "positiveFilm": SCANNED,
    "compositeCapture": COMPOSITE,
    "multiFrameComputationalCapture": CAMERA,
    "computationalCapture": CAMERA,
}


def ai_label(origin: str | None) -> str | None:
    """Return the words that go beside every showing of a picture in which AI has had a part."""
    return ORIGINS[origin].label if origin in AI else None


def read_origin(stated: str | None) -> str | None:
    """Return our word for what a file states, a NewsCode or its address; None if it is unknown."""
    if not stated:
        return None
    word = stated.strip().rpartition("/")[2]
    word = _READ_AS.get(word, word)
    return word if word in ORIGINS else None


def source_type_uri(origin: str) -> str:
    """Return the address that files and JSON-LD state."""
    return SCHEME + origin
