"""The credit line and the copyright notice."""

import pytest

from dam.rights.credit import copyright_notice, credit_line


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
    assert credit_line(creators, brand, override) == line


def test_the_copyright_notice_names_the_year_where_it_is_known():
    assert copyright_notice(["Anna Ek"], "1177", "2026") == "© 2026 Anna Ek/1177"
    assert copyright_notice(["Anna Ek"], "1177", None) == "© Anna Ek/1177"
