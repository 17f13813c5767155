"""`/b/<id>`: may I still use this? The address that is printed in every file."""

from datetime import timedelta

import pytest

from dam.rights.periods import Period
from dam.rights.window import TimeBounds, VisibilityLevel
from tests.support.browser import Browser
from tests.support.room import Room


def asked(stranger: Browser, image_id: int) -> dict[str, object]:
    """The answer for machines, which is the same by both ways of asking."""
    by_name = stranger.get(f"/b/{image_id}.json")
    by_header = stranger.get(f"/b/{image_id}", headers={"Accept": "application/json"})
    assert by_name.json == by_header.json
    assert by_name.status_code == by_header.status_code
    assert "Accept" in by_header.headers["Vary"]
    assert by_name.headers["Cache-Control"] == "no-cache"
    return by_name.json


def test_free_and_approval(stranger: Browser, room: Room, clock):
    until = clock() + timedelta(days=40)
    free = room.add(bounds=TimeBounds(use_until=until))
    said = asked(stranger, free)
    assert said == {
        "id": free,
        "ref": f"IN-{free}",
        "answer": "yes",
        "until": until.isoformat(),
        "since": None,
        "reason": None,
        "terms": {
            "slug": "fri-redaktionell",
            "version": 1,
            "class": "free",
            "line": said["terms"]["line"],
            "limits": None,
            "url": "http://127.0.0.1:8000/villkor/fri-redaktionell-v1",
        },
        "credit": "Foto: Åsa Öberg/1177",
        "url": f"http://127.0.0.1:8000{stranger.get(f'/bilder/{free}').location}",
        "replaced_by": None,
        "contact": "press@inera.se",
    }
    page = stranger.get(f"/b/{free}")
    assert page.status_code == 200
    assert "Ja, du får använda bilden" in page.text
    assert "Foto: Åsa Öberg/1177" in page.text
    assert "<picture>" in page.text
    assert "Se bilden och ladda ner" in page.text
    conditional = room.add(terms="fri-med-villkor")
    assert "Ja, med villkor" in stranger.get(f"/b/{conditional}").text
    approval = room.add(terms="kraver-godkannande")
    assert asked(stranger, approval)["answer"] == "ask"
    assert "Fråga först" in stranger.get(f"/b/{approval}").text


def test_withdrawn_replaced_and_over(stranger: Browser, room: Room, clock):
    now = clock()
    gone, over = room.add(), room.add(bounds=TimeBounds(use_until=now + timedelta(hours=1)))
    room.withdraw(gone, "outdated")
    said = asked(stranger, gone)
    assert (said["answer"], said["since"]) == ("withdrawn", now.isoformat())
    assert said["reason"] == "Bilden är inaktuell."
    assert said["terms"] is said["credit"] is said["url"] is None
    assert stranger.get(f"/b/{gone}.json").status_code == 410
    assert stranger.get(f"/b/{gone}").status_code == 410
    clock.forward(timedelta(hours=1))
    said = asked(stranger, over)
    assert (said["answer"], said["since"]) == ("no", clock().isoformat())


@pytest.mark.parametrize("shut", ["embargo", "denied"])
def test_what_is_closed_for_a_while_is_not_withdrawn_and_has_not_ended(
    stranger: Browser, room: Room, clock, shut: str
):
    image_id, now = room.add(), clock()
    clock.forward(timedelta(hours=1))
    later = clock() + timedelta(hours=1)
    bounds = {
        "embargo": TimeBounds(embargo_until=later),
        "denied": TimeBounds(denied=(Period(now, later),)),
    }
    room.bound(image_id, bounds[shut])
    said = asked(stranger, image_id)
    assert (said["answer"], said["since"], said["reason"]) == ("withheld", None, None)
    assert stranger.get(f"/b/{image_id}.json").status_code == 404
    for address in (f"/b/{image_id}", f"/bilder/vad-som-helst-{image_id}", f"/bevaka?b={image_id}"):
        page = stranger.get(address)
        assert page.status_code == 404
        assert "Bilden visas inte just nu" in page.text
        assert "press@inera.se" in page.text
        assert "licens" not in page.text
    assert "visas inte just nu" in stranger.get(f"/begaran?b={image_id}").text
    assert "is not shown at the moment" in stranger.get(f"/en/request?b={image_id}").text
    for address in ("/aterkallade", "/flode.atom"):
        assert f"IN-{image_id}" not in stranger.get(address).text
    clock.forward(timedelta(hours=1))
    assert asked(stranger, image_id)["answer"] == "yes"


@pytest.mark.parametrize("residual_level", [VisibilityLevel.TEXT, VisibilityLevel.SMALL])
def test_when_use_has_ended_what_remains_says_no(
    stranger: Browser, room: Room, clock, residual_level: VisibilityLevel
):
    ends = clock() + timedelta(hours=1)
    image_id = room.add(bounds=TimeBounds(use_until=ends, residual_level=residual_level))
    clock.forward(timedelta(hours=2))
    said = asked(stranger, image_id)
    assert (said["answer"], said["since"]) == ("no", ends.isoformat())
    page = stranger.get(f"/b/{image_id}")
    assert page.status_code == 200
    assert "Nej, inte i nya publiceringar" in page.text
    assert "Läs villkoren" not in page.text


def test_the_hidden_is_answered_like_what_does_not_exist(stranger: Browser, room: Room):
    draft = room.add(published=False)
    for address in ("/b/{}", "/b/{}.json"):
        hidden, missing = (stranger.get(address.format(one)) for one in (draft, draft + 1))
        assert hidden.status_code == missing.status_code == 404
        assert len(hidden.data) == len(missing.data)
