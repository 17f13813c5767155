"""Erasing whoever asked: in every case, grant, letter and wish of theirs, and of nobody else's."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from dam.database.models import AuditEvent, Grant, Letter, UsageRequest, Watcher
from dam.usage_requests.erasure import find_requester_traces
from dam.worker import main, periodic
from tests.support.browser import Browser
from tests.support.canary import (
    CANARY,
    CANARY_EMAIL,
    STEM,
    add_watcher,
    all_rows,
    ask_as_canary,
    files_with_word,
)
from tests.support.databases import on_both
from tests.support.inbound_mail import CASES, write_letter
from tests.support.requests import add_request
from tests.support.room import Room

CASE = "/redaktion/arenden/2026-0001"
REQUESTER = "nina@tidning.test"


def write(room: Room, case: int, message_id: str, *, sender: str = CANARY_EMAIL) -> None:
    """Have a letter come in, with a file; to no case where it is 0."""
    tag = room.services.signer.address_tag("answer", case, 1)
    head = replace(room.services.letterhead, case_address=CASES)
    services = replace(room.services, letterhead=head)
    raw = write_letter(
        CASES.replace("@", f"+{tag}@"),
        f"Brev om {CANARY}.",
        sender=sender,
        message_id=message_id,
        files={"artikel.pdf": CANARY.encode()},
    )
    assert main.take_letter(services, raw) == ("kept" if case else "unmatched")


def test_what_is_not_kept_is_not_counted(room: Room):
    add_request(room, "2026-0001")
    traces = room.change(lambda session, now: find_requester_traces(session, REQUESTER, now))
    assert (traces.numbers, traces.grants, traces.letters, traces.watched) == (
        ("2026-0001",),
        *(0, 0, 0),
    )


@on_both
def test_nothing_of_the_requester_is_left_and_nobody_else_loses_anything(
    admin: Browser, stranger: Browser, room: Room, tmp_path: Path
):
    image_id = room.add()
    grant, case = ask_as_canary(room, image_id, "a", yes=True), ask_as_canary(room, image_id, "b")
    other = ask_as_canary(room, image_id, "c", email="annan@tidning.example", yes=True)
    add_watcher(room, image_id, CANARY_EMAIL.lower())
    add_watcher(room, image_id, "annan@tidning.example")
    write(room, 1, "<a@x.se>")
    write(room, 2, "<b@x.se>", sender="kollega@tidning.example")
    write(room, 0, "<c@x.se>", sender=CANARY_EMAIL.lower())
    note = {"action": "note", "version": 1, "note": f"Ring {CANARY}."}
    assert admin.send(CASE, note).status_code == 303
    main.do_all(room.services)
    assert STEM in all_rows(room.services)
    assert len(files_with_word(tmp_path / "store")) == 3
    assert (stranger.get(grant).status_code, stranger.get(case).status_code) == (200, 200)
    page = f"{CASE}/radera"
    assert f"{CASE}/radera" in admin.get(CASE).text
    told = admin.get(page).text
    for words in (
        "2 ärenden tas bort: 2026-0001, 2026-0002",
        "1 tillstånd som gäller återkallas",
        "1 bevakning av en bild",
    ):
        assert words in told
    answer = admin.send(page, {"number": "2026-0002"})
    assert answer.status_code == 400
    assert "Skriv ärendets nummer" in answer.text
    assert admin.send(page, {"number": "2026-0001"}).location == f"{CASE}?klart=raderad"

    assert STEM not in all_rows(room.services)
    assert "kanariefagel" not in all_rows(room.services)
    assert "070-123" not in all_rows(room.services)
    assert "kollega" not in all_rows(room.services)
    # What has been sent lies in the post office, which is not ours to empty.
    kept = [
        path for path in files_with_word(tmp_path) if not path.startswith(str(tmp_path / "mail"))
    ]
    assert kept == []
    assert (stranger.get(grant).status_code, stranger.get(case).status_code) == (404, 404)
    assert stranger.get(f"{grant}/{image_id}/original").status_code == 404
    assert stranger.get(other).status_code == 200
    with room.services.database.reading() as session:
        states = session.execute(select(UsageRequest.number, UsageRequest.state)).all()
        assert sorted(states) == [
            ("2026-0001", "revoked"),
            ("2026-0002", "withdrawn"),
            ("2026-0003", "granted"),
        ]
        assert [one.email for one in session.scalars(select(Watcher))] == ["annan@tidning.example"]
        assert {one.request_id for one in session.scalars(select(Letter))} == {3}
        told = select(AuditEvent.object_id).where(AuditEvent.action == "erase")
        assert sorted(session.scalars(told)) == [1, 2]


def test_once_erased_nothing_more_can_be_done(admin: Browser, room: Room):
    ask_as_canary(room, room.add(), "a", yes=True)
    admin.send(f"{CASE}/radera", {"number": "2026-0001"})
    page = admin.get(CASE).text
    assert "Raderad" in page
    assert "mailto:" not in page.split("<main")[1]
    assert "Öppna ärendet igen" not in page
    assert admin.get(f"{CASE}/radera").status_code == 409
    with room.services.database.reading() as session:
        version = session.scalar(select(UsageRequest.version))
    assert admin.send(CASE, {"action": "claim", "version": version}).status_code == 409
    periodic.sweep_minutely(room.services)


def test_a_permission_that_has_ended_may_still_expire(admin: Browser, room: Room):
    ask_as_canary(room, room.add(), "a", yes=True)

    def end(session, now):
        [given] = session.scalars(select(Grant))
        given.starts, given.ends = now.replace(year=2025), now.replace(year=2026, month=1)

    room.change(end)
    admin.send(f"{CASE}/radera", {"number": "2026-0001"})
    periodic.sweep_minutely(room.services)
    with room.services.database.reading() as session:
        assert session.scalar(select(UsageRequest.state)) == "expired"


@pytest.mark.parametrize("method", ["get", "post"])
def test_for_admins_alone(editor: Browser, stranger: Browser, room: Room, method: str):
    ask_as_canary(room, room.add(), "a")
    assert "/radera" not in editor.get(CASE).text
    data = {"csrf_token": editor.token(CASE), "number": "2026-0001"}
    answer = getattr(editor.client, method)(f"{CASE}/radera", data=data)
    assert answer.status_code == 403
    assert stranger.get(f"{CASE}/radera").status_code == 303
    assert STEM in all_rows(room.services)
