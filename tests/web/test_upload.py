import io
import re

import pytest

from dam.catalogue import collections
from dam.database.models import Idempotency, Image, UploadBatch, User
from dam.ingest import intake
from dam.services import Services
from tests.imaging import samples
from tests.support.browser import Browser
from tests.support.uploads import (
    UPLOAD_PAGE,
    post_files,
    small_photograph,
    stored_images,
    upload_form,
)


def test_each_file_gets_its_own_answer(uploader: Browser, services: Services):
    answer = post_files(
        uploader,
        upload_form(uploader),
        (small_photograph(1), "en.jpg"),
        (b"%!PS-Adobe-3.0", "två.jpg"),
        (b"", "tre.png"),
        (small_photograph(1), "fyra.jpg"),
        (small_photograph(2), "fem.jpg"),
    )
    assert answer.status_code == 303
    page = uploader.get(answer.location).text
    states = re.findall(
        r'upload-name" dir="auto">(.+?)</span>\s*<span class="[^"]*">\s*(.+?)</span>', page
    )
    assert [name for name, _ in states] == ["en.jpg", "två.jpg", "tre.png", "fyra.jpg", "fem.jpg"]
    assert [words for _, words in states] == [
        "Skapar storlekar",
        "Misslyckades: Filen är en PostScript-fil. Spara bilden som JPEG, PNG eller TIFF.",
        "Misslyckades: Filen är tom.",
        "Finns redan som IN-1",
        "Skapar storlekar",
    ]
    assert "3 av 5 filer är inne." in page
    assert [(image.id, image.state) for image in stored_images(services)] == [
        (1, "draft"),
        (2, "draft"),
    ]


def test_common_words_are_said_of_the_new_ones(uploader: Browser, services: Services):
    words = {
        "creators": "Anna Ek, Kim Berg",
        "place": "Umeå",
        "date": "2026-03",
        "terms": "fri-redaktionell",
        "collections": ["", "personer", "1177-se"],
    }
    page = post_files(
        uploader, upload_form(uploader) | words, (small_photograph(1), "en.jpg")
    ).location
    with services.database.reading() as session:
        image = session.query(Image).one()
        assert collections.slugs_of(image) == ("1177-se", "personer")
        assert image.creators == ["Anna Ek", "Kim Berg"]
        assert (image.place, image.date_text) == ("Umeå", "2026-03")
        assert image.terms_version.terms.slug == "fri-redaktionell"
    words |= {"place": "Luleå", "collections": ["", "logotyper"]}
    assert uploader.send(page, words, to=f"{page}/uppgifter").status_code == 303
    with services.database.reading() as session:
        image = session.query(Image).one()
        assert (image.place, collections.slugs_of(image)) == ("Luleå", ("logotyper",))
    words |= {"collections": ["", "finns-inte"]}
    answer = uploader.send(page, words, to=f"{page}/uppgifter")
    assert "Det finns ingen samling finns-inte." in answer.text
    assert 'value="Luleå"' in answer.text


def test_drafts_of_a_batch_get_somebody_responsible_until_somebody_chooses_otherwise(
    editor: Browser, uploader: Browser, services: Services, persons: dict[str, User]
):
    kim, noor = persons["editor"].id, persons["admin"].id

    def responsible() -> list[int | None]:
        return [image.assigned_to for image in stored_images(services)]

    sent = upload_form(editor) | {"assigned_to": str(kim)}
    page = post_files(
        editor, sent, (small_photograph(1), "en.jpg"), (small_photograph(2), "två.jpg")
    ).location
    assert responsible() == [kim, kim]
    assert f'value="{kim}" selected' in editor.get(page).text
    with services.database.writing() as session:
        session.get_one(Image, 2).assigned_to = None
        session.commit()
    answer = editor.send(page, {"assigned_to": "999"}, to=f"{page}/uppgifter")
    assert "Välj någon som arbetar här." in answer.text
    assert responsible() == [None, None]
    assert editor.send(page, {"assigned_to": str(noor)}, to=f"{page}/uppgifter").status_code == 303
    assert responsible() == [noor, noor]
    # Whoever has left before a file comes is nobody's choice, and the file comes in.
    with services.database.writing() as session:
        session.get_one(User, noor).active = False
        received = services.receiver.receive_file(io.BytesIO(small_photograph(3)), "tre.jpg")
        together = session.query(UploadBatch).one()
        intake.take_in_file(
            session, received, together, place=2, storage=services.storage, now=services.clock()
        )
        session.commit()
    assert responsible() == [noor, noor, None]
    assert 'name="assigned_to"' not in uploader.get(UPLOAD_PAGE).text
    post_files(
        uploader,
        upload_form(uploader) | {"assigned_to": str(kim)},
        (small_photograph(4), "fyra.jpg"),
    )
    assert responsible()[3] is None


def test_word_of_no_use_is_told_and_the_others_are_kept(uploader: Browser, services: Services):
    words = {"creators": "Anna Ek", "date": "i våras", "terms": "finns-inte"}
    answer = post_files(uploader, upload_form(uploader) | words, (small_photograph(1), "en.jpg"))
    page = uploader.get(answer.location).text
    assert "Skriv datumet som 2026-03-14" in page
    assert "Det finns inga villkor som heter finns-inte." in page
    [image] = stored_images(services)
    assert (image.creators, image.date_text) == (["Anna Ek"], None)


def test_image_that_was_here_keeps_its_words(uploader: Browser, services: Services):
    post_files(uploader, upload_form(uploader) | {"place": "Umeå"}, (small_photograph(1), "en.jpg"))
    post_files(
        uploader, upload_form(uploader) | {"place": "Luleå"}, (small_photograph(1), "två.jpg")
    )
    [image] = stored_images(services)
    assert image.place == "Umeå"


def test_same_form_sent_twice_is_answered_alike(uploader: Browser, services: Services):
    sent = upload_form(uploader)
    for _ in range(2):
        answer = post_files(uploader, sent, (small_photograph(1), "en.jpg"), (b"x", "dålig.jpg"))
        page = uploader.get(answer.location).text
        assert "Finns redan som IN-" not in page
        assert page.count('data-upload=""') == 2
        assert page.count(' data-ref="IN-1"') == page.count(" data-ref=") == 1
    assert len(stored_images(services)) == 1
    with services.database.reading() as session:
        assert session.query(Idempotency).count() == 2


def test_result_is_for_the_person_who_sent_it(
    uploader: Browser, editor: Browser, stranger: Browser
):
    location = post_files(uploader, upload_form(uploader), (small_photograph(1), "en.jpg")).location
    assert uploader.get(location).status_code == 200
    assert editor.get(location).status_code == 404
    assert stranger.get(location).status_code == 303
    assert uploader.get(f"{UPLOAD_PAGE}/{'x' * 22}").status_code == 404


def test_duplicate_of_a_colleague_s_draft_shows_no_more_than_its_number(
    uploader: Browser, editor: Browser
):
    post_files(editor, upload_form(editor), (small_photograph(1), "hemligt-namn.jpg"))
    page = uploader.get(
        post_files(uploader, upload_form(uploader), (small_photograph(1), "en.jpg")).location
    ).text
    assert "Finns redan som IN-1" in page
    assert "hemligt-namn" not in page
    assert "/redaktion/bilder/1" not in page


def test_what_is_left_out_of_a_file_is_told_at_once_and_in_the_editor(uploader: Browser):
    answer = post_files(
        uploader,
        upload_form(uploader),
        (samples.accepted("pages.tif"), "sidor.tif"),
        (small_photograph(1), "en.jpg"),
    )
    told = "Filen har 2 sidor; bara den första används."
    page = uploader.get(answer.location).text
    assert page.count(told) == 1
    assert told in uploader.get("/redaktion/bilder/1").text
    assert told not in uploader.get("/redaktion/bilder/2").text


def test_empty_form_is_shown_again_with_what_was_typed(uploader: Browser):
    answer = post_files(uploader, upload_form(uploader) | {"creators": "Anna Ek"}, (b"", ""))
    assert answer.status_code == 400
    assert '<a href="#files">Välj minst en fil.</a>' in answer.text
    assert 'value="Anna Ek"' in answer.text


@pytest.mark.parametrize("token", ["", "kort", "a" * 65, "../../../etc/passwd-xxxx", "x%" * 10])
def test_batch_is_named_by_our_form(uploader: Browser, services: Services, token: str):
    answer = post_files(
        uploader, upload_form(uploader) | {"omgang": token}, (small_photograph(1), "en.jpg")
    )
    assert answer.status_code == 400
    assert stored_images(services) == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../etc/passwd.jpg", "passwd.jpg"),
        ("<script>alert(1)</script>.jpg", "script&gt;.jpg"),
        ('a"; filename="b.jpg', "b.jpg"),
        ("å" * 400 + ".jpg", "ååå"),
    ],
)
def test_name_of_a_file_is_only_ever_words(uploader: Browser, name: str, kept: str):
    answer = post_files(uploader, upload_form(uploader), (small_photograph(1), name))
    page = uploader.get(answer.location)
    assert kept in page.text
    assert "<script>alert" not in page.text


def test_uploader_s_image_is_theirs(
    uploader: Browser, services: Services, persons: dict[str, User]
):
    post_files(uploader, upload_form(uploader), (small_photograph(1), "en.jpg"))
    [image] = stored_images(services)
    assert image.created_by == persons["uploader"].id
