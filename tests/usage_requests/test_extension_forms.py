"""What is typed of longer time is read strictly."""

from datetime import date

import pytest

from dam.errors import BadInput
from dam.usage_requests import extensions, states
from dam.usage_requests.extensions import ExtensionAnswer
from dam.usage_requests.request_form import TOO_FAR
from tests.support.cases import ask_for_longer
from tests.support.requests import find_request


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"extend_until": ""}, "extend_until", extensions.WHEN),
        ({"extend_until": "2026-11-21"}, "extend_until", extensions.WHEN),
        ({"extend_until": "2026-12-31"}, "extend_until", extensions.NOT_LATER),
        ({"extend_until": "2029-01-01"}, "extend_until", TOO_FAR),
        ({"extend_until": "9999-12-31"}, "extend_until", TOO_FAR),
        ({"extend_why": " "}, "extend_why", extensions.WHY),
        ({"extend_why": "a" * 2001}, "extend_why", "Skriv högst 2000 tecken"),
    ],
)
def test_a_wish_has_a_day_and_a_reason(database, granted_request, now, typed, field, told):
    with pytest.raises(BadInput) as caught:
        ask_for_longer(database, granted_request, now, **typed)
    assert caught.value.fields == {field: told}


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ({}, "extend"),
        ({"extend": "yes"}, "extend_until"),
        ({"extend": "yes", "extend_until": "2026-12-31"}, "extend_until"),
        ({"extend": "yes", "extend_until": "9999-12-31"}, "extend_until"),
        ({"extend": "no", "extend_until": "2027-03-31"}, "extend_reason"),
        ({"extend": "no", "extend_reason": "a" * 1001}, "extend_reason"),
    ],
)
def test_an_answer_has_what_it_needs(database, granted_request, now, form, wrong):
    ask_for_longer(database, granted_request, now)
    with database.reading() as session:
        request = find_request(session, granted_request)
        with pytest.raises(BadInput) as caught:
            extensions.read_extension_answer(form, request, now)
        assert list(caught.value.fields) == [wrong]
        yes = extensions.read_extension_answer(
            {"extend": "yes", "extend_until": "2027-01-31"}, request, now
        )
        assert yes == ExtensionAnswer(date(2027, 1, 31))
        no = extensions.read_extension_answer(
            {"extend": "no", "extend_reason": " Nej. "}, request, now
        )
        assert no == ExtensionAnswer(None, "Nej.")
        assert states.extension_of(request) is not None
