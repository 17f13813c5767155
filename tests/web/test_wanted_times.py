"""The page of times where another person has to approve: it shows what one wants, and goes on from
it; whoever else opens it sees what stands.
"""

import pytest

from tests.support.approval import list_waiting, require_approval
from tests.support.browser import Browser
from tests.support.leases import act_on_lease, add_lease, leases_page
from tests.support.room import Room
from tests.web.filled import filled

WAITS = "Väntar på att en annan redaktör godkänner."
GOES = "Tas bort när en annan redaktör har godkänt det."


@pytest.fixture
def one(room: Room, editor: Browser, persons) -> int:
    """A published image that is used for a while, and shown for longer."""
    made = room.add()
    add_lease(editor, made, "use_until", ends="2027-01-31")
    add_lease(editor, made, "display_until", ends="2027-03-31")
    require_approval(room, persons["admin"].id)
    return made


def leases(room: Room, one: int) -> list[str]:
    return room.look(one, lambda image: [row.kind for row in image.leases])


def test_what_waits_is_shown_to_whoever_wants_it(
    editor: Browser, admin: Browser, room: Room, one: int
):
    [use, _] = room.look(one, lambda image: [row.id for row in image.leases])
    assert act_on_lease(editor, one, f"remove-{use}").location.endswith("klart=vantar")
    assert act_on_lease(editor, one, "residual_level", residual_level="2").location.endswith(
        "klart=vantar"
    )
    assert leases(room, one) == ["use_until", "display_until"]
    mine, theirs = (browser.get(leases_page(one)).text for browser in (editor, admin))
    assert (mine.count(GOES), theirs.count(GOES)) == (1, 0)
    for page, level in ((mine, ["2"]), (theirs, ["0"])):
        assert filled(page, leases_page(one))["residual_level"] == level
    [(_, _, fields)] = list_waiting(room, one)
    assert fields == {"leases", "residual_level"}


def test_a_time_that_waits_is_taken_away_again(editor: Browser, room: Room, one: int):
    [use, _] = room.look(one, lambda image: [row.id for row in image.leases])
    act_on_lease(editor, one, f"remove-{use}")
    add_lease(editor, one, "use_until", ends="2027-02-28")
    shown = editor.get(leases_page(one)).text
    assert (shown.count(WAITS), shown.count(GOES)) == (1, 1)
    mark = shown.split(WAITS)[1].split('value="drop-')[1].split('"')[0]
    assert act_on_lease(editor, one, f"drop-{mark}").status_code == 303
    assert WAITS not in editor.get(leases_page(one)).text
    assert act_on_lease(editor, one, f"drop-{mark}").status_code == 404
    assert leases(room, one) == ["use_until", "display_until"]


@pytest.mark.parametrize("level", ["9", "3", "-1", "", "x", "1.0", "9" * 40])
def test_what_remains_is_one_of_the_choices(editor: Browser, room: Room, level: str):
    one = room.add()
    assert act_on_lease(editor, one, "residual_level", residual_level=level).status_code == 400
    stale = {
        "action": "residual_level",
        "residual_level": level,
        "version": "77",
        "began": "residual_level:0",
    }
    assert editor.send(leases_page(one), stale).status_code == 409
    assert room.look(one, lambda image: image.residual_level) == 0
