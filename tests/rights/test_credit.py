"""The credit line and the copyright notice."""

import pytest

from dam.rights.credit import copyright_notice, credit_line, translate_label


@pytest.mark.parametrize(
    ("creators", "brand", "override", "line"),
    [
        (["Förnamn Efternamn"], "1177", None, "Foto: Förnamn Efternamn/1177"),
        (["Anna Ek", "Bo Al"], "Inera", "", "Foto: Anna Ek och Bo Al/Inera"),
        ([], "UMO", None, "Foto: UMO"),
        ([" "], "UMO", " ", "Foto: UMO"),
        (["Anna Ek"], "Inera", " Bild: Byrån ", "Bild: Byrån"),
    ],
)
def test_the_credit_line(creators, brand, override, line):
    assert credit_line(creators, brand, override, kind="foto") == line


@pytest.mark.parametrize(
    ("kind", "creators", "line"),
    [
        ("portratt", ["Anna Ek"], "Foto: Anna Ek/Inera"),
        ("illustration", ["Anna Ek"], "Illustration: Anna Ek/Inera"),
        ("skarmbild", [], "Skärmbild: Inera"),
        ("logotyp", [], "Inera"),
        ("logotyp", ["Studion"], "Studion/Inera"),
        ("foto", ["Inera"], "Foto: Inera"),
    ],
)
def test_what_is_no_photograph_has_its_own_label_and_equal_names_stand_once(kind, creators, line):
    assert credit_line(creators, "Inera", None, kind=kind) == line


@pytest.mark.parametrize(
    ("line", "language", "translated"),
    [
        ("Foto: Anna Ek/1177", "en", "Photo: Anna Ek/1177"),
        ("Skärmbild: 1177", "en", "Screenshot: 1177"),
        ("Foto: Anna Ek/1177", "sv", "Foto: Anna Ek/1177"),
        ("Foto: Anna Ek/1177", "latt", "Foto: Anna Ek/1177"),
        ("Bild: Byrån", "en", "Bild: Byrån"),
        ("Foto: TT: Anna Ek", "en", "Photo: TT: Anna Ek"),
        ("1177", "en", "1177"),
    ],
)
def test_the_label_is_translated_and_nothing_else(line, language, translated):
    assert translate_label(line, language) == translated


def test_the_copyright_notice_names_the_year_where_it_is_known():
    assert copyright_notice(["Anna Ek"], "1177", "2026") == "© 2026 Anna Ek/1177"
    assert copyright_notice(["Anna Ek"], "1177", None) == "© Anna Ek/1177"
    assert copyright_notice(["Inera"], "Inera", "2026") == "© 2026 Inera"
