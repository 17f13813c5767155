"""Origin: what files state is read, AI is labelled."""

import pytest

from dam.rights.origin import AI_EDITED, AI_MADE, CAMERA, ai_label, read_origin, source_type_uri


@pytest.mark.parametrize(
    ("stated", "origin"),
    [
        ("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia", AI_MADE),
        ("trainedAlgorithmicMedia", AI_MADE),
        ("https://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic", AI_EDITED),
        (source_type_uri(CAMERA), CAMERA),
        (" digitalCapture ", CAMERA),
        ("något annat", None),
        ("", None),
        (None, None),
    ],
)
def test_what_a_file_states_is_read(stated, origin):
    assert read_origin(stated) == origin


def test_files_state_the_address_of_the_newscode():
    address = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    assert source_type_uri(AI_MADE) == address


def test_only_ai_is_labelled():
    assert ai_label(AI_MADE) == "Gjord med AI"
    assert ai_label(AI_EDITED) == "Ändrad med AI"
    assert ai_label(CAMERA) is None
    assert ai_label(None) is None
