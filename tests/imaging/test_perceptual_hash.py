"""Hashes near one another are found by their parts, as surely as by comparing all."""

from hypothesis import given
from hypothesis import strategies as st

from dam.imaging import perceptual_hash

HASHES = st.integers(0, 2**64 - 1).map("{:016x}".format)


@st.composite
def crowds(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A hash, and others of which many are within a few bits of it."""
    one = draw(HASHES)
    flips = draw(st.lists(st.sets(st.integers(0, 63), max_size=10), max_size=20))
    near = [f"{int(one, 16) ^ sum(1 << bit for bit in bits):016x}" for bits in flips]
    return one, near + draw(st.lists(HASHES, max_size=20))


@given(crowds())
def test_looking_up_parts_finds_what_comparing_all_finds(crowd: tuple[str, list[str]]) -> None:
    one, others = crowd
    wanted = set(perceptual_hash.list_near_parts(one))
    found = {
        other
        for other in others
        if wanted & set(perceptual_hash.split_hash(other))
        and perceptual_hash.count_differing_bits(one, other) <= perceptual_hash.MOST
    }
    assert found == {
        other
        for other in others
        if perceptual_hash.count_differing_bits(one, other) <= perceptual_hash.MOST
    }


@given(HASHES)
def test_so_many_numbers_are_looked_up_and_each_stands_for_its_place(one: str) -> None:
    assert len(set(perceptual_hash.split_hash(one))) == 4
    assert len(set(perceptual_hash.list_near_parts(one))) == 4 * 17
    assert set(perceptual_hash.split_hash(one)) <= set(perceptual_hash.list_near_parts(one))


def test_distance_is_in_bits() -> None:
    assert perceptual_hash.count_differing_bits("0" * 16, "f" * 16) == 64
    assert perceptual_hash.count_differing_bits("00000000000000f0", "0000000000000000") == 4
