"""A press room in use: an image in each state, people, cases, letters, terms and collections."""

from dam.database.models import UsageRequest
from dam.usage_requests.queries import case_token
from tests.room import Room
from tests.web.conftest import Browser
from tests.web.test_extension import WISH
from tests.web.test_leases import act
from tests.web.test_leases import add as add_lease
from tests.web.test_persons import add as add_person
from tests.web.test_persons import attach, give, put
from tests.web.test_request_form import APPROVAL, ASKED
from tests.web.test_takedown import grant, watch


def furnish(room: Room, admin: Browser, stranger: Browser) -> list[str]:
    """Fill the room by the doors that people use; returns addresses that no page leads to."""
    free, asks = room.add(), room.add(terms=APPROVAL)
    gone, draft = room.add(), room.add(published=False)
    person = add_person(admin)
    give(admin, person)
    attach(admin, person)
    put(admin, draft, person)
    room.withdraw(gone)
    add_lease(admin, free, "embargo", ends="2026-12-24")
    act(admin, free, "give", reader="Åsa")
    case = stranger.send("/begaran", ASKED | {"b": asks}).location
    granted = grant(room, free)
    with room.services.database.reading() as session:
        request = session.query(UsageRequest).order_by(UsageRequest.id.desc()).first()
        held = f"/arende/{case_token(room.services.signer, request)}"
    stranger.send(held, WISH, to=f"{held}/forlang")
    other = room.add()
    watching = watch(room, stranger, other)
    stranger.send(f"/bevaka?b={other}", {"b": other, "email": "ny@radio.example"}, "/bevaka")
    for address, form in {
        "/redaktion/samlingar": {"name": "Vintern"},
        "/redaktion/arenden/standardsvar/nytt": {"name": "Ring", "language": "sv", "text": "Ring"},
        "/redaktion/anvandare": {"email": "ny@inera.test", "role": "editor"},
    }.items():
        assert admin.send(address, form).status_code == 303, address
    admin.send(
        "/redaktion/samlingar/1", {"bilder": f"{free} {other}"}, "/redaktion/samlingar/1/bilder"
    )
    return [case, granted, held, f"/bevaka?b={other}", f"/bevaka/sluta/{watching}"]
