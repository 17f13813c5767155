"""Answering: decision, grant, letter and events in one step; the preview is the letter."""

import pytest

from dam.database.models import Contact, Grant, Letter
from dam.database.session import Database
from dam.errors import BadInput, Conflict
from dam.links.tokens import Signer
from dam.mail import outbox
from dam.mail.image_names import forget_names
from dam.mail.render import Letterhead, render_letter
from dam.mail.smtp import open_mailer
from dam.usage_requests import answer, grants
from tests.servers import smtp
from tests.support.requests import find_request

HEAD = Letterhead(
    base_url="https://press.example.se",
    mail_from="press@inera.se",
    press_email="press@inera.se",
    signer=Signer("a-secret-key-for-tests-of-32-characters"),
)
WORDS = {
    "scope": "En artikel i Tidningen",
    "until": "2026-12-31",
    "conditions": "Beskär inte.",
    "reason": "Bilden är inaktuell.",
    "message": "Ja, se nedan.",
}
MADE_LATER = "Länken till bilderna skapas när mejlet skickas.\n"


@pytest.fixture(autouse=True)
def phone(database: Database) -> None:
    with database.writing() as session:
        session.add(Contact(key="press.phone", label="Telefon", value="072-450 01 45", position=0))
        session.commit()


def newest_letter(session) -> Letter:
    return session.query(Letter).order_by(Letter.id.desc()).first()


def press(database: Database, number: int, form: dict[str, str], *, by: int, now) -> str:
    """Look at the preview, then answer; returns the letter as it was sent."""
    with database.reading() as session:
        request = find_request(session, number)
        said = answer.read_decision(session, WORDS | form, request, now=now)
        shown = answer.preview_answer_letter(session, request, said, HEAD)
        version = request.version
    with database.writing() as session:
        request = find_request(session, number)
        answer.answer_request(session, request, said, version=version, by=by, now=now)
        session.commit()
        letter = newest_letter(session).id
    with smtp.running() as inbox:
        outbox.deliver_letter(database, open_mailer(inbox.url), letter, HEAD, now=now)
    [sent] = inbox.letters
    assert sent["To"] == "asa@tidning.example"
    assert sent["Reply-To"] == "press@inera.se"
    assert sent["Auto-Submitted"] is None
    assert sent["Subject"] == shown.subject
    text = next(sent.iter_parts()).get_content().replace("\r\n", "\n")
    assert "072-450 01 45" in text
    with database.reading() as session:
        grant = session.query(Grant).first()
        if grant:
            link = f"https://press.example.se/hamta/{HEAD.signer.token('grant', grant.id, 1)}"
            words = (
                f"Ladda ner här: {link}\n"
                "Länken är personlig och fungerar till och med 31 december 2026.\n"
            )
            assert words in text
            assert text.replace(words, MADE_LATER) == shown.text
            assert grants.open_grant(session, HEAD.signer, link.rsplit("/", 1)[1], now)
        else:
            assert text == shown.text
    return text


def named(title: str, image_id: int) -> str:
    """How a letter names an image."""
    return f"- {title}: https://press.example.se/b/{image_id}\n"


def state_of(database: Database, number: int) -> str:
    with database.reading() as session:
        return find_request(session, number).state


def test_a_yes(database, add_image, ask_for, house, now):
    one, two = add_image("Åska"), add_image("Bo Al", creators=["Bo Al"])
    number = ask_for(one, two)
    text = press(database, number, {"choice": "grant"}, by=house["Kim"], now=now)
    assert state_of(database, number) == "granted"
    assert f"Du får använda de här bilderna:\n{named('Åska', one)}{named('Bo Al', two)}" in text
    assert "Ange vid bilderna:\n- Åska: Foto: Anna Ek/1177\n- Bo Al: Foto: Bo Al/1177\n" in text
    assert "Tänk på: Beskär inte." in text
    assert "https://press.example.se/villkor/kraver-godkannande-v1" in text


def test_a_yes_to_one_of_two(database, add_image, ask_for, house, now):
    one, two = add_image("Äng"), add_image("Hav")
    number = ask_for(one, two)
    form = {"choice": "each", f"answer-{one}": "no", f"answer-{two}": "yes"}
    form |= {"alternatives": f"IN-{two}"}
    text = press(database, number, form, by=house["Kim"], now=now)
    assert state_of(database, number) == "partly_granted"
    assert f"Du får använda bilden:\n{named('Hav', two)}" in text
    assert f"inte använda bilden:\n{named('Äng', one)}\nSkäl: Bilden är inaktuell." in text
    assert f"Du kan använda den här bilden i stället:\n{named('Hav', two)}" in text


def test_what_differs_is_said_of_each_image(database, add_image, ask_for, house, now):
    one, two, three, four = (add_image(title) for title in "ABCD")
    number = ask_for(one, two, three, four)
    answers = {one: "yes", two: "yes", three: "no", four: "no"}
    form = {f"answer-{image}": said for image, said in answers.items()}
    form |= {
        "choice": "each",
        "channel-print": "1",
        "channel-web": "1",
        "territory": "Norden",
        f"channel-social-{two}": "1",
        f"until-{one}": "2026-11-30",
        f"conditions-{two}": "Svartvitt.",
        "conditions": "",
        f"reason-{four}": "Fotografens rättigheter räcker inte.",
        f"instead-{three}-{one}": "1",
    }
    text = press(database, number, form, by=house["Kim"], now=now)
    assert f"Du får använda de här bilderna:\n{named('A', one)}{named('B', two)}" in text
    assert (
        "Gäller för: En artikel i Tidningen\n"
        "Kanaler:\n- A: i tryck, på webben\n- B: i sociala medier\n"
        "Område: Norden\n"
        "Gäller till och med:\n- A: 30 november 2026\n- B: 31 december 2026\n"
        "Ange vid bilden: Foto: Anna Ek/1177\n"
        "Tänk på:\n- B: Svartvitt.\n\n"
    ) in text
    assert (
        f"inte använda bilden:\n{named('C', three)}\nSkäl: Bilden är inaktuell.\n\n"
        f"Du kan använda den här bilden i stället:\n{named('A', one)}\n"
        f"Du får tyvärr inte använda bilden:\n{named('D', four)}\n"
        "Skäl: Fotografens rättigheter räcker inte.\n"
    ) in text


def test_a_no(database, add_image, ask_for, house, now):
    number = ask_for(add_image())
    text = press(database, number, {"choice": "deny"}, by=house["Kim"], now=now)
    assert state_of(database, number) == "denied"
    assert "Skäl: Bilden är inaktuell." in text


def test_a_question_back(database, add_image, ask_for, house, now):
    number = ask_for(add_image())
    text = press(database, number, {"choice": "ask"}, by=house["Kim"], now=now)
    assert state_of(database, number) == "needs_information"
    token = HEAD.signer.token("case", number, 1)
    assert f"Svara här: https://press.example.se/arende/{token}" in text


def test_an_answer_in_words(database, ask_for, house, now):
    number = ask_for(about="national")
    text = press(database, number, {"choice": "answer"}, by=house["Kim"], now=now)
    assert state_of(database, number) == "answered"
    assert "Ja, se nedan." in text


def test_a_letter_that_was_sent_keeps_no_title_of_an_erased_image(
    database, add_image, ask_for, house, now
):
    gone, kept = add_image("En hemlig titel"), add_image("Hav")
    number = ask_for(gone, kept)
    form = {"choice": "each", f"answer-{gone}": "no", f"answer-{kept}": "yes"}
    assert "hemlig" in press(database, number, form, by=house["Kim"], now=now)
    with database.writing() as session:
        forget_names(session, gone)
        session.commit()
        letter = newest_letter(session)
        text = render_letter(letter.kind, "sv", letter.context, HEAD).text
    assert f"inte använda bilden:\n- IN-{gone}\n" in text
    assert named("Hav", kept) in text


def test_neither_half_is_done_alone(database, add_image, ask_for, house, now):
    number = ask_for(add_image())
    with database.writing() as session:
        request = find_request(session, number)
        said = answer.read_decision(session, WORDS | {"choice": "grant"}, request, now=now)
        answer.answer_request(session, request, said, version=1, by=house["Kim"], now=now)
        session.rollback()
    with database.reading() as session:
        assert find_request(session, number).state == "received"
        assert session.query(Grant).count() == 0
        assert newest_letter(session).kind == "notice"


def test_the_second_answer_sends_nothing(database, add_image, ask_for, house, now):
    number = ask_for(add_image())
    press(database, number, {"choice": "deny"}, by=house["Kim"], now=now)
    with database.writing() as session:
        request = find_request(session, number)
        said = answer.read_decision(session, WORDS | {"choice": "grant"}, request, now=now)
        with pytest.raises(Conflict):
            answer.answer_request(session, request, said, version=1, by=house["Noor"], now=now)


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_the_public_may_not_see_is_neither_granted_nor_offered(
    database, add_image, ask_for, now, state: str
):
    hidden, shown = add_image(state=state), add_image()
    number = ask_for(hidden)
    with database.reading() as session:
        request = find_request(session, number)
        for form, field in [
            ({"choice": "grant"}, "choice"),
            ({"choice": "deny", "alternatives": f"IN-{hidden}, IN-{shown}"}, "alternatives"),
        ]:
            with pytest.raises(BadInput) as caught:
                answer.read_decision(session, WORDS | form, request, now=now)
            assert list(caught.value.fields) == [field]
            assert f"IN-{shown}" not in caught.value.fields[field]
