"""Somebody saved first: only what differs is shown, and whose is kept is chosen field by field."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from dam import catalogue
from dam.database.fingerprint import mark_of
from dam.database.models import Image
from dam.web.staff import conflicts
from tests.support.browser import Browser
from tests.support.persons import add_person
from tests.support.room import Room
from tests.web.filled import filled

IMAGE = "/redaktion/bilder/1"


def differing(text: str, page: str) -> list[str]:
    return filled(text, page).get("differs", [])


def test_the_editor_shows_what_differs_alone(editor: Browser, admin: Browser, room: Room):
    """A caption against a caption, while one wrote the place and the other the alt text."""
    room.add()
    before = room.look(1, catalogue.describe_now)
    mine = filled(editor.get(IMAGE).text, IMAGE) | {"caption": ["Min text."], "place": ["Luleå"]}
    others = filled(admin.get(IMAGE).text, IMAGE) | {
        "caption": ["Deras text."],
        "alt": ["Deras alt."],
    }
    assert admin.client.post(IMAGE, data=others).status_code == 303
    told = editor.client.post(IMAGE, data=mine)
    assert told.status_code == 409
    form = filled(told.text, IMAGE)
    assert form["differs"] == ["caption", "place", "alt"]
    assert (form["keep-place"], form["keep-alt"]) == (["mine"], ["theirs"])
    assert "keep-caption" not in form
    again = editor.client.post(IMAGE, data=form)
    assert again.status_code == 409
    assert "Välj för varje fält" in again.text
    form = filled(again.text, IMAGE)
    assert form["differs"] == ["caption", "place"]
    saved = editor.client.post(IMAGE, data=form | {"keep-caption": ["theirs"]})
    assert saved.status_code == 303
    said = room.look(1, catalogue.describe_now)
    assert (said.caption, said.place, said.alt) == ("Deras text.", "Luleå", "Deras alt.")
    assert (said.topics, said.collections, said.title) == (
        before.topics,
        before.collections,
        before.title,
    )


def test_what_is_alike_is_no_difference(editor: Browser, admin: Browser, room: Room):
    """No collection against none was told as one."""
    room.add()
    mine = filled(editor.get(IMAGE).text, IMAGE) | {"caption": ["Samma."]}
    others = filled(admin.get(IMAGE).text, IMAGE) | {"caption": ["Samma."]}
    admin.client.post(IMAGE, data=others)
    told = editor.client.post(IMAGE, data=mine)
    assert "Det ni skrev är lika." in told.text
    assert "Samlingar" not in told.text.partition("<main")[2]
    assert editor.client.post(IMAGE, data=filled(told.text, IMAGE)).status_code == 303


def test_whoever_saves_meanwhile_is_not_overwritten(editor: Browser, admin: Browser, room: Room):
    room.add()
    page = filled(editor.get(IMAGE).text, IMAGE)
    admin.client.post(IMAGE, data=page | {"csrf_token": [admin.token(IMAGE)], "place": ["Ett"]})
    told = editor.client.post(IMAGE, data=page | {"place": ["Mitt"]})
    later = filled(admin.get(IMAGE).text, IMAGE) | {"place": ["Två"]}
    admin.client.post(IMAGE, data=later)
    form = filled(told.text, IMAGE) | {"keep-place": ["mine"]}
    assert editor.client.post(IMAGE, data=form).status_code == 409
    assert room.look(1, catalogue.describe_now).place == "Två"


@dataclass(frozen=True)
class Text:
    """A form of words: where it stands, where it is sent, and its two fields."""

    page: str
    to: str
    first: str
    second: str


LETTER = "/redaktion/mejlmallar/granted"
TEXTS = [
    Text("/redaktion/sidor/om.telefon", "/redaktion/sidor/om.telefon", "title", "body"),
    Text(LETTER, f"{LETTER}/sv", "subject", "body"),
    Text("/redaktion/samlingar/1", "/redaktion/samlingar/1", "name", "intro"),
    Text("/redaktion/arenden/standardsvar/1", "/redaktion/arenden/standardsvar/1", "name", "text"),
]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.page)
def test_texts_are_chosen_field_by_field(editor: Browser, admin: Browser, text: Text):
    def typed(browser: Browser, first: str, second: str):
        form = filled(browser.get(text.page).text, text.to)
        long = f"{form[text.second][0]}\n{second}" if text.page == LETTER else second
        return form | {text.first: [first], text.second: [long], "action": ["save"]}

    mine, others = typed(editor, "Mitt", "Min text"), typed(admin, "Deras", "Deras text")
    assert admin.client.post(text.to, data=others).status_code == 303
    told = editor.client.post(text.to, data=mine)
    assert told.status_code == 409
    form = filled(told.text, text.to)
    assert form["differs"] == [text.first, text.second]
    assert form[text.second] == mine[text.second]
    form |= {f"keep-{text.first}": ["theirs"], "action": ["save"]}
    assert editor.client.post(text.to, data=form).status_code == 409
    if b"preview" in told.data:
        looked_at = editor.client.post(text.to, data=form | {"action": ["preview"]})
        assert filled(looked_at.text, text.to)[text.first] == ["Deras"]
    form |= {f"keep-{text.second}": ["mine"], "once": ["igen"]}
    assert editor.client.post(text.to, data=form).status_code == 303
    stored = filled(editor.get(text.page).text, text.to)
    assert (stored[text.first], stored[text.second]) == (["Deras"], mine[text.second])


def test_settings_are_chosen_one_by_one(admin: Browser):
    page = "/redaktion/installningar"
    mine = filled(admin.get(page).text, page)
    others = filled(admin.get(page).text, page) | {"review_required": ["1"]}
    assert admin.client.post(page, data=others).status_code == 303
    told = admin.client.post(page, data=mine)
    assert differing(told.text, page) == ["review_required"]
    form = filled(told.text, page) | {"keep-review_required": ["theirs"]}
    assert admin.client.post(page, data=form).status_code == 303
    assert filled(admin.get(page).text, page)["review_required"] == ["1"]


WORDS = st.dictionaries(st.sampled_from("abc"), st.text(max_size=3), min_size=3, max_size=3)


@given(first=WORDS, mine=WORDS, theirs=WORDS)
def test_what_one_alone_has_changed_is_kept(first, mine, theirs):
    """Three ways: nobody's change is lost without somebody choosing it."""
    found = conflicts.list_field_differences(
        dict.fromkeys("abc", "x"), mine, theirs, began=conflicts.fingerprint_fields(first)
    )
    assert [one.name for one in found] == [name for name in "abc" if mine[name] != theirs[name]]
    for one in found:
        changed = (mine[one.name] != first[one.name], theirs[one.name] != first[one.name])
        assert one.keep == {(True, False): "mine", (False, True): "theirs"}.get(changed, "")
    sent = MultiDict(mine)
    sent.setlist("differs", [one.name for one in found])
    for one in found:
        sent[f"keep-{one.name}"] = one.keep or "mine"
    settled = conflicts.merge_form(sent, theirs)
    for name in "abc":
        assert settled[name] in {mine[name], theirs[name]}


@pytest.mark.parametrize("cropped", [False, True])
def test_what_a_conflict_showed_is_seen_and_what_it_did_not_is_looked_at(
    editor: Browser, admin: Browser, room: Room, cropped: bool
):
    """A moment that was chosen in the conflicting form is kept where nothing else has changed."""
    room.add(published=False)
    moment = {"schedule": "1", "publish_day": "2026-11-24", "publish_day_clock": "10:00"}
    mine = filled(editor.get(IMAGE).text, IMAGE) | {"place": ["Luleå"]} | moment
    others = filled(admin.get(IMAGE).text, IMAGE) | {"caption": ["Deras text."]}
    admin.client.post(IMAGE, data=others)
    if cropped:
        room.change(lambda session, _: setattr(session.get_one(Image, 1), "focal_x", 0.1))
    told = editor.client.post(IMAGE, data=mine)
    assert told.status_code == 409
    settled = editor.client.post(IMAGE, data=filled(told.text, IMAGE))
    assert settled.status_code == (409 if cropped else 303)
    assert (room.look(1, lambda image: image.publish_at) is None) is cropped
    said = room.look(1, catalogue.describe_now)
    assert (said.caption, said.place) == ("Deras text.", "Luleå")


def test_a_choice_about_what_no_form_holds_is_passed_over(editor: Browser, room: Room):
    person = add_person(editor)
    chosen = {"differs": "foo", "keep-foo": "theirs", "mine-foo": "x"}
    assert editor.send(person, {"name": "Ny", "version": "77", **chosen}).status_code == 409
    times = f"/redaktion/bilder/{room.one()}/tider"
    garbage = {
        "action": "residual_level",
        "residual_level": "9",
        "version": "77",
        "began": "residual_level:0",
    }
    assert editor.send(times, garbage).status_code == 409


@pytest.mark.parametrize("merge", [conflicts.merge_form, conflicts.merge_form_so_far])
def test_what_is_typed_on_beside_the_choice_is_kept(merge):
    sheet = conflicts.FormFields({"note": "Anteckning"}, lambda sent: {"note": sent["note"]})
    choice = {"differs": "note", "keep-note": "theirs", "mine-note": mark_of("Mitt.")[:8]}
    for typed, kept in (("Mitt.", "Deras."), ("Mitt, och mer.", "Mitt, och mer.")):
        sent = MultiDict(choice | {"note": typed})
        assert merge(sent, {"note": "Deras."}, sheet)["note"] == kept
