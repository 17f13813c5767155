"""A word that may be left nowhere once it has been erased, and where to look for it."""

from pathlib import Path

from sqlalchemy import select

from dam.database.models import Base
from dam.services import Services

CANARY = "Kanariefågeln"
STEM = "kanariefågel"


def rows(services: Services) -> str:
    with services.database.reading() as session:
        found = [session.execute(select(table)).all() for table in Base.metadata.sorted_tables]
    return repr(found).lower()


def files(folder: Path) -> list[str]:
    """The files under a folder that hold the word, in any of its forms."""
    forms = [CANARY.encode(), CANARY.lower().encode(), STEM.encode(), b"kanariefagel"]
    forms += [ascii(form.decode())[1:-1].encode() for form in forms[:3]]
    forms += [one.decode().encode("unicode_escape") for one in forms[:3]]
    forms += [rb"kanariefu00e5gel", rb"Kanarief\u00e5gel"]
    return [
        str(path)
        for path in folder.rglob("*")
        if path.is_file() and any(form in path.read_bytes() for form in forms)
    ]
