"""People in pictures: added, given a basis, put in an image."""

import io

from tests.support.browser import Browser

PERSONS_PAGE = "/redaktion/samtycken"
BASIS_FORM = {
    "kind": "consent",
    "channels": ["print", "web", "social"],
    "uses": ["editorial"],
    "given_on": "2026-11-01",
}
CONSENT_PDF = b"%PDF-1.7 ett samtycke"


def add_person(editor: Browser, name: str = "Kim Ek", **form: str) -> str:
    answer = editor.send(PERSONS_PAGE, {"name": name, **form})
    assert answer.status_code == 303
    return answer.location


def give_basis(editor: Browser, person: str, **form: object):
    return editor.send(person, {**BASIS_FORM, **form}, f"{person}/grunder")


def page_version(editor: Browser, page: str) -> str:
    return editor.get(page).text.split('name="version" value="')[1].split('"')[0]


def put_in_image(editor: Browser, image_id: int, person: str, **form: str):
    page = f"/redaktion/bilder/{image_id}/personer"
    person_id = person.rsplit("/", 1)[1]
    values = {"version": page_version(editor, page), "action": f"add-{person_id}", **form}
    return editor.send(page, values)


def attach_document(
    editor: Browser, person: str, data: bytes = CONSENT_PDF, name: str = "Samtycke Kim.pdf"
):
    file = {"document": (io.BytesIO(data), name)}
    return editor.send(person, file, f"{person}/grunder/1/dokument")
