import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.imaging.metadata.records import PressMetadata
from dam.text.clean import clean_json, clean_line, clean_text

ARABIC, HEBREW = "صورة صحفية", "תמונה"
FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Åsa på väg", "Åsa på väg"),
        ("A\u030asa o\u0308var", "Åsa övar"),
        ("ett\r\ntvå\rtre\vfyra\u2028fem\x85sex", "ett\ntvå\ntre\nfyra\nfem\nsex"),
        ("a\tb\nc", "a\tb\nc"),
        ("a\0b\x1bc\x7fd\x9fe", "a b c d e"),
        ("a\ufffeb\uffffc\ud800d\ufdd0e\U0001ffffe", "a b c d e e"),
        ("sjuk\u00adsköterska\u200b och\ufeff lä\u2060kare", "sjuksköterska och läkare"),
        ("\u3164\uffa0", ""),
        ("1\u00a0177", "1\u00a0177"),
        (f"{FAMILY} ❤\ufe0f", f"{FAMILY} ❤\ufe0f"),
        ("va\u200drm\u200c t", "varm t"),
        ("می\u200cخواهم ه\u200d", "می\u200cخواهم ه\u200d"),
        ("क्\u200dष", "क्\u200dष"),
        ("\U0001f3f4\U000e0067\U000e0062\U000e007f", "\U0001f3f4\U000e0067\U000e0062\U000e007f"),
        ("dolt\U000e0068\U000e0069", "dolt"),
        ("bild\u202egnp.exe\u200f", "bildgnp.exe"),
        (f"{ARABIC}\u200f!", f"{ARABIC}\u200f!"),
        (f"\u2067{HEBREW}", f"\u2067{HEBREW}\u2069"),
        (f"\u202b{HEBREW}\u2068a\n{HEBREW}\u2069", f"\u202b{HEBREW}\u2068a\u2069\u202c\n{HEBREW}"),
        (f"\u202e{HEBREW}\u202c", HEBREW),
    ],
)
def test_what_is_seen_is_what_stands(typed: str, kept: str):
    assert clean_text(typed) == kept


def test_one_line_and_json():
    assert clean_line(" a\n b\0\tc\u200b ") == "a b c"
    assert clean_json({"a\0": ["b\u200b", 1, None, {"c": "d\r\n"}]}) == {
        "a ": ["b", 1, None, {"c": "d\n"}]
    }


HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\0\r\u00ad\u200b\u200c\u200d\ufeff\u202a\u202b\u202c\u202e\u2066\u2069"),
        st.sampled_from(f"a\n{ARABIC}{FAMILY}\u0308\U0001f3f4\U000e0067\U000e007f\ufe0f\ud800"),
    )
)


@given(HOSTILE)
def test_clean_is_clean_whatever_was_typed(typed: str):
    cleaned = clean_text(typed)
    assert clean_text(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not {each for each in cleaned if unicodedata.category(each) in {"Cc", "Cs"}} - {
        "\n",
        "\t",
    }
    assert not set("\u00ad\u200b\ufeff\u202d\u202e\ufffe\uffff") & set(cleaned)
    for line in cleaned.split("\n"):
        assert line.count("\u202a") + line.count("\u202b") == line.count("\u202c")
        assert sum(map(line.count, "\u2066\u2067\u2068")) == line.count("\u2069")


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"])))
def test_what_says_something_is_kept(typed: str):
    filler = dict.fromkeys(map(ord, "\u115f\u1160\u3164\uffa0"))
    assert clean_text(typed) == unicodedata.normalize("NFC", typed.translate(filler))


def test_a_record_is_clean_whoever_makes_it():
    record = PressMetadata("IN-1", title="A\u030a\x1b", keywords=("\u200bb",))
    assert (record.title, record.keywords) == ("Å ", ("b",))
