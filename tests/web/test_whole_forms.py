"""A form that does not say of which version it was made is not whole, wherever it is sent."""

import pytest

from dam.database import audit
from dam.web.forms import INCOMPLETE
from tests.support.browser import Browser
from tests.support.room import Room
from tests.web.filled import filled

IMAGE, COLLECTION = "/redaktion/bilder/1", "/redaktion/samlingar/1"


@pytest.fixture
def version(room: Room):
    """What every recorded change raises."""
    return lambda: room.change(lambda session, _now: audit.read_catalogue_version(session))


def test_form_without_its_version_changes_nothing(admin: Browser, room: Room, version):
    room.add()
    admin.send("/redaktion/samtycken", {"name": "Kim Berg"})
    token, before = admin.token(IMAGE), version()
    sent = {
        IMAGE: {"title": "Ny"},
        f"{IMAGE}/beskarning": filled(admin.get(f"{IMAGE}/beskarning").text, f"{IMAGE}/beskarning"),
        f"{IMAGE}/tider": {"action": "remain", "residual_level": "1"},
        f"{IMAGE}/personer": {"identifiable": "1"},
        f"{IMAGE}/historik": {"till": "1"},
        f"{IMAGE}/versioner/1/tillbaka": {},
        f"{IMAGE}/dubbletter": {"add": "1", "other": "1"},
        COLLECTION: {"name": "Ny"},
        f"{COLLECTION}/ordning": {"do": "ordna"},
        f"{COLLECTION}/ta-bort": {},
        "/redaktion/samtycken/1": {"name": "Kim Ek"},
        "/redaktion/sidor/om.telefon": {"body": "Nytt"},
        "/redaktion/sidor/om.telefon/version": {"till": "0"},
        "/redaktion/mejlmallar/sent_back/sv": {"subject": "Ny", "body": "{{ editor }}"},
        "/redaktion/installningar": {"review_required": "1"},
    }
    for address, form in sent.items():
        for wrong in ("", "x"):
            versions = dict.fromkeys(("version", "other_version", "over"), wrong)
            answer = admin.client.post(address, data={"csrf_token": token, **form, **versions})
            assert answer.status_code == 400, address
            assert INCOMPLETE in answer.text, address
    assert version() == before
