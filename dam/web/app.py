"""Services → the Flask application. Everything is registered here, once, at start."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import IntegerConverter, UnicodeConverter, ValidationError

from config.settings import ROOT
from dam import web
from dam.errors import Misconfigured
from dam.services import Services
from dam.text.read import read_number
from dam.web import (
    clean_input,
    compression,
    context,
    errors,
    forms,
    language,
    press_contact,
    public_pages,
    repeated_forms,
    security,
    sign_in,
    template_filters,
)

YEAR = 365 * 24 * 3600


class _Id(IntegerConverter):
    """Numbers that a column of both databases holds; a longer one is no address."""

    regex = r"[0-9]{1,10}"

    def to_python(self, value: str) -> int:
        number = read_number(value)
        if number is None:
            raise ValidationError
        return number


class _Word(UnicodeConverter):
    """Words of an address; controls and what no encoding knows stand in none of ours."""

    def to_python(self, value: str) -> str:
        if not value.isprintable():
            raise ValidationError
        return value


def create_app(services: Services) -> Flask:
    """Raises Misconfigured where the looks are not built or the words of a language are missing."""
    if not (template_filters.BUILT / "manifest.json").exists():
        raise Misconfigured(
            str(template_filters.BUILT),
            "the looks are not built; run `npm ci && npm run build` or `make run`",
        )
    app = Flask(
        "dam",
        template_folder=ROOT / "templates",
        static_folder=None,  # built files are sent by `compression`
        static_url_path="/static",
    )
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = YEAR  # a built file's name carries its content's hash
    app.url_map.converters |= {"int": _Id, "default": _Word, "string": _Word}
    compression.register_compression(app)
    language.register_languages(app)
    public_pages.register_public_pages(app)
    clean_input.register_input_cleaning(app)
    context.attach_services(app, services)
    security.register_security(app, services.settings)
    forms.register_forms(app, services.settings)
    repeated_forms.register_repeated_forms(app)
    sign_in.register_sign_in(app)
    errors.register_errors(app)
    template_filters.register_filters(app)
    press_contact.register_press_contact(app, services.settings, services.database, services.clock)
    web.register_web(app)
    return app
