"""The grid in which many images are edited at once."""

import re

from dam.lifecycle.edit import edited_now
from dam.rights.origin import CAMERA
from dam.web.staff.image_form import cells
from tests.support.browser import Browser
from tests.support.room import Room
from tests.web.filled import Values, filled

GRID_PAGE = "/redaktion/gruppredigera"
WHOLE_ROW = {
    "title": "Läkare i samtal",
    "caption": "Läkaren Anna Ek talar med en patient i Umeå i mars 2026.",
    "persons": "Anna Ek\nKim Berg",
    "alt": "Två personer vid ett bord.",
    "creators": "Åsa Öberg, Bo Lind",
    "place": "Umeå",
    "date": "2026-03-14",
    "people": "2",
    "people_basis": "Samtycke 2026-03-01",
    "digital_source_type": CAMERA,
    "terms": "fri-redaktionell",
    "use_until": "2027-12-31",
    "rights_source": "agency",
    "collections": "1177 på telefon, Personer",
}
COLLECTION_NAMES = {
    "collections": [("1177-pa-telefon", "1177 på telefon"), ("personer", "Personer")]
}


def grid_address(*ids: int) -> str:
    return f"{GRID_PAGE}?ids={','.join(map(str, ids))}"


def open_grid(browser: Browser, *ids: int) -> Values:
    """The form as the page gives it."""
    return filled(browser.get(grid_address(*ids)).text, GRID_PAGE)


def fill_row(form: Values, image_id: int, **values: str) -> Values:
    return form | {f"{name}-{image_id}": [value] for name, value in values.items()}


def send_grid(browser: Browser, form: Values, do: str = "save"):
    return browser.client.post(GRID_PAGE, data=form | {"do": [do]})


def read_row(room: Room, image_id: int) -> dict[str, str]:
    return dict(
        room.look(image_id, lambda image: cells.fill_cells(edited_now(image), COLLECTION_NAMES))
    )


def unmarked(form: Values, *ids: int) -> Values:
    return {name: value for name, value in form.items() if name not in {f"mark-{i}" for i in ids}}


def linked_fields(page: str) -> list[str]:
    """The anchors that the summary leads to; each is on the page."""
    summary = page.partition('role="alert"')[2].partition("</ul>")[0]
    anchors = re.findall(r'<a href="#([^"]+)"', summary)
    assert all(f'id="{anchor}"' in page for anchor in anchors)
    return anchors
