"""`make mutants`: mutate the rights and the gate, test each mutant, keep the record."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from tests.mutants import RESULT, ROOT, digest, reasons

MUTMUT = str(Path(sys.executable).with_name("mutmut"))


def main() -> int:
    code = digest()
    shutil.rmtree(ROOT / "mutants", ignore_errors=True)
    subprocess.run([MUTMUT, "run"], cwd=ROOT, check=True)
    told = _ask("results")
    alive = [line.split(":")[0].strip() for line in told.splitlines() if ": " in line]
    _ask("export-cicd-stats")
    counted = json.loads((ROOT / "mutants" / "mutmut-cicd-stats.json").read_text())
    lives = {name: _change(name) for name in sorted(alive)}
    record = {
        "digest": code,
        "mutants": counted["total"],
        "killed": counted["total"] - len(lives),
        "alive": lives,
    }
    RESULT.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n")
    print(f"{record['killed']} of {record['mutants']} mutants were killed.")
    unexplained = {name: change for name, change in lives.items() if change not in reasons()}
    for name, change in unexplained.items():
        print(f"\n{name} lives, and tests/mutants/survivors.toml does not say why:\n{change}")
    return 1 if unexplained else 0


def _ask(*arguments: str) -> str:
    done = subprocess.run(
        [MUTMUT, *arguments], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return done.stdout


def _change(name: str) -> str:
    """Return the lines that a mutant takes away and adds."""
    lines = _ask("show", name).splitlines()
    return "\n".join(line for line in lines if line[:1] in "-+" and line[:3] not in {"---", "+++"})


if __name__ == "__main__":
    sys.exit(main())
