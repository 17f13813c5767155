"""Files in parts: what is said of all of them reaches each."""

from dam.database.models import Upload, UploadBatch
from dam.worker import main
from tests.support.multipart import BATCH_TOKEN, UPLOAD_PAGE, UploadScript, padded_photograph
from tests.support.room import Room
from tests.support.uploads import stored_images


def test_what_is_said_of_all_files_reaches_those_that_are_in_and_those_to_come(
    upload_script: UploadScript, room: Room
):
    upload_script.say(creators="Anna Ek", place="Umeå", terms="fri-redaktionell", people="no")
    upload_script.send(padded_photograph(1), "en.jpg")
    room.edit(1, place="Luleå")
    upload_script.send(padded_photograph(2), "två.jpg")
    said = upload_script.say(
        creators="Anna Ek, Kim Berg",
        place="Kiruna",
        date="2026-03",
        terms="fri-med-villkor",
        people="yes",
        digital_source_type="digitalCapture",
    ).json
    assert said["wrong"] == {}
    assert said["saved"].startswith("Sparat ")
    upload_script.send(padded_photograph(3), "tre.jpg")
    for image in stored_images(room.services):
        found = room.look(
            image.id,
            lambda one: (
                one.creators,
                one.date_text,
                one.identifiable_people,
                one.digital_source_type,
                one.terms_version.terms.slug,
            ),
        )
        assert found == (["Anna Ek", "Kim Berg"], "2026-03", 1, "digitalCapture", "fri-med-villkor")
    # What somebody has written on an image is theirs.
    assert [image.place for image in stored_images(room.services)] == ["Luleå", "Kiruna", "Kiruna"]
    upload_script.say(creators="", place="")
    assert [image.creators for image in stored_images(room.services)] == [[], [], []]
    assert [image.place for image in stored_images(room.services)] == ["Luleå", None, None]


def test_published_image_is_left_as_it_is(upload_script: UploadScript, room: Room):
    upload_script.say(place="Umeå", terms="fri-redaktionell")
    upload_script.send(padded_photograph(1))
    room.describe(1, place="Umeå")
    main.do_all(room.services)
    room.publish(1)
    upload_script.say(place="Luleå", terms="kraver-godkannande")
    assert room.look(1, lambda image: image.place) == "Umeå"
    assert room.look(1, lambda image: image.terms_version.terms.slug) == "fri-redaktionell"


def test_word_of_no_use_is_told_and_the_others_are_kept(upload_script: UploadScript, room: Room):
    said = upload_script.say(creators="Anna Ek", date="i våras", terms="finns-inte").json
    assert list(said["wrong"]) == ["date", "terms"]
    upload_script.send(padded_photograph(1))
    assert room.look(1, lambda image: (image.creators, image.date_text)) == (["Anna Ek"], None)
    page = f"{UPLOAD_PAGE}/{BATCH_TOKEN}"
    plain = upload_script.browser.send(page, {"date": "i våras"}, to=f"{page}/uppgifter")
    assert plain.status_code == 400
    assert 'value="i våras"' in plain.text
    plain = upload_script.browser.send(page, {"date": "2026"}, to=f"{page}/uppgifter")
    assert plain.location == f"{page}?klart=sparad"
    assert 'value="2026"' in upload_script.browser.get(plain.location).text


def test_erased_image_takes_along_what_was_said_when_it_came(
    upload_script: UploadScript, room: Room
):
    upload_script.say(creators="Kanariefågel Ek")
    upload_script.send(padded_photograph(1), "kanariefågel.jpg")
    room.describe(1)
    main.do_all(room.services)
    room.publish(1)
    room.withdraw(1)
    room.erase(1)
    with room.services.database.reading() as session:
        assert session.query(Upload).count() == 0
        assert session.query(UploadBatch).one().common == {}
