"""Who is told of cases, and how few letters a flood of them makes."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from dam.database.models import Letter, UsageRequest
from dam.mail import outbox
from dam.mail.smtp import open_mailer
from dam.usage_requests import follow_up, notify
from dam.usage_requests.submit import submit_request
from tests.servers import smtp
from tests.support.letters import LETTERHEAD
from tests.support.requests import PRESS_EMAIL, typed_request

MINUTE = timedelta(minutes=1)


@pytest.fixture
def inbox() -> Iterator[smtp.Inbox]:
    with smtp.running() as running:
        yield running


@pytest.fixture
def come(database):
    """Let cases come in, by default from an address each; returns their ids."""

    def submit_many(count: int, now: datetime, **fields: object) -> list[int]:
        ids = []
        with database.writing() as session:
            for n in range(count):
                asked = typed_request(**{"email": f"{now:%H%M}-{n}@tidning.example", **fields})
                once = f"{now} {n}"
                ids.append(
                    submit_request(session, asked, once=once, press_email=PRESS_EMAIL, now=now).id
                )
            session.commit()
        return ids

    return submit_many


def posted(database, recipient: str) -> list[Letter]:
    with database.reading() as session:
        found = session.query(Letter).filter_by(recipient=recipient).order_by(Letter.id).all()
        session.expunge_all()
        return found


def kinds(database, recipient: str) -> Counter[str]:
    return Counter(letter.kind for letter in posted(database, recipient))


def test_a_flood_is_told_in_one_letter_and_each_gets_a_receipt(database, come, now):
    come(notify.MOST_NOTICES + 70, now)
    assert kinds(database, PRESS_EMAIL) == {"notice": notify.MOST_NOTICES, "notices": 1}
    together = posted(database, PRESS_EMAIL)[-1]
    assert together.context["count"] == 70
    assert together.context["cases"] == ["2026-0031", "2026-0100"]
    assert together.next_try == now + notify.GATHERED_FOR
    with database.reading() as session:
        assert session.query(Letter).filter_by(kind="receipt").count() == 100
        assert session.query(UsageRequest).filter_by(state="received").count() == 100


def test_the_letter_waits_for_more_and_then_goes(database, come, now, inbox):
    come(notify.MOST_NOTICES + 1, now)
    come(1, now + 5 * MINUTE, deadline=now + timedelta(days=1))
    come(1, now + 6 * MINUTE, deadline=now + timedelta(hours=9))
    together = posted(database, PRESS_EMAIL)[-1]
    mailer = open_mailer(inbox.url)
    outbox.deliver_letter(database, mailer, together.id, LETTERHEAD, now=now + 14 * MINUTE)
    assert inbox.letters == []
    due = now + notify.GATHERED_FOR
    outbox.deliver_letter(database, mailer, together.id, LETTERHEAD, now=due)
    [letter] = inbox.letters
    assert letter["Subject"] == "3 händelser i bildärenden (2026-0031 – 2026-0033)"
    assert "Närmast önskat svar: 22 november 2026 kl. 22.00" in letter.get_body().get_content()
    come(1, due)
    assert [one.context["count"] for one in posted(database, PRESS_EMAIL)[-2:]] == [3, 1]


def test_a_letter_that_is_being_sent_takes_nothing_more(database, come, now):
    come(notify.MOST_NOTICES + 1, now)
    with database.writing() as session:
        session.get_one(Letter, posted(database, PRESS_EMAIL)[-1].id).tries = 1
        session.commit()
    come(1, now + MINUTE)
    assert kinds(database, PRESS_EMAIL)["notices"] == 2


def test_after_an_hour_each_case_has_its_letter_again(database, come, now):
    come(notify.MOST_NOTICES + 1, now)
    come(1, now + timedelta(hours=1))
    assert kinds(database, PRESS_EMAIL) == {"notice": notify.MOST_NOTICES + 1, "notices": 1}


def test_what_journalists_add_counts_with_new_cases(database, come, now):
    ids = come(notify.MOST_NOTICES - 1, now)
    with database.writing() as session:
        for n, one in enumerate(ids[:3]):
            request = session.get_one(UsageRequest, one)
            follow_up.add_requester_reply(
                session, request, "Mer", once=str(n), press_email=PRESS_EMAIL, now=now
            )
        follow_up.withdraw_request(session, request, press_email=PRESS_EMAIL, now=now)
        session.commit()
    assert kinds(database, PRESS_EMAIL) == {
        "notice": notify.MOST_NOTICES - 1,
        "replied": 1,
        "notices": 1,
    }
    assert posted(database, PRESS_EMAIL)[-1].context["count"] == 3


def test_a_region_s_mailbox_is_spared_too(database, come, add_image, house, now):
    image = add_image(owner_id=house["skane"])
    come(notify.MOST_NOTICES + 5, now, images=(image,))
    region = "press@skane.example"
    assert kinds(database, region) == {"region_notice": notify.MOST_NOTICES, "region_notices": 1}
    together = posted(database, region)[-1]
    assert (together.context["region"], together.context["count"]) == ("Region Skåne", 5)


def test_nobody_s_mailbox_is_filled_with_receipts(database, come, now):
    """Whoever types a stranger's address again and again sends that stranger a few letters."""
    come(25, now, email="offer@tidning.example")
    assert kinds(database, "offer@tidning.example") == {"receipt": notify.MOST_RECEIPTS}
    come(1, now + timedelta(hours=1), email="offer@tidning.example")
    assert kinds(database, "offer@tidning.example") == {"receipt": notify.MOST_RECEIPTS + 1}
    with database.reading() as session:
        assert session.query(UsageRequest).count() == 26
