"""The log: who did what, to what and what changed; every action that the code records has words."""

import ast
import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import dam
from dam import accounts
from dam.database import audit
from dam.database.audit import NAMES
from dam.database.audit_actions import AuditAction
from dam.database.models import User
from dam.lifecycle.history import STEPS
from dam.web.staff.admin import audit_log
from dam.web.staff.admin.audit_labels import ACTIONS, KINDS
from dam.web.staff.images import history
from tests.support.browser import Browser
from tests.support.databases import on_both
from tests.support.image_form import save_image
from tests.support.room import Room

PAGE = "/redaktion/logg"
RECORDING = {"record_event", "record_each", "record_change"}


def recorded_kinds() -> Iterator[str]:
    """Return the kind of thing that each call which records is about."""
    for path in Path(dam.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if is_recording(call):
                yield ast.literal_eval(call.args[2])


def is_recording(call: ast.AST) -> bool:
    return (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in RECORDING
        and getattr(call.func.value, "id", "") == "audit"
    )


def test_every_action_and_every_recorded_kind_has_words():
    assert set(ACTIONS) == set(AuditAction)
    assert all(ACTIONS.values())
    assert set(recorded_kinds()) == set(KINDS)
    assert set(NAMES) <= set(KINDS)
    assert set(history.ACTIONS) == set(STEPS)


def lines(page: str) -> list[str]:
    """Return the lines of the log in words."""
    whole = re.search(r'<ol class="log">(.*?)</ol>', page, re.DOTALL)[1]
    bare = [re.sub(r"<[^>]+>", " ", one) for one in whole.split("<li>")[1:]]
    return [" ".join(one.replace("\xa0", " ").split()) for one in bare]


@on_both
def test_who_did_what_and_what_changed(admin: Browser, editor: Browser, room: Room):
    one = room.add(title="Före", made=False, published=False)
    assert save_image(editor, one, title="Efter <b>").status_code == 303
    page = admin.get(PAGE).text
    newest = next(line for line in lines(page) if "Beskrev" in line)
    assert newest.startswith(f"22 november 2026 kl. 13.00 Beskrev Bild IN-{one} editor@inera.test")
    assert "Titel Före blev Efter &lt;b&gt;" in newest
    assert f'<a href="/redaktion/bilder/{one}" dir="auto">IN-{one}</a>' in page
    assert "<b>" not in page.split('<ol class="log">')[1]


@on_both
def test_each_thing_is_named_as_staff_know_it(admin: Browser, persons: dict[str, User], room: Room):
    gone = room.add(made=False)
    room.withdraw(gone)
    room.erase(gone)

    def role(session, now):
        accounts.set_account_role(
            session, persons["uploader"].id, "editor", by=persons["admin"].id, now=now
        )

    room.change(role)
    page = admin.get(PAGE).text
    found = lines(page)
    assert "Ändrade roll Konto uploader@inera.test admin@inera.test · från: uploader" in found[0]
    assert f"Raderade Bild IN-{gone}" in found[1]
    assert "Ingen på redaktionen" in found[1]
    assert f'href="/redaktion/bilder/{gone}"' not in page


def note(room: Room, *, by: int | None, action: str = "publish", kind: str = "image") -> None:
    room.change(lambda session, now: audit.record_event(session, action, kind, 1, by=by, now=now))


@on_both
def test_filters_by_person_kind_action_and_period(
    admin: Browser, persons: dict[str, User], room: Room, clock
):
    editor, uploader = persons["editor"].id, persons["uploader"].id
    note(room, by=editor)
    clock.forward(timedelta(hours=12))
    note(room, by=uploader, action="erase")
    note(room, by=None, action="returned", kind="letter")
    admin.sign_in("admin@inera.test")

    def shown(query: str) -> list[str]:
        rows = csv.reader(io.StringIO(admin.get(f"{PAGE}.csv?{query}").text), delimiter=";")
        return [f"{row[2]} {row[3]}" for row in list(rows)[1:] if row[2] != "Loggade in"]

    published, erased, returned = "Publicerade Bild", "Raderade Bild", "Fick tillbaka Brev"
    assert shown("") == [returned, erased, published]
    assert shown(f"vem={editor}") == [published]
    assert shown("vem=0") == [returned]
    assert shown("sak=image") == [erased, published]
    assert shown("gjorde=erase") == [erased]
    assert shown("fran=2026-11-23") == [returned, erased]
    assert shown("till=2026-11-22") == [published]
    assert shown(f"vem={uploader}&sak=image&gjorde=erase&fran=2026-11-23&till=2026-11-23") == [
        erased
    ]
    page = admin.get(f"{PAGE}?vem={editor}&gjorde=publish").text
    assert len(lines(page)) == 1
    assert f'<option value="{editor}" selected>' in page
    assert f"/redaktion/logg.csv?vem={editor}&amp;gjorde=publish" in page
    assert "Inget stämmer med urvalet." in admin.get(f"{PAGE}?sak=terms").text


@pytest.mark.parametrize("query", ["vem=x", "vem=" + "9" * 40, "fran=i+dag", "fore=x", "sak=%27"])
def test_a_filter_that_cannot_be_breaks_nothing(admin: Browser, query: str):
    assert admin.get(f"{PAGE}?{query}").status_code == 200
    assert admin.get(f"{PAGE}.csv?{query}").status_code == 200


@on_both
def test_more_is_shown_from_where_the_page_ended(
    admin: Browser, persons: dict[str, User], room: Room
):
    editor = persons["editor"].id
    for _ in range(60):
        note(room, by=editor)
    first = admin.get(f"{PAGE}?vem={editor}").text
    assert len(lines(first)) == 50
    more = re.search(r'href="(/redaktion/logg\?[^"]*fore=\d+)"', first)[1].replace("&amp;", "&")
    note(room, by=editor)
    second = admin.get(more).text
    assert len(lines(second)) == 10
    assert "Visa fler" not in second


@on_both
def test_the_whole_choice_is_a_file(admin: Browser, room: Room, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(audit_log, "BATCH", 2)
    one = room.add(title="=1+1", made=False)
    room.edit(one, title="Ny", place="")
    answer = admin.get(f"{PAGE}.csv?sak=image&gjorde=describe")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="logg-2026-11-22.csv"'
    text = answer.get_data().decode("utf-8-sig")
    head, *rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert head == list(audit_log.COLUMNS)
    title = next(row for row in rows if row[5] == "Titel")
    who = "Ingen på redaktionen"
    assert title[:5] == ["2026-11-22 13:00:00+01:00", who, "Beskrev", "Bild", f"IN-{one}"]
    assert title[6:8] == ["'=1+1", "Ny"]
    whole = list(csv.reader(io.StringIO(admin.get(f"{PAGE}.csv").text), delimiter=";"))
    assert len(whole) > len(rows) + 1


def test_how_long_things_are_kept_is_said(admin: Browser):
    page = admin.get(PAGE).text.split('id="sparas"')[1]
    rows = dict(re.findall(r'<th scope="row">([^<]+)</th><td>([^<]+)</td>', page))
    assert rows["Vem som gjorde vad, med vad och när"] == "Så länge pressbilderna finns"
    assert rows["Ärende: Avslagen"] == "1 år"
    assert rows["Ärende: Beviljad"] == "2 år"
    assert rows["Ärende: Skräp"] == "30 dagar"
    assert rows["Inloggning"] == "12 timmar"
