"""Row 36 of the faults: forms of other sites, forms in another dress, what a link could do.

The routes are read from the application, so a new one is tried before anybody thinks of it; and the
whole database is compared, so nothing that changes is overlooked.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select

from dam.database.models import Base, UsageRequest, Watcher
from dam.delivery import watchers
from dam.usage_requests import queries
from tests.support.accounts import PASSWORD
from tests.support.browser import Browser
from tests.support.cases import EXTENSION_WISH, REQUEST_FORM

pytestmark = pytest.mark.usefixtures("persons")
BY_TOKEN_ALONE = {"watch.stop_watch"}
"""A mail program sends it from where it is (RFC 8058): the secret in the address is the proof."""

ELSEWHERE = (
    {"Origin": "https://evil.test"},
    {"Origin": "null"},
    {"Origin": "https://localhost"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none", "Origin": "https://evil.test"},
)
DRESSES = ("application/json", "text/plain", "application/xml", "")


@dataclass(frozen=True)
class Form:
    """A form that counts when it comes from our own page."""

    endpoint: str
    address: str
    fields: Mapping[str, str]


def contents(services) -> str:
    """A digest of every row of every table."""
    whole = hashlib.sha256()
    with services.database.reading() as session:
        for table in Base.metadata.sorted_tables:
            rows = sorted(map(repr, session.execute(select(table))))
            whole.update(json.dumps([table.name, rows]).encode())
    return whole.hexdigest()


@pytest.fixture
def public(stranger: Browser, services, room, granted_case: str) -> list[Form]:
    """Every form that a stranger can send, each ready to change something."""
    image = room.add(terms="kraver-godkannande")
    case = stranger.send("/begaran", REQUEST_FORM | {"b": image}).location
    stranger.send(f"/bevaka?b={image}", {"b": image, "email": "a@tidning.example"}, to="/bevaka")
    with services.database.reading() as session:
        watcher = session.scalars(select(Watcher)).one()
        secrets = {
            kind: services.signer.token(kind, watcher.id, watcher.token_generation)
            for kind in (watchers.CONFIRM, watchers.OFF)
        }
    asks = {
        "csrf_token": stranger.token("/begaran"),
        **REQUEST_FORM,
        "b": str(image),
        "anyway": "1",
    }
    links = {"csrf_token": stranger.token("/arende")}
    watches = {"csrf_token": stranger.token(f"/bevaka?b={image}"), "b": str(image)}
    replies = {"csrf_token": stranger.token(case), "reply": "Mer", "action": "reply"}
    extends = {"csrf_token": stranger.token(granted_case), **EXTENSION_WISH}
    signs_in = {"csrf_token": stranger.token("/redaktion/logga-in")}
    return [
        Form("requests.send_request", "/begaran", asks),
        Form("cases.follow_case", case, replies),
        Form("extensions.ask_for_extension", f"{granted_case}/forlang", extends),
        Form("lost_links.send_lost_links", "/arende", links | {"email": REQUEST_FORM["email"]}),
        Form("watch.ask_to_watch", "/bevaka", watches | {"email": "b@tidning.example"}),
        Form("watch.confirm_watch", f"/bevaka/{secrets[watchers.CONFIRM]}", {}),
        Form("watch.stop_watch", f"/bevaka/sluta/{secrets[watchers.OFF]}", {}),
        Form(
            "staff.auth.sign_in",
            "/redaktion/logga-in",
            signs_in | {"email": "admin@inera.test", "password": PASSWORD},
        ),
    ]


def staff_addresses(app: Flask) -> Iterator[str]:
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "POST" in rule.methods and rule.endpoint.startswith("staff."):
                yield app.url_for(rule.endpoint, **dict.fromkeys(rule.arguments, 1))


def test_every_public_form_is_among_those_that_are_tried(app: Flask, public: list[Form]):
    taking = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in rule.methods}
    strangers = {one for one in taking if not one.startswith("staff.")} | {"staff.auth.sign_in"}
    assert strangers == {form.endpoint for form in public}


def test_no_other_method_changes_anything(app: Flask):
    usual = {"GET", "HEAD", "OPTIONS", "POST"}
    others = {rule.endpoint for rule in app.url_map.iter_rules() if rule.methods - usual}
    assert others == {
        "staff.parts.receive_part",
        "staff.parts.abort_upload",
    }  # tried in test_parts.py


def test_each_form_counts_from_our_own_page(stranger: Browser, services, public: list[Form]):
    """Otherwise the tests below would prove nothing."""
    ours = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    for form in public:
        before = contents(services)
        answer = stranger.client.post(form.address, data=form.fields, headers=ours)
        assert answer.status_code == 303, (form, answer.text)
        assert contents(services) != before, form


def test_a_form_of_another_site_changes_nothing(stranger: Browser, services, public: list[Form]):
    before = contents(services)
    for form in public:
        for headers in ELSEWHERE if form.endpoint not in BY_TOKEN_ALONE else ():
            answer = stranger.client.post(form.address, data=form.fields, headers=headers)
            assert answer.status_code == 403, (form, headers)
            assert "Set-Cookie" not in answer.headers
    assert contents(services) == before


def test_a_form_in_another_dress_changes_nothing(stranger: Browser, services, public: list[Form]):
    """What a page elsewhere can send without asking the browser first, and JSON beside it."""
    before = contents(services)
    for form in public:
        for dress in DRESSES if form.fields else ():
            for body in (urlencode(form.fields), json.dumps(dict(form.fields))):
                answer = stranger.client.post(form.address, data=body, content_type=dress)
                assert answer.status_code in {400, 404}, (form, dress)
    assert contents(services) == before


def test_a_form_without_its_token_changes_nothing(stranger: Browser, services, public):
    before = contents(services)
    for form in public:
        if form.fields:
            for token in ("", "x", public[0].fields["csrf_token"] + "x"):
                fields = {**form.fields, "csrf_token": token}
                answer = stranger.client.post(form.address, data=fields)
                assert answer.status_code == 400, (form, token)
    assert contents(services) == before


def test_the_token_of_one_form_opens_no_other(stranger: Browser, services, public: list[Form]):
    before = contents(services)
    tokens = {form.endpoint: form.fields["csrf_token"] for form in public if form.fields}
    for form in public:
        for endpoint, token in tokens.items():
            if form.fields and endpoint != form.endpoint:
                fields = {**form.fields, "csrf_token": token}
                assert stranger.client.post(form.address, data=fields).status_code == 400
    assert contents(services) == before


def test_a_case_s_token_is_for_that_case(stranger: Browser, services, public: list[Form]):
    form = next(one for one in public if one.endpoint == "cases.follow_case")
    with services.database.reading() as session:
        request = session.scalars(select(UsageRequest).order_by(UsageRequest.id.desc())).first()
    other = stranger.send("/begaran", REQUEST_FORM | {"about": "national"}).location
    assert queries.case_token(services.signer, request) in form.address
    before = contents(services)
    assert stranger.client.post(other, data=form.fields).status_code == 400
    assert contents(services) == before


def test_nothing_is_done_by_following_a_link(stranger: Browser, services, public: list[Form]):
    before = contents(services)
    for form in public:
        assert stranger.get(f"{form.address}?{urlencode(form.fields)}").status_code in {200, 405}
    assert contents(services) == before


def test_nobody_is_signed_in_or_out_from_elsewhere(app: Flask, services, admin: Browser):
    """Login CSRF: neither an own session from elsewhere, nor one with another's token."""
    victim, attacker = Browser(app.test_client()), Browser(app.test_client())
    fields = {
        "email": "editor@inera.test",
        "password": PASSWORD,
        "csrf_token": attacker.token("/redaktion/logga-in"),
    }
    victim.token("/redaktion/logga-in")
    before = contents(services)
    for headers in ({}, *ELSEWHERE):
        answer = victim.client.post("/redaktion/logga-in", data=fields, headers=headers)
        assert answer.status_code in {400, 403}
    assert victim.get("/redaktion/").status_code == 303
    assert admin.get("/redaktion/logga-ut").status_code == 405
    assert admin.client.head("/redaktion/logga-ut").status_code == 405
    for headers in ({}, *ELSEWHERE):
        answer = admin.client.post("/redaktion/logga-ut", headers=headers)
        assert answer.status_code in {400, 403}
    assert contents(services) == before
    assert admin.get("/redaktion/").status_code == 200


def test_no_staff_form_counts_from_elsewhere(app: Flask, admin: Browser, services, room):
    """Each route, with the admin's cookie: from elsewhere, in another dress, without the token."""
    room.one()
    token = {"csrf_token": admin.token("/redaktion/byt-losenord")}
    stolen = {"csrf_token": Browser(app.test_client()).token("/redaktion/logga-in")}
    before = contents(services)
    for address in staff_addresses(app):
        for headers in ELSEWHERE:
            answer = admin.client.post(address, data=token, headers=headers)
            assert answer.status_code == 403, (address, headers)
        for fields in ({}, {"csrf_token": "x"}, stolen):
            assert admin.client.post(address, data=fields).status_code == 400, address
        for dress in DRESSES:
            for body in (urlencode(token), json.dumps(token)):
                answer = admin.client.post(address, data=body, content_type=dress)
                assert answer.status_code == 400, (address, dress)
    assert contents(services) == before
