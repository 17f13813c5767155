"""C2PA signing of delivered files: metadata first, the signature last. Used by `dam.delivery`.

The received file is the parent, with its manifest where it has one, less what must not go on.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import IO, Any

import c2pa
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from PIL import Image

from dam.imaging.c2pa.read import make_c2pa_settings

GENERATOR = {"name": "Pressbilder"}
REASON = "c2pa.PII.present"
CURVES = {"secp256r1": b"es256", "secp384r1": b"es384", "secp521r1": b"es512"}


class NotSigned(Exception):
    """The file could not be signed; the text says why, for the log."""


@dataclass(frozen=True, slots=True)
class ParentFile:
    """The received file, and the addresses of what in its manifest must not go on."""

    file: IO[bytes]
    content_type: str
    private: tuple[str, ...] = ()


class FileSigner:
    """Signs with one certificate; may be shared by threads."""

    def __init__(self, certificates: str, key: str, anchors: str | None = None) -> None:
        """``certificates`` is the chain in PEM, the signer's own first; ``key`` is its key in PEM.

        Raises ValueError where they cannot sign.
        """
        self.id = hashlib.sha256(certificates.encode()).hexdigest()[:8]
        self._anchors = anchors
        try:
            self._signer = c2pa.Signer.from_info(
                c2pa.C2paSignerInfo(
                    alg=_get_signing_algorithm(key),
                    sign_cert=certificates.encode(),
                    private_key=key.encode(),
                    ta_url=None,
                )
            )
            self._try()
        except (c2pa.C2paError, NotSigned, KeyError, TypeError) as error:
            raise ValueError(str(error)) from error

    def sign(
        self,
        source: IO[bytes],
        target: IO[bytes],
        content_type: str,
        title: str,
        parent: ParentFile,
    ) -> None:
        """Write ``source`` with a signed manifest to ``target``; raises NotSigned.

        Both are read and written from their beginning; ``source`` may be its own parent.
        """
        redacted = [
            {"action": "c2pa.redacted", "reason": REASON, "parameters": {"redacted": address}}
            for address in parent.private
        ]
        manifest: dict[str, Any] = {
            "claim_generator_info": [GENERATOR],
            "title": title,
            "redactions": list(parent.private),
            "assertions": [
                {
                    "label": "c2pa.actions.v2",
                    "data": {"actions": [*redacted, {"action": "c2pa.published"}]},
                }
            ],
        }
        try:
            context = c2pa.Context(settings=make_c2pa_settings(self._anchors))
            with c2pa.Builder(manifest, context=context) as builder:
                builder.set_intent(c2pa.C2paBuilderIntent.EDIT)
                parent.file.seek(0)
                ingredient = {"title": title, "relationship": "parentOf"}
                builder.add_ingredient(ingredient, parent.content_type, parent.file)
                source.seek(0)
                builder.sign(self._signer, content_type, source, target)
        except c2pa.C2paError as error:
            raise NotSigned(str(error)) from error

    def _try(self) -> None:
        """Sign a picture of one pixel, so that what cannot sign stops the start."""
        pixel = io.BytesIO()
        Image.new("RGB", (1, 1)).save(pixel, "JPEG")
        self.sign(pixel, io.BytesIO(), "image/jpeg", "prov", ParentFile(pixel, "image/jpeg"))


def _get_signing_algorithm(key: str) -> bytes:
    """The name that C2PA gives the signature of a key; ValueError for a key it has none for."""
    private = load_pem_private_key(key.encode(), password=None)
    if isinstance(private, ec.EllipticCurvePrivateKey):
        return CURVES[private.curve.name]
    return b"ed25519" if isinstance(private, ed25519.Ed25519PrivateKey) else b"ps256"
