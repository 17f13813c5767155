"""To an outsider an image that was never public answers exactly as one that does not exist.

The same status, headers and words, and the same questions to the database, so no time tells either.
"""

import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from dam.database.models import Image
from dam.rights.window import TimeBounds
from tests.delivery.exits import EXITS
from tests.support.cases import REQUEST_FORM
from tests.support.counting import CountedStatements

HIDDEN, MISSING = 70707, 80808
# What differs between any two answers.
OWN = re.compile(r"[\w.-]{40,}|[0-9a-f]{16,}|nonce-[^ \"']+|Referens: \S+")


def hide(room, clock, state):
    room.change(
        lambda s, _: s.execute(
            text("INSERT INTO sqlite_sequence (name, seq) VALUES ('image', :seq)"),
            {"seq": HIDDEN - 1},
        )
    )
    ahead = TimeBounds(embargo_until=clock() + timedelta(hours=1))
    made = state != "pending"
    embargoed = state == "embargo"
    one = room.add(bounds=ahead if embargoed else None, published=embargoed or not made, made=made)
    assert one == HIDDEN
    if state == "review":
        room.change(lambda s, _: setattr(s.get_one(Image, one), "state", "review"))
    if state == "withdrawn draft":
        room.withdraw(one)


@pytest.mark.parametrize("state", ["draft", "review", "embargo", "pending", "withdrawn draft"])
def test_the_hidden_answers_as_what_does_not_exist(room, outsider, services, clock, state):
    hide(room, clock, state)
    with services.database.reading() as session:
        image = session.get_one(Image, HIDDEN)
        # Whoever holds a grant was told of its images; everybody else is asked for here.
        named = [one for one in EXITS if not {"grant", "granted", "case"} & set(one.name.split())]
        addresses = [one.address(image, services) for one in named]
    asked = [address for address in addresses if str(HIDDEN) in address]
    assert len(asked) > 20
    outsider.get("/bilder/varm-1")
    for address in asked:
        answers = []
        for one in (address, address.replace(str(HIDDEN), str(MISSING))):
            with CountedStatements(services) as counted:
                answer = outsider.get(one)
            headers = {name: OWN.sub("", value) for name, value in answer.headers}
            words = OWN.sub("", answer.text).replace(str(HIDDEN), str(MISSING))
            where = answer.headers.get("Location", "").replace(str(HIDDEN), str(MISSING))
            answers.append(
                (answer.status_code, headers | {"Location": where}, words, counted.asked)
            )
        assert answers[0] == answers[1], address


@pytest.mark.parametrize("state", ["draft", "review", "embargo", "pending", "withdrawn draft"])
@pytest.mark.parametrize(("form", "name"), [("/begaran", "request"), ("/bevaka", "watch")])
def test_a_form_about_the_hidden_is_answered_as_one_about_nothing(
    room, outsider, services, clock, state, form, name
):
    hide(room, clock, state)
    fields = REQUEST_FORM | {"csrf_token": services.signer.form_token(name), "anyway": "1"}
    outsider.post(form, data=fields | {"b": MISSING + 1})
    answers = []
    for one in (HIDDEN, MISSING):
        with CountedStatements(services) as counted:
            answer = outsider.post(form, data=fields | {"b": one})
        headers = {name: OWN.sub("", value) for name, value in answer.headers}
        words = OWN.sub("", answer.text).replace(str(HIDDEN), str(MISSING))
        answers.append((answer.status_code, headers, words, counted.asked))
    assert answers[0] == answers[1]
    assert answers[0][0] in {400, 404}
