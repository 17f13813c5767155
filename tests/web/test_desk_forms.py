"""The desk's forms that take more than a line are found in its pages, so that each meets every
accident of `tests/browser/test_typed.py`.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask import Flask

from tests.browser.desk_forms import FORMS, furnish
from tests.support.browser import Browser
from tests.support.room import Room
from tests.support.staff_routes import staff_routes

LINES = {"text", "email", "url", "tel", "date", "time", "number"}


@dataclass
class Forms(HTMLParser):
    """The forms of a page that are posted: action → the controls that people write in."""

    page: str
    written: dict[str, list[str]] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    inside: str | None = None

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "form":
            posts = said.get("method") == "post"
            self.inside = (said.get("action") or self.page) if posts else None
            self.named[said.get("id") or ""] = self.inside or ""
        to = self.named.get(said.get("form") or "-", self.inside)
        line = tag == "input" and said.get("type", "text") in LINES
        if to and "hidden" not in said and (line or tag == "textarea"):
            self.written.setdefault(to.partition("?")[0], []).append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None


def test_every_form_of_more_than_a_line_meets_the_accidents(
    admin: Browser, app: Flask, room: Room
) -> None:
    furnish(room)
    addresses = app.url_map.bind("localhost")
    pages = {page for _, page in staff_routes(app, "GET")} | {form.page for form in FORMS.values()}
    found = set()
    for page in pages:
        answer = admin.get(page)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            forms = Forms(page.partition("?")[0])
            forms.feed(answer.text)
            for action, written in forms.written.items():
                if "textarea" in written or len(written) > 1:
                    found.add(addresses.match(action, "POST")[0])
    assert found == set(FORMS)
