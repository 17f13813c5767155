"""Reading the request form: a sentence beside each field that cannot be used."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.errors import BadInput
from dam.usage_requests.request_form import RequestForm, read_request_form

NOW = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)  # 10.00 in Stockholm
FORM = {
    "about": "image_use",
    "name": "Åsa Berg",
    "email": "asa@tidning.example",
    "organisation": "Tidningen",
    "use": "editorial",
    "use_text": "En artikel",
    "terms_read": "1",
}


def ask(images: tuple[int, ...] = (), *, now: datetime = NOW, **fields: str) -> RequestForm:
    return read_request_form(FORM | fields, images, permitted={1, 2}, gone={3}, now=now)


def wrong(images: tuple[int, ...] = (), *, now: datetime = NOW, **fields: str) -> dict[str, str]:
    with pytest.raises(BadInput, match="Något behöver rättas") as caught:
        ask(images, now=now, **fields)
    return caught.value.fields


def test_what_is_filled_in_is_read():
    asked = ask((2, 1, 2), phone="070-1", link="tidning.example/a", name="  Åsa \n Berg ")
    assert asked == RequestForm(
        about="image_use",
        images=(2, 1),
        name="Åsa Berg",
        email="asa@tidning.example",
        phone="070-1",
        organisation="Tidningen",
        use="editorial",
        use_text="En artikel",
        link="https://tidning.example/a",
        deadline=None,
    )


def test_an_empty_form_names_every_field_that_must_be_filled_in():
    with pytest.raises(BadInput) as caught:
        read_request_form({"about": "image_use"}, [], permitted=(), now=NOW)
    assert caught.value.fields == {
        "name": "Skriv ditt namn",
        "email": "Skriv en e-postadress, till exempel namn@redaktion.se",
        "organisation": "Skriv redaktion eller uppdragsgivare",
        "use": "Berätta hur bilden ska användas",
        "use_text": "Berätta kort om användningen",
        "terms_read": "Läs villkoren och kryssa i rutan",
    }


def test_a_question_without_an_image_needs_neither_use_nor_terms():
    asked = ask(about="national", use="", terms_read="")
    assert (asked.about, asked.use) == ("national", "other")
    assert wrong(about="national", use_text=" ") == {"use_text": "Skriv din fråga"}


@pytest.mark.parametrize("about", ["region", "care"])
def test_what_others_answer_is_not_sent(about: str):
    assert wrong(about=about) == {"about": "Frågan kan inte skickas härifrån. Välj vem den gäller"}


@pytest.mark.parametrize("about", ["", "everything"])
def test_what_it_is_about_is_chosen(about: str):
    assert wrong(about=about)["about"] == "Välj vad det gäller"


def test_the_hidden_and_the_unknown_are_one():
    assert wrong((1, 99)) == {"b": "Bilden IN-99 finns inte och är borttagen ur begäran"}
    assert wrong((98, 99))["b"] == ("Bilderna IN-98, IN-99 finns inte och är borttagna ur begäran")


def test_the_withdrawn_is_named():
    assert wrong((1, 3)) == {
        "b": "Bilden IN-3 kan inte användas längre och är borttagen ur begäran"
    }


def test_fifty_images_are_enough():
    assert wrong(tuple(range(1, 52))) == {"b": "Välj högst 50 bilder"}


@pytest.mark.parametrize(
    "email", ["asa", "a@b, c@d.se", "a@b.se\nBcc: c@d.se", "x" * 255 + "@a.se"]
)
def test_one_address(email: str):
    assert list(wrong(email=email)) == ["email"]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://a.se/", "https://", "http://[a"])
def test_a_link_leads_to_a_page(link: str):
    assert list(wrong(link=link)) == ["link"]


@pytest.mark.parametrize(
    ("name", "limit"), [("name", 200), ("organisation", 200), ("phone", 40), ("use_text", 500)]
)
def test_the_limits(name: str, limit: int):
    assert getattr(ask(**{name: "å" * limit}), name) == "å" * limit
    assert wrong(**{name: "å" * (limit + 1)}) == {name: f"Skriv högst {limit} tecken"}


def test_line_breaks_count_as_one():
    assert ask(use_text="a\r\n" * 200).use_text.count("\n") == 199


@pytest.mark.parametrize(
    ("day", "clock", "instant"),
    [
        ("2026-03-15", "", datetime(2026, 3, 15, 23, tzinfo=UTC)),
        ("2026-03-14", "", datetime(2026, 3, 14, 23, tzinfo=UTC)),
        ("2026-03-14", "15:00", datetime(2026, 3, 14, 14, tzinfo=UTC)),
        ("2026-03-14", "15.00", datetime(2026, 3, 14, 14, tzinfo=UTC)),
        ("2026-06-01", "09:30", datetime(2026, 6, 1, 7, 30, tzinfo=UTC)),
        # 02.30 is skipped on 29 March and comes twice on 25 October.
        ("2026-03-29", "02:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("2026-10-25", "02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-03-28", "", datetime(2026, 3, 28, 23, tzinfo=UTC)),
        ("2026-03-29", "", datetime(2026, 3, 29, 22, tzinfo=UTC)),
    ],
)
def test_a_deadline_is_an_instant(day: str, clock: str, instant: datetime):
    assert ask(needed_date=day, needed_time=clock).deadline == instant


@pytest.mark.parametrize("day", ["2026-03-13", "2026-02-30", "i morgon", "0001-01-01", " "])
def test_a_day_that_has_passed_or_never_comes(day: str):
    sentence = "Skriv ett datum som inte har passerat, till exempel 2026-03-14"
    assert wrong(needed_date=day, needed_time="10:00") == {"needed_date": sentence}


def test_a_day_far_away():
    assert wrong(needed_date="9999-12-31") == {"needed_date": "Skriv ett datum inom två år"}


@pytest.mark.parametrize("clock", ["10:00", "09:00", "25:00", "tre", "1:2"])
def test_a_time_that_has_passed_or_never_comes(clock: str):
    assert wrong(needed_date="2026-03-14", needed_time=clock) == {
        "needed_time": "Skriv ett klockslag som inte har passerat, till exempel 15.00"
    }


def test_today_is_swedens():
    late = datetime(2026, 3, 14, 23, 30, tzinfo=UTC)  # 15 March in Stockholm
    assert list(wrong(needed_date="2026-03-14", now=late)) == ["needed_date"]


@given(st.dictionaries(st.sampled_from([*FORM, "phone", "link", "needed_date"]), st.text()))
def test_anything_typed_is_read_or_answered(typed: dict[str, str]):
    try:
        asked = read_request_form(FORM | typed, [], permitted=(), now=NOW)
    except BadInput:
        return
    for text in (asked.name, asked.organisation, asked.phone, asked.link):
        assert "\n" not in text
        assert "\0" not in text
    assert "\0" not in asked.use_text
