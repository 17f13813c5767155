"""What an administrator reads of the settings, and what nobody does."""

from config.redacted import ADDRESSES, PLAIN, PRESENT, list_redacted_settings
from config.settings import Settings, load_settings

SECRET = "kanariefågel/är?hemlig-och-lång-nog-för-en-nyckel"


def test_no_secret_is_shown(tmp_path):
    environ = {
        "DAM_DATABASE_URL": f"postgresql+psycopg://dam:{SECRET}@db.example:5432/dam",
        "DAM_STORAGE_URL": f"s3://hink/bilder?endpoint=http://s3.example&secret={SECRET}",
        "DAM_MAIL_URL": f"smtp://{SECRET}:{SECRET}@post.example:587?starttls=1",
        "DAM_SECRET_KEY": SECRET,
        "DAM_SECRET_KEY_PREVIOUS": SECRET,
        "DAM_C2PA_CERT": SECRET,
        "DAM_C2PA_KEY": SECRET,
    }
    found = dict(list_redacted_settings(load_settings(environ, root=tmp_path)))
    assert "kanarie" not in str(found)
    assert found["DAM_DATABASE_URL"] == "postgresql+psycopg://db.example:5432/dam"
    assert found["DAM_STORAGE_URL"] == "s3://hink/bilder"
    assert found["DAM_MAIL_URL"] == "smtp://post.example:587"
    assert found["DAM_SECRET_KEY"] == found["DAM_C2PA_KEY"] == PRESENT


def test_the_others_are_shown_as_they_are_written(tmp_path):
    environ = {"DAM_OFFICE_HOURS": "mon-tue 08:00-17:00", "DAM_TRUSTED_PROXIES": "10.0.0.0/8,::1"}
    found = dict(list_redacted_settings(load_settings(environ, root=tmp_path)))
    assert found["DAM_OFFICE_HOURS"] == "mon 08:00-17:00, tue 08:00-17:00"
    assert found["DAM_TRUSTED_PROXIES"] == "10.0.0.0/8, ::1/128"
    assert found["DAM_DATABASE_URL"] == f"sqlite:///{tmp_path}/var/dam.sqlite"
    assert (found["DAM_ANSWER_WITHIN"], found["DAM_MAX_PIXELS"]) == ("", "300000000")


def test_only_keys_and_certificates_are_not_shown():
    kept = {"secret_key", "secret_key_previous", "c2pa_cert", "c2pa_key", "c2pa_anchors"}
    assert {*PLAIN, *ADDRESSES, "office_hours"} == set(Settings.model_fields) - kept
