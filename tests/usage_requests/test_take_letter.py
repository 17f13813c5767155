"""Letters in: each lands on its case once, and does what it may do there and no more."""

from dataclasses import replace

import pytest

from dam.database.models import AuditEvent, Letter, UsageRequest
from dam.errors import BadInput, Conflict, NotFound
from dam.mail import outbox
from dam.mail.smtp import open_mailer
from dam.services import Services
from dam.usage_requests import answer, inbound
from dam.usage_requests.submit import submit_request
from dam.worker import main, periodic
from tests.servers import smtp
from tests.support.databases import on_both
from tests.support.inbound_mail import ASKER, CASES, write_bounce, write_letter
from tests.support.requests import PRESS_EMAIL, deny_answer, typed_request


@pytest.fixture
def services(services: Services) -> Services:
    head = replace(services.letterhead, case_address=CASES)
    return replace(services, letterhead=head)


@pytest.fixture
def asked(services, clock) -> int:
    """A request of the asker's that waits for an answer to a question."""

    def work(session):
        request = submit_request(
            session, typed_request(), once="once", press_email=PRESS_EMAIL, now=clock()
        )
        answer.ask_requester(session, request, "Var?", version=1, by=None, now=clock())
        return request.id

    return change(services, work)


def change(services, work):
    with services.database.writing() as session:
        done = work(session)
        session.commit()
        return done


def look(services, read):
    with services.database.reading() as session:
        return read(session)


def state(services) -> tuple[str, int, int]:
    """The request's state and version, and how often the press office was told."""

    def read(session):
        request = session.query(UsageRequest).one()
        told = session.query(Letter).filter_by(kind="replied").count()
        return request.state, request.version, told

    return look(services, read)


def came(services) -> list[Letter]:
    return look(services, lambda session: session.query(Letter).filter_by(direction="in").all())


def out(services, kind: str = "needs_information") -> Letter:
    return look(services, lambda session: session.query(Letter).filter_by(kind=kind).one())


def case_address(services, asked: int, generation: int = 1) -> str:
    tag = services.signer.address_tag("answer", asked, generation)
    return CASES.replace("@", f"+{tag}@")


def test_our_letter_says_where_answers_and_returns_go(services, asked, clock):
    with smtp.running() as inbox:
        for kind in ("needs_information", "notice"):
            outbox.deliver_letter(
                services.database,
                open_mailer(inbox.url),
                out(services, kind).id,
                services.letterhead,
                now=clock(),
            )
    question, notice = inbox.letters
    assert question["Reply-To"] == case_address(services, asked)
    assert question["X-Loop"] == CASES
    assert notice["Reply-To"] == ASKER, "the press office answers the journalist"
    returns_to = f"arenden+b{out(services).message_id}@press.inera.se"
    assert inbox.envelopes[0].mail_from == returns_to
    assert len(returns_to.partition("@")[0]) <= 64


@on_both
def test_an_answer_lands_on_its_case_once(services, asked):
    raw = write_letter(case_address(services, asked).upper(), files={"artikel.pdf": b"%PDF-1"})
    assert main.take_letter(services, raw) == "kept"
    assert main.take_letter(services, raw) == "known"
    [letter] = came(services)
    assert (letter.kind, letter.sender, letter.request_id) == ("reply", ASKER, asked)
    assert (letter.subject, letter.body) == ("Sv: Ärende 2026-0001", "Den ska stå på sidan 3.")
    assert letter.recipient == CASES, "no stored letter holds a tag"
    [file] = letter.attachments
    assert (file.name, file.bytes) == ("artikel.pdf", 6)
    with services.storage.open(file.key) as stored:
        assert stored.read() == b"%PDF-1"
    assert state(services) == ("received", 3, 1)
    event = look(services, lambda s: s.query(UsageRequest).one().events[-1])
    assert (event.user_id, event.to_state, event.why) == (None, "received", "Svaret kom som brev.")


def test_an_answer_is_known_by_the_letter_that_it_answers(services, asked):
    ours = out(services).message_id
    for header in ("In_Reply_To", "References"):
        raw = write_letter(CASES, message_id=f"<{header}@x.se>", **{header: f"<{ours}@inera.se>"})
        assert main.take_letter(services, raw) == "kept"
    assert {letter.request_id for letter in came(services)} == {asked}


def test_another_sender_is_kept_and_changes_nothing(services, asked):
    raw = write_letter(case_address(services, asked), sender="chef@tidning.example")
    assert main.take_letter(services, raw) == "kept"
    assert state(services) == ("needs_information", 3, 1)
    letter = out(services, "replied")
    assert letter.context["by_another"] is True
    question = look(services, lambda s: s.query(UsageRequest).one().events[-1].why)
    assert question == "Var?", "the journalist's page still asks"


def test_an_answered_case_takes_letters_too(services, asked, clock):
    def deny(session):
        request = session.get_one(UsageRequest, asked)
        answer.decide_request(session, request, deny_answer(), version=None, by=None, now=clock())

    change(services, deny)
    assert main.take_letter(services, write_letter(case_address(services, asked))) == "kept"
    assert state(services) == ("denied", 4, 1)


def test_spam_stays_spam_and_tells_nobody(services, asked, clock):
    def put_aside(session):
        request = session.get_one(UsageRequest, asked)
        answer.mark_spam(session, request, version=None, by=None, now=clock())

    change(services, put_aside)
    assert main.take_letter(services, write_letter(case_address(services, asked))) == "kept"
    assert state(services)[::2] == ("spam", 0)


def test_a_machine_changes_nothing_and_causes_no_letter(services, asked):
    raw = write_letter(case_address(services, asked), Auto_Submitted="auto-replied")
    assert main.take_letter(services, raw) == "kept"
    assert state(services) == ("needs_information", 2, 0)
    assert [(one.kind, one.request_id) for one in came(services)] == [("auto", asked)]


def test_our_own_letter_is_dropped(services, asked):
    raw = write_letter(case_address(services, asked), X_Loop=CASES)
    assert main.take_letter(services, raw) == "loop"
    assert came(services) == []


@pytest.mark.parametrize("by", ["envelope", "enclosed"])
def test_a_bounce_marks_the_letter_undelivered(services, asked, clock, by: str):
    ours = out(services)
    with smtp.running() as inbox:
        mailer = open_mailer(inbox.url)
        outbox.deliver_letter(services.database, mailer, ours.id, services.letterhead, now=clock())
    to = inbox.envelopes[0].mail_from if by == "envelope" else CASES
    letter = inbox.envelopes[0].content if by == "enclosed" else b""
    assert main.take_letter(services, write_bounce(to, letter)) == "kept"
    ours = out(services)
    assert ours.state == "failed"
    assert ours.last_error.startswith(
        "Mottagarens mejlserver skickade tillbaka brevet (5.1.1): 550"
    )
    [bounce] = came(services)
    assert (bounce.kind, bounce.request_id, bounce.recipient) == ("bounce", asked, ASKER)
    assert state(services) == ("needs_information", 2, 0)
    change(services, lambda s: outbox.resend_letter(s, ours.id, by=None, now=clock()))
    assert out(services).state == "waiting"


def test_what_belongs_nowhere_waits_for_somebody(services, asked):
    forged = f"arenden+{asked}-1-{'a' * 16}@press.inera.se"
    raws = [
        write_letter(CASES, message_id="<a@x.se>"),
        write_letter(forged, message_id="<b@x.se>"),
        write_letter(case_address(services, asked, 2), message_id="<c@x.se>"),
        write_letter(CASES, message_id="<d@x.se>", In_Reply_To=f"<{'0' * 32}@inera.se>"),
        write_bounce(f"arenden+b{'0' * 32}@press.inera.se"),
    ]
    assert [main.take_letter(services, raw) for raw in raws] == ["unmatched"] * 5
    assert state(services) == ("needs_information", 2, 0)
    assert look(services, inbound.count_unmatched_letters) == 5


@pytest.mark.usefixtures("asked")
def test_a_letter_is_put_on_a_case_or_aside(services, clock):
    for name in "abc":
        main.take_letter(services, write_letter(CASES, message_id=f"<{name}@x.se>"))
    one, two, three = (letter.id for letter in came(services))

    def put(letter_id: int, number: str) -> None:
        change(services, lambda s: inbound.put_on(s, letter_id, number, by=None, now=clock()))

    for number in ("", "2026-0099"):
        with pytest.raises(BadInput, match="Skriv ärendets nummer"):
            put(one, number)
    put(one, " 2026-0001 ")
    assert state(services) == ("received", 3, 0), "who put it there knows of it"
    change(services, lambda s: inbound.put_aside(s, two, by=None, now=clock()))
    assert [x.id for x in look(services, inbound.list_unmatched_letters)] == [three]
    put(two, "2026-0001")
    with pytest.raises(Conflict):
        put(one, "2026-0001")
    with pytest.raises(NotFound):
        put(out(services).id, "2026-0001")


def test_strays_leave_what_came_by_letter(services, asked, clock):
    raw = write_letter(case_address(services, asked), files={"a.pdf": b"%PDF-1"})
    main.take_letter(services, raw)
    clock.at = clock.at.replace(year=2036)
    periodic.tidy_hourly(replace(services, clock=clock))
    [file] = came(services)[0].attachments
    assert services.storage.stat(file.key).size == 6


def test_words_and_names_are_cleaned(services, asked):
    raw = write_letter(
        case_address(services, asked),
        "a\u202eb\0c",
        files={"../x\u202efdp.exe/\t" + "y" * 400: b"1"},
    )
    main.take_letter(services, raw)
    [letter] = came(services)
    assert letter.body == "ab c"
    name = letter.attachments[0].name
    assert "/" not in name
    assert "\u202e" not in name
    assert len(name) <= 140


def test_each_letter_is_noted(services, asked):
    main.take_letter(services, write_letter(case_address(services, asked)))
    actions = look(services, lambda s: [event.action for event in s.query(AuditEvent)])
    assert actions[-2:] == ["reply_in", "request_received"]
