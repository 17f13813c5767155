"""All that is kept about one address, as administrators fetch it: everything, and nobody else's."""

import io
import json
import re
import zipfile

from dam.database.models import AuditEvent, Letter, LetterAttachment
from dam.worker import main, periodic
from tests.support.browser import Browser
from tests.support.canary import CANARY, CANARY_EMAIL, CANARY_FORM, add_watcher, ask_as_canary
from tests.support.databases import on_both
from tests.support.room import Room

CASE = "/redaktion/arenden/2026-0001"
OTHER = "annan@tidning.example"


def take(browser: Browser, case: str = CASE):
    return browser.send(case, {}, to=f"{case}/utdrag")


def unpacked(data: bytes) -> tuple[dict[str, object], str]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert file.namelist() == ["utdrag.txt", "utdrag.json"]
        return json.loads(file.read("utdrag.json")), file.read("utdrag.txt").decode()


def came(room: Room, sender: str, words: str) -> None:
    """A letter that has come in and lies on the first case."""

    def add(session, now):
        file = LetterAttachment(name=f"{words}.pdf", key=words, sha256="", bytes=1)
        session.add(
            Letter(
                direction="in",
                kind="reply",
                state="kept",
                sender=sender,
                recipient="",
                subject="Mer",
                body=f"Brev: {words}",
                message_id=words,
                context={},
                request_id=1,
                created_at=now,
                attachments=[file],
            )
        )

    room.change(add)


@on_both
def test_everything_of_the_address_is_in_it_and_nothing_of_anybody_else(
    admin: Browser, room: Room, services
):
    image_id = room.add()
    ask_as_canary(room, image_id, "a", yes=True)
    ask_as_canary(room, image_id, "b")
    ask_as_canary(room, image_id, "c", email=OTHER, yes=True)
    add_watcher(room, image_id, CANARY_EMAIL.lower())
    add_watcher(room, image_id, OTHER)
    noted = {"action": "note", "version": 1, "note": "Ringde tillbaka."}
    assert admin.send(CASE, noted).status_code == 303
    came(room, CANARY_EMAIL, "egna ord")
    came(room, OTHER, "främmande ord")
    main.do_all(services)

    answer = take(admin)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="utdrag-2026-0001.zip"'
    said, text = unpacked(answer.data)
    assert [one["number"] for one in said["cases"]] == ["2026-0001", "2026-0002"]
    assert [len(one["grants"]) for one in said["cases"]] == [1, 0]
    assert said["cases"][0]["grants"][0]["images"][0]["scope"] == f"En artikel i {CANARY}tidningen"
    assert [one["image"] for one in said["watched_images"]] == [f"IN-{image_id}"]
    kinds = [one["kind"] for one in said["letters"]]
    assert sorted(kinds) == ["notice"] * 2 + ["receipt"] * 2 + ["replied"] * 2 + ["reply"]
    assert all(one["subject"] and one["text"] for one in said["letters"])
    whole = json.dumps(said, ensure_ascii=False)
    for words in (
        *CANARY_FORM.values(),
        CANARY_EMAIL,
        f"Till {CANARY} Ek",
        f"Svar från {CANARY} Ek",
    ):
        assert words in whole, words
        assert words in text, words
    kept = ("Ringde tillbaka.", "egna ord", "egna ord.pdf", "(personlig länk)", f"IN-{image_id}")
    for words in kept:
        assert words in whole
        assert words in text
    for words in (OTHER, "främmande", "2026-0003", "Åsa Berg", "admin@inera.test"):
        assert words not in whole, words
        assert words not in text, words
    assert not re.search(r"[0-9]+\.[0-9]+\.[A-Za-z0-9_-]{43}", whole + text)
    assert "None" not in text
    assert "Hämtat 22\xa0november\xa02026 kl.\xa013.00" in text

    with services.database.reading() as session:
        [event] = session.query(AuditEvent).filter_by(action="extract")
        assert (event.kind, event.object_id, event.fields, event.detail) == ("request", 1, [], {})
        assert event.user_id is not None


def test_what_was_fetched_by_a_grant_is_in_it_and_no_other_download(
    admin: Browser, stranger: Browser, room: Room, services
):
    image_id = room.add(terms="kraver-godkannande")
    mine = ask_as_canary(room, image_id, "a", yes=True)
    others = ask_as_canary(room, image_id, "b", email=OTHER, yes=True)
    assert stranger.get(f"{mine}/{image_id}/webb").status_code == 200
    assert stranger.get(f"{others}/{image_id}/original").status_code == 200
    main.do_all(services)
    periodic.fold_downloads(services)
    said, _ = unpacked(take(admin).data)
    [grant] = said["cases"][0]["grants"]
    assert [one["size"] for one in grant["downloads"]] == ["webb"]


def test_of_an_erased_case_there_is_nothing_to_take(admin: Browser, room: Room, services):
    for once in "ab":
        ask_as_canary(room, room.one(), once, email=CANARY_EMAIL if once == "a" else OTHER)
    for number in ("2026-0001", "2026-0002"):
        case = f"/redaktion/arenden/{number}"
        admin.send(f"{case}/radera", {"number": number})
        assert "/utdrag" not in admin.get(case).text
        token = {"csrf_token": admin.token("/redaktion/byt-losenord")}
        assert admin.client.post(f"{case}/utdrag", data=token).status_code == 404
    with services.database.reading() as session:
        assert session.query(AuditEvent).filter_by(action="extract").count() == 0


def test_for_admins_alone(editor: Browser, stranger: Browser, room: Room):
    ask_as_canary(room, room.one(), "a")
    for browser, page, status in (
        (editor, "/redaktion/byt-losenord", 403),
        (stranger, "/redaktion/logga-in", 303),
    ):
        answer = browser.client.post(f"{CASE}/utdrag", data={"csrf_token": browser.token(page)})
        assert answer.status_code == status
        assert CANARY.encode() not in answer.data
    assert "/utdrag" not in editor.get(CASE).text


def test_a_letter_whose_template_has_changed_is_told_by_its_values(admin: Browser, room: Room):
    ask_as_canary(room, room.one(), "a")

    def change(session, _now):
        letter = session.get_one(Letter, 1)
        letter.context = {"gammalt": "värde"}

    room.change(change)
    said, text = unpacked(take(admin).data)
    assert said["letters"][0]["filled_with"] == {"gammalt": "värde"}
    assert "gammalt: värde" in text
