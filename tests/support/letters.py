"""Every letter of the product, with the case and the letterhead that it needs."""

from datetime import UTC, datetime

from dam.database.models import (
    Grant,
    GrantItem,
    Image,
    Invitation,
    Organisation,
    RequestItem,
    Terms,
    TermsVersion,
    UsageRequest,
    User,
)
from dam.links.tokens import Signer
from dam.mail import grant_letters, image_letters, letters
from dam.mail.gathering import draft_gathered_notice
from dam.mail.image_letters import ClosedImages, Off
from dam.mail.image_names import add_names
from dam.mail.letters import LetterDraft
from dam.mail.render import Letterhead, RenderedLetter, render_letter
from tests.support.inbound_mail import CASES

KEY = "a-secret-key-for-tests-of-32-characters"
CASES_HEAD = Letterhead(
    base_url="https://press.example.se",
    mail_from="bilder@inera.se",
    press_email="press@inera.se",
    signer=Signer(KEY),
    case_address=CASES,
)
"""The letterhead of a house to which letters are answered by mail."""

LETTERHEAD = Letterhead(
    base_url="https://press.example.se",
    mail_from="press@inera.se",
    press_email="press@inera.se",
    signer=Signer(KEY),
    phone="072-450 01 45",
)
WRITTEN_AT = datetime(2026, 3, 13, 8, 0, tzinfo=UTC)
TYPED_WORDS = "kanariefågel"
TITLES = {4: "Sjuksköterska i samtal", 5: "Ambulans", 9: "Vårdcentral i Luleå"}
REFUSALS = [RequestItem(image_id=9, reason="Användningen gäller reklam.", alternatives=["IN-5"])]
CLOSED_IMAGE = ClosedImages(WRITTEN_AT, "Bilden är inaktuell.", remove=True, replaced_by=5)
SHOWN_IMAGE = Image(id=4, terms_version=TermsVersion(n=2, terms=Terms(slug="fri-med-villkor")))
UNSUBSCRIBE_LINK = Off(7, 1)
REGION = Organisation(display_name="Region Skåne", email="press@skane.example")


def make_request(**fields: object) -> UsageRequest:
    return UsageRequest(
        **{
            "id": 12,
            "number": "2026-0007",
            "about": "image_use",
            "token_generation": 1,
            "language": "sv",
            "name": f"{TYPED_WORDS} Berg",
            "email": "asa@tidning.example",
            "phone": TYPED_WORDS,
            "organisation": TYPED_WORDS,
            "use": "editorial",
            "use_text": TYPED_WORDS,
            "link": TYPED_WORDS,
            "deadline": datetime(2026, 3, 14, 8, 0, tzinfo=UTC),
            "created_at": WRITTEN_AT,
            "items": [RequestItem(image_id=9), RequestItem(image_id=4)],
            **fields,
        }
    )


def make_grant(**fields: object) -> Grant:
    """A grant of the image IN-4 through the year."""
    item = {
        "scope": "En artikel",
        "channels": "",
        "territory": "",
        "credit": "Foto: Anna Ek/1177",
        "conditions": "",
        "ends": datetime(2026, 12, 31, 23, 0, tzinfo=UTC),
        "terms_version": TermsVersion(n=1, terms=Terms(slug="kraver-godkannande")),
        **fields,
    }
    return Grant(id=3, token_generation=2, ends=item["ends"], items=[GrantItem(image_id=4, **item)])


def every_letter(request: UsageRequest) -> list[LetterDraft]:
    grant = make_grant()
    drafts = [
        letters.draft_receipt(request),
        letters.draft_case_links([request]),
        letters.draft_new_request_notice(request, press_email="press@inera.se"),
        letters.region_notice(request, REGION, [4]),
        draft_gathered_notice(
            "notices",
            letters.draft_new_request_notice(request, press_email="press@inera.se"),
            request,
            None,
        ),
        draft_gathered_notice(
            "region_notices", letters.region_notice(request, REGION, [4]), request, None
        ),
        letters.draft_reply_notice(request, press_email="press@inera.se"),
        letters.request_withdrawn(request, press_email="press@inera.se"),
        letters.needs_information(request, "Var?"),
        grant_letters.draft_decision(request, grant, []),
        grant_letters.draft_decision(request, grant, REFUSALS),
        grant_letters.draft_decision(request, None, REFUSALS),
        letters.draft_question_answer(request, "Ja."),
        grant_letters.draft_revocation(request, [4, 9], "Samtycket är återkallat."),
        grant_letters.extension_asked(request, WRITTEN_AT, "press@inera.se"),
        grant_letters.draft_extension(request, [4], WRITTEN_AT, grant),
        grant_letters.not_extended(request, [4], WRITTEN_AT, "Bilden är inaktuell.", ended=False),
        image_letters.image_closed(
            request.email, request.language, [4, 9], CLOSED_IMAGE, UNSUBSCRIBE_LINK
        ),
        image_letters.image_changed(
            request.email, request.language, SHOWN_IMAGE, ["terms", "caption"], UNSUBSCRIBE_LINK
        ),
        image_letters.image_replaced(
            request.email, request.language, 4, "Ny beskärning.", UNSUBSCRIBE_LINK
        ),
        image_letters.watch_confirm(request.email, request.language, 4, UNSUBSCRIBE_LINK),
        letters.draft_daily_digest(
            "press@inera.se", WRITTEN_AT, open_cases=3, late=["2026-0007"], undelivered=2
        ),
        letters.draft_invitation(
            Invitation(id=2, email="ny@inera.test", token_generation=3), WRITTEN_AT
        ),
        letters.new_password(User(id=6, email="kim@inera.test", password_generation=4), WRITTEN_AT),
        letters.draft_review_return(User(id=6, email="kim@inera.test"), 4),
        letters.approval_lost(User(id=6, email="kim@inera.test"), 4),
        letters.basis_approved(User(id=6, email="kim@inera.test"), 3),
        letters.change_approved(User(id=6, email="kim@inera.test"), 4),
        letters.change_refused(User(id=6, email="kim@inera.test"), 4),
        letters.draft_trial_letter("kim@inera.test", "sv", "Ärende 2026-0007", "Hej!"),
    ]
    return [add_names(draft, TITLES) for draft in drafts]


def render_draft(draft: LetterDraft) -> RenderedLetter:
    """The letter as it is posted: its images have their titles."""
    named = add_names(draft, TITLES)
    return render_letter(draft.kind, draft.language, named.context, LETTERHEAD)
