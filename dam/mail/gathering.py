"""Letters about several cases in the place of letters about one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dam.database.models import UsageRequest
from dam.mail.letters import LetterDraft

GATHERED = {
    "notice": "notices",
    "replied": "notices",
    "request_withdrawn": "notices",
    "extension_asked": "notices",
    "region_notice": "region_notices",
}
"""Which letter about several stands for letters about one."""


def draft_gathered_notice(
    notice: LetterDraft, request: UsageRequest, before: Mapping[str, Any] | None
) -> LetterDraft:
    """The letter about several in the place of this one; ``before`` is what it says so far."""
    said = before or {"count": 0, "cases": [request.number], "deadline": None}
    cases = sorted([*said["cases"], request.number], key=lambda number: (len(number), number))
    deadlines = filter(None, (said["deadline"], notice.context["deadline"]))
    context = {
        "count": said["count"] + 1,
        "cases": [cases[0], cases[-1]],
        "deadline": min(deadlines, default=None),
        "region": notice.context.get("region"),
        "desk": {"link": "page", "path": "/redaktion/arenden"},
    }
    return LetterDraft(GATHERED[notice.kind], notice.recipient, context)
