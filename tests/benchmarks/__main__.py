"""`make bench`: every benchmark, one after the other."""

import subprocess
import sys

for name in ("previews", "upload", "downloads", "hands"):
    print(f"\n{name}\n{'-' * len(name)}", flush=True)
    subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}"], check=True)
