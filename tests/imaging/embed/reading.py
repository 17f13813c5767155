"""What tests do with plans: make one as it comes back from the database, read a joined file."""

import hashlib
import io
import json
from collections.abc import Iterable

from dam.imaging.embed.assemble import JoinedPart, StoredRange
from dam.imaging.embed.plan import Plan, make_plan


def planned(data: bytes) -> Plan:
    plan = make_plan(io.BytesIO(data), sha256=hashlib.sha256(data).hexdigest())
    stored = json.dumps(plan.to_json())
    assert len(stored) < 26_000
    assert Plan.from_json(json.loads(stored)) == plan
    return plan


def read(parts: Iterable[JoinedPart], base: bytes) -> bytes:
    return b"".join(
        base[part.start : part.end] if isinstance(part, StoredRange) else part for part in parts
    )
