"""The name in a header: as it is where it can be, one line in ASCII for every reader."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from werkzeug.http import parse_options_header

from dam.database.models import Letter
from dam.services import Services
from dam.web.file_names import build_content_disposition
from dam.worker import main
from tests.support.browser import Browser
from tests.support.inbound_mail import CASES, write_letter
from tests.support.persons import add_person, attach_document, give_basis
from tests.support.requests import LETTERS_PAGE, with_case_address

ONE_LINE = re.compile(
    r"(attachment|inline); filename=\"[ !#$&-:<-~]+\"(; filename\*=UTF-8''[!-~]+)?"
)
STRANGE = 'Åsa 人 "x";%\r\nSet-Cookie: a\0\u202egpj.pdf'


@pytest.fixture
def services(services: Services) -> Services:
    return with_case_address(services)


def name_in(header: str) -> str:
    """The name that a browser reads, by another reader than ours."""
    return parse_options_header(header)[1]["filename"]


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("utdrag-2026-0001.zip", "utdrag-2026-0001.zip"),
        ("Åsa Öberg.pdf", "Åsa Öberg.pdf"),
        ("同意书.pdf", "同意书.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\r\nSet-Cookie: b.pdf", "a Set-Cookie: b.pdf"),
        ("\ud800", "fil"),
        ("", "fil"),
        ("å" * 300 + ".pdf", "å" * 196 + ".pdf"),
    ],
)
def test_a_name_is_read_as_it_was_given(name: str, read: str):
    assert name_in(build_content_disposition(name)) == read


@given(st.text(st.characters(codec=None), max_size=60))
def test_whatever_the_name_the_header_is_one_line(name: str):
    assert ONE_LINE.fullmatch(build_content_disposition(name))
    assert ONE_LINE.fullmatch(build_content_disposition(name, attachment=False))


def test_documents_and_attachments_leave_under_any_name(admin: Browser, services):
    """Also under one that a row has kept from before names were cleaned."""
    person = add_person(admin)
    give_basis(admin, person)
    attach_document(admin, person)
    main.take_letter(services, write_letter(CASES, files={"a.pdf": b"%PDF-1"}))
    with services.database.writing() as session:
        session.execute(text("UPDATE person_basis SET document_name = :n"), {"n": STRANGE})
        session.execute(text("UPDATE letter_attachment SET name = :n"), {"n": STRANGE})
        letter = session.query(Letter).filter_by(direction="in").one()
        attached = f"{LETTERS_PAGE}/{letter.id}/bilagor/{letter.attachments[0].id}"
        session.commit()
    for path in (f"{person}/grunder/1/dokument", attached):
        answer = admin.get(path)
        assert answer.status_code == 200, path
        said = answer.headers["Content-Disposition"]
        assert ONE_LINE.fullmatch(said), said
        assert name_in(said).startswith("Åsa 人")
        assert "Set-Cookie" not in answer.headers
