"""Leases: what staff say of an image's times, and what outsiders then see."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from dam.database.models import AuditEvent, EmbargoLink
from dam.rights.window import TimeBounds, VisibilityLevel
from tests.support.browser import Browser
from tests.support.leases import act_on_lease, add_lease, leases_page
from tests.support.room import Room


def test_a_denial_shuts_for_its_period_and_no_role_opens_it(
    editor: Browser, stranger: Browser, room: Room, clock
):
    image_id = room.add()
    public = stranger.get(f"/bilder/{image_id}").location
    file = f"{public}/ladda-ner/original"
    answer = add_lease(
        editor,
        image_id,
        "deny",
        starts="2026-11-22",
        starts_clock="13:05",
        ends="2026-11-22",
        ends_clock="13:30",
        note="Utredning",
    )
    assert answer.location == f"{leases_page(image_id)}?klart=sparad"
    shown = editor.get(leases_page(image_id)).text
    assert (
        "22\u00a0november\u00a02026 kl.\u00a013.05 – 22\u00a0november\u00a02026 kl.\u00a013.30"
        in shown
    )
    assert "Utredning" in shown
    assert "editor@inera.test" in shown
    assert stranger.get(file).status_code == 200
    clock.at = datetime(2026, 11, 22, 12, 5, tzinfo=UTC)
    assert stranger.get(file).status_code == editor.get(file).status_code == 404
    assert stranger.get(public).status_code == editor.get(public).status_code == 404
    assert "Bilden visas inte just nu" in stranger.get(public).text
    assert "Bilden är stängd under en period." in editor.get(leases_page(image_id)).text
    clock.at = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
    assert stranger.get(file).status_code == 200
    [lease] = room.look(image_id, lambda image: [row.id for row in image.leases])
    assert act_on_lease(editor, image_id, f"remove-{lease}").status_code == 303
    assert room.look(image_id, lambda image: image.leases) == []
    with room.services.database.reading() as session:
        events = session.scalars(select(AuditEvent.action).where(AuditEvent.object_id == image_id))
        assert list(events).count("bounds") == 2


@pytest.mark.parametrize(
    ("form", "ends"),
    [
        ({"kind": "use_until", "ends": "2026-12-31"}, datetime(2026, 12, 31, 23, tzinfo=UTC)),
        (
            {"kind": "display_until", "ends": "2027-06-30", "ends_clock": "12:30"},
            datetime(2027, 6, 30, 10, 30, tzinfo=UTC),
        ),
        ({"kind": "embargo", "ends": "2026-12-31"}, datetime(2026, 12, 30, 23, tzinfo=UTC)),
        # 02:30 comes twice that night: the earlier counts.
        (
            {"kind": "use_until", "ends": "2027-10-31", "ends_clock": "02:30"},
            datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
        ),
    ],
)
def test_days_and_clocks_are_stockholms(editor: Browser, room: Room, form, ends):
    image_id = room.add(published=False)
    assert add_lease(editor, image_id, **form).status_code == 303
    assert room.look(image_id, lambda image: [row.ends for row in image.leases]) == [ends]


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"kind": ""}, "Välj vad tiden gäller."),
        ({"kind": "use_until"}, "Skriv ett datum"),
        ({"kind": "use_until", "ends": "31/12"}, "Skriv datum som 2026-12-31"),
        ({"kind": "embargo", "ends": "2027-03-28", "ends_clock": "02:30"}, "Den tiden finns inte"),
        (
            {"kind": "deny", "starts": "2026-12-02", "ends": "2026-12-01"},
            "Perioden måste börja innan den slutar.",
        ),
        ({"kind": "deny", "note": "x" * 201}, "Skriv högst 200 tecken."),
    ],
)
def test_what_cannot_be_used_is_asked_for_again(editor: Browser, room: Room, form, sentence):
    image_id = room.add()
    answer = add_lease(editor, image_id, **{"note": "Min anteckning", **form})
    assert answer.status_code == 400
    assert sentence in answer.text
    assert form.get("note", "Min anteckning") in answer.text
    assert room.look(image_id, lambda image: (image.leases, image.version)) == (
        [],
        room.look(image_id, lambda image: image.version),
    )


def test_an_embargo_after_the_end_leaves_no_time(editor: Browser, room: Room):
    image_id = room.add(published=False)
    add_lease(editor, image_id, "use_until", ends="2026-12-31")
    answer = add_lease(editor, image_id, "embargo", ends="2027-01-01")
    assert answer.status_code == 400
    assert "Bilden måste börja gälla innan den slutar gälla." in answer.text


def test_somebody_else_was_first(editor: Browser, room: Room):
    image_id = room.add()
    form = {"version": "1", "action": "add", "kind": "use_until", "ends": "2026-12-31"}
    answer = editor.send(leases_page(image_id), form)
    assert answer.status_code == 409
    assert 'value="2026-12-31"' in answer.text


def test_for_editors_alone(uploader: Browser, stranger: Browser, room: Room):
    image_id = room.add()
    assert uploader.get(leases_page(image_id)).status_code == 403
    assert stranger.get(leases_page(image_id)).status_code == 303


@pytest.mark.parametrize(
    "residual_level", [VisibilityLevel.NOTHING, VisibilityLevel.TEXT, VisibilityLevel.SMALL]
)
def test_what_remains_when_the_use_has_ended(
    editor: Browser, stranger: Browser, room: Room, clock, residual_level: VisibilityLevel
):
    image_id = room.add(bounds=TimeBounds(use_until=clock() + timedelta(hours=1)))
    public = stranger.get(f"/bilder/{image_id}").location
    previews = [
        part.split(" ")[0]
        for part in stranger.get(public).text.split('srcset="')[1].split('"')[0].split(", ")
    ]
    previews.append(previews[0].replace("w320", "w1280"))
    assert (
        act_on_lease(
            editor, image_id, "residual_level", residual_level=str(int(residual_level))
        ).status_code
        == 303
    )
    clock.forward(timedelta(hours=1))
    page = stranger.get(public)
    sizes = {address.rsplit("/")[-1]: stranger.get(address).status_code for address in previews}
    if residual_level is VisibilityLevel.NOTHING:
        assert page.status_code == 410
    else:
        assert page.status_code == 200
        assert "Tiden för att använda bilden gick ut" in page.text
        assert "/ladda-ner/" not in page.text
        assert "w1280" not in page.text
        assert ("w640" in page.text) == (residual_level is VisibilityLevel.SMALL)
    small = 200 if residual_level is VisibilityLevel.SMALL else 404
    assert sizes == {"w320.webp": small, "w640.webp": small, "w1280.webp": 404}
    assert stranger.get(f"{public}/ladda-ner/original").status_code == 404
    for listing in ("/bilder", "/flode.atom", "/sitemap.xml"):
        assert public not in stranger.get(listing).text


def test_a_link_opens_an_embargoed_image_to_its_reader_alone(
    editor: Browser, stranger: Browser, room: Room, clock
):
    until = clock() + timedelta(days=2)
    image_id = room.add(bounds=TimeBounds(embargo_until=until), title="En hemlig nyhet")
    assert act_on_lease(editor, image_id, "give", reader="Åsa på Ekot").location.endswith(
        "?klart=lank"
    )
    page = editor.get(leases_page(image_id)).text
    assert "Åsa på Ekot" in page
    address = page.split("http://127.0.0.1:8000/sparrat/")[1].split("<")[0]
    link = f"/sparrat/{address}"
    shown = stranger.get(link)
    assert shown.status_code == 200
    assert "En hemlig nyhet" in shown.text
    assert (
        "Spärrad för publicering till tisdag 24 november 2026 kl. 13.00, svensk tid" in shown.text
    )
    assert f"/bild/{image_id}/" not in shown.text.split("<main")[1]
    assert "no-store" in shown.headers["Cache-Control"]
    assert shown.headers["X-Robots-Tag"] == "noindex"
    file = stranger.get(f"{link}/original")
    assert file.status_code == 200
    assert "no-store" in file.headers["Cache-Control"]
    assert "Spärrad för publicering till tisdag 24 november".encode() in file.data
    assert stranger.get(f"{link}/w640.webp").status_code == 200
    assert stranger.get(f"{link}/received").status_code == 404
    for public in (f"/b/{image_id}", f"/bilder/{image_id}", "/bilder", "/flode.atom"):
        assert "En hemlig nyhet" not in stranger.get(public).text
    clock.at = until
    assert stranger.get(link).location.endswith(f"-{image_id}")
    assert stranger.get(f"{link}/original").status_code == 404


@pytest.mark.parametrize("end", ["revoked", "withdrawn", "denied", "draft"])
def test_the_link_ends_at_the_next_request(
    editor: Browser, stranger: Browser, room: Room, clock, end: str
):
    image_id = room.add(bounds=TimeBounds(embargo_until=clock() + timedelta(days=2)))
    act_on_lease(editor, image_id, "give", reader="Åsa")
    page = editor.get(leases_page(image_id)).text
    link = f"/sparrat/{page.split('/sparrat/')[1].split('<')[0]}"
    assert stranger.get(link).status_code == 200
    with room.services.database.reading() as session:
        one = session.scalar(select(EmbargoLink.id))
    if end == "revoked":
        assert act_on_lease(editor, image_id, f"revoke-{one}").location.endswith("?klart=slut")
    elif end == "withdrawn":
        room.withdraw(image_id)
    elif end == "denied":
        add_lease(editor, image_id, "deny")
    else:
        room.change(lambda s, _: setattr(s.get_one(EmbargoLink, one).image, "state", "draft"))
    unknown = stranger.get(f"/sparrat/{room.services.signer.token('case', 1, 1)}")
    for address in (link, f"{link}/original", f"{link}/w640.webp"):
        answer = stranger.get(address)
        assert answer.status_code == 404
        assert len(answer.text) == len(unknown.text)


def test_no_link_without_an_embargo_or_a_name(editor: Browser, room: Room, clock):
    image_id = room.add()
    assert act_on_lease(editor, image_id, "give", reader="Åsa").status_code == 409
    shut = room.add(bounds=TimeBounds(embargo_until=clock() + timedelta(days=2)))
    answer = act_on_lease(editor, shut, "give", reader=" ")
    assert answer.status_code == 400
    assert "Skriv vem länken är till." in answer.text
    assert act_on_lease(editor, shut, "revoke-99").status_code == 404
