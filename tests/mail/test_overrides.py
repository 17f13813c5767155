"""A letter in staff's own words: what may be written, and that it is sent as it was checked."""

from dataclasses import replace

import pytest

from dam.database import audit
from dam.database.audit import Wanted
from dam.database.models import User
from dam.errors import BadInput, Conflict
from dam.mail import letters, outbox, override_check, overrides, unfit_overrides
from dam.mail.filling import FOLDER, WRITTEN, Wording, own_words
from dam.mail.kinds import draft_sample_letters
from dam.mail.render import render_letter
from tests.support.letters import LETTERHEAD, WRITTEN_AT

KINDS = sorted(draft_sample_letters("sv", WRITTEN_AT))
LINK = "{{ case }}"
KIM = User(email="kim@inera.test")


def wrong(kind: str, **words: str) -> dict[str, str]:
    """What is told of the parts that are not the letter's own."""
    wording = replace(own_words(kind, "sv"), **words)
    with pytest.raises(BadInput) as error:
        override_check.check_wording(wording, draft_sample_letters("sv", WRITTEN_AT)[kind])
    return error.value.fields


def test_every_letter_has_samples():
    folders = {folder.name for folder in FOLDER.iterdir() if folder.is_dir()}
    assert set(KINDS) == folders - {"_parts", "trial"}
    assert all(len(both) == 2 for both in draft_sample_letters("en", WRITTEN_AT).values())


@pytest.mark.parametrize("kind", KINDS)
def test_a_letters_own_words_can_be_written_by_staff(kind: str):
    for language in overrides.list_letter_languages(kind):
        both, words = draft_sample_letters(language, WRITTEN_AT)[kind], own_words(kind, language)
        override_check.check_wording(words, both)
        for head in (LETTERHEAD, replace(LETTERHEAD, phone=None)):
            for one in both:
                said = render_letter(kind, language, one.context, head)
                assert render_letter(kind, language, words.beside(one.context), head) == said


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("", "Skriv ett mejl"),
        (LINK + "x" * 10_001, "Skriv ett mejl"),
        (f"Hej\n{{{{ name \n{LINK}", "går inte att läsa"),
        (f"{LINK} {{{{ use_text }}}}", "Det finns inget som heter use_text"),
        (f"{LINK} {{{{ secret_key }}}}", "Det finns inget som heter secret_key"),
        ("Hej {{ number }}", "Mejlet behöver länken {{ case }}."),
        (f"{{% if deadline %}}{LINK}{{% endif %}}", "Mejlet behöver länken {{ case }}."),
        (f"{LINK} {{{{ number.__class__ }}}}", "Rad 1: det där går inte"),
        (f"{LINK} {{{{ ''['__class__']['__mro__'] }}}}", "Rad 1: det där går inte"),
        (f"{LINK} {{{{ range(9) }}}}", "Rad 1: det där går inte"),
        (f"{LINK} {{{{ 'a' * 999999999 }}}}", "Rad 1: det där går inte"),
        (f"{LINK} {{{{ '%999999999d'|format(1) }}}}", "format går inte att använda"),
        (f"{LINK} {{% include '/etc/passwd' %}}", "bara filer i _parts/"),
        (f"{LINK} {{% include '_parts/../receipt/body.txt' %}}", "bara filer i _parts/"),
        (f"{LINK} {{% set a = 1 %}}", "Rad 1: det där går inte"),
        (
            LINK + "{% for a in number %}{% for b in number %}x{% endfor %}{% endfor %}",
            "en lista kan inte stå inuti en annan",
        ),
        (f"{LINK} {{{{ number|moment }}}}", "Något går inte att fylla i"),
    ],
)
def test_what_cannot_be_sent_is_told_before_it_is_saved(body: str, told: str):
    [(part, sentence)] = wrong("receipt", body=body).items()
    assert part == "body"
    assert told in sentence


LONG = "Skriv en ämnesrad på högst 150 tecken."


@pytest.mark.parametrize(
    ("kind", "subject", "told"),
    [
        ("receipt", "", LONG),
        ("receipt", "x" * 151, LONG),
        ("receipt", "{{ number }}" * 20, LONG),
        ("receipt", "{# " + "x" * 600 + " #}Svar", LONG),
        ("receipt", "Svar {{ number", "går inte att läsa"),
        ("receipt", "Svar {{ use_text }}", "Det finns inget som heter use_text"),
        ("receipt", "{% if deadline %}Bråttom{% endif %}", "Ämnesraden blir tom ibland."),
        ("receipt", "Svar {{ number|upper }}", "upper går inte att använda"),
        ("receipt", "Svar {{ number.__class__ }}", "det där går inte"),
        ("receipt", "Svar {{ case }}", "case kan inte stå i ämnesraden"),
        ("receipt", "Ring {{ phone }}", "phone kan inte stå i ämnesraden"),
        ("granted", "Svar {% include '_parts/given.txt' %}", "inget kan hämtas in i ämnesraden"),
        ("granted", "Svar till {{ name }}", "name kan inte stå i ämnesraden"),
        ("denied", "Nej{% if denied %}!{% endif %}", "denied kan inte stå i ämnesraden"),
    ],
)
def test_a_subject_is_one_short_line_that_reveals_nothing(kind: str, subject: str, told: str):
    [(part, sentence)] = wrong(kind, subject=subject).items()
    assert part == "subject"
    assert told in sentence


def test_what_is_written_is_what_is_sent_and_what_was_sent_stays(database):
    def post() -> tuple[str, str]:
        with database.writing() as session:
            letter = outbox.post_letter(
                session, letters.draft_review_return(KIM, 4), now=WRITTEN_AT
            )
            session.commit()
            said = render_letter(letter.kind, letter.language, letter.context, LETTERHEAD)
            return said.subject, said.text

    def say(words: Wording, version: int) -> None:
        with database.writing() as session:
            session.merge(
                User(
                    id=1,
                    email="noor@inera.test",
                    role="editor",
                    password_hash="",
                    created_at=WRITTEN_AT,
                )
            )
            session.flush()
            overrides.save_letter_text(
                session, "sent_back", "sv", words, version=version, by=1, now=WRITTEN_AT
            )
            session.commit()

    subject, text = post()
    body = "{{ images|join }}: se {{ editor }}"
    say(Wording(body=body), 0)
    assert post() == (subject, "IN-4: se https://press.example.se/redaktion/bilder/4\n")
    with pytest.raises(Conflict):
        say(Wording("Hej", "Hej"), 0)
    say(Wording("Tillbaka:\n{{ images|join }}"), 1)
    assert post() == ("Tillbaka: IN-4", text)
    say(Wording(), 2)
    assert post() == (subject, text)
    with database.reading() as session:
        row = overrides.find_letter_text(session, "sent_back", "sv")
        kept = [
            (one.values["subject"], one.values["body"])
            for one in overrides.list_wording_versions(session, row)
        ]
        assert kept == [("", ""), ("Tillbaka:\n{{ images|join }}", ""), ("", body), ("", "")]


GONE = "Hej {{ given_name }}. {{ case }}"


def test_words_that_do_not_fit_any_more_are_found_and_the_letter_goes_in_its_own(database):
    """As where a release has taken a value from the letter: nobody is left without one."""
    [full, _] = draft_sample_letters("sv", WRITTEN_AT)["receipt"]
    with database.writing() as session:
        overrides.save_letter_text(
            session, "receipt", "sv", Wording("Tack", GONE), version=0, by=None, now=WRITTEN_AT
        )
        overrides.save_letter_text(
            session, "sent_back", "sv", Wording("Se"), version=0, by=None, now=WRITTEN_AT
        )
        overrides.save_letter_text(
            session, "gone", "sv", Wording("Hej"), version=0, by=None, now=WRITTEN_AT
        )
        assert overrides.complete_draft(session, full) == full
        [one] = unfit_overrides.list_unfit_wordings(session, WRITTEN_AT)
        assert one.sentence == (
            "Mejlet ”Kvitto till den som frågar” på svenska: "
            "Det finns inget som heter given_name i det här mejlet."
        )
        for _ in range(2):
            assert unfit_overrides.note_unfit(session, now=WRITTEN_AT) == [one]
        logged = [
            event for event, _ in audit.find_audit_events(session, Wanted(action="unfit"), most=9)
        ]
        assert [(event.object_id, event.detail) for event in logged] == [
            (one.row, {"why": one.why})
        ]


def test_letter_that_was_posted_before_its_words_ceased_to_fit_goes_all_the_same():
    [full, _] = draft_sample_letters("sv", WRITTEN_AT)["receipt"]
    posted = Wording("Tack {{ given_name }}", GONE).beside(full.context)
    assert set(posted) - set(full.context) == set(WRITTEN.values())
    assert render_letter("receipt", "sv", posted, LETTERHEAD) == render_letter(
        "receipt", "sv", full.context, LETTERHEAD
    )
