"""A word that may be left nowhere once it has been erased, and where to look for it."""

from pathlib import Path

from sqlalchemy import select

from dam.database.models import Base, Clipping, EmbargoLink, Watcher
from dam.ingest import batch
from dam.ingest.batch import UploadResult
from dam.mail import outbox
from dam.mail.image_letters import Off, watch_confirm
from dam.services import Services
from dam.usage_requests import follow_up
from dam.usage_requests.decision_form import Permission
from dam.usage_requests.grants import add_grant
from dam.usage_requests.states import change_request_state
from dam.usage_requests.submit import submit_request
from tests.imaging import samples
from tests.support.requests import typed_request
from tests.support.room import Room

CANARY = "Kanariefågeln"
STEM = "kanariefågel"

CANARY_EMAIL = "Kanariefagel@tidning.example"
CANARY_FORM = {
    "name": f"{CANARY} Ek",
    "organisation": f"{CANARY}tidningen",
    "use_text": f"Om {CANARY}.",
    "phone": "070-123 45 67",
}


def all_rows(services: Services) -> str:
    with services.database.reading() as session:
        found = [session.execute(select(table)).all() for table in Base.metadata.sorted_tables]
    return repr(found).lower()


def files_with_word(folder: Path) -> list[str]:
    """The files under a folder that hold the word, in any of its forms."""
    forms = [CANARY.encode(), CANARY.lower().encode(), STEM.encode(), b"kanariefagel"]
    forms += [ascii(form.decode())[1:-1].encode() for form in forms[:3]]
    forms += [form.decode().encode("unicode_escape") for form in forms[:3]]
    forms += [rb"kanariefu00e5gel", rb"Kanarief\u00e5gel"]
    return [
        str(path)
        for path in folder.rglob("*")
        if path.is_file() and any(form in path.read_bytes() for form in forms)
    ]


def add_canary(room: Room, *, published: bool = True) -> int:
    """An image that says the word wherever a word can be said."""
    picture = samples.photograph(360, 240, 77)
    data = samples.save(picture, "JPEG", quality=90, comment=CANARY.encode())
    image_id = room.add(
        data,
        name=f"{CANARY}.jpg",
        title=f"{CANARY} i bur",
        headline=CANARY,
        caption=f"{CANARY} sjunger i Umeå i mars 2026.",
        alt=f"En bur med {CANARY}.",
        creators=(f"{CANARY} Ek",),
        credit_override=f"Foto: {CANARY}",
        persons=(f"{CANARY} Berg",),
        keywords=(CANARY,),
        topics=(CANARY,),
        place=CANARY,
        people_basis=CANARY,
        identifiable_people=1,
        published=published,
    )
    room.edit(image_id, title=f"{CANARY} i en annan bur")

    def more(session, now):
        session.add(EmbargoLink(image_id=image_id, reader=CANARY, created_at=now))
        session.add(Watcher(image_id=image_id, email="kanariefagel@x.example", created_at=now))
        letter = watch_confirm("anna@tidning.example", "sv", image_id, Off(0, 0))
        outbox.post_letter(session, letter, now=now)
        session.add(
            Clipping(
                image_id=image_id, url=f"https://x.example/{CANARY}", outlet=CANARY, noted_at=now
            )
        )
        taken = UploadResult(f"{CANARY}.jpg", 0, image_id)
        batch.store_upload_result(session, "batch", taken, "0" * 64, now=now)

    room.change(more)
    return image_id


def ask_as_canary(
    room: Room, image_id: int, once: str, *, email: str = CANARY_EMAIL, yes: bool = False
) -> str:
    """Ask for the image, and have it granted; returns the address of the grant, or of the case."""

    def work(session, now):
        form = typed_request(
            images=(image_id,), email=email, **(CANARY_FORM if email == CANARY_EMAIL else {})
        )
        made = submit_request(session, form, once=once, press_email="press@inera.se", now=now)
        words = f"Svar från {made.name}"
        follow_up.add_requester_reply(
            session, made, words, once=once, press_email="press@inera.se", now=now
        )
        if not yes:
            return f"/arende/{room.services.signer.token('case', made.id, 1)}"
        permission = Permission(f"En artikel i {made.organisation}", until=now.date())
        images = [(item.image, permission) for item in made.items]
        grant = add_grant(made, images, by=None, now=now)
        change_request_state(session, made, "granted", by=None, now=now, why=f"Till {made.name}")
        session.flush()
        return f"/hamta/{room.services.signer.token('grant', grant.id, 1)}"

    return room.change(work)


def add_watcher(room: Room, image_id: int, email: str) -> None:
    room.change(
        lambda session, now: session.add(
            Watcher(image_id=image_id, email=email, created_at=now, confirmed_at=now)
        )
    )
