"""Reading the decision form: each image's own answer, and a sentence beside each wrong field."""

from datetime import date

import pytest

from dam.database.models import RequestItem, UsageRequest
from dam.errors import BadInput
from dam.usage_requests.decision_form import (
    CHOICES,
    Decided,
    Permission,
    Refusal,
    read_decision_form,
    refs_named,
)
from tests.support.clock import NOW

FORM = {"choice": "grant", "scope": "En artikel", "until": "2026-12-31", "reason": "Nej."}
YES = Permission("En artikel", date(2026, 12, 31))
WHEN = "Skriv ett datum som inte har passerat, till exempel 2026-03-14"


def about(*images: int) -> UsageRequest:
    return UsageRequest(language="sv", items=[RequestItem(image_id=one) for one in images])


def read_for(*images: int, permitted: tuple[int, ...] | None = None, **typed: str) -> Decided:
    form = FORM | {name.replace("_", "-"): value for name, value in typed.items()}
    permitted = images if permitted is None else permitted
    return read_decision_form(form, about(*images), permitted=permitted, now=NOW)


def wrong_for(*images: int, permitted: tuple[int, ...] | None = None, **typed: str):
    with pytest.raises(BadInput) as caught:
        read_for(*images, permitted=permitted, **typed)
    return caught.value.fields


def test_what_is_said_once_holds_for_every_image():
    said = read_for(
        1,
        2,
        scope=" En\r\nartikel ",
        credit="Foto:  X",
        conditions="Beskär inte.",
        territory="Norden",
        channel_web="1",
        channel_print="1",
        channel_smoke="1",
    )
    permission = Permission(
        scope="En\nartikel",
        until=date(2026, 12, 31),
        channels=("print", "web"),
        territory="Norden",
        credit="Foto: X",
        conditions="Beskär inte.",
    )
    assert said == Decided("grant", {1: permission, 2: permission})


def test_an_image_may_have_its_own_and_empty_means_the_shared():
    said = read_for(
        1,
        2,
        channel_web="1",
        scope_2="En bok",
        until_2="2027-01-31",
        channel_print_2="1",
        territory_2="Sverige",
        credit_2="Foto: Y",
        conditions_2="Svartvitt.",
        scope_1=" ",
    )
    assert said.granted[1] == Permission("En artikel", date(2026, 12, 31), ("web",))
    assert said.granted[2] == Permission(
        "En bok", date(2027, 1, 31), ("print",), "Sverige", "Foto: Y", "Svartvitt."
    )


def test_an_image_with_all_of_its_own_needs_nothing_shared():
    said = read_for(1, scope="", until="", scope_1="En bok", until_1="2027-01-31")
    assert said.granted == {1: Permission("En bok", date(2027, 1, 31))}
    assert wrong_for(1, 2, scope="", scope_1="En bok") == {
        "scope": "Skriv vad tillståndet gäller för"
    }


def test_each_image_has_its_own_answer():
    said = read_for(
        *(1, 2, 3),
        permitted=(1, 7, 8),
        choice="each",
        answer_1="yes",
        answer_2="no",
        answer_3="no",
        alternatives="IN-7",
        reason_3="Den är inaktuell.",
        alternatives_3="8",
        instead_3_7="1",
        instead_2_8="1",
    )
    assert said.granted == {1: YES}
    assert said.denied == {2: Refusal("Nej.", (8, 7)), 3: Refusal("Den är inaktuell.", (7, 8))}


@pytest.mark.parametrize(("choice", "yes"), [("grant", {1, 2}), ("deny", set())])
def test_one_answer_for_all_overrides_the_radio_of_each(choice: str, yes: set[int]):
    said = read_for(1, 2, choice=choice, answer_1="yes", answer_2="no")
    assert set(said.granted) == yes
    assert set(said.denied) == {1, 2} - yes


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"choice": ""}, {"choice": "Välj vad du svarar"}),
        ({"choice": "partly"}, {"choice": "Välj vad du svarar"}),
        ({"scope": " "}, {"scope": "Skriv vad tillståndet gäller för"}),
        ({"scope": "a" * 501}, {"scope": "Skriv högst 500 tecken"}),
        ({"scope_1": "a" * 501}, {"scope-1": "Skriv högst 500 tecken"}),
        *(({"until": until}, {"until": WHEN}) for until in ("", "2026-11-21", "2201-01-01", "31/")),
        ({"until_1": "2026-11-21"}, {"until-1": WHEN}),
        ({"choice": "each"}, {"answer-1": "Välj ja eller nej för IN-1"}),
        ({"choice": "deny", "reason": ""}, {"reason": "Välj eller skriv ett skäl"}),
        (
            {"choice": "deny", "alternatives": "IN-77, katt"},
            {"alternatives": "IN-77, katt finns inte bland de publicerade bilderna"},
        ),
        (
            {"choice": "deny", "alternatives": "katt", "alternatives_1": "IN-77"},
            {"alternatives-1": "IN-77 finns inte bland de publicerade bilderna"},
        ),
        ({"choice": "deny", "instead_1_77": "1"}, {"instead-1": "IN-77 visas inte längre"}),
        ({"choice": "ask"}, {"message": "Skriv ditt brev"}),
        ({"choice": "answer", "message": ""}, {"message": "Skriv ditt brev"}),
    ],
)
def test_a_sentence_beside_each_wrong_field(typed, wrong):
    assert wrong_for(1, **typed) == wrong


def test_today_is_a_last_day():
    assert read_for(1, until="2026-11-22").granted[1].until == date(2026, 11, 22)


def test_only_what_the_public_sees_is_granted():
    sentence = "IN-2 är inte publicerad och kan inte beviljas"
    assert wrong_for(1, 2, permitted=(1,)) == {"choice": sentence}
    each = {"choice": "each", "answer_1": "yes", "answer_2": "yes"}
    assert wrong_for(1, 2, permitted=(1,), **each) == {"answer-2": sentence}


@pytest.mark.parametrize("choice", CHOICES)
def test_a_question_without_images_is_answered_in_words(choice: str):
    typed = {"choice": choice, "message": "Ja."}
    if choice in {"ask", "answer"}:
        assert read_for(**typed) == Decided(choice, message="Ja.")
    else:
        assert "choice" in wrong_for(**typed)


def test_what_is_offered_is_named_for_the_gate():
    form = {"alternatives": "IN-7 katt", "alternatives-3": "8;9", "instead-3-10": "1", "scope": "4"}
    assert refs_named(form) == [7, 8, 9, 10]
