"""What runs in the sandbox: each task is one child's whole life. Started by `runner.Sandbox.run`.

A task's result is a class with ``to_json`` and ``from_json``; its files lie where it was told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dam.imaging.c2pa.read import FoundProvenance, read_provenance
from dam.imaging.embed.plan import NoPlan, Plan, make_plan
from dam.imaging.embed.verify import prove_plan
from dam.imaging.formats import PNG, SVG, UploadLimits
from dam.imaging.headers import read_png_chunks
from dam.imaging.inspect import PictureFacts, inspect_picture, verify_picture
from dam.imaging.make_crops import CropFiles, CropOrder, cut_crops
from dam.imaging.metadata.read import read_received
from dam.imaging.metadata.records import ReceivedMetadata
from dam.imaging.render import RenderedPicture, render_picture
from dam.imaging.rendition_specs import RenditionSpec
from dam.imaging.sandbox import limits as sandbox_limits
from dam.imaging.sandbox.walls import SandboxWalls


@dataclass(frozen=True, slots=True)
class InspectedUpload:
    """What an upload is and what it said of itself."""

    facts: PictureFacts
    received: ReceivedMetadata

    def to_json(self) -> dict[str, Any]:
        return {"facts": self.facts.to_json(), "received": self.received.to_json()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> InspectedUpload:
        return cls(
            PictureFacts.from_json(data["facts"]), ReceivedMetadata.from_json(data["received"])
        )


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """How a file is joined at the door and a digest of its pixels, or why it cannot be."""

    plan: Plan | None
    why: str | None = None
    pixels: str | None = None

    def to_json(self) -> dict[str, Any]:
        plan = self.plan and self.plan.to_json()
        return {"plan": plan, "why": self.why, "pixels": self.pixels}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> PlannedFile:
        plan = Plan.from_json(data["plan"]) if data["plan"] else None
        return cls(plan, data["why"], data["pixels"])


def inspect_upload(path: Path, limits: UploadLimits) -> InspectedUpload:
    """Look at an upload: its header, all of its pixels once, its metadata. Refused if unfit."""
    facts = inspect_picture(path, limits)
    sandbox_limits.raise_limits(facts.room)
    facts = verify_picture(path, facts)
    return InspectedUpload(facts, read_received(path, facts))


def plan_file(path: Path, facts: PictureFacts, sha256: str) -> PlannedFile:
    """Plan the file at ``path``, and prove that the plan loses nothing but metadata."""
    sandbox_limits.raise_limits(facts.room)
    made = "rensad SVG" if facts.form is SVG else "PNG" if facts.has_alpha else "JPEG"
    if not facts.form.planned:
        return PlannedFile(None, f"{facts.format} levereras som {made}.")
    if _lacks_profile(path, facts):
        return PlannedFile(None, f"Färgerna ({facts.icc}) får en ICC-profil: levereras som {made}.")
    try:
        with path.open("rb") as source:
            plan = make_plan(source, sha256=sha256)
            pixels = prove_plan(source, plan)
    except NoPlan as error:
        return PlannedFile(None, str(error))
    return PlannedFile(plan, pixels=pixels)


def _lacks_profile(path: Path, facts: PictureFacts) -> bool:
    """Whether colours other than sRGB stand in numbers alone (cICP, gAMA, cHRM), without ICC."""
    if facts.form is not PNG or facts.icc_bytes or facts.icc in {None, "sRGB"}:
        return False
    with path.open("rb") as source:
        return not read_png_chunks(source, {b"iCCP"})


def read_credentials(path: Path, facts: PictureFacts, anchors: str | None) -> FoundProvenance:
    """Verify the C2PA manifest of the file at ``path``, without a network."""
    sandbox_limits.raise_limits(facts.room)
    return read_provenance(path, facts.form.content_type, anchors)


def make_renditions(
    path: Path,
    facts: PictureFacts,
    specs: Sequence[RenditionSpec],
    tiny: RenditionSpec,
    out_dir: Path,
) -> RenderedPicture:
    """Make ``specs`` of the picture at ``path`` in ``out_dir``, as `render_picture` does."""
    sandbox_limits.raise_limits(facts.room)
    return render_picture(path, facts, specs, tiny, out_dir)


def make_crop_files(
    path: Path, facts: PictureFacts, cuts: Sequence[CropOrder], out_dir: Path
) -> CropFiles:
    """Make ``cuts`` of the picture at ``path`` in ``out_dir``, as `cut_crops` does."""
    sandbox_limits.raise_limits(facts.room)
    return cut_crops(path, facts, cuts, out_dir)


def report_walls() -> SandboxWalls:
    """Tell what holds around whoever runs a task."""
    return sandbox_limits.get_walls()
