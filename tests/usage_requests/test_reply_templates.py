"""Words that staff use again: what the first content brings, and what staff make of it."""

from dataclasses import replace

import pytest

from config.settings import ROOT
from dam.content import seed
from dam.database.fingerprint import mark_of
from dam.database.models import StandardAnswer
from dam.errors import BadInput, Conflict, NotFound
from dam.usage_requests import reply_templates
from dam.usage_requests.reply_templates import ReplyTemplateText, read_reply_template
from tests.support.databases import on_both

WORDS = ReplyTemplateText("Ring oss", "sv", "Ring oss så reder vi ut det.")


@pytest.fixture
def added(database, house, now) -> int:
    with database.writing() as session:
        said = ReplyTemplateText("  Ring\toss ", "sv", "Ring oss\r\nså reder vi ut det.\n")
        row = reply_templates.add_reply_template(session, said, by=house["Kim"], now=now)
        session.commit()
        return row.id


def names(session, language: str | None = None) -> list[str]:
    return [one.name for one in reply_templates.list_reply_templates(session, language)]


def test_one_is_kept_and_listed_by_language(database, house, added, now):
    with database.writing() as session:
        reply_templates.add_reply_template(
            session, ReplyTemplateText("Call", "en", "Call us."), by=house["Kim"], now=now
        )
        row = reply_templates.find_reply_template(session, added)
        assert read_reply_template(row) == ReplyTemplateText(
            "Ring oss", "sv", "Ring oss\nså reder vi ut det."
        )
        assert names(session) == ["Ring oss", "Call"]
        assert names(session, "en") == ["Call"]


def test_a_change_stands_over_what_its_form_showed(database, house, added, now):
    with database.writing() as session:
        row = reply_templates.find_reply_template(session, added)
        over = mark_of(read_reply_template(row))
        change = {"over": over, "by": house["Kim"], "now": now}
        reply_templates.edit_reply_template(session, row, WORDS, **change)
        assert read_reply_template(row) == WORDS
        with pytest.raises(Conflict):
            reply_templates.edit_reply_template(
                session, row, replace(WORDS, name="Annat"), **change
            )
        with pytest.raises(Conflict):
            reply_templates.remove_reply_template(session, row, **change)
        assert read_reply_template(row) == WORDS


@on_both
def test_one_that_is_taken_away_is_found_no_more(database, house, added, now):
    with database.writing() as session:
        row = reply_templates.find_reply_template(session, added)
        over = mark_of(read_reply_template(row))
        reply_templates.remove_reply_template(session, row, over=over, by=house["Kim"], now=now)
        assert names(session) == []
        with pytest.raises(NotFound):
            reply_templates.find_reply_template(session, added)
        with pytest.raises(Conflict):
            reply_templates.edit_reply_template(
                session, row, WORDS, over=over, by=house["Kim"], now=now
            )


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        (replace(WORDS, name=" "), {"name": "Skriv ett namn"}),
        (replace(WORDS, name="a" * 101), {"name": "Skriv högst 100 tecken"}),
        (replace(WORDS, text="\n"), {"text": "Skriv svaret"}),
        (replace(WORDS, text="a" * 4001), {"text": "Skriv högst 4000 tecken"}),
        (replace(WORDS, language="latt"), {"language": "Välj språk"}),
    ],
)
def test_a_sentence_beside_each_wrong_field(database, house, now, said: ReplyTemplateText, wrong):
    with database.writing() as session, pytest.raises(BadInput) as caught:
        reply_templates.add_reply_template(session, said, by=house["Kim"], now=now)
    assert caught.value.fields == wrong


def test_the_first_content_changes_nothing_that_staff_have(services, clock):
    with services.database.writing() as session:
        first, second, *_ = reply_templates.list_reply_templates(session)
        assert {one.language for one in reply_templates.list_reply_templates(session)} == {
            "sv",
            "en",
        }
        first.text, second.removed_at = "Vårt eget svar.", clock()
        session.flush()
        before = session.query(StandardAnswer).count()
        assert seed.add_missing(session, ROOT / "config", now=clock()) == 0
        assert session.query(StandardAnswer).count() == before
        assert first.text == "Vårt eget svar."
        assert second.name not in names(session)
