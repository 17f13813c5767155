"""A letter in staff's own words: what may be written, and that it is sent as it was checked."""

from dataclasses import replace

import pytest

from dam.errors import BadInput, Conflict
from dam.mail import letters, outbox, written
from dam.mail.render import FOLDER, own_body, render
from dam.models import User
from dam.procedures.sample_letters import samples
from tests.mail.test_letters import HEAD, NOW

KINDS = sorted(samples("sv", NOW))
LINK = "{{ case }}"


def wrong(kind: str, body: str, language: str = "sv") -> str:
    with pytest.raises(BadInput) as error:
        written.check(body, samples(language, NOW)[kind], HEAD)
    return error.value.fields["body"]


def test_every_letter_has_samples():
    folders = {folder.name for folder in FOLDER.iterdir() if folder.is_dir()}
    assert set(KINDS) == folders - {"_parts", "trial"}
    assert all(len(both) == 2 for both in samples("en", NOW).values())


@pytest.mark.parametrize("kind", KINDS)
def test_a_letters_own_text_can_be_written_by_staff(kind: str):
    for language in written.languages(kind):
        both = samples(language, NOW)[kind]
        body = own_body(kind, language)
        for head in (HEAD, replace(HEAD, phone=None)):
            written.check(body, both, head)
            for one in both:
                said = render(kind, language, one.context, head)
                assert render(kind, language, {**one.context, "written": body}, head) == said


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
        (f"{LINK} {{{{ ''['__class__']['__mro__'] }}}}", "Något går inte att fylla i"),
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
    assert told in wrong("receipt", body)


def test_what_is_written_is_what_is_sent_and_what_was_sent_stays(database):
    kim = User(email="kim@inera.test")

    def post() -> str:
        with database.writing() as session:
            letter = outbox.post(session, letters.sent_back(kim, 4), now=NOW)
            session.commit()
            return render(letter.kind, letter.language, letter.context, HEAD).text

    def say(body: str, version: int) -> None:
        with database.writing() as session:
            session.merge(
                User(id=1, email="noor@inera.test", role="editor", password_hash="", created_at=NOW)
            )
            session.flush()
            written.save(session, "sent_back", "sv", body, version=version, by=1, now=NOW)
            session.commit()

    own = post()
    say("{{ images|join }}: se {{ editor }}", 0)
    assert post() == "IN-4: se https://press.example.se/redaktion/bilder/4\n"
    with pytest.raises(Conflict):
        say("Hej", 0)
    say("", 1)
    assert post() == own
    with database.reading() as session:
        row = written.find(session, "sent_back", "sv")
        kept = written.versions(session, row)
        assert [one.said["body"] for one in kept] == ["", "{{ images|join }}: se {{ editor }}", ""]
