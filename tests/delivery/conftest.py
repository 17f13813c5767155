"""An outsider's client, images as rows alone, and what a file says of itself."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from config.settings import ROOT
from dam import clearance
from dam.content import seed
from dam.database.models import Image, ImageFile, ImageText, Organisation
from dam.rights.window import TimeBounds
from tests.imaging.exiftool import ExifTool


@pytest.fixture
def read_back(exiftool: ExifTool, tmp_path: Path) -> Callable[[bytes], dict[str, object]]:
    def read(data: bytes) -> dict[str, object]:
        path = tmp_path / "back"
        path.write_bytes(data)
        return json.loads(exiftool.ask("-json", "-struct", "-G1", str(path)))[0]

    return read


@pytest.fixture
def gate_session(database, now):
    with database.writing() as session:
        seed.add_missing(session, ROOT / "config", now=now)
        yield session


@pytest.fixture
def add_gate_image(gate_session, now):
    """Add an image under terms, published unless said otherwise; returns it."""

    def add(terms="fri-redaktionell", state="published", bounds=None, **fields):
        owner = gate_session.scalar(select(Organisation.id).where(Organisation.kind == "inera"))
        image = Image(owner_id=owner, state=state, created_at=now, updated_at=now)
        image.texts = [ImageText(language="sv", title="Bild")]
        image.processing = "ready"
        for name, value in fields.items():
            setattr(image, name, value)
        gate_session.add(image)
        gate_session.flush()
        image.file = ImageFile(
            image_id=image.id,
            sha256=f"{image.id:064x}",
            key=f"originals/{image.id}",
            bytes=1,
            original_name="x",
            format="JPEG",
            width=3,
            height=2,
            facts={},
            received={},
            created_at=now,
        )
        clearance.set_terms(gate_session, image, terms, by=None, now=now)
        clearance.set_bounds(gate_session, image, bounds or TimeBounds(), by=None, now=now)
        clearance.recompute_and_relist(gate_session, image, now=now)
        return image

    return add


@pytest.fixture(autouse=True)
def _cheap(cheap_passwords: None) -> None:
    """Passwords cost next to nothing here."""
