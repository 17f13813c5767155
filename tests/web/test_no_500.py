"""Whatever is sent to whatever address, by strangers and by an administrator, on both databases:
it is used or answered with a sentence, and never with "something went wrong".

Addresses come from the application's own map, fields from the forms that stand on its pages and
from what the views read, so what is added is walked before anybody thinks of it.
"""

import inspect
import itertools
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.support.browser import Browser
from tests.support.databases import on_both
from tests.support.room import Room
from tests.web.crawl import Form, again, forms, pages
from tests.web.furnished import furnish

DIGITS = "9" * 5000
STRANGE = "x\x1b\r\nSet-Cookie: a\ud800\ufffe\u202e\0y"
NUMBERS = ("-1", "2147483648", str(2**63), "²", "IN-99999999999")
DATES = ("0001-01-01", "9999-12-31")
CLOCKS = ("23:59:59.999999", "09:00+24:00")
PLACES = ("0", "2147483647", *NUMBERS[1:3], "\0", "x-9223372036854775808", f"v{DIGITS}", STRANGE)
"""What stands in an address between its slashes."""
LAST = ("/radera", "/ut", "/aterkalla", "/ta-bort", "/stang", "/losenord", "logga-ut", "/hav")
"""What ends what the others are about."""
FILE_NAMES = ("\0.jpg", "a\r\nb.jpg", "\ud800.jpg", "å" * 6000, "../", "\x1b")
EDGE, STAFF = "b" * 20, "/redaktion"
READ = re.compile(
    r"(?:args|form|values|files|sent|said)\.get(?:list)?\(\s*f?\"([\w{}-]+)\""
    r"|(?:sent_version|number_in|read_field)\((?:[\w.]+, )?f?\"([\w{}-]+)\""
)

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
NONE: Mapping[str, str] = {}
Fields = dict[str, list[str]]


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

    def post(self, address: str, fields: Fields, *told: str) -> int:
        body = "&".join(f"{written(k)}={written(v)}" for k, held in fields.items() for v in held)
        return self.send(address, body, "application/x-www-form-urlencoded", {}, *told)

    def send(
        self, address: str, body: str, kind: str, headers: Mapping[str, str] = NONE, *told: str
    ) -> int:
        data, post = body.encode("utf-8", "surrogatepass"), self.browser.client.post
        answer = post(address, data=data, content_type=kind, headers=headers)
        self._note(answer.status_code, "POST", address, *(told or (body,)))
        return answer.status_code

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


def real(rule: Rule) -> str:
    return re.sub(r"<[^>]+>", "1", rule.rule)


def names_of(app: Flask, rule: Rule) -> list[str]:
    """The names that the module of a view reads from what is sent, as far as they stand there."""
    module = sys.modules[inspect.unwrap(app.view_functions[rule.endpoint]).__module__]
    found = (one or other for one, other in READ.findall(inspect.getsource(module)))
    return sorted({re.sub(r"\{[^}]*\}", "1", name) for name in found})


def values_for(form: Form, name: str, backend: str) -> tuple[str, ...]:
    """What is typed in a field: the strangest of its kind, and words.

    What Python reads is the same on both databases, so SQLite gets what it alone would not take.
    """
    kind, held = form.kinds[name], "".join(form.fields[name])
    on_postgresql = backend == "postgresql"
    if kind == "date":
        return DATES if on_postgresql else DATES[:1]
    if kind == "time":
        return CLOCKS if on_postgresql else ()
    if held.isdecimal() or re.search(r"[0-9]|number|identifiable|width|days", name):
        return (*NUMBERS, STRANGE) if on_postgresql else (str(2**63),)
    return (STRANGE, DIGITS) if on_postgresql else (STRANGE,)


@on_both
def test_nothing_is_answered_with_500(
    app: Flask,
    room: Room,
    admin: Browser,
    stranger: Browser,
    backend: str,
    caplog: pytest.LogCaptureFixture,
):
    """One walk, since to furnish a room costs more than to send a hundred things."""
    token = {"csrf_token": [admin.token("/redaktion/byt-losenord")]}
    starts = ["/", "/redaktion/", *furnish(room, admin, stranger)]
    walked = list(pages(app, admin, starts))
    found = [form for form in forms(app, walked) if form.method == "post"]
    assert len(found) > 60
    public, desk = Walk(app, stranger), Walk(app, admin)
    send_addresses(public, desk, token)
    send_parameters(public, desk, {urlsplit(address).path for address, _ in walked})
    send_bodies(desk, token)
    send_file_names(desk, found)
    send_fields(desk, found, backend)
    send_names(desk, token)
    assert public.sent > 200
    assert desk.sent > 1500
    assert not public.wrong
    assert not desk.wrong
    assert "no_column_holds_it" not in caplog.text  # the readers keep it out, the net is not needed


def send_addresses(public: Walk, desk: Walk, token: Fields) -> None:
    for rule in desk.rules("GET"):
        for address in addresses(rule, PLACES):
            (desk if rule.rule.startswith(STAFF) else public).get(address)
        for address in addresses(rule, [STRANGE] if rule.rule.startswith(STAFF) else []):
            public.get(f"{address}?next={written(address)}")
    for rule in desk.rules("POST"):
        for address in addresses(rule, PLACES[1:3] if "<int:" in rule.rule else PLACES):
            desk.post(address, token)


def send_parameters(public: Walk, desk: Walk, paths: Iterable[str]) -> None:
    """Every parameter that the view's module reads, twice, on each page that can be walked to."""
    known = desk.app.url_map.bind("localhost")
    for path in sorted(paths):
        rule, _ = known.match(path, return_rule=True)
        names = names_of(desk.app, rule)
        for value in (*NUMBERS[1:3], DATES[0], STRANGE) if names else ():
            query = "&".join(f"{name}={written(value)}" for name in (*names, *names))
            (desk if path.startswith(STAFF) else public).get(f"{path}?{query}")


def send_bodies(desk: Walk, token: Fields) -> None:
    """JSON, to the addresses of the script that uploads, and one to each other."""
    headers = {"X-CSRFToken": token["csrf_token"][0], "Accept": "application/json"}
    for rule in desk.rules("POST"):
        for body in BODIES if "/uppladdningar" in rule.rule else BODIES[:1]:
            desk.send(real(rule), body, "application/json", headers)


def send_file_names(desk: Walk, found: list[Form]) -> None:
    of_files = [
        (form, field_) for form in found for field_, kind in form.kinds.items() if kind == "file"
    ]
    assert len(of_files) >= 3
    for form, field_ in of_files:
        for name in FILE_NAMES:
            held = [(f'name="{one}"', value) for one, each in form.fields.items() for value in each]
            parts = [*held, (f'name="{field_}"; filename="{name}"', "%PDF-1.7")]
            heads = ((f"Content-Disposition: form-data; {head}", value) for head, value in parts)
            body = "".join(f"--{EDGE}\r\n{head}\r\n\r\n{value}\r\n" for head, value in heads)
            desk.send(form.action, f"{body}--{EDGE}--\r\n", f"multipart/form-data; boundary={EDGE}")


def send_fields(desk: Walk, found: list[Form], backend: str) -> None:
    """Each field in turn, the others as they stand on the page."""
    for form in sorted(found, key=lambda one: one.path.endswith(LAST)):
        shown: Form | None = form
        for name, button, value in tries(form, backend):
            shown = shown or again(desk.browser, form)
            if shown is None:
                break
            fields = shown.sent(button, **{name: value})
            if desk.post(form.action, fields, *button, name, value) == 303:
                shown = None


def tries(form: Form, backend: str) -> Iterator[tuple[str, tuple[str, str], str]]:
    """Each field with each value by a button in turn, and each button with strange numbers."""
    buttons = itertools.cycle(dict.fromkeys(form.buttons) or [("", "")])
    for field_ in sorted(form.fields.keys() - {"csrf_token"}):
        for value in values_for(form, field_, backend):
            yield field_, next(buttons), value
    for name, value in dict.fromkeys(form.buttons):
        for number in NUMBERS if value[-1:].isdecimal() else ():
            yield "", (name, re.sub("[0-9]+$", number, value)), ""


def send_names(desk: Walk, token: Fields) -> None:
    """Fields that stand on no page that was walked, or that scripts send."""
    for rule in desk.rules("POST"):
        names = names_of(desk.app, rule)
        for value in (*NUMBERS[1:3], DATES[0], STRANGE) if names else ():
            desk.post(real(rule), {name: [value] for name in names} | token, value)
