"""Images in the room by the real way in: received, registered, described, made, published."""

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import select

from dam import approval, catalogue, clearance
from dam.database.models import Image, ImagePerson, Person, PersonBasis
from dam.ingest import accept
from dam.lifecycle import erase
from dam.lifecycle import withdraw_basis as takedown_basis
from dam.lifecycle.publish import publish_image
from dam.lifecycle.withdraw import Withdrawal, restore_withdrawn_image, withdraw_image
from dam.rights.basis import USES
from dam.rights.channels import CONSENT_CHANNELS
from dam.rights.origin import CAMERA
from dam.rights.window import TimeBounds
from dam.services import Services
from dam.worker import main
from tests.imaging import samples

DESCRIBED = {
    "title": "Sjuksköterska i rådgivningssamtal",
    "caption": "En sjuksköterska svarar i telefon på 1177 i Umeå i mars 2026.",
    "alt": "En person med headset sitter vid en skärm.",
    "creators": ("Åsa Öberg",),
    "brand": "1177",
    "place": "Umeå",
    "date_text": "2026-03",
    "topics": ("Rådgivning",),
    "identifiable_people": 0,
    "digital_source_type": CAMERA,
}


@cache
def photograph(seed: int) -> bytes:
    """A small photograph; each number another."""
    return samples.save(samples.photograph(360, 240, seed), "JPEG", quality=90)


@dataclass
class Room:
    """A press room that tests fill."""

    services: Services
    seed: int = 0

    def upload(self, data: bytes | None = None, name: str = "bild.jpg") -> int:
        """Take a file in as a draft; another small photograph each time unless given."""
        self.seed += 1
        content = data or photograph(self.seed)
        services = self.services
        received = services.receiver.receive_file(io.BytesIO(content), name)
        return self.change(
            lambda session, now: (
                accept.register_image(
                    session, received, storage=services.storage, by=None, now=now
                ).image_id
            )
        )

    def add(
        self,
        data: bytes | None = None,
        *,
        name: str = "bild.jpg",
        terms: str = "fri-redaktionell",
        bounds: TimeBounds | None = None,
        published: bool = True,
        made: bool = True,
        **described: object,
    ) -> int:
        """Take an image in, describe it, make its sizes and publish it."""
        image_id = self.upload(data, name)
        self.describe(image_id, terms=terms, bounds=bounds, **described)
        if made:
            main.make_sizes(self.services, image_id)
            main.make_crops(self.services, image_id)
        if published:
            self.publish(image_id)
        return image_id

    def describe(
        self,
        image_id: int,
        *,
        terms: str = "fri-redaktionell",
        bounds: TimeBounds | None = None,
        **described: object,
    ) -> None:
        """Say everything that a publication needs."""

        def work(session, now):
            image = catalogue.find_image(session, image_id)
            words = replace(catalogue.describe_now(image), **{**DESCRIBED, **described})
            catalogue.save_description(session, image, words, by=None, now=now)
            clearance.set_terms(session, image, terms, by=None, now=now)
            if bounds:
                clearance.set_bounds(session, image, bounds, by=None, now=now)

        self.change(work)

    def one(self) -> int:
        """The room's first image, added where there is none."""
        with self.services.database.reading() as session:
            found = session.scalar(select(Image.id).order_by(Image.id).limit(1))
        return found or self.add()

    def publish(self, image_id: int) -> None:
        def work(session, now):
            image = catalogue.find_image(session, image_id)
            seen = approval.compute_fingerprint(session, image)
            publish_image(session, image, seen=seen, by=None, now=now)

        self.change(work)

    def withdraw(self, image_id: int, reason: str = "rights") -> None:
        self.change(
            lambda s, now: withdraw_image(
                s, catalogue.find_image(s, image_id), Withdrawal(reason), by=None, now=now
            )
        )

    def restore(self, image_id: int) -> None:
        self.change(
            lambda s, now: restore_withdrawn_image(
                s, catalogue.find_image(s, image_id), by=None, now=now
            )
        )

    def erase(self, image_id: int) -> None:
        keys = self.change(
            lambda s, now: erase.erase_image(s, catalogue.find_image(s, image_id), by=None, now=now)
        )
        erase.remove_bytes(self.services.database, self.services.storage, keys)

    def link(
        self,
        image_id: int,
        *,
        valid_to: date | None = None,
        kind: str = "consent",
        covered: bool = True,
    ) -> int:
        """Add a person who agrees to everything, or to nothing yet, put them in the image; returns
        the basis.
        """

        def work(session, now):
            basis = PersonBasis(
                kind=kind,
                channels=list(CONSENT_CHANNELS),
                uses=list(USES),
                given_on=now.date(),
                valid_to=valid_to,
                created_at=now,
            )
            person = Person(name="Kanariefågel Ek", created_at=now)
            person.bases = [basis] if covered else []
            session.add(person)
            session.flush()
            image = catalogue.find_image(session, image_id)
            image.depicted.append(ImagePerson(person_id=person.id, person=person))
            image.identifiable_people = len(image.depicted)
            clearance.recompute_and_relist(session, image, now=now)
            return basis.id

        return self.change(work)

    def withdraw_basis(self, basis_id: int) -> None:
        self.change(
            lambda s, now: takedown_basis.withdraw_basis(
                s, s.get_one(PersonBasis, basis_id), by=None, now=now
            )
        )

    def edit(self, image_id: int, **described: object) -> None:
        def work(session, now):
            image = catalogue.find_image(session, image_id)
            words = replace(catalogue.describe_now(image), **described)
            catalogue.save_description(session, image, words, by=None, now=now)
            clearance.recompute_and_relist(session, image, now=now)

        self.change(work)

    def bound(self, image_id: int, bounds: TimeBounds) -> None:
        """Set the times of an image that may be published."""

        def work(session, now):
            image = catalogue.find_image(session, image_id)
            clearance.set_bounds(session, image, bounds, by=None, now=now)
            clearance.recompute_and_relist(session, image, now=now)

        self.change(work)

    def change(self, work: Callable[..., Any]) -> Any:
        with self.services.database.writing() as session:
            done = work(session, self.services.clock())
            session.commit()
            return done

    def look(self, image_id: int, read: Callable[[Image], Any]) -> Any:
        with self.services.database.reading() as session:
            return read(session.get_one(Image, image_id))

    def now(self) -> datetime:
        return self.services.clock()
