"""A letterhead, and a letter that needs nothing else."""

import pytest

from dam.links.tokens import Signer
from dam.mail.letters import LetterDraft
from dam.mail.render import Letterhead
from tests.support.letters import KEY


@pytest.fixture
def letterhead() -> Letterhead:
    return Letterhead(
        base_url="https://press.example.se",
        mail_from="bilder@inera.se",
        press_email="press@inera.se",
        signer=Signer(KEY),
    )


@pytest.fixture
def draft() -> LetterDraft:
    return LetterDraft(
        "needs_information",
        "anna@tidning.example",
        {
            "number": "2026-0001",
            "name": "Anna Ek",
            "question": "Var ska bilden användas?",
            "case": {"link": "case", "id": 1, "generation": 1},
        },
    )
