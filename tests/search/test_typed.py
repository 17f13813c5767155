"""What somebody types, as it is read: ids, fields, phrases, what must not be, no words."""

import pytest

from dam.search.typed import read_typed_search


def read(text):
    return read_typed_search(text, {})


def wanted(text):
    return [term.typed for term in read(text).terms]


def required(text):
    return [
        sorted({word for form in term.forms for word in form.words}) for term in read(text).required
    ]


@pytest.mark.parametrize(
    "text",
    [
        "IN-16",
        "in16",
        "IN 16",
        "IN\N{NON-BREAKING HYPHEN}16",
        "/b/16",
        "/b/IN-16",
        "https://press.inera.se/b/16",
        "press.inera.se/en/images/nurse-on-the-phone-16?x=1#y",
        "https://press.inera.se/bilder/sjukskoterska-16",
        "/redaktion/bilder/16",
        "1177-sjukskoterska_Foto-Asa-Oberg-1177_IN16_6000x4000.jpg",
        "1177-sjukskoterska_Foto-Asa-Oberg-1177_IN16_6000x4000 (1).jpg",
        "1177-logga_Inera_IN16.svg",
    ],
)
def test_an_id_is_read_in_every_form_that_the_product_writes(text):
    assert required(text) == [["in16"]]
    assert wanted(text) == []


def test_some_ids_are_read_together():
    assert required("IN-16, 17;in18") == [["in16", "in17", "in18"]]


@pytest.mark.parametrize("text", ["16", "2024 2025", "IN-16 ambulans", "in i rummet"])
def test_what_may_be_words_is_read_as_words(text):
    assert required(text) == []
    assert wanted(text)


def test_a_file_is_found_by_its_whole_name_whatever_its_signs():
    assert required("Ambulans-akuten_Umeå.JPG") == required("ambulans akuten umea.jpg")
    assert required("ambulans-akuten.jpg") != required("ambulans.jpg")


@pytest.mark.parametrize("text", ["🚑", "%", "*", "…!?", "\u200b🚑", '""', "– –"])
def test_signs_alone_are_no_word(text):
    assert read(text).no_words


def test_nothing_typed_asks_for_nothing():
    assert read("\u200b ") == read("")
    assert not read("").no_words


def test_words_of_a_question_say_nothing():
    assert wanted("bild på sjuksköterska som svarar i telefon") == [
        "sjuksköterska",
        "svarar",
        "telefon",
    ]
    assert wanted("photos of a nurse on the phone") == ["nurse", "phone"]
    assert wanted("bild") == ["bild"]


def test_phrases_and_what_must_not_be():
    found = read('läkare ”tomma sängar” –porträtt -"ledig stol" covid-19')
    assert [term.typed for term in found.terms] == ["läkare", "covid-19"]
    assert [term.typed for term in found.required] == ["tomma sängar"]
    assert [term.typed for term in found.excluded] == ["porträtt", "ledig stol"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("fotograf:Åsa", ["x0casa"]),
        ('fotograf:"Åsa Öberg"', ["x0casa", "x0coberg"]),
        ("plats: Umeå", ["x0pumea"]),
        ("år:2025", ["x0y2025"]),
        ("år:2024-2026", ["x0y2024", "x0y2025", "x0y2026"]),
        ("typ:skärmdump", ["x0kskarmbild"]),
        ("type:logo", ["x0klogotyp"]),
    ],
)
def test_fields_are_asked_for_by_name(text, words):
    assert required(text) == [words]


def test_a_field_that_says_nothing_is_named():
    assert read("typ:klot år:igår läkare").ignored == ("typ:klot", "år:igår")
    assert wanted("typ:klot läkare") == ["läkare"]


def test_other_words_before_a_colon_are_words():
    assert wanted("tid:12") == ["tid", "12"]
