"""A secret link opens one thing, as it was sent: changed anywhere it is not found, whoever asks."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dam.accounts import invitations, password_reset
from dam.database.models import EmbargoLink, Invitation, User, Watcher
from dam.delivery import embargo_links, watchers
from dam.links.tokens import Signer
from dam.rights.window import TimeBounds
from dam.services import Services
from dam.usage_requests import grants, queries
from dam.worker import main
from tests.support.canary import ask_as_canary
from tests.support.clock import Clock
from tests.support.room import Room

FORM_TOKEN = {"staff.upload.show_upload_batch", "staff.upload.save_common_fields"}
"""Addresses with a form's token, which only its own account may use."""
LINKS = {
    "/arende/{}": queries.KIND,
    "/en/case/{}": queries.KIND,
    "/arende/{}/forlang": queries.KIND,
    "/en/case/{}/extend": queries.KIND,
    "/hamta/{}": grants.KIND,
    "/hamta/{}/1/original": grants.KIND,
    "/sparrat/{}": embargo_links.KIND,
    "/sparrat/{}/original": embargo_links.KIND,
    "/bevaka/{}": watchers.CONFIRM,
    "/bevaka/sluta/{}": watchers.OFF,
    "/redaktion/inbjudan/{}": invitations.KIND,
    "/redaktion/nytt-losenord/{}": password_reset.KIND,
}
POSTED = {"/arende/{}/forlang", "/en/case/{}/extend"}
KINDS = sorted(set(LINKS.values()))


@pytest.fixture
def signer(services: Services) -> Signer:
    """Everything that a link can be about has the id 1 and the generation 1."""
    room = Room(services)
    image_id = room.add(terms="kraver-godkannande")
    ask_as_canary(room, image_id, "a", yes=True)
    shut = room.add(bounds=TimeBounds(embargo_until=services.clock() + timedelta(days=2)))

    def add(session, now):
        session.add(EmbargoLink(image_id=shut, reader="Åsa", created_at=now))
        session.add(Watcher(image_id=image_id, email="asa@tidning.example", created_at=now))
        session.add(Invitation(email="ny@inera.test", role="uploader", sent_at=now))
        user = User(email="bo@inera.test", password_hash="", role="editor", created_at=now)
        user.password_asked_at = now
        session.add(user)

    room.change(add)
    main.do_all(services)
    return services.signer


def opens(outsider: FlaskClient, address: str) -> bool:
    """Whether the link leads anywhere; what is no link is not found."""
    method = "POST" if address.partition("?")[0].endswith(("/forlang", "/extend")) else "GET"
    answer = outsider.open(address, method=method, follow_redirects=True, buffered=True)
    if "/redaktion/" in address:
        dead = "Länken gäller inte" in answer.text
        return answer.status_code == 200 and not dead
    if method == "POST":  # without its form's token a link that is right says so
        assert answer.status_code in {400, 404}
        return answer.status_code == 400
    assert answer.status_code in {200, 404}, address
    return answer.status_code == 200


def test_no_address_with_a_token_is_missing_here(app: Flask):
    here = app.url_map.bind("localhost")
    known = {
        here.match(link.format("x"), method="POST" if link in POSTED else "GET")[0]
        for link in LINKS
    }
    known |= {
        here.match(link.format("x"), method="POST")[0]
        for link in LINKS
        if "POST" in here.allowed_methods(link.format("x"))
    }
    asked = {rule.endpoint for rule in app.url_map.iter_rules() if "token" in rule.arguments}
    assert asked - FORM_TOKEN == known


@pytest.mark.parametrize("link", LINKS)
def test_a_link_opens_as_it_was_sent_and_never_changed(
    outsider: FlaskClient, signer: Signer, link: str
):
    token = signer.token(LINKS[link], 1, 1)
    assert opens(outsider, link.format(token))
    number, generation, mac = token.split(".")
    changed = [
        f"2.{generation}.{mac}",
        f"{number}.2.{mac}",
        f"0{token}",
        token[:-1],
        token + "A",
        f"{number}.{generation}.",
        f"{number}.{generation}",
        mac,
        *(f"{number}.{generation}.{flipped(mac, at)}" for at in range(0, len(mac), 7)),
        *(signer.token(kind, 1, 1) for kind in KINDS if kind != LINKS[link]),
        Signer("another key of thirty-two letters").token(LINKS[link], 1, 1),
    ]
    if LINKS[link] != watchers.OFF:  # what was ours and is over says that no letters come
        changed += [signer.token(LINKS[link], 1, 2), signer.token(LINKS[link], 99, 1)]
    for other in changed:
        assert not opens(outsider, link.format(other)), other
    assert opens(outsider, link.format(token)), "what was tried has changed nothing"
    assert opens(outsider, link.format(token) + "?storlek=original&id=2"), "more says nothing"


def flipped(mac: str, at: int) -> str:
    return mac[:at] + ("B" if mac[at] == "A" else "A") + mac[at + 1 :]


def test_a_grant_gives_no_other_image(outsider: FlaskClient, signer: Signer, services: Services):
    """Neither one that is shut, nor one that does not exist, nor one that asks for a grant too."""
    another = Room(services, seed=9).add(terms="kraver-godkannande")
    for image_id in (2, 99, another):
        link = f"/hamta/{signer.token(grants.KIND, 1, 1)}/{image_id}/original"
        assert not opens(outsider, link)


@pytest.mark.parametrize("size", ["received", "full", "w4096", "../original", "original.tif"])
def test_a_link_gives_no_size_that_is_not_offered(outsider: FlaskClient, signer: Signer, size: str):
    assert not opens(outsider, f"/hamta/{signer.token(grants.KIND, 1, 1)}/1/{size}")
    assert not opens(outsider, f"/sparrat/{signer.token(embargo_links.KIND, 1, 1)}/{size}")


def test_a_withdrawal_shuts_what_was_opened_by_the_next_request(
    outsider: FlaskClient, signer: Signer, services: Services
):
    granted = f"/hamta/{signer.token(grants.KIND, 1, 1)}/1/original"
    shut = f"/sparrat/{signer.token(embargo_links.KIND, 1, 1)}/original"
    assert opens(outsider, granted)
    assert opens(outsider, shut)
    room = Room(services)
    room.withdraw(1)
    room.withdraw(2)
    assert not opens(outsider, granted)
    assert not opens(outsider, shut)


def test_an_end_shuts_without_any_job(outsider: FlaskClient, signer: Signer, clock: Clock):
    granted = f"/hamta/{signer.token(grants.KIND, 1, 1)}/1/original"
    reset = f"/redaktion/nytt-losenord/{signer.token(password_reset.KIND, 1, 1)}"
    assert opens(outsider, granted)
    clock.forward(timedelta(minutes=61))
    assert not opens(outsider, reset)
    clock.forward(timedelta(hours=12))
    assert not opens(outsider, granted)
