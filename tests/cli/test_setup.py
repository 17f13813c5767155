"""flask init, user add, and a start that a wrong setting stops."""

import pytest
from sqlalchemy import text

from dam.database.migrations import read_schema_revision
from dam.database.session import Database
from dam.mail import overrides
from dam.mail.filling import Wording
from tests.support.databases import on_both


@on_both
def test_init_says_what_it_did_and_may_be_repeated(fresh_shell):
    assert fresh_shell("init").code == 0
    again = fresh_shell("init")
    assert again.code == 0
    assert "Databasen har schema" in again.out
    assert "Första innehåll: 0 nya rader." in again.out


@pytest.mark.parametrize(
    ("held", "advice"), [("0019", "så att databasen får schema 0023"), ("9000", "eller en nyare")]
)
def test_a_schema_that_this_version_does_not_know_is_named(shell, ground, held, advice):
    database = Database(ground.url)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :held"), {"held": held})
    tried = shell("init")
    assert tried.code == 1
    assert f"Databasen har schema {held}" in tried.err
    assert advice in tried.err
    assert read_schema_revision(database.engine) == held
    database.close()


def test_a_user_is_added_once_with_a_password_from_standard_input(shell):
    arguments = ("user", "add", "kim@inera.test", "--role", "editor", "--password-stdin")
    assert shell(*arguments, stdin="sju gröna hästar\n").code == 0
    again = shell(*arguments, stdin="sju gröna hästar\n")
    assert again.code == 1
    assert "Det finns redan ett konto" in again.err
    short = shell("user", "add", "a@b.se", "--role", "admin", "--password-stdin", stdin="kort\n")
    assert short.code == 1
    assert "12" in short.err
    assert "Det finns redan ett konto" in shell("user", "first").out


def test_the_first_account_has_a_one_time_password(shell):
    told = shell("user", "first")
    assert told.code == 0
    assert "engångslösenordet" in told.out


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DAM_DATABASE_URL", "mysql://x"),
        ("DAM_STORAGE_URL", "s3:fel"),
        ("DAM_BASE_URL", "https://press.inera.se"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_is_named(fresh_shell, name, value):
    fresh_shell.environ[name] = value
    told = fresh_shell.process("init")
    assert told.code == 1
    assert "Traceback" not in told.err
    assert told.err.startswith(("DAM_SECRET_KEY:", f"{name}:"))


def test_words_of_letters_that_do_not_fit_this_release_are_told(shell, database, now):
    with database.writing() as session:
        words = Wording(body="Hej {{ given_name }}. {{ case }}")
        overrides.save_letter_text(session, "receipt", "sv", words, version=0, by=None, now=now)
        session.commit()
    told = (
        "Mejlet ”Kvitto till den som frågar” på svenska: "
        "Det finns inget som heter given_name i det här mejlet."
    )
    assert told in shell("init").out.splitlines()
    checked = shell("check")
    assert checked.code == 1
    assert (checked.lines[0]["letters"], checked.lines[0]["in_progress"]) == ([told], 0)
