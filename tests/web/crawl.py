"""Every page that a person can walk to from some addresses, and every form that stands on them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException

from tests.support.browser import Browser

FILES = ("ladda-ner", "/bild/", "/filer/", "/static/", ".csv", ".xml")
"""What is no page."""


@dataclass
class Form:
    """A form as it stands on a page: its fields with a value each, and how it can be sent."""

    page: str
    action: str = ""
    method: str = "get"
    fields: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    """What each field is: the type of an input, textarea, select, or file."""

    @property
    def path(self) -> str:
        return urlsplit(self.action).path

    def sent(self, button: tuple[str, str] | None = None, **other: str) -> dict[str, list[str]]:
        """What a browser would send, but for some fields."""
        pressed = {button[0]: [button[1]]} if button and button[0] else {}
        return self.fields | pressed | {name: [value] for name, value in other.items()}


class _Page(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._named: dict[str, Form] = {}
        self._open: Form | None = None
        self._text: tuple[Form, str] | None = None
        self._select: tuple[Form, str] | None = None

    def _owner(self, said: dict[str, str]) -> Form | None:
        name = said.get("form")
        return self._named.setdefault(name, Form(self.address)) if name else self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and said.get("href"):
            self.links.append(urljoin(self.address, said["href"]))
        elif tag == "form":
            self._begin_form(said)
        elif owner := self._owner(said):
            self._add(owner, tag, said)

    def _begin_form(self, said: dict[str, str]) -> None:
        form = self._named.setdefault(said.get("id") or f"#{len(self.forms)}", Form(self.address))
        form.action = urljoin(self.address, said.get("action") or self.address)
        form.method = said.get("method", "get").lower()
        self.forms.append(form)
        self._open = form

    def _add(self, owner: Form, tag: str, said: dict[str, str]) -> None:
        name, value, kind = (said.get(each, "") for each in ("name", "value", "type"))
        if tag == "button" and kind != "button":
            owner.buttons.append((name, value))
        elif tag == "option" and self._select:
            form, name = self._select
            if "selected" in said or not form.fields[name]:
                form.fields[name] = [value]
        elif tag in {"input", "textarea", "select"} and name:
            owner.kinds[name] = kind or tag
            kept = owner.fields.setdefault(name, [])
            if tag == "textarea":
                kept.append("")
                self._text = owner, name
            elif tag == "select":
                self._select = owner, name
            elif kind not in {"checkbox", "radio", "file"} or "checked" in said:
                kept.append(value)

    def handle_data(self, data: str) -> None:
        if self._text:
            form, name = self._text
            form.fields[name][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea":
            self._text = None
        elif tag == "select":
            self._select = None


def alike(app: Flask, address: str, names: Iterable[str] = ()) -> tuple[object, ...]:
    """What stands for all addresses, and fields, of one kind: /redaktion/bilder/1 and /2."""
    parts = urlsplit(address)
    try:
        endpoint, _ = app.url_map.bind("localhost").match(parts.path)
    except HTTPException:
        endpoint = parts.path
    return endpoint, *sorted({re.sub(r"[0-9]+", "#", name) for name in names})


def pages(app: Flask, browser: Browser, starts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Walk from some addresses; yields one page of each kind, a few of what is told apart by
    its query.
    """
    waiting, seen = list(starts), set[object]()
    while waiting:
        address = waiting.pop(0)
        parts = urlsplit(address)
        if parts.netloc not in {"", "localhost"} or any(one in parts.path for one in FILES):
            continue
        kind = (*alike(app, parts.path), parts.query.partition("=")[0])
        if kind in seen:
            continue
        seen.add(kind)
        answer = browser.get(f"{parts.path}?{parts.query}" if parts.query else parts.path)
        if answer.mimetype == "text/html" and answer.status_code == 200:
            yield address, answer.text
            found = _Page(address)
            found.feed(answer.text)
            waiting += found.links


def links(walked: Iterable[tuple[str, str]], inside: str) -> dict[str, str]:
    """Return each address inside a folder that some pages lead to, with a page that does."""
    found: dict[str, str] = {}
    for address, text in walked:
        page = _Page(address)
        page.feed(text)
        for link in page.links:
            parts = urlsplit(link)
            if parts.netloc in {"", "localhost"} and f"{parts.path}/".startswith(f"{inside}/"):
                found.setdefault(parts._replace(fragment="").geturl(), address)
    return found


def forms(app: Flask, walked: Iterable[tuple[str, str]]) -> list[Form]:
    """Return each kind of form that stands on some pages."""
    found: dict[object, Form] = {}
    for address, text in walked:
        page = _Page(address)
        page.feed(text)
        for form in page.forms:
            found.setdefault((form.method, *alike(app, form.action, form.fields)), form)
    return list(found.values())


def again(browser: Browser, form: Form) -> Form | None:
    """Return a form as it stands on its page now."""
    parts = urlsplit(form.page)
    page = _Page(form.page)
    page.feed(browser.get(f"{parts.path}?{parts.query}").text)
    names = form.fields.keys()
    same = (one for one in page.forms if one.action == form.action and one.fields.keys() == names)
    return next(same, None)
