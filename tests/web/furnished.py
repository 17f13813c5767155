"""A press room in use: an image in each state, people, cases, letters, terms and collections."""

from dam.database.models import UsageRequest
from dam.usage_requests.queries import case_token
from tests.support.browser import Browser
from tests.support.cases import EXTENSION_WISH, REQUEST_FORM
from tests.support.leases import act_on_lease, add_lease
from tests.support.persons import add_person, attach_document, give_basis, put_in_image
from tests.support.requests import grant_images, watch_image
from tests.support.room import Room
from tests.support.terms import APPROVAL


def furnish(room: Room, admin: Browser, stranger: Browser) -> list[str]:
    """Fill the room by the doors that people use; returns addresses that no page leads to."""
    free, asks = room.add(), room.add(terms=APPROVAL)
    gone, draft = room.add(), room.add(published=False)
    person = add_person(admin)
    give_basis(admin, person)
    attach_document(admin, person)
    put_in_image(admin, draft, person)
    room.withdraw(gone)
    add_lease(admin, free, "embargo", ends="2026-12-24")
    act_on_lease(admin, free, "give", reader="Åsa")
    case = stranger.send("/begaran", REQUEST_FORM | {"b": asks}).location
    granted = grant_images(room, free)
    with room.services.database.reading() as session:
        request = session.query(UsageRequest).order_by(UsageRequest.id.desc()).first()
        held = f"/arende/{case_token(room.services.signer, request)}"
    stranger.send(held, EXTENSION_WISH, to=f"{held}/forlang")
    other = room.add()
    watching = watch_image(room, stranger, other)
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
