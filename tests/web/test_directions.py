"""Arabic words wherever somebody can write some: on every page each finds its own direction."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import JSON, Table
from sqlalchemy.orm import Session

from dam.database.models import Base, ImageNote, Lease, RequestItem, RequestNote
from dam.mail.filling import Wording
from dam.mail.kinds import draft_sample_letters
from dam.mail.render import render_letter
from dam.rights.window import TimeBounds
from tests.support.approval import require_approval
from tests.support.browser import Browser
from tests.support.image_form import add_draft, image_page, press_button
from tests.support.leases import give_embargo_link
from tests.support.letters import LETTERHEAD, WRITTEN_AT
from tests.support.room import Room
from tests.web.crawl import pages
from tests.web.filled import filled
from tests.web.furnished import furnish
from tests.web.spoken import without_direction

WORDS = "كلمة"
# The columns that hold what somebody wrote, in whatever table they stand.
WRITTEN = {
    *("title", "headline", "caption", "alt", "creators", "persons", "keywords", "place", "topic"),
    *("credit_override", "date_text", "original_name", "document_name", "note", "text", "body"),
    *("name", "contact", "guardian", "label", "display_name", "official_name", "intro", "line"),
    *("may", "may_not", "credit", "reader", "outlet", "organisation", "use_text", "scope"),
    *("territory", "conditions", "reason_text", "subject", "question", "extension_why"),
}
FOUND = (
    *(f"/bilder?q={WORDS}", f"/bilder?q={WORDS}x", f"/bilder?okant={WORDS}&{WORDS}=1"),
    *(f"/redaktion/bilder?q={WORDS}", f"/redaktion/samtycken?q={WORDS}"),
    *("/begaran?b=1", "/en/request?b=1", "/en/images", "/kontakt?region=skane"),
)


def write_everything(session: Session) -> None:
    """Put the words in every column that holds somebody's."""
    for table in Base.metadata.sorted_tables:
        if written := [column for column in table.c if column.name in WRITTEN]:
            values = {c.name: [WORDS] if isinstance(c.type, JSON) else WORDS for c in written}
            session.execute(Table.update(table).values(values))


def fill(room: Room, admin: Browser, stranger: Browser) -> list[str]:
    """Furnish a room, with notes too, and give each word in it another direction."""
    room.add(title=WORDS)
    unlisted = furnish(room, admin, stranger)

    def note(session, now):
        session.add(ImageNote(image_id=1, user_id=1, at=now, text=WORDS))
        session.add(RequestItem(request_id=1, image_id=1))
        session.add(RequestNote(request_id=1, user_id=1, at=now, text=WORDS))
        session.add(Lease(image_id=1, kind="embargo", ends=now, note=WORDS, set_at=now))
        session.flush()
        write_everything(session)

    room.change(note)
    return unlisted


def test_words_of_every_page_find_their_direction(
    app: Flask, room: Room, admin: Browser, stranger: Browser
):
    unlisted = fill(room, admin, stranger)
    walked = list(pages(app, admin, ["/", "/redaktion/", *unlisted]))
    walked += [(address, admin.get(address).text) for address in FOUND]
    assert words_that_find_theirs(walked) > 300
    assert len(walked) > 60


def test_words_that_wait_differ_or_are_shut_find_their_direction(
    room: Room, editor: Browser, admin: Browser, uploader: Browser, stranger: Browser, persons
):
    shown, own = room.add(title=WORDS, caption=WORDS), add_draft(room, persons["uploader"].id)
    shut = room.add(title=WORDS, bounds=TimeBounds(embargo_until=room.now() + timedelta(days=2)))
    walked = [("embargo", stranger.get(give_embargo_link(room, shut)).text)]
    require_approval(room, persons["admin"].id)
    assert (
        press_button(editor, shown, "save", caption=f"{WORDS} {WORDS}", place=WORDS).status_code
        == 303
    )
    opened = filled(editor.get(image_page(own)).text, image_page(own))
    assert press_button(editor, own, "save", title=WORDS, place=WORDS).status_code == 303
    differs = editor.client.post(image_page(own), data=opened | {"title": f"{WORDS} {WORDS}"})
    assert differs.status_code == 409
    assert press_button(uploader, own, "send").status_code == 303
    assert press_button(admin, own, "send_back", note=WORDS).status_code == 303
    addresses = (f"{image_page(shown)}/vantande", image_page(own), f"{image_page(own)}/historik")
    walked += [("conflict", differs.text), ("overview", uploader.get("/redaktion/").text)]
    walked += [(address, admin.get(address).text) for address in (*addresses, "/redaktion/")]
    assert all(without_direction(page)[1] for _, page in walked), [a for a, _ in walked]
    assert words_that_find_theirs(walked) >= 20


def words_that_find_theirs(walked: list[tuple[str, str]]) -> int:
    """See that all words of some pages (address, text) do; returns how many there are."""
    read = {address: without_direction(page) for address, page in walked}
    wrong = [f"{address}\n  " + "\n  ".join(found) for address, (found, _) in read.items() if found]
    assert not wrong, "\n".join(wrong)
    return sum(count for _, count in read.values())


@pytest.mark.parametrize(
    ("page", "wrong"),
    [
        (f'<p dir="auto">{WORDS}</p>', 0),
        (f'<p dir="auto"><a href="/">{WORDS}</a></p>', 0),
        (f"<p>Bild: <bdi>{WORDS}</bdi></p>", 0),
        (f"<p>Bild: {WORDS}</p>", 1),
        (f'<div dir="auto"><p>{WORDS}</p></div>', 1),
        (f'<input value="{WORDS}">', 1),
        (f'<textarea id="a">{WORDS}</textarea>', 1),
        (f'<br><p><img alt="">{WORDS}</p>', 1),
    ],
)
def test_the_reader_of_pages_finds_what_has_no_direction(page: str, wrong: int):
    assert len(without_direction(page)[0]) == wrong


def test_letters_find_the_direction_of_each_paragraph():
    """The HTML of a letter is made of its text, whose lines stand in paragraphs."""
    [draft, *_] = draft_sample_letters("sv", WRITTEN_AT)["answer"]
    body = f"Hej!\n\n{WORDS}\n{WORDS} 1177.\n\n{WORDS}: https://press.test/a"
    page = render_letter(
        "answer", "sv", Wording("Svar", body).beside(draft.context), LETTERHEAD
    ).html
    wrong, words = without_direction(page)
    assert not wrong
    assert words == 3
