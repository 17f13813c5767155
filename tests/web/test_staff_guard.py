"""Whatever is added under /redaktion stands behind the same guard: the routes are read."""

import re

import pytest
from flask import Flask

from config.settings import ROOT
from dam.database.models import AuditEvent, User
from dam.links import staff_paths
from dam.services import Services
from tests.support.browser import Browser
from tests.support.staff_routes import OPEN_ENDPOINTS, staff_routes

FOR_ADMINS = ("staff.users.", "staff.extracts.", "staff.requesters.", "staff.log.")
FOR_EDITORS = (
    *("staff.takedown.", "staff.letters.", "staff.requests.", "staff.cases."),
    *("staff.standard_answers.", "staff.statistics.", "staff.image_statistics."),
)


def test_the_guard_is_asked_about_every_route(app: Flask):
    found = [rule.endpoint for rule, _ in staff_routes(app, "GET")]
    assert len(found) > 10
    assert all(endpoint.startswith("staff.") for endpoint in found)


def test_every_section_has_pages_and_one_module_its_address(app: Flask):
    sections = {path for name, path in vars(staff_paths).items() if name.isupper()}
    found = [rule.rule for rule in app.url_map.iter_rules()]
    assert not {path for path in sections if not any(rule.startswith(path) for rule in found)}
    written = re.compile(r"""f?["']/redaktion|}/redaktion|=/redaktion""")
    files = [*ROOT.glob("dam/**/*.py"), *ROOT.glob("templates/**/*.*")]
    said = {path.name for path in files if written.search(path.read_text(encoding="utf-8"))}
    assert said == {"staff_paths.py"}


def test_stranger_is_led_to_the_sign_in(stranger: Browser, app: Flask):
    for rule, address in staff_routes(app, "GET"):
        answer = stranger.get(address)
        if rule.endpoint.startswith(OPEN_ENDPOINTS):
            assert "/redaktion/logga-in" not in answer.headers.get("Location", "")
            continue
        assert answer.status_code == 303, address
        assert answer.location.startswith("/redaktion/logga-in?next=/redaktion")


def test_stranger_changes_nothing(stranger: Browser, app: Flask, services: Services):
    token = stranger.token("/redaktion/logga-in")
    for rule, address in staff_routes(app, "POST"):
        if not rule.endpoint.startswith(OPEN_ENDPOINTS):
            answer = stranger.client.post(address, data={"csrf_token": token})
            assert answer.status_code == 303, address
            assert answer.location.startswith("/redaktion/logga-in")
    assert nothing_happened(services)


def test_script_of_a_stranger_is_told_in_words(stranger: Browser):
    answer = stranger.get("/redaktion/", headers={"Accept": "application/json"})
    assert answer.status_code == 403
    assert "Logga in" in answer.json["error"]["message"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 400),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "https://evil.test"}, 403),
        ({"Content-Type": "application/json"}, 400),
        ({"Content-Type": "text/plain"}, 400),
    ],
)
def test_no_form_of_another_site_counts(
    admin: Browser, app: Flask, services: Services, headers: dict[str, str], status: int
):
    before = events(services)
    for _, address in staff_routes(app, "POST"):
        answer = admin.client.post(address, headers=headers)
        assert answer.status_code == status, address
    assert events(services) == before


def test_nothing_is_done_by_following_a_link(admin: Browser, app: Flask, services: Services):
    before = events(services)
    for _, address in staff_routes(app, "GET"):
        assert admin.get(address).status_code in {200, 303, 404, 405, 410}, address
    for _, address in staff_routes(app, "POST"):
        admin.get(address)
    assert events(services) == before


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_each_role_stops_where_the_next_begins(
    uploader: Browser, editor: Browser, app: Flask, method: str
):
    for rule, address in staff_routes(app, method):
        for person, shut in ((uploader, (*FOR_ADMINS, *FOR_EDITORS)), (editor, FOR_ADMINS)):
            if rule.endpoint.startswith(shut):
                data = {"csrf_token": person.token("/redaktion/byt-losenord")}
                answer = person.client.open(address, method=method, data=data, buffered=True)
                assert answer.status_code == 403, address


def test_demotion_counts_from_the_next_request(
    admin: Browser, persons: dict[str, User], services: Services
):
    assert admin.get("/redaktion/anvandare").status_code == 200
    with services.database.writing() as session:
        session.get_one(User, persons["admin"].id).role = "editor"
        session.commit()
    assert admin.get("/redaktion/anvandare").status_code == 403


def test_closed_account_is_out_at_the_next_request(
    editor: Browser, persons: dict[str, User], services: Services
):
    assert editor.get("/redaktion/").status_code == 200
    with services.database.writing() as session:
        session.get_one(User, persons["editor"].id).active = False
        session.commit()
    assert editor.get("/redaktion/").status_code == 303


def test_first_password_opens_no_other_page(
    editor: Browser, app: Flask, persons: dict[str, User], services: Services
):
    with services.database.writing() as session:
        session.get_one(User, persons["editor"].id).must_change_password = True
        session.commit()
    for rule, address in staff_routes(app, "GET"):
        if not rule.endpoint.startswith((*OPEN_ENDPOINTS, "staff.auth.show_password_form")):
            assert editor.get(address).location == "/redaktion/byt-losenord", address


def events(services: Services) -> list[str]:
    with services.database.reading() as session:
        return [event.action for event in session.query(AuditEvent)]


def nothing_happened(services: Services) -> bool:
    return events(services) == []
