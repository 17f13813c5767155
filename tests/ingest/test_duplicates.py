"""The same picture under other bytes is found, and so are those nearly like it; nothing else is."""

import random

from PIL import Image as Picture
from sqlalchemy import select

from dam.database.models import Duplicate, Image, ImageFile, Organisation
from dam.imaging import perceptual_hash
from dam.ingest import duplicates
from tests.imaging import samples
from tests.support.databases import on_both
from tests.support.file_rows import file_row

PICTURE = samples.photograph(360, 240, 61)


def jpeg(**options: object) -> bytes:
    return samples.save(PICTURE, "JPEG", **{"quality": 90, **options})


def turned() -> bytes:
    """The same bytes of the picture, to be shown turned a quarter."""
    exif = Picture.Exif()
    exif[274] = 6
    return jpeg(exif=exif.tobytes())


def asked(services, one: int) -> list[tuple[int, bool]]:
    with services.database.reading() as session:
        found = duplicates.list_undecided_duplicates(session, [one])
        return [(row.other_id, row.same_pixels) for row in found]


@on_both
def test_other_metadata_and_another_quality_are_found_once_the_sizes_stand(room, services):
    first = room.add(jpeg(), published=False)
    room.add(published=False)
    again = room.add(jpeg(comment=b"annat"), published=False)
    rotated = room.add(turned(), published=False)
    weaker = room.add(jpeg(quality=60), published=False)
    assert asked(services, first) == []
    assert asked(services, again) == [(first, True)]
    assert asked(services, rotated) == [(first, True), (again, True)]
    assert asked(services, weaker) == [(first, False), (again, False)]


def test_a_converted_file_is_known_by_the_pixels_that_were_made_of_it(room, services):
    first = room.add(samples.save(PICTURE, "AVIF", quality=90), published=False)
    exif = Picture.Exif()
    exif[270] = "annat"
    again = samples.save(PICTURE, "AVIF", quality=90, exif=exif.tobytes())
    assert asked(services, room.add(again, published=False)) == [(first, True)]


@on_both
def test_who_decided_to_keep_both_is_not_asked_again(room, services):
    first, second = (
        room.add(jpeg(), published=False),
        room.add(jpeg(comment=b"2"), published=False),
    )
    room.change(
        lambda s, now: duplicates.keep_both(s, s.get_one(Image, second), first, by=None, now=now)
    )
    assert asked(services, second) == []
    room.change(lambda s, _: duplicates.record_duplicates(s, s.get_one(Image, second)))
    room.change(lambda s, _: duplicates.record_duplicates(s, s.get_one(Image, first)))
    assert asked(services, first) == asked(services, second) == []
    third = room.add(jpeg(comment=b"3"), published=False)
    assert asked(services, third) == [(first, True), (second, True)]
    room.withdraw(second)
    room.erase(second)
    assert asked(services, third) == [(first, True)]
    with services.database.reading() as session:
        assert len(session.scalars(select(Duplicate)).all()) == 1


@on_both
def test_the_search_finds_what_comparing_all_finds(database, now):
    """Also where pictures are so plain that many share a quarter of the hash."""
    draw = random.Random(1177)
    hashes = [draw.getrandbits(64) for _ in range(60)] + [0, 1, 0xFFFF << 48]
    hashes += [
        one ^ sum(1 << draw.randrange(64) for _ in range(draw.randrange(10))) & (1 << 64) - 1
        for one in hashes * 4
    ]
    with database.writing() as session:
        owner = Organisation(kind="inera", slug="inera", display_name="Inera", position=0)
        session.add(owner)
        session.flush()
        files = [_file(session, owner.id, f"{one:016x}", now) for one in hashes]
        for one in files[:80]:
            found = {alike.image_id for alike in duplicates.find_lookalikes(session, one)}
            assert found == {
                other.image_id
                for other in files
                if other is not one
                and perceptual_hash.count_differing_bits(one.dhash, other.dhash)
                <= perceptual_hash.MOST
            }
        [old, current] = files[0], _file(session, owner.id, "f" * 16, now)
        session.get_one(Image, old.image_id).current_file_id = current.id
        assert old.image_id not in {
            one.image_id for one in duplicates.find_lookalikes(session, files[1])
        }


def _file(session, owner: int, dhash: str, now) -> ImageFile:
    image = Image(owner_id=owner, created_at=now, updated_at=now)
    session.add(image)
    session.flush()
    file = file_row(image, now, dhash=dhash)
    session.add(file)
    session.flush()
    image.current_file_id = file.id
    duplicates.index_hash_bands(session, file)
    return file
