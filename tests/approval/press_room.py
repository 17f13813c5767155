"""A machine of states: people, a worker and the clock act on one image in any order."""

import random
from contextlib import suppress
from dataclasses import replace as but
from datetime import timedelta
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from dam import approval, catalogue, clearance
from dam.clearance.crops import read_framing
from dam.database import site_settings
from dam.database.models import Image
from dam.database.session import Database
from dam.database.site_settings import Choices
from dam.errors import DamError
from dam.imaging.crop import FocalPoint
from dam.imaging.inspect import PictureFacts
from dam.ingest import accept, renditions, versions
from dam.ingest.renditions import ClaimedFile
from dam.lifecycle import edit, framing, publish, replace_file, review, schedule, waiting_changes
from dam.lifecycle.change_fields import read_image_fields
from dam.lifecycle.edit import edited_now
from dam.lifecycle.waiting_changes import mark_waiting_change
from dam.lifecycle.withdraw import Withdrawal, restore_withdrawn_image, withdraw_image
from dam.worker import main
from tests.support.approval import as_json, on_page
from tests.support.room import Room

LOOKED_AT = ("caption", "terms", "focal", "file")
UPLOADER, KIM, NOOR = "uploader", "editor", "admin"
TERMS = st.sampled_from(["fri-redaktionell", "fri-med-villkor"])
EDITORS, ALL = st.sampled_from([KIM, NOOR]), st.sampled_from([UPLOADER, KIM, NOOR])


class PressRoom(RuleBasedStateMachine):
    """``pages`` is what each person has open: fingerprint, version and contents of the image, and
    the changes that wait; ``seen`` holds by field what whoever the rule asks for has seen.
    """

    room: Room
    template: Path
    image: int
    ids: dict[str, int]
    made: renditions.MadeRenditions
    received: accept.ReceivedFile
    classes: dict[int, str]

    def __init__(self) -> None:
        super().__init__()
        self.pages: dict[str, dict[str, object]] = {}
        self.seen: dict[str, list[object]] = {}
        self.sent: tuple[str, dict[str, object]] | None = None
        self.scheduled: tuple[str, dict[str, object]] | None = None
        self.files = 0

    @initialize(required=st.booleans())
    def open_the_room(self, required: bool) -> None:
        folder = self.template.parent
        copy = folder / f"{random.getrandbits(64):x}.sqlite"
        copy.write_bytes(self.template.read_bytes())
        database = Database(f"sqlite:///{copy}")
        self.here = Room(but(self.room.services, database=database))
        self.copy, self.required, self.over = copy, False, 0
        if required:
            self.house_changes_its_mind()
        for by in (UPLOADER, KIM, NOOR):
            self.open_the_page(by)

    def teardown(self) -> None:
        if hasattr(self, "here"):
            self.here.services.database.close()
            self.copy.unlink()

    def do(self, work, *, by: str | None) -> bool:
        """Let somebody try a step, as doors do: all of it, or a sentence why not."""
        user = self.ids[by] if by else None

        def step(session, now):
            work(session, catalogue.find_image(session, self.image, held=True), by=user, now=now)

        with suppress(DamError):
            self.here.change(step)
            return True
        return False

    def held(self) -> dict[str, object]:
        return self.here.look(self.image, lambda one: as_json(read_image_fields(one)))

    def state(self) -> str:
        return self.here.look(self.image, lambda one: one.state)

    def may_vouch(self, by: str, looked_at: dict[str, object]) -> bool:
        """Whether what somebody has looked at may be public: by the rule, not by the product."""
        if by == UPLOADER:
            return False
        if not self.required:
            return True
        return self.sent is not None and self.sent[0] != by and self.sent[1] == looked_at

    @rule(by=ALL)
    def open_the_page(self, by: str) -> None:
        with self.here.services.database.reading() as session:
            image = session.get_one(Image, self.image)
            self.pages[by] = {
                "fingerprint": approval.compute_fingerprint(session, image),
                "version": image.version,
                "contents": as_json(read_image_fields(image)),
                "waiting": [
                    (row.id, mark_waiting_change(session, image, row), as_json(row.after))
                    for row in waiting_changes.list_waiting_of_image(session, image.id)
                ],
            }

    @rule(by=ALL, word=st.sampled_from("abc"))
    def save(self, by: str, word: str) -> None:
        def work(session, image, *, by, now):
            edited = edited_now(image)
            words = but(edited.description, caption=f"Bildtexten {word}.")
            edit.save_image_edit(session, image, but(edited, description=words), by=by, now=now)

        self.change(by, work)

    @rule(by=ALL, slug=TERMS)
    def move_terms(self, by: str, slug: str) -> None:
        def work(session, image, *, by, now):
            with waiting_changes.propose_changes(session, image, by=by, now=now):
                clearance.set_terms(session, image, slug, by=by, now=now)
                clearance.recompute_or_refuse(session, image, now=now)

        self.change(by, work)

    @rule(by=ALL, x=st.sampled_from([0.25, 0.75]))
    def crop(self, by: str, x: float) -> None:
        def work(session, image, *, by, now):
            with waiting_changes.propose_changes(session, image, by=by, now=now):
                framed = but(read_framing(image), focal=FocalPoint(x, 0.5))
                framing.save_framing(session, image, framed, by=by, now=now)
                clearance.recompute_or_refuse(session, image, now=now)

        self.change(by, work)

    def change(self, by: str, work) -> None:
        """What an editor changes of what is public by themselves, they have seen; terms that are
        stricter wait for nobody.
        """
        before = self.held()
        if self.do(work, by=by) and self.state() == "published":
            after = self.held()
            for name in LOOKED_AT:
                stricter = name == "terms" and self.is_stricter(before[name], after[name])
                if before[name] != after[name] and (stricter or not self.required):
                    assert by != UPLOADER
                    self.seen[name].append(after[name])

    def is_stricter(self, held: object, wanted: object) -> bool:
        return self.classes[held] == "free" and self.classes[wanted] == "conditional"

    @rule(by=ALL)
    def replace_file(self, by: str) -> None:
        self.files += 1
        digest = f"{self.files:064x}"

        def work(session, image, *, by, now):
            versions.ensure_none_pending(session, image)
            came = but(self.received, sha256=digest)
            n = versions.next_version_number(session, image.id)
            file = accept.new_file(came, image.id, n, by=by, now=now)
            session.add(file)
            session.flush()
            versions.queue_replacement(session, image, file, by=by, now=now)

        if self.do(work, by=by) and self.state() == "published" and by == UPLOADER:
            raise AssertionError("an uploader has a file coming for what is public")

    @precondition(lambda self: self.files > 0)
    @rule()
    def worker_makes_sizes(self) -> None:
        def work(session, image, *, now, **_by):
            row = versions.get_pending_replacement(session, image.id)
            if row is not None:
                file = row.file
                facts = PictureFacts.from_json(file.facts)
                claimed = ClaimedFile(image.id, file.id, file.key, file.sha256, facts)
                assert replace_file.finish_replacement(session, claimed, self.made, now=now)

        before = self.held()
        assert self.do(work, by=None)
        after = self.held()
        if self.state() == "published" and not self.required and before["file"] != after["file"]:
            # An editor chose it for a published image, and nobody else is asked for.
            self.seen["file"].append(after["file"])

    def page_of(self, by: str, *, fresh: bool) -> dict[str, object]:
        """What somebody has before them when they press a button: opened now, or before."""
        if fresh:
            self.open_the_page(by)
        return self.pages[by]

    @precondition(lambda self: self.state() != "published")
    @rule(by=ALL, fresh=st.booleans())
    def send(self, by: str, fresh: bool) -> None:
        page = self.page_of(by, fresh=fresh)
        if self.do(on_page(review.send_to_review, page), by=by):
            self.sent = by, page["contents"]

    @precondition(lambda self: self.state() != "published")
    @rule(by=EDITORS, fresh=st.booleans())
    def publish(self, by: str, fresh: bool) -> None:
        page = self.page_of(by, fresh=fresh)
        if self.do(on_page(publish.publish_image, page), by=by):
            self.becomes_public(by, page["contents"])

    @precondition(lambda self: self.state() != "published")
    @rule(by=EDITORS, slug=TERMS)
    def save_and_publish_at_once(self, by: str, slug: str) -> None:
        """As the grid does, in one transaction, once the other editor has sent it."""
        self.send(NOOR if by == KIM else KIM, fresh=True)

        def work(session, image, *, by, now):
            edit.save_image_edit(session, image, but(edited_now(image), terms=slug), by=by, now=now)
            seen = approval.compute_fingerprint(session, image)
            publish.publish_image(session, image, seen=seen, by=by, now=now)

        if self.do(work, by=by):
            self.becomes_public(by, self.held())

    @precondition(lambda self: self.state() != "published")
    @rule(by=EDITORS, fresh=st.booleans())
    def schedule(self, by: str, fresh: bool) -> None:
        page = self.page_of(by, fresh=fresh)
        at = self.here.now() + timedelta(hours=1)
        if self.do(on_page(schedule.schedule_publication, page, at), by=by):
            self.scheduled = by, page["contents"]

    @precondition(lambda self: self.scheduled is not None)
    @rule()
    def an_hour_passes(self) -> None:
        self.room.services.clock.forward(timedelta(hours=1))
        before = self.state()
        main.publish_due(self.here.services, self.image)
        if before != "published" and self.state() == "published":
            assert self.scheduled is not None
            self.becomes_public(*self.scheduled)
        self.scheduled = None

    def becomes_public(self, by: str, looked_at: dict[str, object]) -> None:
        assert self.may_vouch(by, looked_at), "published by whoever may not, or past the other"
        self.seen = {name: [looked_at[name]] for name in LOOKED_AT}

    @precondition(lambda self: self.state() == "review")
    @rule(by=EDITORS)
    def send_back(self, by: str) -> None:
        self.do(lambda s, image, **given: review.send_back(s, image, "Se över.", **given), by=by)

    @precondition(lambda self: self.state() == "published")
    @rule(by=EDITORS, fresh=st.booleans())
    def approve_what_waits(self, by: str, fresh: bool) -> None:
        for change, mark, wanted in self.page_of(by, fresh=fresh)["waiting"]:
            own = {"by": None}

            def work(session, image, *, by, now, change=change, mark=mark, own=own):
                own["by"] = waiting_changes.find_waiting_change(session, image, change).user_id
                waiting_changes.approve_waiting_change(
                    session, image, change, seen=mark, by=by, now=now
                )

            if self.do(work, by=by):
                assert not self.required or own["by"] != self.ids[by]
                for name in set(LOOKED_AT) & set(wanted):
                    self.seen[name].append(wanted[name])

    @rule()
    def house_changes_its_mind(self) -> None:
        self.required = not self.required
        wanted, by = Choices(review_required=self.required), self.ids[NOOR]

        def work(session, now):
            site_settings.save_choices(session, wanted, over=self.over, by=by, now=now)

        self.here.change(work)
        self.over += 1

    @precondition(lambda self: self.state() == "published")
    @rule(by=EDITORS)
    def withdraw_and_restore(self, by: str) -> None:
        self.do(
            lambda s, image, **given: withdraw_image(s, image, Withdrawal("error"), **given), by=by
        )
        self.do(restore_withdrawn_image, by=by)

    @invariant()
    def the_public_sees_what_was_seen(self) -> None:
        if hasattr(self, "here") and self.state() == "published":
            public = self.held()
            for name in LOOKED_AT:
                assert public[name] in self.seen.get(name, []), name
