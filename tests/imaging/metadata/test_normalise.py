"""House style: each rule does what it says, tells that it did, and leaves the rest alone."""

from dataclasses import fields

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dam.imaging.metadata.normalise import STYLE_RULES, apply_house_style
from dam.imaging.metadata.records import ReceivedMetadata
from dam.text.limits import RECEIVED

LONG = "ord " * 9500

CASES = [
    # credit
    ({"credit": "Anna Ek", "creator": ("Anna Ek",)}, "credit", "Foto: Anna Ek/Inera"),
    ({"credit": "Foto: Anna Ek/Inera"}, "credit", "Foto: Anna Ek/Inera"),
    ({"credit": "foto Anna Ek / TT"}, "credit", "Foto: Anna Ek/TT"),
    ({"credit": "FOTO: ANNA EK"}, "credit", "Foto: Anna Ek"),
    ({"credit": "Photo by Anna Ek | Bildbyrån"}, "credit", "Foto: Anna Ek/Bildbyrån"),
    ({"credit": "© 2026 Anna Ek"}, "credit", "Foto: Anna Ek"),
    ({"credit": "Inera", "creator": ("Foto: ANNA EK", "Bo Li")}, "credit",
     "Foto: Anna Ek och Bo Li/Inera"),
    ({"credit": "Illustration: Bo Li/Inera"}, "credit", "Illustration: Bo Li/Inera"),
    ({"credit": "Bildbyrån AB"}, "credit", "Foto: Bildbyrån AB"),
    ({"credit": "Photo:"}, "credit", None),
    # creators
    ({"creator": ("Fotograf: Anna Ek/Inera", "BO LI", "TT")}, "creator",
     ("Anna Ek", "Bo Li", "TT")),
    # keywords
    ({"keywords": ("VÅRDCENTRAL; umeå", "Umeå", "IVA", "1177", "COVID-19")}, "keywords",
     ("vårdcentral", "umeå", "IVA", "1177", "COVID-19")),
    # what a device says of itself
    ({"title": "SONY DSC"}, "title", None),
    ({"creator": ("unknown", "Anna Ek")}, "creator", ("Anna Ek",)),
    # captions
    ({"description": "ANNA EK SVARAR I TELEFON FÖR 1177. UMEÅ I MARS.", "creator": ("X Y",),
      "persons": ("Anna Ek",), "city": "UMEÅ"}, "description",
     "Anna Ek svarar i telefon för 1177. Umeå i mars."),
    ({"description": "UMO-APPEN"}, "description", "UMO-APPEN"),
    ({"description": "STOCKHOLM 20260312\nEn sköterska svarar.\nFoto: Anna Ek / TT / Kod 12345"},
     "description", "En sköterska svarar."),
    ({"description": "UMEÅ, SVERIGE - 2026-03-12: Ett samtal. ***BETALBILD***"},
     "description", "Ett samtal."),
    ({"description": "Ett samtal. (Photo by Anna Ek/Getty Images)"}, "description", "Ett samtal."),
    ({"description": "Foto: Anna Ek / TT"}, "description", "Foto: Anna Ek / TT"),
    ({"description": "Hon tar ett foto av Anna Ek. Sedan går hon."}, "description",
     "Hon tar ett foto av Anna Ek. Sedan går hon."),
    # titles
    ({"title": "IMG_1234"}, "title", None),
    ({"title": "DSC01234.JPG"}, "title", None),
    ({"title": "bild 12 av Anna.jpeg"}, "title", None),
    ({"title": "Bild 3 av 5: ett samtal"}, "title", "Bild 3 av 5: ett samtal"),
    ({"headline": "SJUKSKÖTERSKAN SVARAR"}, "headline", "Sjuksköterskan svarar"),
    # places
    ({"city": "UMEÅ", "country": "USA"}, "city", "Umeå"),
    ({"city": "UMEÅ", "country": "USA"}, "country", "USA"),
    # characters
    ({"title": "SjukskÃ¶terska"}, "title", "Sjuksköterska"),
    ({"description": "”Hej”, sa han – på â€”"}, "description", "”Hej”, sa han – på â€”"),
    ({"title": "SÃO PAULO"}, "title", "SÃO PAULO"),
]  # fmt: skip


@pytest.mark.parametrize(("came", "field", "made"), CASES)
def test_a_field_is_written_as_the_house_writes_it(came, field, made):
    received = ReceivedMetadata(**came)
    styled = apply_house_style(received)
    assert getattr(styled.record, field) == made
    assert (field in styled.why) is (getattr(received, field) != made)


def test_a_long_text_ends_at_a_word_and_says_so():
    styled = apply_house_style(ReceivedMetadata(description=LONG, title=LONG))
    for field in ("description", "title"):
        text = getattr(styled.record, field)
        assert len(text) <= RECEIVED[field]
        assert text.endswith("ord…")
        assert styled.why[field][-1] == f"Texten är kortad till {RECEIVED[field]} tecken."


def test_every_rule_is_tried():
    tried = {
        told
        for came, *_ in CASES
        for sentences in apply_house_style(ReceivedMetadata(**came)).why.values()
        for told in sentences
    }
    assert {rule.reason for rule in STYLE_RULES if "kortad" not in rule.reason} == tried


WORDS = st.text(max_size=60) | st.sampled_from(
    [
        "FOTO: ANNA EK / TT",
        "© 2026",
        "IMG_0001",
        "SjukskÃ¶terska",
        "STOCKHOLM 20260312 ",
        "a;A",
        "/",
    ]
)
RECORDS = st.builds(
    ReceivedMetadata,
    **{
        one.name: st.lists(WORDS, max_size=3).map(tuple)
        for one in fields(ReceivedMetadata)
        if one.default == ()
    },
    **{one.name: st.none() | WORDS for one in fields(ReceivedMetadata) if one.default is None},
)


@given(RECORDS)
@example(ReceivedMetadata(country="\\1", alt_text="12 PERSONER VID ETT BORD"))
def test_house_style_is_told_bounded_and_changes_nothing_twice(received):
    styled = apply_house_style(received)
    for one in fields(ReceivedMetadata):
        changed = getattr(received, one.name) != getattr(styled.record, one.name)
        assert not changed or one.name in styled.why
    for field, most in RECEIVED.items():
        assert len(getattr(styled.record, field) or "") <= most
    again = apply_house_style(styled.record)
    assert again.record.credit == styled.record.credit
    assert again.record.keywords == styled.record.keywords
