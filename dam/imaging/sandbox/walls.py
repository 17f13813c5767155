"""What holds around the child that reads a picture, as it finds out itself and `flask init` says.

`docs/security.md` explains which wall needs what of the machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SandboxWalls:
    """The walls that stand; ``landlock`` is the kernel's level, 0 for none."""

    landlock: int = 0
    own_user: bool = False
    calls: bool = False

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SandboxWalls:
        return cls(int(data["landlock"]), bool(data["own_user"]), bool(data["calls"]))

    def sentences(self) -> list[str]:
        """What holds, and where a wall is missing what a taken over reader of pictures could do."""
        level = f"ja (nivå {self.landlock})" if self.landlock else "nej"
        summary = (
            f"Bilder läses för sig. Landlock: {level}. Egen användare: {_yes_no(self.own_user)}. "
            f"Filter för systemanrop: {_yes_no(self.calls)}."
        )
        sentences = [summary]
        if not self.landlock:
            sentences.append(
                "Utan Landlock kan en skadlig bild läsa de filer som "
                + ("alla på datorn" if self.own_user else "programmet självt")
                + " får läsa. Kör på Linux 5.13 eller senare med Landlock påslaget."
            )
        elif self.landlock < 3:
            sentences.append(
                "Den Landlock som finns skyddar inte filer från att tömmas: det gör nivå 3."
            )
        if not self.calls:
            sentences.append(
                "Utan filter för systemanrop kan en skadlig bild öppna anslutningar. "
                "Kör på x86-64 eller arm64 med seccomp påslaget."
            )
        return sentences


def _yes_no(holds: bool) -> str:
    return "ja" if holds else "nej"
