"""The table of states: what may follow what, whoever tries, and each change on record."""

from collections.abc import Iterator

import pytest
from hypothesis import settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from hypothesis.strategies import booleans, integers

from dam.database.models import Base, Letter, UsageRequest, User
from dam.database.session import Database
from dam.errors import DamError
from dam.usage_requests import answer, follow_up, grants
from dam.usage_requests.decision_form import Decided
from dam.usage_requests.states import NEXT, OPEN, TAKES_WORDS, UNANSWERED
from dam.usage_requests.submit import submit_request
from tests.support.clock import NOW
from tests.support.requests import PRESS_EMAIL, typed_request


def test_every_state_is_reached_and_knows_what_follows():
    reached = {"received", "spam"}.union(*NEXT.values())
    assert reached == set(NEXT)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One database for all runs of the machine, which begins each by emptying it."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('desk') / 'dam.sqlite'}")
    Base.metadata.create_all(database.engine)
    yield database
    database.close()


class Desk(RuleBasedStateMachine):
    """A journalist and two editors do whatever they like, with fresh and stale pages."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database
        self.was = "received"

    @initialize(spam=booleans())
    def ask(self, spam: bool) -> None:
        with self.database.writing() as session:
            for table in reversed(Base.metadata.sorted_tables):
                session.execute(table.delete())
            session.add_all(
                User(id=id_, email=str(id_), role="editor", password_hash="", created_at=NOW)
                for id_ in (1, 2)
            )
            request = submit_request(
                session, typed_request(), once="1", press_email=PRESS_EMAIL, spam=spam, now=NOW
            )
            self.id, self.was, self.version = request.id, request.state, request.version
            session.commit()

    def _try(self, action, *, allowed: bool, stale: bool = False, **more) -> None:
        """Do it, and see that it is refused where it is not ``allowed`` or the page is stale, and
        nowhere else.
        """
        with self.database.writing() as session:
            request = session.get_one(UsageRequest, self.id)
            refused = None
            try:
                action(session, request, version=self.version - stale, now=NOW, **more)
                session.commit()
            except DamError as error:
                session.rollback()
                refused = error
            assert (refused is None) is (allowed and not stale), f"{self.was}: {refused}"
            if refused is None:
                self._moved(request)

    def _leads_to(self, state: str) -> bool:
        return state in NEXT[self.was]

    def _moved(self, request: UsageRequest) -> None:
        same = request.state == self.was
        assert request.state in NEXT[self.was] or same
        assert request.version == self.version + 1 or same
        self.was, self.version = request.state, request.version

    @rule(by=integers(1, 2), stale=booleans())
    def claim(self, by: int, stale: bool) -> None:
        self._try(answer.claim_request, allowed=self._leads_to("claimed"), by=by, stale=stale)

    @rule(by=integers(1, 2), stale=booleans())
    def mark_spam(self, by: int, stale: bool) -> None:
        self._try(answer.mark_spam, allowed=self._leads_to("spam"), by=by, stale=stale)

    @rule(by=integers(1, 2), stale=booleans())
    def ask_more(self, by: int, stale: bool) -> None:
        asked = self.was == "needs_information"
        allowed = asked or self._leads_to("needs_information")
        self._try(answer.ask_requester, allowed=allowed, question="Var?", by=by, stale=stale)

    @rule(by=integers(1, 2), stale=booleans(), yes=booleans())
    def answer(self, by: int, stale: bool, yes: bool) -> None:
        decided = Decided("answer" if yes else "deny", message="Ja.")
        self._try(
            answer.decide_request, allowed=self.was in OPEN, decided=decided, by=by, stale=stale
        )

    @rule(by=integers(1, 2), stale=booleans())
    def revoke(self, by: int, stale: bool) -> None:
        allowed = self._leads_to("revoked")
        self._try(grants.revoke_grants, allowed=allowed, reason="Fel.", by=by, stale=stale)

    @rule()
    def reply(self) -> None:
        self._try(
            lambda session, request, now, **_: follow_up.add_requester_reply(
                session,
                request,
                "Här.",
                once=str(request.version),
                press_email=PRESS_EMAIL,
                now=now,
            ),
            allowed=self.was in TAKES_WORDS,
        )

    @rule()
    def withdraw(self) -> None:
        self._try(
            lambda session, request, now, **_: follow_up.withdraw_request(
                session, request, press_email=PRESS_EMAIL, now=now
            ),
            allowed=self.was in {*UNANSWERED, "withdrawn"},
        )

    @invariant()
    def the_events_tell_the_whole_story(self) -> None:
        if not hasattr(self, "version"):
            return
        with self.database.reading() as session:
            request = session.get_one(UsageRequest, self.id)
            events = request.events
            assert request.version == len(events)
            assert [event.from_state for event in events[1:]] == [
                event.to_state for event in events[:-1]
            ]
            assert events[-1].to_state == request.state == self.was
            assert not (request.handler_id and self.was == "received"), "somebody has it"
            assert session.query(Letter).count() <= 2 + len(events)


def test_whatever_people_do(empty: Database):
    run_state_machine_as_test(
        lambda: Desk(empty),
        settings=settings(max_examples=20, stateful_step_count=12, deadline=None),
    )


@pytest.mark.parametrize("state", sorted(NEXT))
def test_nothing_leads_to_a_state_the_database_does_not_know(state: str):
    constraint = str(
        next(c for c in UsageRequest.__table__.constraints if "known_state" in str(c.name)).sqltext
    )
    assert f"'{state}'" in constraint
