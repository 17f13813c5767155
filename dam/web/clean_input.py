"""Requests' texts cleaned before any view reads them, passwords aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask import Flask, Request
from werkzeug.datastructures import FileStorage, ImmutableMultiDict, MultiDict

from dam.text.clean import clean_json, clean_line, clean_text
from dam.text.read import read_json

PASSWORDS = {"password", "new_password", "new_password_again"}


class CleanFields(ImmutableMultiDict[str, Any]):
    """Fields of a form or of an address, files of a form."""

    def __init__(self, fields: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None) -> None:
        super().__init__(_clean_fields(MultiDict(fields or ())))


class CleanRequest(Request):
    """Flask's request, whose texts are clean."""

    parameter_storage_class = CleanFields

    def get_json(self, *_args: Any, **_kwargs: Any) -> Any:
        """Return what the body holds; None where it says that it is no JSON, or is none."""
        return clean_json(read_json(self.get_data())) if self.is_json else None


def register_input_cleaning(app: Flask) -> None:
    app.request_class = CleanRequest


def _clean_fields(fields: MultiDict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in fields.items(multi=True):
        if isinstance(value, FileStorage):
            value.filename = clean_line(value.filename or "") or None
            yield name, value
        else:
            yield name, value if name in PASSWORDS else clean_text(value)
