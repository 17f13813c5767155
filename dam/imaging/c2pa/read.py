"""C2PA content credentials: what a received manifest is found to say. Read in the sandbox.

Follows the C2PA Technical Specification 2. Nothing is fetched: a manifest that lies elsewhere, a
revocation list or a time authority is never asked for.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import c2pa

from dam.imaging.formats import BARE_JPEG_XL
from dam.text.clean import clean_line

OFFLINE: dict[str, Any] = {
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_trust": True},
    "builder": {"thumbnail": {"enabled": False}},
}
MOST_TEXT, MOST_ITEMS = 200, 20
LABEL = b"c2pa"
"""Stands in every manifest store, and so in every file that holds one in plain bytes."""
READABLE = frozenset(c2pa.Reader.get_supported_mime_types())
STATES = {"Trusted": "trusted", "Valid": "valid"}

# Assertions that repeat what no delivered file carries: Exif and XMP as cameras write them.
PRIVATE = ("stds.exif", "stds.iptc", "stds.metadata", "c2pa.metadata", "c2pa.thumbnail")


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a file's manifest says and whether that holds.

    ``state`` is trusted (signed by whom we trust), valid (unchanged, signer unknown) or invalid;
    ``problems`` are C2PA's codes. ``private`` are the addresses of assertions that must not go on.
    """

    state: str
    signer: str | None = None
    issuer: str | None = None
    generator: str | None = None
    signed_at: str | None = None
    digital_source_type: str | None = None
    actions: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    private: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(self).items()}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Provenance:
        fields: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in stored.items()
        }
        return cls(**fields)


@dataclass(frozen=True, slots=True)
class FoundProvenance:
    """The provenance of a file; None where it has no manifest."""

    provenance: Provenance | None

    def to_json(self) -> dict[str, Any]:
        return {"provenance": self.provenance and self.provenance.to_json()}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> FoundProvenance:
        provenance = stored["provenance"]
        return cls(Provenance.from_json(provenance) if provenance else None)


def may_have_credentials(path: Path) -> bool:
    """Whether a file holds the label of a manifest store: most do not, and need no reader."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return data.find(LABEL) >= 0


def make_c2pa_settings(anchors: str | None) -> c2pa.Settings:
    """Offline; ``anchors`` are certificates in PEM that end a trusted chain."""
    return c2pa.Settings.from_dict(
        OFFLINE | ({"trust": {"user_anchors": anchors}} if anchors else {})
    )


def read_provenance(path: Path, content_type: str, anchors: str | None) -> FoundProvenance:
    """Verify the manifest in a file; one that cannot be read at all is invalid.

    A file of a kind in which C2PA has no place (JPEG 2000, a bare JPEG XL) has none.
    """
    if content_type not in READABLE:
        return FoundProvenance(None)
    context = c2pa.Context(settings=make_c2pa_settings(anchors))
    with path.open("rb") as file:
        if file.read(2) == BARE_JPEG_XL:
            return FoundProvenance(None)
        file.seek(0)
        try:
            reader = c2pa.Reader.try_create(content_type, file, context=context)
        except c2pa.C2paError as error:
            return FoundProvenance(
                Provenance("invalid", problems=_clean_manifest_texts([str(error)]))
            )
        if reader is None:
            return FoundProvenance(None)
        with reader:
            store = json.loads(reader.json())
            state = STATES.get(str(reader.get_validation_state()), "invalid")
    return FoundProvenance(_read_manifest_store(store, state))


def _read_manifest_store(store: Mapping[str, Any], state: str) -> Provenance:
    manifests = store.get("manifests", {})
    active = manifests.get(store.get("active_manifest"), {})
    signature = active.get("signature_info") or {}
    generators = active.get("claim_generator_info") or [{}]
    actions = [
        action
        for assertion in active.get("assertions", [])
        if str(assertion.get("label", "")).startswith("c2pa.actions")
        for action in (assertion.get("data") or {}).get("actions", [])
    ]
    problems = [str(item.get("code")) for item in store.get("validation_status") or []]
    sources = [str(item["digitalSourceType"]) for item in actions if item.get("digitalSourceType")]
    return Provenance(
        state=state,
        signer=_clean_manifest_text(signature.get("common_name")),
        issuer=_clean_manifest_text(signature.get("issuer")),
        generator=_clean_manifest_text(generators[0].get("name")),
        signed_at=_clean_manifest_text(signature.get("time")),
        digital_source_type=_clean_manifest_text(sources[0]) if sources else None,
        actions=_clean_manifest_texts(str(item.get("action")) for item in actions),
        problems=_clean_manifest_texts(problems),
        private=tuple(_list_private_assertions(manifests)),
    )


def _list_private_assertions(manifests: Mapping[str, Any]) -> list[str]:
    """The addresses of assertions, in every manifest of the file, that must not go on."""
    return [
        f"self#jumbf=/c2pa/{name}/c2pa.assertions/{assertion['label']}"
        for name, manifest in manifests.items()
        for assertion in manifest.get("assertions", [])
        if str(assertion.get("label", "")).startswith(PRIVATE)
    ]


def _clean_manifest_text(text: object) -> str | None:
    """One printable line of what a stranger wrote."""
    return clean_line(str(text))[:MOST_TEXT] or None if text else None


def _clean_manifest_texts(texts: Any) -> tuple[str, ...]:
    lines = (_clean_manifest_text(text) for text in texts)
    return tuple(dict.fromkeys(line for line in lines if line))[:MOST_ITEMS]
