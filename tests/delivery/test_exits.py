"""What the gate hides is not found by any exit, in any state, by any way of asking."""

import re
from datetime import timedelta

import pytest

from dam import catalogue
from dam.catalogue import collections
from dam.database.models import Image
from dam.i18n.translation import say_in_language
from dam.links.public_pages import PAGES, read_path_language
from dam.rights.periods import FAR_FUTURE, Period
from dam.rights.sizes import DOWNLOADS
from dam.rights.window import TimeBounds
from dam.worker import main
from tests.delivery.exits import EXITS, SECRET, ensure_silent
from tests.support.databases import on_both

NEVER = ("draft", "review", "embargo", "pending")
ONCE = ("withdrawn", "expired")
FOR_A_WHILE = ("denied", "embargo again", "basis missing")
CLOSED_AGAIN = (*FOR_A_WHILE, "consent withdrawn", "consent over", "restored", "erased")
"""States that end as those above do in SQL, by other rules: one database tells."""

WAYS = [
    ("GET", {}),
    ("HEAD", {}),
    ("GET", {"Range": "bytes=0-99"}),
    ("GET", {"If-None-Match": "*"}),
    ("GET", {"Accept": "application/json"}),
]
SEARCHED = re.compile(r'(?<=name="q" )value="[^"]*"')


def hide(room, clock, state):
    """Add an image and bring it to a state that outsiders must not see into."""
    hour = timedelta(hours=1)
    bounds = {
        "embargo": TimeBounds(embargo_until=clock() + hour),
        "expired": TimeBounds(use_until=clock() + hour),
        "denied": TimeBounds(denied=(Period(clock() + hour, FAR_FUTURE),)),
    }.get(state)
    open_first = state not in {"draft", "review"}
    image_id = room.add(bounds=bounds, published=open_first, made=state != "pending", **SECRET)
    if state != "pending":
        main.do_all(room.services)  # its crops
    if state in {"withdrawn", "restored", "erased"}:
        room.withdraw(image_id)
    if state.startswith("consent"):
        basis = room.link(image_id, valid_to=clock().date())
        if state == "consent withdrawn":
            room.withdraw_basis(basis)
        clock.forward(timedelta(days=1))
    if state in {"embargo again", "basis missing"}:
        withhold(room, clock, image_id, state)
    if state == "restored":
        room.restore(image_id)
    if state == "erased":
        room.erase(image_id)
    if state in {"expired", "denied"}:
        clock.forward(hour)
    if state == "review":
        room.change(lambda s, _: setattr(s.get_one(Image, image_id), "state", "review"))
    return image_id


def withhold(room, clock, image_id, state):
    """Close an open image for a while."""
    clock.forward(timedelta(hours=1))
    if state == "embargo again":
        room.bound(image_id, TimeBounds(embargo_until=clock() + timedelta(hours=1)))
    else:
        room.link(image_id, covered=False)


@on_both
@pytest.mark.parametrize("state", [*NEVER, *ONCE])
def test_nothing_of_a_hidden_image_leaves(room, outsider, clock, services, state, backend):
    # How something is asked for is no matter of the database.
    ensure_hidden(room, outsider, clock, services, state, WAYS if backend == "sqlite" else WAYS[:1])


@pytest.mark.parametrize("state", CLOSED_AGAIN)
def test_nothing_leaves_of_what_another_rule_closed(room, outsider, clock, services, state):
    # Nor of the rule.
    ensure_hidden(room, outsider, clock, services, state, WAYS[:1])


def ensure_hidden(room, outsider, clock, services, state, ways):
    image_id = hide(room, clock, state)
    with services.database.reading() as session:
        image = session.get_one(Image, image_id)
        exits = [
            one
            for one in EXITS
            if (image.file is not None or not one.of_file)
            and not (one.of_reader and state.startswith("embargo"))
        ]
        addresses = [(one, one.address(image, services)) for one in exits]
    missing = {
        language: outsider.get(path)
        for language, path in (("sv", "/bilder/nej-999999"), ("en", "/en/images/no-999999"))
    }
    for one, address in addresses:
        for method, headers in ways if one.kind == "bytes" else WAYS[:1]:
            answer = outsider.open(address, method=method, headers=headers)
            told = f"{state}: {method} {address} {headers} → {answer.status_code}"
            ensure_silent(answer.text, address, image_id, told)
            if address.startswith("/redaktion"):
                assert answer.status_code in {302, 303, 401, 403, 404}, told
            elif one.kind == "list":
                assert answer.status_code == 200, told
            elif one.kind == "page" and state not in NEVER:
                for_a_while = state in FOR_A_WHILE
                assert answer.status_code == (404 if for_a_while else 410), told
                assert f"IN-{image_id}" in answer.text or method == "HEAD", told
                language = read_path_language(address)
                words = say_in_language("Bilden visas inte just nu", language)
                words = "withheld" if address.endswith(".json") else words
                assert (words in answer.text) is for_a_while or method == "HEAD", told
            else:
                assert answer.status_code == 404, told
                said = headers.get("Accept") or address.endswith(".json")
                alike = _alike(answer, missing[read_path_language(address)])
                assert said or alike or method == "HEAD", told


@pytest.mark.parametrize("state", ["draft", "embargo", "withdrawn", "denied"])
def test_public_addresses_ignore_who_is_signed_in(
    room, outsider, clock, services, uploader, editor, admin, state
):
    image_id = hide(room, clock, state)
    with services.database.reading() as session:
        image = session.get_one(Image, image_id)
        addresses = [one.address(image, services) for one in EXITS]
    for address in addresses:
        if address.startswith("/redaktion"):
            # An uploader works with images of their own alone.
            assert uploader.get(address).status_code == 404, address
            assert editor.get(address).status_code == admin.get(address).status_code == 200
            continue
        strangers = outsider.get(address)
        for person in (uploader, editor, admin):
            answer = person.get(address)
            assert answer.status_code == strangers.status_code, address
            assert "Set-Cookie" not in answer.headers, address
            if "/sparrat/" not in address:
                ensure_silent(answer.text, address, image_id, f"{state}: {address}")


def _alike(answer, missing):
    """The same page but for the request's id and what the address itself says: the search field's
    words among it.
    """
    told, absent = (SEARCHED.sub("", page.text) for page in (answer, missing))
    return len(told) == len(absent)


@on_both
def test_an_open_image_leaves_by_the_exits_that_should_give_it(room, outsider, services):
    image_id = room.add(**SECRET)
    main.do_all(services)
    with services.database.reading() as session:
        image = session.get_one(Image, image_id)
        found = {one.name: outsider.get(one.address(image, services)).status_code for one in EXITS}
    assert found == {one.name: one.open for one in EXITS}


def test_what_a_collection_is_called_leaves_by_no_exit(room, outsider, services):
    """So nobody has to approve it: the day that an exit tells it, it is part of the fingerprint."""
    image_id = room.add()

    def work(session, now):
        words = collections.CollectionWords(SECRET["title"], SECRET["caption"])
        slug = collections.add_collection(session, words, by=None, now=now).slug
        image = session.get_one(Image, image_id)
        catalogue.set_collection_membership(session, image, slug, inside=True, by=None, now=now)

    room.change(work)
    main.do_all(services)
    with services.database.reading() as session:
        image = session.get_one(Image, image_id)
        addresses = [(one, one.address(image, services)) for one in EXITS]
    for one, address in addresses:
        if not address.startswith("/redaktion"):
            answer = outsider.get(address)
            assert answer.status_code == one.open, address
            assert b"qwyxa" not in answer.data.lower(), address
            assert b"zvarpen" not in answer.data.lower(), address


@on_both
def test_approval_gives_the_preview_and_no_more(room, outsider, services):
    image_id = room.add(terms="kraver-godkannande", **SECRET)
    with services.database.reading() as session:
        image = session.get_one(Image, image_id)
        found = {one.name: outsider.get(one.address(image, services)).status_code for one in EXITS}
    assert found["page"] == 200
    assert all(found[f"preview {size}.jpg"] == 200 for size in ("w320", "w640", "w1280"))
    high = [f"download {size}" for size in DOWNLOADS]
    high += ["preview w2048.jpg", "preview w2048.webp"]
    assert {name: found[name] for name in high} == dict.fromkeys(high, 404)
    assert "contentUrl" not in outsider.get(f"/bilder/hemligheten-qwyxa-{image_id}").text or (
        "/ladda-ner/" not in outsider.get(f"/bilder/hemligheten-qwyxa-{image_id}").text
    )


@on_both
def test_withdrawing_shuts_at_once_whatever_was_cached(room, outsider):
    image_id = room.add(**SECRET)
    page = f"/bilder/hemligheten-qwyxa-{image_id}"
    for address in ("/", "/bilder", page):
        assert "Qwyxa" in outsider.get(address).text
    room.withdraw(image_id)
    for address in ("/", "/bilder", page):
        assert "Qwyxa" not in outsider.get(address).text
    assert outsider.get(page).status_code == 410


@on_both
def test_an_end_shuts_without_any_job_having_run(room, outsider, clock):
    image_id = room.add(bounds=TimeBounds(use_until=clock() + timedelta(seconds=90)), **SECRET)
    page = f"/bilder/hemligheten-qwyxa-{image_id}"
    file = f"{page}/ladda-ner/original"
    assert "Qwyxa" in outsider.get("/bilder").text
    cache = outsider.get(file).headers["Cache-Control"]
    assert cache == "public, max-age=90, s-maxage=5"
    clock.forward(timedelta(seconds=90))
    assert outsider.get(file).status_code == 404
    assert outsider.get(page).status_code == 410
    assert "Qwyxa" not in outsider.get("/bilder").text


@on_both
def test_no_route_is_missing_from_the_list_of_exits(app):
    """A public address with a part of its own is an exit, or names itself harmless here."""
    harmless = {
        "/static/<path:filename>",
        *(
            pattern
            for page in PAGES.values()
            for pattern in page.patterns.values()
            if "<token>" in pattern or "<versioned>" in pattern
        ),
    }
    rules = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.arguments and not rule.rule.startswith("/redaktion")
    }
    covered = {
        *("/bilder/<named>", "/en/images/<named>"),
        *("/b/<int:image_id>", "/en/b/<int:image_id>"),
        "/b/<int:image_id>.json",
        "/bilder/<named>/ladda-ner/<size>",
        "/bild/<int:image_id>/<digest>/<size>.<extension>",
        "/hamta/<token>/<int:image_id>/<size>",
        "/sparrat/<token>/<name>",
    }
    assert rules - harmless == covered
