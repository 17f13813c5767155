"""Where the house asks for another person's eyes, commands publish nothing: they are nobody's."""

from dam.database import site_settings
from dam.database.models import User
from dam.database.site_settings import Choices
from tests.support.shell import IMAGE_OPTIONS


def test_commands_publish_nothing_that_another_person_is_to_approve(
    shell, picture_file, database, now
):
    with database.writing() as session:
        admin = User(email="lo@inera.test", role="admin", password_hash="", created_at=now)
        session.add(admin)
        session.flush()
        site_settings.save_choices(
            session, Choices(review_required=True), over=0, by=admin.id, now=now
        )
        session.commit()
    added = shell("image", "add", str(picture_file), *IMAGE_OPTIONS, "--publish")
    assert (added.code, added.lines[0]["state"]) == (1, "draft")
    assert "någon annan granska" in added.lines[0]["error"]
    told = shell("image", "publish", "1")
    assert told.code == 1
    assert "någon annan granska" in told.err
