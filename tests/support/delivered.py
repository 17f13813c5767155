"""A delivered file: its addresses, and the record that it carries."""

import json
from pathlib import Path

from dam.rights.origin import source_type_uri
from tests.imaging.exiftool import ExifTool
from tests.support.room import DESCRIBED

IMAGE_PAGE = "/bilder/sjukskoterska-i-radgivningssamtal-{}"
FILE_ADDRESS = IMAGE_PAGE + "/ladda-ner/{}"


def ensure_whole_record(record: dict[str, object], image_id: int) -> None:
    """What the IPTC Photo Metadata Standard calls the fields, as exiftool reads them."""
    base = "http://127.0.0.1:8000"
    credit, caption = "Foto: Åsa Öberg/1177", DESCRIBED["caption"]
    terms = "Fri för redaktionell användning. Ange byline. Inte för reklam."
    expected = {
        "XMP-dc:Creator": ["Åsa Öberg"],
        "XMP-photoshop:Credit": credit,
        "XMP-dc:Description": caption,
        "XMP-dc:Rights": "© 2026 Åsa Öberg/1177",
        "XMP-xmpRights:UsageTerms": terms,
        "XMP-xmpRights:WebStatement": f"{base}/villkor/fri-redaktionell-v1",
        "XMP-plus:Licensor": [
            {
                "LicensorEmail": "press@inera.se",
                "LicensorName": "Inera",
                "LicensorURL": f"{base}/begaran?b={image_id}",
            }
        ],
        "XMP-iptcCore:AltTextAccessibility": "En person med headset sitter vid en skärm.",
        "XMP-iptcExt:PersonInImage": ["Åsa Öberg", "Bo Ek"],
        "XMP-photoshop:City": "Umeå",
        "XMP-photoshop:DateCreated": "2026:03",
        "XMP-iptcExt:DigitalSourceType": source_type_uri("digitalCapture"),
        "XMP-plus:ImageSupplierImageID": f"IN-{image_id}",
        "XMP-iptcExt:DigitalImageGUID": f"{base}/b/{image_id}",
    }
    assert {field: record.get(field) for field in expected} == expected
    # Newer readers put words for the term.
    mining = ("http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-AIMLTRAINING",)
    assert record["XMP-plus:DataMining"] in (*mining, "Prohibited for AI/ML training")
    if record["File:FileType"] in {"JPEG", "TIFF", "BTF"}:
        # IIM has no place in PNG and WebP.
        in_step = {
            "IPTC:By-line": "Åsa Öberg",
            "IPTC:Credit": credit,
            "IPTC:Caption-Abstract": caption,
            "IPTC:CopyrightNotice": "© 2026 Åsa Öberg/1177",
            "IPTC:City": "Umeå",
        }
        assert {field: record.get(field) for field in in_step} == in_step


def read_folder_tags(exiftool: ExifTool, folder: Path) -> dict[str, dict[str, object]]:
    answer = exiftool.ask("-json", "-struct", "-G1", str(folder))
    return {tags["System:FileName"]: tags for tags in json.loads(answer)}
