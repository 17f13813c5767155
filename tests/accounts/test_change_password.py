from datetime import datetime

import pytest

from dam import accounts
from dam.database.models import AuditEvent, User
from dam.database.session import Database
from dam.errors import BadInput
from tests.support.accounts import PASSWORD

pytestmark = pytest.mark.usefixtures("cheap_passwords")

NEW = "åtta blå elefanter"


def test_new_password_counts_and_other_sessions_end(
    database: Database, editor: User, now: datetime
):
    with database.writing() as session:
        kept = accounts.begin_session(session, editor.id, now=now)
        other = accounts.begin_session(session, editor.id, now=now)
        session.get_one(User, editor.id).must_change_password = True
        chosen = accounts.choose_password(editor, NEW)
        accounts.set_chosen_password(session, chosen, kept=kept, by=editor.id, now=now)
        session.commit()
    with database.reading() as session:
        assert accounts.find_session(session, kept, now=now) is not None
        assert accounts.find_session(session, other, now=now) is None
        assert accounts.verify_password(session, editor.email, PASSWORD) is None
        user = accounts.verify_password(session, editor.email, NEW)
        assert user is not None
        assert not user.must_change_password
        events = session.query(AuditEvent).filter_by(action="change_password").all()
        assert [event.object_id for event in events] == [editor.id]


@pytest.mark.parametrize("password", ["elva tecken", PASSWORD])
def test_short_or_unchanged_password_changes_nothing(
    database: Database, editor: User, password: str
):
    with database.writing() as session:
        with pytest.raises(BadInput) as refused:
            accounts.choose_password(editor, password)
        assert set(refused.value.fields) == {"new_password"}
        assert accounts.verify_password(session, editor.email, PASSWORD) is not None
