"""What the case's two pages show, and what the journalist's never shows."""

from dataclasses import asdict, dataclass
from datetime import timedelta

from dam.database.models import Letter
from dam.mail.kinds import KINDS
from dam.usage_requests import answer, follow_up
from dam.usage_requests.case_page import (
    LABELS,
    STATE_SENTENCES,
    CaseOutcome,
    UnseenCaseImage,
    show_case,
)
from dam.usage_requests.deadlines import Promise
from dam.usage_requests.desk_page import show_staff_case
from dam.usage_requests.states import NEXT
from dam.usage_requests.submit import submit_request
from tests.support.letters import every_letter, make_request
from tests.support.requests import (
    PERMISSION_ENDS,
    PRESS_EMAIL,
    find_request,
    grant_answer,
    typed_request,
)


@dataclass(frozen=True)
class Card:
    ref: str
    title: str
    language: str = "sv"
    sizes: tuple[str, ...] = ()


def test_every_state_has_its_words():
    assert set(LABELS) == set(NEXT)
    assert set(STATE_SENTENCES) == set(NEXT) - {"spam"}
    assert set(KINDS) == {draft.kind for draft in every_letter(make_request())}


def test_the_journalists_page(database, house, add_image, ask_for, now):
    shown, hidden = add_image(), add_image()
    number = ask_for(shown, hidden, deadline=now + timedelta(hours=3))
    with database.writing() as session:
        request = find_request(session, number)
        answer.ask_requester(session, request, "Var?", version=1, by=house["Kim"], now=now)
        seen = {shown: Card(f"IN-{shown}", "Ett samtal")}
        asked = show_case(request, seen=seen, downloads=[], now=now)
        assert (asked.state_label, asked.question) == ("Komplettering behövs", "Var?")
        assert asked.deadline == "22 november 2026 kl. 16.00"
        assert asked.open
        assert [one.title for one in asked.images] == ["Ett samtal", "Bilden visas inte längre"]

        follow_up.add_requester_reply(
            session, request, "På sidan 3", once="r", press_email=PRESS_EMAIL, now=now
        )
        said = grant_answer(shown, refused=(hidden,))
        answer.decide_request(session, request, said, version=3, by=house["Kim"], now=now)
        answered = show_case(request, seen=seen, downloads=list(seen.values()), now=now)
        assert [words for _, words in answered.events] == [
            "Din begäran kom in.",
            "Vi behövde veta mer.",
            "Du skrev mer.",
            "Du fick svar.",
        ]
        gone = UnseenCaseImage(f"IN-{hidden}", "Bilden visas inte längre", "sv")
        assert answered.outcomes == (
            CaseOutcome(seen[shown], "Du får använda bilden.", "", ""),
            CaseOutcome(gone, "Nej, tyvärr.", "Bilden är inaktuell.", ""),
        )
        assert answered.grant is not None
        assert (answered.grant.until, answered.grant.credit) == (
            PERMISSION_ENDS,
            "Foto: Anna Ek/1177",
        )
        assert answered.grant.terms_urls == ("/villkor/kraver-godkannande-v1",)
        assert not answered.open
        assert show_case(request, seen=seen, downloads=[], now=PERMISSION_ENDS).grant is None
        for words in ("rådgivning", "sidan 3", "Kim", "Åsa", "hemlig"):
            assert words not in str(asdict(answered))


def test_a_sender_of_spam_sees_a_receipt(database, now):
    with database.writing() as session:
        spam = submit_request(
            session, typed_request(), once="a", press_email=PRESS_EMAIL, spam=True, now=now
        )
        plain = submit_request(session, typed_request(), once="b", press_email=PRESS_EMAIL, now=now)
        _look_alike(spam, plain, now)
        for one in (spam, plain):
            follow_up.add_requester_reply(
                session, one, "Mer", once=str(one.id), press_email=PRESS_EMAIL, now=now
            )
        _look_alike(spam, plain, now)
        for one in (spam, plain):
            follow_up.withdraw_request(session, one, press_email=PRESS_EMAIL, now=now)
        _look_alike(spam, plain, now)
        assert [letter.request_id for letter in session.query(Letter)] == [plain.id] * 4


def _look_alike(one, other, now) -> None:
    pages = [show_case(each, seen={}, downloads=[], now=now) for each in (one, other)]
    assert asdict(pages[0]) | {"number": ""} == asdict(pages[1]) | {"number": ""}


def test_the_staffs_page(database, house, add_image, ask_for, now):
    number = ask_for(add_image(), deadline=now - timedelta(hours=1))
    with database.writing() as session:
        request = find_request(session, number)
        answer.claim_request(session, request, version=1, by=house["Kim"], now=now)
        follow_up.add_requester_reply(
            session, request, "På sidan 3", once="r", press_email=PRESS_EMAIL, now=now
        )
        promise = Promise(None, timedelta(hours=24))
        page = show_staff_case(request, names={house["Kim"]: "Kim"}, promise=promise, now=now)
        assert (page.handler, page.late, page.open) == ("Kim", "deadline", True)
