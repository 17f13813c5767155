"""What letters say, and what they never say."""

import re
from dataclasses import replace
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.database.models import RequestItem, Terms, TermsText, TermsVersion
from dam.mail import grant_letters, image_letters, letters
from dam.mail.filling import FOLDER
from dam.mail.letters import LetterDraft
from dam.mail.render import compose_message, render_letter, render_without_secrets
from tests.support.letters import (
    CLOSED_IMAGE,
    LETTERHEAD,
    REGION,
    SHOWN_IMAGE,
    TYPED_WORDS,
    UNSUBSCRIBE_LINK,
    WRITTEN_AT,
    every_letter,
    make_grant,
    make_request,
    render_draft,
)


def message(draft: LetterDraft) -> EmailMessage:
    return compose_message(
        render_draft(draft),
        kind=draft.kind,
        language=draft.language,
        recipient=draft.recipient,
        reply_to=draft.reply_to or LETTERHEAD.press_email,
        message_id="<1@inera.se>",
        letterhead=LETTERHEAD,
        now=WRITTEN_AT,
    )


def test_every_folder_has_its_function():
    folders = {folder.name for folder in FOLDER.iterdir() if folder.is_dir()} - {"_parts"}
    assert folders == {draft.kind for draft in every_letter(make_request())}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_letter_reads_as_whole_sentences(language: str):
    for draft in every_letter(make_request(language=language)):
        found = render_draft(draft)
        assert any(
            about in found.subject
            for about in ("2026-0007", "IN-4", "13 mars 2026", "Pressbilder från Inera")
        )
        for text in (found.subject, found.text, found.html):
            assert not set(text) & set("{}%")
            assert "None" not in text
        assert "\n\n\n" not in found.text
        assert all(line == line.strip() for line in found.text.splitlines())


def test_the_receipt():
    token = LETTERHEAD.signer.token("case", 12, 1)
    assert render_draft(letters.draft_receipt(make_request())).text == (
        "Hej!\n\n"
        "Vi har tagit emot din begäran om att använda 2 bilder."
        " Ditt ärendenummer är 2026-0007.\n\n"
        f"Följ ärendet här: https://press.example.se/arende/{token}\n"
        "Länken är personlig. Dela den inte.\n\n"
        "Pressfunktionen är bemannad under kontorstid."
        " Du har skrivit att du behöver svar senast 14 mars 2026 kl. 09.00."
        " Har du bråttom? Ring 072-450 01 45.\n\n"
        "Pressfunktionen på Inera, press@inera.se\n"
    )


def test_the_receipt_in_english():
    token = LETTERHEAD.signer.token("case", 12, 1)
    request = make_request(language="en", items=[RequestItem(image_id=9)])
    assert render_draft(letters.draft_receipt(request)).text == (
        "Hello,\n\n"
        "We have received your request to use one image. Your case number is 2026-0007.\n\n"
        f"Follow it here: https://press.example.se/en/case/{token}\n"
        "The link is personal. Do not share it.\n\n"
        "The press office is staffed during office hours."
        " You have asked for an answer by 14 March 2026 at 09:00 Swedish time."
        " Urgent? Call +46 72 450 01 45.\n\n"
        "The press office at Inera, press@inera.se\n"
    )


def test_the_press_offices_own_letters_stay_swedish():
    own = {"notice", "notices", "region_notice", "region_notices", "replied", "request_withdrawn"}
    found = {one.kind: one.language for one in every_letter(make_request(language="en"))}
    assert {kind for kind, language in found.items() if language == "sv"} == (
        own
        | {"digest", "extension_asked", "invitation", "new_password", "sent_back", "trial"}
        | {"approval_lost", "basis_approved", "change_approved", "change_refused"}
    )
    assert message(letters.draft_receipt(make_request(language="en")))["From"] == (
        "Press images from Inera <press@inera.se>"
    )


def test_terms_are_linked_where_they_speak_the_letters_language():
    version = TermsVersion(n=1, terms=Terms(slug="fri"), texts=[TermsText(language="en")])
    for language, path in (("en", "/en/terms/fri-v1"), ("sv", "/villkor/fri-v1")):
        assert letters.link_terms_page(version, language) == path


def test_changed_terms_are_linked_by_their_version():
    draft = image_letters.image_changed(
        "a@b.example", "sv", SHOWN_IMAGE, ["terms", "caption"], UNSUBSCRIBE_LINK
    )
    assert (
        "- bildtexten\n- villkoren: https://press.example.se/villkor/fri-med-villkor-v2\n"
        in render_draft(draft).text
    )


def test_the_grant():
    draft = grant_letters.draft_decision(make_request(language="en"), make_grant(), [])
    assert render_draft(draft).text == (
        f"Hello {TYPED_WORDS} Berg,\n\n"
        "You may use this image:\n"
        "- Sjuksköterska i samtal: https://press.example.se/en/b/4\n\n"
        "Valid for: En artikel\n"
        "Valid through: 31 December 2026\n"
        "Credit as: Photo: Anna Ek/1177\n\n"
        f"Download here: https://press.example.se/hamta/{LETTERHEAD.signer.token('grant', 3, 2)}\n"
        "The link is personal and works through 31 December 2026.\n\n"
        "The terms in full: https://press.example.se/villkor/kraver-godkannande-v1\n\n"
        "Is something wrong? Reply to this email or call +46 72 450 01 45.\n\n"
        "The press office at Inera, press@inera.se\n"
    )


def test_the_withdrawal():
    recipient = ("nyheter@tidning.example", "sv")
    draft = image_letters.image_closed(*recipient, [4], CLOSED_IMAGE, UNSUBSCRIBE_LINK)
    off = f"https://press.example.se/bevaka/sluta/{LETTERHEAD.signer.token('watch_off', 7, 1)}"
    assert render_draft(draft).text == (
        "Hej!\n\n"
        "Bilden är återkallad sedan 13 mars 2026:\n"
        "- Sjuksköterska i samtal: https://press.example.se/b/4\n\n"
        "Använd den inte i nya publiceringar. Vi ber dig också att ta bort den där den redan är"
        " publicerad på webben.\n\n"
        "Skäl: Bilden är inaktuell.\n\n"
        "Använd gärna den här bilden i stället:\n- Ambulans: https://press.example.se/b/5\n\n"
        "Tack för hjälpen. Frågor? 072-450 01 45 eller press@inera.se\n\n"
        f"Vill du inte ha fler mejl om ändrade bilder? {off}\n\n"
        "Pressfunktionen på Inera, press@inera.se\n"
    )
    sent = message(draft)
    assert sent["List-Unsubscribe"] == f"<{off}>"
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    of_a_holder = message(image_letters.image_closed(*recipient, [4], CLOSED_IMAGE, None))
    assert of_a_holder["List-Unsubscribe"] is None
    assert "bevaka" not in of_a_holder.as_string()


@pytest.mark.parametrize(
    ("late", "undelivered", "subject"),
    [
        (["2026-0007"], 2, "1 ärende är försenat (13 mars 2026)"),
        (["2026-0007", "2026-0009"], 0, "2 ärenden är försenade (13 mars 2026)"),
        ([], 1, "1 mejl kom inte fram (13 mars 2026)"),
    ],
)
def test_the_digest(late: list[str], undelivered: int, subject: str):
    draft = letters.draft_daily_digest(
        "press@inera.se", WRITTEN_AT, open_cases=3, late=late, undelivered=undelivered
    )
    found = render_draft(draft)
    assert found.subject == subject
    assert "Ärenden som väntar på svar: 3\n" in found.text
    assert ("Försenade: " + ", ".join(late) in found.text) == bool(late)
    assert ("kom fram den senaste veckan" in found.text) == bool(undelivered)
    assert "https://press.example.se/redaktion/arenden\n" in found.text


@pytest.mark.parametrize(
    ("told", "subject"),
    [
        ({"refused": 1, "undelivered": 1}, "1 bild publicerades inte i tid (13 mars 2026)"),
        ({"in_review": 2, "undelivered": 0}, "2 bilder väntar på granskning (13 mars 2026)"),
    ],
)
def test_the_digest_tells_of_images(told: dict[str, int], subject: str):
    draft = letters.draft_daily_digest("press@inera.se", WRITTEN_AT, open_cases=0, late=[], **told)
    found = render_draft(draft)
    assert found.subject == subject
    assert ("skulle ha publicerats men inte kunde: 1" in found.text) == ("refused" in told)
    assert ("väntar på granskning: 2" in found.text) == ("in_review" in told)
    assert "Se vilka (kräver inloggning): https://press.example.se/redaktion/\n" in found.text


def test_a_digest_written_before_it_told_of_images_can_be_read():
    draft = letters.draft_daily_digest(
        "press@inera.se", WRITTEN_AT, open_cases=0, late=[], undelivered=1
    )
    told = {k: v for k, v in draft.context.items() if k not in {"refused", "in_review", "overview"}}
    assert "publicer" not in render_letter("digest", "sv", told, LETTERHEAD).text


@pytest.mark.parametrize("language", ["sv", "en"])
def test_without_secrets_no_link_opens_anything(language: str):
    for draft in every_letter(make_request(language=language)):
        found = render_without_secrets(draft.kind, draft.language, draft.context, LETTERHEAD)
        filled = render_draft(draft)
        assert not re.search(r"[0-9]+\.[0-9]+\.[A-Za-z0-9_-]{43}", found.text + found.html)
        assert found.subject == filled.subject
        words = {"sv": "(personlig länk)", "en": "(personal link)"}[draft.language]
        assert (words in found.text) == (filled.text != found.text)


def test_without_images_deadline_or_phone_nothing_is_said_of_them():
    request = make_request(items=[], deadline=None)
    head = replace(LETTERHEAD, phone=None)
    draft = letters.draft_receipt(request)
    text = render_letter(draft.kind, "sv", draft.context, head).text
    assert "Vi har tagit emot din fråga. Ditt ärendenummer" in text
    assert "Ring" not in text
    assert "svar senast" not in text
    notice = render_draft(letters.draft_new_request_notice(request, press_email="press@inera.se"))
    assert notice.subject == "Nytt bildärende 2026-0007"
    assert "Önskat svar: inte angivet" in notice.text


def test_automatic_letters_carry_nothing_that_a_visitor_wrote():
    for draft in every_letter(make_request()):
        sent = bytes(message(draft)).decode()
        automatic = "Auto-Submitted: auto-generated" in sent
        text = str(draft.context) + render_draft(draft).text
        assert automatic != (TYPED_WORDS in text), draft.kind


def test_no_subject_says_more_than_number_and_deadline():
    for draft in every_letter(make_request()):
        assert TYPED_WORDS not in render_draft(draft).subject


def test_the_press_office_answers_the_journalist():
    letter = message(letters.draft_new_request_notice(make_request(), press_email="press@inera.se"))
    assert (letter["To"], letter["Reply-To"]) == ("press@inera.se", "asa@tidning.example")


def test_a_region_learns_neither_name_nor_address():
    letter = message(letters.region_notice(make_request(), REGION, [4]))
    assert (letter["To"], letter["Reply-To"]) == ("press@skane.example", "press@inera.se")
    assert "asa@" not in bytes(letter).decode()


def test_letters_load_nothing_and_hold_no_picture():
    for draft in every_letter(make_request()):
        html = render_draft(draft).html
        assert not any(word in html for word in ("<img", "<link", "<script", "src=", "style"))


def test_only_our_own_addresses_become_links():
    draft = letters.draft_question_answer(
        make_request(), "https://evil.example/ https://press.example.se/b/4."
    )
    html = render_draft(draft).html
    assert '<a href="https://press.example.se/b/4">https://press.example.se/b/4</a>.' in html
    assert html.count("<a ") == 1


@given(st.text(max_size=200))
def test_what_people_write_stays_text(text: str):
    typed = "{{ 7*7 }}{% for %}<b>&" + text
    found = message(letters.draft_question_answer(make_request(name=typed), typed))
    plain, html = (part.get_content() for part in found.iter_parts())
    assert "{{ 7*7 }}{% for %}<b>&" in plain
    assert "{{ 7*7 }}{% for %}&lt;b&gt;&amp;" in html
    assert "\r" not in bytes(found).decode("ascii").replace("\r\n", "")


@given(st.text(max_size=200))
def test_no_header_is_made_by_what_people_write(text: str):
    request = make_request(number=text)
    headers = [name for name, _ in message(letters.draft_receipt(request)).items()]
    assert headers == [name for name, _ in message(letters.draft_receipt(make_request())).items()]
