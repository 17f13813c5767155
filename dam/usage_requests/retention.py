"""How long personal data of the request desk are kept: one table, which /personuppgifter tells.

The time counts from the last thing that happened in a case, or from the end of what was granted.
What is open is in no table: it waits for somebody, however long. `dam.procedures.takedown.due`
erases what is due.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

YEAR = timedelta(days=365)

CASES: Mapping[str, timedelta] = {
    "spam": timedelta(days=30),
    "withdrawn": timedelta(days=90),
    "denied": YEAR,
    "answered": YEAR,
    "granted": 2 * YEAR,
    "partly_granted": 2 * YEAR,
    "expired": 2 * YEAR,
    "revoked": 2 * YEAR,
}
"""By state."""

LETTERS: Mapping[str, timedelta] = {
    "watch_confirm": timedelta(days=7),
    **dict.fromkeys(("image_changed", "image_replaced", "image_closed"), timedelta(days=90)),
    **dict.fromkeys(("digest", "notices", "region_notices"), timedelta(days=90)),
    **dict.fromkeys(("sent_back", "approval_lost"), timedelta(days=90)),
    **dict.fromkeys(("change_approved", "change_refused"), timedelta(days=90)),
    **dict.fromkeys(("reply", "auto", "bounce"), timedelta(days=90)),
    **dict.fromkeys(("invitation", "new_password", "trial"), timedelta(days=7)),
}
"""By kind, for letters of no case, out and in; those of a case go with it."""

UNSETTLED = ("waiting", "unmatched")
"""States of letters that still wait to be sent, or for somebody to find their case."""
