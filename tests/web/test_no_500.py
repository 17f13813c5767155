"""Whatever is sent to whatever address, by strangers and by an administrator, on both databases:
it is used or answered with a sentence, and never with "something went wrong".

Addresses come from the application's own map, fields from the forms that stand on its pages and
from what the views read, so what is added is walked before anybody thinks of it.
"""

import inspect
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.databases import on_sqlite
from tests.room import Room
from tests.web.conftest import Browser
from tests.web.crawl import Form, again, forms, pages
from tests.web.furnished import furnish

DIGITS = "9" * 5000
NUMBERS = ("-1", "2147483647", "2147483648", "9223372036854775808", DIGITS, "²", "IN-99999999999")
DATES = ("0001-01-01", "9999-12-31", "10000-01-01")
CLOCKS = ("00:00", "23:59:59.999999", "09:00+24:00")
WORDS = ("x\x1b\r\nSet-Cookie: a\ud800\ufffe\u202e\0y", "ö" * 6000)
PLACES = ("0", *NUMBERS[1:4], "\0", "x-9223372036854775808", f"v{DIGITS}", WORDS[0])
"""What stands in an address between its slashes."""
LAST = ("/radera", "/ut", "/aterkalla", "/ta-bort", "/stang", "/losenord", "logga-ut", "/hav")
"""What ends what the others are about."""
READ = re.compile(
    r"(?:args|form|values|files|sent|said)\.get(?:list)?\(\s*f?\"([\w{}-]+)\""
    r"|(?:sent_version|number_in|read_field)\((?:[\w.]+, )?f?\"([\w{}-]+)\""
)


def written(value: str) -> str:
    """A value as an address or a form holds it, lone surrogates too."""
    return quote(value.encode("utf-8", "surrogatepass"))


@dataclass
class Walk:
    """Somebody who sends things, and what was answered with a 500."""

    app: Flask
    browser: Browser
    wrong: list[tuple[str, ...]] = field(default_factory=list)
    sent: int = 0

    def get(self, address: str) -> None:
        self._note(self.browser.get(address).status_code, "GET", address)

    def post(self, address: str, fields: dict[str, list[str]], *told: str) -> int:
        body = "&".join(f"{written(k)}={written(v)}" for k, held in fields.items() for v in held)
        kind = "application/x-www-form-urlencoded"
        status = self.browser.client.post(address, data=body, content_type=kind).status_code
        self._note(status, "POST", address, *told)
        return status

    def _note(self, status: int, *told: str) -> None:
        self.sent += 1
        if status >= 500:
            self.wrong.append(tuple(word[:60] for word in told))

    def rules(self, method: str) -> list[Rule]:
        found = (one for one in self.app.url_map.iter_rules() if method in (one.methods or ()))
        return sorted(found, key=lambda rule: rule.rule.endswith(LAST))


def addresses(rule: Rule, values: Iterable[str]) -> Iterator[str]:
    """Addresses of a rule with each value in each of its places, and a 1 in the others."""
    for name in rule.arguments:
        for value in values:
            named = re.sub(rf"<(?:\w+:)?{name}>", lambda _, said=value: written(said), rule.rule)
            yield re.sub(r"<[^>]+>", "1", named)


def names_of(app: Flask, rule: Rule) -> list[str]:
    """The names that the module of a view reads from what is sent, as far as they stand there."""
    module = sys.modules[inspect.unwrap(app.view_functions[rule.endpoint]).__module__]
    found = (one or other for one, other in READ.findall(inspect.getsource(module)))
    return sorted({re.sub(r"\{[^}]*\}", "1", name) for name in found})


def values_for(form: Form, name: str) -> tuple[str, ...]:
    """What is typed in a field: the strangest of its kind, and words."""
    kind, held = form.kinds[name], "".join(form.fields[name])
    if kind == "date":
        return (*DATES, WORDS[0])
    if kind == "time":
        return (*CLOCKS, WORDS[0])
    if held.isdecimal() or re.search(r"[0-9]|number|identifiable|width|days", name):
        return (*NUMBERS, WORDS[0])
    return (*WORDS, DIGITS)


@pytest.fixture
def starts(room: Room, admin: Browser, stranger: Browser) -> list[str]:
    return ["/", "/redaktion/", *furnish(room, admin, stranger)]


@pytest.mark.usefixtures("starts")
def test_addresses(app: Flask, admin: Browser, stranger: Browser):
    public, desk = Walk(app, stranger), Walk(app, admin)
    token = {"csrf_token": [admin.token("/redaktion/byt-losenord")]}
    for rule in desk.rules("GET"):
        for address in addresses(rule, PLACES):
            (desk if rule.rule.startswith("/redaktion") else public).get(address)
    for rule in desk.rules("POST"):
        for address in addresses(rule, PLACES[1:3] if "<int:" in rule.rule else PLACES):
            desk.post(address, token)
    assert not public.wrong + desk.wrong


def test_parameters_of_addresses(app: Flask, starts: list[str], admin: Browser, stranger: Browser):
    public, desk = Walk(app, stranger), Walk(app, admin)
    known = app.url_map.bind("localhost")
    for path in sorted({urlsplit(address).path for address, _ in pages(app, admin, starts)}):
        rule, _ = known.match(path, return_rule=True)
        names = names_of(app, rule)
        for value in (*NUMBERS, *DATES, *WORDS[:1], "x" * 3000) if names else ():
            query = "&".join(f"{name}={written(value)}" for name in (*names, *names))
            (desk if path.startswith("/redaktion") else public).get(f"{path}?{query}")
    assert public.sent
    assert desk.sent
    assert not public.wrong + desk.wrong


def test_fields_of_forms(app: Flask, starts: list[str], admin: Browser):
    """Each field in turn, the others as they stand on the page, by each button."""
    desk = Walk(app, admin)
    found = [one for one in forms(app, pages(app, admin, starts)) if one.method == "post"]
    assert len(found) > 60
    for form in sorted(found, key=lambda one: one.path.endswith(LAST)):
        shown: Form | None = form
        for name, button, value in tries(form):
            shown = shown or again(admin, form)
            if shown is None:
                break
            fields = shown.sent(button, **{name: value})
            if desk.post(form.action, fields, *button, name, value) == 303:
                shown = None
    assert not desk.wrong


def tries(form: Form) -> Iterator[tuple[str, tuple[str, str], str]]:
    buttons = list(dict.fromkeys(form.buttons)) or [("", "")]
    for name in sorted(form.fields.keys() - {"csrf_token"}):
        for value in values_for(form, name):
            for button in buttons[:3]:
                yield name, button, value
    for name, value in buttons:
        for number in NUMBERS if value[-1:].isdecimal() else ():
            yield "csrf_token_", (name, re.sub("[0-9]+$", number, value)), ""


@pytest.mark.usefixtures("starts")
def test_names_that_views_read(app: Flask, admin: Browser):
    """Fields that stand on no page that was walked, or that scripts send."""
    desk = Walk(app, admin)
    token = {"csrf_token": [admin.token("/redaktion/byt-losenord")]}
    for rule in desk.rules("POST"):
        names = names_of(app, rule)
        for value in (*NUMBERS[:4], DATES[0], WORDS[0]) if names else ():
            fields = {name: [value] for name in names} | token
            desk.post(re.sub(r"<[^>]+>", "1", rule.rule), fields, value)
    assert not desk.wrong


ANNOUNCED = {"path": "a.jpg", "size": 1, "modified": 1}
BODIES = [
    *("[" * 100_000, '{"omgang":' * 100_000, "", "null", "[]", "\0", '{"omgang": 1, "files": 1}'),
    *(
        json.dumps({"omgang": "t" * 22, "files": [ANNOUNCED | {name: value}]})
        for name in ANNOUNCED
        for value in (2**31, 2**63, -1, 1.5, None, [], "\ud800", "\0", "å" * 2000, int("9" * 4000))
    ),
    json.dumps({"omgang": "\ud800" * 22, "files": []}),
    '{"omgang": "' + "t" * 22 + '", "files": [{"path": "a", "modified": 1, "size": 1e999}]}',
]


def test_bodies_of_scripts(app: Flask, admin: Browser):
    token = {"X-CSRFToken": admin.token("/redaktion/byt-losenord"), "Accept": "application/json"}
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or not rule.rule.startswith("/redaktion"):
            continue
        for body in BODIES if "uppladdningar" in rule.rule else BODIES[:1]:
            address, kind = re.sub(r"<[^>]+>", "1", rule.rule), "application/json"
            answer = admin.client.post(address, data=body, content_type=kind, headers=token)
            assert answer.status_code < 500, (address, body[:80])


@on_sqlite
@pytest.mark.parametrize("name", ["\0.jpg", "a\r\nb.jpg", "\ud800.jpg", "å" * 6000, "../", "\x1b"])
def test_names_of_files(app: Flask, starts: list[str], admin: Browser, name: str):
    fields = [
        (form, field)
        for form in forms(app, pages(app, admin, starts[1:2]))
        for field, kind in form.kinds.items()
        if kind == "file"
    ]
    assert len(fields) >= 3
    for form, field_ in fields:
        form = again(admin, form) or form
        boundary = "b" * 20
        parts = [
            *((f'name="{one}"', value) for one, values in form.fields.items() for value in values),
            (f'name="{field_}"; filename="{name}"', "%PDF-1.7"),
        ]
        body = "".join(
            f"--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n"
            for head, value in parts
        )
        answer = admin.client.post(
            form.action,
            input_stream=io.BytesIO(f"{body}--{boundary}--\r\n".encode("utf-8", "surrogatepass")),
            content_type=f"multipart/form-data; boundary={boundary}",
            content_length=len(f"{body}--{boundary}--\r\n".encode("utf-8", "surrogatepass")),
        )
        assert answer.status_code < 500, (form.action, name)
