"""Whatever a stranger does to a file, it is taken, or refused with a sentence."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dam.errors import Refused
from tests.imaging import inmates, logotypes
from tests.imaging.samples import ACCEPTED, accepted

# Most of what decoders trust stands near a file's beginning.
PLACES = st.one_of(st.integers(0, 200), st.integers(0, 20_000))
EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), PLACES, st.binary(min_size=1, max_size=8)),
        st.tuples(st.just("write"), PLACES, st.sampled_from([b"\xff" * 4, b"\0" * 4, b"\x7f\xff"])),
        st.tuples(st.just("insert"), PLACES, st.binary(min_size=1, max_size=40)),
        st.tuples(st.just("delete"), PLACES, st.integers(1, 100)),
        st.tuples(st.just("cut"), PLACES, st.none()),
        st.tuples(st.just("repeat"), PLACES, st.integers(1, 300)),
    ),
    min_size=1,
    max_size=6,
)


def mutate(data: bytes, edits) -> bytes:
    mutated = bytearray(data)
    for kind, place, what in edits:
        at = place % (len(mutated) or 1)
        if kind == "write":
            mutated[at : at + len(what)] = what
        elif kind == "insert":
            mutated[at:at] = what
        elif kind == "delete":
            del mutated[at : at + what]
        elif kind == "cut":
            del mutated[at:]
        else:
            mutated[at:at] = mutated[at : at + what]
    return bytes(mutated)


DRAWN = {"logotype.svg": logotypes.SVG, "logotype.pdf": logotypes.pdf(2)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("mutated")


@settings(max_examples=200, deadline=None)
@given(name=st.sampled_from(list(ACCEPTED)), edits=EDITS)
def test_a_mutated_file_is_taken_or_refused(sandbox, specs, folder, name, edits):
    path = folder / name
    path.write_bytes(mutate(accepted(name), edits))

    with suppress(Refused):
        sandbox.run(inmates.everything, path, specs, folder)


@settings(max_examples=100, deadline=None)
@given(name=st.sampled_from(list(DRAWN)), edits=EDITS)
def test_a_mutated_drawing_is_taken_or_refused(sandbox, folder, name, edits):
    path = folder / name
    path.write_bytes(mutate(DRAWN[name], edits))

    with suppress(Refused):
        sandbox.run(inmates.drawn, path)
