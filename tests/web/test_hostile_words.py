"""Words that mean harm, in a file's metadata and its name, through every place that shows them."""

import csv
import io
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from email import policy
from email.parser import BytesParser
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dam import catalogue
from dam.services import Services
from dam.text.read import read_file_name
from dam.usage_requests.submit import submit_request
from dam.worker import main
from tests.imaging import samples
from tests.support.browser import Browser
from tests.support.hostile_words import (
    BREAKS_OUT,
    HOSTILE_CAPTION,
    HOSTILE_CREATOR,
    HOSTILE_KEYWORD,
    HOSTILE_PLACE,
    HOSTILE_TITLE,
    HOSTILE_XMP,
)
from tests.support.requests import PRESS_EMAIL, typed_request
from tests.support.room import Room

NAME = "/etc/../=1+1\u202egpj.<script>alert(1)<\x1b[31m>\r\nSet-Cookie: a=b;é.jpg"
CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Ensured(HTMLParser):
    """Fails where a page has a script, a handler or an address that somebody's words made."""

    def __init__(self) -> None:
        super().__init__()
        self.data: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.inside = f"{tag} {said.get('type', '')}"
        if tag == "script":
            assert said.get("src", "").startswith("/static/") or "ld+json" in self.inside, said
        assert not [name for name in said if name.startswith("on")], (tag, said)
        for name in ("href", "src", "action", "formaction", "srcset"):
            address = said.get(name) or ""
            assert not address.lower().lstrip().startswith(("javascript:", "x")), (tag, said)

    def handle_endtag(self, _tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if "ld+json" in self.inside:
            self.data.append(data)


def ensure_harmless(page: str) -> list[str]:
    """See that a page stands as it was made; returns its JSON-LD."""
    assert not CONTROLS.search(page)
    assert page.count("7*7") == page.count("{7*7}")
    found = Ensured()
    found.feed(page)
    return found.data


@pytest.fixture
def one(room: Room) -> int:
    """A public image of which nearly everything is said by its file."""
    image_id = room.upload(samples.save(samples.quadrants(360, 240), "JPEG", xmp=HOSTILE_XMP), NAME)
    said = room.look(image_id, catalogue.describe_now)
    assert (said.title, said.caption, said.creators) == (
        HOSTILE_TITLE,
        HOSTILE_CAPTION,
        (HOSTILE_CREATOR,),
    )
    assert (said.place, said.keywords, said.alt) == (HOSTILE_PLACE, (HOSTILE_KEYWORD,), BREAKS_OUT)
    words = {
        name: getattr(said, name)
        for name in ("title", "caption", "alt", "creators", "place", "keywords")
    }
    room.describe(image_id, **words, topics=(f"<b>{HOSTILE_KEYWORD}",))
    main.do_all(room.services)
    room.publish(image_id)
    return image_id


def test_pages_feeds_and_addresses_hold(stranger: Browser, admin: Browser, one: int):
    address = stranger.get(f"/bilder/{one}").location
    assert re.fullmatch(rf"(?:http://[^/]+)?/bilder/[a-z0-9-]+-{one}", address)
    [data] = ensure_harmless(stranger.get(address).text)
    assert json.loads(data)["name"] == HOSTILE_TITLE
    for path in ("/", "/bilder", f"/bilder?q={one}", f"/begaran?b={one}", f"/bevaka?b={one}"):
        ensure_harmless(stranger.get(path).text)
    here = f"/redaktion/bilder/{one}"
    for path in (
        *(here, f"{here}/historik", f"{here}/forhandsvisning", f"{here}/tider"),
        *(f"{here}/aterkalla", f"{here}/statistik", "/redaktion/bilder", "/redaktion/logg"),
        f"/redaktion/gruppredigera?ids={one}",
    ):
        answer = admin.get(path)
        assert answer.status_code == 200, path
        ensure_harmless(answer.text)
    feed = ET.fromstring(stranger.get("/flode.atom").data)
    assert feed.tag.endswith("feed")
    ET.fromstring(stranger.get("/sitemap.xml").data)


def test_files_and_their_names_hold(stranger: Browser, admin: Browser, one: int, exiftool):
    address = stranger.get(f"/bilder/{one}").location
    answer = stranger.get(f"{address}/ladda-ner/original")
    said = answer.headers["Content-Disposition"]
    assert re.fullmatch(r"attachment; filename=\"[\w.-]+\"", said)
    assert len(said) < 300
    told = exiftool.read(answer.data)
    assert told["XMP-dc:Title"] in (
        {"x-default": HOSTILE_TITLE, "sv": HOSTILE_TITLE},
        HOSTILE_TITLE,
    )
    received = admin.get(f"/redaktion/bilder/{one}/filer/received")
    assert re.fullmatch(
        r"attachment; filename=\"[\w.-]+\"", received.headers["Content-Disposition"]
    )
    for path in ("/redaktion/bilder.csv", "/redaktion/logg.csv"):
        text = admin.get(path).get_data().decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
        assert not [cell for row in rows for cell in row if cell.startswith(FORMULA)], path


def test_letters_hold(services: Services, one: int, tmp_path: Path):
    with services.database.writing() as session:
        asked = typed_request(images=(one,), email="asa@tidning.example")
        submit_request(session, asked, once="once", press_email=PRESS_EMAIL, now=services.clock())
        session.commit()
    main.do_all(services)

    letters = [
        BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        for path in (tmp_path / "mail").glob("*.eml")
    ]
    assert len(letters) == 2
    for letter in letters:
        assert "Set-Cookie" not in letter
        assert not CONTROLS.search(str(letter["subject"]))
        page = letter.get_body(("html",))
        assert page is None or ensure_harmless(page.get_content()) == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../../etc/passwd.jpg", "passwd.jpg"),
        ("bild\0.jpg", "bild .jpg"),
        ("a\r\nSet-Cookie: b\x1b[31m.jpg", "a Set-Cookie: b [31m.jpg"),
        ("\u202egpj.exe", "gpj.exe"),
        ("A\u030asa.jpg", "Åsa.jpg"),
        ("å" * 400, "å" * 255),
        ("", ""),
        ("/", ""),
    ],
)
def test_the_name_of_a_file_is_one_printable_line(given: str, kept: str):
    assert read_file_name(given) == kept


def test_a_line_of_the_log_is_one_line_whatever_it_tells():
    told = NAME + "\x9b31m\u2028"
    code = (
        "from dam.log import get_logger, start_logging\n"
        f"start_logging()\nget_logger('dam').warning('told', name={told!r})\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, cwd=Path(__file__).parents[2]
    )

    [line] = done.stderr.splitlines()
    assert json.loads(line)["name"] == told
    assert not CONTROLS.search(line.decode())
