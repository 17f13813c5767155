"""The long faults: what the request desk is put through, and the record of the last run."""

import hashlib
import json
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RESULT = HERE / "result.json"
HALF_A_SECOND = 500
"""Milliseconds within which the form answers, whatever the mail server does."""

CODE = (
    *(
        "dam/database/session.py",
        "dam/database/jobs.py",
        "dam/services/rate_limit.py",
        "dam/worker/main.py",
    ),
    *(
        "dam/mail/timed_connection.py",
        "dam/mail/outbox.py",
        "dam/mail/circuit_breaker.py",
        "dam/mail/smtp.py",
    ),
    *("dam/usage_requests/submit.py", "dam/usage_requests/notify.py"),
    *("dam/services/queue.py", "dam/services/transaction.py", "dam/worker/periodic.py"),
    *("dam/mail/gathering.py", "dam/web/press/requests.py"),
    *(f"tests/faults/{name}.py" for name in ("crowd", "flood", "later", "outage", "post")),
    "tests/servers/smtp.py",
)
"""What the figures are of."""


def digest() -> str:
    """Return a digest of the code that was run and of the run itself."""
    whole = hashlib.sha256()
    for name in CODE:
        whole.update(f"{name}\n".encode())
        whole.update((ROOT / name).read_bytes())
    return whole.hexdigest()


def result() -> dict[str, object]:
    """Return the record: digest, and the figures of the outage and of the flood."""
    return json.loads(RESULT.read_text())
