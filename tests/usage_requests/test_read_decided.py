"""Reading the decision form: a sentence beside each field that cannot be used."""

from datetime import date

import pytest

from dam.errors import BadInput
from dam.models import RequestItem, UsageRequest
from dam.usage_requests.decided import CHOICES, Decided, Permission, read
from tests.conftest import NOW

FORM = {"choice": "grant", "scope": "En artikel", "until": "2026-12-31", "reason": "Nej."}


def about(*images: int) -> UsageRequest:
    return UsageRequest(items=[RequestItem(image_id=one) for one in images])


def test_the_form_is_read():
    images = [1, 2]
    request = about(*images)
    form = FORM | {"scope": " En\r\nartikel ", "credit": "Foto: X", "conditions": "Beskär inte."}
    said = read(form, [], request, permitted=images, now=NOW)
    permission = Permission("En\nartikel", date(2026, 12, 31), "Foto: X", "Beskär inte.")
    assert said == Decided("grant", frozenset(images), permission)
    partly = read(
        FORM | {"choice": "partly", "alternatives": f"IN-{images[0]}"},
        [images[1], 99],
        request,
        permitted=images,
        now=NOW,
    )
    assert partly.granted == {images[1]}
    assert (partly.reason, partly.alternatives) == ("Nej.", (images[0],))


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"choice": ""}, {"choice": "Välj vad du svarar"}),
        ({"scope": " "}, {"scope": "Skriv vad tillståndet gäller för"}),
        ({"scope": "a" * 501}, {"scope": "Skriv högst 500 tecken"}),
        *(
            (
                {"until": until},
                {"until": "Skriv ett datum som inte har passerat, till exempel 2026-03-14"},
            )
            for until in ("", "2026-11-21", "9999-12-31", "31/12")
        ),
        ({"choice": "partly"}, {"granted": "Kryssa i minst en bild"}),
        ({"choice": "deny", "reason": ""}, {"reason": "Välj eller skriv ett skäl"}),
        (
            {"choice": "deny", "alternatives": "IN-77, katt"},
            {"alternatives": "IN-77, katt finns inte bland de publicerade bilderna"},
        ),
        ({"choice": "ask"}, {"message": "Skriv ditt brev"}),
        ({"choice": "answer", "message": ""}, {"message": "Skriv ditt brev"}),
    ],
)
def test_a_sentence_beside_each_wrong_field(typed, wrong):
    with pytest.raises(BadInput) as caught:
        read(FORM | typed, [], about(1), permitted=[1], now=NOW)
    assert caught.value.fields == wrong


def test_today_is_a_last_day():
    said = read(FORM | {"until": "2026-11-22"}, [], about(1), permitted=[1], now=NOW)
    assert said.permission is not None
    assert said.permission.until == date(2026, 11, 22)


def test_only_what_the_public_sees_is_granted():
    with pytest.raises(BadInput) as caught:
        read(FORM, [], about(1), permitted=[], now=NOW)
    assert caught.value.fields == {"granted": "IN-1 är inte publicerad och kan inte beviljas"}


@pytest.mark.parametrize("choice", CHOICES)
def test_a_question_without_images_has_nothing_to_grant(choice: str):
    form = FORM | {"choice": choice, "message": "Ja."}
    if choice in {"grant", "partly"}:
        with pytest.raises(BadInput) as caught:
            read(form, [], about(), permitted=[], now=NOW)
        assert "choice" in caught.value.fields
    else:
        assert read(form, [], about(), permitted=[], now=NOW).granted == frozenset()
