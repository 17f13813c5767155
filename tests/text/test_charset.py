"""Texts in the character sets of the machines that wrote them."""

import pytest

from dam.text.charset import read_texts

TEXTS = (
    "Åsa Öberg",
    "Väntrum i Åre",
    "Sjuksköterska på väg till Öland",
    "ÄLDREBOENDE I ÖREBRO",
    "Räksmörgås",
    "Färg",
    "Två",
    "Café Örnen",
)
WINDOWS_ONLY = ("Hon sa ”på väg” – och gick…", "Å ena sidan, 20 € för två kaffe", "André’s foto")


@pytest.mark.parametrize("charset", ["utf-8", "cp1252", "mac_roman", "cp850"])
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("declared", [b"", b"\x1b%G", b"\x1b.A", b"\x1b-A"])
def test_swedish_words_are_read_as_they_were_written(text, charset, declared):
    reading = read_texts([text.encode(charset)], declared)

    assert reading.texts == (text,)
    assert reading.sure


@pytest.mark.parametrize("text", WINDOWS_ONLY)
@pytest.mark.parametrize("charset", ["cp1252", "mac_roman"])
def test_punctuation_is_read_with_the_words(text, charset):
    assert read_texts([text.encode(charset)]).texts == (text,)


def test_what_says_little_is_read_with_the_texts_beside_it():
    words = ("Åsa Öberg", "Café", "É")

    assert read_texts([word.encode("mac_roman") for word in words]).texts == words


def test_utf_8_beside_another_set_stays_utf_8():
    reading = read_texts(["på väg".encode(), "på väg".encode("mac_roman")])

    assert reading.texts == ("på väg", "på väg")


@pytest.mark.parametrize("raw", [b"\xa4\xb0\xf0", b"\x8f\xa7\xbb", b"a\x8ez\x9bb"])
def test_what_makes_no_words_is_told_as_unsure(raw):
    assert not read_texts([raw]).sure


@pytest.mark.parametrize(
    ("declared", "charset", "text"),
    [
        (b"\x1b.B", "iso8859_2", "Łódź, Żuraw"),
        (b"\x1b-L", "iso8859_5", "Киев"),
        (b"\x1b-F", "iso8859_7", "Αθήνα"),
        (b"\x1b.b", "iso8859_15", "20 € på Åre"),
    ],
)
def test_a_declared_part_of_iso_8859_counts(declared, charset, text):
    assert read_texts([text.encode(charset)], declared).texts == (text,)


def test_a_declared_part_does_not_count_where_its_text_would_be_controls():
    assert read_texts(["Åsa Öberg".encode("mac_roman")], b"\x1b.B").texts == ("Åsa Öberg",)


@pytest.mark.parametrize(
    ("declared", "raw", "text"),
    [(b"\x1b(G", b"]sa \\berg, s{ger", "Åsa Öberg, säger"), (b"\x1b(H", b"Andr`", "André")],
)
def test_swedish_letters_in_seven_bits(declared, raw, text):
    assert read_texts([raw], declared).texts == (text,)
    assert read_texts([raw]).texts == (raw.decode(),)
