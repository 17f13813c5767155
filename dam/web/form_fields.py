"""Fields of a form: read by `dam.text.read`, or the sentence that stands beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from dam.errors import BadInput

T = TypeVar("T")


def read_field(
    sent: Mapping[str, str], name: str, read: Callable[[str], T | None], sentence: str
) -> T | None:
    """Return what a field says, None where it is empty; raises BadInput with the sentence beside
    the field where ``read`` makes nothing of it.
    """
    typed = sent.get(name, "").strip()
    if not typed:
        return None
    value = read(typed)
    if value is None:
        raise BadInput(sentence, fields={name: sentence})
    return value
