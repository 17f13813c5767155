"""The credit line, computed from kind, creator and brand, or what somebody wrote; and the copyright
notice. A credit line begins with its label ("Foto: "), which a logotype has none of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

PHOTOGRAPH, ILLUSTRATION, SCREENSHOT = "Foto", "Illustration", "Skärmbild"
LABELS: Mapping[str, str] = {
    "foto": PHOTOGRAPH,
    "portratt": PHOTOGRAPH,
    "illustration": ILLUSTRATION,
    "skarmbild": SCREENSHOT,
    "logotyp": "",
}
"""The label of each kind of image (`catalogue.KINDS`)."""
LABELS_IN = {"en": {PHOTOGRAPH: "Photo", ILLUSTRATION: "Illustration", SCREENSHOT: "Screenshot"}}
"""What a label is called in languages other than Swedish."""


def credit_line(creators: Sequence[str], brand: str, override: str | None, *, kind: str) -> str:
    """Return "Foto: Förnamn Efternamn/1177"; without a creator the brand stands alone."""
    if override and override.strip():
        return override.strip()
    holder, label = _name_holders(creators, brand), LABELS[kind]
    return f"{label}: {holder}" if label else holder


def translate_label(line: str, language: str) -> str:
    """Return a credit line with its label in a language; what has no known label stays as it is."""
    label, colon, holder = line.partition(": ")
    translated = LABELS_IN.get(language, {}).get(label)
    return f"{translated}: {holder}" if colon and translated else line


def copyright_notice(creators: Sequence[str], brand: str, year: str | None) -> str:
    """Return "© 2026 Förnamn Efternamn/1177"; an unknown year is left out."""
    holder = _name_holders(creators, brand)
    return f"© {year} {holder}" if year else f"© {holder}"


def _name_holders(creators: Sequence[str], brand: str) -> str:
    """Join the creators and the brand; a brand that made the image itself is named once."""
    names = " och ".join(name.strip() for name in creators if name.strip())
    return f"{names}/{brand}" if names and names != brand else brand
