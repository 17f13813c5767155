"""flask requests export: one file for its owner alone, never written over."""

import json
from datetime import UTC, datetime

from dam.database.session import Database
from dam.usage_requests.submit import submit_request
from tests.support.requests import PRESS_EMAIL, typed_request

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_what_is_kept_about_an_address_is_written_to_a_new_file(shell, tmp_path):
    database = Database(shell.environ["DAM_DATABASE_URL"])
    with database.writing() as session:
        for once, email in (("a", "Asa@tidning.example"), ("b", "annan@tidning.example")):
            submit_request(
                session, typed_request(email=email), once=once, press_email=PRESS_EMAIL, now=NOW
            )
        session.commit()
    database.close()
    target = tmp_path / "utdrag.json"
    told = shell("requests", "export", "asa@TIDNING.example", "--to", str(target))
    assert (told.code, told.err) == (0, "")
    assert f"1 ärenden och 2 brev står i {target}." in told.out
    said = json.loads(target.read_text())
    assert [one["email"] for one in said["cases"]] == ["Asa@tidning.example"]
    assert "annan@" not in target.read_text()
    assert target.stat().st_mode & 0o077 == 0

    before = target.read_bytes()
    again = shell("requests", "export", "asa@tidning.example", "--to", str(target))
    assert again.code == 1
    assert "finns redan" in again.err
    assert target.read_bytes() == before

    other = tmp_path / "annan.json"
    for address, words in (("ingen@x.example", "Det finns ingenting"), ("åsa", "e-postadress")):
        nothing = shell("requests", "export", address, "--to", str(other))
        assert nothing.code == 1
        assert words in nothing.err
    lost = shell("requests", "export", "asa@tidning.example", "--to", f"{tmp_path}/saknas/a.json")
    assert lost.code == 1
    assert "Det går inte att skriva" in lost.err
    assert not other.exists()
