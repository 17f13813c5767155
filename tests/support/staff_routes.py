"""The addresses of the staff pages."""

from flask import Flask
from werkzeug.routing import Rule

OPEN_ENDPOINTS = ("staff.auth.show_sign_in", "staff.auth.sign_in", "staff.by_letter.")


def staff_routes(app: Flask, method: str) -> list[tuple[Rule, str]]:
    """Return each staff route with an address of it."""
    with app.test_request_context():
        return [
            (rule, app.url_for(rule.endpoint, **dict.fromkeys(rule.arguments, 1)))
            for rule in app.url_map.iter_rules()
            if rule.rule.startswith("/redaktion") and method in rule.methods
        ]
