"""The credit line, computed from creator and brand, label included, or what somebody wrote."""

from __future__ import annotations

from collections.abc import Sequence


def credit_line(creators: Sequence[str], brand: str, override: str | None) -> str:
    """Return "Foto: Förnamn Efternamn/1177"; without a creator the brand stands alone."""
    if override and override.strip():
        return override.strip()
    names = " och ".join(name.strip() for name in creators if name.strip())
    return f"Foto: {names}/{brand}" if names else f"Foto: {brand}"


def copyright_notice(creators: Sequence[str], brand: str, year: str | None) -> str:
    """Return "© 2026 Förnamn Efternamn/1177"; an unknown year is left out."""
    holder = credit_line(creators, brand, None).removeprefix("Foto: ")
    return f"© {year} {holder}" if year else f"© {holder}"
