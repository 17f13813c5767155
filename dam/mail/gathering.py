"""Letters about several cases in the place of letters about one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dam.database.models import UsageRequest
from dam.links.staff_paths import REQUESTS
from dam.mail.letters import LetterDraft


def draft_gathered_notice(
    kind: str, notice: LetterDraft, request: UsageRequest, before: Mapping[str, Any] | None = None
) -> LetterDraft:
    """The letter about several in the place of this one; ``before`` is what it says so far."""
    tally = before or {"count": 0, "cases": [request.number], "deadline": None}
    cases = sorted([*tally["cases"], request.number], key=lambda number: (len(number), number))
    deadlines = filter(None, (tally["deadline"], notice.context["deadline"]))
    context = {
        "count": tally["count"] + 1,
        "cases": [cases[0], cases[-1]],
        "deadline": min(deadlines, default=None),
        "region": notice.context.get("region"),
        "desk": {"link": "page", "path": REQUESTS},
    }
    return LetterDraft(kind, notice.recipient, context)
