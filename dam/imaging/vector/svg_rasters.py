"""Pictures of pixels within an SVG: without metadata, as those that are delivered by themselves.

Called by `svg_sanitizer` for each ``data:`` address. What cannot be stripped is refused by name.
"""

from __future__ import annotations

import base64
import binascii
import io

from dam.errors import Refused
from dam.imaging.embed.layout import KeptRange, NoPlan, Piece
from dam.imaging.embed.plan import make_plan

_KINDS = {"JPEG": "jpeg", "PNG": "png"}


def is_raster(address: str) -> bool:
    """Whether an address holds a picture of pixels, of whatever kind."""
    start = address[:30].lower().lstrip()
    return start.startswith("data:image/") and not start.startswith("data:image/svg")


def strip_raster_metadata(address: str) -> str:
    """The address of the same picture with what it is decoded by, and no more.

    How it is turned goes too: the renderer, and so every size, takes the pixels as they lie.
    """
    head, _, encoded = address.partition(",")
    try:
        # What is written in another way is no base64 either: its per cent signs are not.
        data = base64.b64decode("".join(encoded.split()), validate=True)
        plan = make_plan(io.BytesIO(data), sha256="")
        kind = _KINDS[plan.format]
    except (NoPlan, binascii.Error, KeyError) as error:
        raise Refused(
            "SVG-filen har en inbäddad bild ({kind}) som inte går att rensa från uppgifter om "
            "kamera och plats. Bädda in den som JPEG eller PNG.",
            kind=head.strip()[5:40],
        ) from error
    pieces = (*plan.layout.before, *plan.layout.after)
    stripped = b"".join(_get_piece_bytes(piece, data) for piece in pieces)
    return f"data:image/{kind};base64,{base64.b64encode(stripped).decode()}"


def _get_piece_bytes(piece: Piece, data: bytes) -> bytes:
    return data[piece.start : piece.end] if isinstance(piece, KeptRange) else bytes(piece)
