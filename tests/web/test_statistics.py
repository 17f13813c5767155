"""The statistics page and an image's own: what they conclude, draw and hand out."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from dam.database.models import AuditEvent, Clipping
from dam.delivery.statistics.spool import CountedDownload
from dam.rights.window import TimeBounds
from dam.web.staff.statistics.series import format_duration
from dam.worker import periodic
from tests.support.browser import Browser
from tests.support.databases import on_both
from tests.support.requests import add_request
from tests.support.room import Room

PAGE = "/redaktion/statistik"
MARCH = datetime(2026, 3, 14, 9, tzinfo=UTC)


def left(room: Room, image_id: int, at: datetime, times: int = 1, size: str = "original") -> None:
    for _ in range(times):
        room.services.spool.append(CountedDownload(image_id, 1, size, None, "etag", None, at))
    periodic.fold_downloads(room.services)


def rows(answer) -> list[list[str]]:
    assert answer.mimetype == "text/csv"
    text = answer.get_data().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def said(page: str) -> str:
    return unescape(page).replace("\xa0", " ")


@on_both
def test_nothing_has_left_yet(editor: Browser):
    page = editor.get(PAGE).text
    assert page.count("Ingen bild laddades ner under perioden.") == 5
    assert "Inget ärende kom in under perioden." in page
    assert "Inget slutar gälla." in page
    assert "<svg" not in page


@on_both
def test_each_chart_says_what_it_shows(editor: Browser, room: Room):
    nurse = room.add(title="Sjuksköterska & <telefon>", made=False)
    app_ = room.add(title="Appen", made=False, collections=("1177-se", "personer"))
    left(room, nurse, MARCH, 1100)
    left(room, app_, room.now(), 2, "webb")
    add_request(room, "B-1")
    page = editor.get(PAGE).text
    assert "Flest nedladdningar i mars 2026: 1 100 av 1 102." in said(page)
    assert "Mest nedladdad är Sjuksköterska & <telefon>: 1 100 av 1 102." in said(page)
    assert "<telefon>" not in page
    assert "Vanligast är Original: 1 100 av 1 102." in said(page)
    assert (
        "Mest nedladdad är 1177.se: 2 av 1 102. En bild i flera samlingar räknas i var och en."
        in said(page)
    )
    assert "Vanligast är Okända villkor: 1 102 av 1 102." in said(page)
    assert "1 ärende kom in. 1 väntar." in said(page)
    assert f'href="/redaktion/bilder/{nurse}/statistik"' in page
    charts = re.findall(r"<svg[^>]*role=\"img\".*?</svg>", page, re.DOTALL)
    assert len(charts) == 5
    for chart in charts:
        titled = re.search(r'aria-labelledby="([^"]+)" aria-describedby="([^"]+)"', chart)
        assert f'<title id="{titled[1]}">' in chart
        assert f'<desc id="{titled[2]}">' in chart
        assert "style" not in chart
    assert charts[0].count("(hittills)") == 1
    assert charts[0].count('fill="url(#manader-partial)"') == 1
    assert 'width="100.0%"' in charts[0]
    assert page.partition("<main")[2].count("<details") == 5


@on_both
def test_the_period_is_chosen_and_carried_to_the_files(editor: Browser, room: Room):
    one = room.add(made=False)
    left(room, one, MARCH, 2)
    left(room, one, datetime(2024, 5, 2, tzinfo=UTC), 3)
    page = editor.get(f"{PAGE}?fran=2024-05&till=2024-06").text
    assert "Flest nedladdningar i maj 2024: 3 av 3." in said(page)
    assert '<option value="2024-05" selected>' in page
    assert "/redaktion/statistik/manader.csv?fran=2024-05&amp;till=2024-06" in page.replace(
        "&till", "&amp;till"
    )
    found = rows(editor.get(f"{PAGE}/manader.csv?fran=2024-05&till=2024-06"))
    assert found == [["Månad", "Nedladdningar"], ["2024-05", "3"], ["2024-06", "0"]]


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("", "2025-12", "2026-11"),
        ("fran=2026-03&till=2026-01", "2026-01", "2026-03"),
        ("fran=x&till=2026-13", "2025-12", "2026-11"),
        ("fran=1999-01&till=2999-01", "2025-12", "2026-11"),
        ("till=2026-02", "2025-12", "2026-02"),
    ],
)
def test_a_period_that_cannot_be_is_as_if_not_chosen(
    editor: Browser, query: str, first: str, last: str
):
    found = rows(editor.get(f"{PAGE}/manader.csv?{query}"))
    assert (found[1][0], found[-1][0]) == (first, last)


def test_files_open_as_tables_and_no_cell_is_a_formula(editor: Browser, room: Room):
    title = '=HYPERLINK("https://evil.test";"Klicka")'
    one = room.add(title=title, made=False)
    left(room, one, room.now())
    answer = editor.get(f"{PAGE}/bilder.csv")
    assert answer.get_data().startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="bilder-2025-12-')
    assert answer.headers["Cache-Control"] == "no-store"
    assert rows(answer) == [["Bild", "Titel", "Nedladdningar"], [f"IN-{one}", f"'{title}", "1"]]
    for name in ("storlekar", "villkor", "arenden", "samlingar"):
        kinds = 0 if name in {"arenden", "samlingar"} else 1
        assert len(rows(editor.get(f"{PAGE}/{name}.csv"))) == 1 + kinds
    assert "Ingen nedladdad bild är med i en samling." in editor.get(PAGE).text
    assert editor.get(f"{PAGE}/annat.csv").status_code == 404


def test_what_ends_soon_is_counted_and_leads_to_its_list(editor: Browser, room: Room):
    room.add(made=False, bounds=TimeBounds(use_until=room.now() + timedelta(days=59)))
    page = editor.get(PAGE).text
    assert '<a href="/redaktion/#slutar">1 bild</a>' in page
    assert 'id="slutar"' in editor.get("/redaktion/").text


@pytest.mark.parametrize(
    ("took", "words"),
    [
        (timedelta(0), "en minut"),
        (timedelta(seconds=20), "en minut"),
        (timedelta(minutes=1), "en minut"),
        (timedelta(hours=1, minutes=1), "1 timme och 1 minut"),
        (timedelta(hours=2), "2 timmar"),
        (timedelta(hours=49, minutes=40), "50 timmar"),
    ],
)
def test_a_time_in_words(app, took: timedelta, words: str):
    with app.test_request_context("/redaktion/"):
        assert format_duration(took) == words


@on_both
def test_an_image_has_a_page_of_its_own(editor: Browser, room: Room):
    one, other = room.add(made=False), room.add(made=False)
    left(room, one, MARCH, 3)
    left(room, other, MARCH, 5)
    assert (
        f'href="/redaktion/bilder/{one}/statistik"' in editor.get(f"/redaktion/bilder/{one}").text
    )
    page = editor.get(f"/redaktion/bilder/{one}/statistik").text
    assert "Flest nedladdningar i mars 2026: 3 av 3." in said(page)
    found = rows(editor.get(f"/redaktion/bilder/{one}/statistik.csv?fran=2026-03&till=2026-03"))
    assert found[1:] == [["2026-03", "3"]]
    assert editor.get("/redaktion/bilder/999/statistik").status_code == 404


@on_both
def test_clippings_are_noted_and_taken_away(editor: Browser, room: Room):
    one = room.add(made=False)
    page = f"/redaktion/bilder/{one}/statistik"
    noted = {
        "url": 'https://tidning.example/a?b="><script>',
        "outlet": "Norra <b>Tidningen</b>",
        "published_on": "2026-03-14",
    }
    answer = editor.send(page, noted, to=f"/redaktion/bilder/{one}/urklipp")
    assert answer.location == f"{page}?klart=sparad#urklipp"
    text = editor.get(page).text
    assert 'rel="noreferrer" dir="auto">Norra &lt;b&gt;Tidningen&lt;/b&gt;</a>' in text
    assert 'href="https://tidning.example/a?b=&#34;&gt;&lt;script&gt;"' in text
    assert "14\xa0mars\xa02026" in text
    assert "Noterat av <bdi>editor@inera.test</bdi>" in text
    [clipping] = re.findall(rf"/redaktion/bilder/{one}/urklipp/(\d+)/ta-bort", text)
    editor.send(page, {}, to=f"/redaktion/bilder/{one}/urklipp/{clipping}/ta-bort")
    assert "Ingen har noterat någon publicering än." in editor.get(page).text

    def actions(session, _):
        return [e.action for e in session.query(AuditEvent) if "clipping" in e.action]

    assert room.change(actions) == ["add_clipping", "remove_clipping"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "tidning.example/a"}, "url"),
        ({"url": ""}, "url"),
        ({"url": f"https://tidning.example/{'a' * 2000}"}, "url"),
        ({"outlet": " "}, "outlet"),
        ({"published_on": "2026-11-23"}, "published_on"),
        ({"published_on": "i går"}, "published_on"),
    ],
)
def test_what_is_no_clipping_is_shown_again(
    editor: Browser, room: Room, wrong: dict[str, str], field: str
):
    one = room.add(made=False)
    page = f"/redaktion/bilder/{one}/statistik"
    noted = {"url": "https://tidning.example/a", "outlet": "Norra Tidningen"} | wrong
    answer = editor.send(page, noted, to=f"/redaktion/bilder/{one}/urklipp")
    assert answer.status_code == 400
    assert f'<a href="#{field}">' in answer.text
    assert all(f'value="{value}"' in answer.text for value in noted.values())
    assert room.change(lambda session, _: session.query(Clipping).count()) == 0


def test_a_clipping_is_taken_away_from_its_own_image_alone(editor: Browser, room: Room):
    one, other = room.add(made=False), room.add(made=False)
    page = f"/redaktion/bilder/{one}/statistik"
    noted = {"url": "https://tidning.example/a", "outlet": "Norra Tidningen"}
    editor.send(page, noted, to=f"/redaktion/bilder/{one}/urklipp")
    editor.send(page, {}, to=f"/redaktion/bilder/{other}/urklipp/1/ta-bort")
    assert "Norra Tidningen" in editor.get(page).text


def test_statistics_are_for_editors(uploader: Browser, room: Room):
    one = room.add(made=False)
    for address in (PAGE, f"{PAGE}/manader.csv", f"/redaktion/bilder/{one}/statistik"):
        assert uploader.get(address).status_code == 403
    assert "/redaktion/statistik" not in uploader.get("/redaktion/").text
