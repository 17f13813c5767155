"""The statements that a database is asked."""

from sqlalchemy import event


class CountedStatements:
    """The questions put to the database while it is open."""

    def __init__(self, services):
        self._engine = services.database.engine
        self.asked = []

    def __enter__(self):
        event.listen(self._engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_):
        event.remove(self._engine, "before_cursor_execute", self._note)

    def _note(self, _connection, _cursor, statement, *_):
        self.asked.append(statement)
