import csv
import io
import re
from pathlib import Path

import pytest
from flask import Flask

from dam import catalogue
from dam.database.models import Image, User
from dam.services import Services
from dam.web import csv_files
from dam.web.staff.batch import csv_import
from dam.web.staff.images import csv_export
from tests.support.batch_grid import (
    GRID_PAGE,
    WHOLE_ROW,
    fill_row,
    linked_fields,
    read_row,
    send_grid,
)
from tests.support.browser import Browser, signed_in
from tests.support.room import Room
from tests.web.filled import filled

FILE = f"{GRID_PAGE}/fil"
DOCUMENT = Path(__file__).parents[2] / "docs" / "spreadsheet.md"


def exported(browser: Browser, query: str = "") -> list[dict[str, str]]:
    """The rows as a spreadsheet would show them."""
    answer = browser.get(f"/redaktion/bilder.csv{query}")
    assert answer.mimetype == "text/csv"
    text = answer.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def written(rows: list[dict[str, str]], delimiter: str = ";") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def read_in(browser: Browser, data: str | bytes):
    sent = data.encode() if isinstance(data, str) else data
    fields = {"csrf_token": browser.token(FILE), "fil": (io.BytesIO(sent), "bilder.csv")}
    return browser.client.post(FILE, data=fields, content_type="multipart/form-data")


def test_marked_or_listed_images_are_written(editor: Browser, room: Room):
    one = room.add(
        published=False,
        persons=("Anna Ek", "Kim Berg"),
        people_basis="Samtycke",
        collections=("personer",),
    )
    other, third = room.upload(name="=1+1.jpg"), room.upload()
    rows = exported(editor, f"?ids={third}&ids={one}")
    assert [said["Bild-id"] for said in rows] == [f"IN-{third}", f"IN-{one}"]
    assert rows[1] | {"Version": ""} == {
        "Bild-id": f"IN-{one}",
        "Version": "",
        "Filnamn": "bild.jpg",
        "Tillstånd": "Utkast",
        "Titel": "Sjuksköterska i rådgivningssamtal",
        "Bildtext": "En sjuksköterska svarar i telefon på 1177 i Umeå i mars 2026.",
        "Personer": "Anna Ek\nKim Berg",
        "Alt-text": "En person med headset sitter vid en skärm.",
        "Fotograf": "Åsa Öberg",
        "Plats": "Umeå",
        "Datum": "2026-03",
        "Antal igenkännbara": "0",
        "Varför får de vara med?": "Samtycke",
        "Ursprung": "Fotograferad med kamera",
        "Villkor": "Fri för redaktionell användning",
        "Gäller till och med": "",
        "Rättigheter": "Inera äger bilden",
        "Samlingar": "Personer",
    }
    listed = exported(editor, "?tillstand=draft&q==1%2B1.jpg")
    assert [said["Bild-id"] for said in listed] == [f"IN-{other}"]
    assert listed[0]["Filnamn"] == "'=1+1.jpg"
    assert len(exported(editor)) == 3


def test_whole_list_is_written_page_by_page(editor: Browser, room: Room):
    with room.services.database.writing() as session:
        first = session.get_one(Image, room.upload())
        for _ in range(100):
            session.add(
                Image(owner_id=first.owner_id, created_at=room.now(), updated_at=room.now())
            )
        session.commit()
    rows = exported(editor)
    assert [said["Bild-id"] for said in rows] == [f"IN-{one}" for one in range(101, 0, -1)]


def test_file_that_comes_back_unchanged_changes_nothing(editor: Browser, room: Room):
    hostile = {"title": "=1+1", "alt": "'=x", "caption": "'''-1\n;\t\"två\"", "place": "'s-Hem"}
    one = room.add(published=False, creators=("Foto AB, Umeå",), **hostile)
    before = room.look(one, lambda image: (image.version, catalogue.describe_now(image)))
    [said] = exported(editor)
    assert said["Titel"] == "'=1+1"
    assert said["Alt-text"] == "''=x"
    answer = read_in(editor, written([said]))
    assert answer.location == f"{FILE}?sparade=&publicerade="
    assert "Inget var ändrat." in editor.get(answer.location).text
    assert room.look(one, lambda i: (i.version, catalogue.describe_now(i))) == before


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman", "cp850"]
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_changes_are_shown_and_saved_by_the_grid(
    editor: Browser, room: Room, encoding: str, delimiter: str
):
    one, other = room.upload(), room.upload()
    rows = exported(editor)[::-1]
    rows[0] |= {
        **{label: WHOLE_ROW[name] for name, label in csv_import.COLUMNS.items()},
        "Datum": "Mar-26",
        "Ursprung": "Fotograferad med kamera",
        "Villkor": "fri för redaktionell användning",
    }
    answer = read_in(editor, written(rows, delimiter).encode(encoding))
    assert answer.status_code == 200
    assert "1 rad säger något nytt. 1 är som förut." in answer.text
    assert "Sparat nu: <bdi>(tomt)</bdi>" in answer.text
    assert read_row(room, one)["title"] == ""
    form = filled(answer.text, GRID_PAGE)
    assert form["rad"] == [str(one)]
    done = send_grid(editor, form)
    assert done.location == f"{FILE}?sparade={one}&publicerade="
    assert read_row(room, one) == WHOLE_ROW | {"date": "2026-03"}
    assert read_row(room, other)["title"] == ""


def test_row_of_an_older_version_is_shown_beside_what_is_stored(editor: Browser, room: Room):
    one = room.add(published=False)
    [said] = exported(editor)
    room.edit(one, place="Luleå", title="Den andras titel")
    answer = read_in(editor, written([said | {"Titel": "Min titel"}]))
    form = filled(answer.text, GRID_PAGE)
    assert linked_fields(answer.text) == [f"skillnad-{one}"]
    assert "Den andras titel" in answer.text
    assert send_grid(editor, form).status_code == 409
    form |= {f"keep-title-{one}": ["mine"], f"keep-place-{one}": ["theirs"]}
    assert send_grid(editor, form).status_code == 303
    assert [read_row(room, one)[name] for name in ("title", "place")] == ["Min titel", "Luleå"]


def test_what_is_wrong_is_named_by_row_and_column(editor: Browser, room: Room):
    one, other = room.upload(), room.upload()
    rows = exported(editor)[::-1]
    rows[0] |= {"Datum": "i våras", "Villkor": "Fri som en fågel"}
    rows += [
        rows[1] | {"Bild-id": "41 b"},
        rows[1] | {"Version": "ny"},
        rows[0] | {"Titel": "En gång till"},
        rows[1] | {"Bild-id": "IN-999"},
    ]
    rows[1]["Titel"] = "Ny"
    text = read_in(editor, written(rows)).text
    assert linked_fields(text) == [f"date-{one}", f"terms-{one}"]
    assert f"Rad 2, IN-{one}: Datum: Skriv datumet som" in text
    assert f"Rad 2, IN-{one}: Villkor: Välj något av: Fri för redaktionell" in text
    for told in (
        "Rad 4: Bild-id ska vara till exempel IN-41.",
        f"Rad 5: IN-{other} står redan på rad 3.",
        f"Rad 6: IN-{one} står redan på rad 2.",
        "Det finns ingen bild IN-999.",
    ):
        assert told in text
    shown = filled(text, GRID_PAGE)
    assert shown[f"date-{one}"] == ["i våras"]
    assert shown[f"terms-{one}"] == ["Fri som en fågel"]
    wrong = send_grid(editor, shown)
    assert f"Rad 2, IN-{one}: Datum:" in wrong.text
    assert read_row(room, other)["title"] == "Ny"
    right = fill_row(filled(wrong.text, GRID_PAGE), one, date="2026", terms="")
    assert send_grid(editor, right).status_code == 303


def test_long_file_comes_a_page_at_a_time(editor: Browser, room: Room):
    with room.services.database.writing() as session:
        first = session.get_one(Image, room.upload())
        for _ in range(59):
            session.add(
                Image(owner_id=first.owner_id, created_at=room.now(), updated_at=room.now())
            )
        session.commit()
    rows = [said | {"Titel": f"Titel {said['Bild-id']}"} for said in exported(editor)[::-1]]
    answer = read_in(editor, written(rows))
    for shown, left in ((25, 35), (25, 10), (10, 0)):
        form = filled(answer.text, GRID_PAGE)
        assert len(form["rad"]) == shown
        assert (f"{left} rader är kvar." in answer.text) is bool(left)
        answer = send_grid(editor, form)
    assert answer.status_code == 303
    assert [read_row(room, one)["title"] for one in (1, 26, 60)] == [
        "Titel IN-1",
        "Titel IN-26",
        "Titel IN-60",
    ]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "Första raden ska hålla"),
        (b"Titel;Plats\r\nx;y", "Första raden ska hålla"),
        ("Bild-id;Version;Färg\r\n".encode(), "Kolumnen ”Färg” finns inte."),
        ("Bild-id;Version;Färg\r\n".encode("mac-roman"), "Kolumnen ”Färg” finns inte."),
        (b"Bild-id;Version;Titel;titel\r\n", "Kolumnen ”Titel” står två gånger."),
        (b"PK\x03\x04\x14\x00", "Filen är en arbetsbok."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Filen är en arbetsbok."),
        ("Bild-id;Version\r\n".encode("utf-16-le"), "Filen går inte att läsa."),
        (b"Titel\xa4\xb0\xf0", "Filen går inte att läsa."),
        (b'Bild-id;Version\r\n"' + b"x" * 200_000, "Filen går inte att läsa."),
    ],
)
def test_file_that_is_none_of_ours_is_told_why(editor: Browser, data: bytes, told: str):
    answer = read_in(editor, data)
    assert answer.status_code == 400
    assert told in answer.text
    assert "<title>Fel:" in answer.text


def test_too_much_is_refused(editor: Browser, monkeypatch: pytest.MonkeyPatch):
    data = "Bild-id;Version\n" + "".join(f"IN-{one};1\n" for one in range(1, 1002))
    assert "Filen har för många rader." in read_in(editor, data).text
    assert "Välj en fil." in editor.send(FILE, {}).text
    monkeypatch.setattr(csv_import, "MOST_BYTES", len(data) - 1)
    assert "Filen är för stor." in read_in(editor, data).text


def test_short_rows_and_missing_columns_leave_the_rest_alone(editor: Browser, room: Room):
    one = room.add(published=False)
    version = room.look(one, lambda image: image.version)
    data = f"Version;Titel;Bild-id;Plats\r\n{version};Ny;in{one}\r\n;;;\r\n{version};x;IN-1;;;x\r\n"
    answer = read_in(editor, data)
    assert "Rad 4: Raden har fler celler än det finns kolumner." in answer.text
    send_grid(editor, filled(answer.text, GRID_PAGE))
    assert read_row(room, one)["title"] == "Ny"
    assert read_row(room, one)["place"] == "Umeå"


def test_uploader_writes_and_reads_their_own_alone(
    app: Flask, services: Services, persons: dict[str, User], editor: Browser, room: Room
):
    uploader = signed_in(app, services, persons["uploader"])
    theirs, another = room.upload(), room.upload()
    with services.database.writing() as session:
        session.get_one(Image, theirs).created_by = persons["uploader"].id
        session.commit()
    assert [one["Bild-id"] for one in exported(uploader)] == [f"IN-{theirs}"]
    assert exported(uploader, f"?ids={another}") == []
    rows = [one | {"Titel": "Ny"} for one in exported(editor)]
    answer = read_in(uploader, written(rows))
    assert f"Det finns ingen bild IN-{another}." in answer.text
    send_grid(uploader, filled(answer.text, GRID_PAGE))
    assert [read_row(room, one)["title"] for one in (theirs, another)] == ["Ny", ""]


def test_the_document_names_every_column():
    named = re.findall(r"`([^`]+)`", DOCUMENT.read_text(encoding="utf-8").partition("\n- ")[0])
    assert set(csv_export.HEAD) <= set(named)


def test_what_is_written_is_read():
    words = ["=1", "'=1", "''+", "@", "-", "\t", "'", "'a", "a;b", 'a"b', "a\nb", ""]
    text = "".join(csv_files.write_csv_lines(["a"] * len(words), [words]))
    assert csv_files.read_csv_rows(text.encode())[1] == words


def test_cells_are_read_clean():
    text = "a;b\nA\u030a\u200bsa;\u202e=1\x1b\n"
    assert csv_files.read_csv_rows(text.encode())[1] == ["Åsa", "=1 "]
