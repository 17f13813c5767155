"""flask mail receive: what a mail server is answered."""

import os
import subprocess
import sys

import pytest

from config.settings import load_settings
from dam.database.models import Letter
from dam.database.session import Database
from tests.support.inbound_mail import CASES, write_letter
from tests.support.shell import ROOT, CommandResult, Shell


@pytest.fixture
def shell(shell: Shell) -> Shell:
    shell.environ["DAM_MAIL_IN_ADDRESS"] = CASES
    return shell


def kept(shell: Shell) -> list[Letter]:
    database = Database(load_settings(shell.environ).database_url)
    with database.reading() as session:
        found = session.query(Letter).filter_by(direction="in").all()
    database.close()
    return found


def test_a_letter_is_kept_and_a_second_time_known(shell: Shell):
    raw = write_letter(CASES, "På sidan 3, Åsa.", files={"a.pdf": b"%PDF\xff"}).decode()
    for _ in range(2):
        told = shell("mail", "receive", stdin=raw)
        assert (told.code, told.out) == (0, ""), told.err
    [letter] = kept(shell)
    assert (letter.state, letter.body) == ("unmatched", "På sidan 3, Åsa.")
    assert letter.attachments[0].bytes == 5


def test_a_loop_is_dropped(shell: Shell):
    told = shell("mail", "receive", stdin=write_letter(CASES, X_Loop=CASES).decode())
    assert told.code == 0
    assert kept(shell) == []


def test_what_is_no_letter_goes_back(shell: Shell):
    told = shell("mail", "receive", stdin="Hej\n")
    assert told.code == 1
    assert "Det är inget brev: det har ingen avsändare." in told.err


def test_a_database_that_does_not_answer_is_tried_again(shell: Shell, tmp_path):
    shell.environ["DAM_DATABASE_URL"] = f"sqlite:///{tmp_path}"
    told = shell("mail", "receive", stdin=write_letter(CASES).decode())
    assert told.code == 75
    assert "Databasen svarar inte just nu." in told.err


def test_a_store_that_does_not_answer_is_tried_again(shell: Shell, tmp_path):
    store = tmp_path / "store"
    store.mkdir()
    store.chmod(0o500) if os.geteuid() else (store / "private").write_bytes(b"")
    told = shell("mail", "receive", stdin=write_letter(CASES, files={"a": b"b"}).decode())
    assert told.code == 75
    assert "Brevet gick inte att spara just nu." in told.err
    assert kept(shell) == []


def test_the_command_as_a_mail_server_runs_it(shell: Shell):
    done = subprocess.run(
        [sys.executable, "-m", "flask", "mail", "receive"],
        cwd=ROOT,
        env={**os.environ, **shell.environ},
        input=write_letter(CASES, files={"a.bin": bytes(range(256))}),
        capture_output=True,
        check=False,
    )
    assert CommandResult(done.returncode, done.stdout.decode(), "") == CommandResult(0, "", ""), (
        done.stderr
    )
    assert kept(shell)[0].attachments[0].bytes == 256
