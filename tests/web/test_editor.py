import re
from dataclasses import asdict
from threading import Barrier, Thread

import pytest
from flask import Flask

from dam import catalogue
from dam.database.models import Image, User
from dam.ingest import renditions
from dam.services import Services
from dam.worker import main
from tests.databases import on_both
from tests.imaging import packets, samples
from tests.room import Room
from tests.web.conftest import Browser, signed_in

VERSION = re.compile(r'name="version" value="(\d+)"')
FINGERPRINT = re.compile(r'name="fingerprint" value="([0-9a-f]+)"')
JSON = {"Accept": "application/json"}
WHOLE = {
    "title": "Läkare i samtal",
    "caption": "Läkaren Anna Ek talar med en patient i Umeå i mars 2026.",
    "persons": "Anna Ek\nKim Berg",
    "place": "Umeå",
    "date": "2026-03-14",
    "creators": "Åsa Öberg, Bo Lind",
    "credit_override": "",
    "brand": "1177",
    "alt": "Två personer vid ett bord.",
    "kind": "portratt",
    "topics": ["Rådgivning", "Digitala tjänster"],
    "more_topics": "Sömn,  Vila ",
    "keywords": "läkare, samtal",
    "terms": "fri-redaktionell",
    "use_until": "2027-12-31",
    "rights_source": "agency",
    "digital_source_type": "digitalCapture",
    "people": "yes",
    "people_basis": "Samtycke 2026-03-01",
    "collections": ["", "personer", "1177-se"],
}


# As an agency's programs write: labels and capitals.
AGENCY = packets.XMP.replace("Åsa Öberg".encode(), b"Foto: ANNA EK").replace(
    b'Credit="Inera"', b'Credit="ANNA EK / TT"'
)


def page_of(image_id: int) -> str:
    return f"/redaktion/bilder/{image_id}"


def version_of(browser: Browser, image_id: int) -> str:
    return VERSION.search(browser.get(page_of(image_id)).text)[1]


def shown_of(page: str) -> dict[str, str]:
    """What the form holds of the image that it was shown of."""
    return {"version": VERSION.search(page)[1], "fingerprint": FINGERPRINT.search(page)[1]}


def save(browser: Browser, image_id: int, **given: object):
    shown = shown_of(browser.get(page_of(image_id)).text)
    return browser.send(page_of(image_id), {**shown, **WHOLE, **given})


def test_everything_typed_is_kept_and_shown_again(editor: Browser, room: Room):
    image_id = room.upload()
    answer = save(editor, image_id)
    assert answer.location == f"{page_of(image_id)}?klart=sparad"
    said = asdict(room.look(image_id, catalogue.describe_now))
    assert said["title"] == "Läkare i samtal"
    assert said["persons"] == ("Anna Ek", "Kim Berg")
    assert said["creators"] == ("Åsa Öberg", "Bo Lind")
    assert said["topics"] == ("Digitala tjänster", "Rådgivning", "Sömn", "Vila")
    assert said["identifiable_people"] == 2
    assert said["collections"] == ("1177-se", "personer")
    page = editor.get(answer.location).text
    assert "Sparat." in page
    for words in ("Läkare i samtal", "Umeå", "2026-03-14", "Åsa Öberg, Bo Lind", "2027-12-31"):
        assert f'value="{words}"' in page
    assert 'value="Digitala tjänster" checked' in page
    assert 'value="Sömn, Vila"' in page
    assert 'value="personer" checked' in page
    assert 'value="logotyper"> <bdi>Logotyper' in page
    assert 'value="fri-redaktionell" selected' in page
    assert "Foto: Åsa Öberg och Bo Lind/1177" in page


def test_what_the_form_does_not_hold_stays(editor: Browser, room: Room):
    image_id = room.add(headline="Rubriken", published=False)
    save(editor, image_id)
    assert room.look(image_id, lambda image: image.texts[0].headline) == "Rubriken"


def test_emptied_fields_are_emptied(editor: Browser, room: Room):
    image_id = room.upload()
    save(editor, image_id)
    save(editor, image_id, persons="", use_until="", topics=[], more_topics="", people="no")
    said = room.look(image_id, catalogue.describe_now)
    assert (said.persons, said.topics, said.identifiable_people) == ((), (), 0)
    assert room.look(image_id, lambda image: image.leases) == []


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("date", "i våras", "Skriv datumet som 2026-03-14, 2026-03 eller 2026."),
        ("date", "2026-02-30", "Skriv datumet som 2026-03-14, 2026-03 eller 2026."),
        ("use_until", "i höst", "Skriv ett datum, till exempel 2026-12-31."),
        ("use_until", "9999-12-31", "Skriv ett datum, till exempel 2026-12-31."),
        ("title", "x" * 201, "Skriv högst 200 tecken."),
        ("brand", "Annat", "Välj Inera, 1177 eller UMO."),
        ("terms", "finns-inte", "Det finns inga villkor som heter finns-inte."),
    ],
)
def test_what_cannot_be_used_stands_by_its_field(
    editor: Browser, room: Room, field: str, typed: str, sentence: str
):
    image_id = room.upload()
    answer = save(editor, image_id, **{field: typed})
    assert answer.status_code == 400
    assert f'<a href="#{field}">{sentence}</a>' in answer.text
    assert f'id="{field}-error">{sentence}<' in answer.text
    assert "Kim Berg" in answer.text
    assert "<title>Fel:" in answer.text
    assert room.look(image_id, catalogue.describe_now).title != WHOLE["title"]


def test_what_the_file_says_is_offered_where_it_differs(editor: Browser, room: Room):
    image_id = room.upload()
    received = {
        "title": "Filens titel",
        "creator": ["Filens fotograf"],
        "date": "2025-06-01T10:00:00",
        "warnings": [],
    }
    with room.services.database.writing() as session:
        image = session.get_one(Image, image_id)
        image.file.received = {**image.file.received, **received}
        session.commit()
    page = editor.get(page_of(image_id)).text
    assert 'id="title-suggested" class="suggested" dir="auto">Filens titel<' in page
    assert 'id="date-suggested" class="suggested" dir="auto">2025-06-01<' in page
    save(editor, image_id, title="Filens titel")
    page = editor.get(page_of(image_id)).text
    assert 'id="title-suggested"' not in page
    assert 'id="creators-suggested" class="suggested" dir="auto">Filens fotograf<' in page


def test_what_came_stands_beside_what_the_house_makes_of_it(editor: Browser, room: Room):
    image_id = room.upload(samples.save(samples.quadrants(), "JPEG", xmp=AGENCY))
    page = editor.get(page_of(image_id)).text
    assert 'id="creators-came" class="suggested" dir="auto">Foto: ANNA EK, Bo Ek<' in page
    assert "Bara namnet är kvar. Versaler är skrivna som namn." in page
    assert 'id="credit_override-came" class="suggested" dir="auto">ANNA EK / TT<' in page
    assert 'id="credit_override-suggested" class="suggested" dir="auto">Foto: Anna Ek/TT<' in page
    assert 'value="Anna Ek, Bo Ek"' in page
    assert room.look(image_id, lambda image: image.file.received["creator"][0]) == "Foto: ANNA EK"


def test_publishing_lists_what_is_missing_and_keeps_what_was_typed(editor: Browser, room: Room):
    image_id = room.upload()
    answer = save(editor, image_id, caption="", alt="", people="", publish="1")
    assert answer.status_code == 400
    assert "Bilden kan inte publiceras än. Det här saknas:" in answer.text
    assert set(re.findall(r'<a href="#(caption|alt|people)">', answer.text)) == {
        "caption",
        "alt",
        "people",
    }
    assert room.look(image_id, lambda image: image.state) == "draft"
    # What was typed is saved, and the page that lists the gaps can be sent at once.
    assert room.look(image_id, catalogue.describe_now).title == WHOLE["title"]
    data = {**shown_of(answer.text), **WHOLE, "publish": "1"}
    assert editor.send(page_of(image_id), data).location.endswith("?klart=publicerad")


@on_both
def test_published_at_once_for_everybody(editor: Browser, stranger: Browser, room: Room):
    image_id = room.add(published=False)
    assert stranger.get(f"/b/{image_id}").status_code == 404
    assert save(editor, image_id, publish="1").location == f"{page_of(image_id)}?klart=publicerad"
    public = stranger.get(f"/bilder/{image_id}").location
    assert "Läkare i samtal" in stranger.get(public).text
    assert f'href="{public}"' in editor.get(page_of(image_id)).text


@on_both
def test_change_of_a_published_image_is_public_at_once(
    editor: Browser, stranger: Browser, room: Room
):
    image_id = room.add()
    save(editor, image_id, title="En ny titel")
    assert "En ny titel" in stranger.get(stranger.get(f"/bilder/{image_id}").location).text


def test_published_image_cannot_lose_what_it_needs(editor: Browser, stranger: Browser, room: Room):
    image_id = room.add()
    answer = save(editor, image_id, alt="", title="En ny titel")
    assert answer.status_code == 400
    assert '<a href="#alt">' in answer.text
    assert 'value="En ny titel"' in answer.text
    page = stranger.get(stranger.get(f"/bilder/{image_id}").location).text
    assert "En ny titel" not in page


def test_second_to_save_sees_both_versions_and_nothing_is_lost(
    editor: Browser, admin: Browser, room: Room
):
    image_id = room.upload()
    version = version_of(editor, image_id)
    save(admin, image_id, title="Administratörens titel", kind="foto")
    mine = {"version": version, **WHOLE, "title": "Redaktörens <titel>"}
    answer = editor.send(page_of(image_id), mine)
    assert answer.status_code == 409
    assert "Redaktörens &lt;titel&gt;" in answer.text
    assert "Administratörens titel" in answer.text
    assert "Bildtext</th>" not in answer.text
    assert re.search(
        r"Ditt: </span><bdi>Porträtt</bdi></span>.*Sparat: </span><bdi>Foto</bdi></span>",
        answer.text,
        re.DOTALL,
    )
    assert room.look(image_id, catalogue.describe_now).title == "Administratörens titel"
    fields = re.findall(r'<textarea name="(\w+)" hidden>\n(.*?)</textarea>', answer.text, re.DOTALL)
    assert ("topics", "Rådgivning") in fields
    again = {**WHOLE, "title": "Redaktörens titel", "version": VERSION.search(answer.text)[1]}
    assert editor.send(page_of(image_id), again).status_code == 303
    assert room.look(image_id, catalogue.describe_now).title == "Redaktörens titel"


@on_both
def test_of_two_who_save_at_once_one_is_told(editor: Browser, admin: Browser, room: Room):
    image_id = room.upload()
    together = Barrier(2)
    answers: dict[str, int] = {}

    def work(browser: Browser, title: str) -> None:
        data = {"version": version_of(browser, image_id), **WHOLE, "title": title}
        data["csrf_token"] = browser.token(page_of(image_id))
        together.wait()
        answers[title] = browser.client.post(page_of(image_id), data=data).status_code

    threads = [Thread(target=work, args=pair) for pair in ((editor, "Ett"), (admin, "Två"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers.values()) == [303, 409]
    kept = next(title for title, status in answers.items() if status == 303)
    assert room.look(image_id, catalogue.describe_now).title == kept


def test_draft_saves_itself_by_script(editor: Browser, room: Room):
    image_id = room.upload()
    version = version_of(editor, image_id)
    data = {"csrf_token": editor.token(page_of(image_id)), "version": version, **WHOLE}
    said = editor.client.post(page_of(image_id), data=data, headers=JSON)
    assert said.json["version"] > int(version)
    assert said.json["saved"] == "Sparat kl.\xa013.00"
    stale = editor.client.post(page_of(image_id), data=data | {"title": "X"}, headers=JSON)
    assert stale.status_code == 409
    wrong = data | {"version": said.json["version"], "date": "i våras"}
    answer = editor.client.post(page_of(image_id), data=wrong, headers=JSON)
    assert answer.status_code == 400
    assert answer.json["error"]["fields"]["date_text"]


def test_uploader_works_with_their_own_drafts_alone(
    app: Flask, services: Services, persons: dict[str, User], room: Room
):
    uploader = signed_in(app, services, persons["uploader"])
    theirs, another = room.upload(), room.upload()
    with services.database.writing() as session:
        session.get_one(Image, theirs).created_by = persons["uploader"].id
        session.commit()
    assert uploader.get(page_of(another)).status_code == 404
    data = {"version": "1", **WHOLE}
    answer = uploader.send(page_of(theirs), data, to=page_of(another))
    assert answer.status_code == 404
    assert save(uploader, theirs).status_code == 303
    assert "Spara och publicera" not in uploader.get(page_of(theirs)).text
    assert save(uploader, theirs, publish="1").status_code == 403
    assert room.look(theirs, lambda image: image.state) == "draft"
    room.publish(theirs)
    assert save(uploader, theirs, title="Efteråt").status_code == 403
    assert room.look(theirs, catalogue.describe_now).title == WHOLE["title"]


def test_only_the_form_s_fields_are_taken(editor: Browser, room: Room):
    image_id = room.upload()
    save(editor, image_id, state="published", created_by="1", current_file_id="9", id="77")
    assert room.look(image_id, lambda image: (image.state, image.id)) == ("draft", image_id)


def test_form_without_its_version_is_no_form(editor: Browser, room: Room):
    image_id = room.upload()
    assert save(editor, image_id, version="").status_code == 400
    assert save(editor, image_id, version="x").status_code == 400


def test_failed_image_can_be_tried_again(editor: Browser, room: Room):
    image_id = room.upload()
    with room.services.database.writing() as session:
        image = session.get_one(Image, image_id)
        image.processing, image.processing_error = "failed", "Minnet tog slut."
        image.processing_tries = renditions.MOST_TRIES
        session.commit()
    page = editor.get(page_of(image_id)).text
    assert "Minnet tog slut." in page
    editor.send(page_of(image_id), {}, to=f"{page_of(image_id)}/storlekar")
    assert room.look(image_id, lambda i: (i.processing, i.processing_error)) == ("pending", None)
    main.do_all(room.services)
    assert room.look(image_id, lambda image: image.processing) == "ready"


def test_withdrawn_image_is_locked(editor: Browser, room: Room):
    image_id = room.add()
    version = version_of(editor, image_id)
    room.withdraw(image_id)
    assert "kan inte ändras" in editor.get(page_of(image_id)).text
    current = str(int(version) + 1)
    for given in (version, current):
        data = {"version": given, **WHOLE}
        answer = editor.send("/redaktion/byt-losenord", data, to=page_of(image_id))
        assert answer.status_code in {403, 409}
    assert room.look(image_id, catalogue.describe_now).title != WHOLE["title"]


@pytest.mark.parametrize("one", ["999", "0", str(10**17), str(10**30), "x"])
def test_unknown_image_is_not_found(editor: Browser, one: str):
    assert editor.get(f"/redaktion/bilder/{one}").status_code == 404


def test_emptied_end_is_emptied_where_the_terms_change_too(editor: Browser, room: Room):
    image_id = room.upload()
    save(editor, image_id)
    save(editor, image_id, terms="kraver-godkannande", use_until="")
    assert room.look(image_id, lambda image: image.leases) == []
