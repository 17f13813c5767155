"""Settings: defaults, files, and wrong values that stop the start and name the variable."""

import re
from pathlib import Path

import pytest

from config.settings import Settings, load_settings
from dam.errors import Misconfigured

DOCUMENT = Path(__file__).parents[2] / "docs" / "settings.md"
KEY = "k" * 40


def test_the_defaults_stand_in_the_project(tmp_path):
    settings = load_settings({}, root=tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path}/var/dam.sqlite"
    assert settings.storage_url == f"file:{tmp_path}/var/store"
    assert settings.press_email == "press@inera.se"
    assert settings.on_loopback
    assert not settings.secure


def test_a_secret_key_is_made_once_and_kept_from_others(tmp_path):
    first = load_settings({}, root=tmp_path).secret_key
    assert len(first) >= 48
    assert load_settings({}, root=tmp_path).secret_key == first
    (kept,) = (tmp_path / "var").glob("secret_key")
    assert kept.stat().st_mode & 0o077 == 0


def test_a_secret_may_stand_in_a_file(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text(KEY + "\n")
    assert load_settings({"DAM_SECRET_KEY_FILE": str(secret)}, root=tmp_path).secret_key == KEY


@pytest.mark.parametrize(
    ("environ", "variable"),
    [
        ({"DAM_DATABASE_URL": "mysql://x"}, "DAM_DATABASE_URL"),
        ({"DAM_STORAGE_URL": "ftp://x"}, "DAM_STORAGE_URL"),
        ({"DAM_QUEUE_URL": "amqp://x"}, "DAM_QUEUE_URL"),
        ({"DAM_QUOTA_BYTES": "0"}, "DAM_QUOTA_BYTES"),
        ({"DAM_QUOTA_BYTES": "199999999"}, "DAM_QUOTA_BYTES"),
        ({"DAM_QUOTA_BYTES": "mycket"}, "DAM_QUOTA_BYTES"),
        ({"DAM_FREE_BYTES": "-1"}, "DAM_FREE_BYTES"),
        ({"DAM_FREE_BYTES": "1 GB"}, "DAM_FREE_BYTES"),
        ({"DAM_CACHE_URL": "memcached://x"}, "DAM_CACHE_URL"),
        ({"DAM_CLAMD_URL": "http://127.0.0.1:3310"}, "DAM_CLAMD_URL"),
        ({"DAM_MAIL_URL": "http://x"}, "DAM_MAIL_URL"),
        ({"DAM_BASE_URL": "press.inera.se"}, "DAM_BASE_URL"),
        ({"DAM_BASE_URL": "https://press.inera.se/bilder"}, "DAM_BASE_URL"),
        ({"DAM_BASE_URL": "https://press.inera.se"}, "DAM_SECRET_KEY"),
        ({"DAM_BASE_URL": "https://press.inera.se", "DAM_SECRET_KEY": "short"}, "DAM_SECRET_KEY"),
        ({"DAM_PRESS_EMAIL": "a@b.se, c@d.se"}, "DAM_PRESS_EMAIL"),
        ({"DAM_PRESS_EMAIL": "åsa@inera.se"}, "DAM_PRESS_EMAIL"),
        ({"DAM_MAIL_IN_ADDRESS": "arenden"}, "DAM_MAIL_IN_ADDRESS"),
        ({"DAM_MAIL_IN_ADDRESS": "arenden+a@inera.se"}, "DAM_MAIL_IN_ADDRESS"),
        ({"DAM_MAIL_IN_ADDRESS": f"{'a' * 25}@inera.se"}, "DAM_MAIL_IN_ADDRESS"),
        ({"DAM_MAIL_IN_URL": "pop://x"}, "DAM_MAIL_IN_URL"),
        ({"DAM_MAIL_IN_URL": "imaps://a:b@mail.inera.se"}, "DAM_MAIL_IN_ADDRESS"),
        ({"DAM_OFFICE_HOURS": "dygnet runt"}, "DAM_OFFICE_HOURS"),
        ({"DAM_OFFICE_HOURS": "mon-fri 8-17"}, "DAM_OFFICE_HOURS"),
        ({"DAM_ANSWER_WITHIN": "0"}, "DAM_ANSWER_WITHIN"),
        ({"DAM_ANSWER_WITHIN": "snart"}, "DAM_ANSWER_WITHIN"),
        ({"DAM_MAX_PIXELS": "många"}, "DAM_MAX_PIXELS"),
        ({"DAM_MAX_FILE_BYTES": "0"}, "DAM_MAX_FILE_BYTES"),
        ({"DAM_TRUSTED_PROXIES": "nätet"}, "DAM_TRUSTED_PROXIES"),
        ({"DAM_SECRET_KEY_FILE": "/finns/inte"}, "DAM_SECRET_KEY_FILE"),
        ({"DAM_SECRET_KEY": KEY, "DAM_SECRET_KEY_FILE": "/x"}, "DAM_SECRET_KEY"),
    ],
)
def test_a_wrong_value_names_its_variable(tmp_path, environ, variable):
    with pytest.raises(Misconfigured) as raised:
        load_settings(environ, root=tmp_path)
    assert raised.value.variable == variable
    assert str(raised.value).startswith(f"{variable}: ")


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("MAX_FILE_BYTES", 1),
        ("MAX_PIXELS", 1),
        ("MAX_BATCH_BYTES", 1),
        ("QUOTA_BYTES", 1),
        ("FREE_BYTES", 0),
        ("ANSWER_WITHIN", 1),
    ],
)
def test_the_least_number_of_a_setting_is_taken_and_no_less(tmp_path, name, least):
    beside = {"DAM_MAX_FILE_BYTES": "1"}
    settings = load_settings(beside | {f"DAM_{name}": str(least)}, root=tmp_path)
    assert getattr(settings, name.lower()) == least
    with pytest.raises(Misconfigured, match=f"^DAM_{name}: "):
        load_settings(beside | {f"DAM_{name}": str(least - 1)}, root=tmp_path)


def test_an_answer_may_take_ten_thousand_hours_and_no_more(tmp_path):
    assert load_settings({"DAM_ANSWER_WITHIN": "10000"}, root=tmp_path).hours_to_answer == 10_000
    with pytest.raises(Misconfigured, match=r"^DAM_ANSWER_WITHIN: "):
        load_settings({"DAM_ANSWER_WITHIN": "10001"}, root=tmp_path)


@pytest.mark.parametrize(
    ("environ", "hours"),
    [
        ({}, 24),
        ({"DAM_OFFICE_HOURS": "mon-fri 08:00-17:00"}, 4),
        ({"DAM_OFFICE_HOURS": "mon-fri 08:00-17:00", "DAM_ANSWER_WITHIN": "9"}, 9),
        ({"DAM_ANSWER_WITHIN": "48"}, 48),
    ],
)
def test_within_how_many_hours_a_case_should_be_answered(tmp_path, environ, hours):
    assert load_settings(environ, root=tmp_path).hours_to_answer == hours


def test_every_setting_has_its_row_in_the_document():
    told = set(
        re.findall(r"^\| `(DAM_[A-Z0-9_]+)`", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert told == {f"DAM_{name.upper()}" for name in Settings.model_fields}
