"""Hostile text through every door: what views and commands get, and what a database holds."""

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

import click
import pytest
from flask import Flask, request
from sqlalchemy import JSON, String, select, text

from dam.cli.command import command
from dam.database.models import AuditEvent, Base, Collection, ImageFile, Person, UsageRequest
from dam.database.models.base import CleanText
from dam.database.session import Database
from dam.links.paths import make_slug
from dam.text.clean import clean_text
from dam.worker import main
from tests.imaging import samples
from tests.support import hostile_words
from tests.support.browser import Browser
from tests.support.cases import REQUEST_FORM
from tests.support.databases import on_both
from tests.support.requests import add_request
from tests.support.room import Room

HOSTILE = "A\u030asa\0\x1b\x85\u00ad\u200b\ufeff\u202eOberg\ufffe\x0b"
CLEAN = clean_text(HOSTILE)


def test_every_text_in_every_table_is_cleaned_as_it_is_written():
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, String):
                pytest.fail(f"{table.name}.{column.name} is {column.type!r}")
            assert isinstance(column.type, CleanText | JSON) or column.type.python_type is not str


@on_both
def test_a_database_holds_and_finds_what_is_clean(database: Database, now):
    with database.writing() as session:
        session.add(Person(name=HOSTILE, created_at=now))
        detail = {"x\0": [HOSTILE, {"y": "\ud800"}]}
        session.add(AuditEvent(at=now, action="x", kind="x", fields=[HOSTILE], detail=detail))
        session.commit()
    with database.reading() as session:
        person = session.scalars(select(Person).where(Person.name == HOSTILE)).one()
        assert person.name == CLEAN
        event = session.scalars(select(AuditEvent)).one()
        assert (event.fields, event.detail) == ([CLEAN], {"x ": [CLEAN, {"y": " "}]})


@on_both
def test_views_get_clean_fields_files_and_json_and_passwords_as_they_came(app: Flask):
    form = {
        "title": HOSTILE,
        "password": HOSTILE.replace("\0", ""),
        "file": (io.BytesIO(b"x"), "A\u030a\u200bsa.jpg"),
    }
    with app.test_request_context(
        f"/?q={HOSTILE.replace(chr(0), '%00')}", method="POST", data=form
    ):
        assert request.form["title"] == CLEAN
        assert request.form.getlist("title") == [CLEAN]
        assert request.form["password"] == form["password"]
        assert request.files["file"].filename == "Åsa.jpg"
        assert request.args.get("q") == CLEAN
    with app.test_request_context("/", method="POST", json={"names": [HOSTILE]}):
        assert request.get_json() == {"names": [CLEAN]}


@on_both
def test_what_staff_and_strangers_type_is_kept_clean(admin: Browser, stranger: Browser, room: Room):
    image_id = room.add(terms="kraver-godkannande")
    assert admin.send("/redaktion/samtycken", {"name": HOSTILE}).status_code == 303
    made = admin.send("/redaktion/samlingar", {"name": HOSTILE})
    assert made.status_code == 303
    asked = REQUEST_FORM | {"b": image_id, "use_text": HOSTILE, "name": HOSTILE}
    assert stranger.send(f"/begaran?b={image_id}", asked, "/begaran").status_code == 303
    for path in ("/redaktion/bilder", "/redaktion/samtycken", "/bilder"):
        found = admin.client.get(path, query_string={"q": HOSTILE})
        assert found.status_code == 200
        assert "\0" not in found.text
    with room.services.database.reading() as session:
        [person], [one] = session.scalars(select(Person)), session.scalars(select(UsageRequest))
        names = [words.name for c in session.scalars(select(Collection)) for words in c.texts]
    assert (person.name, one.name, one.use_text) == (
        " ".join(CLEAN.split()),
        " ".join(CLEAN.split()),
        CLEAN.strip(),
    )
    assert " ".join(CLEAN.split()) in names


@on_both
def test_names_of_files_and_searches_know_one_form_of_a_word(room: Room, stranger: Browser):
    room.add(title="Vå\u00adrdA\u030asa")
    assert make_slug("Foto A\u030asa lä\u00adkare") == "foto-asa-lakare"
    for query in ("vårdåsa", "Va\u030ardåsa", "vård\u200båsa"):
        assert "VårdÅsa" in stranger.client.get("/bilder", query_string={"q": query}).text
    address = stranger.get("/bilder/1").location
    said = stranger.get(f"{address}/ladda-ner/original").headers["Content-Disposition"]
    assert 'filename="1177-vardasa_Foto' in said


@pytest.mark.parametrize(
    "address",
    ["kontakter/ska%sne", "villkor/fri%s-redaktionell", "sidor/om.tele%sfon", "arenden/B%s-1"],
)
@pytest.mark.parametrize("unseen", ["%E2%80%8B", "%C2%AD"])
def test_a_page_has_one_address(admin: Browser, room: Room, address: str, unseen: str):
    """What a column cleans before it compares would lead to the same page."""
    add_request(room, "B-1")
    assert admin.get(f"/redaktion/{address % ''}").status_code == 200
    assert admin.get(f"/redaktion/{address % unseen}").status_code == 404


@on_both
def test_nothing_that_stands_in_the_catalogue_breaks_a_writer(
    admin: Browser, stranger: Browser, room: Room, exiftool
):
    """Rows of the time before texts were cleaned. PostgreSQL never took U+0000."""
    image_id = room.add(title="Vanlig")
    old = "A\u030asa\x0b\x1b<&>\u200b\ufffe\ufeff"
    with room.services.database.writing() as session:
        for column in ("title", "caption", "alt", "headline"):
            session.execute(text(f"UPDATE image_text SET {column} = :old"), {"old": old})
        session.execute(text("UPDATE image SET place = :old"), {"old": old})
        names = json.dumps([f"{old}\x1b"])
        session.execute(
            text("UPDATE image SET creators = :names, keywords = :names"), {"names": names}
        )
        session.commit()
    main.do_all(room.services)
    feed = ET.fromstring(stranger.get("/flode.atom").data)
    assert "Åsa" in "".join(feed.itertext())
    ET.fromstring(stranger.get("/sitemap.xml").data)
    address = stranger.get(f"/bilder/{image_id}").location
    page = stranger.get(address).text
    found = json.loads(page.split('ld+json">')[1].split("</script>")[0])
    assert found["name"].startswith("Åsa")
    for size in ("original", "webb"):
        file = stranger.get(f"{address}/ladda-ner/{size}")
        told = exiftool.read(file.data)
        assert (told["XMP-dc:Creator"], told["IPTC:By-line"]) == (["Åsa <&>"], "Åsa <&>")
        told.pop("IPTC:CodedCharacterSet")
        assert not {"\x1b", "\u200b", "\x0b"} & set("".join(map(str, told.values())))
    rows = admin.get("/redaktion/bilder.csv").get_data().decode("utf-8-sig")
    assert "Åsa" in rows
    assert "\x1b" not in rows
    assert len(list(csv.reader(io.StringIO(rows, newline=""), delimiter=";"))) == 2


@on_both
def test_what_a_file_says_is_kept_clean(room: Room):
    words = "Va\u030ard\u200b i\u2028\u202eUmeå"
    xmp = hostile_words.HOSTILE_XMP.replace(
        escape(hostile_words.HOSTILE_CAPTION).encode(), words.encode()
    )
    picture = samples.save(samples.quadrants(360, 240), "JPEG", xmp=xmp)
    image_id = room.upload(picture, "A\u030a\x1b\u200b.jpg")
    with room.services.database.reading() as session:
        file = session.scalars(select(ImageFile).where(ImageFile.image_id == image_id)).one()
        assert file.received["description"] == "Vård i\nUmeå"
        assert file.original_name == "Å .jpg"


def test_commands_get_clean_words_and_files_as_they_are_named(app: Flask):
    @click.command()
    @click.option("--words", multiple=True)
    @click.option("--title")
    @click.argument("path", type=click.Path(path_type=Path))
    @command
    def typed(words: tuple[str, ...], title: str, path: Path) -> None:
        click.echo(json.dumps([*words, title, str(path)]))

    told = app.test_cli_runner().invoke(
        typed, ["--words", HOSTILE, "--title", "\udce5", "A\u030asa.jpg"]
    )
    assert json.loads(told.output) == [CLEAN, " ", "A\u030asa.jpg"]
