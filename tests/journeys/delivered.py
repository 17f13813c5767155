"""A downloaded file beside the one that was uploaded."""

import json
import subprocess
from pathlib import Path

from PIL import Image
from playwright.sync_api import Download

from tests.programs import require_program


def save_download(download: Download, folder: Path) -> Path:
    path = folder / download.suggested_filename
    download.save_as(path)
    return path


def ensure_same_pixels(delivered: Path, uploaded: Path) -> None:
    with Image.open(delivered) as one, Image.open(uploaded) as other:
        assert one.size == other.size
        assert one.tobytes() == other.tobytes()
        assert one.info.get("icc_profile") == other.info["icc_profile"]


def read_metadata(path: Path) -> dict[str, str]:
    command = [require_program("exiftool"), "-json", "-G1", "-a", str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    (told,) = json.loads(done.stdout)
    return told
