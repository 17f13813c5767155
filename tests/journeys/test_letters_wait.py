"""With no mail server the journalist has a receipt all the same, and no letter is lost."""

import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import update

from dam.database.models import Letter
from dam.database.session import Database
from tests.journeys.house import EDITOR, PASSWORD, House, open_house
from tests.journeys.post import PRESS, letter_to, text_of
from tests.journeys.visitor import Visitor
from tests.servers import smtp

JOURNALIST = "nyheter@tidningen.test"
REQUEST = {
    "about": "national",
    "name": "Åsa Öberg",
    "email": JOURNALIST,
    "organisation": "Tidningen",
    "use_text": "Hur många ringer 1177?",
    "terms_read": "1",
}
SECONDS = 60


def test_letters_wait_for_the_mail_server(tmp_path: Path) -> None:
    with smtp.running() as inbox:
        pass
    with open_house(tmp_path / "house", DAM_MAIL_URL=inbox.url) as house:
        journalist = Visitor(house.origin)
        case = journalist.ask("/begaran", REQUEST).location
        assert "Vi har tagit emot din fråga." in journalist.get(case).text
        ensure_waiting(house)
        house.stop()
        address_in_a_file(house)
        with smtp.running(inbox):
            let_the_next_try_come(house)
            house.serve()
            assert case in text_of(letter_to(inbox, JOURNALIST, "Vi har fått din fråga"))
            assert letter_to(inbox, PRESS, "Nytt bildärende")["Reply-To"] == JOURNALIST
        assert len(inbox.letters) == 2


def ensure_waiting(house: House) -> None:
    """Staff see both letters wait, and why."""
    desk = Visitor(house.origin)
    desk.sign_in(EDITOR, PASSWORD)
    number = f"{datetime.now(UTC).year}-0001"
    until = time.monotonic() + SECONDS
    while (page := desk.get(f"/redaktion/arenden/{number}").text).count("Connection refused") < 2:
        assert time.monotonic() < until, page
        time.sleep(0.2)
    assert page.count("Väntar") == 2


def address_in_a_file(house: House) -> None:
    """From its next start the public address is read from a file."""
    path = house.folder / "base_url"
    path.write_text(f"{house.environment.pop('DAM_BASE_URL')}\n")
    house.environment["DAM_BASE_URL_FILE"] = str(path)


def let_the_next_try_come(house: House) -> None:
    """A minute passes, for the letters."""
    database = Database(house.environment["DAM_DATABASE_URL"])
    with database.writing() as session:
        session.execute(update(Letter).values(next_try=datetime.now(UTC)))
        session.commit()
    database.close()
