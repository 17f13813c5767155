"""Every public template in every state and language, drawn once as a stranger gets it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, template_rendered
from sqlalchemy import select

from dam import errors
from dam.database.models import UsageRequest
from dam.links.languages import LANGUAGES, SWEDISH
from dam.links.public_pages import PAGES, page_path
from dam.rights.window import TimeBounds, VisibilityLevel
from dam.usage_requests import grants
from dam.usage_requests.states import change_request_state
from tests.support.browser import Browser
from tests.support.cases import REQUEST_FORM
from tests.support.public_pages import add_english_words, furnish_public_pages
from tests.support.requests import grant_images
from tests.support.room import Room
from tests.support.terms import APPROVAL

LONGEST = "Rådgivningssjuksköterskeutbildningsansvarig" * 2
ARABIC = "ممرضة ترد على الهاتف في مركز المشورة الصحية"
RAISED = {
    "errors/410.html": ("gone", errors.Gone("Det är borta.")),
    "errors/429.html": ("too_many", errors.TooMany("Vänta en stund.", retry_after=30)),
    "errors/500.html": ("failed", RuntimeError("the cause")),
    "errors/503.html": ("unavailable", errors.Unavailable("Databasen svarar inte.")),
}
Reached = tuple[str, str, str, str]


@dataclass(frozen=True)
class DrawnPage:
    """A page as it was answered. ``template`` is empty where an error's page was drawn."""

    template: str
    state: str
    language: str
    address: str
    html: str
    status: int
    drawn_by: str


def draw_states(app: Flask, room: Room, stranger: Browser) -> list[DrawnPage]:
    """Fill a room and ask for each state of each template, in each language that it is in."""
    names: list[str] = []

    def note(_: Flask, template, **__: object) -> None:
        names.append(template.name)

    pages = []
    with template_rendered.connected_to(note, app):
        for template, state, language, address in list_state_addresses(app, room, stranger):
            names.clear()
            if state == "wrong":
                answer = stranger.send(address, {"b": room.one()}, address.partition("?")[0])
            elif state == "wrong_method":
                answer = stranger.client.post(address)
            else:
                answer = stranger.get(address, follow_redirects=True)
            drawn = (template, state, language, address, answer.text, answer.status_code)
            pages.append(DrawnPage(*drawn, names[-1] if names else ""))
    return pages


def list_state_addresses(app: Flask, room: Room, stranger: Browser) -> Iterator[Reached]:
    """Return (template, state, language, address) of each."""
    failing = list(_list_errors(app))  # addresses are added before the first answer
    values = furnish_public_pages(room, stranger)
    yield from failing
    yield from _list_plain_pages(values)
    yield from _list_images(room)
    yield from _list_cases(room, stranger)


def _reach(template: str, state: str, name: str, /, **values: object) -> Iterator[Reached]:
    for language in PAGES[name].patterns:
        yield f"press/{template}.html", state, language, page_path(name, language, **values)


def _list_plain_pages(values: dict[str, dict[str, object]]) -> Iterator[Reached]:
    for name in ("about", "contact", "source", "terms", "terms_version"):
        yield from _reach(name, "whole", name, **values.get(name, {}))
    for name in ("accessibility", "privacy", "cookies"):
        yield from _reach("statement", name, name)
    yield from _reach("start", "full", "start")
    queries = {"full": {}, "light_table": {"vy": "ljusbord"}, "found": {"q": "sjuksköterska"}}
    queries |= {"nothing_found": {"q": "zzz"}, "long_query": {"q": LONGEST * 2}}
    for state, query in queries.items():
        yield from _reach("gallery", state, "gallery", query=query)
    for name in ("embargo", "grant"):
        yield from _reach(name, "open", name, **values[name])
    yield from _reach("watch", "blank", "watch", **values["watch"])
    yield from _reach("watch", "wrong", "watch", **values["watch"])
    yield from _reach("watch_confirm", "blank", "watch_confirm", **values["watch_confirm"])
    yield from _reach("watch_stop", "blank", "watch_stop", **values["watch_stop"])
    for state, done in (("sent", "skickat"), ("confirmed", "bekraftat"), ("stopped", "slut")):
        yield from _reach("watch_done", state, "watch", query={"klart": done})
    yield from _reach("case", "received", "case", **values["case"])
    yield from _reach("lost_link", "blank", "lost_link")
    yield from _reach("lost_link", "wrong", "lost_link")
    yield from _reach("lost_link", "sent", "lost_link", query={"klart": "skickat"})
    yield from _reach("request", "blank", "request")
    yield from _reach("request", "of_an_image", "request", query=values["watch"]["query"])
    yield from _reach("request", "wrong", "request")
    yield from _reach("grant_shut", "never_sent", "grant", token="1.1.x")


def _list_images(room: Room) -> Iterator[Reached]:
    now = room.services.clock()
    approval = room.add(terms=APPROVAL)
    ended, shut, gone, expired = room.add(), room.add(), room.add(), room.add()
    room.bound(ended, TimeBounds(use_until=now, residual_level=VisibilityLevel.SMALL))
    room.bound(shut, TimeBounds(embargo_until=now + timedelta(days=9)))
    room.bound(expired, TimeBounds(use_until=now, display_until=now))
    room.withdraw(gone)
    words = {"title": LONGEST, "caption": LONGEST, "creators": (LONGEST,), "place": LONGEST}
    long = room.add(**words)
    arabic = room.add(title=ARABIC, caption=f"{ARABIC} 2026.", creators=(ARABIC,))
    add_english_words(room, long, title=LONGEST, caption=LONGEST)
    states = {"approval": approval, "endless_words": long, "arabic": arabic, "free": room.one()}
    for state, image in states.items():
        yield from _reach("image", state, "image", named=_named(image))
    for state, image in {"free": room.one(), "approval": approval, "ended": ended}.items():
        yield from _reach("answer", state, "answer", image_id=image)
    yield from _reach("gone", "withdrawn", "answer", image_id=gone)
    yield from _reach("gone", "expired", "answer", image_id=expired)
    yield from _reach("withheld", "embargo", "answer", image_id=shut)
    kept = f"/bilder/sjukskoterska-i-radgivningssamtal-{approval}/ladda-ner/original"
    yield "press/needs_approval.html", "original", SWEDISH, kept
    yield from _reach("closed", "withdrawn", "withdrawn")
    yield from _reach("closed", "past_the_last", "withdrawn", query={"sida": 9})


def _named(image_id: int) -> str:
    return f"bild-{image_id}"


def _list_cases(room: Room, stranger: Browser) -> Iterator[Reached]:
    """A case in each state; for each language a grant that was revoked and one that ended."""
    image = room.add(terms=APPROVAL)
    questioned = _ask(stranger, image, 0)
    _move(room, "needs_information")
    yield from _reach("case", "asked", "case", token=questioned)
    denied = _ask(stranger, image, 1)
    _move(room, "denied")
    yield from _reach("case", "denied", "case", token=denied)
    for state in ("granted", "revoked", "ended"):
        for language in LANGUAGES:
            email = f"{state}-{language}@tidning.example"
            link = grant_images(room, image, email=email)
            case = room.change(
                lambda session, now, s=state, c=language: _speak(room, session, now, s, c)
            )
            if state != "granted":
                yield "press/grant_shut.html", state, language, link
            address = page_path("case", language, token=case)
            yield "press/case.html", state, language, address


def _ask(stranger: Browser, image: int, number: int) -> str:
    form = REQUEST_FORM | {"b": image, "email": f"nr-{number}@tidning.example"}
    return str(stranger.send("/begaran", form).location).rpartition("/")[2]


def _newest(session) -> UsageRequest:
    return session.scalars(select(UsageRequest).order_by(UsageRequest.id.desc())).first()


def _move(room: Room, state: str) -> None:
    def move(session, now):
        change_request_state(session, _newest(session), state, by=None, now=now, why="Var då?")

    room.change(move)


def _speak(room: Room, session, now, state: str, language: str) -> str:
    """The newest request's language, and what becomes of it; returns the token of its case."""
    request = _newest(session)
    request.language = language
    session.flush()
    if state == "revoked":
        grants.revoke_grants(session, request, "Fel bild.", version=None, by=None, now=now)
    if state == "ended":
        [grant] = request.grants
        grant.starts, grant.ends = now - timedelta(days=9), now
        for item in grant.items:
            item.ends = now
    return room.services.signer.token("case", request.id, request.token_generation)


def _list_errors(app: Flask) -> Iterator[Reached]:
    raised = {template: error for template, (_, error) in RAISED.items()}

    def fail(number: int) -> str:
        raise raised[f"errors/{number}.html"]

    for language, folder in ((SWEDISH, ""), ("en", "/en"), ("latt", "/latt")):
        app.add_url_rule(f"{folder}/fel/<int:number>", f"fail_{language}", fail)
        yield "errors/404.html", "unknown_address", language, f"{folder}/finns-inte"
        yield "errors/_page.html", "wrong_method", language, page_path("about", language)
        for template, (state, _) in RAISED.items():
            yield template, state, language, f"{folder}/fel/{template[7:10]}"
