"""`make bench`: every benchmark in turn, or those that are named: `make bench PARTS=hands`.

One that fails is told at the end and keeps no other from running.
"""

import subprocess
import sys

PARTS = ("previews", "upload", "downloads", "hands", "crowded", "words")


def main(chosen: list[str]) -> int:
    unknown = set(chosen) - set(PARTS)
    if unknown:
        print(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
        return 2
    failed = [name for name in chosen or PARTS if not _run(name)]
    if failed:
        print(f"\nfailed: {', '.join(failed)}")
    return 1 if failed else 0


def _run(name: str) -> bool:
    print(f"\n{name}\n{'-' * len(name)}", flush=True)
    command = [sys.executable, "-m", f"tests.benchmarks.{name}"]
    return subprocess.run(command, check=False).returncode == 0


sys.exit(main(sys.argv[1:]))
