"""What runs in the sandbox: each task is one child's whole life. Started by `runner.Sandbox.run`.

A task's result is a class with ``to_json`` and ``from_json``; its files lie where it was told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dam.imaging.c2pa.read import Found, read_provenance
from dam.imaging.embed.plan import NoPlan, Plan, make_plan
from dam.imaging.embed.verify import prove
from dam.imaging.formats import SVG, Limits
from dam.imaging.inspect import Facts, inspect, verify
from dam.imaging.make_crops import Crops, Cut, cut
from dam.imaging.metadata.read import read_received
from dam.imaging.metadata.records import ReceivedMetadata
from dam.imaging.render import Rendering, render
from dam.imaging.rendition_specs import Spec
from dam.imaging.sandbox import limits as sandbox_limits
from dam.imaging.sandbox.walls import Walls


@dataclass(frozen=True, slots=True)
class Inspected:
    """What an upload is and what it said of itself."""

    facts: Facts
    received: ReceivedMetadata

    def to_json(self) -> dict[str, Any]:
        return {"facts": self.facts.to_json(), "received": self.received.to_json()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Inspected:
        return cls(Facts.from_json(data["facts"]), ReceivedMetadata.from_json(data["received"]))


@dataclass(frozen=True, slots=True)
class Planned:
    """How a file is joined at the door and a digest of its pixels, or why it cannot be."""

    plan: Plan | None
    why: str | None = None
    pixels: str | None = None

    def to_json(self) -> dict[str, Any]:
        plan = self.plan and self.plan.to_json()
        return {"plan": plan, "why": self.why, "pixels": self.pixels}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Planned:
        plan = Plan.from_json(data["plan"]) if data["plan"] else None
        return cls(plan, data["why"], data["pixels"])


def take_in(path: Path, limits: Limits) -> Inspected:
    """Look at an upload: its header, all of its pixels once, its metadata. Refused if unfit."""
    facts = inspect(path, limits)
    sandbox_limits.make_room(facts.room)
    facts = verify(path, facts)
    return Inspected(facts, read_received(path, facts))


def plan_file(path: Path, facts: Facts, sha256: str) -> Planned:
    """Plan the file at ``path``, and prove that the plan loses nothing but metadata."""
    sandbox_limits.make_room(facts.room)
    if not facts.form.planned:
        made = "rensad SVG" if facts.form is SVG else "PNG" if facts.has_alpha else "JPEG"
        return Planned(None, f"{facts.format} levereras som {made}.")
    try:
        with path.open("rb") as source:
            plan = make_plan(source, sha256=sha256)
            pixels = prove(source, plan)
    except NoPlan as error:
        return Planned(None, str(error))
    return Planned(plan, pixels=pixels)


def read_credentials(path: Path, facts: Facts, anchors: str | None) -> Found:
    """Verify the C2PA manifest of the file at ``path``, without a network."""
    sandbox_limits.make_room(facts.room)
    return read_provenance(path, facts.form.content_type, anchors)


def make_renditions(
    path: Path, facts: Facts, specs: Sequence[Spec], tiny: Spec, out_dir: Path
) -> Rendering:
    """Make ``specs`` of the picture at ``path`` in ``out_dir``, as `render` does."""
    sandbox_limits.make_room(facts.room)
    return render(path, facts, specs, tiny, out_dir)


def make_crops(path: Path, facts: Facts, cuts: Sequence[Cut], out_dir: Path) -> Crops:
    """Make ``cuts`` of the picture at ``path`` in ``out_dir``, as `cut` does."""
    sandbox_limits.make_room(facts.room)
    return cut(path, facts, cuts, out_dir)


def describe_walls() -> Walls:
    """Tell what holds around whoever runs a task."""
    return sandbox_limits.describe_walls()
