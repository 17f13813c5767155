"""`make faults`: put the request desk through the long faults, and keep the record."""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.faults import RESULT, digest, flood, outage


def main() -> int:
    code = digest()
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        desk = outage.run(Path(folder, "outage"))
        show_waits(desk)
        show("outage", desk)
        spam = flood.run(Path(folder, "flood"))
        show("flood", spam)
    record = {"digest": code, "outage": desk, "flood": spam}
    RESULT.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n")
    return 0


def show_waits(desk: dict[str, Any]) -> None:
    """Print how long the form took while the mail server failed in each way."""
    line = "{:<10}{:>10}{:>8}{:>8}{:>8}{:>8}{:>12}"
    print(line.format("server", "requests", "tried", "p50 ms", "p99 ms", "max ms", "over 500 ms"))
    rows = {**desk["phases"], "all": {"requests": 1000, "tried": "", **desk["all"]}}
    for name, one in rows.items():
        figures = [one[key] for key in ("requests", "tried", "p50", "p99", "max", "over")]
        print(line.format(name, *figures))


def show(title: str, figures: dict[str, Any]) -> None:
    """Print the figures that are one number."""
    said = [f"{name} {one}" for name, one in figures.items() if not isinstance(one, dict)]
    print(f"{title}: {', '.join(said)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
