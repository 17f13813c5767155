from dam.services import Services
from tests.support.browser import Browser


def test_alive_without_asking_anybody(stranger: Browser, services: Services):
    services.database.close()
    answer = stranger.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_ready_when_every_part_answers(stranger: Browser):
    answer = stranger.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {"status": "ok", "database": "ok", "storage": "ok", "queue": "ok"}
    assert answer.headers["Cache-Control"] == "no-store"
